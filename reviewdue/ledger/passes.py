"""What lets somebody in, in the ledger: known by a digest, valid until it ends."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reviewdue.ledger.schema import access_pass

# So long after its end a link or a session is of no interest to anybody.
KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """What lets `holder` in. `id` names it where it may be read, `detail` is what it is for or where it leads."""

    kind: str
    id: str
    holder: str
    detail: str
    scopes: tuple[str, ...]
    issued_at: datetime
    issued_by: str
    ends_at: datetime | None
    used_at: datetime | None = None
    ended_at: datetime | None = None

    def is_valid(self, at: datetime) -> bool:
        """Whether it still lets in."""
        return self.ended_at is None and (self.ends_at is None or at < self.ends_at)


def add_pass(connection: Connection, digest: str, one: Pass) -> None:
    """Let it in from now on; those of its kind that ended long ago are forgotten."""
    long_ago = one.issued_at - KEPT
    over = sa.or_(access_pass.c.ends_at < long_ago, access_pass.c.ended_at < long_ago)
    connection.execute(sa.delete(access_pass).where(access_pass.c.kind == one.kind, over))
    values = {name: getattr(one, name) for name in Pass.__dataclass_fields__}
    connection.execute(sa.insert(access_pass).values(values | {"digest": digest, "scopes": json.dumps(one.scopes)}))


def find_pass(connection: Connection, kind: str, digest: str) -> Pass | None:
    """The one of a kind with a digest, valid or not."""
    query = sa.select(access_pass).where(access_pass.c.digest == digest, access_pass.c.kind == kind)
    row = connection.execute(query).mappings().one_or_none()
    return _pass(row) if row else None


def use_up(connection: Connection, kind: str, digest: str, at: datetime) -> bool:
    """Use one that works once. Of two who try at the same time only one is told True."""
    update = sa.update(access_pass).where(
        access_pass.c.digest == digest,
        access_pass.c.kind == kind,
        access_pass.c.used_at.is_(None),
        access_pass.c.ended_at.is_(None),
        access_pass.c.ends_at > at,
    )
    return connection.execute(update.values(used_at=at, ended_at=at)).rowcount == 1


def end_passes(
    connection: Connection, kind: str, at: datetime, *, holder: str | None = None, id: str | None = None
) -> int:
    """End those of a holder, or the one with an id; how many that were valid."""
    wanted = access_pass.c.holder == holder if holder is not None else access_pass.c.id == id
    valid = (access_pass.c.ended_at.is_(None), sa.or_(access_pass.c.ends_at.is_(None), access_pass.c.ends_at > at))
    update = sa.update(access_pass).where(access_pass.c.kind == kind, wanted, *valid)
    return connection.execute(update.values(ended_at=at)).rowcount


def passes_of(connection: Connection, kind: str, holder: str | None = None) -> Sequence[Pass]:
    """Those of a kind, of everybody or of one holder; the newest first."""
    query = sa.select(access_pass).where(access_pass.c.kind == kind)
    if holder is not None:
        query = query.where(access_pass.c.holder == holder)
    rows = connection.execute(query.order_by(access_pass.c.issued_at.desc(), access_pass.c.id)).mappings()
    return [_pass(row) for row in rows]


def forget_issuer(connection: Connection, text: str, stand_in: str) -> int:
    """Put a stand-in for a person where they let in others; how many rows there were."""
    update = sa.update(access_pass).where(access_pass.c.issued_by == text, access_pass.c.holder != text)
    return connection.execute(update.values(issued_by=stand_in)).rowcount


def _pass(row: sa.RowMapping) -> Pass:
    values = {name: row[name] for name in Pass.__dataclass_fields__}
    return Pass(**values | {"scopes": tuple(json.loads(row["scopes"]))})
