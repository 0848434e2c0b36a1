"""A BibTeX or biblatex file to CSL items with the line of each field; what cannot be read is a finding."""

import logging
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from reviewdue.bibliographies.fields import BIBTEX_FIELDS, BIBTEX_TYPES
from reviewdue.bibliographies.latex import decode
from reviewdue.documents import Finding
from reviewdue.references.bodies import is_body
from reviewdue.references.entries import Entries, Entry
from reviewdue.references.vocabulary import CSL_TYPES, DATE_VARIABLES, NAME_VARIABLES, PASSED_OVER

if TYPE_CHECKING:
    from bibtexparser.model import Block
    from bibtexparser.model import Entry as Record

VERBATIM = frozenset(("doi", "url", "pmid", "pmcid", "isbn", "issn", "eprint"))
DATE_FIELDS = {"urldate": "accessed", "eventdate": "event-date", "origdate": "original-date"}
OWN = "csl-"
"""Stands before a variable of CSL whose name means something else in BibTeX."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NAME_FIELDS = {"author": "author", "editor": "editor", "translator": "translator", "bookauthor": "container-author"}
TAKEN = frozenset(
    ("year", "month", "day", "date", "entrysubtype", "crossref", "eprint", "eprinttype", "archiveprefix", "subtitle")
)
NUMBERED = frozenset(("techreport", "report", "manual", "patent", "standard", "misc", "online", "dataset"))
DAY = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?(?:T.*)?[?~%]?")
ADDRESS = re.compile(r"https?://[^\s{}\\]+(?:\\[_%#&][^\s{}\\]*)*")
ARXIV = re.compile(r"(?:arxiv:)?(\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[A-Z]{2})?/\d{7})", re.IGNORECASE)


def read_bibtex(text: str) -> Entries:
    """Every entry of the file. One that is broken is a finding, and those around it are read."""
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.middlewares import NormalizeFieldKeys
    from bibtexparser.model import DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, ParsingFailedBlock
    from bibtexparser.model import Entry as Record

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # what it logs is among the findings
    library = parse_string(text.removeprefix("\ufeff"), append_middleware=[NormalizeFieldKeys()])
    records: list[Record] = []
    findings: list[Finding] = []
    for block in library.blocks:
        if isinstance(block, Record):
            records.append(block)
        elif isinstance(block, (DuplicateBlockKeyBlock, DuplicateFieldKeyBlock)):
            records += _mended(block, findings)
        elif isinstance(block, ParsingFailedBlock):
            findings.append(_broken(block))
    parents = {record.key.casefold(): record for record in reversed(records)}
    entries = tuple(Entry(data=_item(one, parents), line=_line(one), lines=_lines(one)) for one in records)
    return Entries(entries=entries, findings=tuple(findings))


def _line(block: "Block") -> int:
    return (block.start_line or 0) + 1


def _lines(record: "Record") -> dict[str, int]:
    places = {field.key: (field.start_line or 0) + 1 for field in record.fields}
    named = {_variable(name, record.entry_type): line for name, line in reversed(places.items())}
    dated = next((places[name] for name in ("date", "year", "month") if name in places), None)
    return named | ({"issued": dated} if dated else {})


def _mended(block: Any, findings: list[Finding]) -> Iterator["Record"]:
    """An entry that is readable but for a name that stands twice: the entry's own, or that of a field."""
    record = block.ignore_error_block
    if hasattr(block, "duplicate_keys"):
        twice = ", ".join(sorted(block.duplicate_keys))
        message, hint = f"“{twice}” stands twice in the entry “{record.key}”; the first one was read", "Keep one."
        fields = {field.key: field for field in reversed(record.fields)}
        record.fields = [field for field in record.fields if fields[field.key] is field]
    else:
        message = f"the key “{record.key}” is that of an entry above; both were read"
        hint = "Give one of the two another key."
    findings.append(Finding(line=_line(block), code="duplicate_key", message=message, hint=hint))
    yield record


def _broken(block: "Block") -> Finding:
    start = " ".join((block.raw or "").split())[:60]
    message = f"this entry cannot be read: {start} …"
    hint = "Look for a brace, quotation mark or comma that is missing; the entries around it were read."
    return Finding(line=_line(block), code="broken_entry", message=message, hint=hint)


def _item(record: "Record", parents: Mapping[str, "Record"]) -> dict[str, Any]:
    """A CSL item; fields that CSL has no word for are kept under `custom`."""
    values = {field.key.lower(): str(field.value) for field in reversed(record.fields)}
    values = _inherited(values, record, parents)
    item: dict[str, Any] = {"id": record.key, "type": _type(record.entry_type.lower(), values)}
    unknown = {}
    for name, value in values.items():
        variable = _variable(name, record.entry_type)
        if name in TAKEN or not value.strip():
            continue
        if variable in DATE_VARIABLES:
            item[variable] = _date_parts(value)
        elif variable in NAME_VARIABLES:
            item[variable] = read_names(value)
        elif variable in BIBTEX_FIELDS.values() or variable in PASSED_OVER:
            item.setdefault(variable, _text(name, value))
        else:
            unknown[name] = decode(value)
    _finish(item, values)
    return item | ({"custom": {"bibtex": unknown}} if unknown else {})


