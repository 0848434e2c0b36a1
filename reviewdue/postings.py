"""Postings: a message that is to be sent, and what became of it; plain values of the mailroom."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reviewdue.ledger.reminders import Key, Outcome, PastReminder
from reviewdue.letters import Letter, ReminderLetter, SignInLetter, SummaryLetter
from reviewdue.people import Recipient


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """A message to be sent: to whom, the reminders in it, and what it says on those of them that were won.

    `template` is the folder of its words in templates/email. `names` are the keys as programs read them, in the
    order of `keys`.
    """

    recipient: Recipient
    keys: tuple[Key, ...]
    names: tuple[str, ...]
    template: str
    compose: Callable[[frozenset[Key]], ReminderLetter | SummaryLetter | SignInLetter | Letter]


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


def posted(posting: Posting, won: frozenset[Key], subject: str, outcome: Outcome, message_id: str) -> Posted:
    """What became of those of its reminders that were won."""
    mine = [(key, name) for key, name in zip(posting.keys, posting.names, strict=True) if key in won]
    return Posted(
        key=tuple(name for _, name in mine),
        recipient=posting.recipient.email,
        subject=subject,
        pages=tuple(key.page_id for key, _ in mine),
        rung=min(key.rung for key, _ in mine),
        state=outcome.state,
        path=outcome.path,
        message_id=message_id,
        error=outcome.error,
    )


def uncertain(message_id: str, parts: Sequence[PastReminder]) -> Posted:
    """What is known of a message that a run left behind."""
    names = ["|".join((one.key.page_id, str(one.key.cycle_due), str(one.key.rung), one.key.recipient)) for one in parts]
    why = "claimed by a run that broke off; whether it was sent is not known"
    return replace(recorded(message_id, parts, names), error=why)


def recorded(message_id: str, parts: Sequence[PastReminder], names: Iterable[str]) -> Posted:
    """A message as the ledger has it, from its reminders and their keys as programs read them."""
    return Posted(
        key=tuple(names),
        recipient=parts[0].key.recipient,
        subject=parts[0].subject,
        pages=tuple(one.key.page_id for one in parts),
        rung=min(one.key.rung for one in parts),
        state=parts[0].state,
        path=parts[0].path,
        message_id=message_id,
        error=parts[0].error,
    )
