"""The facts of one page, drawn from its metadata and its text; what cannot be read becomes a finding."""

import difflib
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Any
from urllib.parse import urljoin

from reviewdue.citedsources import plain_text, read_cited
from reviewdue.dates import DateOrder, DateUnreadable, ReadDate, clean, parse_date
from reviewdue.documents import Document
from reviewdue.fieldmaps import ALIASES, FIELD_OF, Fields, Named, normal_key
from reviewdue.findings import Finding
from reviewdue.intervals import Interval, IntervalUnreadable, parse_interval
from reviewdue.pages import CitedSource, DueRule, Page, Risk, one_line
from reviewdue.printed import find_mention, find_printed, without_dates

HEADING = re.compile(r"^#{1,2}[ \t]+([^\s#].*)$", re.M)
TITLE_WITHIN = 4_000
# In HTML whose facts are drawn from its markup dates stand for programs: they are no words that a reader sees.
MACHINE_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-][\d:]+)?)?")
REVIEW_FIELDS = ("last_reviewed", "next_review_due", "review_interval")
REVIEW_NAMES = {alias: name for name in REVIEW_FIELDS for alias in ALIASES[name]}
LIKE_REVIEW = re.compile(r"rev(?!is)", re.I)
# Names that some use for the last review and more for the next one.
AMBIGUOUS_NAMES = ("reviewdate", "dateofreview")
INTERVAL_HINT = "write a length of time such as 6 months or 3 years"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a source's files are to be read."""

    fields: Fields
    labels: re.Pattern[str]
    order: DateOrder
    zone: tzinfo
    due_rule: DueRule
    base_url: str | None = None


@dataclass(frozen=True, slots=True)
class _Dates:
    """What a page says of its reviews; `unreadable` if a date that decides is there and cannot be read."""

    last: date | None
    due: date | None
    interval: Interval | None
    unreadable: bool


