"""Fetching many addresses with bounded threads, never more than a few at a time from one host."""

import heapq
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from queue import SimpleQueue
from urllib.parse import urlsplit

from reviewdue.availability import Address, Answer, Failure

Fetch = Callable[[Address], Answer]

UNHURRIED = 0.05  # seconds
PATIENCE = 0.05
# How many addresses of busy hosts are held while looking for one of a host that is free.
HELD = 20_000


def crawl(
    addresses: Iterable[Address],
    fetch: Fetch,
    *,
    workers: int = 256,
    per_host: int = 4,
    spacing: float = 0.0,
    on_answer: Callable[[str, Answer], None] | None = None,
) -> Iterator[tuple[str, Answer]]:
    """Each address with its answer, as they come in; an address that occurs again is not fetched again.

    `spacing` is in seconds between two starts on one host. Addresses are read as they are needed, and nothing is
    started while the caller is busy with an answer and all threads are, too. Closing the iterator stops it; what is
    under way then ends unheard.
    """
    crew = _Crew(_Lanes(distinct(addresses), per_host=per_host, spacing=spacing), fetch, workers)
    with _unhurried_threads():
        try:
            for address, answer in crew.finished():
                if on_answer is not None:
                    on_answer(address.url, answer)
                yield address.url, answer
        finally:
            crew.dismiss()


