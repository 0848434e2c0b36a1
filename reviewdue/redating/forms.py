"""A date in the written form of another one: order, separators, padding, names and ordinals stay; pure."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from reviewdue.dates import MONTHS, DateOrder
from reviewdue.wording import MONTHS as MONTH_NAMES
from reviewdue.wording import WEEKDAYS

GAP = r"[\s\-./\u00a0\u2010-\u2015]+"
WEEKDAY = r"(?:(?P<weekday>(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?)(?P<behind>\.?,?\s+))?"
ORDINAL = r"(?P<ordinal>st|nd|rd|th)?"
NAME = "|".join(sorted(MONTHS, key=len, reverse=True))
# Each form stands for itself: what is found in a text, tried in this order.
ISO = re.compile(r"(?<!\d)(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,3})(?P=mark)(?P<day>\d{1,2})(?!\d)")
DAY_FIRST = re.compile(
    rf"(?<![\w]){WEEKDAY}(?P<day>\d{{1,2}}){ORDINAL}(?P<one>(?:\s+of)?{GAP})(?P<month>{NAME})(?P<two>\.?,?{GAP})"
    r"(?P<year>\d{4})(?!\d)",
    re.I,
)
MONTH_FIRST = re.compile(
    rf"(?<![\w]){WEEKDAY}(?P<month>{NAME})(?P<one>\.?\s+)(?P<day>\d{{1,2}}){ORDINAL}(?P<two>,?\s+)(?P<year>\d{{4}})(?!\d)",
    re.I,
)
NUMBERS = re.compile(r"(?<![\d\w])(?P<first>\d{1,2})(?P<mark>[-/. ])(?P<second>\d{1,2})(?P=mark)(?P<year>\d{4})(?!\d)")
COMPACT = re.compile(r"(?<!\d)(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?!\d)")
MONTH_ONLY = re.compile(rf"(?<!\w)(?P<month>{NAME})(?P<two>\.?,?[\s\-/\u00a0]+)(?P<year>\d{{4}})(?!\d)", re.I)
YEAR_MONTH = re.compile(r"(?<![\d/.-])(?P<year>\d{4})(?P<mark>[-/])(?P<month>\d{1,2})(?![\d/.-])")
MONTH_YEAR = re.compile(r"(?<![\d/.-])(?P<month>\d{1,2})/(?P<year>\d{4})(?![\d/.-])")


@dataclass(frozen=True, slots=True)
class Span:
    """A date in a text: where it stands, and the same form for another day."""

    start: int
    end: int
    write: Callable[[date], str]


def spans_in(text: str, order: DateOrder) -> list[Span]:
    """Every date in a text, in order; a stretch of text belongs to one of them only."""
    taken: list[Span] = []
    for span in _all_spans(text, order):
        if all(span.end <= other.start or span.start >= other.end for other in taken):
            taken.append(span)
    return sorted(taken, key=lambda span: span.start)


def _all_spans(text: str, order: DateOrder) -> Iterator[Span]:
    for pattern, write in WRITERS:
        for found in pattern.finditer(text):
            yield Span(found.start(), found.end(), partial(write, found, order))


def _iso(found: re.Match[str], _order: DateOrder, day: date) -> str:
    # 2024-2-18 is written without zeros, 2024-02-18 and the slip 2018-012-07 with them.
    bare = any(len(found[name]) == 1 for name in ("month", "day"))
    month, number = (str(day.month), str(day.day)) if bare else (f"{day:%m}", f"{day:%d}")
    return found["mark"].join((f"{day:%Y}", month, number))


def _day_first(found: re.Match[str], _order: DateOrder, day: date) -> str:
    number = f"{day.day:02}" if found["day"].startswith("0") else str(day.day)
    parts = (_weekday(found, day), number, _ordinal(found, day), found["one"], _month(found["month"], day))
    return "".join(parts) + f"{found['two']}{day.year}"


def _month_first(found: re.Match[str], _order: DateOrder, day: date) -> str:
    number = f"{day.day:02}" if found["day"].startswith("0") else str(day.day)
    parts = (_weekday(found, day), _month(found["month"], day), found["one"], number, _ordinal(found, day))
    return "".join(parts) + f"{found['two']}{day.year}"


def _numbers(found: re.Match[str], order: DateOrder, day: date) -> str:
    bare = any(len(found[name]) == 1 for name in ("first", "second"))
    month, number = (str(day.month), str(day.day)) if bare else (f"{day:%m}", f"{day:%d}")
    # A source whose dates go year first writes no such date, except where both readings are the same day.
    first, second = (month, number) if order is DateOrder.MDY else (number, month)
    return found["mark"].join((first, second, f"{day:%Y}"))


def _ordinal(found: re.Match[str], day: date) -> str:
    old = found["ordinal"]
    if not old:
        return ""
    suffix = "th" if 10 < day.day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    return suffix.upper() if old.isupper() else suffix


def _weekday(found: re.Match[str], day: date) -> str:
    old = found["weekday"]
    if not old:
        return ""
    name = WEEKDAYS[day.weekday()]
    return _in_case(old, name if old.lower().endswith("day") else name[:3]) + found["behind"]


def _month(old: str, day: date) -> str:
    """The name of a month as long as another one; May does not tell, and is taken for a whole name."""
    name = MONTH_NAMES[day.month - 1]
    short = len(old) == 3 and old.lower() != "may"
    if old.lower() == "sept":
        return _in_case(old, "Sept" if name == "September" else name[:3])
    return _in_case(old, name[:3] if short else name)


def _in_case(old: str, new: str) -> str:
    if old.isupper():
        return new.upper()
    return new.lower() if old.islower() else new


def _compact(_found: re.Match[str], _order: DateOrder, day: date) -> str:
    return f"{day:%Y%m%d}"


def _month_only(found: re.Match[str], _order: DateOrder, day: date) -> str:
    return f"{day.day} {_month(found['month'], day)}{found['two']}{day.year}"


def _year_month(found: re.Match[str], _order: DateOrder, day: date) -> str:
    return found["mark"].join((f"{day:%Y}", f"{day:%m}", f"{day:%d}"))


def _month_year(_found: re.Match[str], order: DateOrder, day: date) -> str:
    return f"{day:%m/%d/%Y}" if order is DateOrder.MDY else f"{day:%d/%m/%Y}"


Writer = Callable[[re.Match[str], DateOrder, date], str]
WRITERS: tuple[tuple[re.Pattern[str], Writer], ...] = (
    (ISO, _iso),
    (DAY_FIRST, _day_first),
    (MONTH_FIRST, _month_first),
    (NUMBERS, _numbers),
    (COMPACT, _compact),
    (MONTH_ONLY, _month_only),
    (YEAR_MONTH, _year_month),
    (MONTH_YEAR, _month_year),
)
