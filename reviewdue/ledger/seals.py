"""Digests of the record's rows, and the pseudonyms under which people stand in them.

A digest covers every column that has a value, in one form for both engines: so a later column, which must be nullable,
leaves the digests of older rows as they are. A text about a person goes in as a pseudonym, whose salt can be erased.
"""

import json
import secrets
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reviewdue.ledger.bulk import write_rows
from reviewdue.ledger.dialects import in_parts, insert
from reviewdue.ledger.digests import digest
from reviewdue.ledger.schema import metadata, pseudonym
from reviewdue.people import ERASED

# The tables of the record: those whose rows are sealed.
RECORD = tuple(table for table in metadata.sorted_tables if "sealed" in table.c)
OWN = ("sealed", "seal")
INSTANT = "%Y-%m-%d %H:%M:%S.%f"
READ_AT_ONCE = 1_000
# What json.dumps calls for each text.
quote = json.encoder.encode_basestring


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime(INSTANT)
    return str(value.isoformat()) if isinstance(value, date) else str(value)


# Made once: json.dumps would make it anew for every row.
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=_plain)


def canonical(value: Any) -> str:
    """The one way to write a value as JSON; instants in UTC, to the microsecond."""
    return _ENCODER.encode(value)


def pseudonyms_of(connection: Connection, texts: Iterable[str]) -> dict[str, str]:
    """The pseudonym of each of these texts that has one."""
    found = {text: text.removeprefix(ERASED) for text in texts if text.startswith(ERASED)}
    for part in in_parts(text for text in texts if text not in found):
        rows = connection.execute(sa.select(pseudonym.c.text, pseudonym.c.token).where(pseudonym.c.text.in_(part)))
        found.update({text: token for text, token in rows})  # noqa: C416 - rows are no pairs to the type checker
    return found


def give_pseudonyms(connection: Connection, texts: Iterable[str]) -> dict[str, str]:
    """The pseudonym of each of these texts, a new one where it has none."""
    wanted = set(texts)
    found = pseudonyms_of(connection, wanted)
    rows = []
    for text in sorted(wanted - found.keys()):
        salt = secrets.token_hex(16)
        found[text] = digest(salt + text)
        rows.append({"token": found[text], "text": text, "salt": salt})
    write_rows(connection, insert(connection.dialect.name, pseudonym), rows)
    return found


class RowDigests:
    """Works out the digests of one table's rows."""

    def __init__(self, table: sa.Table) -> None:
        self.table = table
        self.names = [column.name for column in table.c if column.name not in OWN]
        self.personal = [at for at, name in enumerate(self.names) if table.c[name].info.get("personal")]
        self.keys = [self.names.index(column.name) for column in table.primary_key]
        self.sorted = [(f'"{name}":', self.names.index(name)) for name in sorted(self.names)]

    def columns(self) -> list[sa.ColumnElement[Any]]:
        """What to select, in order: plain values as the driver gives them, the same from both engines."""
        return [self._column(self.table.c[name]) for name in self.names]

    def _column(self, column: sa.Column[Any]) -> sa.ColumnElement[Any]:
        plain = sa.cast(column, sa.Integer) if isinstance(column.type, sa.Boolean) else column
        return sa.type_coerce(plain, sa.types.NullType()).label(column.name)

    def digests(self, connection: Connection, rows: Sequence[Sequence[Any]]) -> Iterator[str]:
        """The digest of each row; a row may have more values than the selected columns."""
        texts = {row[at] for row in rows for at in self.personal if row[at] is not None}
        tokens = pseudonyms_of(connection, texts) if texts else {}
        for row in rows:
            values = list(row)
            for at in self.personal:
                values[at] = tokens.get(row[at], row[at])
            yield digest(self.table.name + self.canonical(values))

    def canonical(self, values: Sequence[Any]) -> str:
        """What `canonical` makes of a row's values by name, put together here: an encoder takes twice as long."""
        parts = []
        for name, at in self.sorted:
            value = values[at]
            if type(value) is str:
                parts.append(name + quote(value))
            elif value is not None:
                parts.append(name + (str(value) if type(value) is int else _ENCODER.encode(value)))
        return "{" + ",".join(parts) + "}"

    def label(self, row: Sequence[Any]) -> str:
        """What a row is found by, without naming a person."""
        parts = (f"{self.names[at]} {_plain(row[at])}" for at in self.keys if at not in self.personal)
        return ", ".join(parts)
