"""What a scan asks of a source, whatever its kind."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from reviewdue.entering import Entered
from reviewdue.files import Found
from reviewdue.pagefiles import Parsed
from reviewdue.pages import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A page that was looked at and is as it was recorded; `stamp` is what it goes by from now on."""

    path: str
    stamp: str


Outcome = Entered | Parsed | Kept
# The stamp that the last scan left of each known page; None: it is to be read anew, whatever its stamp was.
Before = Mapping[str, str | None]
# Begins to read pages; the call it gives back waits for what came of it.
Read = Callable[[list[Found], Before], Callable[[], list[Outcome]]]


def has_same_stamp(found: Found, stamp: str | None) -> bool:
    """Whether a page is as it was recorded, where a source says so by its stamps alone."""
    return found.stamp == stamp


@dataclass(slots=True, kw_only=True)
class Opened:
    """A source that is being looked at.

    `what` names it in a sentence. `found` gives its pages in the order of their paths, by code point. `holds` tells
    of a path whether the source has it. While it is read, `problems` gathers what can be no page, under the source's
    own path, and `unread` what stands in the source and could not be looked at this time.
    """

    what: str
    found: Iterable[Found]
    read: Read
    holds: Callable[[str], bool]
    is_current: Callable[[Found, str | None], bool] = has_same_stamp
    problems: list[Problem] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
