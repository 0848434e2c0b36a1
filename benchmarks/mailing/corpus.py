"""What is mailed about: a governed project with so many recipients, and letters as they get them."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from reviewdue.letters import LetterTask, ReminderLetter
from reviewdue.views import SourceState, Successor

TODAY = date(2026, 11, 23)
SOURCES = 3
CURRENCY = ("current", "superseded", "unknown")


def make_source(number: int) -> SourceState:
    """One of a thousand sources, every third of them superseded."""
    currency = CURRENCY[number % 3]
    newer = Successor(label=f"Guideline {number}, 2026 edition", url=f"https://guidelines.example.org/{number}/2026")
    return SourceState(
        id=f"source-{number}",
        label=f"Institute for Examples, guideline {number}, 2023",
        availability="available",
        currency=currency,
        integrity="clear" if number % 2 else "unknown",
        successor=newer if currency == "superseded" else None,
    )


def make_letters(recipients: int, pages: int) -> Iterator[ReminderLetter]:
    """What each recipient's letter says, one at a time."""
    sources = [make_source(number) for number in range(1000)]
    return (_letter(number, pages, sources) for number in range(recipients))


def _letter(number: int, pages: int, sources: list[SourceState]) -> ReminderLetter:
    return ReminderLetter(
        publisher="Example Health",
        today=TODAY,
        recipient=f"Team {number}",
        tasks=tuple(_task(number * pages + page, sources) for page in range(pages)),
        contact="reviews@example.org",
    )


def _task(number: int, sources: list[SourceState]) -> LetterTask:
    due = TODAY - timedelta(days=3)
    plain = LetterTask(title=f"Living with condition {number}", path=f"content/page-{number}.md", status="overdue")
    cited = tuple(sources[(number * SOURCES + at) % len(sources)] for at in range(SOURCES))
    return replace(plain, due=due, days_left=-3, last_reviewed=due - timedelta(days=1095), sources=cited)


def write_project(root: Path, recipients: int, pages: int) -> None:
    """The same as a folder: pages, owned by addresses, that cite a register of a thousand sources."""
    (root / "reviewdue.yaml").write_text(json.dumps({"publisher": {"name": "Example Health"}}))
    (root / "references").mkdir()
    register = [
        {"id": f"source-{number}", "type": "report", "title": f"Guideline {number}", "author": "Institute for Examples"}
        for number in range(1000)
    ]
    (root / "references" / "sources.yaml").write_text(json.dumps(register))
    for number in range(recipients * pages):
        folder = root / "content" / f"{number // 1000:03}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"page-{number}.md").write_text(_page(number, pages))


def _page(number: int, pages: int) -> str:
    cited = [f"source-{(number * SOURCES + at) % 1000}" for at in range(SOURCES)]
    fields = {
        "title": f"Living with condition {number}",
        "owner": f"team-{number // pages}@example.org",
        "last_reviewed": "2023-11-20",
        "next_review_due": "2026-11-20",
        "references": cited,
    }
    return "---\n" + json.dumps(fields) + "\n---\n\nAsk your nurse.\n"
