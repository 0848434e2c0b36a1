"""Dates as people and programs write them, read strictly: a date that needs a guess is refused by name."""

import re
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum
from functools import lru_cache
from html import unescape
from zoneinfo import ZoneInfo

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june",
            "jul july", "aug august", "sep sept september", "oct october", "nov november", "dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
EARLIEST, LATEST = 1950, 2199
# No date takes more letters, not even among markup; a longer text would only cost time.
LONGEST_TEXT = 300

TAG = re.compile(r"<[^>\n]{0,80}>")
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
DASH = re.compile("(?<=\\w)[\u2010-\u2015\u2212](?=\\w)")
MARKUP = " \t\r\n\u00a0*_`~\"'“”‘’()[]|,;.·"
WEEKDAY = re.compile(r"(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+", re.I)
PLACEHOLDER = re.compile(
    r"[dmy]{1,4}([-/. ])[dmy]{1,4}\1[dmy]{1,4}$|tb[acd]$|to be (?:confirmed|decided)$|todo$|x+$|n/?a$|none$|\?+$",
    re.I,
)

ISO_DAY = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})$")
STAMP = re.compile(
    r"(\d{4}-\d{1,2}-\d{1,2})[T ]+(\d{1,2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?\s*"
    r"(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?(?:\s+[A-Z]{2,5})?$",
    re.I,
)
DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?[\s\-./]+([a-z]{3,9})\.?,?[\s\-./]+(\d{4})$", re.I)
MONTH_DAY = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$", re.I)
NUMERIC = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})$")
CLOCK = re.compile(r"(?:(?:,|\s+at)?\s+|T)\d{1,2}:\d{2}(?::\d{2})?(?:\s*[ap]m)?$", re.I)
MONTH_ONLY = re.compile(r"([a-z]{3,9})\.?,?[\s\-/]+(\d{4})$", re.I)
YEAR_ONLY = re.compile(r"\d{4}$")
YEAR_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})$|(\d{1,2})/(\d{4})$")


class DateOrder(StrEnum):
    """How a source writes its all-number dates."""

    DMY = "DMY"
    MDY = "MDY"
    YMD = "YMD"


