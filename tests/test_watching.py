"""How a run shows itself: not so often that showing costs more than the work, and never too late."""

import logging

import pytest

from reviewdue.watching import Watch, no_progress, percent_now_and_then, with_lines


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_a_percentage_is_passed_on_every_five_seconds_and_at_the_end() -> None:
    clock, shown = Clock(), list[float]()
    progress = percent_now_and_then(shown.append, clock)

    for done in range(1, 11):
        clock.seconds += 2
        progress(done, 10)

    assert shown == [30, 60, 90, 100]


def test_of_an_unknown_total_there_is_no_percentage() -> None:
    clock, shown = Clock(), list[float]()
    progress = percent_now_and_then(shown.append, clock)

    clock.seconds += 60
    progress(5, None)
    progress(0, 0)

    assert shown == []


def test_every_ten_seconds_a_line_says_how_far_it_is(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    clock, passed_on = Clock(), list[int]()
    progress = with_lines(lambda done, _total: passed_on.append(done), "Reading", clock)

    for done in (1_000, 2_000, 3_000):
        clock.seconds += 6
        progress(done, None)
    clock.seconds += 10
    progress(4_000, 4_000)

    assert caplog.messages == ["Reading: 2,000", "Reading: 4,000 of 4,000"]
    assert passed_on == [1_000, 2_000, 3_000, 4_000]


def test_without_a_watcher_work_is_done_as_it_is_and_an_event_is_a_line(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    watch = Watch()

    done = watch.batch(lambda: 7, name="count")()
    watch.announce(event="reviewdue.scan.completed", resource={"prefect.resource.id": "reviewdue.scan"}, payload={})

    assert done == 7
    assert watch.progress is no_progress
    assert caplog.messages == ["reviewdue.scan.completed reviewdue.scan"]
