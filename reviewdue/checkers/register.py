"""The register checker: what people wrote into the register about newer editions."""

from collections.abc import Iterable, Iterator

from reviewdue.checkers.checker import Looking
from reviewdue.references import Reference, Successor, supersession
from reviewdue.services import Answers, Ask
from reviewdue.verdicts import Axis, Currency, Observation


def asks(reference: Reference, answers: Answers, looking: Looking) -> Iterable[Ask]:
    """Nothing: the register is on disk."""
    return ()


def judge(reference: Reference, answers: Answers, looking: Looking) -> Iterator[Observation]:
    """A successor that is out supersedes; without one the register does not know, and says so."""
    found = supersession(reference, (), looking.today)
    if found is None:
        yield _observe(Currency.UNKNOWN, "The register names no newer edition.", None)
    elif found.superseded:
        yield _observe(Currency.SUPERSEDED, found.explanation, found.successor)
    else:
        yield _observe(Currency.CURRENT, found.explanation, found.successor)


def _observe(value: Currency, observed: str, successor: Successor | None) -> Observation:
    url = successor.evidence_url if successor else None
    return Observation(axis=Axis.CURRENCY, value=value, checker="register", observed=observed, url=url)
