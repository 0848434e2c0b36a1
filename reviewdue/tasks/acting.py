"""What people do with a task: take it up, hand it on, put it off, ask for one, call it off, finish it.

Each is one change of the ledger with a step in the task's history. What is not allowed raises ActionRefused.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.engine import Connection

from reviewdue.errors import ActionRefused, NoSuchPage
from reviewdue.ledger import settling as settling_ledger
from reviewdue.ledger import tasks as task_ledger
from reviewdue.ledger import trail
from reviewdue.projects import Project
from reviewdue.tasks.settling import ERRAND, settle, times_of
from reviewdue.tasks.tasks import Finding, Reason, Task, TaskEvent, TaskState
from reviewdue.wording import day as say_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """Acts on the task of a page, in the name of `actor`: an id of the people, an address or a role."""

    project: Project
    page_id: str
    actor: str

    def acknowledge(self, why: str = "") -> Task:
        """Say that the task is in hand. Saying it twice changes nothing."""
        with self._task() as (connection, task):
            if task.state is TaskState.ACKNOWLEDGED:
                return task
            return self._move(connection, task, "acknowledged", why, state=TaskState.ACKNOWLEDGED)

    def assign(self, to: str, why: str = "") -> Task:
        """Hand the task to somebody else, who has not taken it up yet."""
        people = {person.id for person in self.project.settings.people}
        if to not in people:
            raise ActionRefused(f"“{to}” is not among the people; known are {', '.join(sorted(people))}")
        with self._task() as (connection, task):
            said = f"To {to}. {why}".strip()
            state = TaskState.OPEN if task.state is TaskState.ACKNOWLEDGED else task.state
            return self._move(connection, task, "assigned", said, state=state, assignee=to)

    def defer(self, until: date, why: str, approver: str | None = None) -> Task:
        """Put the task off until a day. The policy says how often and how far; beyond that somebody approves."""
        with self._task() as (connection, task):
            self._check_deferral(task, until, why, approver)
            task_ledger.defer_reasons(connection, task.id, until)
            approved = f" Approved by {approver}." if approver else ""
            said = f"From {say_day(task.due)} to {say_day(until)}. {why}{approved}"
            more = {"deferrals": task.deferrals + 1, "due": until}
            return self._move(connection, task, "deferred", said, state=TaskState.DEFERRED, **more)

    def _check_deferral(self, task: Task, until: date, why: str, approver: str | None) -> None:
        policy, today = self.project.settings.policy.defer, self.project.today
        if not why.strip():
            raise ActionRefused("a deferral needs a reason")
        if until <= today:
            raise ActionRefused(f"{say_day(until)} is no day to put it off to; name one after {say_day(today)}")
        if approver is not None and approver == self.actor:
            raise ActionRefused("nobody approves a deferral of their own; name another person")
        if approver is not None and policy.approver not in (None, approver):
            raise ActionRefused(f"deferrals are approved by {policy.approver}, not by {approver}")
        beyond = self._beyond_policy(task, until)
        if beyond and approver is None:
            raise ActionRefused(f"{beyond}; name who approves it ({policy.approver or 'anybody but yourself'})")

    def _beyond_policy(self, task: Task, until: date) -> str | None:
        policy = self.project.settings.policy.defer
        if task.deferrals >= policy.most:
            return f"it was deferred {task.deferrals} times already, and the policy allows {policy.most}"
        if (until - self.project.today).days > policy.days:
            return f"{say_day(until)} is more than {policy.days} days away, the most that the policy allows"
        return None

    def flag(self, why: str) -> Task:
        """Say that something on the page needs a look."""
        return self._ask(Reason.FLAGGED, why)

    def request(self, why: str) -> Task:
        """Ask for a review."""
        return self._ask(Reason.MANUAL, why)

    def _ask(self, reason: Reason, why: str) -> Task:
        if not why.strip():
            raise ActionRefused("say what is the matter: whoever reviews the page will read it")
        with self._page() as connection:
            before = task_ledger.active_of(connection, [self.page_id]).get(self.page_id)
            due = times_of(self.project).due(reason, self.project.today)
            mark = self.project.now.isoformat()
            finding = Finding(reason=reason, due=due, mark=mark, why=why.strip())
            task = before or self._open(connection, due)
            task_ledger.add_reasons(connection, [(task.id, self.page_id, finding)], self.project.today)
            state = TaskState.OPEN if task.state is TaskState.DEFERRED else task.state
            event = "reason_added" if before else "opened"
            return self._move(connection, task, event, why, state=state, due=min(task.due, due))

    def _open(self, connection: Connection, due: date) -> Task:
        page = settling_ledger.facts_of(connection, [self.page_id])[self.page_id]
        task = Task.new(page.id, due, opened_on=self.project.today, reviewed_before=page.last_reviewed)
        task_ledger.open_tasks(connection, [task])
        return task

    def cancel(self, why: str) -> Task:
        """Call the task off; its reasons do not open it again."""
        if not why.strip():
            raise ActionRefused("to call a review off needs a reason")
        with self._task() as (connection, task):
            return self._move(connection, task, "cancelled", why, state=TaskState.CANCELLED)

    def finish(self, outcome: str, why: str = "") -> Task:
        """Note that the review was done; `outcome` is one of the contract's."""
        with self._task() as (connection, task):
            return finish_task(connection, self.project, task, outcome, actor=self.actor, why=why)

    def _move(self, connection: Connection, task: Task, event: str, why: str, **values: object) -> Task:
        step = TaskEvent.of(task, self.project.now, self.actor, event, why)
        return move(connection, task, step, values)

    @contextmanager
    def _page(self) -> Iterator[Connection]:
        """A turn at the tasks, with those of the page brought up to date."""
        with self.project.ledger.alone(ERRAND), self.project.ledger.change() as connection:
            page = settling_ledger.facts_of(connection, [self.page_id]).get(self.page_id)
            if page is None or not page.listed:
                raise NoSuchPage(self.page_id)
            settle(connection, self.project, [page])
            yield connection
            trail.seal(connection, "task", self.page_id, {}, actor=self.actor, at=self.project.now)

    @contextmanager
    def _task(self) -> Iterator[tuple[Connection, Task]]:
        with self._page() as connection:
            task = task_ledger.active_of(connection, [self.page_id]).get(self.page_id)
            if task is None:
                raise ActionRefused(f"no review of “{self.page_id}” is asked for at present")
            yield connection, task


def finish_task(
    connection: Connection, project: Project, task: Task, outcome: str, *, actor: str, why: str = ""
) -> Task:
    """Note, within a transaction that records the review itself, that a task was done."""
    event = TaskEvent.of(task, project.now, actor, "done", why)
    return move(connection, task, event, {"state": TaskState.DONE, "outcome": outcome})


def move(connection: Connection, task: Task, event: TaskEvent, values: dict[str, object]) -> Task:
    """Move a task on, write the step into its history, and have its page looked at when time changes it again."""
    moved = replace(task, **values)  # type: ignore[arg-type]
    plain = {name: str(value) if isinstance(value, TaskState) else value for name, value in values.items()}
    task_ledger.move_task(connection, task.id, **plain)
    task_ledger.add_events(connection, [event])
    settling_ledger.settle_pages(connection, [task.page_id])
    return moved
