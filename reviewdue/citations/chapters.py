"""The book that a chapter stands in: its editors, and the pages of the chapter in it."""

import re
from dataclasses import dataclass

from reviewdue.citations.heads import split_authors
from reviewdue.citations.locus import PAGE, YEAR, tidy_pages
from reviewdue.citations.people import read_authors
from reviewdue.references.reference import Name

CHAPTER = re.compile(r"(?:^|(?<=[.?!\]”\"’,])\s+)[Ii]n:?\s+(?=[A-Z])|\b[Ii]n:\s+(?=[A-Z])|(?<=[.?!\]])\s*In:\s+")
EDITORS_FIRST = re.compile(
    r"[,;]?\s*(?:\(\s*(?:[Ee]ds?|[Ee]ditors?)\.?\s*\)|\b(?:[Ee]ds?\b\.?|[Ee]ditors?\b))\s*[.:,]*\s+"
)
EDITORS_BEHIND = re.compile(
    r"[,.]?\s*\(\s*(?:eds?\.?|edited by)\s+(?P<inside>[^()]{3,200})\)|"
    r"[,.]\s*(?:edited by|eds?\.?:?)\s+(?P<behind>[^.()]*(?:(?<=[\s.][A-Z])\.\s?(?=[A-Z])[^.()]*)*)",
    re.IGNORECASE,
)
PAGES_IN_BRACKETS = re.compile(rf"(?:,\s*|\s*\(\s*)(?:pp?\.|pages?)\s*{PAGE}(?=\s*\))", re.IGNORECASE)
PAGES_NAMED = re.compile(rf"[,.;:]?\s*\(?\b(?:pp?\.?|pages?)\s*{PAGE}\)?", re.IGNORECASE)
# edited by Roe and Doe, 800-806. London: Publisher, 2014
PAGES_BEFORE_PLACE = re.compile(r",\s(?P<page>\d+\s*[-–]\s*\d+)\.(?=\s[A-Z][^:.]{1,40}:\s)")
PAGES_BEFORE_BRACKET = re.compile(r"\s(?P<page>\d+\s*[-–]\s*\d+)(?=\s*\([^()]*\)\s*\.?$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """The text of the book without editors and pages, and these."""

    book: str
    editors: tuple[Name, ...] = ()
    page: str | None = None


def read_host(text: str) -> Host:
    """The book behind “In:”, whose editors stand before its title or behind it."""
    text, page = _take_pages(text)
    names, rest = _editors_first(text)
    if not names:
        names, rest = _editors_behind(text)
    if not names:
        names, rest = split_authors(text)
    return Host(book=rest.strip(), editors=names, page=page)


def _take_pages(text: str) -> tuple[str, str | None]:
    if found := PAGES_IN_BRACKETS.search(text):
        return text[: found.start()] + _still_open(found[0]) + text[found.end() :], tidy_pages(found["page"])
    if found := re.search(rf"(?P<year>\b{YEAR})\s*[:;]\s*{PAGE}\s*\.?\s*$", text):
        return f"{text[: found.start()]}{found['year']}", tidy_pages(found["page"])
    for pattern in (PAGES_NAMED, PAGES_BEFORE_BRACKET, PAGES_BEFORE_PLACE):
        if found := pattern.search(text):
            stop = "." if found[0].endswith(".") and pattern is PAGES_BEFORE_PLACE else ""
            return f"{text[: found.start()]}{stop}{text[found.end() :]}", tidy_pages(found["page"])
    return text, None


def _still_open(taken: str) -> str:
    """A bracket that was opened for the pages alone stays open for the one that closes it."""
    return " (" if "(" in taken else ""


def _editors_first(text: str) -> tuple[tuple[Name, ...], str]:
    found = EDITORS_FIRST.search(text)
    names = read_authors(text[: found.start()], written_out=True) if found else None
    return (names, text[found.end() :]) if names and found else ((), text)


def _editors_behind(text: str) -> tuple[tuple[Name, ...], str]:
    found = EDITORS_BEHIND.search(text)
    listed = (found["inside"] or found["behind"] or "").strip() if found else ""
    names = read_authors(listed, written_out=True) if listed else None
    return (names, f"{text[: found.start()]}. {text[found.end() :].lstrip(' .,')}") if names and found else ((), text)
