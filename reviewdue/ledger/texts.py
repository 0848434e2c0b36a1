"""What watched sources said, in the ledger: each text with the time in which it was seen."""

import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reviewdue.ledger.dialects import in_parts
from reviewdue.ledger.schema import source_text

# Older ones than so many of a source go: the first stays, because a review may rest on it.
KEPT = 30
# No text is kept that is longer; whoever wrote one into the ledger by hand does not fill the memory.
MOST_BYTES = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One text of a source, without the text."""

    number: int
    fingerprint: str
    doubtful: bool
    first_seen: datetime
    last_seen: datetime


def versions_of(connection: Connection, reference_ids: Iterable[str]) -> dict[str, list[Version]]:
    """The texts of each of these references, the oldest first."""
    found: dict[str, list[Version]] = defaultdict(list)
    columns = [source_text.c[name] for name in Version.__dataclass_fields__]
    for part in in_parts(reference_ids):
        query = sa.select(source_text.c.reference_id, *columns).where(source_text.c.reference_id.in_(part))
        for row in connection.execute(query.order_by(source_text.c.first_seen, source_text.c.number)).mappings():
            found[row["reference_id"]].append(Version(**{name: row[name] for name in Version.__dataclass_fields__}))
    return dict(found)


def texts_of(connection: Connection, numbers: Sequence[int]) -> dict[int, str]:
    """The texts with these numbers."""
    return {
        number: zlib.decompressobj().decompress(packed, MOST_BYTES).decode("utf-8", "replace")
        for part in in_parts(numbers)
        for number, packed in connection.execute(
            sa.select(source_text.c.number, source_text.c.text).where(source_text.c.number.in_(part))
        )
    }


def add_text(
    connection: Connection, reference_id: str, fingerprint: str, text: str, *, doubtful: bool, at: datetime
) -> None:
    """Keep a text that was not there before, and let the oldest but the first go where there are many."""
    packed = zlib.compress(text.encode("utf-8", "replace"), 6)
    row = {"reference_id": reference_id, "fingerprint": fingerprint, "text": packed, "doubtful": doubtful}
    connection.execute(sa.insert(source_text), [{**row, "first_seen": at, "last_seen": at}])
    known = versions_of(connection, [reference_id])[reference_id]
    if excess := [one.number for one in known[1 : max(len(known) - KEPT + 1, 1)]]:
        connection.execute(sa.delete(source_text).where(source_text.c.number.in_(excess)))


def see_again(connection: Connection, number: int, at: datetime) -> None:
    """Note that a text still stands; seen twice it is not doubtful."""
    statement = sa.update(source_text).where(source_text.c.number == number)
    connection.execute(statement.values(last_seen=at, doubtful=sa.false()))
