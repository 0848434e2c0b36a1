"""The reminders: who is due one today, claimed in the ledger, sent, and recorded as what became of it."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import holidays

from reviewdue.composing import DIGEST, KIND, Composer, Due, key_of
from reviewdue.errors import WorkNotDone
from reviewdue.lanes import WHOLE, Shard
from reviewdue.ledger import listing, runs
from reviewdue.ledger import reminders as reminder_ledger
from reviewdue.ledger import tasks as task_ledger
from reviewdue.ledger.listing import PageLine
from reviewdue.ledger.reminders import SENT, Key, PastReminder
from reviewdue.ledger.runs import PastRun
from reviewdue.mailroom import Mailroom
from reviewdue.people import People, Recipient
from reviewdue.postings import Posted, recorded, uncertain
from reviewdue.projects import Project
from reviewdue.reminders import Ladder, Reminder, is_quiet
from reviewdue.remindtally import RemindTally
from reviewdue.tasks import Task, TaskState
from reviewdue.tasks.assigning import everyone, note_escalations
from reviewdue.tasks.settling import settle_all, settle_tasks
from reviewdue.watching import UNWATCHED, Watch
from reviewdue.wording import plural

# A batch is a task of a flow: repeated as a whole it sends nothing twice, since every mail is claimed. It ends early
# when its letters are about many pages, because all that they say of these is in memory together.
BATCH = 50
PAGES_AT_ONCE = 1_000
# A run that sent to some of the mailboxes, for another that draws the parts together.
PART = "remind-part"


def ladder_of(project: Project) -> Ladder:
    """The ladder of the configuration."""
    policy = project.settings.policy
    return Ladder(rungs=policy.reminders, repeat=policy.repeat)


def rests(project: Project) -> bool:
    """Whether mail rests on the project's day."""
    quiet = project.settings.policy.quiet
    return is_quiet(project.today, weekends=quiet.weekends, holidays=holidays_of(quiet.holidays, project.today.year))


def holidays_of(place: str | None, year: int) -> frozenset[date]:
    """The public holidays of a place such as GB-ENG in a year; none for no place."""
    if place is None:
        return frozenset()
    country, _, subdivision = place.partition("-")
    return frozenset(holidays.country_holidays(country, subdiv=subdivision or None, years=year))


def remind(
    project: Project, mailroom: Mailroom, watch: Watch = UNWATCHED, *, spread: Callable[[], int] | None = None
) -> RemindTally:
    """Send every reminder that is due through the mailroom, one message to each recipient.

    `spread` has what is due sent elsewhere, by `remind_shard`, and returns in how many parts. Where nothing is to go
    out, as in a dry run, it is not asked.
    """
    tally = RemindTally()
    number = begin(project, "remind") if mailroom.acts else None
    try:
        everything = _begin_mailing(project, mailroom, tally)
        if spread is None or number is None or not everything:
            post_batches(project, mailroom, watch, tally, everything)
        else:
            _draw_together(project, mailroom, tally, everything, spread(), number)
    except WorkNotDone as error:
        tally.shortfalls.append(str(error))
        finish(project, tally, number, "failed")
        raise
    resource = {"prefect.resource.id": "reviewdue.remind"}
    if tally.failed:
        tally.shortfalls.append(f"{tally.failed} of {len(tally.messages)} messages could not be sent")
        watch.announce(event="reviewdue.mail.failing", resource=resource, payload=tally.counts)
    if number is not None and (new := tally.uncertain - _uncertain_before(project)) > 0:
        watch.announce(event="reviewdue.mail.uncertain", resource=resource, payload={**tally.counts, "new": new})
    finish(project, tally, number, "incomplete" if tally.shortfalls else "done")
    watch.announce(event="reviewdue.remind.completed", resource=resource, payload=tally.counts)
    return tally


def _uncertain_before(project: Project) -> int:
    """Of how many messages the last run knew already that nobody knows what became of them."""
    with project.ledger.begin() as connection:
        last = runs.last_run(connection, "remind", ended=True)
    return int(last.tally["counts"]["uncertain"]) if last else 0


