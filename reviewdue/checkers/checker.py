"""What a checker is, and what it is given."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from reviewdue.availability import Answer
from reviewdue.references import Reference
from reviewdue.verdicts import Observation


@dataclass(frozen=True, slots=True)
class Ask:
    """An address to be fetched; `conditional` where an unchanged page may be answered with a bare 304."""

    url: str
    conditional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """The circumstances of a check: its day, and where the services are."""

    today: date
    doi_resolver: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checker:
    """A checker's two functions. `judge` gets the answers to its own asks, by address."""

    name: str
    asks: Callable[[Reference, Looking], Iterable[Ask]]
    judge: Callable[[Reference, Mapping[str, Answer], Looking], Iterable[Observation]]
