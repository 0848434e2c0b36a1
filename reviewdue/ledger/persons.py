"""What the ledger holds about a person, and who is in it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reviewdue.ledger.dialects import in_parts
from reviewdue.ledger.reviewschema import review, review_person
from reviewdue.ledger.schema import metadata
from reviewdue.people import ERASED

# These bind a row to the trail and say nothing of anybody.
WITHOUT_MEANING = ("sealed", "seal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A text that stands where persons are named, and how many rows have it."""

    text: str
    rows: int


def tables_with_people() -> list[sa.Table]:
    """Every table that may name a person."""
    return [table for table in metadata.sorted_tables if personal_columns(table)]


def personal_columns(table: sa.Table) -> list[sa.Column[Any]]:
    """Those of its columns that may name a person."""
    return [column for column in table.c if column.info.get("personal")]


def rows_naming(connection: Connection, texts: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """The rows that name one of these texts, by table, and the reviews that they took part in."""
    found = {}
    for table in tables_with_people():
        named = sa.or_(*(column.in_(texts) for column in personal_columns(table)))
        rows = [_plain(row) for row in connection.execute(sa.select(table).where(named)).mappings()]
        if rows:
            found[table.name] = rows
    numbers = [row["review_number"] for row in found.get(review_person.name, [])]
    known = {row["number"] for row in found.get(review.name, [])}
    for part in in_parts(number for number in numbers if number not in known):
        taken_part = connection.execute(sa.select(review).where(review.c.number.in_(part))).mappings()
        found.setdefault(review.name, []).extend(_plain(row) for row in taken_part)
    return found


def _plain(row: Any) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in WITHOUT_MEANING}


def notes_of(connection: Connection, texts: Collection[str]) -> frozenset[str]:
    """What these people said of their interests: words about a person, too."""
    who = sa.or_(review_person.c.person_id.in_(texts), review_person.c.name.in_(texts))
    notes = connection.scalars(sa.select(review_person.c.interests_note).where(who).distinct())
    return frozenset(note for note in notes if note and not note.startswith(ERASED))


def mentions(connection: Connection) -> Iterator[Mention]:
    """Every text that stands where persons are named, the most frequent first; not those that were erased."""
    counts: dict[str, int] = {}
    for table in tables_with_people():
        for column in personal_columns(table):
            if column.name == review_person.c.interests_note.name:
                continue
            named = sa.and_(column.is_not(None), column != "", ~column.startswith(ERASED))
            for text, rows in connection.execute(sa.select(column, sa.func.count()).where(named).group_by(column)):
                counts[text] = counts.get(text, 0) + rows
    for text in sorted(counts, key=lambda text: (-counts[text], text)):
        yield Mention(text=text, rows=counts[text])
