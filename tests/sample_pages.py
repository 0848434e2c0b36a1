"""Page files made of a few lines, and how they are read, for tests of everything that reads pages."""

from datetime import date
from pathlib import Path
from typing import Any

from reviewdue.fieldmaps import FieldMap
from reviewdue.intervals import Interval
from reviewdue.pagefiles import Parsed, Reading, parse_page
from reviewdue.pages import DueRule, ReviewStatus, Risk, review_status
from reviewdue.settings import Settings, Source

DATA = Path(__file__).parent / "data"
TODAY = date(2026, 6, 6)
INTERVALS = {Risk.HIGH: Interval(12), Risk.STANDARD: Interval(36), Risk.LOW: Interval(36)}


def make_reading(**source: Any) -> Reading:
    """How the files of a source are read, from its keys in reviewdue.yaml."""
    settings = Source.model_validate(source)
    fields = FieldMap(own=settings.fields)
    return Reading(
        fields=fields,
        labels=fields.labels(),
        order=settings.date_order,
        zone=Settings().publisher.zone,
        due_rule=DueRule(intervals=INTERVALS),
        base_url="https://www.example.org/",
    )


def read(
    text: str | bytes, path: str = "content/page.md", sidecar: tuple[str, bytes] | None = None, **source: Any
) -> Parsed:
    """One file, read as the scan reads it."""
    data = text.encode() if isinstance(text, str) else text
    return parse_page(data, path, "page", make_reading(**source), sidecar)


def with_fields(*fields: str) -> str:
    """A Markdown page; its fields begin on line 2."""
    return "\n".join(("---", *fields, "---", "", "# A heading", "", "Some words.", ""))


def status(parsed: Parsed) -> ReviewStatus:
    """Where the page stands on TODAY."""
    page = parsed.page
    return review_status(page.next_review_due, unreadable=page.unreadable, today=TODAY, lead=90)


def told(parsed: Parsed) -> list[tuple[str, int | None, str]]:
    """The problems, without their words."""
    return [(problem.path, problem.line, problem.code) for problem in parsed.problems]