class DateUnreadable(ValueError):
    """The text is no date. `code` is one of date_unreadable, date_impossible, date_placeholder, date_ambiguous."""

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A date as read: the same day twice, or the first and last day of the month where only that is stated."""

    first: date
    last: date

    @property
    def whole(self) -> bool:
        """Whether a day was stated, not only a month."""
        return self.first == self.last


# Pages are reviewed many on a day.
@lru_cache(maxsize=10_000)
def parse_date(text: str, *, order: DateOrder = DateOrder.DMY, zone: tzinfo | None = None) -> ReadDate:
    """Read one date. A time stamp with an offset is the day it falls on in `zone` (default UTC).

    Raises DateUnreadable, which carries a code, a sentence and what to write instead.
    """
    if len(text) > LONGEST_TEXT:
        raise DateUnreadable("date_unreadable", f"“{clean(text[:40])}…” is not a date", HINT)
    wanted = clean(text)
    if stamp := STAMP.match(wanted):
        day = _day_of_stamp(stamp, zone or ZoneInfo("UTC"), text)
        return ReadDate(day, day)
    wanted = CLOCK.sub("", WEEKDAY.sub("", wanted, count=1))
    parts = _numbers(wanted, order, text)
    if parts is not None:
        day = _calendar_day(*parts, text)
        return ReadDate(day, day)
    return _month(wanted, text)


def clean(text: str) -> str:
    """The text of a date without markup, invisible characters and the punctuation around it."""
    bare = INVISIBLE.sub("", TAG.sub(" ", unescape(text) if "&" in text else text))
    return DASH.sub("-", " ".join(bare.strip(MARKUP).split()))


def _numbers(wanted: str, order: DateOrder, text: str) -> tuple[int, int, int] | None:
    if found := ISO_DAY.match(wanted):
        return int(found[1]), int(found[3]), int(found[4])
    if found := COMPACT.match(wanted):
        return int(found[1]), int(found[2]), int(found[3])
    if found := DAY_MONTH.match(wanted):
        return int(found[3]), _month_number(found[2], text), int(found[1])
    if found := MONTH_DAY.match(wanted):
        return int(found[3]), _month_number(found[1], text), int(found[2])
    if found := NUMERIC.match(wanted):
        return _ordered(found, order, text)
    return None


def _ordered(found: re.Match[str], order: DateOrder, text: str) -> tuple[int, int, int]:
    if len(found[4]) == 2:
        raise DateUnreadable(
            "date_ambiguous", f"“{clean(text)}” has a two-digit year", "write the year with four digits"
        )
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    day, month = (second, first) if order is DateOrder.MDY else (first, second)
    if month > 12 >= day:
        other = DateOrder.DMY if order is DateOrder.MDY else DateOrder.MDY
        raise DateUnreadable(
            "date_impossible",
            f"“{clean(text)}” has no month {month} when read as {order}",
            f"write it as {year:04}-{day:02}-{month:02}, or set date_order: {other} for this source",
        )
    if order is DateOrder.YMD and day <= 12 and day != month:
        raise DateUnreadable(
            "date_ambiguous",
            f"“{clean(text)}” can be read day first and month first",
            f"write it as {year:04}-{month:02}-{day:02} or {year:04}-{day:02}-{month:02}, or set date_order: DMY",
        )
    return year, month, day


def _calendar_day(year: int, month: int, day: int, text: str) -> date:
    try:
        found = date(year, month, day)
    except ValueError as error:
        raise DateUnreadable(
            "date_impossible", f"“{clean(text)}” is no day of the calendar: {error}", "correct the date"
        ) from None
    if not EARLIEST <= year <= LATEST:
        raise DateUnreadable("date_impossible", f"“{clean(text)}” is in the year {year}", "correct the year")
    return found


def _day_of_stamp(found: re.Match[str], zone: tzinfo, text: str) -> date:
    year, month, number = (int(part) for part in found[1].split("-"))
    day = _calendar_day(year, month, number, text)
    if not found[3]:
        return day
    hours, minutes = found[2].split(":")[:2]
    offset = "+00:00" if found[3].upper() in {"Z", "UTC", "GMT"} else found[3]
    try:
        instant = datetime.fromisoformat(f"{day.isoformat()}T{int(hours):02}:{minutes}:00{offset}")
    except ValueError as error:
        raise DateUnreadable("date_impossible", f"“{clean(text)}”: {error}", "correct the time") from None
    return instant.astimezone(zone).date()


def _month_number(name: str, text: str) -> int:
    number = MONTHS.get(name.lower())
    if number is None:
        raise DateUnreadable("date_unreadable", f"“{clean(text)}”: there is no month “{name}”", HINT)
    return number


def _month(wanted: str, text: str) -> ReadDate:
    if found := MONTH_ONLY.match(wanted):
        return whole_month(int(found[2]), _month_number(found[1], text), text)
    if found := YEAR_MONTH.match(wanted):
        year, month = (found[1], found[2]) if found[1] else (found[4], found[3])
        return whole_month(int(year), int(month), text)
    if PLACEHOLDER.match(wanted):
        raise DateUnreadable("date_placeholder", f"“{wanted}” is a placeholder, not a date", HINT)
    if YEAR_ONLY.match(wanted):
        raise DateUnreadable("date_unreadable", f"“{wanted}” names a year only", HINT)
    raise DateUnreadable("date_unreadable", f"“{wanted[:80]}” is not a date", HINT)


HINT = "write the date as 2026-06-06 or 6 June 2026"


def whole_month(year: int, month: int, text: str) -> ReadDate:
    """The first and the last day of a month that stands without a day."""
    first = _calendar_day(year, month, 1, text)
    following = date(year + month // 12, month % 12 + 1, 1)
    return ReadDate(first, date.fromordinal(following.toordinal() - 1))