class PageFacts:
    """Draws a page from its metadata (None: it could not be read) and adds to `findings` what was wrong."""

    def __init__(self, document: Document | None, reading: Reading, findings: list[Finding]) -> None:
        self.broken = document is None
        self.document = document or Document(data={})
        self.data: dict[str, Any] = self.document.data
        self.found = reading.fields.find(self.data)
        self.reading = reading
        self.findings = findings
        self.locator: dict[str, int] = {}
        self.printed: list[int] = []

    def page(self, path: str, default_id: str, body: str, body_line: int) -> Page:
        """The page; `body` begins on `body_line` of its file."""
        dates = self._dates(body, body_line)
        risk = self._risk()
        next_due, basis = self.reading.due_rule.due(dates.last, dates.due, dates.interval, risk)
        return Page(
            id=self._text("id") or default_id,
            path=path,
            title=self._text("title") or _heading(body) or default_id,
            url=self._url(),
            language=self._text("language"),
            topics=self._texts("topics"),
            owner=self._text("owner"),
            reviewers=self._texts("reviewers"),
            risk=risk,
            last_reviewed=dates.last,
            next_review_due=None if dates.unreadable else next_due,
            due_basis=None if dates.unreadable else basis,
            review_interval=dates.interval,
            unreadable=dates.unreadable,
            references=tuple(self._references()),
            note=self._text("note"),
            date_modified=self._modified(),
            content_hash=self._hash(body),
            locator=self.locator,
        )

    def _find(self, name: str) -> Named | None:
        found = self.found.get(name)
        if found and (line := self.document.line_of(*found.path)):
            self.locator[name] = line
        return found

    def _text(self, name: str) -> str | None:
        found = self._find(name)
        if found is None or not isinstance(found.value, list):
            return plain_text(found.value) if found else None
        return next(filter(None, map(plain_text, found.value)), None)

    def _texts(self, name: str) -> tuple[str, ...]:
        found = self._find(name)
        if found is None:
            return ()
        values = found.value if isinstance(found.value, list) else [found.value]
        if name in {"topics", "reviewers"} and isinstance(found.value, str):
            values = found.value.split(",")
        return tuple(text for value in values if (text := plain_text(value)))

    def _url(self) -> str | None:
        url = self._text("url")
        try:
            return urljoin(self.reading.base_url, url) if url and self.reading.base_url else url
        except ValueError as error:
            self._find_fault("url", "url_unreadable", f"url: “{url}” is no address: {error}", "correct the address")
            return url

    def _risk(self) -> Risk:
        text = self._text("risk")
        try:
            return Risk(text.lower()) if text else Risk.STANDARD
        except ValueError:
            self._find_fault("risk", "risk_unknown", f"risk “{text}” is none of high, standard, low", "use one of them")
            return Risk.STANDARD

    def _find_fault(self, name: str, code: str, message: str, hint: str) -> None:
        self.findings.append(Finding(line=self.locator.get(name), code=code, message=message, hint=hint))

    def _dates(self, body: str, body_line: int) -> _Dates:
        stated = self._stated_dates()
        interval, bad_interval = self._interval()
        if not self.broken:
            self._add_printed(stated, body, body_line, ruled=interval is not None or bad_interval)
        last, bad_last = self._day("last_reviewed", stated)
        due, bad_due = self._day("next_review_due", stated)
        unreadable = self.broken or bad_due or (due is None and (bad_last or bad_interval))
        if not (stated or unreadable):
            # Broken schema.org data is where the dates of such a page would have been.
            unreadable = any(finding.code == "json_ld_syntax" for finding in self.findings)
            self.findings.extend(_misnamed(self.document, self.data))
            self.findings.extend(_mentioned(body, body_line))
        if last and due and due < last:
            message = f"the next review, {due.isoformat()}, lies before the last one, {last.isoformat()}"
            self._find_fault("next_review_due", "due_before_review", message, "correct one of the two dates")
        return _Dates(last, due, interval, unreadable)

    def _stated_dates(self) -> dict[str, Any]:
        last, due = self._find("last_reviewed"), self._find("next_review_due")
        stated = {"last_reviewed": _only(last), "next_review_due": _only(due)}
        # schema.org's lastReviewed is a pair on NHS pages: reviewed, and due again.
        if last and isinstance(last.value, list) and len(last.value) == 2:
            stated["last_reviewed"] = last.value[0]
            if due is None:
                stated["next_review_due"] = last.value[1]
                self.locator["next_review_due"] = self.locator.get("last_reviewed", 1)
        if due and last is None and normal_key(str(due.path[-1])) in AMBIGUOUS_NAMES:
            self._say_ambiguous()
        return {name: value for name, value in stated.items() if value is not None}

    def _say_ambiguous(self) -> None:
        message = "it is not said whether this is the last review or the next; the next was taken"
        self._find_fault("next_review_due", "label_ambiguous", message, "name it the last review or the next one")

    def _add_printed(self, stated: dict[str, Any], body: str, body_line: int, *, ruled: bool) -> None:
        """Add what the text prints and the metadata leaves out; with an interval (`ruled`) that gives the next date."""
        wanted = ("last_reviewed",) if ruled else ("last_reviewed", "next_review_due")
        if all(name in stated for name in wanted):
            return
        found = find_printed(body, self.reading.labels)
        for name in (name for name in wanted if name in found and name not in stated):
            printed = found[name]
            stated[name] = printed.text
            self.locator[name] = printed.line + body_line - 1
            self.printed.append(printed.line - 1)
            if printed.ambiguous and "last_reviewed" not in stated:
                self._say_ambiguous()

    def _day(self, name: str, stated: Mapping[str, Any]) -> tuple[date | None, bool]:
        """The day a field states, and whether it states one that cannot be read."""
        value = stated.get(name)
        if value is None:
            return None, False
        if isinstance(value, list | dict):
            what = f"{name}: a {'list' if isinstance(value, list) else 'group of fields'} stands where one date should"
            self._find_fault(name, "date_unreadable", what, "write one date, such as 2026-06-06")
            return None, True
        try:
            read = parse_date(str(value), order=self.reading.order, zone=self.reading.zone)
        except DateUnreadable as error:
            self._find_fault(name, error.code, f"{name}: {error.message}", error.hint)
            return None, True
        if not read.whole:
            self._imprecise(name, str(value), read)
        return _taken(name, read), False

    def _imprecise(self, name: str, text: str, read: ReadDate) -> None:
        message = f"{name}: “{clean(text)}” names a month only; {_taken(name, read).isoformat()} was taken"
        self._find_fault(name, "date_imprecise", message, "state the day")

    def _interval(self) -> tuple[Interval | None, bool]:
        value = _only(self._find("review_interval"))
        if value is None:
            return None, False
        try:
            return parse_interval(str(value)), False
        except IntervalUnreadable as error:
            self._find_fault("review_interval", "interval_unreadable", f"review_interval: {error}", INTERVAL_HINT)
            return None, True

    def _modified(self) -> date | None:
        found = self._find("date_modified")
        value = found.value[0] if found and isinstance(found.value, list) else _only(found)
        return self._day("date_modified", {"date_modified": value})[0]

    def _references(self) -> Iterator[CitedSource]:
        found = self._find("references")
        if found is None:
            return
        values = found.value if isinstance(found.value, list) else [found.value]
        for index, value in enumerate(values):
            for read in read_cited(value, index, self.document.line_of(*found.path, index)):
                if isinstance(read, Finding):
                    self.findings.append(read)
                else:
                    yield read

    def _hash(self, body: str) -> str:
        body = without_dates(body, self.printed)
        if not self.document.written:
            body = MACHINE_DATE.sub("", body)
        words = body or "\n".join(f"{key}={value}" for key, value in self.data.items() if not _is_date_key(key))
        return hashlib.blake2b(words.strip().encode(errors="replace"), digest_size=16).hexdigest()


