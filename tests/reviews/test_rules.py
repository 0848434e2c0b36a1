"""What a review must say to count."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from reviewdue.intervals import Interval
from reviewdue.reviews.records import Haste, Interests, Outcome, Reviewer
from reviewdue.reviews.rules import Circumstances, Pace, faults_of, haste_of, missing_parts, parts_of
from tests.reviews.statements import LAY, NURSE, answer, make_statement

TODAY = date(2026, 11, 23)
PARTS = ("clinical", "sources", "lay")


def make_held(**changes: Any) -> Circumstances:
    """A page that is reviewed every two years, and no less than every three."""
    return Circumstances(**{"today": TODAY, "interval": Interval(24), "longest": Interval(36), **changes})


def faults(statement: dict[str, Any], **held: Any) -> list[str]:
    """The fields at fault."""
    return [fault.field for fault in faults_of(make_statement(**statement), make_held(**held))]


def test_a_review_that_says_enough_has_no_fault() -> None:
    statement = {"sources": (answer("nice-cg81"),), "summary": "Doses corrected.", "authors": ("Editor",)}
    assert faults({"sources": (answer("nice-cg81"),)}, cited=["nice-cg81"]) == []
    assert faults({"outcome": Outcome.MINOR_CHANGE, **statement}, cited=["nice-cg81"]) == []
    assert faults({"outcome": Outcome.WITHDRAW, "summary": "It is out of date."}) == []


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ({"reviewers": ()}, "reviewers"),
        ({"reviewers": (Reviewer(name=" "),)}, "reviewers"),
        ({"reviewers": (Reviewer(name="A", interests=Interests.DECLARED),)}, "interests"),
        ({"reviewers": (Reviewer(name="A", parts=("clinical",)),)}, "parts"),
        ({"outcome": Outcome.MINOR_CHANGE, "authors": ("Editor",)}, "summary"),
        ({"outcome": Outcome.WITHDRAW}, "summary"),
        ({"outcome": Outcome.MINOR_CHANGE, "summary": "Doses."}, "authors"),
        ({"outcome": Outcome.CLINICAL_CHANGE, "summary": "Doses.", "authors": ("Editor",)}, "signed_off_by"),
        ({"done_on": TODAY + timedelta(days=1)}, "done_on"),
        ({"outcome": Outcome.WITHDRAW, "summary": "Old.", "next_due": date(2028, 1, 1)}, "next_due"),
        ({"sources": (answer("elsewhere"),)}, "sources"),
    ],
)
def test_what_a_review_lacks_is_named(statement: dict[str, Any], fault: str) -> None:
    assert faults(statement) == [fault]


def test_whoever_wrote_the_text_is_not_its_only_reviewer() -> None:
    assert faults({"authors": ("breast-team",)}) == ["reviewers"]
    assert faults({"authors": ("BREAST team ",)}) == ["reviewers"]
    assert faults({}, authors=("Breast team",)) == ["reviewers"]
    assert faults({"authors": ("breast-team",), "reviewers": (NURSE, LAY)}) == []


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ([], True),
        ([answer("nice-cg81")], False),
        ([answer("nice-cg81", edition="")], True),
        ([answer("nice-cg81", "not_seen", edition="")], True),
        ([answer("nice-cg81", "not_seen", edition="", note="Behind a paywall.")], False),
        ([answer("nice-cg81", "no")], True),
        ([answer("nice-cg81", "no", note="The newer edition does.")], False),
        ([answer("nice-cg81"), answer("nice-cg81", "no", note="x")], True),
    ],
)
def test_every_cited_source_is_answered_for(given: list[Any], fault: bool) -> None:
    assert faults({"sources": tuple(given)}, cited=["nice-cg81"]) == ["sources"] * fault


@pytest.mark.parametrize(
    ("due", "why", "approver", "fault"),
    [
        (None, "", None, []),
        (date(2028, 11, 23), "", None, []),
        (date(2027, 11, 23), "", None, ["next_due_why"]),
        (date(2027, 11, 23), "A trial reports.", None, []),
        (date(2029, 11, 23), "Nothing changes here.", None, []),
        (date(2029, 11, 24), "Nothing changes here.", None, ["approver"]),
        (date(2029, 11, 24), "Nothing changes here.", "breast-team", ["approver"]),
        (date(2029, 11, 24), "Nothing changes here.", "lead", []),
        (TODAY, "Soon.", None, ["next_due"]),
    ],
)
def test_another_next_date_than_usual_needs_a_reason_and_a_late_one_approval(
    due: date | None, why: str, approver: str | None, fault: list[str]
) -> None:
    assert faults({"next_due": due, "next_due_why": why, "approver": approver}) == fault


def test_a_page_whose_own_interval_is_beyond_the_policy_needs_approval_each_time() -> None:
    assert faults({}, interval=Interval(60)) == ["approver"]


def test_several_reviewers_may_each_cover_a_part() -> None:
    clinical = Reviewer(name="A", parts=("clinical",))
    held = make_held(required=PARTS, cited=["nice-cg81"])
    first = make_statement(reviewers=(clinical, Reviewer(name="B", parts=("lay",))))
    last = make_statement(reviewers=(Reviewer(name="C", parts=("sources",)),), sources=(answer("nice-cg81"),))
    later = make_held(required=PARTS, cited=["nice-cg81"], covered={"clinical", "lay"})

    assert parts_of(first, held) == ("clinical", "lay")
    assert missing_parts(first, held) == ("sources",)
    assert faults_of(first, held) == []
    assert missing_parts(last, later) == ()
    assert [fault.field for fault in faults_of(make_statement(), held)] == ["sources"]


def test_a_reviewer_who_names_no_part_covers_all() -> None:
    assert missing_parts(make_statement(), make_held(required=PARTS)) == ()


START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(("seconds", "others", "haste"), [
    (59, 0, (Haste.IN_SECONDS,)), (60, 0, ()), (600, 3, ()), (600, 4, (Haste.IN_BULK,)), (5, 9, tuple(Haste)),
])  # fmt: skip
def test_a_review_in_seconds_or_in_bulk_is_pointed_out(seconds: int, others: int, haste: tuple[Haste, ...]) -> None:
    statement = make_statement(started_at=START, finished_at=START + timedelta(seconds=seconds))

    assert haste_of(statement, others, Pace(quickest=60, bulk=5)) == haste


def test_a_review_that_ended_before_it_began_is_refused() -> None:
    assert faults({"started_at": START, "finished_at": START - timedelta(seconds=1)}) == ["finished_at"]