def begin(project: Project, step: str) -> int:
    """Record that a mailing, or a part of one, begins; the run's number."""
    with project.ledger.change() as connection:
        return runs.begin_run(connection, step, today=project.today, at=project.now)


def _begin_mailing(project: Project, mailroom: Mailroom, tally: RemindTally) -> dict[str, list[Due]]:
    """What is done once whoever sends: what earlier runs left is settled, and then the tasks."""
    for posted in mailroom.recover():
        tally.add(posted)
    if mailroom.acts:
        settle_tasks(project)
    went_up: dict[Key, tuple[str, str]] = {}
    everything = due_by_recipient(project, tally, acts=mailroom.acts, went_up=went_up)
    if went_up and mailroom.acts:
        _note_what_went_up(project, went_up)
    return everything


def _note_what_went_up(project: Project, went_up: Mapping[Key, tuple[str, str]]) -> None:
    """Note what was escalated by a run that was killed before it had noted it."""
    with project.ledger.begin() as connection:
        found = reminder_ledger.found_again(connection, went_up)
    note_escalations(project, dict(went_up[key] for key, past in found.items() if past.state == SENT))


def _draw_together(
    project: Project, mailroom: Mailroom, tally: RemindTally, everything: Mapping[str, list[Due]], parts: int, run: int
) -> None:
    """Add what the ledger has of all that was due by now; what a part left that broke off is settled before."""
    left = {one.message_id for one in mailroom.recover()}
    names = {key_of(due.reminder): due.reminder.key for dues in everything.values() for due in dues}
    with project.ledger.begin() as connection:
        found = reminder_ledger.found_again(connection, names)
        ended = [one for one in runs.runs_after(connection, PART, run) if one.finished_at is not None]
    messages: dict[str, list[PastReminder]] = defaultdict(list)
    for past in found.values():
        messages[past.message_id].append(past)
    for message_id, about in messages.items():
        known = uncertain(message_id, about) if message_id in left else recorded(message_id, about, ())
        tally.add(replace(known, key=tuple(names[one.key] for one in about)))
    waiting = len(everything.keys() - {key.recipient for key in found})
    tally.shortfalls += _say_what_broke_off(parts, ended, waiting)


def _say_what_broke_off(parts: int, ended: Sequence[PastRun], waiting: int) -> Iterator[str]:
    if missing := parts - sum(one.state == "done" for one in ended):
        why = sorted({one.tally["why"] for one in ended if one.tally["why"]})
        yield ": ".join([f"{missing} of {parts} parts of the mailing broke off", *why])
    if waiting:
        yield f"{plural(waiting, 'message')} {'waits' if waiting == 1 else 'wait'} for the next run"


def post_batches(
    project: Project, mailroom: Mailroom, watch: Watch, tally: RemindTally, everything: Mapping[str, list[Due]]
) -> None:
    """Send to one mailbox after the other, by batches."""
    done = 0
    for batch in _in_batches(everything):
        watch.batch(lambda b=batch: _post_all(project, mailroom, b, tally), name="send reminders")()
        done += len(batch)
        watch.progress(done, len(everything))


def finish(project: Project, tally: RemindTally, number: int | None, state: str) -> None:
    """Record how it ended; of a mailing that shows only, nothing."""
    if number is not None:
        with project.ledger.change() as connection:
            said = {"counts": tally.counts, "why": "; ".join(tally.shortfalls)}
            runs.end_run(connection, number, state=state, tally=said, at=datetime.now(UTC))


