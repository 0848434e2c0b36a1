"""Review tasks in the ledger: each task, its reasons and its history. States move on; nothing else changes."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from reviewdue.ledger.bulk import write_rows
from reviewdue.ledger.dialects import in_parts
from reviewdue.ledger.schema import page, review_task, task_event, task_reason
from reviewdue.tasks.tasks import ACTIVE, Finding, FindingKey, Reason, Task, TaskEvent, TaskReason, TaskState

CHUNK = 2_000
IS_ACTIVE = review_task.c.state.in_([str(state) for state in ACTIVE])
_TASK = [name for name in Task.__dataclass_fields__ if name != "reasons"]


def tasks_of(connection: Connection, page_ids: Iterable[str]) -> dict[str, list[Task]]:
    """Every task of these pages, by page, the newest first."""
    found: dict[str, list[Task]] = {}
    for part in in_parts(page_ids):
        query = sa.select(review_task).where(review_task.c.page_id.in_(part))
        rows = connection.execute(query.order_by(review_task.c.opened_on.desc(), IS_ACTIVE.desc())).mappings().all()
        for task in _with_reasons(connection, rows):
            found.setdefault(task.page_id, []).append(task)
    return found


def active_of(connection: Connection, page_ids: Iterable[str]) -> dict[str, Task]:
    """The task of each of these pages that waits for somebody."""
    found: dict[str, Task] = {}
    for part in in_parts(page_ids):
        rows = connection.execute(sa.select(review_task).where(review_task.c.page_id.in_(part))).mappings()
        # Told apart here: asked for by state as well, SQLite would go through all the tasks that wait anywhere.
        waiting = _with_reasons(connection, [row for row in rows if row["state"] in ACTIVE])
        found.update((task.page_id, task) for task in waiting)
    return found


def active(connection: Connection) -> Iterator[Task]:
    """Every task that waits for somebody, the most urgent first."""
    query = sa.select(review_task).where(IS_ACTIVE).order_by(review_task.c.due, review_task.c.page_id)
    rows = connection.execute(query).mappings().all()
    for part in in_parts(rows):
        yield from _with_reasons(connection, part)


def task_by_id(connection: Connection, id: str) -> Task | None:
    """One task."""
    rows = connection.execute(sa.select(review_task).where(review_task.c.id == id)).mappings().all()
    return next(iter(_with_reasons(connection, rows)), None)


def pages_handed_to(connection: Connection, person: str) -> list[str]:
    """The pages whose tasks wait for somebody who was handed them."""
    query = sa.select(review_task.c.page_id).where(review_task.c.assignee == person, IS_ACTIVE)
    return list(connection.execute(query).scalars())


def on_ladder(connection: Connection, latest: date) -> Iterator[list[Task]]:
    """The tasks that wait and fall due on `latest` or before, the most urgent first, in stretches; none deferred."""
    waiting = review_task.c.state.in_([str(TaskState.OPEN), str(TaskState.ACKNOWLEDGED)])
    order = (review_task.c.due, review_task.c.page_id)
    ids = connection.scalars(sa.select(review_task.c.id).where(waiting, review_task.c.due <= latest).order_by(*order))
    for part in in_parts(ids):
        query = sa.select(review_task).where(review_task.c.id.in_(part)).order_by(*order)
        yield _with_reasons(connection, connection.execute(query).mappings().all())


def _with_reasons(connection: Connection, rows: Collection[RowMapping]) -> list[Task]:
    reasons: dict[str, list[TaskReason]] = defaultdict(list)
    for part in in_parts(row["id"] for row in rows):
        query = sa.select(task_reason).where(task_reason.c.task_id.in_(part)).order_by(task_reason.c.number)
        for row in connection.execute(query).mappings():
            reasons[row["task_id"]].append(_reason(row))
    return [_task(row, tuple(reasons[row["id"]])) for row in rows]


def _task(row: RowMapping, reasons: tuple[TaskReason, ...]) -> Task:
    return Task(**{name: row[name] for name in _TASK} | {"state": TaskState(row["state"])}, reasons=reasons)


def _reason(row: RowMapping) -> TaskReason:
    finding = Finding(
        reason=Reason(row["reason"]),
        evidence=tuple(json.loads(row["evidence"])),
        **{name: row[name] for name in ("due", "subject", "mark", "why", "instead", "instead_url")},
    )
    facts = {name: row[name] for name in ("number", "since", "deferred_to", "lifted_at")}
    return TaskReason(finding=finding, **facts)


def dealt_with(connection: Connection, page_ids: Iterable[str]) -> dict[str, set[FindingKey]]:
    """The findings of each page that a task which is over dealt with, unless they had ceased to hold by then."""
    found: dict[str, set[FindingKey]] = defaultdict(set)
    key = (task_reason.c.reason, task_reason.c.subject, task_reason.c.mark)
    for part in in_parts(page_ids):
        query = sa.select(task_reason.c.page_id, *key).join(review_task, review_task.c.id == task_reason.c.task_id)
        over = (task_reason.c.page_id.in_(part), ~IS_ACTIVE, task_reason.c.lifted_at.is_(None))
        for page_id, reason, subject, mark in connection.execute(query.where(*over)):
            found[page_id].add((reason, subject, mark))
    return found


def homeless(connection: Connection) -> list[str]:
    """The pages whose tasks wait and that the ledger has no row of any more."""
    known = sa.exists().where(page.c.id == review_task.c.page_id)
    return list(connection.execute(sa.select(review_task.c.page_id).where(IS_ACTIVE, ~known)).scalars())


def open_tasks(connection: Connection, tasks: Iterable[Task]) -> None:
    """Record new tasks; their reasons go by themselves."""
    write_rows(connection, sa.insert(review_task), [{name: getattr(one, name) for name in _TASK} for one in tasks])


def add_reasons(connection: Connection, added: Iterable[tuple[str, str, Finding]], since: date) -> None:
    """Record findings on tasks: task id, page id and finding each."""
    rows = [
        {
            "task_id": task_id,
            "page_id": page_id,
            "reason": str(one.reason),
            **{name: getattr(one, name) for name in ("subject", "mark", "why", "instead", "instead_url", "due")},
            "evidence": json.dumps(one.evidence, ensure_ascii=False, default=str),
            "since": since,
        }
        for task_id, page_id, one in added
    ]
    write_rows(connection, sa.insert(task_reason), rows)


def lift_reasons(connection: Connection, numbers: Iterable[int], at: datetime) -> None:
    """Note that these reasons do not hold any more."""
    for part in in_parts(numbers):
        connection.execute(sa.update(task_reason).where(task_reason.c.number.in_(part)).values(lifted_at=at))


def defer_reasons(connection: Connection, task_id: str, until: date, only: Reason | None = None) -> None:
    """Put off the reasons of a task that stand, all or those of one kind."""
    where = [task_reason.c.task_id == task_id, task_reason.c.lifted_at.is_(None)]
    if only is not None:
        where.append(task_reason.c.reason == str(only))
    connection.execute(sa.update(task_reason).where(*where).values(deferred_to=until))


def move_task(connection: Connection, id: str, **values: Any) -> None:
    """Move a task on; `values` are its columns."""
    connection.execute(sa.update(review_task).where(review_task.c.id == id).values(**values))


def escalate(connection: Connection, told: Mapping[str, str]) -> list[str]:
    """Note to whom each of these tasks was escalated, unless that was noted before; those for which it is new."""
    new: list[str] = []
    for part in in_parts(told):
        query = sa.select(review_task.c.id).where(review_task.c.id.in_(part), review_task.c.escalated_to.is_(None))
        # Parts of one mailing may come to the same task at once: in one order, so that none waits for each other.
        new += connection.execute(query.order_by(review_task.c.id).with_for_update()).scalars()
    for id in new:
        move_task(connection, id, escalated_to=told[id])
    return new


def add_events(connection: Connection, events: Iterable[TaskEvent]) -> None:
    """Add steps to the history of tasks."""
    names = list(TaskEvent.__dataclass_fields__)
    write_rows(connection, sa.insert(task_event), [{name: getattr(one, name) for name in names} for one in events])


def history_of(connection: Connection, task_ids: Iterable[str]) -> dict[str, list[TaskEvent]]:
    """The history of each of these tasks, the oldest step first."""
    found: dict[str, list[TaskEvent]] = defaultdict(list)
    for part in in_parts(task_ids):
        query = sa.select(task_event).where(task_event.c.task_id.in_(part)).order_by(task_event.c.number)
        for row in connection.execute(query).mappings():
            found[row["task_id"]].append(TaskEvent(**{name: row[name] for name in TaskEvent.__dataclass_fields__}))
    return found


def count_by_reason(connection: Connection) -> Mapping[str, int]:
    """How many pages on the lists wait for each reason; one with several counts for each."""
    query = (
        sa.select(task_reason.c.reason, sa.func.count(task_reason.c.task_id.distinct()))
        .join(review_task, review_task.c.id == task_reason.c.task_id)
        .join(page, page.c.id == review_task.c.page_id)
        .where(IS_ACTIVE, page.c.removed_on.is_(None), task_reason.c.lifted_at.is_(None))
        .group_by(task_reason.c.reason)
    )
    return {reason: count for reason, count in connection.execute(query)}  # noqa: C416 - rows are no pairs to mypy


def page_ids_with_reason(reason: Reason) -> sa.Select[tuple[str]]:
    """The pages that wait for a reason, as a query."""
    query = sa.select(task_reason.c.page_id).join(review_task, review_task.c.id == task_reason.c.task_id)
    return query.where(IS_ACTIVE, task_reason.c.reason == str(reason), task_reason.c.lifted_at.is_(None))


def count_by_state(connection: Connection) -> Mapping[str, int]:
    """How many tasks are in each state."""
    query = sa.select(review_task.c.state, sa.func.count()).group_by(review_task.c.state)
    return {state: count for state, count in connection.execute(query)}  # noqa: C416 - rows are no pairs to mypy


def finished_since(connection: Connection, since: datetime) -> list[tuple[str, datetime]]:
    """Who finished a review, and when, from an instant on."""
    query = sa.select(task_event.c.actor, task_event.c.at).where(task_event.c.event == "done", task_event.c.at >= since)
    return [(actor, at) for actor, at in connection.execute(query)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A task that is over or went to somebody else; `steps` counts what happened to it, the end included."""

    id: str
    page_id: str
    due: date
    opened_on: date
    ended_at: datetime
    steps: int
    title: str = ""

    def titled(self, title: str) -> "Ended":
        """With the title of its page."""
        return replace(self, title=title)


def count_steps(connection: Connection, task_ids: Iterable[str]) -> dict[str, int]:
    """How many steps the history of each of these tasks has."""
    found: dict[str, int] = {}
    for part in in_parts(task_ids):
        query = sa.select(task_event.c.task_id, sa.func.count()).where(task_event.c.task_id.in_(part))
        found.update((id, count) for id, count in connection.execute(query.group_by(task_event.c.task_id)))
    return found


def ended_of(connection: Connection, page_ids: Iterable[str]) -> list[Ended]:
    """The tasks of these pages that are over, or were handed to somebody."""
    last, count = sa.func.max(task_event.c.at), sa.func.count()
    over = sa.or_(~IS_ACTIVE, review_task.c.assignee.is_not(None))
    columns = (review_task.c.id, review_task.c.page_id, review_task.c.due, review_task.c.opened_on)
    found = []
    for part in in_parts(page_ids):
        query = (
            sa.select(*columns, last.label("ended_at"), count.label("steps"))
            .join(task_event, task_event.c.task_id == review_task.c.id)
            .where(review_task.c.page_id.in_(part), over)
            .group_by(*columns)
        )
        found += [Ended(**row) for row in connection.execute(query).mappings()]
    return found
