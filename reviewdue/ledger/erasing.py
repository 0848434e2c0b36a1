"""Erasing a person from the record: a pseudonym stays in their place, and the trail verifies as before."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reviewdue.ledger import trail
from reviewdue.ledger.passes import forget_issuer
from reviewdue.ledger.persons import personal_columns
from reviewdue.ledger.plans import forget_planner
from reviewdue.ledger.schema import metadata, pseudonym
from reviewdue.ledger.seals import RECORD, pseudonyms_of
from reviewdue.people import ERASED


def erase(connection: Connection, text: str, *, actor: str, at: datetime) -> int:
    """Take a text about a person - an id, an address, a name - out of the columns made for it; how many rows had it.

    Rows outside the record that name them go altogether. What was written in free words, such as a reason, is not
    searched.
    """
    token = pseudonyms_of(connection, [text]).get(text)
    # What they let in for others stays.
    rows = forget_issuer(connection, text, ERASED + token) if token else 0
    # A review that they planned is planned all the same.
    rows += forget_planner(connection, text, ERASED + (token or ""))
    rows += _forget(connection, text)
    if token is None:
        return rows
    for table in RECORD:
        for column in personal_columns(table):
            # The seals stay: a digest holds the pseudonym and not the text.
            values = {column.name: ERASED + token, "sealed": table.c.sealed, "seal": table.c.seal}
            rows += connection.execute(sa.update(table).where(column == text).values(values)).rowcount
    gone = {"text": None, "salt": None, "erased_at": at}
    connection.execute(sa.update(pseudonym).where(pseudonym.c.token == token).values(gone))
    trail.append(connection, "erased", token, {"rows_changed": rows}, actor=actor, at=at)
    return rows


def _forget(connection: Connection, text: str) -> int:
    rows = 0
    for table in metadata.sorted_tables:
        named = [column == text for column in personal_columns(table)]
        if named and table not in RECORD:
            rows += connection.execute(sa.delete(table).where(sa.or_(*named))).rowcount
    return rows
