"""The ladder, its boundary days, and who is written to."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewdue.reminders import Ladder, is_address, is_quiet, next_working_day, people_of
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
