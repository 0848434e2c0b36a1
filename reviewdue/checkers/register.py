"""The register checker: what people wrote into the register about newer editions."""

from collections.abc import Iterable, Iterator, Mapping

from reviewdue.availability import Answer
from reviewdue.checkers.checker import Ask, Looking
from reviewdue.references import Reference, supersession
from reviewdue.verdicts import Axis, Currency, Observation


def asks(reference: Reference, looking: Looking) -> Iterable[Ask]:
    """Nothing: the register is on disk."""
    return ()


def judge(reference: Reference, answers: Mapping[str, Answer], looking: Looking) -> Iterator[Observation]:
    """A successor that is out supersedes; without one the register does not know, and says so."""
    found = supersession(reference, (), looking.today)
    if found is None:
        yield _observe(Currency.UNKNOWN, "The register names no newer edition.", None)
    elif found.superseded:
        yield _observe(Currency.SUPERSEDED, found.explanation, found.successor.evidence_url)
    else:
        yield _observe(Currency.CURRENT, found.explanation, found.successor.evidence_url)


def _observe(value: Currency, observed: str, url: str | None) -> Observation:
    return Observation(axis=Axis.CURRENCY, value=value, checker="register", observed=observed, url=url)
