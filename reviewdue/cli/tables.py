"""What the commands print for people: lines and tables."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from reviewdue.ledger.figures import Figures
from reviewdue.ledger.listing import PageLine
from reviewdue.pages import Problem, ReviewStatus
from reviewdue.steps import say_step
from reviewdue.wording import day_short, due

MOST_ROWS = 20


def print_scan(figures: Figures, pages: Iterable[PageLine], problems: Iterable[Problem]) -> None:
    """The scan for people: the figures, the most urgent pages, what could not be read."""
    console = Console(highlight=False)
    parts = [f"{figures.statuses[status]} {status}" for status in ReviewStatus]
    console.print(f"[bold]{figures.pages} pages[/bold]: {', '.join(parts)}")
    table = Table("Page", "Due", "Stands", "Owner", box=None, header_style="dim", pad_edge=False)
    shown = [page for page, _ in zip((page for page in pages if _is_urgent(page)), range(MOST_ROWS), strict=False)]
    for page in shown:
        table.add_row(
            Text(page.title),
            day_short(page.next_review_due) if page.next_review_due else "",
            _stands(page),
            Text(page.owner or "nobody"),
        )
    if shown:
        console.print(table)
    urgent = sum(figures.statuses[status] for status in URGENT)
    if urgent > len(shown):
        console.print(f"… and {urgent - len(shown)} more; --format json lists them all")
    print_problems(console, problems, figures.problems)


URGENT = (ReviewStatus.UNREADABLE, ReviewStatus.OVERDUE, ReviewStatus.DUE)


def _is_urgent(page: PageLine) -> bool:
    return page.status in URGENT


def _stands(page: PageLine) -> Text:
    if page.days_left is None or page.status is ReviewStatus.UNREADABLE:
        return Text(page.status, style="red")
    return Text(due(page.days_left), style="red" if page.status is ReviewStatus.OVERDUE else "yellow")


def print_problems(console: Console, problems: Iterable[Problem], total: int) -> None:
    """What could not be read, one line each with its remedy."""
    if not total:
        return
    console.print(f"\n[bold]{total} problem{'' if total == 1 else 's'}[/bold]")
    for problem, _ in zip(problems, range(MOST_ROWS), strict=False):
        place = f"{problem.path}:{problem.line}" if problem.line else problem.path
        console.print(Text(f"  {place}: {problem.message} ({problem.code}); {problem.hint}"))
    if total > MOST_ROWS:
        console.print(f"  … and {total - MOST_ROWS} more")


def print_checks(counts: Mapping[str, int], results: Iterable[Mapping[str, Any]]) -> None:
    """Checked sources for people: the figures, then each with its answer and why."""
    console = Console(highlight=False)
    console.print(
        ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items()) or "nothing to check"
    )
    table = Table("Source", "Stands", "Why", box=None, header_style="dim", pad_edge=False)
    rows = list(results)
    for result in rows[:100]:
        table.add_row(Text(result.get("id") or result["url"]), _answers(result), Text(_why(result)))
    if rows:
        console.print(table)
    if len(rows) > 100:
        console.print(f"… and {len(rows) - 100} more; --format json lists them all")


def _answers(result: Mapping[str, Any]) -> Text:
    suspected = result["availability"] == "not_found" and not result["confirmed"]
    words = ["possibly gone" if suspected else result["availability"].replace("_", " ")]
    words += [result[axis] for axis in ("currency", "integrity") if result[axis] != "unknown"]
    return Text(", ".join(words))


def _why(result: Mapping[str, Any]) -> str:
    return " ".join(str(one["observed"]) for one in result["evidence"])


def print_reminders(counts: Mapping[str, int], messages: Iterable[Mapping[str, Any]], *, dry_run: bool) -> None:
    """Reminders for people: the figures, then each message and where it went."""
    console = Console(highlight=False)
    console.print(", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items()))
    for message in messages:
        where = message.get("path") or ("not sent: dry run" if dry_run else message["state"])
        console.print(Text(f"  {message['subject']} → {where}"))
        if message.get("error"):
            console.print(Text(f"    {message['error']}"))


def print_run(tally: Mapping[str, Any]) -> None:
    """The main job for people: what is overdue and why it matters, what was done, and where to look."""
    console = Console(highlight=False)
    counts = dict(tally["counts"])
    pages = counts.pop("pages", 0)
    console.print(f"\n[bold]{pages} pages[/bold]: {', '.join(f'{count} {name}' for name, count in counts.items())}")
    for page in tally["overdue"]:
        console.print(Text(f"  {page['title']}: {-page['days_left']} days overdue, since {_since(page)}", style="red"))
        for source in page["sources"]:
            console.print(Text(f"    cites {source['label']}: {_said(source)}"), soft_wrap=True)
    if counts.get("overdue", 0) > len(tally["overdue"]):
        console.print(f"  … and {counts['overdue'] - len(tally['overdue'])} more")
    for name, step in tally["steps"].items():
        console.print(f"[bold]{name:8}[/bold]{say_step(name, step)}")
    console.print("\nWhere to look")
    console.print(Text(f"  dashboard  {_from_here(tally['dashboard']) if tally['dashboard'] else 'not written'}"))
    if tally["outbox"]:
        console.print(Text(f"  outbox     {_from_here(tally['outbox'])}"))


def _since(page: Mapping[str, Any]) -> str:
    return day_short(date.fromisoformat(page["next_review_due"]))


def _said(source: Mapping[str, Any]) -> str:
    return ", ".join(part for part in (source["answer"], source["detail"]) if part)


def _from_here(path: str) -> str:
    """A path as short as it can be typed here."""
    return str(Path(path).relative_to(Path.cwd())) if Path(path).is_relative_to(Path.cwd()) else path