@contextmanager
def _unhurried_threads() -> Iterator[None]:
    """Let threads that wait for the interpreter ask for it less often than two hundred times a second each.

    These give it up of themselves whenever they wait for the network; asking for it takes a sixth of a crawl's time.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(max(before, UNHURRIED))
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def distinct(addresses: Iterable[Address]) -> Iterator[Address]:
    """Every address once. Remembers 8 bytes of each: two of a million clash once in thirty million rounds."""
    seen: set[int] = set()
    for address in addresses:
        mark = int.from_bytes(blake2b(address.url.encode("utf-8", "surrogatepass"), digest_size=8).digest())
        if mark not in seen:
            seen.add(mark)
            yield address


@dataclass(slots=True, kw_only=True)
class _Lane:
    """The addresses of one host that wait, and how many of its addresses are being fetched."""

    host: str
    waiting: deque[Address] = field(default_factory=deque)
    running: int = 0
    next_start: float = 0.0
    is_listed: bool = False


class _Lanes:
    """Deals out addresses so that no host gets more than its share and no free host has to wait for a busy one.

    A lane that could give an address is listed in `_ready`, one whose host must rest first in `_resting`.
    """

    def __init__(self, addresses: Iterator[Address], *, per_host: int, spacing: float) -> None:
        self._addresses = addresses
        self._per_host = per_host
        self._spacing = spacing
        self._lanes: dict[str, _Lane] = {}
        self._ready: deque[_Lane] = deque()
        self._resting: list[tuple[float, int, _Lane]] = []
        self._is_read = False
        self._turn = 0
        self.waiting = 0

    def take(self, now: float) -> Address | None:
        """An address that may be fetched now, if there is one."""
        self._wake(now)
        while not self._ready and not self._is_read and self.waiting < HELD:
            self._read_one(now)
        if not self._ready:
            return None
        lane = self._ready.popleft()
        lane.is_listed = False
        lane.running += 1
        lane.next_start = now + self._spacing
        self.waiting -= 1
        address = lane.waiting.popleft()
        self._list(lane, now)
        return address

    def finish(self, address: Address) -> None:
        """Free the place that an address had taken."""
        lane = self._lanes[host_of(address.url)]
        lane.running -= 1
        self._list(lane, time.monotonic())

    @property
    def may_have_more(self) -> bool:
        """Whether another thread might find something, now or when a host has rested."""
        return bool(self._ready or self._resting) or (not self._is_read and self.waiting < HELD)

    def seconds_to_wait(self, now: float) -> float | None:
        """How long until a resting host may be asked again; None when no host rests."""
        return max(0.0, self._resting[0][0] - now) if self._resting else None

    def _read_one(self, now: float) -> None:
        address = next(self._addresses, None)
        if address is None:
            self._is_read = True
            return
        host = host_of(address.url)
        lane = self._lanes.setdefault(host, _Lane(host=host))
        lane.waiting.append(address)
        self.waiting += 1
        self._list(lane, now)

    def _list(self, lane: _Lane, now: float) -> None:
        """Put a lane where it belongs now; one that rests is kept even when empty, so that its rest is kept."""
        if lane.is_listed or lane.running >= self._per_host:
            return
        if lane.next_start > now:
            self._turn += 1  # heapq must never have to compare two lanes
            heapq.heappush(self._resting, (lane.next_start, self._turn, lane))
            lane.is_listed = True
        elif lane.waiting:
            self._ready.append(lane)
            lane.is_listed = True
        elif not lane.running:
            del self._lanes[lane.host]

    def _wake(self, now: float) -> None:
        while self._resting and self._resting[0][0] <= now:
            lane = heapq.heappop(self._resting)[2]
            lane.is_listed = False
            self._list(lane, now)


class _Crew:
    """Threads that fetch, each taking its next address itself: handing it over would cost as much as fetching it.

    A thread ends when there is nothing for it, and whoever takes an address while there may be more begins another.
    One thread at most waits for a host's rest to end.
    """

    def __init__(self, lanes: _Lanes, fetch: Fetch, most: int) -> None:
        self._lanes = lanes
        self._fetch = fetch
        self._most = most
        self._turn = threading.Condition()
        self._threads = 0
        # Answers come in under the turn, but are heard without it: only the caller counts those.
        self._told = 0
        self._heard = 0
        self._is_full = False
        self._somebody_waits = False
        self._is_dismissed = False
        self._finished: SimpleQueue[tuple[Address, Answer] | BaseException | None] = SimpleQueue()

    def finished(self) -> Iterator[tuple[Address, Answer]]:
        """Each address with its answer. Raises what reading the addresses raised."""
        self._threads = 1
        self._begin_one(1)
        while (found := self._finished.get()) is not None:
            if isinstance(found, BaseException):
                raise found
            yield found
            self._heard += 1
            if self._is_full:
                with self._turn:
                    self._turn.notify_all()

    def dismiss(self) -> None:
        """Take no more; what is being fetched ends unheard."""
        with self._turn:
            self._is_dismissed = True
            self._turn.notify_all()

    def _begin_one(self, number: int) -> None:
        # Daemons, because whoever stops a crawl does not wait for the slowest server.
        threading.Thread(target=self._work, name=f"crawl-{number}", daemon=True).start()

    def _work(self) -> None:
        done: Address | None = None
        while (address := self._next_after(done)) is not None:
            self._finished.put((address, _fetch_safely(self._fetch, address)))
            done = address

    def _next_after(self, done: Address | None) -> Address | None:
        """The next address for this thread, which has finished one; None when there is nothing for it to do."""
        with self._turn:
            address = self._take(done)
            needs_help = address is not None and self._threads < self._most and self._lanes.may_have_more
            self._threads += 1 if needs_help else -1 if address is None else 0
            if not self._threads:
                self._finished.put(None)
        if needs_help:
            # Not in turn: a thread that begins is waited for.
            self._begin_one(self._threads)
        return address

    def _take(self, done: Address | None) -> Address | None:
        if done is not None:
            self._lanes.finish(done)
            self._told += 1
        try:
            return self._wait_for_one()
        except BaseException as error:  # noqa: BLE001 - it is raised where the answers are read
            self._is_dismissed = True
            self._finished.put(error)
            return None

    def _wait_for_one(self) -> Address | None:
        while not self._is_dismissed:
            self._is_full = self._told - self._heard >= self._most
            if self._is_full:
                self._turn.wait(PATIENCE)  # the caller is busy with answers, and may just have heard the last
                continue
            now = time.monotonic()
            address = self._lanes.take(now)
            rest = self._lanes.seconds_to_wait(now)
            if address is not None or rest is None or self._somebody_waits:
                return address
            self._somebody_waits = True
            self._turn.wait(rest)
            self._somebody_waits = False
        return None


def _fetch_safely(fetch: Fetch, address: Address) -> Answer:
    """One address that breaks the fetcher is that address's answer, not the end of the round."""
    try:
        return fetch(address)
    except Exception as error:  # noqa: BLE001
        detail = f"{type(error).__name__}: {error}"[:200]
        return Answer(url=address.url, final_url=address.url, failure=Failure.FAULT, detail=detail)


@lru_cache(maxsize=4096)  # asked as an address is read, and again as it is done
def host_of(url: str) -> str:
    """The host that is asked, or the text itself when there is none in it."""
    try:
        return urlsplit(url.strip()).hostname or url
    except ValueError:
        return url
