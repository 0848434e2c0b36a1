"""What the commands print for programs: one JSON document on standard output."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date
from typing import IO, Any

from reviewdue.ledger.figures import Figures
from reviewdue.ledger.listing import PageLine
from reviewdue.pages import Flag, Problem, ReviewStatus

SCAN_FIELDS = (
    "id", "path", "title", "owner", "last_reviewed", "next_review_due", "status", "days_left", "flags",
)  # fmt: skip


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else str(value)


# Made once: json.dumps would make it anew for each of 100,000 pages.
_ENCODER = json.JSONEncoder(ensure_ascii=False, default=_plain)


def dump(value: Any) -> str:
    """One JSON value; dates as ISO 8601."""
    return _ENCODER.encode(value)


def print_json(value: Any) -> None:
    """One JSON document on standard output."""
    sys.stdout.write(dump(value) + "\n")


def scan_counts(figures: Figures) -> dict[str, int]:
    """The counts of the contract, in its order."""
    statuses = {str(status): figures.statuses[status] for status in ReviewStatus}
    flags = {str(flag): figures.flags[flag] for flag in (Flag.UNOWNED, Flag.NEVER_REVIEWED)}
    return {"pages": figures.pages, **statuses, **flags, "problems": figures.problems}


def write_scan(
    out: IO[str], today: date, figures: Figures, pages: Iterable[PageLine], problems: Iterable[Problem]
) -> None:
    """The scan's JSON document, written as it is read, so that 100,000 pages need no memory."""
    out.write(f'{{"today": "{today.isoformat()}", "counts": {dump(scan_counts(figures))}, "pages": [')
    _write_items(out, ({name: getattr(page, name) for name in SCAN_FIELDS} for page in pages))
    out.write('], "problems": [')
    _write_items(out, (asdict(problem) for problem in problems))
    out.write("]}\n")


def _write_items(out: IO[str], items: Iterator[Mapping[str, Any]]) -> None:
    for number, item in enumerate(items):
        out.write((",\n" if number else "\n") + dump(item))