def _in_batches(everything: Mapping[str, list[Due]]) -> Iterator[list[list[Due]]]:
    batch: list[list[Due]] = []
    for mailbox in sorted(everything):
        batch.append(everything[mailbox])
        if len(batch) == BATCH or sum(map(len, batch)) >= PAGES_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def due_by_recipient(
    project: Project,
    tally: RemindTally,
    *,
    acts: bool,
    shard: Shard = WHOLE,
    went_up: dict[Key, tuple[str, str]] | None = None,
) -> dict[str, list[Due]]:
    """What is due, by those mailboxes that are in a part; counts the pages that need nothing, and with nobody to go to.

    Without acting, tasks are settled for this alone. `went_up` is told which reminders that were claimed before were
    escalations of which their task knows nothing: the task and the person.
    """
    found: dict[str, list[Due]] = defaultdict(list)
    with project.ledger.begin() if acts else project.ledger.rehearse() as connection:
        if not acts:
            settle_all(connection, project)
        monday = project.today - timedelta(days=project.today.weekday())
        sorting = Sorting(
            project=project,
            people=everyone(connection, project),
            ladder=ladder_of(project),
            monday=monday,
            had_digest=reminder_ledger.recipients_of(connection, DIGEST, monday),
            shard=shard,
            went_up={} if went_up is None else went_up,
        )
        latest = project.today + timedelta(days=sorting.ladder.reach)
        for tasks in task_ledger.on_ladder(connection, latest):
            page_ids = [task.page_id for task in tasks]
            lines = listing.lines_by_id(connection, page_ids, project.day)
            taken = reminder_ledger.taken(connection, KIND, page_ids)
            for task in (task for task in tasks if task.page_id in lines):
                sorting.sort_out(task, lines[task.page_id], taken, found, tally)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorting:
    """Sorts tasks to those of a part they go to. `had_digest` are the mailboxes that had theirs in `monday`'s week."""

    project: Project
    people: People
    ladder: Ladder
    monday: date
    had_digest: frozenset[str]
    shard: Shard
    went_up: dict[Key, tuple[str, str]]

    def sort_out(
        self, task: Task, line: PageLine, taken: set[Key], found: dict[str, list[Due]], tally: RemindTally
    ) -> None:
        """Add what of a task is to be sent to `found`, or count why nothing is."""
        rung = self._rung(task)
        if rung is None:
            return
        recipients = self._recipients(task, line)
        wanted = [
            Reminder(page_id=line.id, cycle_due=task.due, rung=rung, recipient=one, week=self._week(one))
            for one in recipients
        ]
        open_ones = [one for one in wanted if not self._had(one, taken)]
        if not wanted:
            tally.no_recipient += 1
        elif not open_ones:
            tally.nothing_due += 1
        for one in wanted:
            if one.recipient.role == "escalation" and task.escalated_to is None and one not in open_ones:
                self.went_up[key_of(one)] = (task.id, one.recipient.id)
        for one in open_ones:
            if self.shard.has(one.recipient.mailbox):
                found[one.recipient.mailbox].append(Due(line, task, one))

    def _week(self, recipient: Recipient) -> date | None:
        """The week whose digest is to hold it; what is escalated does not wait for one."""
        person = self.people.by_id.get(recipient.id)
        weekly = person is not None and person.digest == "weekly" and recipient.role != "escalation"
        return self.monday if weekly else None

    def _had(self, one: Reminder, taken: Collection[Key]) -> bool:
        return one.recipient.mailbox in self.had_digest if one.week else key_of(one) in taken

    def _rung(self, task: Task) -> int | None:
        """The rung a task has reached; whoever has said that it is in hand is left alone until it is due."""
        rung = self.ladder.rung_on(self.project.today, task.due)
        waits = task.state is TaskState.ACKNOWLEDGED and task.due > self.project.today
        return None if waits else rung

    def _recipients(self, task: Task, line: PageLine) -> tuple[Recipient, ...]:
        policy = self.project.settings.policy
        in_hand = task.state is TaskState.ACKNOWLEDGED
        after = policy.escalate_acknowledged_after if in_hand else policy.escalate_after
        return self.people.recipients(
            line.owner,
            line.reviewers,
            escalated=(self.project.today - task.due).days >= after,
            topics=line.topics,
            assignee=task.assignee,
        )


def _post_all(project: Project, mailroom: Mailroom, batch: Sequence[list[Due]], tally: RemindTally) -> None:
    with project.ledger.begin() as connection:
        composer = Composer.of(connection, project, batch)
    raised = {due.reminder.key: due for dues in batch for due in dues if due.reminder.recipient.role == "escalation"}
    went_up: dict[str, str] = {}

    def report(one: Posted) -> None:
        tally.add(one)
        told = [raised[key] for key in one.key if key in raised and one.state == SENT]
        went_up.update({due.task.id: due.reminder.recipient.id for due in told})

    mailroom.post_all((composer.posting(dues) for dues in batch), report)
    note_escalations(project, went_up)
