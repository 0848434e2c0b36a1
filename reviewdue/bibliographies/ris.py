"""A RIS file to CSL items with the line of each tag; what cannot be read is a finding."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from reviewdue.bibliographies.fields import RIS_NAMES, RIS_TEXTS, RIS_TYPES
from reviewdue.documents import Finding
from reviewdue.references.bodies import is_body
from reviewdue.references.entries import Entries, Entry
from reviewdue.references.identifiers import isbns_in, normalise_pmid
from reviewdue.references.vocabulary import CSL_TYPES, DATE_VARIABLES, HELD_KEYS, NAME_VARIABLES, PASSED_OVER

TAG = re.compile(r"([A-Z][A-Z0-9])\s{0,3}-(?:\s(.*)|)$", re.DOTALL)
LABELLED = re.compile(r"([A-Za-z][A-Za-z_-]{1,40}):\s+(\S.*)", re.DOTALL)
"""A note such as `PMID: 34678411`: how reference managers keep what RIS has no tag for."""

SUFFIX = re.compile(r"(?:[JS]r|I{2,3}|IV|[23]rd|[4-9]th)\.?", re.IGNORECASE)
PARTICLE = re.compile(r"(?:(?:V[ao]n|D[aei]|L[ae])\s+)?(?:['’]?[a-zà-ÿ]['’\w]*\s+)+(?=[^\W\d_])")


@dataclass(slots=True)
class _Record:
    """The lines of one record, from its TY to its ER."""

    line: int
    texts: list[str] = field(default_factory=list)
    ended: bool = False


def read_ris(text: str) -> Entries:
    """Every record of the file. A record without an end is read and said; text between records is said too."""
    findings: list[Finding] = []
    records = list(_records(text.removeprefix("\ufeff"), findings))
    return Entries(entries=tuple(_entry(record) for record in records), findings=tuple(findings))


def _records(text: str, findings: list[Finding]) -> Iterator[_Record]:
    record: _Record | None = None
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        tag = TAG.match(line.strip())
        if tag and tag[1] == "TY":
            if record:
                findings.append(_unended(record))
                yield record
            record = _Record(line=number)
        if record is None:
            # Before the first record exporters write what they are; a tag there belongs to no record.
            if tag and tag[1] != "ER":
                findings.append(_astray(number, line))
            continue
        record.texts.append(_canonical(line, tag))
        if tag and tag[1] == "ER":
            yield record
            record = None
    if record:
        findings.append(_unended(record))
        yield record


def _canonical(line: str, tag: re.Match[str] | None) -> str:
    """A tag with the two spaces and the hyphen of the format, whatever the exporter made of them."""
    return f"{tag[1]}  - {' '.join((tag[2] or '').split())}" if tag else " ".join(line.split())


def _unended(record: _Record) -> Finding:
    hint = "Add a line “ER  - ” at its end; check that nothing of it was cut off."
    return Finding(line=record.line, code="unended_entry", message="this record has no end; it was read", hint=hint)


def _astray(number: int, line: str) -> Finding:
    message = f"this line belongs to no record: {line.strip()[:60]}"
    return Finding(line=number, code="broken_entry", message=message, hint="Begin the record with “TY  - JOUR”.")


def _entry(record: _Record) -> Entry:
    import rispy

    tags = {tag: tag for tag in (line[:2] for line in record.texts if TAG.match(line))} | {"UK": "UK"}
    lines: dict[str, int] = {}
    for number, line in enumerate(record.texts, start=record.line):
        if TAG.match(line):
            lines.setdefault(_variable(line[:2]), number)
    # Tag by tag, each as a list: a tag that stands twice says two things. An end is added where it was lost.
    listed = [*tags.keys() - {"TY", "ER", "UK"}]
    text = "\n".join([*_joined(record.texts), "ER  - "])
    parsed = rispy.loads(text, mapping=tags, list_tags=listed, delimiter_tags_mapping={}, enforce_list_tags=False)
    values = {tag: value if isinstance(value, list) else [value] for tag, value in parsed[0].items()}
    return Entry(data=_item(values), line=record.line, lines=lines)


def _joined(texts: list[str]) -> list[str]:
    """A value that goes on in the next line, in one line: to the library that would be a second value."""
    joined: list[str] = []
    for text in texts:
        if TAG.match(text) or not joined:
            joined.append(text)
        elif text:
            joined[-1] += f" {text}"
    return [text for text in joined if not text.startswith("ER")]


def _variable(tag: str) -> str:
    if tag in RIS_NAMES:
        return RIS_NAMES[tag]
    known = {"TY": "type", "PY": "issued", "Y1": "issued", "DA": "issued", "Y2": "accessed", "UR": "URL", "SN": "ISBN"}
    return RIS_TEXTS.get(tag) or known.get(tag, tag)


def _item(values: dict[str, list[str]]) -> dict[str, Any]:
    """A CSL item; tags that CSL has no word for are kept under `custom`."""
    item: dict[str, Any] = {"type": RIS_TYPES.get(values.pop("TY")[0].upper(), "document")}
    for tag in [tag for tag in RIS_TEXTS if tag in values]:
        said = [text for text in values.pop(tag) if text]
        if said:
            item.setdefault(RIS_TEXTS[tag], said[0])
    for tag in [tag for tag in RIS_NAMES if tag in values]:
        item.setdefault(RIS_NAMES[tag], []).extend(name for text in values.pop(tag) if (name := read_name(text)))
    for take in (_take_dates, _take_pages, _take_numbers, _take_notes):
        take(item, values)
    unknown = {tag: said for tag, texts in values.items() if (said := [text for text in texts if text])}
    return item | ({"custom": {"ris": unknown}} if unknown else {})


def _take_dates(item: dict[str, Any], values: dict[str, list[str]]) -> None:
    """`DA` has the whole day and `PY` often the year only; the one that says more counts."""
    dates = [read_date(text) for tag in ("DA", "PY", "Y1") for text in values.pop(tag, ())]
    exact = sorted((one for one in dates if "date-parts" in one), key=lambda one: len(one["date-parts"][0]))
    issued = exact[-1] if exact else next((date for date in dates if date), None)
    item |= {"issued": issued} if issued else {}
    accessed = next((read_date(text) for text in values.pop("Y2", ()) if text), None)
    item |= {"accessed": accessed} if accessed else {}


def read_date(text: str) -> dict[str, Any]:
    """`2023/01/09/`, `2023`, `2022///Winter` or `2023-01-09` as CSL has it; other words as they are."""
    numbers = re.match(r"\s*(\d{4})(?:[/-](\d{1,2})?)?(?:[/-](\d{1,2})?)?(?:[/-](.*))?$", text)
    if not numbers:
        return {"raw": text.strip()} if text.strip() else {}
    parts = [int(part) for part in numbers.groups()[:3] if part]
    other = (numbers[4] or "").replace("undefined", "").strip(" /")
    return {"date-parts": [parts]} | ({"season": other} if other else {})


def _take_pages(item: dict[str, Any], values: dict[str, list[str]]) -> None:
    start = " ".join(values.pop("SP", ())).strip()
    end = " ".join(values.pop("EP", ())).strip()
    if item["type"] == "book" and start and not end and start.isdigit():
        item["number-of-pages"] = start
    elif start or end:
        apart = start and end and end != start and not re.search(r"[-–]", start)
        item["page"] = re.sub(r"\s*[-–—]+\s*", "-", f"{start}-{end}" if apart else start or end)


def _take_numbers(item: dict[str, Any], values: dict[str, list[str]]) -> None:
    """Standard numbers by what they are, addresses, and the accession number that PubMed's exports carry."""
    standard = " ".join(values.pop("SN", ())).strip()
    if standard:
        item["ISBN" if isbns_in(standard) else "ISSN"] = standard
    addresses = [one.strip() for text in values.pop("UR", ()) for one in re.split(r"[;\s]+(?=https?://)", text) if one]
    if addresses:
        item["URL"] = addresses[0]
        values |= {"UR": addresses[1:]} if addresses[1:] else {}
    accession = values.get("AN", [""])[0]
    if normalise_pmid(accession) and re.search(r"pubmed|medline|nlm|^$", item.get("source", ""), re.IGNORECASE):
        item["PMID"] = values.pop("AN")[0]
    if values.get("C2", [""])[0].upper().startswith("PMC"):
        item["PMCID"] = values.pop("C2")[0]
    if values.get("M1"):
        item["number"] = values.pop("M1")[0]
    if values.get("KW"):
        item["keyword"] = ", ".join(text for text in values.pop("KW") if text)


