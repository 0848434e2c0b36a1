"""The formats of bibliographies, and how a text is known to be one of them: by what it says, not by its name."""

import json
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from reviewdue.references.vocabulary import CSL_TYPES

BIBTEX = re.compile(r"(?m)^\s*@\w+\s*[{(]\s*[^\s,{}]+\s*,")
RIS = re.compile(r"(?m)^TY\s{0,2}-")
CSL_YAML = re.compile(r"(?m)^(?:references:[ \t]*(?:\#.*)?$|-\s+(?:id|type|title|author|DOI|ISBN):)")
FRONT_MATTER = re.compile(r"\A---\s*\n.*?\n(?:---|\.\.\.)\s*\n\s*\S", re.DOTALL)
MARKS_OF_CSL = frozenset({"author", "issued", "container-title", "DOI", "ISBN", "publisher", "URL", "PMID", "title"})
LOOKED_AT = 20_000


class Kind(StrEnum):
    """What a list of references can be written as."""

    CSL_JSON = "csl-json"
    CSL_YAML = "csl-yaml"
    BIBTEX = "bibtex"
    RIS = "ris"


def kind_of(text: str) -> Kind | None:
    """The format of a bibliography, or None for anything else, such as a published page."""
    head = text.removeprefix("\ufeff").lstrip()
    if head.startswith(("[", "{")):
        return Kind.CSL_JSON if _holds_csl(head) else None
    if head.startswith("<"):
        return None
    start = head[:LOOKED_AT]
    marks = {Kind.RIS: RIS, Kind.BIBTEX: BIBTEX, Kind.CSL_YAML: CSL_YAML}
    found = {kind: match.start() for kind, pattern in marks.items() if (match := pattern.search(start))}
    if Kind.CSL_YAML in found and FRONT_MATTER.match(head):
        # A page with front matter, whose list of references belongs to it.
        del found[Kind.CSL_YAML]
    return min(found, key=lambda kind: found[kind], default=None)


def _holds_csl(text: str) -> bool:
    """Whether a JSON text is a list of CSL items; JSON that cannot be read is none."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return False
    listed = data.get("references", data.get("items")) if isinstance(data, dict) else data
    if isinstance(data, dict) and _is_item(data):
        return True
    return isinstance(listed, list) and any(isinstance(one, dict) and _is_item(one) for one in listed)


def _is_item(one: Mapping[str, Any]) -> bool:
    return one.get("type") in CSL_TYPES and not MARKS_OF_CSL.isdisjoint(one)
