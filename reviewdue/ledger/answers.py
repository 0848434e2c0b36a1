"""The answers about sources as figures and as lists: counted, filtered and read in parts by SQL."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reviewdue.availability import Availability
from reviewdue.ledger.checks import CHUNK, IN_USE, Held, held_in
from reviewdue.ledger.dialects import holds
from reviewdue.ledger.schema import reference
from reviewdue.verdicts import Currency, Integrity, Verdict, needs_look

Condition = sa.ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Answers:
    """The three answers about a source; `confirmed` qualifies one that was not found."""

    availability: str
    confirmed: bool
    currency: str
    integrity: str
    intended: str = ""

    @property
    def needs_look(self) -> bool:
        """Whether a person should look."""
        return needs_look(
            Verdict(
                availability=Availability(self.availability),
                confirmed=self.confirmed,
                currency=Currency(self.currency),
                integrity=Integrity(self.integrity),
                intended=tuple(self.intended.split()),
            )
        )

    def shown(self, axis: str) -> str:
        """The answer as people see it: missing but not yet confirmed is a word of its own, so that nobody is told
        too soon that a source is gone."""
        suspected = axis == "availability" and self.availability == "not_found" and not self.confirmed
        return "suspected" if suspected else str(getattr(self, axis))


def count_answers(connection: Connection) -> dict[Answers, int]:
    """How many references in use have each combination of answers."""
    rows = connection.execute(sa.select(*_ANSWERS, sa.func.count()).where(IN_USE).group_by(*_ANSWERS))
    return {Answers(*row[:-1]): row[-1] for row in rows}


_ANSWERS = tuple(reference.c[name] for name in Answers.__dataclass_fields__)


def found_sources(
    connection: Connection, wanted: Sequence[Condition], *, skip: int = 0, most: int | None = None
) -> Iterator[Held]:
    """The references in use that fulfil conditions, by title, from one place of the list on."""
    query = sa.select(reference).where(IN_USE, *wanted).order_by(reference.c.sort_title, reference.c.id)
    for row in connection.execute(query.offset(skip).limit(most)).mappings():
        yield held_in(row)


def sources_by_title(connection: Connection, wanted: Sequence[Condition]) -> Iterator[tuple[str, Answers]]:
    """The ids of all references in use that fulfil conditions with their answers, by title; read as they are needed."""
    query = sa.select(reference.c.id, *_ANSWERS).where(IN_USE, *wanted).order_by(reference.c.sort_title, reference.c.id)
    # Closed with the generator: whoever has enough of them leaves it early.
    with connection.execute(query.execution_options(yield_per=CHUNK)) as rows:
        for row in rows:
            yield row[0], Answers(*row[1:])


def may_be_watched() -> Condition:
    """Whether the entry of a source has a word to the reviewer, or looks like it, as a condition."""
    return holds(reference.c.csl, '"watch"')


def count_sources(connection: Connection, wanted: Sequence[Condition]) -> int:
    """How many references in use fulfil conditions."""
    query = sa.select(sa.func.count()).select_from(reference).where(IN_USE, *wanted)
    return int(connection.execute(query).scalar_one())


def needing_look(connection: Connection) -> Condition:
    """Whether a person should look at a source, as a condition: one of the combinations that `verdicts` says so of."""
    found = [answers for answers in count_answers(connection) if answers.needs_look]
    every = [sa.and_(*(reference.c[name] == getattr(one, name) for name in _NAMES)) for one in found]
    return sa.or_(sa.false(), *every)


_NAMES = tuple(Answers.__dataclass_fields__)


def speaking_gravely() -> Condition:
    """Whether a source was retracted or withdrawn, as a condition: what rests on it goes before everything else."""
    return sa.or_(reference.c.integrity == Integrity.RETRACTED, reference.c.currency == Currency.WITHDRAWN)


def has_answer(axis: str, value: str) -> Condition:
    """Whether a source is shown with this answer, as a condition; see `Answers.shown`."""
    if axis == "availability" and value in ("not_found", "suspected"):
        return sa.and_(reference.c.availability == "not_found", reference.c.confirmed.is_(value == "not_found"))
    found: Condition = reference.c[axis] == value
    return found


def is_named(word: str) -> Condition:
    """Whether what is known of a source, its title and id among it, holds a word, in capitals or not."""
    return holds(reference.c.words, word.casefold())
