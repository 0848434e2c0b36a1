"""How a citation begins: the authors, and the year that some styles print right behind them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from reviewdue.citations.journals import OPENING
from reviewdue.citations.people import (
    are_editors,
    read_authors,
    read_inverted_before_title,
    read_most_authors,
    read_names_before_title,
    says_others,
)
from reviewdue.references.bodies import SMALL_WORDS, full_name, is_body
from reviewdue.references.reference import Name

IN_BRACKETS = (
    r"\s*[(\[](?:(?P<year>(?:1[89]|20)\d\d)[a-z]?(?:,\s*(?P<when>[A-Z][a-z]+(?:\s+\d{1,2})?))?|n\.\s?d\.|no date)[)\]]"
)
YEAR_BEHIND = re.compile(rf"(?:{IN_BRACKETS}|(?<=[.,])\s+(?P<bare>(?:1[89]|20)\d\d)[a-z]?(?=[.,:]\s))[.,:]?\s+")
EDITORS_BEHIND = re.compile(r"^\(?(?:eds?|editors?)\.?\)?[.,:]*\s+", re.IGNORECASE)
MOST_STOPS = 60
LONGEST_BODY = 6
LONGEST_NAME = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The authors of a citation, the year behind them, and the rest of its text."""

    names: tuple[Name, ...] = ()
    issued: tuple[int, ...] = ()
    rest: str
    editors: bool = False


def read_head(line: str) -> Head:
    """The authors that a citation begins with; none when its beginning reads as no names."""
    for read in (_before_colon, _before_year, _before_quotation, _before_stop, _before_book, _before_title, _odd_names):
        head = read(line)
        if head:
            return head
    return Head(rest=line)


def split_authors(text: str) -> tuple[tuple[Name, ...], str]:
    """The authors at the beginning, and the rest of the text."""
    head = _before_colon(text) or _before_stop(text) or Head(rest=text)
    return head.names, head.rest


def _head(before: str, rest: str, *, written_out: bool = False) -> Head | None:
    names = read_authors(before, written_out=written_out) or (
        read_most_authors(before) if says_others(before) else None
    )
    return Head(names=names, rest=rest, editors=are_editors(before)) if names else None


def _before_colon(line: str) -> Head | None:
    """`Roe J, Doe AB, et al.: Title`, the style of the American cancer institute."""
    colon = re.search(r":\s+", line)
    return _head(line[: colon.start()], line[colon.end() :]) if colon else None


def _odd_names(line: str) -> Head | None:
    """Three names and more before a colon, half of which read as such, are a list with odd ones among them."""
    before, colon, rest = line.partition(": ")
    listed = colon and before.count(",") > 1 and ". " not in before
    if not listed or any(len(piece.split()) > LONGEST_NAME for piece in before.split(",")):
        return None
    names = read_most_authors(before)
    return Head(names=names, rest=rest.strip()) if names else None


def _before_year(line: str) -> Head | None:
    """`Roe, J. (2020). Title`, `Roe, Jane, and John Doe. 2020. Title`."""
    for found in islice(YEAR_BEHIND.finditer(line), 3):
        before = line[: found.start()]
        # In brackets and parted by one full stop from its neighbours: behind the name as the APA does, or by none.
        apart = found["bare"] is None and before.rstrip().endswith(".") == ("." in found[0].rpartition(")")[2])
        names = read_authors(before, written_out=True) or _one_body(before, apart=apart)
        names = names or (read_most_authors(before) if says_others(before) else None)
        if names:
            year = found["year"] or found["bare"]
            return Head(names=names, issued=(int(year),) if year else (), rest=line[found.end() :])
    return None


def _one_body(text: str, *, apart: bool) -> tuple[Name, ...] | None:
    """An organisation that no rule knows, set `apart` from the title by a year in brackets."""
    bare = text.strip()
    if is_body(bare):
        return (Name(literal=full_name(bare)),)
    words = bare.rstrip(".").split()
    named = 0 < len(words) <= LONGEST_BODY and all(word[0].isupper() or word in SMALL_WORDS for word in words)
    return (Name(literal=bare.rstrip(".")),) if apart and named and ". " not in bare else None


def _before_quotation(line: str) -> Head | None:
    """`J. Roe et al., “Title”`, `Roe, Jane. “Title”`."""
    found = re.search(rf"[.,:]?\s+(?!['’]t\s)(?=[{OPENING}][^\s{OPENING}])", line)
    return _head(line[: found.start()], line[found.end() :], written_out=True) if found else None


def _before_stop(line: str) -> Head | None:
    """`Roe J, Doe AB. Title`: the longest beginning, up to a full stop, that reads as names."""
    best: Head | None = None
    for before, rest in _beginnings(line):
        if rest.startswith(("and ", "& ")):
            continue  # the list of names goes on
        best = _head(before, EDITORS_BEHIND.sub("", rest)) or best
        if says_others(before):
            break
    return best


IMPRINT_BEHIND = re.compile(
    r"(?:\.\s|^)[A-Z][\w .,’'()-]{1,40}:\s[^:.]{2,60}(?:\.[^:.]{0,20})?,\s(?:1[89]|20)\d\d\.?\s*$"
)


def _before_book(line: str) -> Head | None:
    """`Roe, Jane, and John Doe. Title. London: Publisher, 2020.`: Chicago's books alone end so."""
    if not IMPRINT_BEHIND.search(line) or not re.match(r"[^.:]{1,40},\s", line):
        return None
    for before, rest in _beginnings(line):
        names = read_authors(before, written_out=True)
        if names and all(name.family and name.given for name in names):
            return Head(names=names, rest=rest)
    return None


def _beginnings(line: str) -> Iterator[tuple[str, str]]:
    for stop in islice(re.finditer(r"\.\s+", line), MOST_STOPS):
        yield line[: stop.start() + 1], line[stop.end() :]


def _before_title(line: str) -> Head | None:
    """`J. Roe and A. B. Doe, Title`."""
    names, rest = read_names_before_title(line)
    if not names:
        names, rest = read_inverted_before_title(line)
    return Head(names=names, rest=rest) if names else None
