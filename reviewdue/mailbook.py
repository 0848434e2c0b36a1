"""The book a mailroom keeps in the ledger: the claim of each message before it is sent, then what became of it."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from reviewdue.ledger import Ledger
from reviewdue.ledger import reminders as reminder_ledger
from reviewdue.ledger.bounces import Bounce, record_bounces
from reviewdue.ledger.reminders import FAILED, Key, Outcome

# A database that restarts is back by then.
PATIENCE, PAUSE = 60.0, 1.0  # seconds
BROKE_OFF = Outcome(state=FAILED, error="the ledger was away when the message was to be sent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What became of a message; with `claimed_at`, only of one that was claimed at that moment."""

    message_id: str
    outcome: Outcome
    at: datetime
    claimed_at: datetime | None = None
    bounce: Bounce | None = None


class MailBook:
    """Written in pairs: what became of the last message, and the claim of the next.

    To be closed, which writes what is left; only for whoever has the turn.
    """

    def __init__(self, ledger: Ledger, clock: Callable[[], datetime]) -> None:
        self._ledger, self._clock = ledger, clock
        self._noted: list[Noted] = []

    def claim(self, keys: Iterable[Key], message_id: str, subject: str, at: datetime) -> frozenset[Key]:
        """Claim these reminders for a message; returns those that nobody else has."""
        try:
            with self._ledger.change() as connection:
                self._write_noted(connection)
                won = reminder_ledger.claim(connection, keys, message_id=message_id, subject=subject, at=at)
        except OperationalError:
            # Whether it is claimed now is not known; that it was not sent is.
            self._noted.append(Noted(message_id=message_id, outcome=BROKE_OFF, at=at, claimed_at=at))
            raise
        self._noted = []
        return frozenset(won)

    def note(self, message_id: str, outcome: Outcome, bounce: Bounce | None = None) -> None:
        """Take down what became of a message, and that its mailbox took none."""
        self.close()
        self._noted = [Noted(message_id=message_id, outcome=outcome, at=self._clock(), bounce=bounce)]

    def close(self) -> None:
        """Write what was taken down. Nobody else knows it, so a database that is away is waited for."""
        until = time.monotonic() + PATIENCE
        while self._noted:
            try:
                with self._ledger.change() as connection:
                    self._write_noted(connection)
                self._noted = []
            except OperationalError:
                if time.monotonic() > until:
                    raise
                time.sleep(PAUSE)

    def _write_noted(self, connection: Connection) -> None:
        for one in self._noted:
            reminder_ledger.settle(connection, one.message_id, one.outcome, at=one.at, claimed_at=one.claimed_at)
            record_bounces(connection, [one.bounce] if one.bounce else [])
