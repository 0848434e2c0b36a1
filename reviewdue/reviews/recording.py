"""Records a finished review: checks what it says, closes the task, moves the dates, and says what became of them."""

from dataclasses import dataclass, replace

from sqlalchemy.engine import Connection

from reviewdue.errors import ActionRefused
from reviewdue.ledger import reviews as review_ledger
from reviewdue.ledger import settling as settling_ledger
from reviewdue.ledger import tasks as task_ledger
from reviewdue.ledger import trail
from reviewdue.projects import Project
from reviewdue.redating.writing import write_dates
from reviewdue.rescanning import rescan
from reviewdue.reviews.circumstances import Reviewable, look_at_page
from reviewdue.reviews.records import Outcome, Review, SeenSource, Statement, Writing, WritingState
from reviewdue.reviews.rules import Fault, Pace, faults_of, haste_of, missing_parts, parts_of
from reviewdue.tasks.acting import finish_task, move
from reviewdue.tasks.judging import say_reasons
from reviewdue.tasks.settling import ERRAND, settle
from reviewdue.tasks.tasks import Task, TaskEvent, TaskState

UNPROMPTED = "unprompted"


class ReviewRefused(ActionRefused):
    """A review lacks something; `faults` names each field with a sentence."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(f"{fault.field}: {fault.message}" for fault in faults))
        self.faults = tuple(faults)


def record_review(project: Project, page_id: str, statement: Statement, *, actor: str) -> Review:
    """Record a finished review in the name of `actor`; the review as it stands afterwards.

    The dates move when all parts are covered and the text is the one that was reviewed. Raises ReviewRefused, or
    ActionRefused where there is no such page.
    """
    with project.ledger.alone(ERRAND):
        page = look_at_page(project, page_id)
        if faults := faults_of(statement, page.held):
            raise ReviewRefused(faults)
        number, changed = _record(project, page, statement, actor)
        return _write(project, page, number, actor, changed=changed)


def write_again(project: Project, page_id: str, *, actor: str) -> Review:
    """Try once more to write the dates of a page's newest whole review. Raises ActionRefused."""
    with project.ledger.alone(ERRAND):
        page = look_at_page(project, page_id)
        with project.ledger.begin() as connection:
            reviews = review_ledger.reviews_of(connection, [page_id]).get(page_id, [])
        newest = next((one for one in reviews if one.complete), None)
        if newest is None or newest.next_due is None or newest.done_on == page.place.last_reviewed:
            raise ActionRefused(f"there are no dates to write for “{page_id}”")
        return _write(project, page, newest.number, actor, changed=False)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What asked for a review, and whether it is whole."""

    task: Task | None
    missing: tuple[str, ...]
    changed: bool

    @property
    def complete(self) -> bool:
        return not (self.missing or self.changed)


def _record(project: Project, page: Reviewable, statement: Statement, actor: str) -> tuple[int, bool]:
    """Add the review to the record and move its task on; its number, and whether the text was another one by then."""
    with project.ledger.change() as connection:
        settle(connection, project, list(settling_ledger.facts_of(connection, [page.place.id]).values()))
        asked = _Asked(
            task=task_ledger.active_of(connection, [page.place.id]).get(page.place.id),
            missing=missing_parts(statement, page.held),
            changed=statement.content_hash not in (None, page.place.content_hash),
        )
        others = review_ledger.count_recent(connection, actor, project.now, but=page.place.id)
        review = _review(project, page, statement, asked, actor, others)
        number = review_ledger.record(connection, review)
        if asked.task is not None:
            _move_task(connection, project, asked, review)
        facts = {"review": number, "outcome": str(statement.outcome), "complete": review.complete}
        dates = {"done_on": review.done_on.isoformat(), "content_hash": review.content_hash}
        trail.seal(connection, "review", page.place.id, facts | dates, actor=actor, at=project.now)
    return number, asked.changed


def _review(project: Project, page: Reviewable, statement: Statement, asked: _Asked, actor: str, others: int) -> Review:
    settings, task = project.settings.policy.review, asked.task
    done_on = statement.done_on or project.today
    moves = asked.complete and statement.outcome is not Outcome.WITHDRAW
    return Review(
        number=0,
        page_id=page.place.id,
        title=page.place.title,
        statement=replace(statement, finished_at=statement.finished_at or project.now),
        task_id=task.id if task else None,
        cycle_due=task.due if task else page.place.next_review_due,
        trigger=str(task.standing[0].finding.reason) if task else UNPROMPTED,
        reason=say_reasons(one.finding for one in task.standing) if task else statement.reason,
        done_on=done_on,
        content_hash=statement.content_hash or page.place.content_hash,
        reviewed_before=page.place.last_reviewed,
        next_due=(statement.next_due or page.held.usual(done_on)) if moves else None,
        parts=parts_of(statement, page.held),
        missing_parts=asked.missing,
        complete=asked.complete,
        haste=haste_of(statement, others, Pace(quickest=settings.quickest, bulk=settings.bulk)),
        recorded_at=project.now,
        recorded_by=actor,
        sources=_seen(page, statement),
    )


def _seen(page: Reviewable, statement: Statement) -> tuple[SeenSource, ...]:
    """The sources that were answered for, as they stand now, in the page's order."""
    answers = {answer.cited: answer for answer in statement.sources}
    return tuple(replace(one, answer=answers[one.answer.cited]) for one in page.sources if one.answer.cited in answers)


def _move_task(connection: Connection, project: Project, asked: _Asked, review: Review) -> None:
    task, outcome, actor = asked.task, str(review.statement.outcome), review.recorded_by
    if task is None:
        return
    if asked.complete:
        finish_task(connection, project, task, outcome, actor=actor, why=review.statement.summary)
        return
    why = "The text was changed meanwhile." if asked.changed else f"Still to do: {', '.join(asked.missing)}."
    event = TaskEvent.of(task, project.now, actor, "page_changed" if asked.changed else "part_reviewed", why)
    move(connection, task, event, {"state": TaskState.ACKNOWLEDGED})


def _write(project: Project, page: Reviewable, number: int, actor: str, *, changed: bool) -> Review:
    """Write the dates of a whole review, record what became of them, and let the ledger follow the file."""
    with project.ledger.begin() as connection:
        review = review_ledger.review_by_number(connection, number)
    if review is None:
        raise ActionRefused(f"there is no review {number}")
    writing: Writing | None = None
    if changed:
        writing = Writing(state=WritingState.PAGE_CHANGED, at=project.now, path=page.place.path)
    elif review.next_due is not None:
        writing = write_dates(project, page.source, page.place.path, review)
    if writing is not None:
        with project.ledger.change() as connection:
            review_ledger.record_writing(connection, number, writing)
            facts = {"review": number, "state": str(writing.state)}
            trail.seal(connection, "dates", page.place.id, facts, actor=actor, at=project.now)
    if writing is not None and writing.state is WritingState.WRITTEN and page.source is not None:
        rescan(project, page.source, page.place.path)
    return _as_it_stands(project, number)


def _as_it_stands(project: Project, number: int) -> Review:
    """The review with the page's tasks settled after it."""
    with project.ledger.change() as connection:
        review = review_ledger.review_by_number(connection, number)
        if review is None:
            raise ActionRefused(f"there is no review {number}")
        settle(connection, project, list(settling_ledger.facts_of(connection, [review.page_id]).values()))
    return review
