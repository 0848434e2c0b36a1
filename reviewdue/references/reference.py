"""What a cited source is: a CSL item and what is known about its successors; only values live here."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A CSL name: a person's family and given name, or a body or group as one literal."""

    family: str | None = None
    given: str | None = None
    literal: str | None = None

    def __str__(self) -> str:
        return self.literal or " ".join(part for part in (self.given, self.family) if part)


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
    A clinical guideline that stands alone has the type `report`: CSL's `standard` means a technical
    specification to conform to, and only `report` is known to every CSL processor.
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
    url: str | None = None
    guideline: str | None = None
    supersedes: tuple[str, ...] = ()
    superseded_by: tuple[Successor, ...] = ()
    watch: str | None = None
    note: str | None = None
