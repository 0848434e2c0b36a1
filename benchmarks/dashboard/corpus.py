"""A large ledger, written straight into its tables: pages, sources, citations, and two years of their history."""

import json
import random
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reviewdue.ledger import Ledger, schema
from reviewdue.ledger.bulk import write_rows
from reviewdue.shelfmarks import shelfmark, sort_title, words
from reviewdue.tasks.tasks import ACTIVE, TaskState

TODAY = date(2026, 11, 23)
BEGIN = TODAY - timedelta(days=730)
PEOPLE, TOPICS, BATCH = 60, 90, 5_000
ABOUT = (
    "Living with",
    "Tests for",
    "Treatment of",
    "Symptoms of",
    "Recovering from",
    "Causes of",
    "Risk of",
    "Talking about",
)
WHAT = (
    "asthma",
    "lymphoma",
    "eczema",
    "arthritis",
    "migraine",
    "diabetes",
    "heart failure",
    "lung cancer",
    "stroke",
    "sepsis",
)
WHO = ("adults", "children", "carers", "older people", "pregnant women", "young people")
Row = dict[str, Any]


def page_id(number: int) -> str:
    """The id of one of the pages."""
    return f"topic-{number % TOPICS}/page-{number}"


def source_id(number: int) -> str:
    """The id of one of the sources."""
    return f"source-{number}"


def write_root(root: Path, url: str) -> None:
    """The settings of the governed project, with its people."""
    people = [{"id": f"team-{n}", "name": f"Team {n}", "email": f"team-{n}@example.org"} for n in range(PEOPLE)]
    settings = {"publisher": {"name": "Example Health"}, "people": people, "ledger": {"url": url}}
    (root / "reviewdue.yaml").write_text(json.dumps(settings))
    (root / "content").mkdir()


