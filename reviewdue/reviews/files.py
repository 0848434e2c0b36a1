"""A review that is written down in a file: YAML or JSON to a statement, each fault with its line."""

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from reviewdue.dates import DateUnreadable, parse_date
from reviewdue.documents import Document, DocumentUnreadable, read_json, read_yaml
from reviewdue.errors import ConfigurationError
from reviewdue.reviews.records import Interests, Outcome, Reviewer, SourceAnswer, Standing, Statement, Support
from reviewdue.settingfaults import meant

STATED = tuple(field.name for field in dataclasses.fields(Statement))
PAGE = "page"
CHOICES: dict[str, type[StrEnum]] = {
    "outcome": Outcome,
    "standing": Standing,
    "interests": Interests,
    "supports": Support,
}
DAYS, INSTANTS, LISTS = ("done_on", "next_due"), ("started_at", "finished_at"), ("authors", "parts")
Made = TypeVar("Made", Reviewer, SourceAnswer)


def read_statement(text: str, path: str) -> tuple[str | None, Statement]:
    """The page that a file names, and the review it states. Raises ConfigurationError with a line for each fault."""
    return _File(path, _read(text, path)).statement()


def _read(text: str, path: str) -> Document:
    try:
        document = read_json(text) if text.lstrip().startswith("{") else read_yaml(text)
    except DocumentUnreadable as error:
        finding = error.finding
        raise ConfigurationError(f"{path}:{finding.line}: {finding.message}; {finding.hint}") from None
    if not isinstance(document.data, dict):
        raise ConfigurationError(f"{path}:1: no review; “reviewdue review PAGE --template” prints one to fill in")
    return document


class _File:
    """One file, read field by field; all its faults are told at once."""

    def __init__(self, path: str, document: Document) -> None:
        self.path, self.document = path, document
        self.faults: list[str] = []

    def statement(self) -> tuple[str | None, Statement]:
        """The page and the review."""
        data = self.document.data
        self._refuse_unknown(data, (PAGE, *STATED), ())
        values = {name: self._value(name, data[name], (name,)) for name in STATED if _is_given(data.get(name))}
        values["reviewers"] = tuple(self._each("reviewers", Reviewer))
        values["sources"] = tuple(self._each("sources", SourceAnswer))
        if "outcome" not in values:
            self._blame(("outcome",), f"outcome is missing; it is one of {', '.join(Outcome)}")
        if self.faults:
            raise ConfigurationError("\n".join(self.faults))
        page = data.get(PAGE)
        return (str(page) if page else None), Statement(**values)

    def _blame(self, place: tuple[str | int, ...], message: str) -> None:
        self.faults.append(f"{self.path}:{self.document.line_of(*place) or 1}: {message}")

    def _refuse_unknown(self, data: Mapping[str, Any], known: tuple[str, ...], place: tuple[str | int, ...]) -> None:
        for name in data:
            if name not in known:
                self._blame((*place, name), f"a review has no “{name}”{meant(name, known)}")

    def _each(self, name: str, kind: type[Made]) -> Iterator[Made]:
        entries = self.document.data.get(name) or []
        known = tuple(field.name for field in dataclasses.fields(kind))
        needed = [field.name for field in dataclasses.fields(kind) if field.default is dataclasses.MISSING]
        for at, entry in enumerate(entries if isinstance(entries, list) else [entries]):
            place: tuple[str | int, ...] = (name, at)
            if not isinstance(entry, dict):
                self._blame(place, f"an entry of {name} has {', '.join(known)}")
                continue
            self._refuse_unknown(entry, known, place)
            values = {key: self._value(key, entry[key], (*place, key)) for key in known if _is_given(entry.get(key))}
            lacking = [key for key in needed if key not in values]
            for key in lacking:
                self._blame(place, f"{key} is missing{_choices(key)}")
            if not lacking:
                yield kind(**values)

    def _value(self, name: str, value: Any, place: tuple[str | int, ...]) -> Any:
        if name in ("reviewers", "sources"):
            return ()
        if name in LISTS:
            return tuple(str(item) for item in (value if isinstance(value, list) else [value]))
        if isinstance(value, list | dict):
            self._blame(place, f"{name} is one value")
            return None
        try:
            return _convert(name, value)
        except (ValueError, DateUnreadable):
            self._blame(place, f"“{value}” is no {name}{_choices(name)}")
            return None


def _is_given(value: Any) -> bool:
    return value is not None and value not in ("", [], {})


def _choices(name: str) -> str:
    if name in CHOICES:
        return f"; it is one of {', '.join(CHOICES[name])}"
    return "; write a date such as 2026-06-06" if name in DAYS else ""


def _convert(name: str, value: Any) -> date | datetime | StrEnum | str:
    # JSON and other YAML programs write true and false where yes and no are meant.
    text = {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value).strip()
    if name in CHOICES:
        return CHOICES[name](text)
    if name in DAYS:
        return parse_date(text).first
    if name in INSTANTS:
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is None:
            raise ValueError("an instant has a zone")
        return instant
    return text
