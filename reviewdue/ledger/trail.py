"""The audit trail: a chain of entries, each with the hash of the one before, that seals the rows of the record.

What an entry says of a person it says under a pseudonym (`seals`), so that people can be erased and the chain still
verifies. Entries are made one at a time: whoever appends holds the trail until the end of the transaction, so do it
last in it.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reviewdue.ledger.digests import combined, digest
from reviewdue.ledger.schema import trail
from reviewdue.ledger.sealing import name_people, seal_some
from reviewdue.ledger.seals import READ_AT_ONCE, RECORD, canonical, give_pseudonyms

# The hash before the first one.
BEGINNING = "0" * 64
# The program itself: no person, and so without a pseudonym.
ITSELF = "reviewdue"
# Rows that one entry seals at most, so that they can be checked in a memory that does not grow.
MOST_ROWS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the trail; `actor` is a pseudonym, or the program itself."""

    number: int
    at: datetime
    kind: str
    subject: str
    actor: str
    facts: Mapping[str, Any]
    previous: str
    hash: str

    def worked_out(self) -> str:
        """The hash that follows from what the entry says."""
        facts = canonical(self.facts)
        return digest(canonical([self.number, self.at, self.kind, self.subject, self.actor, facts, self.previous]))


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry, to be noted elsewhere: with it a trail that was cut short can be told."""

    number: int
    hash: str


def head_of(connection: Connection) -> Head:
    """The newest entry; number 0 before there is one."""
    query = sa.select(trail.c.number, trail.c.hash).order_by(trail.c.number.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return Head(*row) if row else Head(0, BEGINNING)


def append(
    connection: Connection, kind: str, subject: str, facts: Mapping[str, Any], *, actor: str, at: datetime
) -> Entry:
    """Add an entry. `actor` is an id or address of a person; `facts` is plain data that names nobody."""
    before = _take_turn(connection)
    entry = Entry(
        number=before.number + 1,
        at=at,
        kind=kind,
        subject=subject,
        actor=actor if actor == ITSELF else give_pseudonyms(connection, [actor])[actor],
        facts=facts,
        previous=before.hash,
        hash="",
    )
    values = {name: getattr(entry, name) for name in Entry.__dataclass_fields__}
    hash = entry.worked_out()
    connection.execute(sa.insert(trail).values(values | {"facts": canonical(facts), "hash": hash}))
    return Entry(**values | {"hash": hash})


def _take_turn(connection: Connection) -> Head:
    # In SQLite whoever writes is alone already.
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(hashtext('reviewdue trail'))"))
    return head_of(connection)


def seal(
    connection: Connection, kind: str, subject: str, facts: Mapping[str, Any], *, actor: str = ITSELF, at: datetime
) -> Entry:
    """Add an entry that covers every row of the record which no entry covers yet; as many entries as that takes."""
    _take_turn(connection)
    for table in RECORD:
        name_people(connection, table)
    while True:
        number = head_of(connection).number + 1
        counts, digests = _seal_rows(connection, number)
        rows = {"rows": dict(counts), "digest": combined(digests)} if digests else {}
        entry = append(connection, kind, subject, {**facts, **rows}, actor=actor, at=at)
        if len(digests) < MOST_ROWS:
            return entry


def _seal_rows(connection: Connection, number: int) -> tuple[Counter[str], list[str]]:
    counts: Counter[str] = Counter()
    digests: list[str] = []
    for table in RECORD:
        while room := MOST_ROWS - len(digests):
            sealed = seal_some(connection, table, number, room)
            counts.update([table.name] * len(sealed))
            digests += sealed
            if len(sealed) < room:
                break
    return counts, digests


def entries(connection: Connection, after: int = 0) -> Iterator[Entry]:
    """The entries after a number, in order; read in chunks."""
    query = sa.select(trail).where(trail.c.number > after).order_by(trail.c.number)
    for row in connection.execute(query.execution_options(yield_per=READ_AT_ONCE)).mappings():
        yield _entry(row)


def entries_of(connection: Connection, subject: str) -> list[Entry]:
    """The entries about one subject."""
    query = sa.select(trail).where(trail.c.subject == subject).order_by(trail.c.number)
    return [_entry(row) for row in connection.execute(query).mappings()]


def entry_at(connection: Connection, number: int) -> Entry | None:
    """One entry."""
    row = connection.execute(sa.select(trail).where(trail.c.number == number)).mappings().one_or_none()
    return _entry(row) if row else None


def _entry(row: sa.RowMapping) -> Entry:
    return Entry(**{name: row[name] for name in Entry.__dataclass_fields__} | {"facts": json.loads(row["facts"])})
