"""The forecast and its levelled plan: earlier where a month is too full, never later."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewdue.forecast import DueReview, Move, forecast_reviews, level
from reviewdue.forecast.forecasts import average_done, horizon
from reviewdue.forecast.levelling import month_of, months_between
from reviewdue.outlooks import show_outlook
from tests.projects import TODAY


def due(*days: str, person: str | None = "breast-team") -> list[DueReview]:
    """Reviews due on these days, numbered."""
    return [
        DueReview(page_id=f"page-{at}", title=f"Page {at}", due=date.fromisoformat(day), person=person)
        for at, day in enumerate(days)
    ]


def planned(moves: Iterable[Move]) -> dict[str, str]:
    return {move.review.page_id: move.planned.isoformat() for move in moves}


def test_of_a_full_month_the_first_ones_are_done_the_month_before() -> None:
    moves = level(due("2027-03-31", "2027-03-05", "2027-03-20"), today=TODAY, capacity=2)

    assert planned(moves) == {"page-1": "2027-02-05"}


def test_a_day_that_the_earlier_month_lacks_is_its_last_one() -> None:
    moves = level(due("2027-03-31", "2027-03-31"), today=TODAY, capacity=1)

    assert planned(moves) == {"page-0": "2027-02-28"}


def test_a_full_month_before_is_passed_over() -> None:
    moves = level(due("2027-02-10", "2027-03-10", "2027-03-11"), today=TODAY, capacity=1)

    assert planned(moves) == {"page-1": "2027-01-10"}


def test_nothing_is_planned_for_a_day_that_has_passed() -> None:
    moves = level(due("2026-12-05", "2026-12-06"), today=TODAY, capacity=1)

    assert planned(moves) == {"page-0": TODAY.isoformat()}


def test_what_is_late_takes_its_room_this_month_and_what_fits_nowhere_stays() -> None:
    reviews = due("2025-01-01", "2026-12-05", "2026-12-06")

    assert planned(level(reviews, today=TODAY, capacity=1)) == {}


REVIEWS = st.lists(st.integers(-400, 700), max_size=60).map(
    lambda days: due(*((TODAY + timedelta(days=day)).isoformat() for day in days))
)


@given(reviews=REVIEWS, capacity=st.integers(0, 8))
def test_whatever_falls_due_no_review_comes_later_or_before_today_and_none_is_lost(
    reviews: list[DueReview], capacity: int
) -> None:
    moves = list(level(reviews, today=TODAY, capacity=capacity))

    assert all(TODAY <= move.planned < move.review.due for move in moves)
    assert len({move.review.page_id for move in moves}) == len(moves)
    assert all(move.months_earlier >= 1 for move in moves)


@given(reviews=REVIEWS, capacity=st.integers(1, 8))
def test_a_month_is_overfull_only_where_no_plan_could_help(reviews: list[DueReview], capacity: int) -> None:
    found = forecast_reviews(reviews, today=TODAY, months=24, stated={"breast-team": capacity}, done={})
    ahead = [review for review in reviews if review.due <= horizon(TODAY, 24)]

    assert sum(month.due for month in found.months) == sum(month.planned for month in found.months) == len(ahead)
    for person in found.people:
        for at, month in enumerate(person.months):
            so_far = sum(one.due for one in person.months[: at + 1])
            room = capacity * (at + 1)
            # Up to any month no more can be done than the capacity of the months until then.
            assert month.planned <= capacity or so_far > room or at == 0


@given(reviews=REVIEWS, capacity=st.integers(0, 8))
def test_no_month_becomes_too_full_for_the_sake_of_a_later_one(reviews: list[DueReview], capacity: int) -> None:
    found = forecast_reviews(reviews, today=TODAY, months=24, stated={"breast-team": capacity}, done={})

    assert all(month.planned <= max(month.due, capacity) for person in found.people for month in person.months)


def test_people_are_levelled_apart_and_the_busiest_comes_first() -> None:
    reviews = [*due("2027-03-01", person="lung-team"), *due("2027-03-01", "2027-03-02")]

    found = forecast_reviews(reviews, today=TODAY, months=12, stated={"breast-team": 1}, done={}, everyone=5)

    assert [(one.person, one.capacity, one.basis) for one in found.people] == [
        ("breast-team", 1, "stated"),
        ("lung-team", 5, "stated"),
    ]
    assert Counter(month_of(move.planned) for move in found.moves) == {date(2027, 2, 1): 1}


def test_without_a_stated_capacity_the_last_year_counts_and_else_an_even_share() -> None:
    reviews = [*due(*["2027-03-01"] * 25, person="lung-team"), *due("2027-03-01", "2027-03-02")]

    found = forecast_reviews(reviews, today=TODAY, months=24, stated={}, done={"breast-team": 3})

    assert [(one.person, one.capacity, one.basis) for one in found.people] == [
        ("lung-team", 2, "even"),
        ("breast-team", 3, "done"),
    ]


def test_what_is_with_nobody_adds_nothing_to_what_can_be_done() -> None:
    reviews = [*due("2027-03-01"), *due("2027-03-01", "2027-03-02", person=None)]
    found = forecast_reviews(reviews, today=TODAY, months=24, stated={"breast-team": 4}, done={})

    assert show_outlook(found, str).capacity == 4


def test_what_is_overdue_counts_in_this_month_and_what_is_beyond_the_horizon_not_at_all() -> None:
    found = forecast_reviews(due("2024-01-01", "2026-11-30", "2027-11-01"), today=TODAY, months=12, stated={}, done={})

    assert [(one.due, one.planned) for one in found.months] == [(2, 2)] + [(0, 0)] * 11
    assert found.people[0].overdue == 1
    assert found.people[0].overfull == (date(2026, 11, 1),)


def test_without_pages_every_month_is_empty() -> None:
    found = forecast_reviews([], today=TODAY, months=3, stated={}, done={})

    assert [(one.month.isoformat(), one.due) for one in found.months] == [
        ("2026-11-01", 0), ("2026-12-01", 0), ("2027-01-01", 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("days", "a_month"),
    [
        (["2026-10-01", "2026-10-31", "2026-09-01"], 2),  # three in two months
        (["2026-11-01"], None),  # this month is not over
        (["2025-10-31"], None),  # longer ago than a year
        (["2025-11-01", "2026-10-01"], 1),
    ],
)
def test_what_is_done_in_a_month_is_an_average_since_the_first_of_the_last_year(
    days: list[str], a_month: int | None
) -> None:
    done = average_done([("nurse", date.fromisoformat(day)) for day in days], TODAY)

    assert done.get("nurse") == a_month


def test_months_are_counted_by_the_calendar() -> None:
    assert months_between(date(2026, 11, 30), date(2027, 1, 1)) == 2
    assert horizon(TODAY, 2) == date(2026, 12, 31)


def test_a_month_that_was_not_too_full_does_not_stay_too_full() -> None:
    """What is with nobody is planned, too, and nobody can do nothing: together that is more than people can do."""
    reviews = [
        *due("2027-02-10", "2027-03-05", "2027-03-06", "2027-03-07"),
        *due("2027-02-11", "2027-03-08", person=None),
    ]
    found = forecast_reviews(reviews, today=TODAY, months=6, stated={"breast-team": 2}, done={})

    outlook = show_outlook(found, str)

    assert [(one.due, one.planned, one.over) for one in outlook.months[3:5]] == [(2, 3, False), (4, 3, True)]
    assert (outlook.too_full, outlook.still) == (1, 1)
