"""Passes: what lets somebody in. Each is a secret that is shown once; the ledger keeps its digest, the trail its story.

The secrets are random and long, so a plain digest of them is as good as a slow one.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.engine import Connection

from reviewdue.ledger import passes as pass_ledger
from reviewdue.ledger import trail
from reviewdue.ledger.passes import Pass

__all__ = ["Kind", "Order", "Pass", "digest_of", "end", "find", "issue", "use_up"]


class Kind(StrEnum):
    """What a pass is for; one of a kind is worth nothing as another."""

    SIGN_IN = "sign_in"  # a mailed link, which works once
    SESSION = "session"
    TOKEN = "token"  # noqa: S105 - for programs
    FEED = "feed"  # the secret part of a calendar's address


# By its first letters a program that looks for leaked secrets can tell a token of ours.
PREFIXES = {Kind.TOKEN: "reviewdue_"}
LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A pass that is wanted: for whom, until when, and what for."""

    kind: Kind
    holder: str
    ends_at: datetime | None
    detail: str = ""
    scopes: tuple[str, ...] = ()


def digest_of(secret: str) -> str:
    """What the ledger knows a secret by."""
    return hashlib.sha256(secret[:LONGEST].encode("utf-8", "surrogatepass")).hexdigest()


def issue(connection: Connection, order: Order, *, by: str, at: datetime) -> tuple[str, Pass]:
    """Make a pass; its secret, which nobody can ask for again, and what is known of it."""
    secret = PREFIXES.get(order.kind, "") + secrets.token_urlsafe(32)
    one = Pass(
        kind=order.kind,
        id=secrets.token_hex(6),
        holder=order.holder,
        detail=order.detail,
        scopes=order.scopes,
        issued_at=at,
        issued_by=by,
        ends_at=order.ends_at,
    )
    pass_ledger.add_pass(connection, digest_of(secret), one)
    # A link is mailed to whoever is asked for; what counts is whether it was used, and then there is a session.
    if order.kind is not Kind.SIGN_IN:
        facts = {"did": "issued", **({"scopes": list(one.scopes)} if one.scopes else {})}
        trail.append(connection, "access", f"{order.kind} {one.id}", facts, actor=by, at=at)
    return secret, one


def find(connection: Connection, kind: Kind, secret: str, at: datetime) -> Pass | None:
    """The pass of a secret, if it lets in at this time."""
    found = pass_ledger.find_pass(connection, kind, digest_of(secret))
    return found if found is not None and found.is_valid(at) else None


def use_up(connection: Connection, kind: Kind, secret: str, at: datetime) -> Pass | None:
    """The pass of a secret that works once, used; None where it was used before, ended, or never was."""
    digest = digest_of(secret)
    if not pass_ledger.use_up(connection, kind, digest, at):
        return None
    return pass_ledger.find_pass(connection, kind, digest)


def end(
    connection: Connection,
    kind: Kind,
    *,
    by: str,
    at: datetime,
    holder: str | None = None,
    id: str | None = None,
) -> int:
    """End all passes of a holder or one by its id, and say so in the trail; how many there were."""
    ended = pass_ledger.end_passes(connection, kind, at, holder=holder, id=id)
    if ended:
        subject = f"{kind} {id}" if id else f"every {kind} of one holder"
        trail.append(connection, "access", subject, {"did": "ended", "passes": ended}, actor=by, at=at)
    return ended
