"""Citations whose truth is known: sources of a real bibliography, printed in the styles that are shipped."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.citations.scoring import fields_of
from reviewdue.bibliographies import Kind, read_bibliography
from reviewdue.formatting import open_style
from reviewdue.references import Name, Reference, read_csl
from reviewdue.references.identity import fold
from reviewdue.rendering import shipped_templates

BIBLIOGRAPHY = Path(__file__).parents[2] / "tests" / "data" / "bibliographies" / "ohdsi-book.bib"
STYLES = ("vancouver", "ama", "apa", "bmj", "harvard")
WITHOUT_ISSUE = frozenset({"bmj"})
NO_AUTHORS = ("wiki",)
"""Entries whose author is a site of one word, which no reader can tell from a title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A citation as a style prints it, and what of the source it says."""

    style: str
    id: str
    text: str
    truth: dict[str, Any]


def printed_citations() -> Iterator[Printed]:
    """Every source in every style."""
    sources = [*_bibliography(), *OTHER_KINDS]
    for style in STYLES:
        print_in_style = open_style(style, [shipped_templates()])
        for one in sources:
            text = print_in_style(one)
            yield Printed(style=style, id=one.id, text=text, truth=_what_is_said(one, text, style))


def _bibliography() -> list[Reference]:
    found = read_bibliography(BIBLIOGRAPHY.read_text(encoding="utf-8"), Kind.BIBTEX).entries
    read = (read_csl(entry.data).reference for entry in found)
    return [one for one in read if not one.id.startswith(NO_AUTHORS) and "suppl" not in (one.volume or "").lower()]


def _what_is_said(one: Reference, text: str, style: str) -> dict[str, Any]:
    """The fields of the source that the text holds: a style leaves out authors, issues and addresses."""
    truth, folded = fields_of(one), fold(text)
    title = folded.find(truth["title"])
    truth["author"] = tuple(_named(truth["author"], folded[: title if title > 0 else None]))
    for name in ("container-title", "publisher", "volume"):
        truth[name] = truth[name] if truth[name] in folded else ""
    for name in ("DOI", "PMID", "edition"):
        truth[name] = truth[name] if truth[name] and truth[name] in text.lower() else ""
    # The address of the resolver is the DOI.
    shown = truth["URL"] and truth["URL"].lower() in text.lower() and not truth["URL"].startswith(("doi.org", "dx.doi"))
    truth["URL"] = truth["URL"] if shown else ""
    truth["issue"] = "" if style in WITHOUT_ISSUE else truth["issue"]
    truth["publisher"] = "" if one.type == "article-journal" else truth["publisher"]
    return truth


def _named(authors: tuple[str, ...], beginning: str) -> Iterator[str]:
    at = 0
    for name in authors:
        at = beginning.find(name, at)
        if at < 0:
            return
        yield name


def _book(
    id: str, title: str, author: str, given: str, place: str, publisher: str, year: int, **more: Any
) -> Reference:
    name = Name(family=author, given=given)
    book = {"id": id, "type": "book", "title": title, "author": (name,), "publisher": publisher, "issued": (year,)}
    return Reference(**{**book, **more, "more": {"publisher-place": place, **more.get("more", {})}})


OTHER_KINDS = (
    _book("book-1", "Principles of lump medicine", "Roe", "J. A.", "Oxford", "Example Press", 2019, edition="3"),
    _book("book-2", "Nursing people with lumps: a guide", "Ash", "B.", "London", "Example Books", 2008),
    _book(
        "chapter-1", "Compression of the cord", "Beech", "C.", "London", "Example Press", 2015, type="chapter",
        page="121-134", container_title="Textbook of lump care", edition="2",
        more={"editor": [{"family": "Cedar", "given": "D."}]},
    ),
    Reference(
        id="guideline-1", type="report", title="Guidelines on the care of people with lumps", issued=(2019,),
        author=(Name(literal="World Health Organization"),), publisher="Example Agency",
        url="https://www.example.org/guideline/7",
    ),
    Reference(
        id="page-1", type="webpage", title="Cancer statistics: female breast cancer", issued=(2023,),
        author=(Name(literal="National Cancer Institute"),), url="https://www.example.org/statistics/breast",
    ),
)  # fmt: skip
"""Kinds of sources that the bibliography hardly holds; none of these exists."""
