"""Figures over everything, which take a while to count: made ahead of whoever asks for them.

Those of a large ledger may lag behind what a flow writes, by a time that follows from how long they take; what a person
did here is in them at once.
"""

import logging
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)

# Figures over fewer pages and sources are made anew as soon as anything changed.
LARGE = 20_000
# Others are so many times as old as they took: to keep them fresh costs a twentieth of a processor.
TIMES = 20
LONGEST = 30
# How often somebody looks whether there is something to make ahead, in seconds, and how old figures become that
# nobody has asked for in a while.
EVERY = 1
UNWATCHED = 60
READING = frozenset({"GET", "HEAD", "OPTIONS"})
REFUSED = 400


class Acts:
    """Counts what people did here, together with the other processes that serve the same project.

    The count is the size of a file: to append one byte is one step, whoever else does it at the same time.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._own = 0
        self._file = file

    @property
    def count(self) -> tuple[int, int]:
        """Another one once somebody did something."""
        return self._own, self._file.stat().st_size if self._file and self._file.exists() else 0

    def note(self) -> None:
        """One more."""
        self._own += 1
        if self._file and self._file.exists():
            with self._file.open("ab", buffering=0) as file:
                file.write(b".")


@contextmanager
def acts_file() -> Iterator[Path]:
    """An empty file for `Acts`, for as long as several processes serve the project."""
    with tempfile.NamedTemporaryFile(prefix="reviewdue-acts-") as file:
        yield Path(file.name)


@dataclass(frozen=True, slots=True)
class Figure:
    """What was made of one state of things: when, and how many seconds it took."""

    mark: object
    acts: object
    made_at: float
    took: float
    value: Any

    def lags_at_most(self, share: float) -> bool:
        """Whether it may still stand for the present though something was written since."""
        return time.monotonic() - self.made_at < share * min(TIMES * self.took, LONGEST)


@dataclass(slots=True)
class Recents:
    """Figures by name, over `size` pages and sources. `made` counts them.

    They lag only where `ahead` says that somebody makes them ahead.
    """

    acts: Acts
    ahead: bool = False
    size: int = 0
    made: int = 0
    _known: dict[Hashable, Figure] = field(default_factory=dict)
    _turns: dict[Hashable, threading.Lock] = field(default_factory=lambda: defaultdict(threading.Lock))

    def get(
        self, name: Hashable, mark: object, make: Callable[[], Any], *, share: float = 1, passing: bool = False
    ) -> Any:
        """A figure that is of this mark, or recent enough, or made now. Nobody makes it twice at once.

        With a `share` of less than one it is made anew sooner. One that is shown in `passing` may lag behind what
        people did as well.
        """
        acts = None if passing else self.acts.count

        def known() -> Figure | None:
            found = self._known.get(name)
            return found if found is not None and self._serves(found, mark, acts, share) else None

        if (found := known()) is not None:
            return found.value
        with self._turns[name]:
            if (found := known()) is not None:
                return found.value
            acts_before, begun = self.acts.count, time.monotonic()
            value = make()
            ended = time.monotonic()
            self._known[name] = Figure(mark, acts_before, ended, ended - begun, value)
            self.made += 1
            return value

    def _serves(self, known: Figure, mark: object, acts: object, share: float) -> bool:
        if known.mark == mark:
            return True
        return self.ahead and self.size > LARGE and acts in (None, known.acts) and known.lags_at_most(share)


class NotesActs:
    """An ASGI application in front of another, which notes what is sent to it and taken."""

    def __init__(self, app: ASGIApp, acts: Acts) -> None:
        self.app, self.acts = app, acts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on."""
        if scope["type"] != "http" or scope["method"] in READING:
            await self.app(scope, receive, send)
            return

        async def note(message: Message) -> None:
            # Before the answer is out: whoever has it may ask for a screen at once.
            if message["type"] == "http.response.start" and message["status"] < REFUSED:
                self.acts.note()
            await send(message)

        await self.app(scope, receive, note)


class Foresight:
    """A thread that has figures made before anybody waits for them: often while somebody looks, else now and then."""

    def __init__(self, make_all: Callable[[], None], acts: Acts) -> None:
        self._make_all, self._acts = make_all, acts
        self._asked_at = time.monotonic()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="foresight", daemon=True)

    def start(self) -> None:
        """Make them for the first time, and go on in the background."""
        self._try()
        self._thread.start()

    def note_asked(self) -> None:
        """Somebody is looking."""
        self._asked_at = time.monotonic()

    def close(self) -> None:
        """End it, once what it is at is made."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        tried_at, acts = time.monotonic(), self._acts.count
        while not self._ended.wait(EVERY):
            now = time.monotonic()
            is_watched = now - self._asked_at < UNWATCHED or acts != self._acts.count
            if is_watched or now - tried_at > UNWATCHED:
                tried_at, acts = now, self._acts.count
                self._try()

    def _try(self) -> None:
        try:
            self._make_all()
        except Exception as error:  # noqa: BLE001 - whoever asks next meets the same fault, and is told
            log.warning("Figures could not be made ahead: %s", error)
