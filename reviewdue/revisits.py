"""When a source is looked at again: by its risk, its age and its history, and not all of them on one day."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from reviewdue.availability import Availability
from reviewdue.pages import Risk
from reviewdue.verdicts import Verdict

# So many checks in a row that found nothing new double the time to the next, and so many again.
CALM = 4
# In the first year most corrections, retractions and moves of a publication come; after ten, few.
YOUNG, OLD = 1, 10
BY_RISK = {Risk.HIGH: 0.5, Risk.STANDARD: 1.0, Risk.LOW: 2.0}
# A register comes in on one day; its first checks are spread over half of the time to the next, later ones over less.
FIRST_SPREAD, SPREAD = 0.5, 0.15
# A nightly run may start some minutes before the last one did, and must not miss a source by a day for that.
SLACK = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Days from one look at a source to the next: usually, at the least and at the most."""

    every: int
    soonest: int
    latest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What is known of a source before this look: `calm` counts the looks in a row that found nothing new.

    `is_new` says that nobody ever looked, `risk` is the gravest of the pages that cite it, `age` in years since it
    was published, if that is known.
    """

    id: str
    calm: int = 0
    is_new: bool = False
    risk: Risk = Risk.STANDARD
    age: int | None = None


def calm_after(history: History, *, changed: bool) -> int:
    """How many looks in a row have found nothing new, this one included."""
    return 0 if changed or history.is_new else history.calm + 1


def next_look(after: Verdict, at: datetime, pace: Pace, history: History, *, changed: bool) -> datetime:
    """When to look again: the next day while something is in doubt, sooner after a change, later in long calm."""
    if is_in_doubt(after):
        return at + timedelta(days=max(pace.soonest, 1)) - SLACK
    calm = calm_after(history, changed=changed)
    factor = BY_RISK[history.risk] * _by_age(history.age) * _by_calm(calm, turned=changed and not history.is_new)
    days = min(max(pace.every * factor, pace.soonest, 1), max(pace.latest, 1))
    spread = 1 - _share(history.id) * (FIRST_SPREAD if history.is_new else SPREAD)
    return at + timedelta(days=max(days * spread, pace.soonest, 1)) - SLACK


def is_in_doubt(verdict: Verdict) -> bool:
    """Whether the last look left open how things are with the source."""
    return verdict.availability in (Availability.UNREACHABLE, Availability.UNCHECKED) or (
        verdict.availability is Availability.NOT_FOUND and not verdict.confirmed
    )


def _by_age(age: int | None) -> float:
    if age is None:
        return 1.0
    return 0.5 if age < YOUNG else 2.0 if age >= OLD else 1.0


def _by_calm(calm: int, *, turned: bool) -> float:
    return 0.5 if turned else float(2 ** min(calm // CALM, 3))


def _share(id: str) -> float:
    """A number from 0 to 1 that is always the same for the same source, and spread evenly over all of them."""
    return int.from_bytes(blake2b(id.encode("utf-8", "surrogatepass"), digest_size=4).digest()) / 2**32
