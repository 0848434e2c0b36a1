"""Which lists the dashboard has, and which of them a page or a source stands in; pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from reviewdue import wording
from reviewdue.pages import Flag, ReviewStatus
from reviewdue.tasks import Reason
from reviewdue.views import MonthCount, Overview, PageView

ROWS_PER_FILE = 500
STATUSES = tuple(ReviewStatus)
FLAGS = tuple(Flag)
REASONS = tuple(Reason)
AXES = {
    "availability": (
        "available",
        "moved",
        "restricted",
        "not_found",
        "suspected",
        "unreachable",
        "not_online",
        "unchecked",
    ),
    "currency": ("current", "updated", "superseded", "withdrawn", "unknown"),
    "integrity": ("clear", "corrected", "concern", "retracted", "unknown"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One list of the site: where its files begin, what it is a list of, and how long it should be.

    Its files hold the first so many, where there is a `most`.
    """

    stem: str
    kind: str
    value: str
    total: int
    label: str = ""
    most: int | None = None

    @property
    def held(self) -> int:
        """How many stand in its files."""
        return self.total if self.most is None else min(self.total, self.most)

    def file(self, number: int) -> str:
        """The file of its part `number`, counted from 1, from the site's root."""
        return f"{self.stem}.html" if number == 1 else f"{self.stem}-{number}.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A link to one part of a list; `file` counts from the site's root."""

    number: int
    file: str


def parts_around(number: int, listing: Listing) -> tuple[Part, ...]:
    """The parts to link to from part `number`: the first, the last, and those near it."""
    last = max(-(-listing.held // ROWS_PER_FILE), number)
    near = range(max(number - 2, 1), min(number + 2, last) + 1)
    return tuple(Part(number=each, file=listing.file(each)) for each in sorted({1, last, *near}))


def month_key(day: date) -> str:
    """A month as its list is called: `2026-11`."""
    return f"{day:%Y-%m}"


def page_listings(overview: Overview) -> list[Listing]:
    """Every list of pages a number on the dashboard leads to."""
    counts = overview.pages
    listings = [Listing(stem="pages/index", kind="all", value="", total=counts.total)]
    listings += [
        Listing(stem=f"pages/{status}", kind="status", value=status, total=getattr(counts, status))
        for status in STATUSES
    ]
    listings += [
        Listing(stem=f"pages/flag-{flag}", kind="flag", value=flag, total=overview.flags.get(flag, 0)) for flag in FLAGS
    ]
    listings += [
        Listing(stem=f"pages/reason-{reason}", kind="reason", value=reason, total=overview.reasons.get(reason, 0))
        for reason in REASONS
    ]
    return listings + [month_listing(item) for item in overview.months]


def month_listing(item: MonthCount) -> Listing:
    """The list behind one bar of the chart."""
    key = month_key(item.month)
    return Listing(
        stem=f"pages/month-{key}", kind="month", value=key, label=wording.month(item.month), total=item.count
    )


def lists_of_page(page: PageView) -> Iterator[str]:
    """The lists a page stands in, by the stems of `page_listings`."""
    yield "pages/index"
    yield f"pages/{page.status}"
    yield from (f"pages/flag-{flag}" for flag in page.flags)
    if page.task is not None:
        yield from (f"pages/reason-{reason}" for reason in {one.reason for one in page.task.reasons if not one.lifted})
    if page.next_review_due and page.status in ("due", "current"):
        yield f"pages/month-{month_key(page.next_review_due)}"


def source_listings(overview: Overview, most: int | None = None) -> list[Listing]:
    """Every list of sources a number on the dashboard leads to; that of those that need a look is never cut short."""
    counts = overview.sources
    return [
        Listing(stem="sources/index", kind="all", value="", total=counts.total, most=most),
        Listing(stem="sources/needs-look", kind="look", value="", total=counts.needs_look),
        *(
            Listing(
                stem=f"sources/{axis}-{value}",
                kind=axis,
                value=value,
                total=getattr(counts, axis).get(value, 0),
                most=most,
            )
            for axis, values in AXES.items()
            for value in values
        ),
    ]


class Answered(Protocol):
    """A source, or as many as have the same three answers."""

    @property
    def needs_look(self) -> bool:
        """Whether a person should look."""

    def shown(self, axis: str) -> str:
        """The answer on an axis as people see it."""


def lists_of_source(state: Answered) -> Iterator[str]:
    """The lists a source stands in, by the stems of `source_listings`."""
    yield "sources/index"
    if state.needs_look:
        yield "sources/needs-look"
    for axis in AXES:
        yield f"sources/{axis}-{state.shown(axis)}"
