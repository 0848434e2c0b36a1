"""Pools of processes for work that a processor bounds."""

import copyreg
import gc
import itertools
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import fields
from multiprocessing import get_context, parent_process
from operator import attrgetter
from typing import Any, TypeVar

Thing = TypeVar("Thing")
Done = TypeVar("Done")


def open_pool(begin: Callable[..., None] | None = None, *arguments: Any) -> ProcessPoolExecutor | None:
    """As many processes as there are processors, each of which calls `begin` first; None where there is but one.

    They are started afresh and not forked, since a run under Prefect has threads.
    """
    count = os.cpu_count() or 1
    if count == 1:
        return None
    return ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_begin, initargs=(begin, arguments))


def _begin(begin: Callable[..., None] | None, arguments: tuple[Any, ...]) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if begin is not None:
        begin(*arguments)


def _end_with_parent() -> None:
    # A pool's process waits for work on a pipe that it holds open itself: nobody would end it after a SIGKILL.
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def open_workers(
    work: Callable[..., list[Done]], weigh: Callable[[list[Any]], int], worth: int
) -> Iterator[Callable[..., Callable[[], list[Done]]]]:
    """A function that takes things to work on and gives back a call for the result, which may be under way by then.

    What `work` needs beside them comes before them. So much as is not `worth` processes is worked off in this one when
    the result is asked for; if more comes, by as many processes as there are processors.
    """
    pool: ProcessPoolExecutor | None = None
    taken = 0

    def begin(*arguments: Any) -> Callable[[], list[Done]]:
        nonlocal pool, taken
        *circumstances, things = arguments
        taken += weigh(things)
        if pool is None and taken > worth:
            pool = open_pool()
        if pool is None:
            return lambda: work(*circumstances, things)
        half = len(things) // 2
        parts = [part for part in (things[:half], things[half:]) if part]
        return _joined([pool.submit(work, *circumstances, part) for part in parts])

    try:
        yield begin
    finally:
        if pool is not None:
            pool.shutdown(cancel_futures=True)


def _joined(futures: list[Future[list[Done]]]) -> Callable[[], list[Done]]:
    return lambda: [one for future in futures for one in future.result()]


@contextmanager
def collecting_nothing() -> Iterator[None]:
    """While thousands of values are made that all stay, Python looks through them time and again for what may go; that
    takes it a quarter of the time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def in_batches(things: Iterable[Thing], most: int) -> Iterator[list[Thing]]:
    """These in order, so many together."""
    remaining = iter(things)
    while batch := list(itertools.islice(remaining, most)):
        yield batch


def some_ahead(begun: Iterable[Thing], count: int) -> Iterator[Thing]:
    """These in order, so many of them begun before they are needed."""
    waiting: deque[Thing] = deque()
    for one in begun:
        waiting.append(one)
        if len(waiting) > count:
            yield waiting.popleft()
    yield from waiting


_SENT: dict[type, tuple[Callable[[Any], tuple[Any, ...]], tuple[Callable[[Any, Any], None], ...]]] = {}


def send_quickly(*kinds: type) -> None:
    """Send values of these frozen dataclasses, of two fields or more, to other processes in a quarter of the time."""
    for kind in kinds:
        names = [one.name for one in fields(kind)]
        _SENT[kind] = attrgetter(*names), tuple(getattr(kind, name).__set__ for name in names)
        copyreg.pickle(kind, _pack)


def _pack(value: Any) -> tuple[Callable[..., Any], tuple[type, tuple[Any, ...]]]:
    return _unpack, (type(value), _SENT[type(value)][0](value))


def _unpack(kind: type, values: tuple[Any, ...]) -> Any:
    made: Any = object.__new__(kind)
    for set_value, value in zip(_SENT[kind][1], values, strict=True):
        set_value(made, value)
    return made
