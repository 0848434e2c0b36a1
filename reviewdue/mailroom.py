"""The mailroom: claims a message, hands it to the transport, and records what became of it, each exactly once.

A dry run and a quiet day are another mailroom, which holds everything back.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from reviewdue.errors import MailRefused
from reviewdue.lanes import WHOLE, Shard
from reviewdue.ledger import reminders as reminder_ledger
from reviewdue.ledger.bounces import Bounce
from reviewdue.ledger.reminders import BOUNCED, FAILED, SENT, Key, Outcome, PastReminder
from reviewdue.mail import (
    Delivery,
    DeliveryState,
    Envelope,
    MailSettings,
    Outbox,
    OutboxEndpoint,
    Stage,
    Transport,
    make_message_id,
    open_transport,
    parse_mail_url,
)
from reviewdue.mail.chat import with_chats
from reviewdue.mail.returns import says_no_such_mailbox
from reviewdue.mailbook import MailBook
from reviewdue.postings import Posted, Posting, posted, uncertain
from reviewdue.projects import Project
from reviewdue.writing import Desk, Draft, Write, Written

CLAIMED, SUPPRESSED = reminder_ledger.CLAIMED, "suppressed"
# From claim to record nobody else is at it but other parts of the same mailing, which have other mailboxes, and whoever
# recovers is alone: so a claim that one meets there was left by a run that died.
ERRAND = "mail"
LONGEST_TURN = 20.0  # seconds


Report = Callable[[Posted], None]


class Mailroom(Protocol):
    """What the use cases need of a mailroom. One that does not act leaves no trace in the ledger."""

    acts: bool
    outbox: Outbox | None

    def recover(self) -> Iterator[Posted]:
        """Settle what an earlier run claimed and never settled, as far as that can be known."""

    def post_all(self, postings: Iterable[Posting], report: Report) -> None:
        """Send each message, or hold it back; `report` hears of each as soon as it is known what became of it."""


Clock = Callable[[], datetime]


def clock_of(project: Project) -> Clock:
    """The time, which goes on from the project's own: on another day than the real one, too."""
    begun = time.monotonic()
    return lambda: project.now + timedelta(seconds=time.monotonic() - begun)


def draft(posting: Posting, won: frozenset[Key], sender: str, now: datetime) -> Draft:
    """The message of a posting about those of its reminders that were won."""
    envelope = Envelope(
        sender=sender,
        recipient=posting.recipient.email,
        recipient_name=posting.recipient.name,
        message_id=make_message_id(posting.names, sender),
        date=now,
    )
    return Draft(template=posting.template, values=posting.compose(won), envelope=envelope)


def write_each(
    postings: Iterable[Posting], write: Write, sender: str, clock: Clock
) -> Iterator[tuple[Posting, Written]]:
    """Each posting with its message about all of its reminders, written a little ahead of being asked for."""
    ahead: deque[Posting] = deque()

    def drafts() -> Iterator[Draft]:
        for posting in postings:
            ahead.append(posting)
            yield draft(posting, frozenset(posting.keys), sender, clock())

    for written in write(drafts()):
        yield ahead.popleft(), written


class HoldingMailroom:
    """Shows what would be sent and does nothing."""

    acts = False

    def __init__(self, sender: str, outbox: Outbox | None, write: Write, clock: Clock) -> None:
        self.sender, self.outbox, self.write, self.clock = sender, outbox, write, clock

    def recover(self) -> Iterator[Posted]:
        """Nothing is settled."""
        return iter(())

    def post_all(self, postings: Iterable[Posting], report: Report) -> None:
        """The messages as they would be."""
        for posting, written in write_each(postings, self.write, self.sender, self.clock):
            message_id = make_message_id(posting.names, self.sender)
            report(posted(posting, frozenset(posting.keys), written.subject, Outcome(state=SUPPRESSED), message_id))


