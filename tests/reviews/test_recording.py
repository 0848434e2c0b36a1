"""A finished review is recorded, its task closed, its dates moved; on both engines."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from reviewdue.errors import ActionRefused
from reviewdue.ledger import tasks as task_ledger
from reviewdue.ledger.auditing import audit
from reviewdue.ledger.pages import place_of
from reviewdue.reviews.recording import ReviewRefused, record_review, write_again
from reviewdue.reviews.records import Haste, Interests, Outcome, Reviewer, WritingState
from reviewdue.tasks.tasks import Task, TaskState
from tests.projects import REVIEWED, TODAY, Root
from tests.reviews.statements import LAY, NURSE, answer, finish, make_statement, recorded

OVERDUE = {"title": "Stages", **REVIEWED, "next_review_due": "2026-11-01"}
CITED = {"id": "nice-cg81", "type": "report", "title": "Advanced breast cancer", "URL": "https://www.example.org/cg81"}
IN_THREE_YEARS = date(2029, 11, 23)


@pytest.fixture
def page(root: Root) -> Path:
    """A page whose review is asked for."""
    file = root.write("stages.md", **OVERDUE)
    root.scan()
    return file


def tasks(root: Root) -> list[Task]:
    """The tasks of the page, the newest first."""
    with root.open() as project, project.ledger.begin() as connection:
        return task_ledger.tasks_of(connection, ["stages"]).get("stages", [])


def test_a_whole_review_moves_the_dates_and_closes_the_task(root: Root, page: Path) -> None:
    before = page.read_text()

    review = finish(root)

    assert (review.complete, review.trigger, review.next_due) == (True, "scheduled", IN_THREE_YEARS)
    assert review.written is not None
    assert (review.written.state, review.written.path) == (WritingState.WRITTEN, "content/stages.md")
    assert page.read_text() == before.replace("2025-06-06", "2026-11-23").replace("2026-11-01", "2029-11-23")
    assert [(task.state, task.outcome) for task in tasks(root)] == [(TaskState.DONE, "no_change")]
    line = root.lines()["stages"]
    assert (line.last_reviewed, line.next_review_due, str(line.status)) == (TODAY, IN_THREE_YEARS, "current")


def test_a_scan_after_it_finds_nothing_new(root: Root, page: Path) -> None:
    finish(root)

    tally = root.scan()

    assert (tally.parsed, tally.tasks.as_dict()["opened"], len(tasks(root))) == (0, 0, 1)
    assert root.lines()["stages"].flags == ()


def test_everything_that_was_stated_is_kept(root: Root) -> None:
    root.register(CITED)
    root.write("stages.md", **OVERDUE, references=["nice-cg81", "A leaflet of 2012"])
    root.scan()
    people = (
        replace(NURSE, interests=Interests.DECLARED, interests_note="Speaker's fee in 2025."),
        replace(LAY, interests=Interests.NONE),
    )
    answers = (answer("nice-cg81", "partly"), answer("A leaflet of 2012", "no", note="Out of print."))
    stated: dict[str, Any] = {
        "outcome": Outcome.CLINICAL_CHANGE,
        "reviewers": people,
        "sources": answers,
        "summary": "Doses corrected.",
        "authors": ("Editor",),
        "scope_covered": "Treatment.",
        "scope_not_covered": "Staging.",
        "signed_off_by": "Consultant oncologist",
        "approver": "lead",
        "next_due": date(2027, 1, 1),
        "next_due_why": "A trial reports.",
    }

    finish(root, **stated)

    [kept] = recorded(root)
    for name, value in stated.items():
        assert getattr(kept.statement, name) == value, name
    first = kept.sources[0]
    assert (first.label, first.reference_id, first.availability) == ("Advanced breast cancer", "nice-cg81", "unchecked")
    assert (kept.recorded_by, kept.cycle_due, kept.reviewed_before) == (
        "breast-team", date(2026, 11, 1), date(2025, 6, 6),
    )  # fmt: skip


def test_what_is_refused_leaves_no_trace(root: Root, page: Path) -> None:
    before = page.read_bytes()

    with pytest.raises(ReviewRefused) as caught:
        finish(root, outcome=Outcome.CLINICAL_CHANGE)

    assert {fault.field for fault in caught.value.faults} == {"summary", "authors", "signed_off_by"}
    assert (recorded(root), page.read_bytes()) == ([], before)
    assert [task.state for task in tasks(root)] == [TaskState.OPEN]


def test_a_page_that_is_not_there_is_refused(root: Root) -> None:
    with pytest.raises(ActionRefused, match="there is no page “nowhere”"):
        finish(root, "nowhere")


def test_the_record_is_sealed_and_the_audit_finds_it_intact(root: Root, page: Path) -> None:
    finish(root)

    [kept] = recorded(root)
    with root.open() as project, project.ledger.begin() as connection:
        found = audit(connection)
    assert kept.sealed is not None
    assert found.faults == []
    assert not {"review", "review_person", "review_source", "review_writing"} & set(found.pending)


def test_parts_are_covered_one_by_one_and_the_dates_move_with_the_last(root: Root, page: Path) -> None:
    root.configure(policy={"review": {"parts": ["clinical", "lay"]}})
    before = page.read_bytes()

    first = finish(root, reviewers=(replace(NURSE, parts=("clinical",)),))
    between = page.read_bytes()
    state = tasks(root)[0].state
    last = finish(root, reviewers=(replace(LAY, parts=("lay",)),), actor="lead")

    assert (first.complete, first.missing_parts, first.next_due) == (False, ("lay",), None)
    assert (between, state) == (before, TaskState.ACKNOWLEDGED)
    assert (last.complete, last.next_due) == (True, IN_THREE_YEARS)
    assert b"2026-11-23" in page.read_bytes()
    assert tasks(root)[0].state is TaskState.DONE


def test_a_part_that_covered_another_text_does_not_count(root: Root, page: Path) -> None:
    root.configure(policy={"review": {"parts": ["clinical", "lay"]}})
    finish(root, reviewers=(replace(NURSE, parts=("clinical",)),))
    page.write_text(page.read_text().replace("Ask your nurse.", "Ask your doctor."))

    last = finish(root, reviewers=(replace(LAY, parts=("lay",)),))

    assert (last.complete, last.missing_parts) == (False, ("clinical",))


def test_a_page_names_the_parts_of_its_own_review(root: Root) -> None:
    root.write("stages.md", **OVERDUE, review_parts=["sources"], author="Breast team")
    root.scan()

    with pytest.raises(ReviewRefused, match="Breast team wrote the text"):
        finish(root)
    assert finish(root, reviewers=(Reviewer(name="Librarian", parts=("sources",)),)).complete


def test_a_page_that_was_edited_since_it_was_seen_keeps_its_dates(root: Root, page: Path) -> None:
    with root.open() as project, project.ledger.begin() as connection:
        place = place_of(connection, "stages")
    assert place is not None
    page.write_text(page.read_text().replace("Ask your nurse.", "Ask your doctor."))
    edited = page.read_bytes()

    review = finish(root, content_hash=place.content_hash)

    assert review.written is not None
    assert (review.complete, review.written.state) == (False, WritingState.PAGE_CHANGED)
    assert page.read_bytes() == edited
    assert tasks(root)[0].active
    assert finish(root).complete


def test_a_page_to_be_withdrawn_keeps_its_dates_and_is_reminded_of_no_more(root: Root, page: Path) -> None:
    before = page.read_bytes()

    review = finish(root, outcome=Outcome.WITHDRAW, summary="Merged into another page.")

    assert (review.complete, review.next_due, review.written) == (True, None, None)
    assert page.read_bytes() == before
    root.scan()
    assert [task.state for task in tasks(root)] == [TaskState.DONE]


def test_a_review_that_nothing_asked_for_is_recorded_as_that(root: Root) -> None:
    root.write("stages.md", title="Stages", **REVIEWED)
    root.scan()

    review = finish(root, reason="A reader wrote in.")

    assert (review.trigger, review.reason, review.task_id) == ("unprompted", "A reader wrote in.", None)


def test_a_file_with_no_place_for_a_date_says_so_and_the_review_stands(root: Root) -> None:
    (root.path / "content" / "stages.md").write_text("# Stages\n\nWords.\n")
    root.scan()

    review = finish(root)

    assert review.written is not None
    assert (review.complete, review.written.state) == (True, WritingState.NO_PLACE)
    assert "last_reviewed: 23 November 2026" in review.written.detail


def test_dates_of_a_source_that_is_not_ours_to_write_wait_until_a_scan_sees_them(root: Root) -> None:
    feed = root.path / "feed.json"
    entry = {"id": "stages", "title": "Stages", "last_reviewed": "2025-06-06", "next_review_due": "2026-11-01"}
    feed.write_text(json.dumps([entry]))
    root.configure(sources=[{"name": "site", "kind": "feed", "path": "feed.json"}])
    root.scan()

    review = finish(root)
    entry |= {"last_reviewed": "2026-11-23", "next_review_due": "2029-11-23"}
    feed.write_text(json.dumps([entry]))
    root.scan()
    published = root.lines()["stages"]

    assert review.written is not None
    assert review.written.state is WritingState.WAITING
    assert published.next_review_due == IN_THREE_YEARS


def test_dates_that_could_not_be_written_are_written_when_the_fault_is_mended(root: Root, page: Path) -> None:
    data = page.read_bytes()

    with root.open() as project:
        (root.path / ".git").write_text("gitdir: nowhere\n")
        review = record_review(project, "stages", make_statement(), actor="breast-team")
        (root.path / ".git").unlink()
        between = page.read_bytes()
        again = write_again(project, "stages", actor="breast-team")

    assert review.written is not None
    assert again.written is not None
    assert (review.written.state, again.written.state) == (WritingState.FAILED, WritingState.WRITTEN)
    assert between == data
    assert [one.state for one in again.writings] == [WritingState.FAILED, WritingState.WRITTEN]
    with root.open() as project, pytest.raises(ActionRefused, match="no dates to write"):
        write_again(project, "stages", actor="breast-team")


def test_many_reviews_of_one_person_in_an_hour_are_marked(root: Root) -> None:
    root.configure(policy={"review": {"bulk": 3}})
    root.write_pages(3)
    root.scan()

    haste = [finish(root, f"page-{number}").haste for number in range(3)]

    assert haste == [(), (), (Haste.IN_BULK,)]


def test_the_same_review_a_year_later_is_another_one(root: Root, page: Path) -> None:
    finish(root)
    later = TODAY + timedelta(days=365)
    root.scan(later)

    finish(root, today=later)

    assert [one.done_on for one in recorded(root)] == [later, TODAY]
    assert str(later).encode() in page.read_bytes()
