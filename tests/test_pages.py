"""What the dates of a page say on a day: boundary days, flags, and where the next date comes from."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewdue.intervals import Interval
from reviewdue.pages import (
    DueBasis,
    DueRule,
    Flag,
    ReviewStatus,
    Risk,
    Standing,
    flags_of,
    goes_beyond,
    one_line,
    review_status,
)

TODAY = date(2026, 6, 6)
LONGEST = Interval(36)
RULE = DueRule(intervals={Risk.HIGH: Interval(12), Risk.STANDARD: Interval(36), Risk.LOW: Interval(36)})
LAST = date(2024, 1, 31)


def make_standing(**changes: Any) -> Standing:
    sound = {
        "last_reviewed": LAST,
        "next_review_due": date(2027, 1, 31),
        "due_basis": DueBasis.STATED,
        "owned": True,
        "edited_after_review": False,
        "unreadable": False,
    }
    return Standing(**{**sound, **changes})


def flags(**changes: Any) -> tuple[Flag, ...]:
    return flags_of(make_standing(**changes), today=TODAY, max_interval=LONGEST)


@pytest.mark.parametrize(
    ("days_left", "status"),
    [
        (-1000, "overdue"), (-1, "overdue"), (0, "due"), (1, "due"), (89, "due"), (90, "due"),
        (91, "current"), (1000, "current"),
    ],
)  # fmt: skip
def test_where_a_page_stands_on_the_days_around_the_boundaries(days_left: int, status: str) -> None:
    due = TODAY + timedelta(days=days_left)

    assert review_status(due, unreadable=False, today=TODAY, lead=90) == status


@pytest.mark.parametrize(("days_left", "status"), [(-1, "overdue"), (0, "due"), (1, "current")])
def test_without_a_lead_a_page_is_due_on_its_day_only(days_left: int, status: str) -> None:
    assert review_status(TODAY + timedelta(days=days_left), unreadable=False, today=TODAY, lead=0) == status


def test_a_page_without_a_date_is_undated_and_one_with_a_spoilt_date_is_unreadable() -> None:
    assert review_status(None, unreadable=False, today=TODAY, lead=90) is ReviewStatus.UNDATED
    assert review_status(None, unreadable=True, today=TODAY, lead=90) is ReviewStatus.UNREADABLE
    assert review_status(TODAY, unreadable=True, today=TODAY, lead=90) is ReviewStatus.UNREADABLE


@settings(deadline=None)
@given(st.dates(date(1950, 1, 1), date(2199, 12, 31)), st.integers(0, 400))
def test_as_days_go_by_a_page_only_moves_towards_overdue(due: date, lead: int) -> None:
    order = [ReviewStatus.CURRENT, ReviewStatus.DUE, ReviewStatus.OVERDUE]

    days = (due + timedelta(days=offset) for offset in (-lead - 1, -lead, -1, 0, 1))
    ranks = [order.index(review_status(due, unreadable=False, today=day, lead=lead)) for day in sorted(days)]

    assert ranks == sorted(ranks)
    assert ranks[-1] == 2


def test_a_sound_page_has_no_flags() -> None:
    assert flags() == ()


@pytest.mark.parametrize(
    ("changes", "flag"),
    [
        ({"last_reviewed": None}, Flag.NEVER_REVIEWED),
        ({"owned": False}, Flag.UNOWNED),
        ({"edited_after_review": True}, Flag.CHANGED_SINCE_REVIEW),
        ({"last_reviewed": TODAY + timedelta(days=1)}, Flag.REVIEWED_IN_FUTURE),
        ({"next_review_due": date(2027, 2, 1)}, Flag.BEYOND_POLICY),
        ({"due_basis": DueBasis.POLICY}, Flag.DUE_BY_POLICY),
    ],
)
def test_each_flag_has_its_one_reason(changes: dict[str, Any], flag: Flag) -> None:
    assert flags(**changes) == (flag,)


def test_a_page_reviewed_today_was_not_reviewed_in_the_future() -> None:
    assert flags(last_reviewed=TODAY) == ()


def test_a_page_that_cannot_be_read_is_not_called_never_reviewed() -> None:
    assert Flag.NEVER_REVIEWED not in flags(last_reviewed=None, next_review_due=None, unreadable=True)


@pytest.mark.parametrize(
    ("last", "due", "beyond"),
    [
        (LAST, date(2027, 1, 31), False),
        (LAST, date(2027, 2, 1), True),
        (date(2024, 2, 29), date(2027, 2, 28), False),
        (date(2024, 2, 29), date(2027, 3, 1), True),
        (None, date(2099, 1, 1), False),
        (LAST, None, False),
    ],
)
def test_the_policys_longest_interval_ends_on_its_own_day(last: date | None, due: date | None, beyond: bool) -> None:
    assert goes_beyond(last, due, LONGEST) is beyond


@pytest.mark.parametrize(
    ("last", "stated", "interval", "risk", "due", "basis"),
    [
        (LAST, TODAY, Interval(1), Risk.HIGH, TODAY, DueBasis.STATED),
        (None, TODAY, None, Risk.LOW, TODAY, DueBasis.STATED),
        (LAST, None, Interval(1), Risk.HIGH, date(2024, 2, 29), DueBasis.INTERVAL),
        (LAST, None, None, Risk.HIGH, date(2025, 1, 31), DueBasis.POLICY),
        (LAST, None, None, Risk.LOW, date(2027, 1, 31), DueBasis.POLICY),
        (None, None, Interval(1), Risk.HIGH, None, None),
        (None, None, None, Risk.HIGH, None, None),
    ],
)
def test_the_next_date_is_stated_or_follows_from_the_interval_or_from_the_policy(
    last: date | None,
    stated: date | None,
    interval: Interval | None,
    risk: Risk,
    due: date | None,
    basis: DueBasis | None,
) -> None:
    assert RULE.due(last, stated, interval, risk) == (due, basis)


@settings(deadline=None)
@given(st.lists(st.text(max_size=40)))
def test_one_line_is_one_line_that_can_be_written_anywhere(parts: list[str]) -> None:
    line = one_line(parts)

    assert len(line.splitlines()) <= 1
    assert "\0" not in line
    assert line.encode().decode() == line
