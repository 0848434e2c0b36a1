"""When a source is looked at again."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewdue.availability import Availability
from reviewdue.pages import Risk
from reviewdue.revisits import CALM, History, Pace, next_look
from reviewdue.verdicts import Verdict

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
PACE = Pace(every=7, soonest=1, latest=28)
FOUND = Verdict(availability=Availability.AVAILABLE, confirmed=True)
GONE = Verdict(availability=Availability.NOT_FOUND, confirmed=True)
DOUBTS = [
    Verdict(availability=Availability.UNREACHABLE),
    Verdict(availability=Availability.UNCHECKED),
    Verdict(availability=Availability.NOT_FOUND),
]


def days(after: Verdict = FOUND, *, changed: bool = False, pace: Pace = PACE, id: str = "s", **history: Any) -> float:
    """Days to the next look, the hour of slack added back."""
    facts = History(id=id, **history)
    return (next_look(after, NOW, pace, facts, changed=changed) - NOW + timedelta(hours=1)) / timedelta(days=1)


@pytest.mark.parametrize("doubt", DOUBTS)
@pytest.mark.parametrize("history", [{}, {"calm": 50}, {"risk": Risk.LOW, "age": 30}, {"is_new": True}])
def test_what_is_in_doubt_is_looked_at_again_the_next_day(doubt: Verdict, history: dict[str, Any]) -> None:
    assert days(doubt, **history) == 1


@pytest.mark.parametrize("after", [FOUND, GONE])
def test_what_is_settled_is_looked_at_again_within_the_week(after: Verdict) -> None:
    assert 7 * 0.85 <= days(after) <= 7


def test_a_page_of_high_risk_has_its_sources_looked_at_sooner() -> None:
    assert days(risk=Risk.HIGH) < days(risk=Risk.STANDARD) < days(risk=Risk.LOW)


def test_a_young_publication_is_looked_at_sooner_than_an_old_one() -> None:
    assert days(age=0) < days(age=5) < days(age=25)


def test_long_calm_makes_the_looks_rarer() -> None:
    waits = [days(calm=CALM * times - 1) for times in (1, 2)]

    assert all(earlier < later for earlier, later in pairwise([days(), *waits]))
    assert days(calm=1000) <= PACE.latest


def test_a_source_that_changed_is_looked_at_sooner_and_begins_its_calm_anew() -> None:
    assert days(changed=True, calm=20) < days(calm=0)


@given(
    calm=st.integers(0, 1000),
    is_new=st.booleans(),
    changed=st.booleans(),
    risk=st.sampled_from(Risk),
    age=st.none() | st.integers(-5, 300),
    every=st.integers(0, 400),
    limits=st.tuples(st.integers(1, 400), st.integers(1, 400)).map(sorted),
    verdict=st.sampled_from([FOUND, GONE, *DOUBTS]),
    id=st.text(max_size=20),
)
def test_no_look_is_sooner_or_later_than_the_limits(
    calm: int,
    is_new: bool,
    changed: bool,
    risk: Risk,
    age: int | None,
    every: int,
    limits: list[int],
    verdict: Verdict,
    id: str,
) -> None:
    pace = Pace(every=every, soonest=limits[0], latest=limits[1])

    wait = days(verdict, pace=pace, id=id, changed=changed, calm=calm, is_new=is_new, risk=risk, age=age)

    assert limits[0] <= wait <= max(limits[1], limits[0])


def test_a_register_that_came_in_on_one_day_is_spread_over_several() -> None:
    waits = [days(id=f"source-{number}", is_new=True) for number in range(7000)]
    nights = [sum(night - 1 < wait <= night for wait in waits) for night in range(1, 8)]

    assert min(waits) >= 3.5
    assert max(nights) < 2300
    assert sum(night > 1500 for night in nights) >= 3


def test_the_same_source_is_spread_in_the_same_way() -> None:
    assert days(id="a", is_new=True) == days(id="a", is_new=True) != days(id="b", is_new=True)
