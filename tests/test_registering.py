"""The register into the ledger: only files that changed are read again, and what two files have stays right."""

import itertools
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any, cast

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

import reviewdue
from reviewdue import registering
from reviewdue.checking import settle_without_network
from reviewdue.ledger import Ledger, references
from reviewdue.ledger.schema import reference, register_file, source_check
from reviewdue.register import read_register
from reviewdue.registering import read_register_into_ledger
from tests.projects import Root

TAMPERED = "not as the file has it"


def entry(id: str, **fields: Any) -> dict[str, Any]:
    """An entry of the register."""
    return {"id": id, "title": f"On {id}", "URL": f"https://www.example.org/{id}", **fields}


def read(root: Root, **accept: bool) -> list[str]:
    """Read the register into the ledger."""
    with root.open() as project:
        return read_register_into_ledger(project, **accept)


def places(root: Root) -> dict[str, str]:
    """Where each entry of the register stands, as the ledger has it."""
    query = sa.select(reference.c.id, reference.c.file, reference.c.line).where(reference.c.registered)
    with root.open() as project, project.ledger.begin() as connection:
        return {id: f"{file}:{line}" for id, file, line in connection.execute(query)}


def files_of(root: Root) -> dict[str, str]:
    """In which file each entry of the register stands, without its folder."""
    return {id: place.removeprefix("references/").partition(":")[0] for id, place in places(root).items()}


def tamper(root: Root) -> None:
    """Change every title in the ledger, so that it shows which entries are read again."""
    with root.open() as project, project.ledger.change() as connection:
        connection.execute(sa.update(reference).values(title=TAMPERED))


def read_again(root: Root) -> set[str]:
    """The entries that were read since their titles were changed."""
    query = sa.select(reference.c.id).where(reference.c.title != TAMPERED)
    with root.open() as project, project.ledger.begin() as connection:
        return set(connection.execute(query).scalars())


def said(root: Root) -> list[tuple[str, int | None, str]]:
    """Every problem with its place."""
    return [(Path(one.path).name, one.line, one.message) for one in root.problems()]


def told(line: int, id: str, first: str, file: str = "b.yaml") -> tuple[str, int, str]:
    """The problem of an entry whose id another has."""
    return file, line, f"The id “{id}” is already taken at references/{first}; that one was read"


@pytest.fixture
def three(root: Root) -> Root:
    """A register of three files that was read."""
    for name in "abc":
        root.register(entry(f"{name}1"), entry(f"{name}2"), file=f"{name}.yaml")
    read(root)
    return root


def test_only_a_file_that_changed_is_read_again(three: Root) -> None:
    tamper(three)
    three.register(entry("b1"), entry("b2"), entry("b3"), file="b.yaml")

    read(three)

    assert read_again(three) == {"b1", "b2", "b3"}


def test_a_file_that_holds_the_same_bytes_as_before_is_not_read_again(three: Root) -> None:
    tamper(three)
    file = three.path / "references" / "b.yaml"
    shutil.copy(file, file.with_suffix(".copy"))
    os.replace(file.with_suffix(".copy"), file)

    read(three)
    read(three)

    assert read_again(three) == set()


