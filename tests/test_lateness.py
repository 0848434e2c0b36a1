"""A step that failed, broke off or did not run is said so, in time and not too soon."""

from datetime import UTC, datetime, timedelta

import pytest

from reviewdue.lateness import LONGEST, is_under_way, late_runs
from reviewdue.ledger.runs import PastRun

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def make_run(step: str, ago: timedelta, *, state: str = "done", ended: bool = True) -> PastRun:
    at = NOW - ago
    ended_at = at + timedelta(minutes=5) if ended else None
    return PastRun(step=step, today=at.date(), started_at=at, finished_at=ended_at, state=state, tally={})


def said(*runs: PastRun) -> list[str]:
    return [notice.what for notice in late_runs({run.step: run for run in runs}, NOW, UTC)]


@pytest.mark.parametrize("step", ["scan", "check"])
@pytest.mark.parametrize(("hours", "late"), [(6, 0), (35, 0), (37, 1), (100, 1)])
def test_what_is_due_every_night_is_late_after_a_day_and_a_half(step: str, hours: int, late: int) -> None:
    assert len(said(make_run(step, timedelta(hours=hours)))) == late


def test_mail_rests_over_a_long_weekend() -> None:
    assert said(make_run("remind", timedelta(days=4, hours=23))) == []
    assert "has not run since" in said(make_run("remind", timedelta(days=5, hours=1)))[0]


def test_what_failed_is_said_at_once_and_what_never_ran_is_no_fault() -> None:
    assert said(make_run("scan", timedelta(hours=1), state="failed")) == ["The scan failed."]
    assert said() == []


def test_a_run_that_has_not_ended_is_under_way_until_it_must_have_broken_off() -> None:
    young = make_run("check", timedelta(hours=1), state="running", ended=False)
    old = make_run("check", LONGEST, state="running", ended=False)

    assert is_under_way(young, NOW)
    assert said(young) == []
    assert said(old) == ["The check of the sources broke off."]
