"""How fast a service may be asked: requests a second and at once, as its headers say it."""

import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

INTERVAL = re.compile(r"\s*(\d{1,6})\s*(ms|s|m|h)?\s*")
SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, None: 1.0}


class Pace:
    """Lets threads through so that a service gets no more than it takes; a limit of the operator's own is kept too."""

    def __init__(
        self,
        rate: float,
        concurrency: int,
        *,
        most_rate: float | None = None,
        most_at_once: int | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most_rate, self._most_at_once = most_rate, most_at_once
        self._clock = clock
        self._free = threading.Condition()
        self._running = 0
        self.due = 0.0  # when the next turn may begin
        self.rate, self.concurrency = rate, concurrency
        self._limit(rate, concurrency)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn and hold it."""
        with self._free:
            while (wait := self._seconds_to_wait()) is None or wait > 0:
                self._free.wait(wait)
            self._running += 1
            self.due = max(self._clock(), self.due) + 1 / self.rate
        try:
            yield
        finally:
            with self._free:
                self._running -= 1
                self._free.notify_all()

    def learn(self, headers: Mapping[str, str]) -> None:
        """Keep to the limits that an answer states, as Crossref does."""
        stated = read_rate(headers)
        at_once = headers.get("x-concurrency-limit", "").strip()
        with self._free:
            allowed = int(at_once[:4]) if at_once.isascii() and at_once.isdigit() else self.concurrency
            self._limit(stated or self.rate, max(allowed, 1))
            self._free.notify_all()

    def _limit(self, rate: float, concurrency: int) -> None:
        self.rate = min(rate, self._most_rate or rate)
        self.concurrency = min(concurrency, self._most_at_once or concurrency)

    def _seconds_to_wait(self) -> float | None:
        """Zero when a turn is free, None when one must end first."""
        if self._running >= self.concurrency:
            return None
        return max(0.0, self.due - self._clock())


def read_rate(headers: Mapping[str, str]) -> float | None:
    """Requests a second from `x-rate-limit-limit` and `x-rate-limit-interval`; None where they say nothing."""
    limit = headers.get("x-rate-limit-limit", "").strip()
    interval = INTERVAL.fullmatch(headers.get("x-rate-limit-interval", "1s"))
    if not (limit.isascii() and limit.isdigit()) or interval is None:
        return None
    seconds = int(interval[1]) * SECONDS[interval[2]]
    return int(limit[:6]) / seconds if int(limit[:6]) and seconds else None
