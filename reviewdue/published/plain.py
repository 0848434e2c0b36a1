"""A published page's plain text, line by line, to a draft."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import dropwhile, takewhile

from reviewdue.citations import Citation, Unread, parse_citation
from reviewdue.printed import Printed, find_printed
from reviewdue.published.draft import Draft, Stated, Unreadable
from reviewdue.published.lines import (
    Item,
    Line,
    bullet_blocks,
    gather_items,
    is_reference_heading,
    number_lines,
)

LONGEST_HEADING = 80


def read_plain(text: str) -> Draft:
    """Read a text file: the first line that says anything is the title."""
    lines = number_lines(text)
    titles = (line.text.strip(" #*_\t=") for line in lines if not line.text.strip().startswith("<!--"))
    return replace(read_body(lines), title=next((title for title in titles if title), ""))


def read_body(lines: Sequence[Line]) -> Draft:
    """Review dates, citations and the note from the lines of a page."""
    printed = find_printed("\n".join(line.text for line in lines))
    items = list(gather_items(lines))
    return replace(
        read_items(references_among(items)),
        last_reviewed=_stated(printed.get("last_reviewed"), lines),
        next_review_due=_stated(printed.get("next_review_due"), lines),
    )


def read_items(items: Sequence[Item]) -> Draft:
    """The items of a list of references: citations, remarks (the page's note), and what is neither."""
    citations, remarks, unread = [], [], []
    for item in items:
        found = parse_citation(item.text)
        if isinstance(found, Citation):
            citations.append(replace(found, line=item.number))
        elif found.remark:
            remarks.append(" ".join(item.text.split()))
        else:
            unread.append(Unreadable(line=item.number, text=item.text, reason=found.reason))
    return Draft(citations=tuple(citations), note=" ".join(remarks) or None, unread=tuple(unread))


def references_among(items: Sequence[Item]) -> list[Item]:
    """The list of references: what stands under a heading of that name, else the last list of citations."""
    starts = [at for at, item in enumerate(items) if not item.bullet and is_reference_heading(item.text)]
    for start in reversed(starts):
        if found := _under_heading(items[start + 1 :]):
            return found
    return next((block for block in reversed(bullet_blocks(items)) if _is_citations(block)), [])


def _under_heading(items: Sequence[Item]) -> list[Item]:
    """The bullets below a heading, an introduction before them passed over; else the paragraphs from the
    first citation on."""
    section = list(takewhile(lambda item: not _ends_section(item), items))
    blocks = bullet_blocks(section)
    if blocks:
        return blocks[0]
    return list(dropwhile(lambda item: not _cites(item), section))


def _ends_section(item: Item) -> bool:
    """Whether an item is the next heading, or the dates below the list."""
    if item.bullet:
        return False
    short = "\n" not in item.text and len(item.text) <= LONGEST_HEADING
    titled = short and not item.text.endswith((".", ":", ",", ";")) and not _cites(item)
    return item.text.startswith("#") or titled or bool(find_printed(item.text))


def _cites(item: Item) -> bool:
    return isinstance(parse_citation(item.text), Citation)


def _is_citations(block: Sequence[Item]) -> bool:
    """Whether most items of a list are citations; remarks count neither way."""
    found = [parse_citation(item.text) for item in block]
    cited = sum(isinstance(one, Citation) for one in found)
    others = sum(isinstance(one, Unread) and not one.remark for one in found)
    return cited > others


def _stated(printed: Printed | None, lines: Sequence[Line]) -> Stated | None:
    return Stated(text=printed.text, line=lines[printed.line - 1].number) if printed else None
