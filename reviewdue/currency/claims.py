"""What a sentence can claim of the document it stands in, and what is known while it is read: values only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from reviewdue.currency.names import Link, Named
from reviewdue.currency.parties import Own, Party


class Saying(StrEnum):
    """What is said of the document."""

    REPLACED = "replaced"
    OLDER = "older"  # there is a newer version, and this is not it
    PARTLY_REPLACED = "partly replaced"
    WITHDRAWN = "withdrawn"
    UNMAINTAINED = "unmaintained"  # archived, retired, no longer kept up: withdrawn, unless it names what took over
    UPDATED = "updated"
    STANDS = "stands"
    POINTER = "pointer"  # where to look instead; says nothing by itself
    RETRACTED = "retracted"
    CONCERN = "concern"
    CORRECTED = "corrected"
    REINSTATED = "reinstated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One claim with the sentence it was read from. A weak one counts only where notices stand."""

    saying: Saying
    quote: str
    weak: bool = False
    named: Named | None = None
    day: date | None = None
    scope: str | None = None
    block: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is known while a sentence is read."""

    own: Own
    links: Sequence[Link] = ()
    today: date | None = None
    spoken_of: Party = Party.WEAK  # whom “it” means
    opens: bool = True  # whether the sentence begins its block