def _mentioned(body: str, body_line: int) -> Iterator[Finding]:
    """What the text of a page without dates says of a review, in words that are not understood."""
    if found := find_mention(body):
        message = f"“{found.text[:80]}” speaks of a review and a date, and was not understood"
        hint = "write “Last reviewed:” or “Next review due:” before the date, or map the label in reviewdue.yaml"
        yield Finding(line=found.line + body_line - 1, code="review_unclear", message=message, hint=hint)


def _misnamed(document: Document, data: Mapping[str, Any]) -> Iterator[Finding]:
    """Fields of a page without dates that look like one, under a name that nobody reads."""
    for key, value in data.items():
        if not LIKE_REVIEW.search(key) or normal_key(key) in FIELD_OF or not _is_time(value):
            continue
        near = difflib.get_close_matches(normal_key(key), REVIEW_NAMES, n=1, cutoff=0.75)
        meant = f"; did you mean {REVIEW_NAMES[near[0]]}?" if near else ""
        yield Finding(
            line=document.line_of(key),
            code="field_unknown",
            message=f"“{key[:80]}” is no field that is read{meant}",
            hint="rename it, or map it in reviewdue.yaml, under fields of this source",
        )


def _is_time(value: Any) -> bool:
    """Whether a value is one that a review field could have."""
    for read in (parse_date, parse_interval):
        try:
            read(str(value))
        except ValueError:
            continue
        return True
    return False


def _taken(name: str, read: ReadDate) -> date:
    return read.last if name == "next_review_due" else read.first


def _is_date_key(key: str) -> bool:
    return any(word in key.lower() for word in ("review", "date", "updated", "modified"))


def _only(found: Named | None) -> Any:
    """The value of a field; that of a list of one is the one."""
    value = found.value if found else None
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _heading(body: str) -> str | None:
    found = HEADING.search(body, 0, TITLE_WITHIN)
    return one_line([found[1].rstrip(" \t#").strip("*_ ")]) if found and "<%" not in found[1] else None
