"""Screens that were made before: each is sent again until the ledger or the day is another one."""

import asyncio
import gzip
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# A thousand screens: what is asked for often is among them, and the rest is made anew in ten milliseconds.
MOST_BYTES = 8 * 1024 * 1024
MOST_VALUES = 4_000
TURNS = 64
# Longer ones are lists of files, which go out as they are made.
LONGEST = 1024 * 1024
PACKING = 4
AT_ONCE = 3
KEPT_TYPES = ("text/html", "text/css", "text/javascript", "application/javascript", "image/svg")


@dataclass(slots=True)
class Values:
    """What was worked out for one state of things; those that were asked for longest ago go first."""

    most: int = MOST_VALUES
    _kept: OrderedDict[Hashable, tuple[object, Any]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _turns: list[threading.RLock] = field(default_factory=lambda: [threading.RLock() for _ in range(TURNS)])

    def look_up(self, name: Hashable, mark: object) -> Any:
        """What was made before for this mark; None where nothing was."""
        known = self._kept.get(name)
        return known[1] if known is not None and known[0] == mark else None

    def get(self, name: Hashable, mark: object, make: Callable[[], Any]) -> Any:
        """What was made before, or made anew when the mark is another one. Nobody makes it twice at once."""
        with self._turns[hash(name) % TURNS]:
            known = self._kept.get(name)
            if known is None or known[0] != mark:
                known = (mark, make())
            with self._lock:
                self._kept[name] = known
                self._kept.move_to_end(name)
                if len(self._kept) > self.most:
                    self._kept.popitem(last=False)
            return known[1]


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen as it went out: its headers, and its body packed."""

    mark: object
    headers: list[tuple[bytes, bytes]]
    packed: bytes
    tag: str


class KeptScreens:
    """An application before which answers are kept, in so many bytes; `mark` tells one state of things from another.

    `whose` tells for whom a screen is: nobody gets one that was made for somebody else. None is never kept. `waits`
    says that to ask for the mark takes a while, in which others are served.
    """

    def __init__(
        self,
        app: ASGIApp,
        mark: Callable[[], object],
        whose: Callable[[Scope], Hashable | None],
        *,
        waits: bool = False,
        most: int = MOST_BYTES,
    ) -> None:
        self.app, self.mark, self.whose, self.waits, self.most = app, mark, whose, waits, most
        self._kept: OrderedDict[Hashable, Screen] = OrderedDict()
        self._bytes = 0
        # Threads that compute take turns at the interpreter: more of them at once only make everybody wait.
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An ASGI application."""
        asked = scope["type"] == "http" and scope["method"] == "GET"
        whose = self.whose(scope) if asked else None
        if whose is None:
            await self.app(scope, receive, send)
            return
        key = (whose, scope["path"], scope["query_string"])
        mark = await run_in_threadpool(self.mark) if self.waits else self.mark()
        known = self._kept.get(key)
        if known is None or known.mark != mark:
            async with self._turns:
                known = await self._make(scope, receive, send, mark)
            if known is None:
                return
            self._keep(key, known)
        self._kept.move_to_end(key)
        await _send(known, scope, send)

    async def _make(self, scope: Scope, receive: Receive, send: Send, mark: object) -> Screen | None:
        """A screen of HTML; anything else goes out as it comes."""
        started: Message = {}
        body = bytearray()
        passing = False

        async def take(message: Message) -> None:
            nonlocal started, passing
            if message["type"] == "http.response.start":
                started, passing = message, not _may_be_kept(message)
            if passing:
                await send(message)
            elif message["type"] == "http.response.body":
                body.extend(message.get("body", b""))

        await self.app(scope, receive, take)
        if passing or not started:
            return None
        packed = gzip.compress(bytes(body), PACKING, mtime=0)
        return Screen(mark, started["headers"], packed, f'"{zlib.crc32(packed):08x}{len(packed):x}"')

    def _keep(self, key: Hashable, screen: Screen) -> None:
        before = self._kept.pop(key, None)
        self._bytes += len(screen.packed) - (len(before.packed) if before else 0)
        self._kept[key] = screen
        while self._bytes > self.most:
            self._bytes -= len(self._kept.popitem(last=False)[1].packed)


def _may_be_kept(started: Message) -> bool:
    headers = Headers(raw=started["headers"])
    is_text = headers.get("content-type", "").startswith(KEPT_TYPES) and "set-cookie" not in headers
    return started["status"] == 200 and is_text and int(headers.get("content-length", LONGEST)) < LONGEST


async def _send(screen: Screen, scope: Scope, send: Send) -> None:
    asked = Headers(scope=scope)
    is_known = asked.get("if-none-match") == screen.tag
    is_packed = "gzip" in asked.get("accept-encoding", "")
    body = b"" if is_known else screen.packed if is_packed else gzip.decompress(screen.packed)
    started: Message = {"type": "http.response.start", "status": 304 if is_known else 200, "headers": [*screen.headers]}
    headers = MutableHeaders(raw=started["headers"])
    headers["Vary"] = "Accept-Encoding"
    headers["ETag"] = screen.tag
    if is_known:
        del headers["Content-Length"]
    else:
        headers["Content-Length"] = str(len(body))
    if is_packed and not is_known:
        headers["Content-Encoding"] = "gzip"
    await send(started)
    await send({"type": "http.response.body", "body": body})
