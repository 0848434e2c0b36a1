"""How a use case is watched while it works: batches, events and progress, each a plain function handed in.

On the command line a batch is a plain call and an event a log line; a flow hands in Prefect's own.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

log = logging.getLogger(__name__)


def plain_batch(work: Callable[[], Any], *, name: str) -> Callable[[], Any]:
    """A batch without an observer is the work itself."""
    return work


def log_event(*, event: str, resource: dict[str, str], payload: dict[str, Any]) -> None:
    """An event without a listener is a line in the log."""
    log.info("%s %s", event, resource["prefect.resource.id"])


def no_progress(done: int, total: int | None) -> None:
    """Progress that nobody looks at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """The three ways in which a run shows itself.

    `batch(work, name=…)` returns the work wrapped, to be called without arguments: a unit worth retrying.
    `announce(event=…, resource=…, payload=…)` takes what Prefect's `emit_event` takes.
    `progress(done, total)` may be called often; a total of None is not known yet.
    """

    batch: Callable[..., Callable[[], Any]] = plain_batch
    announce: Callable[..., object] = log_event
    progress: Callable[[int, int | None], None] = no_progress


UNWATCHED = Watch()

SECONDS_BETWEEN = 5.0
SECONDS_BETWEEN_LINES = 10.0


def with_lines(
    progress: Callable[[int, int | None], None], what: str, clock: Callable[[], float] = time.monotonic
) -> Callable[[int, int | None], None]:
    """The same progress, and every ten seconds a line of it in the log."""
    last = clock()

    def show(done: int, total: int | None) -> None:
        nonlocal last
        progress(done, total)
        if clock() - last >= SECONDS_BETWEEN_LINES:
            last = clock()
            log.info("%s: %s", what, f"{done:,} of {total:,}" if total else f"{done:,}")

    return show


def percent_now_and_then(
    show: Callable[[float], object], clock: Callable[[], float] = time.monotonic
) -> Callable[[int, int | None], None]:
    """Progress as a percentage, passed on at most every few seconds: each time may be a call over the network."""
    last = clock()

    def progress(done: int, total: int | None) -> None:
        nonlocal last
        if total and (done >= total or clock() - last >= SECONDS_BETWEEN):
            last = clock()
            show(100 * done / total)

    return progress
