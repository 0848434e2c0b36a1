"""Signed links: each names a task, a person and one purpose, and ends on a day; pure, given the keys."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

NAMED = 16  # characters of a digest that stand for a person


class Purpose(StrEnum):
    """What a token is for; signed for one, it is worth nothing for another."""

    REVIEW = "review"  # the link in a mail: opens the page of a task
    ACKNOWLEDGE = "acknowledge"
    ASSIGN = "assign"
    DEFER = "defer"
    FLAG = "flag"
    FINISH = "finish"
    MUTE = "mute"  # the weekly summary, no more of it


class Forged(Exception):
    """A token that nobody here has signed for this purpose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The link of a mail: it ends after `until`. `person` is a digest of the mailbox, so that it tells no address."""

    task_id: str
    person: str
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """A form's leave to do one thing once: for a task and a person, shown at an instant, known by its `number`."""

    task_id: str
    person: str
    shown_at: datetime
    number: str


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs with the last of its keys and believes all of them."""

    keys: Sequence[str]

    def name(self, mailbox: str) -> str:
        """What a mailbox is called in tokens, under the key that signs."""
        return self._name(self.keys[-1], mailbox)

    def is_named(self, person: str, mailbox: str) -> bool:
        """Whether this is the name of a mailbox under any key."""
        return any(hmac.compare_digest(self._name(key, mailbox), person) for key in self.keys)

    def _name(self, key: str, mailbox: str) -> str:
        return hmac.new(key.encode(), f"person {mailbox.lower()}".encode(), hashlib.sha256).hexdigest()[:NAMED]

    def sign_link(self, link: Link) -> str:
        """The link as it stands in an address."""
        return self._sign(Purpose.REVIEW, [link.task_id, link.person, link.until.toordinal()])

    def read_link(self, token: str) -> Link:
        """Raises Forged. Whether it has ended is for the reader to say, who knows the day."""
        match self._read(Purpose.REVIEW, token):
            case [str(task_id), str(person), int(until)]:
                return Link(task_id=task_id, person=person, until=date.fromordinal(until))
        raise Forged

    def sign_ticket(self, purpose: Purpose, ticket: Ticket) -> str:
        """The ticket as it stands in a form."""
        values = [ticket.task_id, ticket.person, ticket.shown_at.isoformat(), ticket.number]
        return self._sign(purpose, values)

    def read_ticket(self, purpose: Purpose, token: str) -> Ticket:
        """Raises Forged."""
        match self._read(purpose, token):
            case [str(task_id), str(person), str(shown_at), str(number)]:
                at = datetime.fromisoformat(shown_at)
                return Ticket(task_id=task_id, person=person, shown_at=at, number=number)
        raise Forged

    def sign_mute(self, mailbox: str) -> str:
        """Leave to mute the weekly summary of a mailbox, without an end: old mail must still be able to stop it."""
        return self._sign(Purpose.MUTE, [self.name(mailbox)])

    def read_mute(self, token: str) -> str:
        """Whose summary it is, by the name of a mailbox in tokens. Raises Forged."""
        match self._read(Purpose.MUTE, token):
            case [str(person)]:
                return person
        raise Forged

    def _sign(self, purpose: Purpose, values: list[Any]) -> str:
        signed = self._serializer(purpose).dumps(values)
        return signed if isinstance(signed, str) else signed.decode()

    def _read(self, purpose: Purpose, token: str) -> object:
        try:
            return self._serializer(purpose).loads(token)
        except BadData:
            raise Forged from None

    def _serializer(self, purpose: Purpose) -> URLSafeSerializer:
        options = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
        return URLSafeSerializer(list(self.keys), salt=f"reviewdue {purpose}", signer_kwargs=options)
