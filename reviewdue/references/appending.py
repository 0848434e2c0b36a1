"""New entries written in readable CSL-YAML into the text of a register file, around what is already there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, SequenceNode

from reviewdue.documents import DocumentUnreadable, Finding
from reviewdue.references.cslwriting import to_csl
from reviewdue.references.entries import Entries, list_node, read_entries
from reviewdue.references.reference import Reference
from reviewdue.references.vocabulary import NAME_PARTS, SUCCESSOR_DATES
from reviewdue.yamlnodes import compose_yaml

WIDTH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """The new text of a file, and the ids that were added to it."""

    text: str
    ids: tuple[str, ...]


def add_to_text(before: str, references: Sequence[Reference]) -> Addition:
    """Continue the list in a YAML text. Raises DocumentUnreadable when it cannot be continued safely."""
    entries = read_entries(before.removeprefix("\ufeff"))
    if any(finding.code == "missing_space" for finding in entries.findings):
        raise _refusal(1, "the file has faults", "Mend them first: reviewdue validate names them.")
    new = _new_ones(entries, references)
    if not new:
        return Addition(text=before, ids=())
    text = _spliced(before, [write_entry(reference) for reference in new])
    if len(read_entries(text.removeprefix("\ufeff")).entries) != len(entries.entries) + len(new):
        raise _refusal(1, "the list cannot be continued as it is written", "Write one entry under another.")
    return Addition(text=text, ids=tuple(reference.id for reference in new))


def write_entry(reference: Reference) -> str:
    """One reference as an item of a YAML list, without indentation."""
    item = to_csl(reference)
    item |= {key: [_OnOneLine(name) for name in value] for key, value in item.items() if _are_names(value)}
    if "issued" not in reference.more:
        item["issued"] = "-".join(f"{part:02}" for part in reference.issued)
    item["superseded_by"] = [_readable_successor(entry) for entry in item.get("superseded_by", ())]
    plain = {key: _plain(value) for key, value in item.items() if value or key in ("id", "title")}
    text: str = yaml.dump(
        [plain], Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH, default_flow_style=False
    )
    return text


def _are_names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) and not one.keys() - NAME_PARTS for one in value)


class _OnOneLine(dict[str, Any]):
    """A mapping written as `{family: …, given: …}`."""


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        # PyYAML sets a list flush with its key; set in, it reads better and nests plainly.
        super().increase_indent(flow, False)


_Dumper.add_representer(
    _OnOneLine, lambda dumper, data: dumper.represent_mapping("tag:yaml.org,2002:map", data, flow_style=True)
)


def _new_ones(entries: Entries, references: Sequence[Reference]) -> list[Reference]:
    taken = {entry.data.get("id") for entry in entries.entries if isinstance(entry.data, dict)}
    fresh = {reference.id: reference for reference in reversed(references) if reference.id not in taken}
    return list(reversed(fresh.values()))


def _readable_successor(entry: dict[str, Any]) -> dict[str, Any]:
    days = {key: date.fromisoformat(entry[key]) for key in SUCCESSOR_DATES if key in entry}
    return {key: _plain(value) for key, value in (entry | days).items()}


def _plain(value: Any) -> Any:
    """Numbers and days without quotes, where reading them back gives the same text."""
    if isinstance(value, str) and re.fullmatch(r"[1-9][0-9]{0,17}", value):
        return int(value)
    if isinstance(value, str) and re.fullmatch(r"[12]\d{3}-\d{2}-\d{2}", value):
        return _day(value)
    return value


def _day(text: str) -> date | str:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def _spliced(before: str, entries: list[str]) -> str:
    newline = "\r\n" if "\r\n" in before else "\n"
    root, _ = compose_yaml(before.removeprefix("\ufeff"))
    node = list_node(root)
    indent = _indent(root, node)
    lines = before.splitlines(keepends=True)
    at = _insertion(lines, root, node)
    if lines[:at] and not lines[at - 1].endswith(("\n", "\r")):
        lines[at - 1] += newline
    block = "".join(("\n" if lines[:at] or number else "") + entry for number, entry in enumerate(entries))
    added = ["" if line == "" else " " * indent + line for line in block.split("\n")[:-1]]
    return "".join((*lines[:at], *(line + newline for line in added), *lines[at:]))


def _indent(root: Node | None, node: SequenceNode | None) -> int:
    if node is None:
        return 2 if isinstance(root, MappingNode) else 0
    if node.flow_style and node.value:
        raise _refusal(node.start_mark.line + 1, "the list is written in brackets", "Write one entry a line.")
    return int(node.start_mark.column)


def _insertion(lines: list[str], root: Node | None, node: SequenceNode | None) -> int:
    """The number of lines that stay above the new entries."""
    if node is not None and node.flow_style:
        raise _refusal(node.start_mark.line + 1, "the list is empty brackets", "Delete the brackets “[]”.")
    if node is None or not isinstance(root, MappingNode) or root.value[-1][1] is node:
        return _without_end_mark(lines)
    if not node.value:
        raise _refusal(node.start_mark.line + 1, "the list is empty", "Move “references:” to the end.")
    at = int(node.end_mark.line)
    while at and (not lines[at - 1].strip() or lines[at - 1].lstrip().startswith("#")):
        at -= 1
    return at


def _without_end_mark(lines: list[str]) -> int:
    return next((at for at, line in enumerate(lines) if line.rstrip() == "..."), len(lines))


def _refusal(line: int, message: str, hint: str) -> DocumentUnreadable:
    return DocumentUnreadable(Finding(line=line, code="cannot_append", message=f"{message}. {hint}", hint=hint))
