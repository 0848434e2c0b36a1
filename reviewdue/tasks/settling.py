"""Settling: opens, moves and closes the tasks of all pages where something changed or a day has come."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reviewdue.ledger import routine
from reviewdue.ledger import settling as settling_ledger
from reviewdue.ledger import tasks as task_ledger
from reviewdue.projects import Project
from reviewdue.tasks.findings import PageFacts, Times, findings_of
from reviewdue.tasks.judging import Settlement, next_look, say_reasons, settle_page
from reviewdue.tasks.tasks import ACTIVE, Finding, Reason, Task, TaskEvent, TaskState
from reviewdue.watching import UNWATCHED, Watch

BATCH = 500
# Pages whose tasks the database opens in one transaction.
ROUTINE = 10_000
# Events of single tasks in one run; those beyond are told as a number, because nobody acts on ten thousand of them.
MOST_ANNOUNCED = 500
# Whoever changes tasks does so alone: a page has one task at a time.
ERRAND = "tasks"
ITSELF = "reviewdue"


@dataclass(slots=True, kw_only=True)
class TaskTally:
    """What settling did. `reasons` counts what was found, by the contract's names."""

    opened: int = 0
    changed: int = 0
    closed: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    def as_dict(self) -> dict[str, Any]:
        """The tally as plain data."""
        counts = {"opened": self.opened, "changed": self.changed, "closed": self.closed}
        return {**counts, "reasons": dict(sorted(self.reasons.items()))}

    def add_scheduled(self, count: int) -> None:
        """Count so many pages whose day has come."""
        if count:
            self.opened += count
            self.reasons[str(Reason.SCHEDULED)] += count

    def add(self, one: Settlement) -> None:
        """Count one page."""
        kind = "opened" if one.task is None else "changed" if one.state in ACTIVE else "closed"
        setattr(self, kind, getattr(self, kind) + 1)
        self.reasons.update(str(finding.reason) for finding in one.added)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A page that was looked at: its task before, and what becomes of it; None where it stays as it is."""

    page: PageFacts
    before: Task | None
    after: Settlement | None


class Settling:
    """The settling of one run: what it has done so far, and whom it tells."""

    def __init__(self, project: Project, watch: Watch = UNWATCHED) -> None:
        self.project = project
        self.tally, self._news = TaskTally(), News(watch=watch)

    def settle_stretch(self, source: str, after: str, upto: str) -> None:
        """Open the tasks of pages that were just read and cite nothing, in one stretch of their source.

        That can be done while others are parsed; what is not as simple as that waits until everything is read.
        """
        self._settle_routine(routine.read_between(source, after, upto))

    def finish(self) -> TaskTally:
        """Open, move and close tasks on all pages that changed, whose sources changed, or whose day has come."""
        self._settle_routine(routine.EVERY_PAGE)
        while True:
            with self.project.ledger.alone(ERRAND), self.project.ledger.change() as connection:
                settled = settle_some(connection, self.project)
            for one in settled:
                if one.after is not None:
                    self.tally.add(one.after)
                    self._news.tell(one.page, one.after)
            if not settled:
                break
        self._news.close()
        return self.tally

    def _settle_routine(self, among: sa.ColumnElement[bool]) -> None:
        while True:
            with self.project.ledger.alone(ERRAND), self.project.ledger.change() as connection:
                opened = settle_routine(connection, self.project, among)
            self.tally.add_scheduled(opened.count)
            for page_id, due in opened.first:
                self._news.tell(PageFacts(id=page_id, next_review_due=due), _scheduled(due))
            self._news.pass_over(opened.count - len(opened.first))
            if opened.count < ROUTINE:
                return


def settle_tasks(project: Project, watch: Watch = UNWATCHED) -> TaskTally:
    """Open, move and close tasks on all pages that changed, whose sources changed, or whose day has come."""
    return Settling(project, watch).finish()


def settle_all(connection: Connection, project: Project) -> None:
    """The same within one transaction, for whoever takes it back afterwards."""
    while settle_routine(connection, project).count:
        pass
    while settle_some(connection, project):
        pass


def settle_routine(
    connection: Connection, project: Project, among: sa.ColumnElement[bool] = routine.EVERY_PAGE
) -> routine.Opened:
    """Open tasks on pages of which only the date has to be looked at; those that need none wait for their day."""
    window, today = times_of(project).window, project.today
    routine.leave_until_due(connection, today, window, among)
    return routine.open_scheduled(connection, today, window, project.now, among, most=ROUTINE, told=MOST_ANNOUNCED)


def settle_some(connection: Connection, project: Project) -> list[Settled]:
    """Settle a few hundred pages; empty when there are no more."""
    pages = settling_ledger.pages_to_settle(connection, project.today, BATCH)
    if not pages:
        pages = [PageFacts(id=id, listed=False) for id in task_ledger.homeless(connection)[:BATCH]]
    return settle(connection, project, pages)


def settle(connection: Connection, project: Project, pages: Sequence[PageFacts]) -> list[Settled]:
    """Settle these pages within a transaction of whoever has the turn at the tasks."""
    settling_ledger.judge_updates(connection, [page.id for page in pages])
    settled = _judge(connection, project, pages)
    _record(connection, project, [one for one in settled if one.after])
    settling_ledger.record_next_look(connection, {one.page.id: _next_look(project, one) for one in settled})
    return settled


def times_of(project: Project) -> Times:
    """When reviews fall due, from the configuration."""
    policy = project.settings.policy
    return Times(window=policy.window, early=policy.early.days)


def _judge(connection: Connection, project: Project, pages: Sequence[PageFacts]) -> list[Settled]:
    ids = [page.id for page in pages]
    sources = settling_ledger.sources_that_speak(connection, ids)
    before, over = task_ledger.active_of(connection, ids), task_ledger.dealt_with(connection, ids)
    times, today = times_of(project), project.today
    settled = []
    for page in pages:
        found = findings_of(page, sources.get(page.id, ()), times, today)
        after = settle_page(page, found, before.get(page.id), over.get(page.id, set()), today)
        settled.append(Settled(page=page, before=before.get(page.id), after=after))
    return settled


def _next_look(project: Project, one: Settled) -> date:
    now = one.after or one.before
    state, due = (now.state, now.due) if now else (None, project.today)
    return next_look(one.page, state, due, project.settings.policy.window, project.today)


def _record(connection: Connection, project: Project, settled: Sequence[Settled]) -> None:
    new = {one.page.id: _new_task(project, one.page, one.after) for one in settled if one.after and not one.before}
    task_ledger.open_tasks(connection, new.values())
    added: list[tuple[str, str, Finding]] = []
    lifted: list[int] = []
    events: list[TaskEvent] = []
    for one in settled:
        after = one.after
        if after is None:
            continue
        id = one.before.id if one.before else new[one.page.id].id
        added += [(id, one.page.id, finding) for finding in after.added]
        lifted += [reason.number for reason in after.lifted]
        events += [
            TaskEvent(task_id=id, at=project.now, actor=ITSELF, event=what, why=why) for what, why in after.steps
        ]
        if one.before:
            outcome = after.outcome or one.before.outcome
            task_ledger.move_task(connection, id, state=str(after.state), due=after.due, outcome=outcome)
    task_ledger.add_reasons(connection, added, project.today)
    task_ledger.lift_reasons(connection, lifted, project.now)
    task_ledger.add_events(connection, events)


def _new_task(project: Project, page: PageFacts, after: Settlement) -> Task:
    return Task.new(page.id, after.due, opened_on=project.today, reviewed_before=page.last_reviewed)


def _scheduled(due: date) -> Settlement:
    finding = Finding(reason=Reason.SCHEDULED, due=due, mark=due.isoformat())
    return Settlement(
        task=None, state=TaskState.OPEN, due=due, added=(finding,), steps=(("opened", say_reasons([finding])),)
    )


@dataclass(slots=True, kw_only=True)
class News:
    """Tells of tasks that were opened or closed, one by one up to a number, and of the rest how many they are."""

    watch: Watch
    told: int = 0
    untold: int = 0

    def tell(self, page: PageFacts, after: Settlement) -> None:
        """Tell of what became of a page's task, if that is news."""
        if after.task is not None and after.state in ACTIVE:
            return
        if self.told >= MOST_ANNOUNCED:
            self.untold += 1
            return
        self.told += 1
        self.watch.announce(
            event=f"reviewdue.task.{'opened' if after.task is None else 'closed'}",
            resource={"prefect.resource.id": f"reviewdue.page.{page.id}"},
            payload={
                "due": after.due.isoformat(),
                "state": str(after.state),
                "reasons": [str(finding.reason) for finding in after.added],
                "why": " ".join(why for _, why in after.steps),
            },
        )

    def pass_over(self, count: int) -> None:
        """So many more that are only counted."""
        self.untold += count

    def close(self) -> None:
        """Tell how many were not told of."""
        if self.untold:
            resource = {"prefect.resource.id": "reviewdue.tasks"}
            self.watch.announce(event="reviewdue.tasks.settled", resource=resource, payload={"more": self.untold})
