"""The register on disk: what it loads, what it complains about and where, and how it grows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from reviewdue.references import Name, Reference, Successor, identity_keys, supersession
from reviewdue.register import RegisterUnwritable, append_to_register, read_register

SHIPPED = Path(__file__).parent.parent / "references"
Write = Callable[..., Path]

BOOK = Reference(
    id="handbook-8",
    type="book",
    title="Handbook: of Staging",
    author=(Name(family="Roe", given="J"), Name(literal="Example Society")),
    edition="8",
    issued=(2017, 5),
    isbn="978-3-319-40617-6",
    superseded_by=(Successor(edition="9", unchanged=("breast",)),),
    note="yes",
)
ENTRY = "- id: first\n  title: First title\n  issued: 2017\n"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_file(text: str | bytes, name: str = "sources.yaml") -> Path:
        folder = tmp_path / "references"
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
        return folder

    return write_file


def codes(folder: Path) -> list[tuple[str, int | None]]:
    return [(problem.code, problem.line) for problem in read_register(folder).problems]


def test_a_list_and_a_mapping_and_json_all_load(write: Write) -> None:
    write(ENTRY)
    write("# ours\nreferences:\n  - id: second\n    title: Second\n", "more.yml")
    folder = write(
        '[\n\t{"id": "third", "title": "Third \\/ more", "issued": {"date-parts": [[2020, 1]]}}\n]', "c.json"
    )

    register = read_register(folder)

    assert register.problems == ()
    assert sorted(register.references) == ["first", "second", "third"]
    assert register.references["third"].issued == (2020, 1)
    assert register.places["second"].path == "references/more.yml"
    assert register.places["second"].line == 3


@pytest.mark.parametrize("text", ["[]", " [\n]\n", '{"references": []}'])
def test_json_that_lists_nothing_holds_no_entries(write: Write, text: str) -> None:
    register = read_register(write(text, "none.json"))

    assert (register.references, register.problems) == ({}, ())


@pytest.mark.parametrize("text", ["[{},]", "[,{}]", "[{} {}]", "[{}] x", "[{}\f]", "[{}", "[{'id': 1}]"])
def test_a_list_of_json_that_is_nearly_one_is_none(write: Write, text: str) -> None:
    assert codes(write(text, "nearly.json")) == [("json_syntax", 1)]


def test_an_entry_of_json_is_placed_however_its_list_is_written(write: Write) -> None:
    listed = '\n[ {"id": "one", "title": "One"}\n ,\n\n{\n"title": "Two",\n"id": "two", "x": 1},\n5]\n'
    register = read_register(write(listed, "listed.json"))

    assert {id: place.line for id, place in register.places.items()} == {"one": 2, "two": 5}
    assert [(one.code, one.line) for one in register.problems] == [("unknown_key", 7), ("not_a_reference", 8)]


def test_a_problem_names_file_line_and_remedy(write: Write) -> None:
    folder = write(ENTRY + "  DIO: 10.1000/x\n- title: Second\n  author: [{literal: Example Society}]\n")

    register = read_register(folder)

    unknown, missing = register.problems
    assert list(register.references) == ["first"]

    assert (unknown.path, unknown.line, unknown.code) == ("references/sources.yaml", 4, "unknown_key")
    assert unknown.hint == "Did you mean DOI?"
    assert (missing.line, missing.code) == (5, "missing_id")
    assert missing.hint == "Add “id: example-society-second”."


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("DOI: 1.2/x", "bad_doi"),
        ("ISBN: 978-3-319-40617-5", "bad_isbn"),
        ("issued: 2022-02-31", "bad_date"),
        ("type: boook", "unknown_type"),
        ("title: again", "duplicate_key"),
    ],
)
def test_a_bad_value_is_found_on_its_line_and_the_entry_still_loads(write: Write, lines: str, code: str) -> None:
    folder = write(f"- id: first\n  title: First\n  {lines}\n")

    assert codes(folder) == [(code, 3)]
    assert "first" in read_register(folder).references


def test_a_bad_date_of_a_successor_is_found_on_its_line(write: Write) -> None:
    folder = write(ENTRY + "  superseded_by:\n    - edition: 9\n      released: 2025-02-30\n")

    assert codes(folder) == [("bad_date", 6)]


def test_an_id_taken_in_another_file_is_a_problem_and_the_first_stays(write: Write) -> None:
    write(ENTRY)
    folder = write("- id: first\n  title: Another\n", "z.yaml")

    register = read_register(folder)

    assert [problem.code for problem in register.problems] == ["duplicate_id"]
    assert "references/sources.yaml:1" in register.problems[0].message
    assert register.references["first"].title == "First title"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("- id: a\n  title: [open\n", "yaml_syntax", 3),
        ("- id: a\n\ttitle: b\n", "yaml_syntax", 2),
        (b"- id: a\n  title: caf\xe9\n", "not_utf8", 2),
        ("just words\n", "not_a_list", 1),
        ("- just words\n", "not_a_reference", 1),
        ("title: no list\n", "not_a_list", 1),
    ],
)
def test_a_broken_file_is_one_problem_and_the_others_load(
    write: Write, text: str | bytes, code: str, line: int
) -> None:
    write(ENTRY, "good.yaml")
    folder = write(text)

    assert codes(folder) == [(code, line)]
    assert list(read_register(folder).references) == ["first"]


def test_aliases_cannot_blow_up_memory(write: Write) -> None:
    levels = "".join(f"  k{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9))

    assert codes(write("- id: bomb\n  k0: &a0 [lol]\n" + levels))[0][0] == "too_large"


@pytest.mark.parametrize("text", ["[" * 200_000, "- id: a\n  note: " + "{b: " * 200_000, "- " * 200_000 + "a"])
def test_a_file_nested_without_end_is_a_problem_and_not_the_end_of_the_process(write: Write, text: str) -> None:
    folder = write(text)

    assert [code for code, _ in codes(folder)] == ["too_large"]
    with pytest.raises(RegisterUnwritable):
        append_to_register(folder / "sources.yaml", [BOOK])


def test_an_alias_that_holds_itself_ends(write: Write) -> None:
    assert codes(write("- &self\n  id: a\n  title: b\n  note: *self\n"))[0][0] == "too_large"


def test_plain_words_stay_the_words_that_were_written(write: Write) -> None:
    folder = write("- id: 007\n  title: No\n  volume: 1e3\n  note: 2017-02-31\n  watch: ~\n")

    reference = read_register(folder).references["007"]

    assert (reference.title, reference.volume, reference.note, reference.watch) == ("No", "1e3", "2017-02-31", None)


def test_a_large_register_loads_whole(write: Write) -> None:
    folder = write("".join(f"- id: r{number}\n  title: Title {number}\n  issued: 2017\n" for number in range(8000)))

    register = read_register(folder)

    assert len(register.references) == 8000
    assert register.problems == ()


def test_a_missing_folder_is_a_problem_and_not_an_empty_register(tmp_path: Path) -> None:
    assert [problem.code for problem in read_register(tmp_path / "references").problems] == ["no_register"]


def test_a_citation_finds_its_entry_by_any_key_they_share(write: Write) -> None:
    folder = write(ENTRY)
    append_to_register(folder / "sources.yaml", [BOOK])
    register = read_register(folder)

    printed = Reference(id="x", title="Handbook – Of STAGING", edition="8th", issued=(2017,))
    other = Reference(id="y", title="Handbook of Staging", edition="7", issued=(2010,))

    assert register.match(printed) == BOOK
    assert register.match(other) is None


def test_an_entry_of_the_same_title_with_another_doi_is_another_source(tmp_path: Path) -> None:
    first = Reference(id="first", title="On lumps", issued=(2020,), doi="10.1000/one")
    append_to_register(tmp_path / "a.yaml", [first])
    register = read_register(tmp_path)

    assert register.match(replace(first, doi="10.1000/two")) is None
    assert register.match(replace(first, doi=None)) == first


def test_what_csl_knows_and_we_do_not_read_is_written_and_read_back(tmp_path: Path) -> None:
    more = {"editor": [{"family": "Roe", "given": "J"}], "ISSN": "1234-5678", "issued": {"raw": "Spring 2019"}}
    chapter = Reference(id="a", type="chapter", title="On lumps", issued=(2019,), pmcid="PMC123", more=more)

    append_to_register(tmp_path / "a.yaml", [chapter])

    assert read_register(tmp_path).references == {"a": chapter}
    assert "- {family: Roe, given: J}" in (tmp_path / "a.yaml").read_text()


@pytest.mark.parametrize(
    "before",
    [
        "",
        "# only a comment\n",
        "# sources\n" + ENTRY + "# the end\n",
        ENTRY.rstrip(),
        ENTRY.replace("\n", "\r\n"),
        "references:\n  - id: first\n    title: First title\n",
        "references:\n- id: first\n  title: First title\n# about the owner\nowner: team\n",
        "\ufeff" + ENTRY,
    ],
)
def test_appending_keeps_what_is_there_and_reads_back(write: Write, before: str) -> None:
    file = write(before) / "sources.yaml"
    had = read_register(file.parent).references

    written = append_to_register(file, [BOOK])

    text = file.read_bytes().decode()
    assert written == ("handbook-8",)
    assert read_register(file.parent).references == had | {"handbook-8": BOOK}
    assert all(line in text for line in before.splitlines())
    assert ("\r\n" in text) == ("\r\n" in before)


def test_an_appended_entry_is_good_to_read(write: Write) -> None:
    file = write("") / "sources.yaml"

    append_to_register(file, [BOOK])

    assert file.read_text() == (
        "- id: handbook-8\n"
        "  type: book\n"
        "  title: 'Handbook: of Staging'\n"
        "  author:\n"
        "    - {family: Roe, given: J}\n"
        "    - {literal: Example Society}\n"
        "  edition: 8\n"
        "  issued: 2017-05\n"
        "  ISBN: 978-3-319-40617-6\n"
        "  superseded_by:\n"
        "    - edition: 9\n"
        "      unchanged:\n"
        "        - breast\n"
        "  note: 'yes'\n"
    )


def test_an_id_that_is_there_is_not_written_again(write: Write) -> None:
    file = write(ENTRY) / "sources.yaml"
    first = replace(BOOK, id="first")

    assert append_to_register(file, [first, BOOK, BOOK]) == ("handbook-8",)
    assert append_to_register(file, [first, BOOK]) == ()
    assert codes(file.parent) == []


def test_the_register_is_created_where_there_is_none(tmp_path: Path) -> None:
    append_to_register(tmp_path / "references" / "new.yaml", [BOOK])

    assert read_register(tmp_path / "references").references == {"handbook-8": BOOK}


@pytest.mark.parametrize("before", ["[{id: a, title: b}]\n", "[]\n", "words\n", "- id: a\n  title: [open\n"])
def test_a_file_that_cannot_be_continued_is_left_alone(write: Write, before: str) -> None:
    file = write(before) / "sources.yaml"

    with pytest.raises(RegisterUnwritable):
        append_to_register(file, [BOOK])

    assert file.read_text() == before
    assert [path.name for path in file.parent.iterdir()] == ["sources.yaml"]


def test_the_shipped_sources_load_without_a_problem() -> None:
    register = read_register(SHIPPED)

    assert register.problems == ()
    assert {"ajcc-8", "uicc-tnm-8", "nice-cg81", "esmo-mbc-2021", "devita-12"} <= set(register.references)
    assert "doi:10.1016/j.annonc.2021.09.019" in identity_keys(register.references["esmo-mbc-2021"])


def test_the_shipped_register_knows_that_the_breast_chapter_did_not_change() -> None:
    found = supersession(read_register(SHIPPED).references["uicc-tnm-8"], ["breast"], date(2026, 11, 2))

    assert found is not None
    assert found.superseded
    assert found.touched is False
