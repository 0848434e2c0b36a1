"""What is asked about a reference and what comes back, and what an outside service is: values only."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

from reviewdue.availability import Address, Answer, Finding, judge

# The service that every address is its own: the page behind it.
PAGE = "page"
MOST_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Ask:
    """Something asked: the page at an address, or what a service knows `about` an identifier.

    Of a page, `conditional` says that an unchanged one may be answered with a bare 304, and `max_bytes` how much
    of it to read where that is more than usual.
    """

    about: str
    service: str = PAGE
    conditional: bool = False
    max_bytes: int | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What is asked of whom: equal key, same question."""
        return (self.service, self.about)


class State(StrEnum):
    """How a question ended: the service knows the thing, knows of no such thing, or could not be asked."""

    KNOWN = "known"
    ABSENT = "absent"
    SILENT = "silent"


@dataclass(frozen=True, kw_only=True)
class Told:
    """What came back for an ask. Of a page it is the `answer`, which is known whatever it says.

    Of a service, `data` is what it knows, in that service's own type, and `detail` why it was silent. `url` is
    where a person can look. The answer of a service is kept without its body, for its status and failure.
    """

    about: str
    service: str
    state: State
    data: Any = None
    answer: Answer | None = None
    detail: str = ""
    url: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        """The key of the ask."""
        return (self.service, self.about)

    @cached_property
    def finding(self) -> Finding:
        """What a page's answer stands for, judged once: several checkers want to know."""
        assert self.answer is not None, "a page always has an answer"  # noqa: S101
        return judge(self.answer)


Answers = Mapping[tuple[str, str], Told]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Something to ask; of a page, with what the server said of its version when it was last found."""

    ask: Ask
    etag: str | None = None
    last_modified: str | None = None


Look = Callable[[Sequence[Wanted], Callable[[int, int | None], None]], Iterable[Told]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How one service is reached: its address without a slash at the end, a key, and whom it may write to."""

    url: str
    key: str | None = None
    contact: str | None = None


class Unreadable(ValueError):
    """The service answered something that is not in its format; the message says what is wrong, in a few words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """An outside service. `batch` identifiers at most go into one request.

    `request` makes it, and `read` divides what came back: one Told for each identifier, or Unreadable is raised. It
    is None where all that a service knows is fetched at once, kept and looked up.
    `pace` is how many requests a second and how many at once it takes, until its own headers say otherwise.
    `settings` is its name in the configuration where that is another. With `once`, one answer serves all questions
    of a run.
    """

    name: str
    title: str
    request: Callable[[Sequence[str], Access], Address]
    read: Callable[[Sequence[str], Answer, Access], Iterable[Told]] | None
    batch: int = 1
    pace: Callable[[Access], tuple[float, int]] = lambda access: (5, 1)
    settings: str = ""
    once: bool = False
    # Which of its settings holds the address.
    at: str = "url"
    # Asked only where the configuration holds a key for it.
    needs_key: bool = False
    # Whether an identifier must not share a request with others.
    alone: Callable[[str], bool] = lambda about: False

    @property
    def configured_as(self) -> str:
        """The name of its settings."""
        return self.settings or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Makes the Tolds of one answer, so that a service's `read` names only what differs."""

    service: str
    answer: Answer
    bare: Answer = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "bare", without_body(self.answer))

    def known(self, about: str, data: Any, url: str | None = None) -> Told:
        """The service knows it."""
        return Told(about=about, service=self.service, state=State.KNOWN, data=data, answer=self.bare, url=url)

    def absent(self, about: str, url: str | None = None) -> Told:
        """The service answered, and knows of no such thing."""
        return Told(about=about, service=self.service, state=State.ABSENT, answer=self.bare, url=url)


def silent(service: str, about: str, detail: str, answer: Answer | None = None) -> Told:
    """A service that could not be asked."""
    kept = without_body(answer) if answer else None
    return Told(about=about, service=service, state=State.SILENT, detail=detail, answer=kept)


def without_body(answer: Answer) -> Answer:
    """The same answer without what takes memory."""
    return replace(answer, body=b"", text="", title="", heading="", headers={})


def read_json(answer: Answer) -> Any:
    """The JSON of an answer. Raises Unreadable."""
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        raise Unreadable(f"answered {answer.status} with something that is not JSON") from None