def _take_notes(item: dict[str, Any], values: dict[str, list[str]]) -> None:
    notes = []
    for text in values.pop("N1", ()):
        labelled = LABELLED.fullmatch(text)
        key = _csl_key(labelled[1]) if labelled else None
        if labelled and key == "note":
            notes.append(labelled[2])
        elif labelled and key:
            item[key] = _labelled_value(key, labelled[2])
        elif text:
            notes.append(text)
    if notes:
        item["note"] = " ".join(notes)


CSL_VALUES = (HELD_KEYS | PASSED_OVER) - {
    "id", "author", "custom", "title", "supersedes", "superseded_by", "intended",
}  # fmt: skip
_BY_FOLDED = {key.casefold(): key for key in CSL_VALUES}


def _csl_key(label: str) -> str:
    return _BY_FOLDED.get(label.casefold(), "")


def _labelled_value(key: str, text: str) -> Any:
    if key in DATE_VARIABLES:
        return read_date(text)
    if key in NAME_VARIABLES:
        return [name for one in text.split("; ") if (name := read_name(one))]
    return text if key != "type" or text in CSL_TYPES else "document"


def read_name(text: str) -> dict[str, str]:
    """`Family, Given, Suffix`; a name without a comma is a body, or a family name alone."""
    pieces = [piece.strip() for piece in text.strip(" ,;").split(",") if piece.strip()]
    if not pieces:
        return {}
    if len(pieces) == 1 or is_body(text.strip(" ,;")):
        return {"literal": text.strip(" ,;")}
    if len(pieces) == 2 and SUFFIX.fullmatch(pieces[1]):
        return {"family": pieces[0], "suffix": pieces[1]}
    particle = PARTICLE.match(pieces[0])
    said = {
        "family": pieces[0][particle.end() if particle else 0 :],
        "given": pieces[1],
        "non-dropping-particle": particle[0].strip() if particle else "",
        "suffix": ", ".join(pieces[2:]),
    }
    return {part: value for part, value in said.items() if value}
