"""What a checker is, and what it is given."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from reviewdue.references import Reference
from reviewdue.services import PAGE, Answers, Ask
from reviewdue.verdicts import Observation


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """The circumstances of a check: its day, and the services that may be asked."""

    today: date
    services: frozenset[str] = frozenset()

    def may_ask(self, ask: Ask) -> bool:
        """Whether it is a page, or a service that is not switched off."""
        return ask.service == PAGE or ask.service in self.services


@dataclass(frozen=True, slots=True, kw_only=True)
class Checker:
    """A checker's two functions.

    `asks` is called again with what was answered so far, until nobody asks for more: a question may depend on the
    answer to another. `judge` gets every answer about the reference, those to other checkers' questions too.
    """

    name: str
    asks: Callable[[Reference, Answers, Looking], Iterable[Ask]]
    judge: Callable[[Reference, Answers, Looking], Iterable[Observation]]
