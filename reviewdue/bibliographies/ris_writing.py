"""References as RIS: what has no tag stands in a labelled note, as reference managers write it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reviewdue.bibliographies.fields import NAMES_IN_RIS, RIS_TYPES, TEXTS_IN_RIS
from reviewdue.bibliographies.ris import LABELLED
from reviewdue.references import Reference, to_csl

TYPES_IN_RIS = {csl: ris for ris, csl in reversed(RIS_TYPES.items())}
NUMBERED = ("ISBN", "ISSN")
LEFT_OUT = frozenset(
    ("type", "custom", "supersedes", "superseded_by", "intended", "keyword", "page", "issued", "accessed", "note")
)
PUBMED = ("PubMed", "MEDLINE")


def write_ris(references: Sequence[Reference]) -> str:
    """A RIS file; each record has the register's id as its ID."""
    import rispy

    records = [record_of(one) for one in references]
    tags = {tag: tag for record in records for tag in record} | {"TY": "TY", "ER": "ER", "UK": "UK"}
    written = _by_tag(tags)
    text: str = rispy.dumps(records, implementation=written)
    return text


def _by_tag(tags: dict[str, str]) -> Any:
    """The library's writer, told that every tag stands for itself and may stand several times."""
    from rispy import RisWriter

    class ByTag(RisWriter):  # type: ignore[misc]
        DEFAULT_MAPPING = tags
        DEFAULT_LIST_TAGS = [tag for tag in tags if tag not in ("TY", "ER", "UK")]  # noqa: RUF012
        DEFAULT_DELIMITER_MAPPING: dict[str, str] = {}  # noqa: RUF012
        REFERENCE_TYPE_KEY = "TY"

        def __init__(self, **options: Any) -> None:
            super().__init__(**options)
            self._rev_mapping = {tag.lower(): tag for tag in tags}

        def set_header(self, count: int) -> str:
            return ""

    return ByTag


def record_of(reference: Reference) -> dict[str, Any]:
    """The tags of a reference, each with the list of its values; `TY` with its one."""
    item = to_csl(reference)
    record: dict[str, Any] = {"TY": TYPES_IN_RIS.get(reference.type, "GEN")}
    notes = [f"type: {reference.type}"] if RIS_TYPES[record["TY"]] != reference.type else []
    for variable, value in item.items():
        for tag, text in _tagged(variable, value):
            record.setdefault(tag, []).append(text)
        if not _has_tag(variable):
            notes += _labelled(variable, value)
    record |= _rest(item)
    if note := str(item.get("note") or ""):
        # A note that begins like a label would be taken for one.
        notes.append(f"note: {note}" if LABELLED.fullmatch(note) else note)
    for tag, texts in ((item.get("custom") or {}).get("ris") or {}).items():
        record.setdefault(tag, []).extend(str(text) for text in (texts if isinstance(texts, list) else [texts]))
    return record | ({"N1": notes} if notes else {})


def _has_tag(variable: str) -> bool:
    return variable in LEFT_OUT or variable in NUMBERED or variable in NAMES_IN_RIS or variable in (*TEXTS_IN_RIS, "id")


def _tagged(variable: str, value: Any) -> Iterator[tuple[str, str]]:
    if variable in NAMES_IN_RIS:
        yield from ((NAMES_IN_RIS[variable], _name(name)) for name in value)
    elif variable == "id":
        yield "ID", str(value)
    elif variable in TEXTS_IN_RIS:
        yield TEXTS_IN_RIS[variable], " ".join(str(value).split())
    elif variable in NUMBERED:
        yield "SN", str(value)


def _rest(item: Mapping[str, Any]) -> dict[str, list[str]]:
    """Pages, dates and keywords, which RIS parts in its own way."""
    tags: dict[str, list[str]] = {}
    if page := item.get("page"):
        start, hyphen, end = str(page).partition("-")
        simple = hyphen and start.strip() and end.strip() and "-" not in end and "," not in end
        tags |= {"SP": [start], "EP": [end]} if simple else {"SP": [str(page)]}
    if issued := item.get("issued"):
        tags |= _dated(issued)
    if accessed := item.get("accessed"):
        tags["Y2"] = [_date(accessed)]
    if keywords := item.get("keyword"):
        tags["KW"] = [word for word in str(keywords).split(", ") if word]
    return tags


def _dated(issued: Any) -> dict[str, list[str]]:
    date = _date(issued)
    return {"PY": [date[:4]], "DA": [date]} if date[:4].isdigit() else {"PY": [date]}


def _date(value: Any) -> str:
    """`2023/01/09/`, as far as it is known, with a season at the end."""
    if not isinstance(value, Mapping):
        return str(value)
    parts = (value.get("date-parts") or [[]])[0]
    if not parts:
        return str(value.get("raw") or value.get("literal") or "")
    year, month, day = (*(f"{int(part):02}" for part in parts), "", "")[:3]
    return f"{year}/{month}/{day}/{value.get('season') or ''}"


def _labelled(variable: str, value: Any) -> list[str]:
    if isinstance(value, list):
        return [f"{variable}: {'; '.join(_name(name) for name in value if isinstance(name, Mapping))}"]
    if isinstance(value, Mapping):
        return [f"{variable}: {_date(value)}"]
    return [f"{variable}: {' '.join(str(value).split())}"]


def _name(name: Mapping[str, str]) -> str:
    if name.get("literal"):
        return str(name["literal"])
    particles = (name.get("dropping-particle"), name.get("non-dropping-particle"), name.get("family"))
    family = " ".join(part for part in particles if part)
    given, suffix = name.get("given", ""), name.get("suffix", "")
    return ", ".join(part for part in (family, given, suffix) if part) + ("" if given or suffix else ",")
