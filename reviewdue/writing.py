"""Writing: drafts become messages as they go out, in this process or, when there are hundreds, in several."""

import itertools
import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2.sandbox import SandboxedEnvironment

from reviewdue.calendars import Entry
from reviewdue.letters import Letter, LetterTask, ReminderLetter, SignInLetter, SummaryLetter, render_letter
from reviewdue.mail import Envelope, Message, build_message
from reviewdue.processes import open_pool, send_quickly
from reviewdue.rendering import build_environment
from reviewdue.views import Evidence, SourceState, Successor

log = logging.getLogger(__name__)

# Starting processes costs about a second, in which one writes several hundred letters.
WORTH_PROCESSES = 500
CHUNK, CHUNKS_AHEAD = 8, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a letter says, the template that words it, and who it is for; or a letter that is worded already."""

    template: str
    values: ReminderLetter | SummaryLetter | SignInLetter | Letter
    envelope: Envelope


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A message as it goes out; without one, `fault` says why it cannot be one."""

    subject: str
    message: Message | None = None
    fault: str | None = None


send_quickly(Draft, Envelope, ReminderLetter, LetterTask, SourceState, Successor, Evidence, Written, Message, Entry)

Write = Callable[[Iterable[Draft]], Iterator[Written]]


def write(environment: SandboxedEnvironment, draft: Draft) -> Written:
    """Word and build one message."""
    values = draft.values
    letter = values if isinstance(values, Letter) else render_letter(environment, draft.template, values)
    try:
        return Written(subject=letter.subject, message=build_message(letter, draft.envelope))
    except ValueError as error:
        return Written(subject=letter.subject, fault=str(error))


class Desk:
    """Writes drafts in their order, a few of them ahead. To be closed."""

    def __init__(self, root: Path, zone: ZoneInfo) -> None:
        self._root, self._zone = root, zone
        self._environment = build_environment(root, zone)
        self._pool: ProcessPoolExecutor | None = None
        self._opened = False
        self._taken = 0

    def write_all(self, drafts: Iterable[Draft]) -> Iterator[Written]:
        """Each as a message. An exception of a template comes through."""
        remaining = iter(drafts)
        waiting: deque[Callable[[], list[Written]]] = deque()
        while chunk := [*itertools.islice(remaining, CHUNK if self._pool else 1)]:
            waiting.append(self._begin(chunk))
            if len(waiting) > (CHUNKS_AHEAD if self._pool else 0):
                yield from waiting.popleft()()
        for result in waiting:
            yield from result()

    def close(self) -> None:
        """End the processes, if there are any."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def _begin(self, chunk: list[Draft]) -> Callable[[], list[Written]]:
        self._taken += len(chunk)
        if self._taken > WORTH_PROCESSES and not self._opened:
            self._opened, self._pool = True, open_pool(_sit_down, self._root, self._zone.key)
        try:
            future = self._pool.submit(_write_chunk, chunk) if self._pool else None
        except BrokenProcessPool:
            future = None
        return partial(self._result, future, chunk)

    def _result(self, future: Future[list[Written]] | None, chunk: list[Draft]) -> list[Written]:
        try:
            if future is not None:
                return future.result()
        except (BrokenProcessPool, CancelledError):
            if self._pool is not None:
                log.warning("A process that writes letters was ended from outside; they are written here instead")
            self.close()
        return [write(self._environment, draft) for draft in chunk]


_desk: dict[str, Any] = {}


def _sit_down(root: Path, zone: str) -> None:
    _desk["environment"] = build_environment(root, ZoneInfo(zone))


def _write_chunk(chunk: list[Draft]) -> list[Written]:
    return [write(_desk["environment"], draft) for draft in chunk]
