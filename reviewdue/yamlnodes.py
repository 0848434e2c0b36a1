"""YAML text to nodes: bounded in depth, mended where a slip is plain, and every fault told with its line."""

import re
from collections.abc import Iterator
from typing import Any, cast

import yaml
from yaml._yaml import CParser
from yaml.events import CollectionEndEvent, CollectionStartEvent, Event, StreamEndEvent
from yaml.nodes import Node, ScalarNode

from reviewdue.findings import DocumentUnreadable, Finding, first_few

MOST_NODES = 20_000
DEEPEST = 60
# Fewer characters than this that can open a level cannot nest deeply enough to do harm.
HARMLESS = 1_000
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
MISSING_SPACE = re.compile(r"^([A-Za-z][\w.-]*):(?=[^\s:/\\])", re.M)
STR_TAG = "tag:yaml.org,2002:str"

# What the library says, and what an author can do about it; the first that fits is given.
REMEDIES = (
    ("mapping values", "put the value in quotes: it holds a colon"),
    ("undefined alias", "put the value in quotes: it begins with *, which YAML takes for an alias"),
    ("cannot start any token", "put the value in quotes: it begins with a character that YAML keeps for itself"),
    ("another document", "keep one document: a second line --- ends the first one"),
    ("escape character", "write the backslash twice, or put the value in single quotes"),
    ("expected ':'", "write “name: value” on this line"),
    (
        "expected alphabetic or numeric",
        "put the value in quotes: it begins with a character that YAML keeps for itself",
    ),
)
# The library marks where it gave up; these began earlier, where the author has to look.
BEGUN_EARLIER = ("quoted scalar", "simple key")


class _TextParser(CParser):
    """The fast parser, told that every scalar is text, so that nothing is converted behind our back."""

    def descend_resolver(self, parent: Node | None, index: Any) -> None:
        """Called on the way into each node."""

    def ascend_resolver(self) -> None:
        """Called on the way out of each node."""

    def resolve(self, kind: type[Node], value: Any, implicit: Any) -> str:
        return STR_TAG


def compose_yaml(text: str, *, first_line: int = 1, mend: bool = True) -> tuple[Node | None, tuple[Finding, ...]]:
    """The node of one YAML document, and what had to be mended to read it.

    Control characters are left out and, with `mend`, a missing space after a key's colon is put in; both are
    reported. Raises DocumentUnreadable with the line of the fault.
    """
    findings: tuple[Finding, ...] = ()
    if CONTROL.search(text):
        findings = tuple(first_few(_control_characters(text, first_line)))
        text = CONTROL.sub("", text)
    try:
        node = _compose(text, first_line)
    except DocumentUnreadable:
        if not mend or not MISSING_SPACE.search(text):
            raise
    else:
        if not (mend and isinstance(node, ScalarNode) and MISSING_SPACE.match(node.value)):
            return node, findings
    spaced = tuple(first_few(_missing_spaces(text, first_line)))
    return _compose(MISSING_SPACE.sub(r"\1: ", text), first_line), (*findings, *spaced)


def _compose(text: str, first_line: int) -> Node | None:
    _refuse_depth(text, first_line)
    parser = _TextParser(text)
    try:
        return parser.get_single_node()
    except yaml.MarkedYAMLError as error:
        raise DocumentUnreadable(_explain(error, text, first_line)) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        finding = Finding(line=first_line, code="yaml_syntax", message=f"not YAML: {error}", hint="mend the YAML")
        raise DocumentUnreadable(finding) from None
    finally:
        parser.dispose()


def _refuse_depth(text: str, first_line: int) -> None:
    # Composing recurses in C without a limit: thirty thousand brackets would end the process, not the call.
    if len(text) > HARMLESS and sum(map(text.count, "[{-?")) > HARMLESS and (line := _line_too_deep(text)) is not None:
        raise DocumentUnreadable(too_large(line + first_line))


def _line_too_deep(text: str) -> int | None:
    loader, depth = yaml.CSafeLoader(text), 0
    try:
        while not isinstance(event := cast("Event", loader.get_event()), StreamEndEvent):
            depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
            if depth > DEEPEST:
                return int(cast("yaml.Mark", event.start_mark).line)
    except (yaml.YAMLError, ValueError):
        return None  # composing will say what is wrong
    finally:
        loader.dispose()
    return None


def too_large(line: int) -> Finding:
    """The finding about a document that is too much for any page's metadata."""
    return Finding(
        line=line,
        code="too_large",
        message=f"more than {MOST_NODES} values, or nested deeper than {DEEPEST} levels",
        hint="metadata of a page is short: take out what does not belong there, aliases above all",
    )


def _explain(error: yaml.MarkedYAMLError, text: str, first_line: int) -> Finding:
    begun_earlier = any(what in (error.context or "") for what in BEGUN_EARLIER)
    mark = (error.context_mark if begun_earlier else error.problem_mark) or error.context_mark
    number = mark.line if mark else 0
    problem = error.problem or error.context or "the text breaks off"
    lines = text.splitlines()
    line = lines[number] if number < len(lines) else ""
    hint = _remedy(problem, error.context or "", line)
    return Finding(line=number + first_line, code="yaml_syntax", message=f"not YAML: {problem}", hint=hint)


def _remedy(problem: str, context: str, line: str) -> str:
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "indent with spaces: YAML allows no tab here"
    if "quoted scalar" in context and "escape" not in problem:
        return "close the quotation mark"
    if found := next((remedy for said, remedy in REMEDIES if said in problem), None):
        return found
    if line.count('"') % 2 or line.count("'") % 2:
        return "close the quotation mark"
    return "mend the YAML at this line"


def _control_characters(text: str, first_line: int) -> Iterator[Finding]:
    for found in CONTROL.finditer(text):
        yield Finding(
            line=text.count("\n", 0, found.start()) + first_line,
            code="control_character",
            message=f"a control character U+{ord(found[0]):04X} stands in the text",
            hint="delete the character; it was left out when reading",
        )


def _missing_spaces(text: str, first_line: int) -> Iterator[Finding]:
    for found in MISSING_SPACE.finditer(text):
        yield Finding(
            line=text.count("\n", 0, found.start()) + first_line,
            code="missing_space",
            message=f"no space after “{found[1][:80]}:”",
            hint=f"write “{found[1][:80]}: …” with a space after the colon",
        )