class SendingMailroom:
    """Sends: claims first, so that whatever happens next no reminder is sent twice."""

    acts = True

    def __init__(
        self, project: Project, transport: Transport, outbox: Outbox | None, write: Write, shard: Shard = WHOLE
    ) -> None:
        self.shard = shard
        self.ledger, self.root, self.sender = project.ledger, project.root, project.settings.mail.sender
        self.transport, self.outbox, self.write, self.clock = transport, outbox, write, clock_of(project)

    def recover(self) -> Iterator[Posted]:
        """In an outbox it can be seen whether a claimed message was written; of a mail server it is unknown."""
        with self.ledger.alone(ERRAND), closing(MailBook(self.ledger, self.clock)) as book:
            return iter([*self._recover(book)])

    def _recover(self, book: MailBook) -> Iterator[Posted]:
        with self.ledger.begin() as connection:
            claimed = reminder_ledger.claimed_messages(connection)
        by_message: dict[str, list[PastReminder]] = {}
        for past in claimed:
            by_message.setdefault(past.message_id, []).append(past)
        for message_id, parts in by_message.items():
            if self.outbox is None:
                yield uncertain(message_id, parts)
            else:
                book.note(message_id, self._look_in_outbox(self.outbox, message_id))

    def _look_in_outbox(self, outbox: Outbox, message_id: str) -> Outcome:
        path = outbox.find(message_id)
        if path is None:
            return Outcome(state=FAILED, error="the run broke off before the message was written")
        return Outcome(state=SENT, path=self._relative(path))

    def post_all(self, postings: Iterable[Posting], report: Report) -> None:
        """Claim, send, record, message by message.

        What became of one message is recorded in the transaction that claims the next, which saves every second
        one: so whoever dies leaves one message behind of which nobody knows, and never more.
        """
        remaining = write_each(postings, self.write, self.sender, self.clock)
        more = True
        while more:
            with self._turn():
                more = self._post_for_a_while(remaining, report)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Alone; or, for a part of a mailing, alone at that part, and together with those who are at the others."""
        if self.shard == WHOLE:
            with self.ledger.alone(ERRAND):
                yield
        else:
            with self.ledger.together(ERRAND), self.ledger.alone(f"{ERRAND}-{self.shard.number}"):
                yield

    def _post_for_a_while(self, remaining: Iterator[tuple[Posting, Written]], report: Report) -> bool:
        """Post until all is done, or until others who wait for their turn have waited long enough."""
        until = time.monotonic() + LONGEST_TURN
        with closing(MailBook(self.ledger, self.clock)) as book:
            for posting, written in remaining:
                report(self._post(posting, written, book))
                if time.monotonic() > until:
                    return True
        return False

    def _post(self, posting: Posting, written: Written, book: MailBook) -> Posted:
        # It is written before it is claimed: a template that fails claims nothing.
        message_id = make_message_id(posting.names, self.sender)
        won = book.claim(posting.keys, message_id, written.subject, self.clock())
        if not won:
            return posted(posting, frozenset(posting.keys), written.subject, Outcome(state=SUPPRESSED), message_id)
        if len(won) < len(posting.keys):
            (written,) = self.write([draft(posting, won, self.sender, self.clock())])
        try:
            outcome, bounce = self._deliver(written, posting.recipient.mailbox)
        except MailRefused as error:
            # Not taken, and no other message will be: give this one back and let the run end.
            book.note(message_id, Outcome(state=FAILED, error=str(error)))
            raise
        if outcome.state != CLAIMED:
            book.note(message_id, outcome, bounce)
        return posted(posting, won, written.subject, outcome, message_id)

    def _deliver(self, written: Written, mailbox: str) -> tuple[Outcome, Bounce | None]:
        if written.message is None:
            return Outcome(state=FAILED, error=written.fault), None
        delivery = self.transport(written.message)
        bounce = bounce_of(delivery, mailbox, self.clock())
        return self._outcome(delivery, bounce), bounce

    def _outcome(self, delivery: Delivery, bounce: Bounce | None) -> Outcome:
        if delivery.state is DeliveryState.UNCERTAIN:
            return Outcome(state=CLAIMED, error=delivery.error)
        if bounce is not None and bounce.final:
            return Outcome(state=BOUNCED, error=delivery.error)
        state = SENT if delivery.state is DeliveryState.SENT else FAILED
        path = self._relative(delivery.path) if delivery.path else None
        return Outcome(state=state, path=path, error=delivery.error)

    def _relative(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)


def bounce_of(delivery: Delivery, mailbox: str, at: datetime) -> Bounce | None:
    """What a refused recipient says of their mailbox: that it does not exist, or that it took no mail this time."""
    if not (delivery.permanent and delivery.stage is Stage.RECIPIENT):
        return None
    why = delivery.error or ""
    final = says_no_such_mailbox(why)
    return Bounce(mailbox=mailbox, at=at, final=final, message_id=delivery.message_id, why=why)


@contextmanager
def open_mailroom(
    project: Project, *, dry_run: bool = False, quiet: bool = False, chats: bool = True, shard: Shard = WHOLE
) -> Iterator[Mailroom]:
    """The mailroom of a project: one that sends, or one that holds back in a dry run.

    `quiet` holds back what would leave the building; the outbox is written on any day. Without `chats` a message goes
    to the mailbox even of those who have a chat in its place, which others may read. One for a `shard` sends beside
    those for the others.
    """
    mail = project.settings.mail
    settings = MailSettings(**mail.model_dump())
    with (
        open_transport(settings, project.root) as transport,
        closing(Desk(project.root, project.settings.publisher.zone)) as desk,
    ):
        endpoint = parse_mail_url(settings.url)
        outbox = Outbox(project.root / endpoint.folder) if isinstance(endpoint, OutboxEndpoint) else None
        if dry_run or (quiet and outbox is None):
            yield HoldingMailroom(mail.sender, outbox, desk.write_all, clock_of(project))
        else:
            deliver = transport if outbox or not chats else with_chats(transport, chats_of(project))
            yield SendingMailroom(project, deliver, outbox, desk.write_all, shard)


def chats_of(project: Project) -> dict[str, str]:
    """The chats that people have in place of their mailboxes. Where mail goes to an outbox, so does what is theirs."""
    return {person.email: person.notify for person in project.settings.people if person.email and person.notify}
