"""Reviews that somebody planned earlier: which they are, and taking them back while nobody has acted on them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy.engine import Connection

from reviewdue.errors import ActionRefused
from reviewdue.forecast import DueReview, Move
from reviewdue.foreseeing import persons
from reviewdue.ledger import plans, trail
from reviewdue.ledger import settling as settling_ledger
from reviewdue.ledger import tasks as task_ledger
from reviewdue.ledger.dialects import in_parts
from reviewdue.projects import Project
from reviewdue.tasks.settling import ERRAND, ITSELF, News, settle
from reviewdue.tasks.tasks import Reason, Task, TaskEvent, TaskState
from reviewdue.watching import UNWATCHED, Watch
from reviewdue.wording import day

# Of so many pages the trail names each; of more it says how many.
MOST_NAMED = 200


class Since(StrEnum):
    """What happened to a review after it was planned, for which its plan is left alone."""

    FINISHED = "finished"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """A move that somebody accepted, and when."""

    move: Move
    accepted_at: datetime
    accepted_by: str

    @property
    def page_id(self) -> str:
        """The page whose review was planned."""
        return self.move.review.page_id


def acceptances(connection: Connection, project: Project) -> list[Acceptance]:
    """Every move that counts, by the day its review falls due."""
    person_of = persons(project)
    return [
        Acceptance(
            move=Move(
                review=DueReview(
                    page_id=one.page_id,
                    title=one.title or one.path,
                    due=one.cycle_due,
                    person=person_of(one.owner, one.reviewers, one.topics),
                ),
                planned=one.planned_for,
            ),
            accepted_at=one.accepted_at,
            accepted_by=one.accepted_by,
        )
        for one in plans.accepted_plans(connection)
    ]


# What somebody does with a task moves it; what they add to it moves nothing that was planned.
MOVING = ("acknowledged", "assigned", "deferred", "cancelled")


def happened_since(connection: Connection, accepted: Collection[Acceptance]) -> dict[str, Since]:
    """The pages whose reviews somebody finished or changed after they were planned."""
    tasks = task_ledger.tasks_of(connection, [one.page_id for one in accepted])
    history = task_ledger.history_of(connection, [task.id for held in tasks.values() for task in held])
    found: dict[str, Since] = {}
    for one in accepted:
        steps = [step for task in tasks.get(one.page_id, ()) for step in history.get(task.id, ())]
        since = [step for step in steps if step.at > one.accepted_at]
        if any(step.event == "done" for step in since):
            found[one.page_id] = Since.FINISHED
        elif any(step.event in MOVING and step.actor != ITSELF for step in since):
            found[one.page_id] = Since.CHANGED
    return found


def take_back(project: Project, page_ids: Collection[str], actor: str, watch: Watch = UNWATCHED) -> list[Acceptance]:
    """Take the plans of these pages back: their tasks fall due as if nobody had planned them.

    What was finished or changed since is left alone. Gives those that were taken back; raises ActionRefused where there
    is none.
    """
    news = News(watch=watch)
    with project.ledger.alone(ERRAND), project.ledger.change() as connection:
        held = [one for one in acceptances(connection, project) if one.page_id in page_ids]
        since = happened_since(connection, held)
        taken = [one for one in held if one.page_id not in since]
        if not taken:
            raise ActionRefused("none of these can be taken back")
        plans.drop_plans(connection, [(one.page_id, one.move.review.due) for one in taken])
        for part in in_parts(taken):
            _settle(connection, project, part, news)
        ids = [one.page_id for one in taken]
        facts = {"reviews": len(ids), "pages": ids if len(ids) <= MOST_NAMED else None, "left_alone": len(since)}
        trail.append(connection, "plan_taken_back", "the plan of reviews", facts, actor=actor, at=project.now)
    news.close()
    return taken


def _settle(connection: Connection, project: Project, taken: Sequence[Acceptance], news: News) -> None:
    ids = [one.page_id for one in taken]
    put_off = dict(_put_off_before(task_ledger.active_of(connection, ids), taken))
    for one in settle(connection, project, list(settling_ledger.facts_of(connection, ids).values())):
        if one.after is not None:
            news.tell(one.page, one.after)
    for page_id, until in put_off.items():
        _put_off_again(connection, project, page_id, until)


def _put_off_before(tasks: Mapping[str, Task], taken: Sequence[Acceptance]) -> Iterator[tuple[str, date]]:
    """The tasks that were put off when their reviews were planned, each with the day."""
    for one in taken:
        stated = (str(Reason.SCHEDULED), "", one.move.review.due.isoformat())
        reasons = tasks[one.page_id].reasons if one.page_id in tasks else ()
        days = [reason.deferred_to for reason in reasons if reason.finding.key == stated and reason.deferred_to]
        if days:
            yield one.page_id, max(days)


def _put_off_again(connection: Connection, project: Project, page_id: str, until: date) -> None:
    """Put a review off as it was: the plan had brought it forward."""
    task = task_ledger.active_of(connection, [page_id]).get(page_id)
    if task is None:
        return
    task_ledger.defer_reasons(connection, task.id, until, Reason.SCHEDULED)
    due = min(until if one.finding.reason is Reason.SCHEDULED else one.due for one in task.reasons if one.stands)
    state = TaskState.DEFERRED if due > project.today else task.state
    task_ledger.move_task(connection, task.id, state=str(state), due=due)
    why = f"To {day(until)}, as before it was planned for another day."
    task_ledger.add_events(connection, [TaskEvent.of(task, project.now, ITSELF, "deferred", why)])
    settling_ledger.settle_pages(connection, [page_id])
