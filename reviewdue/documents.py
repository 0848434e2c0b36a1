"""YAML, JSON and TOML text to plain data with line numbers; nothing in it is executed.

Every scalar of YAML stays the text the author wrote (only true, false and null are told apart), so an
impossible date is a finding of ours and not a ValueError of the YAML library.
"""

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, cast

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from reviewdue.findings import DocumentUnreadable, Finding, first_few
from reviewdue.yamlnodes import DEEPEST, MOST_NODES, compose_yaml, too_large

__all__ = ["Document", "DocumentUnreadable", "Finding", "read_json", "read_toml", "read_yaml"]

PLAIN = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "false": False,
    "False": False,
}
MERGE = "<<"
# Placing the values of a longer JSON text costs more than the line numbers are worth.
LONGEST_PLACED = 1024 * 1024
SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
TOML_LINE = re.compile(r"^[ \t]*(?:\[+[ \t]*)?[\"']?([\w-]+)[\"']?[ \t]*(?:[=.\]])", re.M)
TOML_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Data, with what was odd about its text. `first_line` is the line of the file the text begins on.

    Lines come by first key from `lines`, and for what is not there from `node`. Not `written`: nobody wrote it as
    metadata, it was drawn from what else a page says.
    """

    data: Any
    findings: tuple[Finding, ...] = ()
    node: Node | None = field(default=None, repr=False)
    first_line: int = 1
    lines: Mapping[str, int] = field(default_factory=dict, repr=False)
    written: bool = True

    def line_of(self, *path: str | int) -> int | None:
        """The line on which the value at `path` stands, or the nearest enclosing one that is there."""
        if self.node is None or (len(path) == 1 and path[0] in self.lines):
            return self.lines.get(str(path[0])) if path else None
        node, line = self.node, self.first_line
        for step in path:
            if (child := _child(node, step)) is None:
                break
            line, node = child[0].start_mark.line + self.first_line, child[1]
        return line


def read_yaml(text: str, *, first_line: int = 1, mend: bool = True) -> Document:
    """Read one YAML document. Raises DocumentUnreadable with the line of the fault.

    Control characters and, with `mend`, a missing space after a key's colon are mended and reported.
    """
    node, findings = compose_yaml(text, first_line=first_line, mend=mend)
    build = _Build(first_line)
    data = build.value(node, 0) if node is not None else None
    findings = (*findings, *first_few(build.findings)) if build.findings else findings
    return Document(data=data, findings=findings, node=node, first_line=first_line, lines=build.lines)


def read_json(text: str, *, placed: bool = True) -> Document:
    """Read one JSON document. Raises DocumentUnreadable with the line of the fault.

    Where its parts stand takes much longer to find out than what they say; it is left out unless `placed`.
    """
    repeated: list[str] = []

    def as_mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        data = dict(pairs)
        if len(data) < len(pairs):
            repeated.extend(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        return data

    try:
        data = json.loads(text, object_pairs_hook=as_mapping)
    except RecursionError:
        raise DocumentUnreadable(too_large(1)) from None
    except json.JSONDecodeError as error:
        raise DocumentUnreadable(_no_json(error.lineno, error.msg)) from None
    except ValueError:  # a number of more digits than Python converts
        raise DocumentUnreadable(_no_json(1, "a number has too many digits")) from None
    findings = first_few(_repeated(_line_of_key(text, key), key) for key in repeated)
    return Document(data=data, findings=tuple(findings), node=_place_json(text) if placed else None)


def _no_json(line: int, message: str) -> Finding:
    return Finding(line=line, code="json_syntax", message=f"not JSON: {message}", hint="mend the JSON at this line")


def _line_of_key(text: str, key: str) -> int | None:
    at = text.rfind(json.dumps(key, ensure_ascii=False))
    return text.count("\n", 0, at) + 1 if at >= 0 else None


def _place_json(text: str) -> Node | None:
    """The nodes of a JSON text, for its lines. What YAML refuses of JSON is written over in place."""
    if len(text) > LONGEST_PLACED:
        return None
    try:
        return compose_yaml(SURROGATE_ESCAPE.sub("______", text), mend=False)[0]
    except DocumentUnreadable:
        return None


def read_toml(text: str, *, first_line: int = 1) -> Document:
    """Read one TOML document; its dates and times come as ISO text. Raises DocumentUnreadable."""
    try:
        data = _as_text(tomllib.loads(text))
    except RecursionError:
        raise DocumentUnreadable(too_large(first_line)) from None
    except ValueError as error:
        raise DocumentUnreadable(_no_toml(text, str(error), first_line)) from None
    lines: dict[str, int] = {}
    for number, line in enumerate(text.split("\n")):
        if found := TOML_LINE.match(line):
            lines.setdefault(found[1], number + first_line)
    return Document(data=data, first_line=first_line, lines=lines)


def _no_toml(text: str, message: str, first_line: int) -> Finding:
    place = TOML_PLACE.search(message)
    line = int(place[1]) if place and place[1] else text.rstrip("\n").count("\n") + 1 if place else 1
    message = f"not TOML: {TOML_PLACE.sub('', message)}"
    return Finding(line=line + first_line - 1, code="toml_syntax", message=message, hint="mend the TOML at this line")


def _as_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_text(item) for item in value]
    return value.isoformat() if isinstance(value, date | time) else value


class _Build:
    """Turns nodes into data once, counting as it goes, so that aliases cannot multiply without end."""

    def __init__(self, first_line: int) -> None:
        self.first_line = first_line
        self.count = 0
        self.lines: dict[str, int] = {}
        self.findings: list[Finding] = []

    def value(self, node: Node, depth: int) -> Any:
        self.count += 1
        if self.count > MOST_NODES or depth > DEEPEST:
            raise DocumentUnreadable(too_large(node.start_mark.line + self.first_line))
        if isinstance(node, ScalarNode):
            return node.value if node.style else PLAIN.get(node.value, node.value)
        if isinstance(node, SequenceNode):
            return [self.value(child, depth + 1) for child in node.value]
        return self.mapping(cast("MappingNode", node), depth)

    def mapping(self, node: MappingNode, depth: int) -> dict[str, Any]:
        data: dict[str, Any] = {}
        merges = False
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, ScalarNode) else str(self.value(key_node, depth + 1))
            if key == MERGE and not key_node.style:
                merges = True
                continue
            if key in data:
                self.findings.append(_repeated(key_node.start_mark.line + self.first_line, key))
            if depth == 0:
                self.lines[key] = key_node.start_mark.line + self.first_line
            data[key] = self.value(value_node, depth + 1)
        for base in _merged(node) if merges else ():
            data = {**self.value(base, depth + 1), **data}
        return data


def _repeated(line: int | None, key: str) -> Finding:
    message = f"“{key[:80]}” stands twice; the last one was read"
    return Finding(line=line, code="duplicate_key", message=message, hint="keep one of them")


def _merged(node: MappingNode) -> Iterator[MappingNode]:
    """The mappings that YAML's merge key draws into this one; of two that name a key the first counts."""
    for key, value in node.value:
        if isinstance(key, ScalarNode) and key.value == MERGE and not key.style:
            bases = value.value if isinstance(value, SequenceNode) else [value]
            yield from (base for base in bases if isinstance(base, MappingNode))


def _child(node: Node, step: str | int) -> tuple[Node, Node] | None:
    if isinstance(node, MappingNode):
        if matches := [pair for pair in node.value if pair[0].value == step]:
            return cast("tuple[Node, Node]", matches[-1])
        return next((found for base in _merged(node) if (found := _child(base, step))), None)
    if isinstance(node, SequenceNode) and isinstance(step, int) and -1 < step < len(node.value):
        return node.value[step], node.value[step]
    return None
