"""Review intervals: lengths of calendar time, and the day they lead to."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from reviewdue.dates import clean

UNITS = {"y": (12, 0), "m": (1, 0), "w": (0, 7), "d": (0, 1)}
NUMBER_WORDS = {
    word: number
    for number, words in enumerate(
        ["a an one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
        start=1,
    )
    for word in words.split()
}
PART = re.compile(
    rf"\s*(?:,|and\b)?\s*(\d{{1,4}}|(?:{'|'.join(NUMBER_WORDS)})\b)\s*-?\s*"
    r"(years?|yrs?|y|months?|mths?|mons?|mos?|m|weeks?|wks?|w|days?|d)(?![a-z])\.?"
)
ISO_DURATION = re.compile(r"p(?=\d)(?:(\d+)y)?(?:(\d+)m)?(?:(\d+)w)?(?:(\d+)d)?(?:t0[hms])?$")
RHYTHM = re.compile(r"(?:every|each)\s+(?=\d|[a-z])")
# Not “biannually”: half the world means twice a year by it, the other half every second year.
NAMED = {
    "yearly": "1 year",
    "annual": "1 year",
    "annually": "1 year",
    "year": "1 year",
    "quarterly": "3 months",
    "monthly": "1 month",
    "month": "1 month",
}
# No length of time takes more letters; a longer text would only cost time.
LONGEST_TEXT = 100
LONGEST_MONTHS = 1200


class IntervalUnreadable(ValueError):
    """The text is no length of calendar time."""


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """A length of calendar time. Months are added first and clamped to the month's end, then the days."""

    months: int = 0
    days: int = 0

    def after(self, day: date) -> date:
        """The day this interval leads to; a day beyond the calendar's last year stops at its end."""
        years, month_index = divmod(day.month - 1 + self.months, 12)
        year = day.year + years
        if year > date.max.year:
            return date.max
        last_day = calendar.monthrange(year, month_index + 1)[1]
        clamped = date(year, month_index + 1, min(day.day, last_day))
        return min(clamped, date.max - timedelta(days=self.days)) + timedelta(days=self.days)

    def __str__(self) -> str:
        """The interval in words a person writes, which `parse_interval` reads back."""
        years, months = divmod(self.months, 12) if self.months % 12 == 0 else (0, self.months)
        parts = [(years, "year"), (months, "month"), (self.days, "day")]
        said = [f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in parts if count]
        return " ".join(said) or "0 days"


# A site has few different intervals, and as many pages as it has.
@lru_cache(maxsize=1_000)
def parse_interval(text: str) -> Interval:
    """Read `6 months`, `1 year 6 months`, `12m`, `90 days`, `two years` or ISO 8601 `P3Y`.

    Raises IntervalUnreadable with a sentence that says what is wrong.
    """
    if len(text) > LONGEST_TEXT:
        raise IntervalUnreadable(f"“{text[:40]}…” is not a length of time")
    wanted = RHYTHM.sub("", clean(text).lower(), count=1)
    if iso := ISO_DURATION.match(wanted):
        years, months, weeks, days = (int(part or 0) for part in iso.groups())
        return _checked(years * 12 + months, weeks * 7 + days, text)
    return _in_words(NAMED.get(wanted, wanted), text)


def _in_words(wanted: str, text: str) -> Interval:
    months = days = at = 0
    while at < len(wanted) and (part := PART.match(wanted, at)):
        per_month, per_day = UNITS[part[2][0]]
        count = NUMBER_WORDS.get(part[1]) or int(part[1])
        months, days, at = months + count * per_month, days + count * per_day, part.end()
    if wanted[at:].strip():
        raise IntervalUnreadable(f"“{text}” is not a length of time")
    return _checked(months, days, text)


def _checked(months: int, days: int, text: str) -> Interval:
    if months <= 0 and days <= 0:
        raise IntervalUnreadable(f"“{text}” is not a length of time")
    if months > LONGEST_MONTHS or days > LONGEST_MONTHS * 31:
        raise IntervalUnreadable(f"“{text}” is longer than a century")
    return Interval(months, days)
