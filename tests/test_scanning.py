"""The scan: what changed is read, what is gone leaves the lists, and what could not be looked at is said."""

import json
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from reviewdue.ledger import references, runs
from reviewdue.ledger.schema import page
from reviewdue.pages import Flag, ReviewStatus
from tests.projects import REVIEWED, TODAY, Heard, Root, make_project


def test_a_scan_records_what_a_page_says(root: Root) -> None:
    root.write("breast/lumps.md", title="Lumps", url="https://www.example.org/lumps", topics=["breast"], **REVIEWED)

    tally = root.scan()

    line = root.lines()["breast/lumps"]
    assert (tally.files, tally.parsed, tally.shortfalls) == (1, 1, [])
    assert (line.path, line.title, line.owner) == ("content/breast/lumps.md", "Lumps", "breast-team")
    assert (line.last_reviewed, line.next_review_due) == (date(2025, 6, 6), date(2027, 6, 6))
    assert (line.status, line.days_left, line.topics, line.flags) == (ReviewStatus.CURRENT, 195, ("breast",), ())


def test_a_second_scan_parses_nothing(root: Root) -> None:
    root.write_pages(3)
    root.scan()

    tally = root.scan()

    assert (tally.files, tally.parsed) == (3, 0)


def test_an_edit_has_one_file_parsed(root: Root) -> None:
    root.write_pages(3)
    root.scan()
    root.write("page-1.md", title="Another title", **REVIEWED)

    tally = root.scan()

    assert tally.parsed == 1
    assert root.lines()["page-1"].title == "Another title"


def test_an_edited_page_is_known_since_the_day_it_was_first_seen(root: Root) -> None:
    root.write_pages(1)
    root.scan()
    root.write("page-0.md", title="Another title", **REVIEWED)

    root.scan(TODAY + timedelta(days=3))
    with root.open() as project, project.ledger.begin() as connection:
        since = connection.execute(sa.select(page.c.first_seen)).scalar_one()

    assert since == TODAY


def test_another_configuration_has_every_file_parsed(root: Root) -> None:
    root.write_pages(2)
    root.scan()
    root.configure(policy={"interval": {"standard": "12 months"}})

    assert root.scan().parsed == 2


def test_every_page_stands_in_exactly_one_status_and_the_counts_are_those_of_the_list(root: Root) -> None:
    days = (TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=90), TODAY + timedelta(days=91))
    for number, day in enumerate(days):
        root.write(f"page-{number}.md", title=f"Page {number}", last_reviewed="2025-01-01", next_review_due=str(day))
    root.write("undated.md", title="Undated")
    root.write("unreadable.md", title="Unreadable", next_review_due="2026-02-31", owner="breast-team")
    root.scan()

    figures, lines = root.figures(), root.lines().values()

    assert figures.pages == len(lines) == 6
    assert {status: figures.statuses[status] for status in ReviewStatus} == {
        "overdue": 1, "due": 2, "current": 1, "undated": 1, "unreadable": 1,
    }  # fmt: skip
    for status in ReviewStatus:
        assert figures.statuses[status] == sum(line.status is status for line in lines)
    for flag in Flag:
        assert figures.flags[flag] == sum(flag in line.flags for line in lines)
    assert sum(figures.months.values()) == 3


def test_one_bad_file_never_stops_a_scan(root: Root) -> None:
    root.write_pages(1)
    content = root.path / "content"
    (content / "binary.md").write_bytes(bytes(range(256)) * 8)
    (content / "broken.md").write_text('---\ntitle: "no end\nlast_reviewed: 2024-02-30\n---\n')
    (content / "empty.md").write_bytes(b"")
    odd = {"title": "half a character: \ud83d and \0", "owner": "\udc00", "references": ["\ud83d x"]}
    (content / "half.json").write_text(json.dumps({**odd, "last_reviewed": "2025-01-01"}))
    (content / "nul.md").write_bytes(b"# A heading with \0 in it\n")
    (content / "link.md").symlink_to(content / "nowhere.md")
    (content / "loop.md").symlink_to(content / "loop.md")
    (content / "large.md").write_bytes(b"x" * (10 * 1024 * 1024 + 1))

    tally = root.scan()

    assert tally.shortfalls == []
    assert root.lines()["page-0"].status is ReviewStatus.CURRENT
    assert root.figures().pages == len(root.lines()) == len(list(content.iterdir()))
    assert {problem.path for problem in root.problems()} >= {"content/broken.md", "content/large.md"}


def test_a_file_whose_name_is_no_text_is_a_problem_and_the_others_are_read(root: Root) -> None:
    root.write_pages(1)
    with open(os.fsencode(root.path) + b"/content/caf\xe9.md", "wb") as file:
        file.write(b"# A page")

    tally = root.scan()

    assert (tally.files, root.figures().pages) == (1, 1)
    assert [(problem.path, problem.code) for problem in root.problems()] == [("content", "file_name_unreadable")]
    assert "caf\\udce9.md" in root.problems()[0].message


def test_a_problem_goes_when_its_file_is_mended(root: Root) -> None:
    root.write("a.md", title="A", next_review_due="2026-02-31")
    root.scan()
    root.write("a.md", title="A", next_review_due="2026-02-28")

    root.scan()

    assert root.problems() == []


