"""One bad day of one host is one incident, however many sources are there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from reviewdue.availability import Availability

# So many sources of a host, and so much of all it has, make it the host's matter and no longer the sources'.
SOURCES = 3
SHARE = 0.5
# After so long the silence of a single source is worth a word, too.
LONG = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """How many sources of a host are `unreachable` or, not yet confirmed, `not_found`, since when, and of how many."""

    host: str
    availability: Availability
    sources: int
    of: int
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """A host that does not answer, or suddenly has lost what it had."""

    host: str
    availability: Availability
    sources: int
    since: datetime

    def as_dict(self) -> dict[str, Any]:
        """The incident as plain data."""
        return {
            "host": self.host,
            "availability": str(self.availability),
            "sources": self.sources,
            "since": self.since.isoformat(),
        }


def incidents_among(doubts: Iterable[Doubt], now: datetime) -> list[Incident]:
    """The incidents, those that concern the most sources first."""
    found = [
        Incident(host=one.host, availability=one.availability, sources=one.sources, since=one.since)
        for one in doubts
        if _is_the_hosts(one) or _is_long(one, now)
    ]
    return sorted(found, key=lambda one: (-one.sources, one.host, one.availability))


def _is_the_hosts(doubt: Doubt) -> bool:
    return doubt.sources >= SOURCES and doubt.sources >= SHARE * doubt.of


def _is_long(doubt: Doubt, now: datetime) -> bool:
    return doubt.availability is Availability.UNREACHABLE and now - doubt.since >= LONG
