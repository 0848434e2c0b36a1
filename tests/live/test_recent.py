"""Figures over everything may lag behind flows, never behind people, and are made before anybody waits for them."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reviewdue.live import recent
from reviewdue.live.recent import LARGE, Acts, Foresight, Recents, acts_file
from tests.live.people import Browser, signing_in
from tests.projects import Root


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Makes a figure that takes long enough to lag, another one each time."""
    monkeypatch.setattr(recent, "TIMES", 1_000_000)
    made = iter(range(100))

    def make() -> int:
        time.sleep(0.01)
        return next(made)

    return make


def test_a_figure_may_lag_behind_what_a_flow_wrote(slow: Callable[[], int]) -> None:
    recents = Recents(Acts(), ahead=True, size=LARGE + 1)

    assert [recents.get("pages", mark, slow) for mark in ("before", "after")] == [0, 0]


def test_nobody_sees_an_old_figure_after_somebody_did_something(slow: Callable[[], int]) -> None:
    recents = Recents(acts := Acts(), ahead=True, size=LARGE + 1)
    recents.get("pages", "before", slow)
    acts.note()

    assert recents.get("pages", "after", slow, passing=True) == 0
    assert recents.get("pages", "after", slow) == 1


def test_a_figure_of_the_same_state_is_never_made_anew(slow: Callable[[], int]) -> None:
    recents = Recents(acts := Acts())
    recents.get("pages", "same", slow)
    acts.note()

    assert recents.get("pages", "same", slow) == 0
    assert recents.made == 1


def test_where_nobody_makes_them_ahead_no_figure_lags(slow: Callable[[], int]) -> None:
    recents = Recents(Acts(), size=LARGE + 1)

    assert [recents.get("pages", mark, slow) for mark in ("before", "after")] == [0, 1]


def test_figures_of_a_small_ledger_never_lag(slow: Callable[[], int]) -> None:
    recents = Recents(Acts(), ahead=True, size=LARGE)

    assert [recents.get("pages", mark, slow) for mark in ("before", "after")] == [0, 1]


def test_a_figure_is_made_ahead_before_it_is_too_old(slow: Callable[[], int]) -> None:
    recents = Recents(Acts(), ahead=True, size=LARGE + 1)
    recents.get("pages", "before", slow)

    assert recents.get("pages", "after", slow, share=0) == 1


def test_processes_that_serve_one_project_see_each_others_acts() -> None:
    with acts_file() as file:
        here, there = Acts(file), Acts(file)
        before = there.count
        here.note()

        assert there.count != before
    assert not file.exists()
    here.note()  # nothing is left to be told to, and nothing breaks


@pytest.fixture
def foresight(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Foresight, Acts, list[float]]]:
    monkeypatch.setattr(recent, "EVERY", 0.01)
    monkeypatch.setattr(recent, "UNWATCHED", 0.0)
    made: list[float] = []
    acts = Acts()
    found = Foresight(lambda: made.append(time.monotonic()), acts)
    yield found, acts, made
    found.close()


def wait_until(is_so: Callable[[], bool]) -> None:
    for _ in range(1_000):
        if is_so():
            return
        time.sleep(0.01)
    raise AssertionError("it never was")


def test_figures_are_made_at_once_and_then_again_and_again(foresight: tuple[Foresight, Acts, list[float]]) -> None:
    ahead, _, made = foresight
    ahead.start()

    assert made
    wait_until(lambda: len(made) > 2)


def test_what_cannot_be_made_ahead_is_said_and_tried_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    monkeypatch.setattr(recent, "EVERY", 0.01)
    tried: list[int] = []

    def fail() -> None:
        tried.append(1)
        raise OSError("the ledger is gone")

    ahead = Foresight(fail, Acts())
    ahead.start()
    wait_until(lambda: len(tried) > 1)
    ahead.close()

    assert "the ledger is gone" in caplog.text


def test_what_is_sent_counts_as_an_act_where_it_is_taken(root: Root) -> None:
    with signing_in(root) as live:
        browser = Browser(live)
        browser.sign_in("lead@example.org")
        counts = [live.desk.acts.count]
        token = browser.token()
        for name, form in (("Monday", token), ("Tuesday", "another one's")):
            browser.post("/views/save", {"form_token": form, "name": name, "query": "status=overdue"})
            counts.append(live.desk.acts.count)

    assert counts[1] != counts[0]
    assert counts[2] == counts[1]