class Corpus:
    """So many pages and what belongs to them; the same numbers give the same rows."""

    def __init__(self, pages: int, sources: int) -> None:
        self.pages, self.sources = pages, sources
        self.random = random.Random(7)
        self.due = [self._dates(number) for number in range(pages)]

    def _dates(self, number: int) -> tuple[date | None, date | None]:
        last = TODAY - timedelta(days=self.random.randrange(20, 1_150))
        kept = {0: None} if number % 50 == 0 else {}
        return kept.get(0, last), None if number % 40 == 0 else last + timedelta(days=1_096 if number % 3 else 730)

    def write(self, ledger: Ledger) -> None:
        """Fill the tables of an empty ledger."""
        tables: tuple[tuple[sa.Table, Callable[[], Iterable[Row]]], ...] = (
            (schema.page, self._pages),
            (schema.reference, self._references),
            (schema.citation, self._citations),
            (schema.source_check, self._checks),
            (schema.review_task, self._tasks),
            (schema.task_reason, self._reasons),
            (schema.task_event, self._events),
            (schema.review, self._reviews),
            (schema.review_person, self._review_people),
            (schema.review_source, self._review_sources),
            (schema.reminder, self._reminders),
            (schema.run, self._runs),
            (schema.source, self._places),
            (schema.problem, self._problems),
        )
        for table, rows in tables:
            with ledger.change() as connection:
                _write(connection, table, iter(rows()))
        if ledger.engine.dialect.name == "postgresql":
            # As the server does by itself some time after so many rows.
            with ledger.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM ANALYZE")

    def _pages(self) -> Iterator[Row]:
        for number, (last, due) in enumerate(self.due):
            title = f"{ABOUT[number % 8]} {WHAT[number // 8 % 10]} for {WHO[number % 6]}, part {number}"
            row: Row = {
                "id": page_id(number), "source": "pages", "path": f"content/{page_id(number)}.md",
                "url": f"https://www.example.org/{page_id(number)}", "title": title, "language": "en",
                "topics": json.dumps([f"topic-{number % TOPICS}", WHAT[number // 8 % 10]]),
                "owner": None if number % 70 == 0 else f"team-{number % PEOPLE}",
                "reviewers": json.dumps([f"team-{number * 7 % PEOPLE}"] if number % 3 else []),
                "risk": ("high", "standard", "low")[number % 3], "last_reviewed": last,
                "next_review_due": due,
                "due_basis": "stated" if due else None, "review_interval": None,
                "unreadable": number % 400 == 0,
                "note": None, "date_modified": None, "content_hash": "b" if number % 25 == 0 else "a",
                "reviewed_hash": "a", "changed_on": None, "locator": "{}", "bumped": False,
                "stamp": str(number),
                "first_seen": BEGIN, "missing_since": None, "removed_on": None, "policy_due": None,
                "settle_on": date(2099, 1, 1),
            }  # fmt: skip
            yield row | shelfmark(row, json.loads(row["topics"]))._asdict()

    def _references(self) -> Iterator[Row]:
        for number in range(self.sources):
            csl = {"id": source_id(number), "type": "report",
                   "title": f"Guideline {number} on {WHAT[number % 10]}",
                   "publisher": "Institute for Examples",
                   "URL": f"https://guidelines.example.org/{number}"}  # fmt: skip
            yield {
                "id": source_id(number), "csl": json.dumps(csl), "title": csl["title"],
                "registered": True,
                "address": csl["URL"], "host": "guidelines.example.org", **_answers(number),
                "confirmed": number % 80 == 0,
                "reason": None, "http_status": 200, "final_url": None, "etag": None,
                "last_modified": None, "failures": 0,
                "failing_since": None, "unreachable_since": None, "checked_at": _noon(TODAY), "calm": 3,
                "next_check_at": _noon(TODAY + timedelta(days=30)), "intended": "", "successor": None,
                "currency_at": _noon(TODAY), "integrity_at": _noon(TODAY), "updated_on": None,
                "cited_as": None,
                "cited_style": None,
                "sort_title": sort_title(csl["title"]), "words": words(*csl.values()),
            }  # fmt: skip

    def _citations(self) -> Iterator[Row]:
        for number in range(self.pages):
            for position in range(3):
                # A few sources are cited everywhere, most of them hardly ever.
                cited = source_id(int(self.sources * self.random.random() ** 3))
                yield {"page_id": page_id(number), "position": position, "cited": cited,
                       "line": 4 + position,
                       "reference_id": cited}  # fmt: skip

    def _checks(self) -> Iterator[Row]:
        for day in range(0, 730, 90):
            for number in range(self.sources):
                at = _noon(BEGIN + timedelta(days=day + number % 30))
                seen = {"axis": "availability", "checker": "address", "observed": "It answered 200.",
                        "at": at.isoformat(),
                        "url": f"https://guidelines.example.org/{number}"}  # fmt: skip
                yield {"reference_id": source_id(number), "at": at, **_answers(number),
                       "confirmed": False,
                       "http_status": 200, "final_url": None, "elapsed_ms": 80,
                       "evidence": json.dumps([seen])}  # fmt: skip

    def _states(self) -> Iterator[tuple[int, TaskState, date]]:
        """Every task: the number of its page, its state and its day."""
        for number, (last, due) in enumerate(self.due):
            if last and last > BEGIN:
                yield number, TaskState.DONE, last
            if due and due < TODAY + timedelta(days=90):
                state = ACTIVE[number % 3 if number % 4 == 0 else 0]
                yield number, state, due

    def _tasks(self) -> Iterator[Row]:
        for number, state, due in self._states():
            yield {"id": _task_id(number, state), "page_id": page_id(number), "state": str(state),
                   "due": due,
                   "opened_on": due - timedelta(days=90), "reviewed_before": None, "assignee": None,
                   "escalated_to": "team-1" if number % 90 == 0 else None, "deferrals": 0,
                   "outcome": "no_change" if state is TaskState.DONE else None}  # fmt: skip

    def _reasons(self) -> Iterator[Row]:
        for number, state, due in self._states():
            yield {"task_id": _task_id(number, state), "page_id": page_id(number),
                   "reason": "scheduled", "subject": "",
                   "mark": due.isoformat(), "why": "", "instead": None, "instead_url": None,
                   "evidence": "[]", "due": due,
                   "since": due - timedelta(days=90), "deferred_to": None, "lifted_at": None}  # fmt: skip

    def _events(self) -> Iterator[Row]:
        for number, state, due in self._states():
            steps = {90: "opened"} | ({10: "acknowledged", 0: "done"} if state is TaskState.DONE else {})
            for before, event in steps.items():
                yield {"task_id": _task_id(number, state), "at": _noon(due - timedelta(days=before)),
                       "actor": f"team-{number % PEOPLE}", "event": event, "why": ""}  # fmt: skip

    def _done(self) -> Iterator[tuple[int, int, date]]:
        """Every review: its number, its page and its day."""
        done = ((number, last) for number, (last, _) in enumerate(self.due) if last and last > BEGIN)
        yield from ((count, number, last) for count, (number, last) in enumerate(done, start=1))

    def _reviews(self) -> Iterator[Row]:
        for count, number, day in self._done():
            yield {"number": count, "page_id": page_id(number), "title": f"Page {number}",
                   "content_hash": "a",
                   "task_id": _task_id(number, TaskState.DONE), "cycle_due": day,
                   "trigger": "scheduled", "reason": "",
                   "done_on": day, "reviewed_before": None, "outcome": "no_change", "summary": "",
                   "scope_covered": "all",
                   "scope_not_covered": "", "parts": "[]", "missing_parts": "[]", "complete": True,
                   "signed_off_by": None,
                   "approver": None, "next_due": day + timedelta(days=1_096), "next_due_why": "",
                   "haste": '["finished_in_seconds"]' if number % 300 == 0 else "[]", "started_at": None,
                   "finished_at": None, "recorded_at": _noon(day),
                   "recorded_by": f"team-{number % PEOPLE}"}  # fmt: skip

    def _review_people(self) -> Iterator[Row]:
        for count, number, _ in self._done():
            yield {"review_number": count, "position": 0, "does": "review",
                   "person_id": f"team-{number % PEOPLE}",
                   "name": f"Team {number % PEOPLE}", "role": "reviewer",
                   "organisation": "Example Health",
                   "standing": "internal", "parts": "[]", "interests": "none", "interests_note": ""}  # fmt: skip

    def _review_sources(self) -> Iterator[Row]:
        for count, number, day in self._done():
            cited = source_id(number % self.sources)
            yield {"review_number": count, "position": 0, "cited": cited, "reference_id": cited,
                   "label": cited,
                   "supports": "yes", "edition": "2020", "note": "", "availability": "available",
                   "currency": "current",
                   "integrity": "clear", "checked_at": _noon(day)}  # fmt: skip

    def _reminders(self) -> Iterator[Row]:
        for number, state, due in self._states():
            for rung in (30, 7):
                yield {"kind": "reminder", "page_id": page_id(number), "cycle_due": due, "rung": rung,
                       "recipient": f"team-{number % PEOPLE}@example.org", "state": "sent",
                       "message_id": f"<{number}-{state}-{rung}@example.org>", "subject": "Reviews due",
                       "claimed_at": _noon(due - timedelta(days=rung)),
                       "settled_at": _noon(due - timedelta(days=rung)),
                       "path": None, "error": None}  # fmt: skip

    def _runs(self) -> Iterator[Row]:
        tallies = {"scan": {"files": self.pages, "parsed": 40}, "check": {"checked": 500},
                   "remind": {"counts": {"sent": 30, "failed": 0}}, "publish": {}}  # fmt: skip
        for day in range(731):
            for step, tally in tallies.items():
                at = _noon(BEGIN + timedelta(days=day))
                yield {"step": step, "today": at.date(), "started_at": at,
                       "finished_at": at + timedelta(minutes=5),
                       "state": "done", "tally": json.dumps(tally)}  # fmt: skip

    def _places(self) -> Iterator[Row]:
        yield {
            "name": "pages",
            "state": "ok",
            "detail": "",
            "pages": self.pages,
            "digest": "",
            "scanned_at": _noon(TODAY),
        }

    def _problems(self) -> Iterator[Row]:
        for number in range(0, self.pages, 400):
            yield {"source": "pages", "path": f"content/{page_id(number)}.md", "line": 5,
                   "code": "unreadable_date",
                   "message": "“2026-02-31” is no day of the calendar",
                   "hint": "write the day as 2026-02-28"}  # fmt: skip


def _write(connection: Connection, table: sa.Table, rows: Iterator[Row]) -> None:
    while batch := list(islice(rows, BATCH)):
        write_rows(connection, sa.insert(table), batch)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def _task_id(number: int, state: TaskState) -> str:
    return f"{'d' if state is TaskState.DONE else 'o'}{number:07}"


def _answers(number: int) -> dict[str, str]:
    """One source in twenty is superseded, one in eighty gone, one in four hundred retracted."""
    return {
        "availability": "not_found" if number % 80 == 0 else "restricted" if number % 33 == 0 else "available",
        "currency": "superseded" if number % 20 == 0 else "current" if number % 2 else "unknown",
        "integrity": "retracted" if number % 400 == 0 else "clear" if number % 3 else "unknown",
    }
