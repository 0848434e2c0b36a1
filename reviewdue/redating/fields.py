"""Where a date goes that a page does not state yet: a new line of its metadata, in the style of the lines around it."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from reviewdue.frontmatter import Syntax, split_front_matter
from reviewdue.pagefiles import DATA_SUFFIXES
from reviewdue.redating.texts import ExactText

SIBLING = {"last_reviewed": "next_review_due", "next_review_due": "last_reviewed"}
KEY = re.compile(r"""^\s*["']?([A-Za-z][\w-]*)["']?\s*[:=]""")
OPENING = re.compile(r"^\s*\{", re.M)
PLAIN_NAME = re.compile(r"[\w-]+$")


def new_fields(
    exact: ExactText,
    path: str,
    field: str,
    day: date,
    locator: Mapping[str, int],
    own: tuple[str, ...] | None,
) -> Iterator[tuple[int, str]]:
    """Places in a text, each with the line that could be put there. `own` are the site's own names of the field."""
    texts = [exact.text[start:end] for start, end in exact.lines()]
    sibling = locator.get(SIBLING[field], 0)
    beside = texts[sibling - 1] if 0 < sibling <= len(texts) else ""
    name = _name(field, beside, own)
    if name is None:
        return
    syntax, first, last = _extent(exact.text, path)
    write = _writer(syntax, name, day)
    if write is None:
        return
    offsets = [start for start, _ in exact.lines()] + [len(exact.text)]
    if beside:
        after = sibling if field == "next_review_due" else sibling - 1
        yield offsets[after], write(beside)
    for at in (last,) if syntax is Syntax.YAML else (first,):
        if 0 <= at < len(offsets):
            yield offsets[at], write(texts[at - 1] if 0 < at <= len(texts) else "\n")


def _name(field: str, beside: str, own: tuple[str, ...] | None) -> str | None:
    if own is not None:
        return next((name for name in own if PLAIN_NAME.match(name)), None)
    found = KEY.match(beside)
    style = found[1] if found else ""
    if re.search("[a-z][A-Z]", style):
        first, *others = field.split("_")
        return first + "".join(map(str.capitalize, others))
    return field.replace("_", "-") if "-" in style else field


def _extent(text: str, path: str) -> tuple[Syntax | None, int, int]:
    """The language of a file's metadata, and the lines between which a new field may go, counted from 0."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    if path.lower().endswith(DATA_SUFFIXES):
        if plain.lstrip().startswith(("{", "[")):
            return Syntax.JSON, _below_brace(plain), 0
        return Syntax.YAML, 0, len(plain.split("\n")) - plain.endswith("\n")
    split = split_front_matter(plain)
    if split.header is None or split.lost:
        return None, 0, 0
    if split.syntax is Syntax.JSON:
        return Syntax.JSON, _below_brace(plain), 0
    first = split.header_line - 1
    return split.syntax, first, first + split.header.count("\n")


def _below_brace(plain: str) -> int:
    found = OPENING.search(plain)
    return plain.count("\n", 0, found.end()) + 1 if found else 0


def _writer(syntax: Syntax | None, name: str, day: date) -> Callable[[str], str] | None:
    """What writes the new line like another one: its indentation and its line end."""
    forms = {
        Syntax.YAML: f"{name}: {day}",
        Syntax.TOML: f"{name} = {day}",
        Syntax.JSON: f'"{name}": "{day}",',
    }
    if syntax is None:
        return None

    def write(like: str) -> str:
        ending = re.search(r"(?:\r\n|\r|\n)\Z", like)
        indent = re.match(r"[ \t]*", like)
        quoted = syntax is Syntax.YAML and like.lstrip().startswith('"')
        body = f'"{name}": "{day}"' if quoted else forms[syntax]
        return (indent[0] if indent else "") + body + (ending[0] if ending else "\n")

    return write
