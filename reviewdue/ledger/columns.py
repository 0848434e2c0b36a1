"""What the tables of the ledger are made of: their common metadata, and kinds of columns."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, Integer, MetaData, String

metadata = MetaData()
# Paths are compared by code point in both engines, as the walk through the files sorts them.
PathText = String().with_variant(String(collation="C"), "postgresql")


class Instant(sa.types.TypeDecorator[datetime]):
    """An aware UTC instant; SQLite would drop the zone, so it goes in and comes out as UTC here."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("an instant in the ledger is aware")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


# Marks a column that may name a person: it is hashed under a pseudonym, and may be erased later.
PERSONAL = {"personal": True}
# Marks a table whose rows never move on.
APPENDED = {"appended": True}


def sealing() -> tuple[Column[Any], Column[Any]]:
    """The columns that bind a row of the record to the trail: the entry that covers it, and its digest.

    A row that moves on is not covered any more until the next entry; SQLAlchemy sees to that in every UPDATE.
    """
    return Column("sealed", Integer, index=True, onupdate=sa.null()), Column("seal", String, onupdate=sa.null())
