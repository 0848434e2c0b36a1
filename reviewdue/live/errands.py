"""What is done after an answer was given: one thing at a time, so that nobody can tell from the answers what it was."""

import logging
import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

log = logging.getLogger(__name__)

# More than this is a flood, and what waits longer is of no use to anybody.
MOST_WAITING = 200
# Begun a little later, by some chance, so that not even the next answer on the same connection waits for it.
SOONEST, LATEST = 0.05, 0.3


class Errands:
    """A thread of its own. To be closed, which finishes what waits."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="errands")
        self._room = threading.BoundedSemaphore(MOST_WAITING)

    def submit(self, do: Callable[..., Any], *arguments: Any) -> Future[Any] | None:
        """Have something done soon; None, with a word in the log, where too much waits already."""
        if not self._room.acquire(blocking=False):
            log.warning("Too much is waiting to be done; something was not taken on")
            return None
        return self._pool.submit(self._run, do, *arguments)

    def _run(self, do: Callable[..., Any], *arguments: Any) -> Any:
        try:
            time.sleep(SOONEST + (LATEST - SOONEST) * secrets.randbelow(1_000) / 1_000)
            return do(*arguments)
        finally:
            self._room.release()

    def close(self) -> None:
        """Finish."""
        self._pool.shutdown()
