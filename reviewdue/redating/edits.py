"""Moves the dates of a page in the bytes of its files; pure: bytes in, bytes out.

Every edit is tried and read again: it counts only if it moved the date it should and nothing else a reader sees. So
what stands where need not be guessed, and a file that cannot be understood is not touched.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from reviewdue.fieldmaps import ALIASES, FieldMap, normal_key
from reviewdue.pagefiles import Reading
from reviewdue.pages import Page
from reviewdue.printed import LINES_BELOW
from reviewdue.redating.copies import move_copies
from reviewdue.redating.fields import new_fields
from reviewdue.redating.forms import Span, spans_in
from reviewdue.redating.texts import ExactText, PageFiles

LAST, NEXT = "last_reviewed", "next_review_due"
# More dates than this are in no page; a file that has them is not searched for ever.
MOST_TRIES = 200
VALUE = re.compile(
    r"""^\s*["']?(?P<name>[\w.\-][\w.\- ]*?)["']?[ \t]*[:=][ \t]*"""
    r"""(?P<value>"[^"\r\n]*"|'[^'\r\n]*'|[^#\r\n,]*?)(?=\s*(?:[,#\r\n]|$))"""
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoPlace:
    """A date that has no place in the files that could be found, or that nothing else would move with."""

    field: str


def redate(files: PageFiles, reading: Reading, last: date, due: date | None) -> PageFiles | NoPlace:
    """The files with the day of the last review and of the next one; `due` None leaves the latter as it is."""
    try:
        return _redate(files, reading, last, due)
    except UnicodeDecodeError:
        # Sixteen bits a letter, and an odd number of bytes: it was readable, and cannot be written as it was.
        return NoPlace(field=LAST)


def _redate(files: PageFiles, reading: Reading, last: date, due: date | None) -> PageFiles | NoPlace:
    before = files.read(reading)
    for field, day in ((LAST, last), (NEXT, due)):
        page = files.read(reading)
        if day is None or getattr(page, field) == day:
            continue
        tries = _tries(files, page, reading, field, day)
        moved = next((one for one in tries if _moved(one, page, reading, field, day)), None)
        if moved is None:
            return NoPlace(field=field)
        files = moved
    return move_copies(files, before, reading, {LAST: last, NEXT: due})


def _moved(files: PageFiles, before: Page, reading: Reading, field: str, day: date) -> bool:
    """Whether an edit moved one date and left all else that is known of the page as it was."""
    after = files.read(reading)
    if getattr(after, field) != day:
        return False
    other = NEXT if field == LAST else LAST
    stated = other in before.locator
    changes = {field: day, "due_basis": after.due_basis, "unreadable": after.unreadable, "locator": after.locator}
    if not stated or before.unreadable:
        changes[other] = getattr(after, other)
    return replace(before, **changes) == replace(after, references=_unplaced(after, before))  # type: ignore[arg-type]


def _unplaced(after: Page, before: Page) -> tuple[object, ...]:
    """The references as before, if only their lines are others."""
    same = [one.cited for one in after.references] == [one.cited for one in before.references]
    return before.references if same else after.references


def _tries(files: PageFiles, page: Page, reading: Reading, field: str, day: date) -> Iterator[PageFiles]:
    """The files with one edit each that may be the right one, the likeliest first."""
    ways = (_in_place_of_a_date, _in_place_of_a_value, _as_a_new_field)
    tries = (way(files, path, page, reading, field, day) for way in ways for path in files.paths())
    yield from itertools.islice(itertools.chain.from_iterable(tries), MOST_TRIES)


def _in_place_of_a_date(
    files: PageFiles, path: str, page: Page, reading: Reading, field: str, day: date
) -> Iterator[PageFiles]:
    exact = ExactText.of(files.bytes_of(path))
    lines = exact.lines()
    first = page.locator.get(field)
    near = range(first - 1, min(first + LINES_BELOW, len(lines))) if first else range(0)
    others = (at for at in range(len(lines)) if at not in near)
    for at in itertools.chain(near, others if _is_stated(page, field) else ()):
        start, end = lines[at]
        for span in spans_in(exact.text[start:end], reading.order):
            yield from _with_span(files, path, exact, span, start, day)


def _is_stated(page: Page, field: str) -> bool:
    return field in page.locator or getattr(page, field) is not None


def _with_span(files: PageFiles, path: str, exact: ExactText, span: Span, start: int, day: date) -> Iterator[PageFiles]:
    # A time stamp may fall on another day in the publisher's zone than the one that is written.
    for shift in (0, -1, 1):
        text = span.write(date.fromordinal(day.toordinal() + shift))
        yield files.put(path, _put(exact, start + span.start, start + span.end, text))


def _put(exact: ExactText, start: int, end: int, text: str) -> bytes:
    return exact.encode(exact.text[:start] + text + exact.text[end:])


def _in_place_of_a_value(
    files: PageFiles, path: str, page: Page, reading: Reading, field: str, day: date
) -> Iterator[PageFiles]:
    """In place of what stands behind the field's name and is no date, or of nothing."""
    exact = ExactText.of(files.bytes_of(path))
    for number, (start, end) in enumerate(exact.lines(), start=1):
        found = VALUE.match(exact.text[start:end])
        if found and (number == page.locator.get(field) or _names(found["name"], field, reading)):
            quote = found["value"][:1] if found["value"][:1] in ("'", '"') else ""
            place = (start + found.start("value"), start + found.end("value"))
            gap = " " if exact.text[place[0] - 1] in ":=" else ""
            for written in (f"{gap}{quote}{day}{quote}", f'{gap}"{day}"'):
                yield files.put(path, _put(exact, *place, written))


def _own_names(field: str, reading: Reading) -> tuple[str, ...] | None:
    return reading.fields.own.get(field) if isinstance(reading.fields, FieldMap) else None


def _names(name: str, field: str, reading: Reading) -> bool:
    own = _own_names(field, reading)
    return name in own if own is not None else normal_key(name) in ALIASES[field]


def _as_a_new_field(
    files: PageFiles, path: str, page: Page, reading: Reading, field: str, day: date
) -> Iterator[PageFiles]:
    exact = ExactText.of(files.bytes_of(path))
    for place, line in new_fields(exact, path, field, day, page.locator, _own_names(field, reading)):
        yield files.put(path, _put(exact, place, place, line))
