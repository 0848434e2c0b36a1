"""The text of a register file to its entries, each with the line of every key; text in, values out."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from reviewdue.documents import DocumentUnreadable, Finding, read_json
from reviewdue.yamlnodes import compose_yaml

DEEPEST = 20
NOTHING = frozenset(("", "~", "null", "Null", "NULL"))
LIST_KEY = "references"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry as it stands: its data, the line it begins on, and the line of each value by dotted path."""

    data: Any
    line: int
    lines: Mapping[str, int]

    def line_of(self, path: str) -> int:
        """The line of the value at a dotted path, or of the nearest one around it."""
        while path and path not in self.lines:
            path = path.rpartition(".")[0]
        return self.lines.get(path, self.line)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """What a register file holds, and what was odd about its text."""

    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...] = ()


def read_entries(text: str, *, as_json: bool = False) -> Entries:
    """Read a list of entries, or a mapping whose `references` is one; an empty text holds none.

    Every scalar of YAML stays the text it was. Raises DocumentUnreadable with the line of the fault.
    """
    if as_json:
        return _json_entries(text)
    root, findings = compose_yaml(text)
    nodes = _items(root)
    build = _Build(budget=len(text) + 1)
    entries = tuple(build.entry(node) for node in nodes)
    return Entries(entries=entries, findings=(*findings, *build.findings))


def list_node(root: Node | None) -> SequenceNode | None:
    """The node of the list of references in a composed register file; None for an empty file.

    Raises DocumentUnreadable when the file holds something else.
    """
    if isinstance(root, MappingNode):
        found = [value for key, value in root.value if key.value == LIST_KEY]
        root = found[-1] if found else root
    if root is None or (isinstance(root, ScalarNode) and root.value in NOTHING):
        return None
    if isinstance(root, SequenceNode):
        return root
    raise DocumentUnreadable(_finding(root, "not_a_list", "The file is no list of references", _LIST_HINT))


_LIST_HINT = f"Begin each reference with “- id: …”, or put the list under “{LIST_KEY}:”."


def _items(root: Node | None) -> list[Node]:
    found = list_node(root)
    return found.value if found is not None else []


def _json_entries(text: str) -> Entries:
    if (listed := _items_of_json(text)) is not None:
        return Entries(entries=tuple(listed))
    data = read_json(text, placed=False).data
    items = data.get(LIST_KEY) if isinstance(data, dict) else data
    if not isinstance(items, list):
        raise DocumentUnreadable(
            Finding(line=1, code="not_a_list", message="The file is no list of references", hint=_LIST_HINT)
        )
    return Entries(entries=tuple(map(_placed_by_yaml(text, len(items)), items, range(len(items)))))


_BEGIN = re.compile(r"[ \t\n\r]*+\[[ \t\n\r]*+")
_NEXT = re.compile(r"[ \t\n\r]*+,[ \t\n\r]*+")
_END = re.compile(r"[ \t\n\r]*+\][ \t\n\r]*+")
_BEFORE_KEY = re.compile(r"[\s,{]*+(?=\")")
_BEFORE_VALUE = re.compile(r"\s*+:\s*+")
_decode = json.JSONDecoder().raw_decode


def _items_of_json(text: str) -> list[Entry] | None:
    """The entries of a text that is a list of JSON objects and nothing else; None where it is anything else."""
    found: list[Entry] = []
    line, counted, before = 1, 0, _BEGIN.match(text)
    behind = 0
    while before is not None:
        at = before.end()
        if text[at : at + 1] != "{":
            return None
        try:
            item, behind = _decode(text, at)
        except (ValueError, RecursionError):
            return None
        line, counted = line + text.count("\n", counted, at), at
        found.append(Entry(data=item, line=line, lines=_LinesInJson(text, at, behind, line)))
        before = _NEXT.match(text, behind)
    return found if found and _END.fullmatch(text, behind) else None


