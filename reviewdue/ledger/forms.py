"""Forms that were sent, so that each does what it does once, however often a button was pressed."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reviewdue.ledger.dialects import insert
from reviewdue.ledger.schema import form_sent


def claim_form(connection: Connection, number: str, *, task_id: str, purpose: str, at: datetime) -> bool:
    """Take down that a form was sent; False where it was sent before."""
    statement = insert(connection, form_sent).on_conflict_do_nothing().returning(form_sent.c.number)
    row = {"number": number, "task_id": task_id, "purpose": purpose, "sent_at": at}
    return connection.execute(statement, row).first() is not None


def form_was_sent(connection: Connection, number: str) -> bool:
    """Whether a form did what it does."""
    query = sa.select(form_sent.c.number).where(form_sent.c.number == number)
    return connection.execute(query).first() is not None


def give_back_form(connection: Connection, number: str) -> None:
    """Let a form be sent again: what it asked for was refused, and nothing was done."""
    connection.execute(sa.delete(form_sent).where(form_sent.c.number == number))


def count_forms(connection: Connection, purpose: str, *, since: datetime, task_id: str | None = None) -> int:
    """How many forms of a kind were sent from an instant on, all of them or those about one thing."""
    query = sa.select(sa.func.count()).where(form_sent.c.purpose == purpose, form_sent.c.sent_at >= since)
    if task_id is not None:
        query = query.where(form_sent.c.task_id == task_id)
    return int(connection.execute(query).scalar_one())
