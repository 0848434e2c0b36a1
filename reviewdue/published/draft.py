"""What is taken from a published page: its title, review dates as printed, citations, and what stayed unread."""

from dataclasses import dataclass

from reviewdue.citations import Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A date as the page states it, unparsed. `line` counts from 1; None where lines mean nothing."""

    text: str
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A piece of the page that should have been read and could not be, and why."""

    line: int | None
    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A page ready to become an entry of content/ and references/; what is None the page does not say."""

    title: str = ""
    last_reviewed: Stated | None = None
    next_review_due: Stated | None = None
    date_modified: Stated | None = None
    citations: tuple[Citation, ...] = ()
    note: str | None = None
    unread: tuple[Unreadable, ...] = ()
    language: str | None = None
    url: str | None = None
