"""Tasks as people see them: the sentences of their reasons, whose they are, and what happened to them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.engine import Connection

from reviewdue.ledger import tasks as task_ledger
from reviewdue.ledger.listing import PageLine
from reviewdue.people import People
from reviewdue.tasks.tasks import Finding, Reason, Task, TaskEvent, TaskReason
from reviewdue.tasks.views import ReasonView, TaskStep, TaskView


def why_of(task: Task) -> str | None:
    """What is behind a task, the gravest first, with what to use instead where that is known."""
    return " ".join(say_finding(one.finding) for one in task.standing if one.finding.why) or None


def say_finding(finding: Finding) -> str:
    """The sentences of one finding."""
    if not finding.instead:
        return finding.why
    # Nobody finds an archived copy by its name.
    where = f" ({finding.instead_url})" if finding.reason is Reason.GONE else ""
    return f"{finding.why} Use instead: {finding.instead}{where}."


def show_tasks(connection: Connection, people: People, lines: Iterable[PageLine]) -> Mapping[str, Sequence[TaskView]]:
    """Every task of these pages, by page, the one that waits first."""
    by_id = {line.id: line for line in lines}
    found = task_ledger.tasks_of(connection, by_id)
    history = task_ledger.history_of(connection, [task.id for tasks in found.values() for task in tasks])
    return {
        id: [show_task(people, by_id[id], task, history.get(task.id, ())) for task in tasks]
        for id, tasks in found.items()
    }


def show_task(people: People, line: PageLine, task: Task, history: Iterable[TaskEvent]) -> TaskView:
    """One task of a page."""
    return TaskView(
        reason=str(task.standing[0].finding.reason) if task.standing else "manual",
        state=str(task.state),
        due=task.due,
        assignee=say_assigned(people, line, task) if task.active else None,
        escalated_to=people.name_of(task.escalated_to) if task.escalated_to else None,
        note=why_of(task),
        opened=task.opened_on,
        deferrals=task.deferrals,
        outcome=task.outcome,
        reasons=tuple(map(show_reason, task.reasons)),
        history=tuple(
            TaskStep(at=one.at, actor=people.name_of(one.actor), event=one.event, why=one.why) for one in history
        ),
    )


def say_assigned(people: People, line: PageLine, task: Task) -> str | None:
    """The names of those a task is with; None where it is nobody's."""
    found = people.recipients(line.owner, line.reviewers, escalated=False, topics=line.topics, assignee=task.assignee)
    return ", ".join(one.name for one in found) or None


def show_reason(one: TaskReason) -> ReasonView:
    """One reason."""
    finding = one.finding
    return ReasonView(
        reason=str(finding.reason),
        why=finding.why,
        since=one.since,
        due=one.due,
        source_id=finding.subject or None,
        instead=finding.instead,
        instead_url=finding.instead_url,
        lifted=not one.stands,
    )


def task_as_dict(task: Task, history: Iterable[TaskEvent]) -> dict[str, Any]:
    """A task as plain data, with its reasons and its history."""
    plain = {name: getattr(task, name) for name in ("id", "page_id", "state", "due", "assignee", "escalated_to")}
    return {
        **plain,
        "outcome": task.outcome,
        "opened_on": task.opened_on,
        "deferrals": task.deferrals,
        "reasons": [_reason_as_dict(one) for one in task.reasons],
        "history": [{"at": one.at, "actor": one.actor, "event": one.event, "why": one.why} for one in history],
    }


def _reason_as_dict(one: TaskReason) -> dict[str, Any]:
    finding = one.finding
    named = {name: getattr(finding, name) for name in ("reason", "why", "instead", "instead_url")}
    return {
        **named,
        "reference": finding.subject or None,
        "since": one.since,
        "due": one.due,
        "stands": one.stands,
        "evidence": list(finding.evidence),
    }
