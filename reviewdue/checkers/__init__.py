"""The checkers, one file each: what each asks about a reference, and what it makes of the answers.

A checker is pure. Asking is done once for all of them, so however many ask the same it is asked once; a new
checker is one file here and one line in CHECKERS.
"""

from collections.abc import Iterator

from reviewdue.checkers import (
    address,
    cochrane,
    crossref,
    datacite,
    nice,
    openlibrary,
    pubmed,
    register,
    retraction_watch,
    wording,
)
from reviewdue.checkers.checker import Checker, Looking
from reviewdue.references import Reference
from reviewdue.services import Answers, Ask
from reviewdue.verdicts import Observation

CHECKERS: tuple[Checker, ...] = (
    Checker(name="address", asks=address.asks, judge=address.judge),
    Checker(name="crossref", asks=crossref.asks, judge=crossref.judge),
    Checker(name="datacite", asks=datacite.asks, judge=datacite.judge),
    Checker(name="pubmed", asks=pubmed.asks, judge=pubmed.judge),
    Checker(name="retraction_watch", asks=retraction_watch.asks, judge=retraction_watch.judge),
    Checker(name="cochrane", asks=cochrane.asks, judge=cochrane.judge),
    Checker(name="openlibrary", asks=openlibrary.asks, judge=openlibrary.judge),
    Checker(name="nice", asks=nice.asks, judge=nice.judge),
    Checker(name="wording", asks=wording.asks, judge=wording.judge),
    Checker(name="register", asks=register.asks, judge=register.judge),
)


def asks_of(reference: Reference, answers: Answers, looking: Looking) -> Iterator[Ask]:
    """Everything that any checker still asks about a reference."""
    for checker in CHECKERS:
        yield from (
            ask for ask in checker.asks(reference, answers, looking) if ask.key not in answers and looking.may_ask(ask)
        )


def waits_for_network(reference: Reference, looking: Looking) -> bool:
    """Whether nothing can be said of a reference before something is asked, as the register says nothing of it."""
    said = reference.superseded_by or reference.confirmed_on or reference.intended
    return not said and any(map(looking.may_ask, address.asks(reference, {}, looking)))


def judge_all(reference: Reference, answers: Answers, looking: Looking) -> list[Observation]:
    """What all checkers make of the answers."""
    return [seen for checker in CHECKERS for seen in checker.judge(reference, answers, looking)]


__all__ = ["CHECKERS", "Ask", "Checker", "Looking", "asks_of", "judge_all", "waits_for_network"]