def test_a_page_that_moves_keeps_its_id_and_what_is_known_of_it(root: Root) -> None:
    file = root.write("lumps.md", "As reviewed.", id="lumps", title="Lumps", **REVIEWED)
    root.write_pages(8)
    root.scan()
    root.write("lumps.md", "Edited.", id="lumps", title="Lumps", **REVIEWED)
    root.scan(TODAY + timedelta(days=1))
    (root.path / "content" / "breast").mkdir()
    file.rename(root.path / "content" / "breast" / "lumps.md")

    tally = root.scan(TODAY + timedelta(days=2))

    line = root.lines()["lumps"]
    assert (tally.removed, tally.shortfalls, root.problems()) == (0, [], [])
    assert line.path == "content/breast/lumps.md"
    assert (line.edited_on, line.flags) == (TODAY + timedelta(days=1), (Flag.CHANGED_SINCE_REVIEW,))


def test_a_second_page_with_the_same_id_goes_by_its_path_and_both_are_listed(root: Root) -> None:
    root.write("a.md", id="lumps", title="A")
    root.write("b.md", id="lumps", title="B")

    root.scan()

    problem = root.problems()[0]
    assert {id: line.title for id, line in root.lines().items()} == {"lumps": "A", "content/b.md": "B"}
    assert (problem.path, problem.line, problem.code) == ("content/b.md", 2, "duplicate_id")
    assert "content/a.md" in problem.message


def test_a_second_page_with_the_same_id_takes_nothing_from_the_first(root: Root) -> None:
    root.register({"id": "manual-8", "title": "Manual of Lumps"})
    root.write("a.md", id="lumps", title="A", references=["manual-8"])
    root.scan()
    root.write("b.md", id="lumps", title="B")

    root.scan()

    with root.open() as project, project.ledger.begin() as connection:
        assert list(references.sources_of(connection, ["lumps"])) == ["lumps"]


def test_an_id_is_free_again_when_the_other_page_is_gone(root: Root) -> None:
    root.write_pages(8)
    first = root.write("a.md", id="lumps", title="A")
    root.write("b.md", id="lumps", title="B")
    root.scan()
    first.unlink()

    root.scan()

    assert root.lines()["lumps"].title == "B"
    assert "content/b.md" not in root.lines()
    assert root.problems() == []


def test_a_page_whose_id_changed_is_listed_once_under_the_new_one(root: Root) -> None:
    root.write("a.md", id="old", title="A")
    root.scan()
    root.write("a.md", id="new", title="A")

    root.scan()

    assert list(root.lines()) == ["new"]
    assert root.problems() == []


def test_two_pages_may_swap_their_ids(root: Root) -> None:
    root.write("a.md", id="one", title="A")
    root.write("b.md", id="two", title="B")
    root.scan()
    root.write("a.md", id="two", title="A")
    root.write("b.md", id="one", title="B")

    root.scan()

    assert {id: line.path for id, line in root.lines().items()} == {"one": "content/b.md", "two": "content/a.md"}
    assert root.problems() == []


def test_an_edit_after_the_review_is_shown_until_the_next_review(root: Root) -> None:
    root.write("a.md", "As reviewed.", title="A", **REVIEWED)
    root.scan()
    root.write("a.md", "Edited.", title="A", **REVIEWED)
    root.scan(TODAY + timedelta(days=1))
    edited = root.lines()["a"]
    root.write("a.md", "Edited.", title="A", **{**REVIEWED, "last_reviewed": "2026-11-24"})
    root.scan(TODAY + timedelta(days=2))
    reviewed = root.lines(TODAY + timedelta(days=2))["a"]

    assert (edited.flags, edited.edited_on) == ((Flag.CHANGED_SINCE_REVIEW,), TODAY + timedelta(days=1))
    assert (reviewed.flags, reviewed.edited_on) == ((), None)


def test_an_edit_that_is_taken_back_is_no_change(root: Root) -> None:
    for text in ("As reviewed.", "Edited.", "As reviewed."):
        root.write("a.md", text, title="A", **REVIEWED)
        root.scan()

    assert root.lines()["a"].flags == ()


def test_a_new_date_in_the_front_matter_is_no_edit_of_the_text(root: Root) -> None:
    root.write("a.md", title="A", **REVIEWED)
    root.scan()
    root.write("a.md", title="A", **{**REVIEWED, "next_review_due": "2027-01-01"})

    root.scan()

    assert root.lines()["a"].flags == ()


def test_the_source_stands_in_the_ledger_with_its_pages_and_the_run_with_its_tally(root: Root) -> None:
    root.write_pages(3)
    heard = Heard()

    root.scan(watch=heard.watch)

    with root.open() as project, project.ledger.begin() as connection:
        state, run = runs.source_states(connection)["pages"], runs.last_run(connection, "scan")
    assert (state.state, state.pages) == ("ok", 3)
    assert run is not None
    assert (run.state, run.tally["parsed"]) == ("done", 3)
    assert heard.events == [("reviewdue.scan.completed", "reviewdue.scan")]


SCAN = """
import resource, sys
from pathlib import Path
from reviewdue.projects import open_project
from reviewdue import scanning
scanning.BATCH = 500
if __name__ == "__main__":
    with open_project(sys.argv[1]) as project:
        scanning.scan(project)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.slow
def test_memory_does_not_grow_with_the_number_of_pages(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(SCAN)

    peaks = {}
    for count in (1_000, 3_000):
        root = make_project(tmp_path / str(count))
        for number in range(count):
            (root.path / "content" / f"{number}.md").write_text(f"---\ntitle: {'so long a title ' * 500}\n---\n")
        command = [sys.executable, str(program), str(root.path)]
        done = subprocess.run(
            command, check=True, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": "."}
        )
        peaks[count] = int(done.stdout) // 1024

    # Two thousand titles that were kept would be 16 MiB.
    assert peaks[3_000] < peaks[1_000] + 8
