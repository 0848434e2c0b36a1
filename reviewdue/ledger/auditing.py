"""The audit: works the whole trail out again, and every row that it covers, in a memory that does not grow.

It reads the trail and the tables side by side, both in the order of the entries.
"""

import heapq
import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import attrgetter

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reviewdue.ledger import trail
from reviewdue.ledger.digests import combined, digest
from reviewdue.ledger.schema import pseudonym, trail_moved
from reviewdue.ledger.seals import READ_AT_ONCE, RECORD, RowDigests
from reviewdue.ledger.trail import BEGINNING, Entry, Head

# More would tell a reader nothing, and would not fit into a memory.
MOST_FAULTS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something in the record that is not as it was written: the entry and the row, and what is wrong."""

    code: str
    entry: int | None
    table: str | None
    row: str | None
    message: str


@dataclass(slots=True, kw_only=True)
class Audit:
    """What an audit found. `pending` counts, by table, rows that no entry covers yet: of a run under way, or one that
    died."""

    head: Head
    entries: int = 0
    rows: int = 0
    pending: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    more_faults: int = 0

    def blame(self, code: str, message: str, entry: int | None = None, row: "Covered | None" = None) -> None:
        """Note a fault."""
        if len(self.faults) >= MOST_FAULTS:
            self.more_faults += 1
            return
        table, label = (row.table, row.label) if row else (None, None)
        self.faults.append(Fault(code=code, entry=entry, table=table, row=label, message=message))


@dataclass(frozen=True, slots=True)
class Covered:
    """A row that an entry covers; `seal` as it stands there, `worked_out` from what it says now."""

    sealed: int
    table: str
    label: str
    seal: str
    worked_out: str


def audit(connection: Connection, *, since: int = 0, noted: str | None = None) -> Audit:
    """Verify the trail after the entry `since`, which is taken for granted, and all rows that it covers.

    `noted` is a head hash that was noted elsewhere: it must be among the entries.
    """
    found = Audit(head=trail.head_of(connection), pending=pending_rows(connection))
    _verify_pseudonyms(connection, found)
    covered = _Groups(_covered(connection, since))
    before = trail.entry_at(connection, since)
    expected, previous = since + 1, before.hash if before else BEGINNING
    held = noted in (None, previous)
    if since and before is None:
        found.blame("entry_missing", "it is not there, and the audit was to begin after it", since)
    for entry in trail.entries(connection, since):
        _verify_link(found, entry, expected, previous)
        _verify_rows(found, entry, covered.upto(entry.number, found))
        expected, previous = entry.number + 1, entry.hash
        held = held or entry.hash == noted
        found.entries += 1
    covered.rest(found)
    if not held:
        message = f"the hash {noted}, noted earlier, is not in the trail: it was cut short or written anew"
        found.blame("head_missing", message)
    return found


def _verify_link(found: Audit, entry: Entry, expected: int, previous: str) -> None:
    if entry.number != expected:
        found.blame("entry_missing", "it is not there", expected)
    if entry.previous != previous:
        found.blame("chain_broken", "it does not follow from the entry before it", entry.number)
    if entry.hash != entry.worked_out():
        found.blame(
            "entry_edited", f"what it says ({entry.kind}, {entry.subject}) is not what was hashed", entry.number
        )


def _verify_rows(found: Audit, entry: Entry, rows: list[Covered]) -> None:
    edited = [row for row in rows if row.seal != row.worked_out]
    for row in edited:
        found.blame("row_edited", "it is not as it was written", entry.number, row)
    found.rows += len(rows)
    if edited or not (rows or "digest" in entry.facts):
        return
    if combined(row.seal for row in rows) != entry.facts.get("digest"):
        counts = Counter(row.table for row in rows)
        expected = Counter(entry.facts.get("rows", {}))
        found.blame("rows_differ", _say_difference(expected, counts), entry.number)


def _say_difference(expected: Counter[str], counts: Counter[str]) -> str:
    parts = [
        f"{counts[name]} rows of {name} instead of {expected[name]}"
        for name in sorted(expected.keys() | counts.keys())
        if counts[name] != expected[name]
    ]
    return f"it covers {', '.join(parts)}" if parts else "a row that it covers was put in place of another"


class _Groups:
    """The covered rows, entry by entry."""

    def __init__(self, rows: Iterator[Covered]) -> None:
        self._groups = itertools.groupby(rows, key=attrgetter("sealed"))
        self._next: tuple[int, list[Covered]] | None = None
        self._step()

    def _step(self) -> None:
        group = next(self._groups, None)
        self._next = (group[0], list(group[1])) if group else None

    def upto(self, number: int, found: Audit) -> list[Covered]:
        """The rows of an entry; those of entries that should have come before it are left over."""
        while self._next and self._next[0] < number:
            self._blame_left_over(found)
        if self._next is None or self._next[0] != number:
            return []
        rows = self._next[1]
        self._step()
        return rows

    def rest(self, found: Audit) -> None:
        """What no entry covers that is there."""
        while self._next:
            self._blame_left_over(found)

    def _blame_left_over(self, found: Audit) -> None:
        number, rows = self._next or (0, [])
        found.blame("entry_missing", f"{len(rows)} rows are of this entry, which is not there", number, rows[0])
        self._step()


def _covered(connection: Connection, since: int) -> Iterator[Covered]:
    streams = [_covered_in(connection, RowDigests(table), since) for table in RECORD]
    return heapq.merge(*streams, _moved(connection, since), key=attrgetter("sealed"))


def _covered_in(connection: Connection, reader: RowDigests, since: int) -> Iterator[Covered]:
    table, columns = reader.table, reader.columns()
    query = sa.select(*columns, table.c.sealed, sa.func.coalesce(table.c.seal, ""))
    query = query.where(table.c.sealed > since).order_by(table.c.sealed)
    for rows in connection.execute(query.execution_options(yield_per=READ_AT_ONCE)).partitions():
        for row, worked_out in zip(rows, reader.digests(connection, rows), strict=True):
            yield Covered(row[-2], table.name, reader.label(row), row[-1], worked_out)


def _moved(connection: Connection, since: int) -> Iterator[Covered]:
    """What rows were that moved on since: only their digests are left."""
    columns = (trail_moved.c.entry, trail_moved.c.source, trail_moved.c.digest)
    query = sa.select(*columns).where(trail_moved.c.entry > since).order_by(trail_moved.c.entry)
    for entry, source, seal in connection.execute(query.execution_options(yield_per=READ_AT_ONCE)):
        yield Covered(entry, source, "an earlier state", seal, seal)


def pending_rows(connection: Connection) -> Counter[str]:
    """Rows that no entry covers yet, by table."""
    counts = {
        table.name: connection.execute(
            sa.select(sa.func.count()).select_from(table).where(table.c.sealed.is_(None))
        ).scalar_one()
        for table in RECORD
    }
    return Counter({name: count for name, count in counts.items() if count})


def _verify_pseudonyms(connection: Connection, found: Audit) -> None:
    columns = (pseudonym.c.token, pseudonym.c.text, pseudonym.c.salt)
    for token, text, salt in connection.execute(sa.select(*columns).execution_options(yield_per=READ_AT_ONCE)):
        if text is not None and digest((salt or "") + text) != token:
            found.blame("pseudonym_edited", f"the text behind the pseudonym {token[:12]}… is another one by now")