def test_another_program_reads_every_file_again(three: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    tamper(three)
    monkeypatch.setattr(reviewdue, "__version__", "another")

    read(three)

    assert len(read_again(three)) == 6


def test_what_a_file_has_no_more_leaves_the_register(three: Root) -> None:
    three.register(entry("b2"), file="b.yaml")

    read(three)

    assert files_of(three).keys() == {"a1", "a2", "b2", "c1", "c2"}


def test_what_a_file_had_that_is_gone_leaves_the_register(three: Root) -> None:
    (three.path / "references" / "c.yaml").unlink()

    read(three)

    assert files_of(three).keys() == {"a1", "a2", "b1", "b2"}


@pytest.mark.parametrize("moves", [("a.yaml", "c.yaml"), ("c.yaml", "a.yaml")])
def test_an_entry_that_moves_to_another_file_keeps_what_was_found_out(three: Root, moves: tuple[str, str]) -> None:
    old, new = moves
    with three.open() as project, project.ledger.change() as connection:
        connection.execute(sa.update(reference).values(availability="available"))
    three.register(entry(f"{old[0]}2"), file=old)
    three.register(entry(f"{new[0]}1"), entry(f"{old[0]}1"), file=new)

    read(three)

    with three.open() as project, project.ledger.begin() as connection:
        row = connection.execute(sa.select(reference).where(reference.c.id == f"{old[0]}1")).mappings().one()
    assert (row["registered"], row["file"], row["availability"]) == (True, f"references/{new}", "available")


def test_while_a_file_cannot_be_read_nothing_is_forgotten_and_then_it_is(three: Root) -> None:
    three.register(entry("a1"), file="a.yaml")
    broken = three.path / "references" / "b.yaml"
    broken.write_text("- [broken")
    (three.path / "references" / "c.yaml").unlink()

    read(three)
    read(three)
    kept = files_of(three).keys()
    three.register(entry("b1"), file="b.yaml")
    read(three)

    assert kept == {"a1", "a2", "b1", "b2", "c1", "c2"}
    assert files_of(three) == {"a1": "a.yaml", "b1": "b.yaml"}


def test_a_file_that_cannot_be_opened_keeps_its_entries_and_is_tried_again(three: Root) -> None:
    file = three.path / "references" / "b.yaml"
    file.unlink()
    file.symlink_to(file)

    read(three)
    codes, kept = three.codes(), files_of(three).keys()
    file.unlink()
    three.register(entry("b2"), file="b.yaml")
    read(three)

    assert (codes, len(kept)) == (["unreadable_file"], 6)
    assert three.codes() == []
    assert files_of(three).keys() == {"a1", "a2", "b2", "c1", "c2"}


def test_a_person_may_say_that_what_cannot_be_read_holds_nothing(three: Root) -> None:
    three.register(entry("c1"), entry("b1"), file="c.yaml")
    read(three)
    (three.path / "references" / "b.yaml").write_text("- [broken")

    read(three, accept_fewer=True)

    assert files_of(three) == {"a1": "a.yaml", "a2": "a.yaml", "b1": "c.yaml", "c1": "c.yaml"}


def test_a_folder_that_is_not_there_keeps_everything(three: Root) -> None:
    shutil.rmtree(three.path / "references")

    shortfalls = read(three)
    kept = files_of(three)
    read(three, accept_fewer=True)

    assert (len(shortfalls), len(kept)) == (1, 6)
    assert files_of(three) == {}


@pytest.fixture
def double(root: Root) -> Root:
    """Two files that have one id, of which the first is read."""
    root.register(entry("a1"), entry("x", title="By a"), file="a.yaml")
    root.register(entry("b1"), entry("x", title="By b"), file="b.yaml")
    read(root)
    return root


def test_of_two_files_with_one_id_the_first_is_read_and_the_problem_names_both_places(double: Root) -> None:
    assert files_of(double)["x"] == "a.yaml"
    assert said(double) == [told(4, "x", "a.yaml:4")]


def test_it_stays_so_when_only_the_second_changes(double: Root) -> None:
    double.register(entry("b0"), entry("b1"), entry("x"), file="b.yaml")

    read(double)

    assert files_of(double)["x"] == "a.yaml"
    assert said(double) == [told(7, "x", "a.yaml:4")]


def test_the_second_is_told_of_the_new_place_when_only_the_first_changes(double: Root) -> None:
    double.register(entry("a0"), entry("a1"), entry("x"), file="a.yaml")

    read(double)

    assert said(double) == [told(4, "x", "a.yaml:7")]


def test_the_second_is_read_when_the_first_has_it_no_more(double: Root) -> None:
    double.register(entry("a1"), file="a.yaml")

    read(double)

    assert files_of(double)["x"] == "b.yaml"
    assert said(double) == []


@pytest.mark.parametrize("part", [1, 1_000_000])
def test_the_second_is_read_when_it_was_only_touched_meanwhile(
    double: Root, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    monkeypatch.setattr(registering, "PART", part)
    double.register(entry("a1"), file="a.yaml")
    os.utime(double.path / "references" / "b.yaml", (0, 0))

    read(double)

    assert files_of(double)["x"] == "b.yaml"
    assert said(double) == []


def test_the_second_is_read_when_the_first_is_gone(double: Root) -> None:
    (double.path / "references" / "a.yaml").unlink()

    read(double)

    assert files_of(double) == {"b1": "b.yaml", "x": "b.yaml"}
    assert said(double) == []


def test_a_new_file_before_the_others_takes_the_id_and_both_are_told(double: Root) -> None:
    double.register(entry("x", title="By 0"), file="0.yaml")

    read(double)

    assert files_of(double)["x"] == "0.yaml"
    assert said(double) == [told(4, "x", "0.yaml:1", "a.yaml"), told(4, "x", "0.yaml:1")]


def test_an_id_that_a_file_of_json_has_twice_is_told_with_the_line_of_the_id(root: Root) -> None:
    (root.path / "references").mkdir()
    items = [{"title": "One", "author": [{"family": "id"}], "id": "x"}, {"title": "Two", "id": "x"}]
    (root.path / "references" / "b.json").write_text(json.dumps(items, indent=1))

    read(root)

    assert said(root) == [told(13, "x", "b.json:2", "b.json")]


def test_a_key_leads_to_the_next_entry_that_has_it_though_its_file_is_not_read_again(root: Root) -> None:
    book = {"title": "Manual of Lumps", "type": "book", "edition": 8, "issued": 2017}
    root.register({"id": "first", **book}, file="a.yaml")
    root.register({"id": "second", **book}, file="b.yaml")
    root.write("page.md", title="A", references=["Manual of Lumps. 8th edition. Example Press, 2017."])

    led = []
    root.scan()
    led.append(cited(root))
    root.register({"id": "other", "title": "Another"}, file="a.yaml")
    root.scan()
    led.append(cited(root))

    assert led == [["first"], ["second"]]


def cited(root: Root) -> list[str | None]:
    """What the page cites."""
    with root.open() as project, project.ledger.begin() as connection:
        return [one.reference_id for one in references.sources_of(connection, ["page"])["page"]]


def test_pages_that_cite_in_words_are_not_read_again_for_a_note_in_the_register(root: Root) -> None:
    root.register(entry("x"), file="a.yaml")
    root.write("page.md", title="A", references=["Roe J. A book of examples. Example Press, 2017."])
    root.scan()
    root.register(entry("x", note="a word"), file="a.yaml")

    parsed = [root.scan().parsed]
    root.register(entry("x", note="a word", title="Another title"), file="a.yaml")
    parsed.append(root.scan().parsed)

    assert parsed == [0, 1]


def agrees(root: Root) -> None:
    """The ledger has what a reading of the whole register has."""
    register = read_register(root.path / "references", root=root.path)

    assert places(root) == {id: f"{place.path}:{place.line}" for id, place in register.places.items()}
    assert sorted(map(str, root.problems())) == sorted(map(str, register.problems))


def shuffle(root: Root, random: Random) -> None:
    """Write, touch or remove some of a few files of the register, which have many ids in common."""
    for name in random.sample("abcd", random.randint(1, 3)):
        file, deed = root.path / "references" / f"{name}.yaml", random.random()
        if deed < 0.2:
            file.unlink(missing_ok=True)
        elif deed < 0.4 and file.exists():
            os.utime(file, (random.random(), 0))
        else:
            ids = random.choices("uvwxyz", k=random.randint(1, 5))
            root.register(*(entry(id, title=f"By {name}") for id in ids), file=f"{name}.yaml")


def test_after_any_changes_the_ledger_has_what_a_whole_reading_has(root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    random = Random(7)
    for step in range(40):
        # Each file in a transaction of its own, then all in one.
        monkeypatch.setattr(registering, "PART", (1, 1_000_000)[step % 2])
        shuffle(root, random)

        read(root)

        agrees(root)


class Killed(BaseException):
    """The end of a process."""


class Mortal:
    """A ledger that lives for so many changes."""

    def __init__(self, ledger: Ledger, changes: int) -> None:
        self.ledger, self.left = ledger, changes

    @contextmanager
    def change(self) -> Iterator[Connection]:
        """A change; after the last one nobody is there to finish the next."""
        with self.ledger.change() as connection:
            yield connection
            self.left -= 1
            if self.left < 0:
                raise Killed

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """As it is."""
        with self.ledger.begin() as connection:
            yield connection


def is_killed(root: Root, changes: int) -> bool:
    """Read the register with a process that is killed after so many changes, if it is not done by then."""
    with root.open() as project:
        try:
            read_register_into_ledger(replace(project, ledger=cast("Ledger", Mortal(project.ledger, changes))))
        except Killed:
            return True
    return False


def test_a_reading_that_is_killed_anywhere_is_taken_up_by_the_next(root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registering, "PART", 1)
    root.write("page.md", title="A", references=["fresh", "gone", "x"])
    random = Random(3)
    for changes in itertools.count():
        root.register(entry("x"), entry("gone"), file="e.yaml")
        shuffle(root, random)
        root.scan()
        root.register(entry("x"), entry("y"), entry("v"), file=f"{'abc'[changes % 3]}.yaml")
        root.register(entry("x"), entry("fresh"), file="e.yaml")

        killed = is_killed(root, changes)
        root.scan()

        agrees_but_for_pages(root)
        if not killed:
            break
    assert changes > 3


def agrees_but_for_pages(root: Root) -> None:
    """The ledger has what a reading of the whole register has, and the page what follows from it."""
    register = read_register(root.path / "references", root=root.path)
    assert places(root) == {id: f"{place.path}:{place.line}" for id, place in register.places.items()}
    assert cited(root) == ["fresh", None, "x"]


def test_a_killed_reading_does_not_read_again_what_it_had_finished(root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registering, "PART", 1)
    for name in "abcd":
        root.register(entry(name), file=f"{name}.yaml")

    killed = is_killed(root, 2)
    tamper(root)
    read(root)

    assert killed
    assert read_again(root) == {"c", "d"}
    assert files_of(root).keys() == {"a", "b", "c", "d"}


def test_several_processes_read_what_one_reads(root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registering, "WORTH_PROCESSES", 0)
    for name in "abc":
        root.register(entry(name), entry("x"), file=f"{name}.yaml")

    read(root)

    agrees(root)
    assert files_of(root)["x"] == "a.yaml"


SOURCES = (
    entry("page"),
    entry("resolver", URL="https://doi.org/10.1000/xyz"),
    entry("doi", DOI="10.1000/xyz"),
    {"id": "pmid", "title": "By number", "PMID": "12345"},
    {"id": "book", "title": "A book", "type": "book", "ISBN": "978-1-119-26357-9"},
    entry("review", DOI="10.1002/14651858.CD004253.pub2", **{"container-title": "Cochrane Database Syst Rev"}),
    entry("guideline", guideline="NICE CG81"),
    entry("replaced", superseded_by=[{"title": "The next", "released": "2020-01-01"}]),
    entry("confirmed", confirmed_on="2026-10-01"),
    entry("intended", intended="retracted"),
    {"id": "nothing", "title": "No address"},
)


@pytest.mark.parametrize("one", SOURCES, ids=lambda one: str(one["id"]))
def test_what_waits_for_the_network_would_be_left_as_it_is_without_one(root: Root, one: dict[str, Any]) -> None:
    root.register(one)
    read(root)
    standing = {"availability": reference.c.availability, "currency": reference.c.currency}
    with root.open() as project, project.ledger.change() as connection:
        before = connection.execute(sa.select(*standing.values(), reference.c.next_check_at)).one()
        connection.execute(sa.update(reference).values(next_check_at=None))

    with root.open() as project:
        settle_without_network(project)

    with root.open() as project, project.ledger.begin() as connection:
        after = connection.execute(sa.select(*standing.values(), reference.c.next_check_at)).one()
        checks = connection.execute(sa.select(sa.func.count()).select_from(source_check)).scalar_one()
    if before.next_check_at is not None:
        assert (after, checks) == (before, 0)
    else:
        assert one["id"] in ("replaced", "confirmed", "intended", "nothing", "book")


def test_the_ledger_knows_each_file_once(three: Root) -> None:
    with three.open() as project, project.ledger.begin() as connection:
        rows = connection.execute(sa.select(register_file.c.path).order_by(register_file.c.path)).scalars().all()

    assert rows == ["references/a.yaml", "references/b.yaml", "references/c.yaml"]
