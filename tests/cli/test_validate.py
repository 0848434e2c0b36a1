"""`reviewdue validate` as an author's tools start it."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import Ended, reviewdue
from tests.projects import REVIEWED, Root, make_project

DAY = ("--today", "2026-11-23")


@pytest.fixture
def project(tmp_path: Path) -> Root:
    """Two pages in order, one with an impossible date, and a register with one book."""
    made = make_project(tmp_path)
    made.write("good.md", title="Good", **REVIEWED, references=["book"])
    made.write("plain.md", title="No owner", last_reviewed="2026-01-01", next_review_due="2027-01-01")
    made.write("broken, 50%: new.md", title="Broken", owner="breast-team", next_review_due="2026-02-31")
    made.register({"id": "book", "type": "book", "title": "A book", "issued": 2017})
    return made


def validate(project: Root, *arguments: str) -> Ended:
    return reviewdue("validate", *DAY, *arguments, cwd=project.path)


def found(ended: Ended) -> list[tuple[str, int | None, str]]:
    return [(one["path"], one["line"], one["code"]) for one in ended.document["problems"]]


def test_findings_end_with_1_and_stand_at_their_line(project: Root) -> None:
    ended = validate(project, "--format", "json")

    assert ended.status == 1
    assert found(ended) == [
        ("content/broken, 50%: new.md", 4, "date_impossible"),
        ("content/plain.md", 2, "unowned"),
    ]
    assert ended.document["counts"] == {"files": 4, "errors": 1, "warnings": 0, "notes": 1}
    assert ended.document["problems"][0].keys() == {"path", "line", "code", "message", "hint", "severity"}


def test_only_what_was_named_is_looked_at_and_a_note_does_not_fail(project: Root) -> None:
    ended = validate(project, "content/good.md", "content/plain.md")

    assert ended.status == 0
    assert ended.out.splitlines()[-1] == "2 files: 0 errors, 0 warnings, 1 note"


def test_nothing_is_written_not_even_a_ledger(project: Root) -> None:
    before = sorted(project.path.rglob("*"))

    validate(project)

    assert sorted(project.path.rglob("*")) == before


def test_a_page_that_cites_what_the_register_lacks_and_an_id_given_out_twice_are_errors(project: Root) -> None:
    project.write("first.md", title="First", id="same", **REVIEWED, references=["bok"])
    project.write("second.md", title="Second", id="same", **REVIEWED)

    ended = validate(project, "content/first.md", "content/second.md", "--format", "json")

    assert found(ended) == [
        ("content/first.md", 8, "unknown_reference"),
        ("content/second.md", 3, "duplicate_id"),
    ]


def test_a_fault_in_the_register_stands_at_its_line(project: Root) -> None:
    project.register({"id": "x", "type": "book", "title": "X", "DOI": "10/none"}, file="more.yaml")

    ended = validate(project, "references", "--format", "json")

    assert ended.status == 1
    assert [(path, line) for path, line, _ in found(ended)] == [("references/more.yaml", 4)]


def test_annotations_are_escaped_as_github_reads_them(project: Root) -> None:
    ended = validate(project, "--format", "github")

    first = ended.out.splitlines()[0]
    assert first.startswith("::error file=content/broken%2C 50%25%3A new.md,line=4,title=date_impossible::next_review")


def test_sarif_names_a_rule_for_each_result_and_a_relative_address(project: Root) -> None:
    ended = validate(project, "--format", "sarif")

    run: Any = ended.document["runs"][0]
    result = run["results"][0]
    place = result["locations"][0]["physicalLocation"]
    assert ended.document["version"] == "2.1.0"
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "date_impossible"
    assert (result["level"], place["region"]) == ("error", {"startLine": 4})
    assert place["artifactLocation"]["uri"] == "content/broken%2C%2050%25%3A%20new.md"


def test_a_path_that_is_not_governed_is_named_and_one_that_is_not_there_is_wrong_use(project: Root) -> None:
    (project.path / "notes.txt").write_text("nothing to do with it")

    beside, gone = validate(project, "notes.txt", "reviewdue.yaml"), validate(project, "content/gone.md")

    assert beside.status == 0
    assert beside.err == "reviewdue: notes.txt belongs to no source of this project and was not looked at\n"
    assert gone.status == 2
    assert "content/gone.md: there is no such file or folder" in gone.err


def test_paths_are_meant_from_where_one_stands(project: Root) -> None:
    ended = reviewdue("validate", *DAY, "--root", "..", "good.md", cwd=project.path / "content")

    assert (ended.status, ended.out) == (0, "1 file: 0 errors, 0 warnings, 0 notes\n")
