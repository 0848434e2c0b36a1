"""The lines of a page's text gathered into items: bullets that may span lines, and paragraphs."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

BULLET = re.compile(r"^(\s*)(?:[•·▪◦‣●○⁃∙*]\s+|[•▪‣●]|[-–—+]\s+|\(?\d{1,3}[.)]\s+|\[\d{1,3}\]\s+)(?=\S)")
RULE = "---"
"""A line that ends any list and is nothing else."""

HEADINGS = frozenset(
    {"references", "reference", "reference list", "references list", "list of references", "selected references"}
    | {"key references", "sources", "our sources", "sources of information", "information sources", "source"}
    | {"further reading", "bibliography", "citations", "works cited", "literature", "literature cited"}
    | {"references and sources", "sources and references", "references and further reading", "evidence"}
    | {"references and resources", "evidence and references", "research references", "footnotes"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a page's text and its number in the file it came from."""

    number: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A bullet or a paragraph with its lines, white space trimmed; `number` is its first line's."""

    number: int
    text: str
    bullet: bool


def number_lines(text: str) -> list[Line]:
    """The lines of a text file, numbered from 1."""
    clean = text.removeprefix("\ufeff").replace("\u00a0", " ").replace("\r\n", "\n").replace("\r", "\n")
    return [Line(number=number, text=line) for number, line in enumerate(clean.split("\n"), start=1)]


def is_reference_heading(text: str) -> bool:
    """Whether a line is the heading of a list of references, whatever marks it as a heading."""
    bare = re.sub(r"^[\s#*_=>\d.]+|[\s:#*_=.]+$", "", text).casefold()
    return bare in HEADINGS


def gather_items(lines: Sequence[Line]) -> Iterator[Item]:
    """Bullets and paragraphs in order. An indented line belongs to the bullet above it; a blank line ends both."""
    gathered: list[Line] = []
    for line in lines:
        if gathered and not _goes_on(gathered[0].text, line.text):
            yield _item(gathered)
            gathered = []
        if line.text.strip():
            gathered.append(line)
    if gathered:
        yield _item(gathered)


def bullet_blocks(items: Iterable[Item]) -> list[list[Item]]:
    """Runs of bullets with nothing but blank lines between them."""
    blocks: list[list[Item]] = [[]]
    for item in items:
        if item.bullet:
            blocks[-1].append(item)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _goes_on(first: str, line: str) -> bool:
    if not line.strip() or BULLET.match(line) or line == RULE or first == RULE:
        return False
    marker = BULLET.match(first)
    if not marker:
        return not is_reference_heading(first) and not is_reference_heading(line)
    # Beside the left edge nothing can be indented less: there only a blank line ends a bullet.
    indent = len(line) - len(line.lstrip())
    return indent > len(marker[1]) or not marker[1]


def _item(lines: Sequence[Line]) -> Item:
    first = lines[0].text
    marker = BULLET.match(first)
    texts = [first[marker.end() :] if marker else first, *(line.text for line in lines[1:])]
    text = "\n".join(text.strip() for text in texts)
    return Item(number=lines[0].number, text=text, bullet=marker is not None)
