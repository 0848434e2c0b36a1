"""From what was observed of a reference to where it stands: pure, and slow to call anything gone."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from reviewdue.availability import Availability
from reviewdue.references import Successor


class Currency(StrEnum):
    """Whether a source is the newest word on its matter."""

    CURRENT = "current"
    UPDATED = "updated"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"


class Integrity(StrEnum):
    """Whether a publication stands as it was published."""

    CLEAR = "clear"
    CORRECTED = "corrected"
    CONCERN = "concern"
    RETRACTED = "retracted"
    UNKNOWN = "unknown"


class Axis(StrEnum):
    """The three questions asked of every reference."""

    AVAILABILITY = "availability"
    CURRENCY = "currency"
    INTEGRITY = "integrity"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What one checker saw: the answer it gives on one axis, where it looked, and what was there.

    `silent` says that whoever would know could not be asked, or had nothing new to say: the answer from before
    stands, unless others give a graver one, and `value` holds only where there was none; `soon` that it is worth asking
    on the next day. `inferred` says that the answer was only concluded, and yields to one that somebody gave.
    `changed_on` is the newest day on which the source itself says that it was changed.
    """

    axis: Axis
    value: str
    checker: str
    observed: str
    url: str | None = None
    silent: bool = False
    soon: bool = True
    inferred: bool = False
    successor: Successor | None = None
    changed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """How many checks in a row, and how many days from the first to the last, make a missing source gone."""

    checks: int
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Where a reference stands. `failures` counts the checks in a row that did not find it, since `failing_since`.

    `unreachable_since` is when it last began not to answer, if it does not.
    What the register calls `intended`, such as `retracted`, is still the answer, and nothing for anybody to do.
    """

    availability: Availability = Availability.UNCHECKED
    currency: Currency = Currency.UNKNOWN
    integrity: Integrity = Integrity.UNKNOWN
    confirmed: bool = False
    failures: int = 0
    failing_since: datetime | None = None
    unreachable_since: datetime | None = None
    intended: tuple[str, ...] = ()

    def is_against(self, answer: Currency | Integrity) -> bool:
        """Whether this is the answer on its axis, and not why the source is cited."""
        return answer in (self.currency, self.integrity) and answer not in self.intended


# Worst first: where checkers differ on an axis the graver answer stands, and "unknown" only if all say so.
GRAVITY: dict[Axis, list[str]] = {
    Axis.CURRENCY: [
        Currency.WITHDRAWN, Currency.SUPERSEDED, Currency.UPDATED, Currency.CURRENT, Currency.UNKNOWN,
    ],
    Axis.INTEGRITY: [
        Integrity.RETRACTED, Integrity.CONCERN, Integrity.CORRECTED, Integrity.CLEAR, Integrity.UNKNOWN,
    ],
}  # fmt: skip


def settle(before: Verdict, seen: Iterable[Observation], at: datetime, confirm: Confirmation) -> Verdict:
    """The verdict after a check. An axis nobody observed, or of which nobody could learn, keeps the answer it had."""
    by_axis: dict[Axis, list[Observation]] = {}
    for observation in seen:
        by_axis.setdefault(observation.axis, []).append(observation)
    after = before
    if found := by_axis.get(Axis.AVAILABILITY):
        after = _availability_after(after, found[0], at, confirm)
    if found := by_axis.get(Axis.CURRENCY):
        after = replace(after, currency=Currency(_gravest(Axis.CURRENCY, found, before.currency)))
    if found := by_axis.get(Axis.INTEGRITY):
        after = replace(after, integrity=Integrity(_gravest(Axis.INTEGRITY, found, before.integrity)))
    return after


def as_cited(currency: Currency, updated_on: date | None, reviewed: date | None) -> Currency:
    """The currency of a source for whoever reviewed a page against it on a day: updated means after that."""
    if updated_on is None or currency in (Currency.SUPERSEDED, Currency.WITHDRAWN):
        return currency
    if reviewed is not None and updated_on > reviewed:
        return Currency.UPDATED
    return Currency.CURRENT if currency is Currency.UPDATED else currency


def _gravest(axis: Axis, seen: list[Observation], before: str) -> str:
    heard = [observation for observation in seen if not observation.silent]
    given = [observation for observation in heard if not observation.inferred and observation.value != "unknown"]
    values = [observation.value for observation in given or heard]
    # Who is silent now may be who said it before.
    values += [before] if any(observation.silent for observation in seen) else []
    return min(values, key=GRAVITY[axis].index)


def _availability_after(before: Verdict, seen: Observation, at: datetime, confirm: Confirmation) -> Verdict:
    if seen.silent and before.availability is not Availability.UNCHECKED:
        return before
    return _available(before, Availability(seen.value), at, confirm)


def _available(before: Verdict, value: Availability, at: datetime, confirm: Confirmation) -> Verdict:
    since = (before.unreachable_since or at) if value is Availability.UNREACHABLE else None
    before = replace(before, unreachable_since=since)
    if value is Availability.NOT_FOUND:
        return _missing(before, at, confirm)
    if value in (Availability.UNREACHABLE, Availability.UNCHECKED):
        # Nothing was learnt about the source: neither does it count as missing, nor was it found again.
        is_gone = before.availability is Availability.NOT_FOUND and before.confirmed
        return before if is_gone else replace(before, availability=value, confirmed=False)
    return replace(before, availability=value, confirmed=True, failures=0, failing_since=None)


def _missing(before: Verdict, at: datetime, confirm: Confirmation) -> Verdict:
    since, failures = before.failing_since or at, before.failures + 1
    confirmed = failures >= confirm.checks and (at.date() - since.date()).days >= confirm.days
    return replace(
        before, availability=Availability.NOT_FOUND, confirmed=confirmed, failures=failures, failing_since=since
    )


def needs_look(verdict: Verdict) -> bool:
    """Whether a person should look at a source: it says something other than that all is well or not known."""
    gone = verdict.availability is Availability.NOT_FOUND and verdict.confirmed
    return (
        gone
        or verdict.availability is Availability.RESTRICTED
        or any(map(verdict.is_against, (Currency.SUPERSEDED, Currency.WITHDRAWN, Currency.UPDATED)))
        or any(map(verdict.is_against, (Integrity.CORRECTED, Integrity.CONCERN, Integrity.RETRACTED)))
    )
