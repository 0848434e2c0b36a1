"""The register checker: what people wrote into the register about newer editions, and what they made sure of."""

from collections.abc import Iterable, Iterator
from datetime import date

from reviewdue.checkers.checker import Looking
from reviewdue.references import Reference, Successor, supersession
from reviewdue.services import Answers, Ask
from reviewdue.verdicts import Axis, Currency, Integrity, Observation
from reviewdue.wording import day, listing

NAME = "register"
# So long the word of a person that nothing newer is out stands; then somebody looks again.
CONFIRMED_FOR = 365


def asks(reference: Reference, answers: Answers, looking: Looking) -> Iterable[Ask]:
    """Nothing: the register is on disk."""
    return ()


def judge(reference: Reference, answers: Answers, looking: Looking) -> Iterator[Observation]:
    """A successor that is out supersedes; without one it counts what a person made sure of, and how long ago."""
    found = supersession(reference, (), looking.today)
    if found is None:
        yield _judge_confirmation(reference, looking.today)
    else:
        value = Currency.SUPERSEDED if found.superseded else Currency.CURRENT
        said = found.explanation + _said_by(found.successor, looking.today)
        yield _observe(value, said, found.successor.evidence_url)
    if reference.intended:
        said = f"The register says that it is cited on purpose as {listing(reference.intended)}."
        yield Observation(axis=Axis.INTEGRITY, value=Integrity.UNKNOWN, checker=NAME, observed=said)


def _judge_confirmation(reference: Reference, today: date) -> Observation:
    on = reference.confirmed_on
    if on is None or on > today:
        return _observe(Currency.UNKNOWN, "The register names no newer edition.", None)
    by = f" by {reference.confirmed_by}" if reference.confirmed_by else ""
    said = f"Confirmed{by} on {day(on)}: nothing newer is out."
    if (today - on).days <= CONFIRMED_FOR:
        return _observe(Currency.CURRENT, said, None)
    return _observe(Currency.UNKNOWN, f"{said} That is more than a year ago; somebody looks again.", None)


def _said_by(successor: Successor, today: date) -> str:
    if successor.confirmed_on is None:
        return ""
    by = f" by {successor.confirmed_by}" if successor.confirmed_by else ""
    old = "" if (today - successor.confirmed_on).days <= CONFIRMED_FOR else ", more than a year ago"
    return f"; confirmed{by} on {day(successor.confirmed_on)}{old}"


def _observe(value: Currency, observed: str, url: str | None) -> Observation:
    return Observation(axis=Axis.CURRENCY, value=value, checker=NAME, observed=observed, url=url)
