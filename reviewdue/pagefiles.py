"""One file's bytes to a page and the problems in it; whatever the bytes, a page comes out."""

import codecs
import hashlib
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any
from urllib.parse import urljoin

from reviewdue.dates import DateOrder, DateUnreadable, ReadDate, clean, parse_date
from reviewdue.documents import Document, DocumentUnreadable, Finding, read_json, read_yaml
from reviewdue.fieldmaps import FieldMap, Named
from reviewdue.frontmatter import Split, split_front_matter
from reviewdue.htmlpages import facts_in_html
from reviewdue.intervals import Interval, IntervalUnreadable, parse_interval
from reviewdue.pages import CitedSource, DueRule, Page, Problem, Risk, one_line
from reviewdue.printed import find_printed

DATA_SUFFIXES = (".yaml", ".yml", ".json")
PAGE_SUFFIXES = (".md", ".markdown", ".mdx", ".html", ".htm", ".erb", *DATA_SUFFIXES)
HEADING = re.compile(r"^#{1,2}[ \t]+(.+?)[ \t]*#*$", re.M)
TITLE_WITHIN = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a source's files are to be read."""

    fields: FieldMap
    labels: re.Pattern[str]
    order: DateOrder
    zone: tzinfo
    due_rule: DueRule
    base_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A page and what was wrong with its file."""

    page: Page
    problems: tuple[Problem, ...]


def parse_page(
    data: bytes, path: str, default_id: str, reading: Reading, sidecar: tuple[str, bytes] | None = None
) -> Parsed:
    """Read a page file; `sidecar` is path and bytes of the metadata file beside it, which then counts."""
    findings: list[Finding] = []
    text = _decode(data, findings)
    if path.lower().endswith(DATA_SUFFIXES):
        document, body, body_line = _document(path, text, findings), "", 1
    else:
        document, body, body_line = _text_page(path, text, findings)
    own = len(findings)
    if sidecar is not None:
        document = _document(sidecar[0], _decode(sidecar[1], findings), findings)
    page = _Facts(document, reading, findings).page(path, default_id, body, body_line)
    place = sidecar[0] if sidecar else path
    problems = [_problem(path if at < own else place, finding) for at, finding in enumerate(findings)]
    return Parsed(page=page, problems=tuple(problems))


def _problem(path: str, finding: Finding) -> Problem:
    return Problem(
        path=path,
        line=finding.line,
        code=finding.code,
        message=one_line([finding.message]),
        hint=finding.hint,
    )


def _decode(data: bytes, findings: list[Finding]) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = data.decode("utf-16", errors="replace")
    else:
        text = _decode_utf8(data.removeprefix(codecs.BOM_UTF8), findings)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _decode_utf8(data: bytes, findings: list[Finding]) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"the file is not UTF-8 (byte 0x{data[error.start]:02X}); it was read as Windows-1252"
        findings.append(Finding(line=line, code="not_utf8", message=message, hint="save the file as UTF-8"))
        return data.decode("cp1252", errors="replace")


def _document(path: str, text: str, findings: list[Finding]) -> Document | None:
    read: Callable[[str], Document] = read_json if text.lstrip().startswith(("{", "[")) else read_yaml
    return _mapping(lambda: read(text), findings)


def _text_page(path: str, text: str, findings: list[Finding]) -> tuple[Document | None, str, int]:
    split = split_front_matter(text)
    findings.extend(split.findings)
    if split.header is None:
        unclosed = any(finding.code == "front_matter_unclosed" for finding in split.findings)
        in_html = facts_in_html(text) if path.lower().endswith((".html", ".htm")) else {}
        return None if unclosed else Document(data=in_html), text, 1
    return _mapping(lambda: _header(split), findings), split.body, split.body_line


def _header(split: Split) -> Document:
    header = split.header or ""
    if not split.toml:
        return read_yaml(header, first_line=split.header_line)
    try:
        return Document(data=_as_text(tomllib.loads(header)))
    except tomllib.TOMLDecodeError as error:
        finding = Finding(
            line=split.header_line, code="toml_syntax", message=f"not TOML: {error}", hint="mend the TOML"
        )
        raise DocumentUnreadable(finding) from None


def _as_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_text(item) for item in value]
    return value.isoformat() if isinstance(value, date | datetime) else value


def _mapping(read: Callable[[], Document], findings: list[Finding]) -> Document | None:
    """The document if it is a mapping; None, with the finding, if it cannot be read or is none."""
    try:
        document = read()
    except DocumentUnreadable as unreadable:
        findings.append(unreadable.finding)
        return None
    findings.extend(document.findings)
    if document.data is None:
        return Document(data={})
    if isinstance(document.data, dict):
        return document
    message = f"the metadata is a {type(document.data).__name__}, not fields with values"
    hint = "write one “name: value” on each line"
    findings.append(Finding(line=document.first_line, code="not_a_mapping", message=message, hint=hint))
    return None


class _Facts:
    """The facts of one page, drawn from its metadata; what cannot be read is added to `findings`."""

    def __init__(self, document: Document | None, reading: Reading, findings: list[Finding]) -> None:
        self.broken = document is None
        self.document = document or Document(data={})
        self.data: dict[str, Any] = self.document.data
        self.found = reading.fields.find(self.data)
        self.reading = reading
        self.findings = findings
        self.locator: dict[str, int] = {}

    def page(self, path: str, default_id: str, body: str, body_line: int) -> Page:
        last, due, interval, unreadable = self._dates(body, body_line)
        risk = self._risk()
        next_due, basis = self.reading.due_rule.due(last, due, interval, risk)
        unreadable = unreadable or self.broken
        return Page(
            id=self._text("id") or default_id,
            path=path,
            title=self._text("title") or _heading(body) or default_id,
            url=self._url(),
            language=self._text("language"),
            topics=self._texts("topics"),
            owner=next(iter(self._texts("owner")), None),
            reviewers=self._texts("reviewers"),
            risk=risk,
            last_reviewed=last,
            next_review_due=None if unreadable else next_due,
            due_basis=None if unreadable else basis,
            review_interval=interval,
            unreadable=unreadable,
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
        return next(iter(self._texts(name)), None)

    def _texts(self, name: str) -> tuple[str, ...]:
        found = self._find(name)
        if found is None:
            return ()
        values = found.value if isinstance(found.value, list) else [found.value]
        if name in {"topics", "reviewers"} and isinstance(found.value, str):
            values = found.value.split(",")
        return tuple(text for value in values if (text := _plain_text(value)))

    def _url(self) -> str | None:
        url = self._text("url")
        return urljoin(self.reading.base_url, url) if url and self.reading.base_url else url

    def _risk(self) -> Risk:
        text = self._text("risk")
        try:
            return Risk(text.lower()) if text else Risk.STANDARD
        except ValueError:
            self._find_fault("risk", "risk_unknown", f"risk “{text}” is none of high, standard, low", "use one of them")
            return Risk.STANDARD

    def _find_fault(self, name: str, code: str, message: str, hint: str) -> None:
        self.findings.append(Finding(line=self.locator.get(name), code=code, message=message, hint=hint))

    def _dates(self, body: str, body_line: int) -> tuple[date | None, date | None, Interval | None, bool]:
        """Last review, stated next review, interval, and whether a date is there that cannot be read."""
        stated = self._stated_dates()
        interval, bad_interval = self._interval()
        if len(stated) < 2 and not (interval or bad_interval or self.broken):
            self._add_printed(stated, body, body_line)
        last, bad_last = self._day("last_reviewed", stated)
        due, bad_due = self._day("next_review_due", stated)
        return last, due, interval, bad_due or (due is None and (bad_last or bad_interval))

    def _stated_dates(self) -> dict[str, str]:
        last, due = self._find("last_reviewed"), self._find("next_review_due")
        stated = {"last_reviewed": _item(last, 0), "next_review_due": _item(due, 0)}
        # schema.org's lastReviewed is a pair on NHS pages: reviewed, and due again.
        if due is None and last and (second := _item(last, 1)):
            stated["next_review_due"] = second
            self.locator["next_review_due"] = self.locator.get("last_reviewed", 1)
        return {name: text for name, text in stated.items() if text}

    def _add_printed(self, stated: dict[str, str], body: str, body_line: int) -> None:
        if "eview" not in body and "EVIEW" not in body and "::" not in self.reading.labels.pattern:
            return
        for name, printed in find_printed(body, self.reading.labels).items():
            if name not in stated:
                stated[name] = printed.text
                self.locator[name] = printed.line + body_line - 1

    def _day(self, name: str, stated: dict[str, str]) -> tuple[date | None, bool]:
        text = stated.get(name)
        if text is None:
            return None, False
        try:
            read = parse_date(text, order=self.reading.order, zone=self.reading.zone)
        except DateUnreadable as error:
            self._find_fault(name, error.code, f"{name}: {error.message}", error.hint)
            return None, True
        if not read.whole:
            self._imprecise(name, text, read)
        return (read.last if name == "next_review_due" else read.first), False

    def _imprecise(self, name: str, text: str, read: ReadDate) -> None:
        taken = read.last if name == "next_review_due" else read.first
        message = f"{name}: “{clean(text)}” names a month only; {taken.isoformat()} was taken"
        self._find_fault(name, "date_imprecise", message, "state the day")

    def _interval(self) -> tuple[Interval | None, bool]:
        found = self._find("review_interval")
        if found is None:
            return None, False
        try:
            return parse_interval(str(found.value)), False
        except IntervalUnreadable as error:
            hint = "write a length of time such as 6 months or 3 years"
            self._find_fault("review_interval", "interval_unreadable", f"review_interval: {error}", hint)
            return None, True

    def _modified(self) -> date | None:
        found = self._find("date_modified")
        stated = {"date_modified": text} if (text := _item(found, 0)) else {}
        return self._day("date_modified", stated)[0]

    def _references(self) -> Iterator[CitedSource]:
        found = self._find("references")
        if found is None:
            return
        values = found.value if isinstance(found.value, list) else [found.value]
        for index, value in enumerate(values):
            line = self.document.line_of(*found.path, index)
            if text := _plain_text(value):
                yield CitedSource(cited=text, line=line)
            else:
                message = f"entry {index + 1} of references is neither an id nor a citation"
                hint = "write the id of a register entry, or the citation as one text"
                self.findings.append(Finding(line=line, code="reference_unreadable", message=message, hint=hint))

    def _hash(self, body: str) -> str:
        words = body or "\n".join(f"{key}={value}" for key, value in self.data.items() if not _is_date_key(key))
        return hashlib.blake2b(words.strip().encode(errors="replace"), digest_size=16).hexdigest()


def _is_date_key(key: str) -> bool:
    return any(word in key.lower() for word in ("review", "date", "updated", "modified"))


def _item(found: Named | None, index: int) -> str | None:
    if found is None:
        return None
    values = found.value if isinstance(found.value, list) else [found.value]
    return str(values[index]) if index < len(values) and values[index] is not None else None


def _plain_text(value: Any) -> str | None:
    if isinstance(value, dict):
        value = next((value[key] for key in ("id", "email", "name", "@id") if value.get(key)), None)
    if value is None or isinstance(value, list | dict):
        return None
    return one_line([str(value)]) or None


def _heading(body: str) -> str | None:
    found = HEADING.search(body, 0, TITLE_WITHIN)
    return one_line([found[1].strip("*_ ")]) if found and "<%" not in found[1] else None