def _place_of_id(text: str, at: int) -> int | None:
    """Where the key `id` stands in the JSON object that begins here, by way of the keys before it."""
    while key := _BEFORE_KEY.match(text, at):
        name, behind = _decode(text, key.end())
        if name == "id":
            return key.end()
        value = _BEFORE_VALUE.match(text, behind)
        at = _decode(text, value.end())[1] if value else len(text)
    return None


def _placed_by_yaml(text: str, count: int) -> Callable[[Any, int], Entry]:
    """The entries of a list that stands elsewhere. JSON is nearly YAML; where it is not, line 1 has to do."""
    try:
        placed = read_entries(text).entries
    except DocumentUnreadable:
        placed = ()
    known = placed if len(placed) == count else (Entry(data=None, line=1, lines={}),) * count
    return lambda item, at: Entry(data=item, line=known[at].line, lines=known[at].lines)


class _LinesInJson(Mapping[str, int]):
    """The lines of one entry's keys, found when somebody asks: of most entries nobody does."""

    __slots__ = ("_at", "_end", "_found", "_line", "_text")

    def __init__(self, text: str, at: int, end: int, line: int) -> None:
        self._text, self._at, self._end, self._line = text, at, end, line
        self._found: Mapping[str, int] | None = None

    def _lines(self) -> Mapping[str, int]:
        if self._found is None:
            placed = _placed_by_yaml(f"[{self._text[self._at : self._end]}]", 1)(None, 0)
            self._found = {path: line + self._line - 1 for path, line in placed.lines.items()}
        return self._found

    def __getitem__(self, path: str) -> int:
        # The id is asked for of every entry, which begins with it as a rule.
        if path == "id" and self._text.startswith('{"id":', self._at):
            return self._line
        if path == "id" and (at := _place_of_id(self._text, self._at)) is not None:
            return self._line + self._text.count("\n", self._at, at)
        return self._lines()[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines())

    def __len__(self) -> int:
        return len(self._lines())


def _finding(node: Node, code: str, message: str, hint: str) -> Finding:
    return Finding(line=node.start_mark.line + 1, code=code, message=message, hint=hint)


@dataclass(slots=True)
class _Build:
    """Turns nodes into data. No text holds more values than letters, unless aliases multiply them."""

    budget: int
    findings: list[Finding] = field(default_factory=list)

    def entry(self, node: Node) -> Entry:
        lines: dict[str, int] = {}
        data = self.value(node, "", lines)
        return Entry(data=data, line=node.start_mark.line + 1, lines=lines)

    def value(self, node: Node, path: str, lines: dict[str, int]) -> Any:
        self.budget -= 1
        if self.budget < 0 or path.count(".") > DEEPEST:
            hint = "Take out the aliases (*name) and write the values themselves."
            raise DocumentUnreadable(_finding(node, "too_large", "Aliases or nesting multiply the file", hint))
        if isinstance(node, ScalarNode):
            return None if not node.style and node.value in NOTHING else node.value
        if isinstance(node, SequenceNode):
            return [self.value(child, step, lines) for step, child in self.steps(node, path, lines)]
        return self.mapping(node, path, lines) if isinstance(node, MappingNode) else None

    def steps(self, node: SequenceNode, path: str, lines: dict[str, int]) -> Iterator[tuple[str, Node]]:
        for at, child in enumerate(node.value):
            step = f"{path}.{at}" if path else str(at)
            lines.setdefault(step, child.start_mark.line + 1)
            yield step, child

    def mapping(self, node: MappingNode, path: str, lines: dict[str, int]) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, ScalarNode) else "?"
            step = f"{path}.{key}" if path else key
            if key in data:
                message = f"“{key}” stands twice in one entry; the last one was read"
                self.findings.append(_finding(key_node, "duplicate_key", message, "Keep one of them."))
            lines[step] = key_node.start_mark.line + 1
            data[key] = self.value(value_node, step, lines)
        return data
