"""What the record answers to an assessor's questions."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from reviewdue.evidence.questions import NHS, PIF, Facts, Says, answers_of
from reviewdue.reviews.records import Interests, Outcome, Review, SeenSource, Standing
from tests.reviews.statements import LAY, NURSE, answer, make_statement

TODAY = date(2026, 11, 23)


def make_source(**changes: Any) -> SeenSource:
    """A source that was seen and stands as it should."""
    return SeenSource(**{"answer": answer("cg81"), "availability": "available", "currency": "current", **changes})


def make_review(complete: bool = True, sources: tuple[SeenSource, ...] = (), **stated: Any) -> Review:
    """A review on record."""
    return Review(
        number=1, page_id="stages", title="Stages", statement=make_statement(**stated), task_id=None, cycle_due=None,
        trigger="scheduled", reason="", done_on=TODAY, content_hash="a", reviewed_before=None, next_due=None,
        parts=stated.get("parts", ()), missing_parts=() if complete else ("lay",), complete=complete, haste=(),
        recorded_at=datetime(2026, 11, 23, tzinfo=UTC), recorded_by="lead", sources=sources,
    )  # fmt: skip


def make_facts(*reviews: Review, **changes: Any) -> Facts:
    """A page in order with these reviews."""
    sound: dict[str, Any] = {
        "today": TODAY, "owner": "breast-team", "last_reviewed": TODAY, "next_review_due": date(2029, 11, 23),
        "stated": True, "beyond_policy": False, "cited": 1, "checked": 1, "flagged": 0,
    }  # fmt: skip
    return Facts(reviews=reviews, **{**sound, **changes})


def says(question: str, facts: Facts, scheme: str = "nhs") -> Says:
    """The answer to one question."""
    return next(one.says for one in answers_of(facts) if (one.scheme, one.question) == (scheme, question))


def test_every_question_has_an_answer() -> None:
    for facts in (make_facts(), make_facts(make_review(sources=(make_source(),)))):
        assert [one.question for one in answers_of(facts)] == [*PIF, *NHS]


def test_without_a_review_on_record_nothing_about_reviews_is_a_yes() -> None:
    facts = make_facts(owner=None, last_reviewed=None, next_review_due=None, cited=0, checked=0)

    yes = {one.question for one in answers_of(facts) if one.says is Says.YES}

    assert yes == {"publisher"}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (make_source(), Says.YES),
        (make_source(answer=answer("cg81", "partly")), Says.PARTLY),
        (make_source(answer=answer("cg81", "not_seen", note="Paywall.")), Says.PARTLY),
        (make_source(currency="superseded"), Says.PARTLY),
        (make_source(integrity="retracted"), Says.PARTLY),
        (make_source(availability="not_found"), Says.PARTLY),
    ],
)
def test_evidence_is_sound_only_where_every_source_supports_and_stands(source: SeenSource, expected: Says) -> None:
    assert says("evidence", make_facts(make_review(sources=(source,))), "pif") is expected


def test_sources_that_nobody_answered_for_are_no_yes() -> None:
    assert says("evidence", make_facts(make_review()), "pif") is Says.PARTLY
    assert says("evidence", make_facts(make_review(), cited=0), "pif") is Says.NO


def test_a_sign_off_and_lay_readers_count_when_they_are_on_record() -> None:
    bare, full = (
        make_review(),
        make_review(signed_off_by="Consultant", reviewers=(NURSE, replace(LAY, standing=Standing.LAY))),
    )

    assert (says("approval", make_facts(bare)), says("approval", make_facts(full))) == (Says.PARTLY, Says.YES)
    assert (says("user_needs", make_facts(bare)), says("user_needs", make_facts(full))) == (Says.NO, Says.YES)


def test_the_parts_that_a_whole_review_completed_count_with_it() -> None:
    part = make_review(complete=False, signed_off_by="Consultant")
    older = make_review(reviewers=(replace(LAY, standing=Standing.LAY),))

    facts = make_facts(make_review(), part, older)

    assert says("approval", facts) is Says.YES
    assert says("user_needs", facts) is Says.NO


@pytest.mark.parametrize(
    ("interests", "expected"),
    [
        ((Interests.NONE, Interests.DECLARED), Says.YES),
        ((Interests.NONE, Interests.NOTHING_DECLARED), Says.PARTLY),
        ((Interests.NOTHING_DECLARED,), Says.NO),
    ],
)
def test_interests_are_open_where_every_reviewer_spoke_of_theirs(
    interests: tuple[Interests, ...], expected: Says
) -> None:
    reviewers = tuple(replace(NURSE, interests=one) for one in interests)

    assert says("interests", make_facts(make_review(reviewers=reviewers))) is expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Says.YES),
        ({"stated": False}, Says.PARTLY),
        ({"beyond_policy": True}, Says.PARTLY),
        ({"next_review_due": date(2026, 11, 22)}, Says.NO),
        ({"next_review_due": None}, Says.NO),
    ],
)
def test_a_cycle_is_planned_where_the_next_date_is_ahead_and_within_the_policy(
    changes: dict[str, Any], expected: Says
) -> None:
    assert says("cycle", make_facts(**changes)) is expected


def test_evidence_at_each_review_counts_reviews_that_left_the_page_up() -> None:
    gone = make_review(outcome=Outcome.WITHDRAW)

    assert says("each_review", make_facts(make_review(sources=(make_source(),)), gone)) is Says.YES
    assert says("each_review", make_facts(make_review(sources=(make_source(),)), make_review())) is Says.PARTLY


@pytest.mark.parametrize(("checked", "expected"), [(2, Says.YES), (1, Says.PARTLY), (0, Says.NO)])
def test_developments_are_noticed_where_the_sources_are_checked(checked: int, expected: Says) -> None:
    assert says("developments", make_facts(cited=2, checked=checked)) is expected
