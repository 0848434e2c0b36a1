"""What a cited source is: a CSL item and what is known about its successors; only values live here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A CSL name: a person's family and given name, or a body or group as one literal.

    A particle drops (`Ludwig van Beethoven` sorts and is cited as `Beethoven`) or does not (`van den Berg`).
    """

    family: str | None = None
    given: str | None = None
    literal: str | None = None
    suffix: str | None = None
    dropping_particle: str | None = None
    non_dropping_particle: str | None = None

    @property
    def surname(self) -> str:
        """The family name with the particle that belongs to it."""
        return " ".join(part for part in (self.non_dropping_particle, self.family) if part)

    def __str__(self) -> str:
        parts = (self.given, self.dropping_particle, self.surname, self.suffix)
        return self.literal or " ".join(part for part in parts if part)


OTHERS = Name(literal="others")
"""Stands at the end of an author list for “et al.”, as BibTeX and pandoc have it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Successor:
    """What replaces a source, wholly or in part.

    `changed` and `unchanged` are topics: where the new version says something else, and where somebody made
    sure that it does not. `confirmed_by` is a role, never a person.
    """

    id: str | None = None
    title: str | None = None
    edition: str | None = None
    released: date | None = None
    effective_from: date | None = None
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    evidence_url: str | None = None
    confirmed_by: str | None = None
    confirmed_on: date | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A cited source, field for field a CSL item (docs.citationstyles.org) with our own words added.

    `issued` is CSL's date-parts: year, year and month, or the whole day; empty when no date is known.
    `confirmed_by` (a role) made sure on `confirmed_on` that nothing newer is out. What is said against a source that is
    `intended`, such as `retracted`, is why it is cited.
    `more` holds the other variables of CSL as they were given: nothing here reads them, and none is lost.
    A clinical guideline that stands alone has the type `report`: CSL's `standard` means a technical
    specification to conform to, and only `report` is known to every CSL processor.

    `watch` is a word to the reviewer, `watch_part` the CSS selector or heading of the part of its page that is watched,
    `watch_on` that the page is watched without a word.
    """

    id: str
    type: str = "document"
    title: str
    author: tuple[Name, ...] = ()
    container_title: str | None = None
    volume: str | None = None
    issue: str | None = None
    page: str | None = None
    publisher: str | None = None
    edition: str | None = None
    version: str | None = None
    issued: tuple[int, ...] = ()
    doi: str | None = None
    isbn: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    url: str | None = None
    guideline: str | None = None
    supersedes: tuple[str, ...] = ()
    superseded_by: tuple[Successor, ...] = ()
    confirmed_by: str | None = None
    confirmed_on: date | None = None
    intended: tuple[str, ...] = ()
    watch: str | None = None
    watch_part: str | None = None
    watch_on: bool = False
    note: str | None = None
    more: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def is_watched(self) -> bool:
        """Whether the text of its page is kept and compared."""
        return self.watch_on or bool(self.watch or self.watch_part)
