"""Mail that came back, in the ledger: which mailboxes take none, and what their servers said."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reviewdue.ledger.dialects import in_parts
from reviewdue.ledger.reminders import BOUNCED, CLAIMED, SENT
from reviewdue.ledger.schema import bounce, reminder

# A server that refuses a mailbox without saying that it does not exist is asked again on another day.
DAYS_OF_REFUSAL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """A mailbox that took no mail. `final` says that it does not exist, or not any more; `why` names no address."""

    mailbox: str
    at: datetime
    final: bool
    message_id: str
    why: str


def record_bounces(connection: Connection, bounces: Iterable[Bounce]) -> None:
    """Add bounces to the record."""
    rows = [{name: getattr(one, name) for name in Bounce.__dataclass_fields__} for one in bounces]
    if rows:
        connection.execute(sa.insert(bounce), rows)


def bouncing(connection: Connection) -> dict[str, Bounce]:
    """The mailboxes that take no mail, with the newest bounce of each.

    One bounce is enough that says the mailbox does not exist; of other refusals it takes some on different days,
    with no mail taken since.
    """
    query = sa.select(bounce).where(bounce.c.cleared_at.is_(None)).order_by(bounce.c.number)
    found: dict[str, list[Bounce]] = {}
    for row in connection.execute(query).mappings():
        one = Bounce(**{name: row[name] for name in Bounce.__dataclass_fields__})
        found.setdefault(one.mailbox, []).append(one)
    last = _last_taken(connection, found)
    return {mailbox: each[-1] for mailbox, each in found.items() if _takes_none(each, last.get(mailbox))}


def _takes_none(bounces: Collection[Bounce], last_taken: datetime | None) -> bool:
    since = [one for one in bounces if last_taken is None or one.at > last_taken]
    days = {one.at.date() for one in since if not one.final}
    return any(one.final for one in bounces) or len(days) >= DAYS_OF_REFUSAL


def _last_taken(connection: Connection, mailboxes: Iterable[str]) -> dict[str, datetime]:
    found: dict[str, datetime] = {}
    for part in in_parts(mailboxes):
        query = sa.select(reminder.c.recipient, sa.func.max(reminder.c.settled_at))
        query = query.where(reminder.c.recipient.in_(part), reminder.c.state == SENT).group_by(reminder.c.recipient)
        found.update({mailbox: at for mailbox, at in connection.execute(query) if at is not None})
    return found


def take_back(connection: Connection, message_id: str, why: str, at: datetime) -> list[str]:
    """A message that was sent came back: note that on its reminders; the mailboxes it went to, if that is new."""
    where = (reminder.c.message_id == message_id, reminder.c.state.in_([SENT, CLAIMED]))
    mailboxes = list(connection.execute(sa.select(reminder.c.recipient).where(*where).distinct()).scalars())
    values = {"state": BOUNCED, "settled_at": at, "error": why}
    connection.execute(sa.update(reminder).where(*where).values(values))
    return mailboxes


def is_known(connection: Connection, message_id: str) -> bool:
    """Whether we sent such a message."""
    query = sa.select(reminder.c.message_id).where(reminder.c.message_id == message_id).limit(1)
    return connection.execute(query).first() is not None


def clear(connection: Connection, mailbox: str, at: datetime) -> int:
    """Somebody says that a mailbox takes mail again; how many bounces that sets aside."""
    where = (bounce.c.mailbox == mailbox.lower(), bounce.c.cleared_at.is_(None))
    count = connection.execute(sa.select(sa.func.count()).select_from(bounce).where(*where)).scalar_one()
    connection.execute(sa.update(bounce).where(*where).values(cleared_at=at))
    return int(count)
