"""Many files read and parsed, in one process or in several, in the order they were given."""

from pathlib import Path

import pytest

from reviewdue import parsing
from reviewdue.files import Found
from reviewdue.parsing import open_parser, parse_files
from tests.sample_pages import make_reading, with_fields


def write_pages(root: Path, count: int) -> list[Found]:
    for number in range(count):
        (root / f"{number}.md").write_text(with_fields(f"title: Page {number}"))
    return [Found(f"{number}.md", str(number), "") for number in range(count)]


def test_files_are_parsed_in_the_order_they_were_given(tmp_path: Path) -> None:
    found = write_pages(tmp_path, 12)[::-1]

    parsed = parse_files(str(tmp_path), make_reading(), found)

    assert [one.page.title for one in parsed] == [f"Page {number}" for number in range(11, -1, -1)]


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (Found("gone.md", "gone", ""), "No such file or directory"),
        (Found("folder.md", "folder", ""), "Is a directory"),
        (Found("a.md", "a", "", fault="Permission denied"), "Permission denied"),
        (Found("large.md", "large", ""), "larger than 10 MiB"),
        (Found("page.md", "page", "", sidecar="gone.yaml"), "No such file or directory"),
    ],
)
def test_a_file_that_cannot_be_opened_is_an_unreadable_page(tmp_path: Path, found: Found, reason: str) -> None:
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "page.md").write_text("# A page")
    (tmp_path / "large.md").write_bytes(b"x" * (10 * 1024 * 1024 + 1))

    (parsed,) = parse_files(str(tmp_path), make_reading(), [found])

    assert (parsed.page.id, parsed.page.path, parsed.page.unreadable) == (found.default_id, found.path, True)
    assert [(problem.path, problem.code) for problem in parsed.problems] == [(found.path, "file_unreadable")]
    assert reason in parsed.problems[0].message


def test_a_file_beside_a_page_is_read_with_it(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Heading")
    (tmp_path / "a.yaml").write_text("title: From beside")

    (parsed,) = parse_files(str(tmp_path), make_reading(), [Found("a.md", "a", "", sidecar="a.yaml")])

    assert parsed.page.title == "From beside"


def test_a_parser_hands_out_each_batch_when_it_is_asked_for(tmp_path: Path) -> None:
    found = write_pages(tmp_path, 6)

    with open_parser() as parse:
        results = [parse(str(tmp_path), make_reading(), found[at : at + 2]) for at in (0, 2, 4, 6)]
        titles = [[one.page.title for one in result()] for result in results]

    assert titles == [["Page 0", "Page 1"], ["Page 2", "Page 3"], ["Page 4", "Page 5"], []]


@pytest.mark.slow
def test_several_processes_give_what_one_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = write_pages(tmp_path, 9)
    (tmp_path / "9.md").write_text("Geprüft am: 24.05.2024")
    found.append(Found("9.md", "9", ""))
    reading = make_reading(fields={"last_reviewed": "Geprüft am:"})
    monkeypatch.setattr(parsing, "WORTH_PROCESSES", 4)
    monkeypatch.setattr("os.cpu_count", lambda: 2)

    with open_parser() as parse:
        in_several = [parse(str(tmp_path), reading, found[:3]), parse(str(tmp_path), reading, found[3:])]
        parsed = [one for result in in_several for one in result()]

    assert parsed == parse_files(str(tmp_path), reading, found)
    assert parsed[-1].page.last_reviewed is not None
