"""Dates, numbers and lengths of time as a British reader writes them; pure, whatever the locale."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta, tzinfo

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
MARKDOWN = re.compile(r"([\\`*_\[\]<>|#~&!])")


def number(value: int) -> str:
    """1214 as `1,214`."""
    return f"{value:,}"


def plural(count: int, singular: str, many: str | None = None) -> str:
    """`1 page`, `1,214 pages`; `many` where an s is not enough."""
    return f"{number(count)} {singular if count == 1 else many or singular + 's'}"


def listing(words: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *rest, last = list(words) or [""]
    return f"{', '.join(rest)} and {last}" if rest else last


def day(value: date) -> str:
    """`6 June 2026`."""
    return f"{value.day} {month(value)}"


def day_short(value: date) -> str:
    """`6 Jun 2026`, for tables."""
    return f"{value.day} {month_short(value)} {value.year}"


def weekday(value: date) -> str:
    """`Sunday 22 November 2026`."""
    return f"{WEEKDAYS[value.weekday()]} {day(value)}"


def month(value: date) -> str:
    """`June 2026`."""
    return f"{MONTHS[value.month - 1]} {value.year}"


def month_short(value: date) -> str:
    """`Jun`."""
    return MONTHS[value.month - 1][:3]


def due(days_left: int) -> str:
    """Where a due date stands: `169 days overdue`, `due today`, `due tomorrow`, `due in 12 days`."""
    if days_left < 0:
        return f"{plural(-days_left, 'day')} overdue"
    if days_left <= 1:
        return "due tomorrow" if days_left else "due today"
    return f"due in {plural(days_left, 'day')}"


def rung(days_before: int) -> str:
    """The step of the reminder ladder, in days before (+) or after (-) the due date."""
    if days_before == 0:
        return "on the day"
    return f"{plural(abs(days_before), 'day')} {'before' if days_before > 0 else 'after'}"


def moment(value: datetime, *, today: date | None = None, zone: tzinfo) -> str:
    """An instant on the publisher's clock: `today at 02:04`, `yesterday at 17:30`, `6 June 2026 at 02:04`.

    Without `today` always with its date, for what is read years later.
    """
    local = value.astimezone(zone)
    names = (
        {}
        if today is None
        else {
            today: "today",
            today - timedelta(days=1): "yesterday",
            today + timedelta(days=1): "tomorrow",
        }
    )
    return f"{names.get(local.date()) or day(local.date())} at {local:%H:%M}"


def on_day(value: datetime, *, zone: tzinfo) -> str:
    """The calendar day of an instant in the publisher's zone, short: `6 Jun 2026`."""
    return day_short(value.astimezone(zone).date())


def capital(text: str) -> str:
    """The text with its first letter in upper case and the rest untouched."""
    return text[:1].upper() + text[1:]


def single_line(text: str) -> str:
    """The text on one line: no control, line-breaking or direction-changing characters, single spaces."""
    return " ".join(INVISIBLE.sub(" ", text).split())


def wrap(text: str, width: int = 72, indent: int = 0, hang: int = 0) -> str:
    """The text on lines of at most `width`, its first indented by `indent` and the others by `hang` more.

    A long word (an address, most often) stays whole: a broken link is worse than a long line.
    """
    text = single_line(text)
    if indent + len(text) <= width:
        return " " * indent + text if text else ""
    return "\n".join(_lines(text.split(" "), width, " " * indent, " " * (indent + hang)))


def _lines(words: list[str], width: int, first: str, following: str) -> Iterator[str]:
    # The standard library's textwrap weighs hyphens and spaces that are not here, at five times the price.
    line = first + words[0]
    for word in words[1:]:
        if len(line) + 1 + len(word) <= width:
            line += " " + word
        else:
            yield line
            line = following + word
    yield line


def markdown(text: object) -> str:
    """The text as Markdown shows it literally, also inside a table cell."""
    return MARKDOWN.sub(r"\\\1", single_line(str(text)))
