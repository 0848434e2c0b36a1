"""Rubber stamps and gaps are shown on the lists; on both engines."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from reviewdue.ledger.conditions import has_flag
from reviewdue.ledger.figures import count_pages
from reviewdue.ledger.listing import read_lines
from reviewdue.ledger.schema import page as page_table
from reviewdue.pages import Flag
from reviewdue.reviews.records import Outcome
from tests.projects import REVIEWED, TODAY, Root
from tests.reviews.statements import finish

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def flags(root: Root, today: date = TODAY) -> list[str]:
    """The flags of the page, which every figure and every filter must agree with."""
    page = "stages"
    found = root.lines(today)[page].flags
    with root.open(today) as project, project.ledger.begin() as connection:
        counted = count_pages(connection, project.day).flags
        for flag in Flag:
            listed = [
                one.id for one in read_lines(connection, project.day, [has_flag(flag, project.day)], [page_table.c.id])
            ]
            assert len(listed) == counted[flag]
            assert (page in listed) == (flag in found), flag
    return [str(flag) for flag in found]


@pytest.fixture
def stages(root: Root) -> Path:
    """A page, scanned."""
    file = root.write("stages.md", title="Stages", **REVIEWED)
    root.scan()
    return file


def bump(file: Path, day: str = "2026-11-01") -> None:
    """Move the date of the last review on, and do nothing else."""
    file.write_text(file.read_text().replace("2025-06-06", day))


def test_a_date_that_was_moved_on_without_a_review_is_shown(root: Root, stages: Path) -> None:
    before = flags(root)
    bump(stages)
    root.scan()
    bumped = flags(root)
    root.scan(TODAY + timedelta(days=30))

    assert (before, bumped, flags(root)) == ([], ["bumped_without_review"], ["bumped_without_review"])


def test_a_date_that_was_moved_with_the_text_is_not(root: Root, stages: Path) -> None:
    stages.write_text(stages.read_text().replace("Ask your nurse.", "Ask your doctor."))
    root.scan()
    bump(stages)
    root.scan()

    assert flags(root) == []


def test_a_date_that_a_review_on_record_moved_is_not(root: Root, stages: Path) -> None:
    finish(root)
    root.scan()

    assert flags(root) == []


def test_a_date_that_is_printed_in_the_text_is_no_change_of_the_text(root: Root) -> None:
    file = root.path / "content" / "stages.md"
    file.write_text("# Stages\n\nWords.\n\nPage last reviewed: 6 June 2025\nNext review due: 6 June 2028\n")
    root.scan()
    file.write_text(file.read_text().replace("6 June 2025", "1 November 2026"))
    root.scan()

    assert "bumped_without_review" in flags(root)


def test_a_date_that_is_moved_back_is_only_that(root: Root, stages: Path) -> None:
    bump(stages, "2024-06-06")
    root.scan()

    assert flags(root) == []


@pytest.mark.parametrize(
    ("owner", "shown"),
    [
        ("breast-team", []),
        ("nurse@example.org", []),
        ("#content-team", ["owner_unreachable"]),
        ("gone", ["owner_unreachable"]),
    ],
)
def test_an_owner_whom_no_mail_reaches_is_shown(root: Root, owner: str, shown: list[str]) -> None:
    root.configure(people=[*root.settings["people"], {"id": "gone", "name": "Gone", "left": "2026-01-01"}])
    root.write("stages.md", title="Stages", **REVIEWED | {"owner": owner})
    root.scan()

    assert flags(root) == shown


def test_a_review_in_seconds_is_shown_until_the_next_one(root: Root, stages: Path) -> None:
    finish(root, started_at=START, finished_at=START + timedelta(seconds=3))
    hasty = flags(root)
    next_day = TODAY + timedelta(days=1)
    finish(root, today=next_day, started_at=START, finished_at=START + timedelta(hours=1))

    assert (hasty, flags(root, next_day)) == (["reviewed_in_haste"], [])


def test_a_review_that_the_page_does_not_state_yet_is_shown_until_it_does(root: Root) -> None:
    feed = root.path / "feed.json"
    entry = {"id": "stages", "title": "Stages", "last_reviewed": "2025-06-06", "next_review_due": "2026-12-01"}
    entry["owner"] = "lead"
    feed.write_text(json.dumps([entry]))
    root.configure(sources=[{"name": "site", "kind": "feed", "path": "feed.json"}])
    root.scan()

    finish(root)
    waiting = flags(root)
    feed.write_text(json.dumps([entry | {"last_reviewed": "2026-11-23", "next_review_due": "2029-11-23"}]))
    root.scan()

    assert (waiting, flags(root)) == (["awaiting_publication"], [])


def test_a_page_that_is_to_be_taken_down_is_shown_as_that(root: Root, stages: Path) -> None:
    finish(root, outcome=Outcome.WITHDRAW, summary="Merged into another page.")

    assert flags(root) == ["to_be_withdrawn"]
