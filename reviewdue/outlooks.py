"""What the forecast's screen shows, for everyone or for one person: finished values; pure."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from reviewdue.charts import Bar, Drawing, draw_bars, month_labels
from reviewdue.forecast import Forecast, MonthLoad, Move, PersonForecast
from reviewdue.forecast.levelling import key_of, month_of
from reviewdue.wording import month, number


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthPlan:
    """A month before and after: `moved` of its reviews are planned earlier, `over` says that it stays too full."""

    month: date
    due: int
    planned: int
    moved: int
    over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPlan:
    """A person's months in short: `too_full` ask for more than they can do, and so many `still` do after the plan."""

    key: str
    name: str | None
    capacity: int
    basis: str
    overdue: int
    due: int
    too_full: int
    still: int
    moved: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedMove:
    """A review that the plan does earlier. `name` is whose it is."""

    page_id: str
    title: str
    name: str | None
    due: date
    planned: date
    months_earlier: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """The forecast of everyone, or of the `person`; `month` narrows the moves to those out of one month.

    `moves` are some of the `moved` ones, from number `first` on. `capacity` is what can be done in a month.
    """

    person: PersonPlan | None
    month: date | None
    capacity: int
    months: tuple[MonthPlan, ...]
    people: tuple[PersonPlan, ...]
    moves: tuple[PlannedMove, ...]
    moved: int

    @property
    def key(self) -> str | None:
        """The person as an address names them."""
        return self.person.key if self.person else None

    @property
    def too_full(self) -> int:
        """How many months ask for more than can be done, as things are."""
        return sum(one.due > self.capacity for one in self.months)

    @property
    def still(self) -> int:
        """How many would after the plan."""
        return sum(one.over for one in self.months)


def show_outlook(
    forecast: Forecast,
    name_of: Callable[[str], str],
    *,
    person: PersonForecast | None = None,
    out_of: date | None = None,
    skip: int = 0,
    most: int | None = None,
) -> Outlook:
    """The forecast of everyone or of a person, with the moves out of a month or out of all of them."""
    every = person.moves if person else forecast.moves
    moves = moves_out_of(every, out_of)
    shown = moves[skip : None if most is None else skip + most]
    capacity = person.capacity if person else _together(forecast)
    return Outlook(
        person=_person(person, name_of) if person else None,
        month=out_of,
        capacity=capacity,
        months=tuple(_months(person.months if person else forecast.months, every, capacity)),
        people=tuple(_person(one, name_of) for one in forecast.people) if person is None else (),
        moves=tuple(show_move(move, name_of) for move in shown),
        moved=len(moves),
    )


def moves_out_of(moves: Iterable[Move], month: date | None) -> list[Move]:
    """The moves out of a month, or all of them."""
    return [move for move in moves if month in (None, month_of(move.review.due))]


def _together(forecast: Forecast) -> int:
    """What everyone can do in a month; nobody can do nothing, unless there is nobody else."""
    named = [one.capacity for one in forecast.people if one.person is not None]
    return sum(named or [one.capacity for one in forecast.people])


def _months(months: Iterable[MonthLoad], moves: Collection[Move], capacity: int) -> Iterator[MonthPlan]:
    moved = Counter(month_of(move.review.due) for move in moves)
    for one in months:
        yield MonthPlan(
            month=one.month,
            due=one.due,
            planned=one.planned,
            moved=moved[one.month],
            # With reviews of nobody's in it, a month that was not too full may have a little more than people can do.
            over=one.due > capacity and one.planned > capacity,
        )


def _person(one: PersonForecast, name_of: Callable[[str], str]) -> PersonPlan:
    return PersonPlan(
        key=key_of(one.person),
        name=None if one.person is None else name_of(one.person),
        capacity=one.capacity,
        basis=one.basis,
        overdue=one.overdue,
        due=sum(each.due for each in one.months),
        too_full=sum(each.due > one.capacity for each in one.months),
        still=len(one.overfull),
        moved=len(one.moves),
    )


def show_move(move: Move, name_of: Callable[[str], str]) -> PlannedMove:
    """A move as it is shown."""
    review = move.review
    return PlannedMove(
        page_id=review.page_id,
        title=review.title,
        name=None if review.person is None else name_of(review.person),
        due=review.due,
        planned=move.planned,
        months_earlier=move.months_earlier,
    )


def draw_outlook(outlook: Outlook) -> Drawing:
    """Each month before and after, with what can be done as a line across."""
    return draw_bars(
        list(month_labels(one.month for one in outlook.months)),
        [
            _bars(outlook.months, "before", [one.due for one in outlook.months]),
            _bars(outlook.months, "planned", [one.planned for one in outlook.months]),
        ],
        limit=outlook.capacity,
    )


def _bars(months: Sequence[MonthPlan], kind: str, counts: Sequence[int]) -> list[Bar]:
    return [
        Bar(value=count, kind=kind, said=f"{month(one.month)}: {number(count)}")
        for one, count in zip(months, counts, strict=True)
    ]
