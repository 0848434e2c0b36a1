"""Pools of processes for work that a processor bounds."""

import copyreg
import os
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import fields
from multiprocessing import get_context, parent_process
from operator import attrgetter
from typing import Any


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
