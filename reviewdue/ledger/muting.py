"""Who does not want the weekly summary."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reviewdue.ledger.dialects import insert
from reviewdue.ledger.schema import muted


def muted_mailboxes(connection: Connection) -> frozenset[str]:
    """The mailboxes that the summary does not go to."""
    return frozenset(connection.execute(sa.select(muted.c.mailbox)).scalars())


def mute(connection: Connection, mailbox: str, at: datetime) -> None:
    """Send it there no more. Saying it twice changes nothing."""
    connection.execute(insert(connection, muted).values(mailbox=mailbox, at=at).on_conflict_do_nothing())


def unmute(connection: Connection, mailbox: str) -> None:
    """Send it there again."""
    connection.execute(sa.delete(muted).where(muted.c.mailbox == mailbox))
