"""CSL-JSON and CSL-YAML, with what reference managers write into the note, and back; our own keys under `custom`."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from reviewdue.references import Reference, to_csl
from reviewdue.references.appending import add_to_text
from reviewdue.references.entries import Entries, Entry, read_entries

OURS = ("guideline", "supersedes", "superseded_by", "confirmed_by", "confirmed_on", "intended", "watch")
"""Keys that CSL does not know: a strict reader would refuse the item, so they travel in CSL's own `custom`."""

IN_NOTE = re.compile(r"^\s*(PMID|PMCID|DOI|ISBN):\s*(\S+)\s*$", re.IGNORECASE | re.MULTILINE)
SMALL = {name.lower(): name for name in ("URL", "DOI", "ISBN", "ISSN", "PMID", "PMCID")}
"""What some exporters write in small letters."""


def read_csl_file(text: str, *, as_json: bool) -> Entries:
    """Every item of the file as it stands. Raises DocumentUnreadable when it is no list of items."""
    bare = text.removeprefix("\ufeff")
    listed = _listed(bare) if as_json else bare
    found = read_entries(listed, as_json=as_json)
    return Entries(entries=tuple(_settled(entry) for entry in found.entries), findings=found.findings)


def _listed(text: str) -> str:
    """A single item as a list, and Zotero's `items` as the list it is; lines stay where they were."""
    data = json.loads(text) if text.lstrip().startswith("{") else None
    if isinstance(data, dict) and "type" in data and "references" not in data:
        return f"[{text}]"
    if isinstance(data, dict) and isinstance(data.get("items"), list):
        return text.replace('"items"', '"references"', 1)
    return text


def _settled(entry: Entry) -> Entry:
    """Numbers that stand in the note, where Zotero and others put them, and our own keys, where they belong."""
    if not isinstance(entry.data, dict):
        return entry
    item = {key: " ".join(value.split()) if isinstance(value, str) else value for key, value in entry.data.items()}
    for given, key in SMALL.items():
        if given in item and key not in item:
            item[key] = item.pop(given)
    note = entry.data.get("note")
    for key, value in IN_NOTE.findall(note if isinstance(note, str) else ""):
        item.setdefault(key.upper(), value)
    custom = item.get("custom")
    if isinstance(custom, dict) and isinstance(custom.get("reviewdue"), dict):
        item |= {key: value for key, value in custom["reviewdue"].items() if key in OURS and key not in item}
        rest = {key: value for key, value in custom.items() if key != "reviewdue"}
        item = {key: value for key, value in item.items() if key != "custom"} | ({"custom": rest} if rest else {})
    return replace(entry, data=item)


def write_csl_json(references: Sequence[Reference]) -> str:
    """A list of items that a strict reader of CSL-JSON takes."""
    return json.dumps([_strict(to_csl(one)) for one in references], ensure_ascii=False, indent=2) + "\n"


def write_csl_yaml(references: Sequence[Reference]) -> str:
    """The register's own format: what is exported can be put back as it is."""
    return add_to_text("", references).text


def _strict(item: dict[str, Any]) -> dict[str, Any]:
    ours = {key: item.pop(key) for key in OURS if key in item}
    if ours:
        item["custom"] = {**(item.get("custom") or {}), "reviewdue": ours}
    return item
