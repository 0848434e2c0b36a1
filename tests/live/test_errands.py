"""What is done after an answer: one thing at a time, in bounds, and all of it before the end."""

import threading

from reviewdue.live.errands import MOST_WAITING, Errands


def test_errands_are_done_one_after_the_other_and_all_before_the_end() -> None:
    errands = Errands()
    done: list[object] = []
    for number in range(3):
        errands.submit(done.append, number)

    errands.close()

    assert done == [0, 1, 2]


def test_a_flood_is_not_taken_on() -> None:
    errands, gate = Errands(), threading.Event()
    first = errands.submit(gate.wait, 20)
    taken = [errands.submit(gate.wait, 0) for _ in range(MOST_WAITING + 5)]
    gate.set()
    assert first is not None
    first.result(20)

    refused = [one for one in taken if one is None]
    for one in taken:
        if one is not None:
            one.cancel()
    errands.close()

    assert len(refused) == 6


def test_an_errand_that_fails_makes_room_and_stops_no_other() -> None:
    errands = Errands()
    done: list[object] = []

    def fail() -> None:
        raise ValueError

    for _ in range(3):
        errands.submit(fail)
    errands.submit(done.append, "done")
    errands.close()

    assert done == ["done"]
