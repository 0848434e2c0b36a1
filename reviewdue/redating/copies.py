"""Dates that a page prints for its readers beside those in its metadata: they move with them."""

import re
from collections.abc import Mapping
from datetime import date

from reviewdue.dates import DateUnreadable, parse_date
from reviewdue.frontmatter import split_front_matter
from reviewdue.pagefiles import DATA_SUFFIXES, Reading
from reviewdue.pages import Page
from reviewdue.printed import LINES_BELOW, all_printed
from reviewdue.redating.forms import spans_in
from reviewdue.redating.texts import ExactText, PageFiles


def move_copies(files: PageFiles, before: Page, reading: Reading, wanted: Mapping[str, date | None]) -> PageFiles:
    """Write the new dates wherever the text prints, under a label, the date that the page stated before."""
    if files.path.lower().endswith(DATA_SUFFIXES):
        return files
    exact = ExactText.of(files.data)
    text = re.sub(r"\r\n|\r", "\n", exact.text)
    split = split_front_matter(text)
    edits: list[tuple[int, int, str]] = []
    for printed in all_printed(split.body, reading.labels):
        old, new = getattr(before, printed.field), wanted.get(printed.field)
        if old is not None and new is not None and old != new and _reads_as(printed.text, old, reading):
            edits += _edit(exact, printed.line + split.body_line - 2, old, new, reading)
    changed = exact.text
    for start, end, written in sorted(set(edits), reverse=True):
        changed = changed[:start] + written + changed[end:]
    return files.put(files.path, exact.encode(changed)) if edits else files


def _reads_as(text: str, day: date, reading: Reading) -> bool:
    try:
        return parse_date(text, order=reading.order, zone=reading.zone).first == day
    except DateUnreadable:
        return False


def _edit(exact: ExactText, line: int, old: date, new: date, reading: Reading) -> list[tuple[int, int, str]]:
    """The first date of that day on the label's line or below, written for the new one."""
    for start, end in exact.lines()[line : line + LINES_BELOW + 1]:
        text = exact.text[start:end]
        for span in spans_in(text, reading.order):
            if _reads_as(text[span.start : span.end], old, reading):
                return [(start + span.start, start + span.end, span.write(new))]
    return []
