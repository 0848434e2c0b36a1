"""The audit command, on the ledger of a project, with a plain SQLite client beside it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.commands import reviewdue
from tests.projects import REVIEWED, Root, make_project


@pytest.fixture
def scanned(tmp_path: Path) -> Root:
    """A project with a page whose review is asked for, scanned and reminded of."""
    root = make_project(tmp_path)
    root.write("stages.md", title="Stages", **REVIEWED | {"next_review_due": "2026-11-16"})
    reviewdue("scan", "--today", "2026-11-23", cwd=tmp_path)
    reviewdue("remind", "--today", "2026-11-23", cwd=tmp_path)
    return root


def change(root: Root, *statements: str) -> None:
    """What somebody does with the file of the ledger."""
    with closing(sqlite3.connect(root.path / "reviewdue.db")) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def test_a_record_as_it_was_written_is_intact(scanned: Root) -> None:
    ended = reviewdue("audit", "--format", "json", cwd=scanned.path)
    for_people = reviewdue("audit", cwd=scanned.path)
    again = reviewdue("audit", "--head", ended.document["head"]["hash"], cwd=scanned.path)

    assert (ended.status, ended.document["state"], ended.document["findings"]) == (0, "intact", [])
    assert ended.document["entries"] == ended.document["head"]["number"] == 2
    assert ended.document["pending"] == {}
    assert ended.document["rows"] == 6
    assert "2 entries and 6 rows of the record verified: all as it was written" in for_people.out
    assert again.status == 0


def test_the_database_refuses_to_change_the_record(scanned: Root) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="the record is not rewritten: UPDATE of reminder"):
        change(scanned, "UPDATE reminder SET state = 'failed'")


def test_what_was_changed_all_the_same_ends_the_audit_with_1_and_is_named(scanned: Root) -> None:
    change(scanned, "DROP TRIGGER reminder_stand", "UPDATE reminder SET claimed_at = '2026-10-01 08:00:00.000000'")

    ended = reviewdue("audit", "--format", "json", cwd=scanned.path)
    for_people = reviewdue("audit", cwd=scanned.path)

    [fault] = ended.document["findings"]
    assert (ended.status, ended.document["state"], fault["code"]) == (1, "broken", "row_edited")
    assert fault["row"] == "kind reminder, page_id stages, cycle_due 2026-11-16, rung -7"
    assert "1 fault" in for_people.out
    assert "entry 2, reminder (kind reminder, page_id stages" in for_people.out
    assert "example.org" not in for_people.out


def test_a_head_that_is_not_in_the_trail_is_a_finding(scanned: Root) -> None:
    ended = reviewdue("audit", "--head", "0123abcd", cwd=scanned.path)

    assert ended.status == 1
    assert "0123abcd, noted earlier, is not in the trail" in ended.out
