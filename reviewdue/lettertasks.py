"""One page of a letter: why it is to be reviewed, by when, and what its sources say."""

from dataclasses import replace

from reviewdue.calendars import Entry
from reviewdue.ledger.listing import PageLine
from reviewdue.letters import LetterTask
from reviewdue.pages import ReviewStatus
from reviewdue.projects import Project
from reviewdue.reminders import Reminder
from reviewdue.showing import Known, show_sources
from reviewdue.tasks import Task
from reviewdue.tasks.showing import why_of


def letter_task(
    project: Project,
    line: PageLine,
    task: Task,
    reminder: Reminder,
    known: Known,
    *,
    review_url: str | None = None,
    entry: Entry | None = None,
) -> LetterTask:
    """One page of a reminder's letter, with what went before it to the same recipient."""
    past = [one for one in known.reminders.get(line.id, ()) if one.key.recipient == reminder.recipient.mailbox]
    return replace(
        show_letter_task(project, line, task, known, review_url=review_url),
        reminded=sum(one.state == "sent" and one.key.cycle_due == reminder.cycle_due for one in past),
        escalated=reminder.recipient.role == "escalation",
        entry=entry,
    )


def show_letter_task(
    project: Project, line: PageLine, task: Task, known: Known, *, review_url: str | None
) -> LetterTask:
    """One page of a letter, with all its sources, those that need a look first."""
    sources = sorted(show_sources(project, line, known), key=lambda source: not source.needs_look)
    return replace(_plain_task(project, line, task, review_url), why=why_of(task), sources=tuple(sources))


def brief_task(
    project: Project, line: PageLine, task: Task, reminder: Reminder, *, review_url: str | None
) -> LetterTask:
    """One page of a letter that is told in a line."""
    is_escalated = reminder.recipient.role == "escalation"
    return replace(_plain_task(project, line, task, review_url), brief=True, escalated=is_escalated)


def _plain_task(project: Project, line: PageLine, task: Task, review_url: str | None) -> LetterTask:
    days_left = (task.due - project.today).days
    return LetterTask(
        title=line.title,
        path=line.path,
        status=ReviewStatus.OVERDUE if days_left < 0 else ReviewStatus.DUE,
        due=task.due,
        days_left=days_left,
        last_reviewed=line.last_reviewed,
        reasons=tuple(dict.fromkeys(str(one.finding.reason) for one in task.standing)),
        page_url=line.url,
        review_url=review_url,
    )
