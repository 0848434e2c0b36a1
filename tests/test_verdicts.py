"""Where a reference stands after a check: slow to call a source gone, and quick to call it found again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewdue.availability import Availability
from reviewdue.news import events_of
from reviewdue.verdicts import (
    Axis,
    Confirmation,
    Currency,
    Integrity,
    Observation,
    Verdict,
    needs_look,
    settle,
)

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
CONFIRM = Confirmation(checks=3, days=3)
FOUND = Verdict(availability=Availability.AVAILABLE, confirmed=True)


def saw(value: str, axis: Axis = Axis.AVAILABILITY) -> Observation:
    """What one checker saw."""
    return Observation(axis=axis, value=value, checker="test", observed="It was seen.")


def after_days(*looks: tuple[float, str]) -> Verdict:
    """The verdict after looks at these days, from a source that was found."""
    verdict = FOUND
    for day, value in looks:
        verdict = settle(verdict, [saw(value)], NOW + timedelta(days=day), CONFIRM)
    return verdict


@pytest.mark.parametrize(
    ("days", "confirmed"),
    [
        ((0,), False),
        ((0, 3), False),
        ((0, 0.1, 0.2), False),
        ((0, 1, 2), False),
        ((0, 1, 3), True),
        ((0, 0.1, 3), True),
        ((0, 1, 2, 3), True),
    ],
)
def test_a_source_is_gone_after_several_checks_over_several_days_and_not_before(
    days: tuple[float, ...], confirmed: bool
) -> None:
    verdict = after_days(*((day, "not_found") for day in days))

    assert verdict.availability is Availability.NOT_FOUND
    assert verdict.confirmed is confirmed
    assert verdict.failures == len(days)


@pytest.mark.parametrize("value", ["available", "moved", "restricted", "not_online"])
def test_one_success_begins_the_count_anew(value: str) -> None:
    verdict = after_days((0, "not_found"), (2, "not_found"), (3, value), (4, "not_found"))

    assert (verdict.failures, verdict.failing_since, verdict.confirmed) == (1, NOW + timedelta(days=4), False)


@pytest.mark.parametrize("value", ["unreachable", "unchecked"])
def test_a_look_that_taught_nothing_neither_counts_nor_clears(value: str) -> None:
    verdict = after_days((0, "not_found"), (1, value), (2, "not_found"), (3, "not_found"))

    assert (verdict.failures, verdict.confirmed) == (3, True)


@given(st.lists(st.tuples(st.integers(0, 40), st.sampled_from(["not_found", "available", "unreachable"])), max_size=30))
def test_nothing_is_ever_gone_on_fewer_checks_or_days_than_asked_for(looks: list[tuple[int, str]]) -> None:
    verdict = after_days(*sorted(looks, key=lambda look: look[0]))

    if verdict.availability is Availability.NOT_FOUND and verdict.confirmed:
        assert verdict.failures >= CONFIRM.checks
        assert verdict.failing_since is not None
        assert any(NOW + timedelta(days=day) >= verdict.failing_since + timedelta(days=3) for day, _ in looks)


def test_an_axis_that_nobody_looked_at_keeps_its_answer() -> None:
    before = Verdict(currency=Currency.SUPERSEDED, integrity=Integrity.CORRECTED)

    after = settle(before, [saw("available")], NOW, CONFIRM)

    assert (after.currency, after.integrity) == (Currency.SUPERSEDED, Integrity.CORRECTED)


@pytest.mark.parametrize("order", [1, -1])
def test_where_checkers_differ_the_graver_answer_stands(order: int) -> None:
    seen = [saw("current", Axis.CURRENCY), saw("withdrawn", Axis.CURRENCY), saw("unknown", Axis.CURRENCY)]
    seen += [saw("clear", Axis.INTEGRITY), saw("retracted", Axis.INTEGRITY)]

    after = settle(Verdict(), seen[::order], NOW, CONFIRM)

    assert (after.currency, after.integrity) == (Currency.WITHDRAWN, Integrity.RETRACTED)


def test_a_reference_nobody_looked_at_is_green_on_no_axis() -> None:
    assert Verdict() == Verdict(
        availability=Availability.UNCHECKED, currency=Currency.UNKNOWN, integrity=Integrity.UNKNOWN, confirmed=False
    )


def test_what_is_gone_stays_gone_while_its_host_is_silent() -> None:
    verdict = after_days(*((day, "not_found") for day in (0, 1, 3)), (4, "unreachable"))

    assert (verdict.availability, verdict.confirmed) == (Availability.NOT_FOUND, True)


def test_silence_is_dated_from_its_first_day_and_ends_with_any_answer() -> None:
    silent = after_days((0, "unreachable"), (1, "unreachable"))
    heard = after_days((0, "unreachable"), (1, "not_found"))

    assert silent.unreachable_since == NOW
    assert heard.unreachable_since is None


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({}, False),
        ({"availability": Availability.NOT_FOUND, "confirmed": False}, False),
        ({"availability": Availability.NOT_FOUND, "confirmed": True}, True),
        ({"availability": Availability.RESTRICTED}, True),
        ({"availability": Availability.UNREACHABLE}, False),
        ({"availability": Availability.MOVED}, False),
        ({"currency": Currency.SUPERSEDED}, True),
        ({"currency": Currency.CURRENT}, False),
        ({"integrity": Integrity.RETRACTED}, True),
    ],
)
def test_a_person_is_asked_to_look_when_something_is_said_against_a_source(
    changes: dict[str, object], wanted: bool
) -> None:
    assert needs_look(Verdict(**{"availability": Availability.AVAILABLE, "confirmed": True, **changes})) is wanted  # type: ignore[arg-type]


def test_a_change_is_an_event_and_a_source_that_stays_as_it_is_makes_none() -> None:
    gone = Verdict(availability=Availability.NOT_FOUND, confirmed=True)
    suspected = Verdict(availability=Availability.NOT_FOUND)

    assert events_of(FOUND, FOUND) == []
    assert events_of(FOUND, suspected) == ["reviewdue.reference.not_found"]
    assert events_of(suspected, gone) == ["reviewdue.reference.gone"]
    assert events_of(gone, gone) == []
    assert events_of(gone, FOUND) == ["reviewdue.reference.available"]


def test_a_first_look_that_finds_all_well_is_no_event_and_a_bad_one_is() -> None:
    assert events_of(Verdict(), Verdict(availability=Availability.AVAILABLE, currency=Currency.CURRENT)) == []
    assert events_of(Verdict(), Verdict(currency=Currency.SUPERSEDED)) == ["reviewdue.reference.superseded"]
    assert events_of(FOUND, Verdict()) == []


def heard_nothing(axis: Axis, value: str = "unknown") -> Observation:
    """What a checker makes of a service that could not be asked."""
    return Observation(axis=axis, value=value, checker="test", observed="It could not be asked.", silent=True)


@pytest.mark.parametrize("others", [[], ["clear"], ["unknown"]])
def test_a_service_that_cannot_be_asked_takes_back_nothing_it_may_have_said(others: list[str]) -> None:
    before = Verdict(integrity=Integrity.RETRACTED)
    seen = [heard_nothing(Axis.INTEGRITY), *(saw(value, Axis.INTEGRITY) for value in others)]

    assert settle(before, seen, NOW, CONFIRM).integrity is Integrity.RETRACTED


def test_a_graver_answer_stands_whoever_else_is_silent() -> None:
    seen = [heard_nothing(Axis.INTEGRITY), saw("retracted", Axis.INTEGRITY)]

    assert settle(Verdict(integrity=Integrity.CLEAR), seen, NOW, CONFIRM).integrity is Integrity.RETRACTED


def test_a_doi_service_that_is_down_changes_nothing_and_counts_as_no_failure() -> None:
    suspected = after_days((0, "not_found"))

    assert settle(FOUND, [heard_nothing(Axis.AVAILABILITY, "unreachable")], NOW, CONFIRM) == FOUND
    assert settle(suspected, [heard_nothing(Axis.AVAILABILITY, "unreachable")], NOW, CONFIRM) == suspected
    assert settle(Verdict(), [heard_nothing(Axis.AVAILABILITY, "unreachable")], NOW, CONFIRM).availability == (
        Availability.UNREACHABLE
    )
