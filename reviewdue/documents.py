"""YAML and JSON text to plain data with line numbers; text in, values out, and nothing in it is executed.

Every scalar stays the text the author wrote (only true, false and null are told apart), so an impossible
date is a finding of ours and not a ValueError of the YAML library.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

MOST_NODES = 20_000
DEEPEST = 60
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
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff]")
MISSING_SPACE = re.compile(r"^([A-Za-z][\w.-]*):(?=[^\s:/\\])", re.M)
STR_TAG = "tag:yaml.org,2002:str"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something wrong in a text: its line from 1 (None: the whole text), a code, a sentence, a remedy."""

    line: int | None
    code: str
    message: str
    hint: str


class DocumentUnreadable(ValueError):
    """The text is no document of its kind; `finding` says where and why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Data, with what was odd about its text. `first_line` is the line of the file the text begins on."""

    data: Any
    findings: tuple[Finding, ...] = ()
    node: Node | None = field(default=None, repr=False)
    first_line: int = 1

    def line_of(self, *path: str | int) -> int | None:
        """The line on which the value at `path` stands, or the nearest enclosing one that is there."""
        node, line = self.node, self.first_line if self.node is not None else None
        for step in path:
            if node is None or (child := _child(node, step)) is None:
                break
            line, node = child[0].start_mark.line + self.first_line, child[1]
        return line


class _TextLoader(yaml.CSafeLoader):
    """The fast safe loader, told that every scalar is text; see the module's docstring."""

    def resolve(self, kind: type[Node], value: Any, implicit: Any) -> str:
        return STR_TAG


def read_yaml(text: str, *, first_line: int = 1) -> Document:
    """Read one YAML document. Raises DocumentUnreadable with the line of the fault.

    A missing space after a key's colon and stray control characters are mended and reported as findings.
    """
    findings = tuple(_control_characters(text, first_line))
    text = CONTROL.sub("", text) if findings else text
    try:
        node = _compose(text, first_line)
    except DocumentUnreadable:
        mended, spaced = _with_spaces(text, first_line)
        if not spaced:
            raise
        node, findings = _compose(mended, first_line), (*findings, *spaced)
    build = _Build(first_line)
    data = build.value(node, 0) if node is not None else None
    return Document(data=data, findings=(*findings, *build.findings), node=node, first_line=first_line)


def read_json(text: str) -> Document:
    """Read one JSON document; JSON is read as JSON first because YAML forbids its tabs."""
    try:
        data = json.loads(text)
    except RecursionError:
        raise DocumentUnreadable(_too_large(1)) from None
    except json.JSONDecodeError as error:
        raise DocumentUnreadable(
            Finding(
                line=error.lineno,
                code="json_syntax",
                message=f"not JSON: {error.msg}",
                hint="mend the JSON at this line",
            )
        ) from None
    try:
        node = read_yaml(text).node
    except DocumentUnreadable:
        node = None
    return Document(data=data, node=node)


def _compose(text: str, first_line: int) -> Node | None:
    loader = _TextLoader(text)
    try:
        return loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        raise DocumentUnreadable(_explain(error, text, first_line)) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        finding = Finding(line=first_line, code="yaml_syntax", message=f"not YAML: {error}", hint="mend the YAML")
        raise DocumentUnreadable(finding) from None
    finally:
        loader.dispose()


def _explain(error: yaml.MarkedYAMLError, text: str, first_line: int) -> Finding:
    mark = error.problem_mark or error.context_mark
    number = mark.line if mark else 0
    lines = text.splitlines()
    line = lines[number] if number < len(lines) else ""
    hint = "mend the YAML at this line"
    if "\t" in line[: len(line) - len(line.lstrip())]:
        hint = "indent with spaces: YAML allows no tab here"
    elif line.count(": ") > 1 or (error.problem or "").startswith("mapping values"):
        hint = "put the value in quotes: it holds a colon"
    elif line.count('"') % 2 or line.count("'") % 2:
        hint = "close the quotation mark"
    message = f"not YAML: {error.problem or error.context or 'the text breaks off'}"
    return Finding(line=number + first_line, code="yaml_syntax", message=message, hint=hint)


def _control_characters(text: str, first_line: int) -> Iterator[Finding]:
    for found in CONTROL.finditer(text):
        yield Finding(
            line=text.count("\n", 0, found.start()) + first_line,
            code="control_character",
            message=f"a control character U+{ord(found[0]):04X} stands in the text",
            hint="delete the character; it was left out when reading",
        )


def _with_spaces(text: str, first_line: int) -> tuple[str, list[Finding]]:
    findings = [
        Finding(
            line=text.count("\n", 0, found.start()) + first_line,
            code="missing_space",
            message=f"no space after “{found[1]}:”",
            hint=f"write “{found[1]}: …” with a space after the colon",
        )
        for found in MISSING_SPACE.finditer(text)
    ]
    return MISSING_SPACE.sub(r"\1: ", text), findings


def _too_large(line: int) -> Finding:
    return Finding(
        line=line,
        code="too_large",
        message=f"more than {MOST_NODES} values, or nested deeper than {DEEPEST} levels",
        hint="metadata of a page is short: take out what does not belong there, aliases above all",
    )


class _Build:
    """Turns nodes into data once, counting as it goes, so that aliases cannot multiply without end."""

    def __init__(self, first_line: int) -> None:
        self.first_line = first_line
        self.count = 0
        self.findings: list[Finding] = []

    def value(self, node: Node, depth: int) -> Any:
        self.count += 1
        if self.count > MOST_NODES or depth > DEEPEST:
            raise DocumentUnreadable(_too_large(node.start_mark.line + self.first_line))
        if isinstance(node, ScalarNode):
            return PLAIN.get(node.value, node.value) if node.style is None else node.value
        if isinstance(node, SequenceNode):
            return [self.value(child, depth + 1) for child in node.value]
        return self.mapping(cast("MappingNode", node), depth)

    def mapping(self, node: MappingNode, depth: int) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, ScalarNode) else str(self.value(key_node, depth + 1))
            if key in data:
                self.findings.append(
                    Finding(
                        line=key_node.start_mark.line + self.first_line,
                        code="duplicate_key",
                        message=f"“{key}” stands twice; the last one was read",
                        hint="keep one of them",
                    )
                )
            data[key] = self.value(value_node, depth + 1)
        return data


def _child(node: Node, step: str | int) -> tuple[Node, Node] | None:
    if isinstance(node, MappingNode):
        matches = [(key, value) for key, value in node.value if key.value == step]
        return matches[-1] if matches else None
    if isinstance(node, SequenceNode) and isinstance(step, int) and -1 < step < len(node.value):
        return node.value[step], node.value[step]
    return None
