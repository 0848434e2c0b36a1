"""The mailroom: claims a message, hands it to the transport, and records what became of it, each exactly once.

A dry run and a quiet day are another mailroom, which holds everything back.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from reviewdue.errors import MailRefused
from reviewdue.ledger import Ledger
from reviewdue.ledger import reminders as reminder_ledger
from reviewdue.ledger.reminders import FAILED, SENT, Key, Outcome, PastReminder
from reviewdue.letters import Letter
from reviewdue.mail import (
    Delivery,
    DeliveryState,
    Envelope,
    MailSettings,
    Outbox,
    OutboxEndpoint,
    Transport,
    build_message,
    make_message_id,
    open_transport,
    parse_mail_url,
)
from reviewdue.projects import Project
from reviewdue.reminders import Recipient

CLAIMED, SUPPRESSED = reminder_ledger.CLAIMED, "suppressed"
# From claim to record nobody else is at it, so a claim that one meets here was left by a run that died.
ERRAND = "mail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """A message to be sent: to whom, the reminders in it, and how to write it for those of them that were won.

    `names` are the keys as programs read them, in the order of `keys`.
    """

    recipient: Recipient
    keys: tuple[Key, ...]
    names: tuple[str, ...]
    compose: Callable[[frozenset[Key]], Letter]


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What became of a message. `rung` is the tightest of its reminders' rungs."""

    key: tuple[str, ...]
    recipient: str
    subject: str
    pages: tuple[str, ...]
    rung: int
    state: str
    path: str | None = None
    message_id: str | None = None
    error: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The message with the keys of the contract; `error` only where there is one."""
        where = {"path": self.path} if self.path else {"message_id": self.message_id}
        wrong = {"error": self.error} if self.error else {}
        return {
            "key": list(self.key),
            "recipient": self.recipient,
            "subject": self.subject,
            "pages": list(self.pages),
            "rung": self.rung,
            "state": self.state,
            **where,
            **wrong,
        }


class Mailroom(Protocol):
    """What the use cases need of a mailroom. One that does not act leaves no trace in the ledger."""

    acts: bool
    outbox: Outbox | None

    def recover(self) -> Iterator[Posted]:
        """Settle what an earlier run claimed and never settled, as far as that can be known."""

    def post(self, posting: Posting) -> Posted:
        """Send one message, or hold it back."""


def _posted(posting: Posting, won: frozenset[Key], letter: Letter, outcome: Outcome, message_id: str) -> Posted:
    mine = [(key, name) for key, name in zip(posting.keys, posting.names, strict=True) if key in won]
    return Posted(
        key=tuple(name for _, name in mine),
        recipient=posting.recipient.email,
        subject=letter.subject,
        pages=tuple(key.page_id for key, _ in mine),
        rung=min(key.rung for key, _ in mine),
        state=outcome.state,
        path=outcome.path,
        message_id=message_id,
        error=outcome.error,
    )


class HoldingMailroom:
    """Shows what would be sent and does nothing."""

    acts = False

    def __init__(self, sender: str, outbox: Outbox | None) -> None:
        self.sender, self.outbox = sender, outbox

    def recover(self) -> Iterator[Posted]:
        """Nothing is settled."""
        return iter(())

    def post(self, posting: Posting) -> Posted:
        """The message as it would be."""
        everything = frozenset(posting.keys)
        message_id = make_message_id(posting.names, self.sender)
        return _posted(posting, everything, posting.compose(everything), Outcome(state=SUPPRESSED), message_id)


class SendingMailroom:
    """Sends: claims first, so that whatever happens next no reminder is sent twice."""

    acts = True

    def __init__(self, ledger: Ledger, transport: Transport, sender: str, outbox: Outbox | None, root: Path) -> None:
        self.ledger, self.transport, self.sender, self.outbox, self.root = ledger, transport, sender, outbox, root

    def recover(self) -> Iterator[Posted]:
        """In an outbox it can be seen whether a claimed message was written; of a mail server it is unknown."""
        with self.ledger.alone(ERRAND):
            return iter([*self._recover()])

    def _recover(self) -> Iterator[Posted]:
        with self.ledger.begin() as connection:
            claimed = reminder_ledger.claimed_messages(connection)
        by_message: dict[str, list[PastReminder]] = {}
        for past in claimed:
            by_message.setdefault(past.message_id, []).append(past)
        for message_id, parts in by_message.items():
            if self.outbox is None:
                yield _uncertain(message_id, parts)
            else:
                self._settle(message_id, self._look_in_outbox(self.outbox, message_id))

    def _look_in_outbox(self, outbox: Outbox, message_id: str) -> Outcome:
        path = outbox.find(message_id)
        if path is None:
            return Outcome(state=FAILED, error="the run broke off before the message was written")
        return Outcome(state=SENT, path=self._relative(path))

    def post(self, posting: Posting) -> Posted:
        """Claim, send, record. The letter is written before the claim: a template that fails claims nothing."""
        letter = posting.compose(frozenset(posting.keys))
        message_id = make_message_id(posting.names, self.sender)
        with self.ledger.alone(ERRAND):
            return self._post(posting, letter, message_id, datetime.now(UTC))

    def _post(self, posting: Posting, letter: Letter, message_id: str, now: datetime) -> Posted:
        with self.ledger.change() as connection:
            won = frozenset(
                reminder_ledger.claim(connection, posting.keys, message_id=message_id, subject=letter.subject, at=now)
            )
        if not won:
            return _posted(posting, frozenset(posting.keys), letter, Outcome(state=SUPPRESSED), message_id)
        if len(won) < len(posting.keys):
            letter = posting.compose(won)
        outcome = self._deliver(posting, letter, message_id, now)
        if outcome.state != CLAIMED:
            self._settle(message_id, outcome)
        return _posted(posting, won, letter, outcome, message_id)

    def _deliver(self, posting: Posting, letter: Letter, message_id: str, now: datetime) -> Outcome:
        try:
            envelope = Envelope(
                sender=self.sender,
                recipient=posting.recipient.email,
                recipient_name=posting.recipient.name,
                message_id=message_id,
                date=now,
            )
            delivery = self.transport(build_message(letter, envelope))
        except ValueError as error:
            return Outcome(state=FAILED, error=str(error))
        except MailRefused as error:
            # Not taken, and no other message will be: give this one back and let the run end.
            self._settle(message_id, Outcome(state=FAILED, error=str(error)))
            raise
        return self._outcome(delivery)

    def _outcome(self, delivery: Delivery) -> Outcome:
        if delivery.state is DeliveryState.UNCERTAIN:
            return Outcome(state=CLAIMED, error=delivery.error)
        state = SENT if delivery.state is DeliveryState.SENT else FAILED
        path = self._relative(delivery.path) if delivery.path else None
        return Outcome(state=state, path=path, error=delivery.error)

    def _relative(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)

    def _settle(self, message_id: str, outcome: Outcome) -> None:
        with self.ledger.change() as connection:
            reminder_ledger.settle(connection, message_id, outcome, at=datetime.now(UTC))


def _uncertain(message_id: str, parts: list[PastReminder]) -> Posted:
    return Posted(
        key=tuple(
            "|".join((one.key.page_id, str(one.key.cycle_due), str(one.key.rung), one.key.recipient)) for one in parts
        ),
        recipient=parts[0].key.recipient,
        subject=parts[0].subject,
        pages=tuple(one.key.page_id for one in parts),
        rung=min(one.key.rung for one in parts),
        state=CLAIMED,
        message_id=message_id,
        error="claimed by a run that broke off; whether it was sent is not known",
    )


@contextmanager
def open_mailroom(project: Project, *, dry_run: bool = False, quiet: bool = False) -> Iterator[Mailroom]:
    """The mailroom of a project: one that sends, or one that holds back in a dry run.

    `quiet` holds back what would leave the building; the outbox is written on any day.
    """
    mail = project.settings.mail
    settings = MailSettings(**mail.model_dump())
    with open_transport(settings, project.root) as transport:
        endpoint = parse_mail_url(settings.url)
        outbox = Outbox(project.root / endpoint.folder) if isinstance(endpoint, OutboxEndpoint) else None
        if dry_run or (quiet and outbox is None):
            yield HoldingMailroom(mail.sender, outbox)
        else:
            yield SendingMailroom(project.ledger, transport, mail.sender, outbox, project.root)
