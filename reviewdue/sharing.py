"""Work that waits for the network shared out among processes, which are forked: they begin in no time."""

import os
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from reviewdue.errors import WorkNotDone

Part = TypeVar("Part")
Found = TypeVar("Found")
# More than these share too little to be worth their memory.
MOST = 4
# Results are handed over so many at a time.
AT_ONCE = 16


def processors() -> int:
    """How many processes may share work: one where they cannot be forked, or where threads would be torn by it."""
    if not hasattr(os, "fork") or not hasattr(os, "sched_getaffinity") or threading.active_count() > 1:
        return 1
    return min(len(os.sched_getaffinity(0)), MOST)


def share_out(values: Iterable[str], key: Callable[[str], str], parts: int) -> list[list[str]]:
    """The values in so many parts of about one size, those of one key all in the same."""
    together: dict[str, list[str]] = defaultdict(list)
    for value in values:
        together[key(value)].append(value)
    shares: list[list[str]] = [[] for _ in range(parts)]
    for group in sorted(together.values(), key=len, reverse=True):
        min(shares, key=len).extend(group)
    return [share for share in shares if share]


def worked_on(parts: Sequence[Part], work: Callable[[Part], Iterable[Found]]) -> Iterator[Found]:
    """What the work makes of each part, as it comes; every part has a process, forked from this one.

    Raises what the work raises, and WorkNotDone when a process ends without a word.
    """
    from multiprocessing import connection, get_context

    context = get_context("fork")
    processes, ends = [], []
    for part in parts:
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_work, args=(work, part, theirs), daemon=True)
        process.start()
        theirs.close()
        processes.append(process)
        ends.append(ours)
    try:
        while ends:
            told = connection.wait(ends)
            heard = [(end, _received(end)) for end in ends if end in told]
            ends = [end for end in ends if (end, None) not in heard]
            for _, found in heard:
                yield from found or ()
    finally:
        for process in processes:
            process.terminate()
            process.join()


def _received(end: Any) -> list[Any] | None:
    try:
        found = end.recv()
    except EOFError:
        raise WorkNotDone("a process that checked addresses ended before its time; run the check again") from None
    if isinstance(found, BaseException):
        raise found
    assert found is None or isinstance(found, list)  # noqa: S101
    return found


def _work(work: Callable[[Any], Iterable[Any]], part: Any, end: Any) -> None:
    try:
        some: list[Any] = []
        for found in work(part):
            some.append(found)
            if len(some) == AT_ONCE:
                end.send(some)
                some = []
        end.send(some)
        end.send(None)
    except BaseException as error:  # noqa: BLE001 - it is raised in the process that waits
        end.send(error)
