"""References as BibTeX: fields that BibTeX has no name for keep that of CSL, which it reads past."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reviewdue.bibliographies.bibtex import MONTHS, NUMBERED, OWN
from reviewdue.bibliographies.fields import BIBTEX_TYPES, FIELDS_IN_BIBTEX, TYPES_IN_BIBTEX
from reviewdue.bibliographies.latex import encode
from reviewdue.references import OTHERS, Name, Reference, to_csl
from reviewdue.references.vocabulary import DATE_VARIABLES, NAME_VARIABLES

VERBATIM = frozenset(("DOI", "URL", "PMID", "PMCID", "ISBN", "ISSN"))
CONTAINER_FIELDS = {"article": "journal", "periodical": "journal"}
PUBLISHER_FIELDS = {"techreport": "institution", "phdthesis": "school"}
DATES = {"accessed": "urldate", "event-date": "eventdate", "original-date": "origdate"}
BOOKS = ("book", "incollection")
LEFT_OUT = frozenset(
    ("id", "type", "issued", "custom", "supersedes", "superseded_by", "intended", "archive", "archive_location")
)


def write_bibtex(references: Sequence[Reference]) -> str:
    """A file of BibTeX entries whose keys are the ids."""
    from bibtexparser.entrypoint import write_string
    from bibtexparser.library import Library
    from bibtexparser.model import Entry, Field
    from bibtexparser.writer import BibtexFormat

    library = Library()
    for one in references:
        kind, fields = entry_of(one)
        month = {"month"} if fields.get("month") in MONTHS else set()
        written = [
            Field(name, value, enclosing="no-enclosing" if name in month else None) for name, value in fields.items()
        ]
        library.add(Entry(kind, one.id, written))
    layout = BibtexFormat()  # type: ignore[no-untyped-call]
    layout.indent = "  "
    return write_string(library, bibtex_format=layout)


def entry_of(reference: Reference) -> tuple[str, dict[str, str]]:
    """The entry type, and the fields in LaTeX."""
    item = to_csl(reference)
    kind = TYPES_IN_BIBTEX.get(reference.type, "misc")
    fields: dict[str, str] = {}
    for variable, value in item.items():
        if variable not in LEFT_OUT:
            fields |= dict(_fields(variable, value, kind))
    fields |= _dates(reference.issued, item.get("issued"))
    fields |= _eprint(item)
    if BIBTEX_TYPES.get(kind) != reference.type or (reference.type == "document" and reference.url):
        fields["entrysubtype"] = reference.type
    custom = (item.get("custom") or {}).get("bibtex") or {}
    return kind, fields | {name: encode(str(value)) for name, value in custom.items() if name not in fields}


def _fields(variable: str, value: Any, kind: str) -> Iterator[tuple[str, str]]:
    if variable in NAME_VARIABLES:
        yield variable, " and ".join(_name(name) for name in value)
    elif variable in DATE_VARIABLES:
        yield DATES.get(variable, variable), _edtf(value)
    elif isinstance(value, (str, int, float)):
        text = str(value)
        name = _field_name(variable, kind)
        if variable in VERBATIM:
            yield name, text
        elif variable == "page":
            yield name, encode(text).replace("-", "--").replace("{}--", "--")
        else:
            yield name, encode(text, keep_capitals=variable == "title")


def _field_name(variable: str, kind: str) -> str:
    if variable == "container-title":
        return CONTAINER_FIELDS.get(kind, "booktitle")
    if variable == "publisher":
        return PUBLISHER_FIELDS.get(kind, "publisher")
    if variable == ("number" if kind in NUMBERED else "collection-number" if kind in BOOKS else None):
        return "number"
    if variable == "number":
        return OWN + variable
    # Where “number” means something else, an issue keeps CSL's name.
    return variable if variable == "issue" and kind in (*NUMBERED, *BOOKS) else FIELDS_IN_BIBTEX.get(variable, variable)


def _name(name: Mapping[str, str]) -> str:
    literal = name.get("literal")
    if literal:
        return literal if Name(literal=literal) == OTHERS else f"{{{encode(literal)}}}"
    particle = " ".join(name[part] for part in ("dropping-particle", "non-dropping-particle") if part in name)
    family = name.get("family", "")
    if particle and not re.match(r"['’]?[a-zà-ÿ]", particle.split()[-1]):
        family, particle = f"{particle} {family}", ""
    simple = " " not in family or all(word[:1].isupper() for word in family.split())
    last = encode(family) if simple and "," not in family else f"{{{encode(family)}}}"
    parts = (f"{particle} {last}".strip(), encode(name.get("suffix", "")), encode(name.get("given", "")))
    if not parts[1] and not parts[2]:
        return f"{parts[0]}," if simple else parts[0]
    return ", ".join(part for part in parts if part) if parts[2] else f"{parts[0]}, {parts[1]}, {{}}"


def _dates(issued: tuple[int, ...], given: Any) -> dict[str, str]:
    if isinstance(given, Mapping) and len(given.get("date-parts") or ()) > 1:
        return {"year": str(issued[0]), "date": _edtf(given)} if issued else {"date": _edtf(given)}
    if not issued:
        raw = given.get("raw") or given.get("literal") if isinstance(given, Mapping) else None
        return {"year": encode(str(raw))} if raw else {}
    fields = {"year": str(issued[0])}
    if len(issued) > 1:
        fields["month"] = MONTHS[issued[1] - 1]
    return fields | ({"day": str(issued[2])} if len(issued) > 2 else {})


def _edtf(value: Any) -> str:
    if not isinstance(value, Mapping):
        return encode(str(value))
    ends = value.get("date-parts")
    if not ends:
        return encode(str(value.get("raw") or value.get("literal") or ""))
    return "/".join("-".join(f"{int(part):02}" for part in end) for end in ends)


def _eprint(item: Mapping[str, Any]) -> dict[str, str]:
    names = {"archive": "eprinttype", "archive_location": "eprint"}
    return {field: encode(str(item[key])) for key, field in names.items() if item.get(key)}
