"""What a reminder's letter says: its pages and their sources, links, calendar entries, and what went before it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.engine import Connection

from reviewdue.calendars import Entry
from reviewdue.keys import load_keys
from reviewdue.ledger import listing
from reviewdue.ledger import reminders as reminder_ledger
from reviewdue.ledger import tasks as task_ledger
from reviewdue.ledger.listing import PageLine
from reviewdue.ledger.reminders import SENT, Key
from reviewdue.ledger.tasks import Ended
from reviewdue.letters import LetterTask, ReminderLetter
from reviewdue.lettertasks import brief_task, letter_task
from reviewdue.links import Signer
from reviewdue.mail import parse_mailbox
from reviewdue.people import Recipient
from reviewdue.postings import Posting
from reviewdue.projects import Project
from reviewdue.reminders import Reminder
from reviewdue.showing import Known, know
from reviewdue.tasks import Task
from reviewdue.tasks.tasks import Reason
from reviewdue.visits import link_for

KIND, DIGEST = "reminder", "digest"
# So many pages of a mail are told in full, and so many more if there is more to say of them than that their day has
# come. Mail programs cut a message off after a hundred kilobytes, and servers refuse one of ten million.
IN_FULL, SPECIAL_IN_FULL = 12, 12
# Whoever was told of a review so long ago has long taken it out of their calendar.
REMEMBERED = timedelta(days=200)


@dataclass(frozen=True, slots=True)
class Due:
    """A task whose reminder goes to one recipient, on the rung it has reached."""

    line: PageLine
    task: Task
    reminder: Reminder


def key_of(reminder: Reminder) -> Key:
    """The key under which the ledger knows a reminder."""
    return Key(
        kind=DIGEST if reminder.week else KIND,
        page_id=reminder.page_id,
        cycle_due=reminder.week or reminder.cycle_due,
        rung=0 if reminder.week else reminder.rung,
        recipient=reminder.recipient.mailbox,
    )


def signer_of(project: Project) -> Signer | None:
    """What signs the links of the letters; None where the live pages have no address that they could lead to."""
    return Signer(load_keys(project.root, project.settings)) if project.settings.serve.url else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Composer:
    """Composes the letters of a batch.

    `full` are the tasks that are told in full, and `steps` counts what happened to each of them so far. `over` are the
    reviews, by mailbox, that ended since the last mail which told of them.
    """

    project: Project
    signer: Signer | None
    known: Known
    full: frozenset[str]
    steps: Mapping[str, int]
    over: Mapping[str, Sequence[Ended]]

    @classmethod
    def of(cls, connection: Connection, project: Project, batch: Iterable[Sequence[Due]]) -> "Composer":
        """What the letters of a batch need, in a handful of queries."""
        full = [due for each in batch for due in told_in_full(each)]
        ids = frozenset(due.task.id for due in full)
        return cls(
            project=project,
            signer=signer_of(project),
            known=know(connection, [due.line for due in full], project.settings.publisher.zone, evidence=False),
            full=ids,
            steps=task_ledger.count_steps(connection, ids),
            over=_over(connection, project.now, {each[0].reminder.recipient.mailbox for each in batch}),
        )

    def posting(self, dues: Sequence[Due]) -> Posting:
        """The message about what is due to one recipient."""
        recipient = dues[0].reminder.recipient

        def compose(won: frozenset[Key]) -> ReminderLetter:
            return self._letter(recipient, [due for due in dues if key_of(due.reminder) in won])

        return Posting(
            recipient=recipient,
            keys=tuple(key_of(due.reminder) for due in dues),
            names=tuple(due.reminder.key for due in dues),
            template="reminder",
            compose=compose,
        )

    def _letter(self, recipient: Recipient, dues: Sequence[Due]) -> ReminderLetter:
        settings = self.project.settings
        return ReminderLetter(
            publisher=settings.publisher.name,
            today=self.project.today,
            recipient=recipient.name,
            tasks=tuple(self._task(due) if due.task.id in self.full else self._brief(due) for due in dues),
            role=recipient.role,
            contact=settings.mail.sender,
            dashboard_url=settings.publisher.dashboard_url,
            answers=self._answers(recipient, dues),
            over=tuple(self._entry(one.id, one.steps, one.due, one.title) for one in self._over_for(recipient, dues)),
            stamp=self.project.now,
        )

    def _task(self, due: Due) -> LetterTask:
        task, mailbox = due.task, due.reminder.recipient.mailbox
        link = link_for(self.project, self.signer, task.id, mailbox) if self.signer else None
        title = due.line.title or due.line.path
        entry = self._entry(task.id, self.steps.get(task.id, 0), task.due, title, link)
        return letter_task(self.project, due.line, task, due.reminder, self.known, review_url=link, entry=entry)

    def _brief(self, due: Due) -> LetterTask:
        link = link_for(self.project, self.signer, due.task.id, due.reminder.recipient.mailbox) if self.signer else None
        return brief_task(self.project, due.line, due.task, due.reminder, review_url=link)

    def _entry(self, task_id: str, steps: int, day: date, title: str, url: str | None = None) -> Entry:
        domain = parse_mailbox(self.project.settings.mail.sender).address.rpartition("@")[2]
        return Entry(uid=f"{task_id}@{domain}", sequence=steps, day=day, title=title, url=url)

    def _answers(self, recipient: Recipient, dues: Iterable[Due]) -> tuple[str, ...]:
        """The earlier messages to the same recipient about any task that is told in full, the oldest first."""
        earlier = {
            past.message_id: past.claimed_at
            for due in dues
            for past in self.known.reminders.get(due.line.id, ())
            if past.key.recipient == recipient.mailbox
            and past.state == SENT
            and past.claimed_at.date() >= due.task.opened_on
        }
        return tuple(sorted(earlier, key=lambda message_id: (earlier[message_id], message_id)))

    def _over_for(self, recipient: Recipient, dues: Iterable[Due]) -> list[Ended]:
        waiting = {due.task.id for due in dues}
        return [one for one in self.over.get(recipient.mailbox, ()) if one.id not in waiting]


def told_in_full(dues: Sequence[Due]) -> list[Due]:
    """Those of one recipient, most urgent first, that are told in full."""
    special = [
        due for due in dues[IN_FULL:] if any(one.finding.reason is not Reason.SCHEDULED for one in due.task.standing)
    ]
    return [*dues[:IN_FULL], *special[:SPECIAL_IN_FULL]]


def _over(connection: Connection, now: datetime, mailboxes: set[str]) -> dict[str, list[Ended]]:
    """The reviews that each mailbox was told of and that ended, or went to somebody else, since its last mail."""
    told = reminder_ledger.told_since(connection, mailboxes, now - REMEMBERED)
    ended = task_ledger.ended_of(connection, {page_id for _, page_id in told})
    titles = listing.titles_of(connection, {one.page_id for one in ended})
    last: dict[str, datetime] = {}
    for (mailbox, _), at in told.items():
        last[mailbox] = max(at, last.get(mailbox, at))
    by_page: dict[str, list[Ended]] = defaultdict(list)
    for one in ended:
        by_page[one.page_id].append(one)
    found: dict[str, list[Ended]] = defaultdict(list)
    for mailbox, page_id in told:
        for one in by_page[page_id]:
            if one.opened_on <= last[mailbox].date() and one.ended_at > last[mailbox]:
                found[mailbox].append(one.titled(titles.get(page_id, page_id)))
    return found
