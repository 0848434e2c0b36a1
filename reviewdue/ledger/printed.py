"""Citations as they were printed, kept beside the reference so that each is printed once."""

import json
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reviewdue.ledger.schema import reference
from reviewdue.references import Reference, to_csl


def write_printed(connection: Connection, style: str, printed: Iterable[tuple[Reference, str]]) -> None:
    """Keep the text of each reference, unless its words have changed since they were read."""
    rows = [
        {"one": one.id, "csl_before": json.dumps(to_csl(one), ensure_ascii=False), "text": text, "style": style}
        for one, text in printed
    ]
    statement = (
        sa.update(reference)
        .where(reference.c.id == sa.bindparam("one"), reference.c.csl == sa.bindparam("csl_before"))
        .values(cited_as=sa.bindparam("text"), cited_style=sa.bindparam("style"))
    )
    if rows:
        connection.execute(statement, rows)