def _inherited(values: dict[str, str], record: "Record", parents: Mapping[str, "Record"]) -> dict[str, str]:
    """What the entry named in `crossref` says of the whole, where the part does not say it itself."""
    parent = parents.get(values.get("crossref", "").casefold())
    if parent is None or parent is record:
        return values
    whole = {field.key.lower(): str(field.value) for field in reversed(parent.fields)}
    whole["booktitle"] = whole.pop("title", "")
    return {name: value for name, value in whole.items() if name not in ("author", "crossref") and value} | values


def _variable(name: str, entry_type: str) -> str:
    """The CSL variable of a field; a number is an issue in a journal, and a report's or a series' own elsewhere."""
    if name == "number" and entry_type.lower() in NUMBERED:
        return "number"
    if name == "number" and entry_type.lower() in ("book", "inbook", "incollection"):
        return "collection-number"
    if name.startswith(OWN):
        return name.removeprefix(OWN)
    return DATE_FIELDS.get(name) or NAME_FIELDS.get(name) or BIBTEX_FIELDS.get(name, name)


def _type(entry_type: str, values: Mapping[str, str]) -> str:
    stated = values.get("entrysubtype", "")
    if stated in CSL_TYPES:
        return stated
    known = BIBTEX_TYPES.get(entry_type, "document")
    if known == "document" and values.get("journal"):
        return "article-journal"
    online = "url" in values or ADDRESS.search(values.get("howpublished", ""))
    return "webpage" if known == "document" and online else known


def _text(name: str, value: str) -> str:
    if name in VERBATIM:
        return re.sub(r"\\(?:url|href|texttt)\b|\\([_%#&~])|[{}]", r"\1", value).strip()
    text = decode(value)
    return re.sub(r"\s*[-–—]+\s*", "-", text) if name == "pages" else text


def _finish(item: dict[str, Any], values: Mapping[str, str]) -> None:
    """The date from its parts, a subtitle, and an address that stands where BibTeX has no field for one."""
    issued = _date_parts(values["date"]) if values.get("date") else _issued(values)
    item |= {"issued": issued} if issued else {}
    if subtitle := decode(values.get("subtitle", "")):
        item["title"] = f"{item.get('title', '')}: {subtitle}".removeprefix(": ")
    if "URL" not in item and (address := ADDRESS.search(values.get("howpublished", "") + " " + values.get("note", ""))):
        item["URL"] = _text("url", address[0])
    _take_eprint(item, values)


def _take_eprint(item: dict[str, Any], values: Mapping[str, str]) -> None:
    number = _text("eprint", values.get("eprint", ""))
    archive = (values.get("eprinttype") or values.get("archiveprefix") or "").strip(" {}")
    if not number:
        return
    if archive.lower() == "pubmed":
        item.setdefault("PMID", number)
    elif archive.lower() == "arxiv" or (not archive and ARXIV.fullmatch(number)):
        item.setdefault("URL", f"https://arxiv.org/abs/{number.lower().removeprefix('arxiv:')}")
    if number.startswith("http"):
        item.setdefault("URL", number)
    item |= {"archive": archive} if archive else {}
    item["archive_location"] = number


def _issued(values: Mapping[str, str]) -> dict[str, Any] | None:
    year = re.search(r"\d{4}", values.get("year", ""))
    if not year:
        return {"raw": decode(values["year"])} if decode(values.get("year", "")) else None
    word = re.search(r"[a-z]{3,}|\d{1,2}", values.get("month", "").lower())
    named = word and word[0][:3] in MONTHS
    month = MONTHS.index(word[0][:3]) + 1 if word and named else int(word[0]) if word and word[0].isdigit() else 0
    beside = re.search(r"\d{1,2}", values.get("day", "") or (values.get("month", "") if named else ""))
    day = int(beside[0]) if beside else 0
    parts = [int(year[0]), *([month, *([day] if day else [])] if 1 <= month <= 12 else [])]
    return {"date-parts": [parts]}


def _date_parts(text: str) -> dict[str, Any]:
    """A date of biblatex, `2016-02-05` or the range `2016-02/2016-03`, as CSL has it."""
    ends = [DAY.fullmatch(one.strip()) for one in text.split("/")]
    if not all(ends):
        return {"raw": decode(text)}
    return {"date-parts": [[int(part) for part in end.groups() if part] for end in ends if end]}


def read_names(text: str) -> list[dict[str, str]]:
    """The names of a field. What stands in braces as a whole, and what reads as a body, is one literal."""
    from bibtexparser.middlewares.names import split_multiple_persons_names

    return [name for one in split_multiple_persons_names(" ".join(text.split())) if (name := _name(one.strip(" ,;")))]


def _name(text: str) -> dict[str, str]:
    from bibtexparser.middlewares.names import InvalidNameError, parse_single_name_into_parts

    whole = decode(text)
    if text == "others" or is_body(whole) or re.fullmatch(r"\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}", text):
        return {"literal": whole} if whole else {}
    try:
        parts = parse_single_name_into_parts(text, strict=False)
    except InvalidNameError:
        return {"literal": whole}
    if not (parts.first or parts.von or parts.jr):
        return {"literal": whole}
    said = {
        "family": decode(" ".join(parts.last)),
        "given": decode(" ".join(parts.first)),
        "non-dropping-particle": decode(" ".join(parts.von)),
        "suffix": decode(" ".join(parts.jr)),
    }
    return {part: value for part, value in said.items() if value}
