"""CSL's dates: date-parts and the plain forms people write instead, partial or whole."""

import re
from datetime import date, datetime
from typing import Any

from reviewdue.references.flaws import Flaws

WHOLE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
PARTIAL = re.compile(r"(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?")
ANY_YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d)\b")
NUMBER = re.compile(r"\d{1,4}")
REMEDY = "Write a year (2017), a month (2021-12) or a day (2021-12-05)."


def read_issued(value: object, flaws: Flaws) -> tuple[int, ...]:
    """Year, month and day as far as `issued` states them; an impossible date is a flaw, never an error."""
    if value is None or value == "":
        return ()
    parts = _parts(value)
    if parts is not None and _exists(parts):
        return parts
    flaws.add("bad_date", "issued", f"“{_said(value)}” is not a date", REMEDY)
    return ()


def write_issued(parts: tuple[int, ...], given: object = None) -> Any:
    """CSL's own form of a date, `{"date-parts": [[2021, 12]]}`; as it was `given` where that says more."""
    if given is not None and read_issued(given, Flaws()) == parts:
        return given
    return {"date-parts": [list(parts)]} if parts else None


def says_more(value: object) -> bool:
    """Whether a date holds more than the parts of one day: a range, a season, “circa”, or words."""
    if not isinstance(value, dict):
        return False
    parts = value.get("date-parts")
    is_range = isinstance(parts, list) and len(parts) > 1 and isinstance(parts[0], list)
    # Most dates have their parts alone.
    has_more = len(value) > 1 or parts is None
    return is_range or (has_more and any(map(value.get, ("season", "circa", "literal", "raw"))))


def with_numbers(value: Any) -> Any:
    """A date whose parts are numbers, as JSON has them: YAML's may have been read as text."""
    if not isinstance(value, dict) or not isinstance(value.get("date-parts"), list):
        return value
    ends = [[int(part) if str(part).isdecimal() else part for part in end] for end in value["date-parts"] if end]
    return value | {"date-parts": ends}


def read_day(value: object, name: str, flaws: Flaws) -> date | None:
    """A whole calendar day as `2025-07-03`; anything else is a flaw."""
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    found = WHOLE.fullmatch(value.strip()) if isinstance(value, str) else None
    parts = tuple(int(part) for part in found.groups()) if found else ()
    if parts and _exists(parts):
        return date(*parts)
    flaws.add("bad_date", name, f"“{_said(value)}” is not a day of the calendar", "Write it as 2025-07-03.")
    return None


def _parts(value: object) -> tuple[int, ...] | None:
    if isinstance(value, dict):
        return _parts_of_csl(value)
    if isinstance(value, date):
        return value.year, value.month, value.day
    if isinstance(value, list):
        return _numbers(value[0] if value and isinstance(value[0], list) else value)
    found = PARTIAL.fullmatch(str(value).strip().split("T")[0])
    return tuple(int(part) for part in found.groups() if part) if found else None


def _parts_of_csl(value: dict[str, Any]) -> tuple[int, ...] | None:
    """Date-parts, of a range only the start; else the text that pandoc and Zotero keep instead."""
    if isinstance(value.get("date-parts"), list):
        return _parts(value["date-parts"])
    text = value.get("raw") or value.get("literal")
    year = ANY_YEAR.search(text) if isinstance(text, str) else None
    return (_parts(text) or (int(year[1]),)) if year else None


def _numbers(values: list[Any]) -> tuple[int, ...] | None:
    whole = [NUMBER.fullmatch(str(value).strip()) for value in values]
    return tuple(int(match[0]) for match in whole if match) if whole and all(whole) else None


def _exists(parts: tuple[int, ...]) -> bool:
    try:
        date(*(*parts, 1, 1)[:3])
    except ValueError:
        return False
    return len(parts) <= 3


def _said(value: object) -> str:
    return str(value)[:60]
