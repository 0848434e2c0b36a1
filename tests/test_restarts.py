"""A database that goes away in the middle of a batch: repeated, it does the rest, and nothing of it twice."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from reviewdue import mailbook
from reviewdue.checking import check
from reviewdue.ledger import Ledger, reminders
from reviewdue.ledger.reminders import Key
from reviewdue.ledger.schema import review_task, source_check, task_event
from reviewdue.looking import open_look
from reviewdue.mailbook import BROKE_OFF, MailBook
from reviewdue.mailroom import open_mailroom
from reviewdue.projects import Project
from reviewdue.reminding import remind
from reviewdue.remindtally import RemindTally
from reviewdue.watching import Watch
from tests.checks import GUIDELINE, may_look_at, register
from tests.loopback import page, serve
from tests.mail_servers import NOW, Letterbox, real_server
from tests.mailings import recipients, remind_on, states, to_smtp, write_overdue
from tests.projects import TODAY, Heard, Root
from tests.restarts import AWAY, MIDWAY, UNANSWERED, Restarting


class Trouble:
    """What befalls the changes from the one on at which a batch begins; and a batch that is repeated as by Prefect."""

    def __init__(self, **at: str) -> None:
        self.at = {int(number.removeprefix("change_")): fault for number, fault in at.items()}
        self.number: int | None = None

    def next(self) -> str | None:
        """What befalls the next change."""
        if self.number is None:
            return None
        self.number += 1
        return self.at.get(self.number)

    def batch(self, work: Callable[[], Any], *, name: str) -> Callable[[], Any]:
        """The work, once more where the database went away."""

        def tried() -> Any:
            self.number = self.number or 0
            try:
                return work()
            except OperationalError:
                return work()

        return tried

    @contextmanager
    def open(self, root: Root) -> Iterator[Project]:
        """The project, whose database is in trouble."""
        with root.open() as project:
            yield replace(project, ledger=Restarting(project.ledger.engine, self.next))


@pytest.mark.parametrize("fault", [AWAY, MIDWAY, UNANSWERED])
def test_a_batch_of_sources_is_recorded_counted_and_told_once(root: Root, fault: str) -> None:
    heard, trouble = Heard(), Trouble(change_1=fault)
    with serve() as site:
        site.routes |= {"/a": GUIDELINE, "/b": page("Guideline", text="This guideline has been withdrawn. " * 30)}
        register(may_look_at(root, site), site.url("/a"), site.url("/b"))
        with trouble.open(root) as project, open_look(project.settings.checks, project) as look:
            watch = Watch(batch=trouble.batch, announce=heard.watch.announce)
            tally = check(project, look, watch)

    with root.open() as project, project.ledger.begin() as connection:
        recorded = connection.execute(sa.select(source_check.c.reference_id)).scalars().all()
    assert sorted(recorded) == ["ref-0", "ref-1"]
    assert tally.checked == 2
    told = [event for event in heard.events if event[1] == "reviewdue.reference.ref-1"]
    assert len(told) == len(set(told)) == (0 if fault == UNANSWERED else 1)


def send(root: Root, trouble: Trouble) -> RemindTally:
    """A mailing whose database is in trouble."""
    with trouble.open(root) as project, open_mailroom(project) as mailroom:
        return remind(project, mailroom, Watch(batch=trouble.batch, announce=Heard().watch.announce))


@pytest.fixture
def letterbox(root: Root, monkeypatch: pytest.MonkeyPatch) -> Iterator[Letterbox]:
    """Where the mail to three mailboxes goes; the ledger is waited for, a little."""
    monkeypatch.setattr(mailbook, "PAUSE", 0.01)
    write_overdue(root, 3)
    with real_server() as (taken, port):
        to_smtp(root, port)
        yield taken


@pytest.mark.parametrize("fault", [AWAY, MIDWAY, UNANSWERED])
def test_a_claim_that_failed_is_given_back_and_what_was_sent_before_is_known(
    root: Root, letterbox: Letterbox, fault: str
) -> None:
    # The second change records the first message and claims the next; the one after it is where both are made good.
    tally = send(root, Trouble(change_2=fault, change_3=AWAY))

    assert recipients(letterbox) == {f"team-{at}@example.org": 1 for at in range(3)}
    assert set(states(root).values()) == {"sent"}
    assert (tally.counts["sent"], tally.counts["suppressed"], len(tally.messages)) == (3, 0, 3)


def test_a_claim_that_somebody_else_has_by_now_stays_theirs(ledger: Ledger) -> None:
    key = Key(kind="reminder", page_id="a", cycle_due=TODAY, rung=7, recipient="team@example.org")
    message, faults = "<one@example.org>", [UNANSWERED]
    book = MailBook(Restarting(ledger.engine, lambda: faults.pop() if faults else None), lambda: NOW)
    with pytest.raises(OperationalError):
        book.claim([key], message, "Review", NOW)
    with ledger.change() as connection:
        reminders.settle(connection, message, BROKE_OFF, at=NOW)
        reminders.claim(connection, [key], message_id=message, subject="Review", at=NOW + timedelta(seconds=1))

    book.close()

    with ledger.begin() as connection:
        assert [one.state for one in reminders.claimed_messages(connection)] == ["claimed"]


def test_an_escalation_whose_run_was_killed_before_it_was_noted_is_noted_by_the_next(root: Root) -> None:
    write_overdue(root, 1, days=40)
    people = [{"id": "team-0", "name": "Team", "email": "team-0@example.org", "escalate_to": "lead"}]
    root.configure(people=[*people, {"id": "lead", "name": "Lead", "email": "lead@example.org"}])
    # The two messages are the changes 1 and 2, the record of the last one the third, and the note the fourth.
    trouble = Trouble(change_4=AWAY, change_5=AWAY, change_6=AWAY)
    with pytest.raises(OperationalError):
        send(root, trouble)
    before = escalated(root)

    remind_on(root)
    remind_on(root)

    assert (before, escalated(root)) == ((None, 0), ("lead", 1))


def escalated(root: Root) -> tuple[str | None, int]:
    """To whom the only task went up, and how often that was noted."""
    with root.open() as project, project.ledger.begin() as connection:
        to = connection.execute(sa.select(review_task.c.escalated_to)).scalar_one()
        noted = sa.select(sa.func.count()).where(task_event.c.event == "escalated")
        return to, connection.execute(noted).scalar_one()
