"""The ladder, its boundary days, and who is written to."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewdue.people import is_address, people_of
from reviewdue.reminders import Ladder, is_quiet, next_working_day
from reviewdue.settings import Person

DUE = date(2026, 6, 6)
LADDER = Ladder(rungs=(90, 30, 7, 0, -7, -14, -28), repeat=28)
DAYS_LEFT = st.integers(min_value=-3000, max_value=400)


@pytest.mark.parametrize(
    ("days_left", "rung"),
    [
        (91, None), (90, 90), (89, 90), (31, 90), (30, 30), (8, 30), (7, 7), (1, 7), (0, 0), (-1, 0), (-6, 0),
        (-7, -7), (-13, -7), (-14, -14), (-27, -14), (-28, -28), (-55, -28), (-56, -56), (-83, -56), (-84, -84),
        (-170, -168),
    ],
)  # fmt: skip
def test_a_day_belongs_to_the_tightest_rung_reached(days_left: int, rung: int | None) -> None:
    assert LADDER.rung_on(DUE - timedelta(days=days_left), DUE) == rung


@given(DAYS_LEFT)
def test_a_rung_is_never_ahead_of_the_day(days_left: int) -> None:
    rung = LADDER.rung_on(DUE - timedelta(days=days_left), DUE)

    assert rung is None or rung >= days_left


@given(DAYS_LEFT)
def test_rungs_only_tighten_as_days_go_by(days_left: int) -> None:
    today = LADDER.rung_on(DUE - timedelta(days=days_left), DUE)
    tomorrow = LADDER.rung_on(DUE - timedelta(days=days_left - 1), DUE)

    assert today is None or (tomorrow is not None and tomorrow <= today)


@given(st.lists(st.integers(-60, 120), min_size=1, max_size=8, unique=True), st.integers(1, 60))
def test_every_rung_is_met_on_its_own_day_whatever_the_ladder(rungs: list[int], repeat: int) -> None:
    ladder = Ladder(rungs=tuple(rungs), repeat=repeat)

    assert all(ladder.rung_on(DUE - timedelta(days=rung), DUE) == rung for rung in rungs)


@given(st.lists(st.integers(-60, 120), min_size=1, max_size=8, unique=True), st.integers(1, 60))
def test_after_the_last_rung_it_repeats_at_the_interval(rungs: list[int], repeat: int) -> None:
    ladder = Ladder(rungs=tuple(rungs), repeat=repeat)

    for number in range(1, 5):
        wanted = min(rungs) - number * repeat
        assert ladder.rung_on(DUE - timedelta(days=wanted), DUE) == wanted
        assert ladder.rung_on(DUE - timedelta(days=wanted + 1), DUE) != wanted


def test_a_ladder_without_rungs_reminds_nobody() -> None:
    assert Ladder(rungs=(), repeat=28).rung_on(DUE, DUE) is None


PEOPLE = people_of(
    [
        Person(id="breast", name="Breast team", email="breast@example.org", escalate_to="head"),
        Person(id="board", name="Board", members=("breast", "lung")),
        Person(id="lung", name="Lung team", email="lung@example.org"),
        Person(id="head", name="Head of content", email="head@example.org", role="content_manager"),
        Person(id="loop", name="Loop", members=("loop",)),
    ]
)


def addresses(owner: str | None, *reviewers: str, escalated: bool = False) -> list[str]:
    return [each.email for each in PEOPLE.recipients(owner, reviewers, escalated=escalated)]


def test_reviewers_come_before_the_owner() -> None:
    assert addresses("lung", "breast") == ["breast@example.org"]
    assert addresses("lung") == ["lung@example.org"]


def test_a_team_without_a_mailbox_reaches_its_members() -> None:
    assert addresses(None, "board") == ["breast@example.org", "lung@example.org"]


def test_a_team_that_names_itself_ends() -> None:
    assert addresses("loop") == []


def test_nobody_is_written_to_twice_for_one_page() -> None:
    assert addresses(None, "breast", "board", "breast@example.org") == ["breast@example.org", "lung@example.org"]


def test_an_escalated_reminder_goes_up_as_well() -> None:
    assert addresses("breast", escalated=True) == ["breast@example.org", "head@example.org"]


def test_a_channel_name_is_no_address() -> None:
    assert not is_address("#frontend")
    assert addresses("#frontend") == []
    assert addresses("someone@example.org") == ["someone@example.org"]


def test_mail_rests_on_weekends_and_holidays() -> None:
    christmas = date(2026, 12, 25)  # a Friday

    assert is_quiet(christmas, weekends=True, holidays=[christmas])
    assert not is_quiet(christmas, weekends=True, holidays=[])
    assert next_working_day(christmas, weekends=True, holidays=[christmas, date(2026, 12, 28)]) == date(2026, 12, 29)


def make_person(id: str, **more: Any) -> Person:
    return Person(id=id, name=id, email=f"{id}@example.org", **more)


def reached(*people: Person, owner: str | None = None, topics: tuple[str, ...] = (), **more: Any) -> list[str]:
    """Ids and roles of those whom a page's reminder goes to."""
    known = people_of(people, today=DUE, **more)
    return [f"{each.id}: {each.role}" for each in known.recipients(owner, (), escalated=False, topics=topics)]


def test_a_page_that_names_nobody_goes_to_whoever_knows_its_topics_then_its_specialty() -> None:
    nurse = make_person("nurse", specialties=["Lung"])
    team = make_person("team", topics=["lung", "asthma"])

    assert reached(nurse, team, topics=("Lung ",)) == ["team: topic"]
    assert reached(nurse, topics=("lung",)) == ["nurse: specialty"]
    assert reached(nurse, team, topics=("skin",)) == []


def test_an_owner_whom_nobody_can_reach_is_passed_over() -> None:
    assert reached(make_person("team", topics=["lung"]), owner="#lung", topics=("lung",)) == ["team: topic"]


def test_what_is_nobodys_goes_to_whoever_the_policy_names() -> None:
    assert reached(make_person("lead"), unassigned_to="lead") == ["lead: unassigned"]


@pytest.mark.parametrize("gone", [{"active": False}, {"left": DUE}])
def test_for_whoever_left_their_lead_stands_in(gone: dict[str, Any]) -> None:
    leaver = make_person("nurse", escalate_to="lead", topics=["lung"], **gone)

    assert reached(leaver, make_person("lead"), owner="nurse") == ["lead: stand_in"]
    assert reached(leaver, make_person("lead"), topics=("lung",)) == []


def test_somebody_who_leaves_tomorrow_is_still_there() -> None:
    assert reached(make_person("nurse", left=DUE + timedelta(days=1)), owner="nurse") == ["nurse: owner"]


def test_for_a_mailbox_that_takes_no_mail_the_lead_stands_in() -> None:
    nurse = make_person("nurse", escalate_to="lead")

    assert reached(nurse, make_person("lead"), owner="nurse", bouncing=["nurse@example.org"]) == ["lead: stand_in"]


def test_two_who_stand_in_for_each_other_end() -> None:
    left = {"active": False}

    assert (
        reached(make_person("a", escalate_to="b", **left), make_person("b", escalate_to="a", **left), owner="a") == []
    )
