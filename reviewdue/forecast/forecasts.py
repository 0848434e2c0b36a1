"""The forecast: reviews by month and person, as they fall due and as they would be after levelling; pure."""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from reviewdue.forecast.levelling import DueReview, Move, level, month_of, months_between
from reviewdue.intervals import Interval


class CapacityBasis(StrEnum):
    """Where the number of reviews that somebody can do in a month comes from."""

    STATED = "stated"  # in reviewdue.yaml, or asked for
    DONE = "done"  # what was done in a month of the last year
    EVEN = "even"  # their reviews spread evenly over the months ahead, for want of anything better


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthLoad:
    """A month, given by its first day: how many reviews fall due in it, and how many are planned for it."""

    month: date
    due: int
    planned: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonForecast:
    """One person's months. `person` is None for what is with nobody. `overdue` counts in the first month's load.

    `overfull` are the months that the plan still leaves above the capacity: there is no room before them.
    """

    person: str | None
    capacity: int
    basis: CapacityBasis
    overdue: int
    months: tuple[MonthLoad, ...]
    moves: tuple[Move, ...]

    @property
    def overfull(self) -> tuple[date, ...]:
        """The months that have more than can be done, moved or not."""
        return tuple(one.month for one in self.months if one.planned > self.capacity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """All months from this one on, together and by person, the busiest person first.

    `moves` are those of everyone, in order of the date they are planned for.
    """

    today: date
    months: tuple[MonthLoad, ...]
    people: tuple[PersonForecast, ...]
    moves: tuple[Move, ...]


def forecast_reviews(
    reviews: Iterable[DueReview],
    *,
    today: date,
    months: int,
    stated: Mapping[str, int],
    done: Mapping[str, int],
    everyone: int | None = None,
) -> Forecast:
    """The forecast for so many months, this one included; what is overdue counts in this one.

    `stated` and `done` are reviews a month by person; `everyone` is for whoever has none stated.
    """
    ahead = [Interval(step).after(month_of(today)) for step in range(months)]
    by_person: dict[str | None, list[DueReview]] = {}
    for review in reviews:
        if month_of(review.due) <= ahead[-1]:
            by_person.setdefault(review.person, []).append(review)
    people = [
        _person(person, found, today, ahead, *_capacity(person, found, months, stated, done, everyone))
        for person, found in by_person.items()
    ]
    people.sort(key=lambda one: (-sum(month.due for month in one.months), one.person or ""))
    moves = [move for person in people for move in person.moves]
    moves.sort(key=lambda move: (move.planned, move.review.page_id))
    return Forecast(today=today, months=_together(ahead, people), people=tuple(people), moves=tuple(moves))


def _capacity(
    person: str | None,
    reviews: Collection[DueReview],
    months: int,
    stated: Mapping[str, int],
    done: Mapping[str, int],
    everyone: int | None,
) -> tuple[int, CapacityBasis]:
    named = stated.get(person or "", everyone)
    if named is not None:
        return named, CapacityBasis.STATED
    if person is not None and done.get(person):
        return done[person], CapacityBasis.DONE
    return math.ceil(len(reviews) / months), CapacityBasis.EVEN


def _person(
    person: str | None,
    reviews: Collection[DueReview],
    today: date,
    ahead: Collection[date],
    capacity: int,
    basis: CapacityBasis,
) -> PersonForecast:
    moves = tuple(level(reviews, today=today, capacity=capacity))
    due = Counter(_counted_in(review.due, today) for review in reviews)
    left, come = Counter(month_of(move.review.due) for move in moves), Counter(month_of(move.planned) for move in moves)
    return PersonForecast(
        person=person,
        capacity=capacity,
        basis=basis,
        overdue=sum(review.due < today for review in reviews),
        months=tuple(
            MonthLoad(month=month, due=due[month], planned=due[month] - left[month] + come[month]) for month in ahead
        ),
        moves=moves,
    )


def _counted_in(day: date, today: date) -> date:
    """The month in which a review has to be done: what is late, in this one."""
    return month_of(max(day, today))


def _together(ahead: Collection[date], people: Collection[PersonForecast]) -> tuple[MonthLoad, ...]:
    columns = zip(*(person.months for person in people), strict=True) if people else ([] for _ in ahead)
    return tuple(_sum(month, column) for month, column in zip(ahead, columns, strict=True))


def _sum(month: date, loads: Iterable[MonthLoad]) -> MonthLoad:
    found = list(loads)
    return MonthLoad(month=month, due=sum(one.due for one in found), planned=sum(one.planned for one in found))


def horizon(today: date, months: int) -> date:
    """The last day that a forecast of so many months looks at."""
    return date.fromordinal(Interval(months).after(month_of(today)).toordinal() - 1)


def average_done(done: Iterable[tuple[str, date]], today: date) -> dict[str, int]:
    """Reviews a month by person, from who finished one on which day of the last twelve full months, rounded up."""
    counts: Counter[str] = Counter()
    first: dict[str, int] = {}
    for person, day in done:
        if 0 < (ago := months_between(day, today)) <= 12:
            counts[person] += 1
            first[person] = max(first.get(person, 0), ago)
    return {person: math.ceil(count / first[person]) for person, count in counts.items()}


def plain(forecast: Forecast) -> dict[str, object]:
    """The forecast as plain data, months written as 2026-11."""
    return {
        "today": forecast.today,
        "months": list(_plain_months(forecast.months)),
        "people": [
            {
                "id": person.person,
                "capacity": person.capacity,
                "capacity_basis": person.basis,
                "overdue": person.overdue,
                "months": list(_plain_months(person.months)),
                "overfull": [_written(month) for month in person.overfull],
            }
            for person in forecast.people
        ],
        "moves": [
            {
                "page": move.review.page_id,
                "title": move.review.title,
                "person": move.review.person,
                "due": move.review.due,
                "planned": move.planned,
            }
            for move in forecast.moves
        ],
    }


def _plain_months(months: Iterable[MonthLoad]) -> Iterator[dict[str, object]]:
    return ({"month": _written(one.month), "due": one.due, "planned": one.planned} for one in months)


def _written(month: date) -> str:
    return f"{month:%Y-%m}"
