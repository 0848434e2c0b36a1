"""Calendar entries for due dates (RFC 5545, RFC 5546): an entry keeps its UID, and each change has a higher number.

The few lines are written here, since a message has five of them and a library takes longer over those than everything
else over the message; the tests read them back with icalendar. Pure.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from reviewdue.wording import single_line

LONGEST_LINE = 75  # octets


class Method(StrEnum):
    """What a calendar does with the entries: take them in, or take them out."""

    PUBLISH = "PUBLISH"
    CANCEL = "CANCEL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A due date. `sequence` is higher each time that something about it changed."""

    uid: str
    sequence: int
    day: date
    title: str
    text: str = ""
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """A file of entries, to be sent along with a letter."""

    method: Method
    content: bytes

    @property
    def file_name(self) -> str:
        """What it is called in the mail."""
        return "review-dates.ics" if self.method is Method.PUBLISH else "reviews-that-are-over.ics"


def make_calendar(method: Method, entries: Iterable[Entry], *, organizer: str, stamp: datetime) -> Calendar:
    """A calendar of these entries. `organizer` is a bare address, `stamp` an aware instant."""
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//reviewdue//reviewdue//EN", f"METHOD:{method}")
    body = [line for entry in entries for line in _event(method, entry, organizer, stamp)]
    lines = (*head, *body, "END:VCALENDAR")
    return Calendar(method=method, content=b"".join(_fold(line) for line in lines))


def _event(method: Method, entry: Entry, organizer: str, stamp: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(entry.uid)}"
    yield f"DTSTAMP:{stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"SEQUENCE:{entry.sequence}"
    yield f"ORGANIZER:mailto:{organizer}"
    yield f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{entry.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(single_line(entry.title))}"
    if entry.text:
        yield f"DESCRIPTION:{_text(entry.text)}"
    if entry.url:
        yield f"URL:{entry.url}"
    yield "TRANSP:TRANSPARENT"  # a due date makes nobody busy
    yield f"STATUS:{'CANCELLED' if method is Method.CANCEL else 'CONFIRMED'}"
    yield "END:VEVENT"


def _text(value: str) -> str:
    """A text as RFC 5545, 3.3.11 has it, without what could begin a line of its own."""
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,")):
        value = value.replace(plain, written)
    lines = (single_line(line) for line in value.encode("utf-8", "replace").decode().split("\n"))
    return "\\n".join(lines)


def _fold(line: str) -> bytes:
    """The line with its end, folded between characters where it is too long."""
    data = line.encode("utf-8", "replace")
    parts = []
    room = LONGEST_LINE
    while len(data) > room:
        cut = room
        while data[cut] & 0xC0 == 0x80:
            cut -= 1
        parts.append(data[:cut])
        data, room = data[cut:], LONGEST_LINE - 1
    return b"\r\n ".join([*parts, data]) + b"\r\n"
