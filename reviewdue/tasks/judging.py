"""From what a look at a page found to what becomes of its task: pure, so that every day can be played."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from reviewdue.tasks.findings import PageFacts
from reviewdue.tasks.tasks import ASKED_FOR, Finding, FindingKey, Reason, Task, TaskReason, TaskState
from reviewdue.wording import day

NEVER = date.max


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What becomes of a page's task; `task` is None where one is to be opened.

    `steps` are the entries of its history: what happened, and why.
    """

    task: Task | None
    state: TaskState
    due: date
    added: tuple[Finding, ...] = ()
    lifted: tuple[TaskReason, ...] = ()
    outcome: str | None = None
    steps: tuple[tuple[str, str], ...] = ()


def settle_page(
    page: PageFacts,
    findings: Iterable[Finding],
    task: Task | None,
    dealt_with: Collection[FindingKey],
    today: date,
) -> Settlement | None:
    """What is to be done about a page; None where everything stays as it is.

    `task` is the one that waits, `dealt_with` the findings of earlier ones: those open nothing again.
    """
    current = {one.key: one for one in findings}
    held = {one.finding.key for one in task.reasons if one.stands} if task else set()
    known = held | set(dealt_with)
    fresh = tuple(one for key, one in current.items() if key not in known and not one.doubtful)
    if task is None:
        return _open(fresh) if fresh else None
    if not page.listed:
        return _close_removed(task)
    standing = [one for one in task.reasons if one.stands]
    lifted = [one for one in standing if one.finding.reason not in ASKED_FOR and one.finding.key not in current]
    answered = [one for one in standing if one not in lifted and _is_answered(page, task, one)]
    remaining = [one for one in standing if one not in lifted and one not in answered]
    if not remaining and not fresh and (lifted or answered):
        return _close(page, task, lifted)
    return _carry_on(page, task, remaining, fresh, lifted, today)


def _open(fresh: tuple[Finding, ...]) -> Settlement:
    due = min(one.due for one in fresh)
    return Settlement(task=None, state=TaskState.OPEN, due=due, added=fresh, steps=(("opened", say_reasons(fresh)),))


def say_reasons(findings: Iterable[Finding]) -> str:
    """Why, in a line: what is behind each finding."""
    return " ".join(one.why or f"Its review is due on {day(one.due)}." for one in findings)


def _close_removed(task: Task) -> Settlement:
    lifted = tuple(one for one in task.reasons if one.stands)
    steps = (("cancelled", "The page is no longer there."),)
    return Settlement(task=task, state=TaskState.CANCELLED, due=task.due, lifted=lifted, steps=steps)


def _was_reviewed(page: PageFacts, task: Task) -> bool:
    return page.last_reviewed is not None and page.last_reviewed > (task.reviewed_before or date.min)


def _is_answered(page: PageFacts, task: Task, reason: TaskReason) -> bool:
    """Whether the page states a review of the day a reason came up or later. A date that is still due asks on."""
    if reason.finding.reason is Reason.SCHEDULED or not _was_reviewed(page, task):
        return False
    return page.last_reviewed is not None and page.last_reviewed >= reason.since


def _close(page: PageFacts, task: Task, lifted: list[TaskReason]) -> Settlement | None:
    why = " ".join(_say_lifted(page, one) for one in lifted)
    if page.last_reviewed and _was_reviewed(page, task):
        steps = (("done", f"The page states a review of {day(page.last_reviewed)}."),)
        return Settlement(
            task=task,
            state=TaskState.DONE,
            due=task.due,
            lifted=tuple(lifted),
            outcome="reviewed_at_source",
            steps=steps,
        )
    if task.state is TaskState.OPEN or any(one.finding.reason is Reason.SCHEDULED for one in lifted):
        steps = (("cancelled", why),)
        return Settlement(task=task, state=TaskState.CANCELLED, due=task.due, lifted=tuple(lifted), steps=steps)
    # Somebody has taken it up: whether there is still something to do is theirs to say.
    return Settlement(task=task, state=task.state, due=task.due, lifted=tuple(lifted), steps=(("reason_lifted", why),))


def _say_lifted(page: PageFacts, reason: TaskReason) -> str:
    one = reason.finding
    if one.reason is not Reason.SCHEDULED:
        return f"No longer so: {one.why}"
    # Only a planned day has a sentence of its own.
    if one.why:
        return f"It is no longer planned for {day(one.due)}."
    if page.next_review_due == one.due:
        return "It was planned for an earlier day."
    return f"The page no longer states {day(one.due)} as its review date."


def _carry_on(
    page: PageFacts,
    task: Task,
    remaining: list[TaskReason],
    fresh: tuple[Finding, ...],
    lifted: list[TaskReason],
    today: date,
) -> Settlement | None:
    due = min([one.due for one in remaining] + [one.due for one in fresh], default=task.due)
    state, steps = task.state, []
    if fresh:
        steps.append(("reason_added", say_reasons(fresh)))
    if lifted:
        steps.append(("reason_lifted", " ".join(_say_lifted(page, one) for one in lifted)))
    if task.state is TaskState.DEFERRED and (due < task.due or task.due <= today):
        state = TaskState.OPEN
        steps.append(("reopened", "Something new came up." if due < task.due else "The deferral has ended."))
    if due != task.due:
        steps.append(("due_moved", f"From {day(task.due)} to {day(due)}."))
    if not steps:
        return None
    return Settlement(task=task, state=state, due=due, added=fresh, lifted=tuple(lifted), steps=tuple(steps))


def next_look(page: PageFacts, state: TaskState | None, due: date, window: int, today: date) -> date:
    """The day on which time alone may change something: a page enters its window, or a deferral ends."""
    days = [due] if state is TaskState.DEFERRED else []
    if page.listed and page.review_by is not None and (page.review_by - today).days > window:
        days.append(page.review_by - timedelta(days=window))
    return min(days, default=NEVER)
