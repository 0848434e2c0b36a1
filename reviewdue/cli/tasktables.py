"""What the commands about tasks print for people."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from rich.console import Console
from rich.table import Table
from rich.text import Text

from reviewdue.impact import Consequence, Impact
from reviewdue.ledger.listing import PageLine
from reviewdue.people import People
from reviewdue.references import short_name
from reviewdue.tasks import Task
from reviewdue.tasks.showing import say_assigned, say_finding
from reviewdue.tasks.views import TaskView
from reviewdue.wording import day_short, due, plural

MOST_ROWS = 100


def _words(name: str) -> str:
    return name.replace("_", " ")


def print_impact(found: Impact) -> None:
    """Which pages cite a source, and what they need."""
    console = Console(highlight=False)
    verdict = found.source.verdict
    answers = f"{_words(verdict.availability)}, currency {verdict.currency}, integrity {verdict.integrity}"
    console.print(Text(f"{short_name(found.source.reference)}: {answers}"))
    if found.superseded_by:
        console.print(Text(f"  use instead: {found.superseded_by}"))
    needing = sum(one.needs_review for one in found.pages)
    console.print(f"{plural(len(found.pages), 'page')} cite it, {needing} of them need a review because of it")
    table = Table(
        "Page", "Owner", "Next review", "Because of this source", box=None, header_style="dim", pad_edge=False
    )
    for one in found.pages[:MOST_ROWS]:
        line = one.line
        dated = day_short(line.next_review_due) if line.next_review_due else "no date"
        table.add_row(Text(line.title), Text(line.owner or "nobody"), dated, Text(_need(one)))
    if found.pages:
        console.print(table)
    if len(found.pages) > MOST_ROWS:
        console.print(f"… and {len(found.pages) - MOST_ROWS} more; --format json lists them all")


def _need(one: Consequence) -> str:
    if one.finding is None:
        return f"nothing. {one.spared}" if one.spared else "nothing"
    if one.dealt_with:
        return "nothing more: a review has dealt with it"
    by = f"review by {day_short(one.due)}" if one.due else "review"
    there = f", {one.task.state}" if one.task else ""
    return f"{by}{there}. {say_finding(one.finding)}"


def print_tasks(tasks: Iterable[tuple[Task, PageLine]], people: People, today: date, counts: Mapping[str, int]) -> None:
    """The tasks that wait, the most urgent first."""
    console = Console(highlight=False)
    console.print(", ".join(f"{count} {state}" for state, count in counts.items()) or "no tasks")
    table = Table("Page", "Due", "State", "Why", "With", box=None, header_style="dim", pad_edge=False)
    shown = list(tasks)
    for task, line in shown[:MOST_ROWS]:
        why = ", ".join(dict.fromkeys(_words(one.finding.reason) for one in task.standing))
        stands = Text(due((task.due - today).days), style="red" if task.due < today else "")
        table.add_row(Text(line.title), stands, task.state, why, Text(say_assigned(people, line, task) or "nobody"))
    if shown:
        console.print(table)
    if len(shown) > MOST_ROWS:
        console.print(f"… and {len(shown) - MOST_ROWS} more; --format json lists them all")


def print_page(page: str, tasks: Sequence[TaskView]) -> None:
    """The tasks of one page with their reasons and their history."""
    console = Console(highlight=False)
    if not tasks:
        console.print(Text(f"{page}: no review is asked for, and none was"))
    for task in tasks:
        by = f", due {day_short(task.due)}" if task.due else ""
        console.print(Text(f"{page}: {task.state}{by}{f', with {task.assignee}' if task.assignee else ''}"))
        for reason in task.reasons:
            gone = " (no longer so)" if reason.lifted else ""
            console.print(Text(f"  {_words(reason.reason)}{gone}. {reason.why}".rstrip()))
        for step in task.history:
            console.print(Text(f"  {step.at:%Y-%m-%d %H:%M} {step.event} by {step.actor}. {step.why}".rstrip()))
