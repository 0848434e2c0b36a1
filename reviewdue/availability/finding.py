"""What is found of a source's availability: a verdict, and the sentence that is kept as its evidence."""

from dataclasses import dataclass
from enum import StrEnum


class Availability(StrEnum):
    """Whether a source can be read where its address says."""

    AVAILABLE = "available"
    MOVED = "moved"
    RESTRICTED = "restricted"
    NOT_FOUND = "not_found"
    UNREACHABLE = "unreachable"
    NOT_ONLINE = "not_online"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A verdict with its reason: one short sentence, shown to people as evidence."""

    availability: Availability
    reason: str


def restricted(reason: str) -> Finding:
    """A person must look."""
    return Finding(availability=Availability.RESTRICTED, reason=reason)


def not_found(reason: str) -> Finding:
    """What was cited is not there."""
    return Finding(availability=Availability.NOT_FOUND, reason=reason)


def unreachable(reason: str) -> Finding:
    """Nothing was learnt of the source."""
    return Finding(availability=Availability.UNREACHABLE, reason=reason)
