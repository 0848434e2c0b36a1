"""A published HTML page to a draft: its schema.org data first, then what its text says."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bs4 import BeautifulSoup
from bs4.element import Comment, NavigableString, PageElement, Tag

from reviewdue.published.draft import Draft, Stated, Unreadable
from reviewdue.published.jsonld import read_json_ld
from reviewdue.published.lines import RULE, Line
from reviewdue.published.plain import read_body

PASSED_OVER = frozenset({"script", "style", "noscript", "template", "nav", "svg", "head", "iframe", "select"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "summary", "legend", "caption", "dt"})
LISTS = frozenset({"ul", "ol"})
BLOCKS = frozenset(
    {"p", "div", "section", "article", "main", "aside", "header", "footer", "table", "tr", "td", "th", "dl"}
    | {"dd", "blockquote", "figure", "figcaption", "form", "fieldset", "details", "address", "pre", "body"}
)
OUTWARD = re.compile(r"https?://(?!scholar\.google\.)\S+$", re.IGNORECASE)


def read_html(text: str) -> Draft:
    """Read a page. What its schema.org data states wins; what it leaves out is looked for in the text."""
    # Text without a tag could be a file's name or an address to the library, which then warns.
    soup = BeautifulSoup(text if "<" in text else f"<p>{text}</p>", "html.parser")
    stated = _schema_org(soup)
    try:
        seen = read_body(list(flatten(_main(soup))))
    except RecursionError:
        seen = Draft(unread=(Unreadable(line=None, text=text[:80], reason="its elements are nested too deeply"),))
    return replace(
        seen,
        title=stated.title or _title(soup),
        last_reviewed=stated.last_reviewed or seen.last_reviewed,
        next_review_due=stated.next_review_due or seen.next_review_due,
        date_modified=stated.date_modified or _modified(soup),
        citations=stated.citations or seen.citations,
        unread=(*stated.unread, *seen.unread),
        language=_attribute(soup.find("html"), "lang") or stated.language,
        url=_attribute(soup.find("link", rel="canonical"), "href") or _property(soup, "og:url") or stated.url,
    )


def flatten(element: Tag) -> Iterator[Line]:
    """The text of a page as lines in the manner of a text file, each with its line in the HTML.

    A list item becomes a bullet, a `<br>` within it an indented line, and a rule stands after every list.
    """
    for number, indent, text in _pieces(element, 0):
        for at, part in enumerate(text.split("\n")):
            folded = " ".join(part.split())
            yield Line(number=number, text=(" " * indent if at or indent > 2 else "") + folded if folded else "")


def _pieces(element: Tag, depth: int) -> Iterator[tuple[int, int, str]]:
    """Line number, indentation and text of every block; blank ones part them."""
    inline: list[PageElement] = []
    for child in element.children:
        if isinstance(child, Tag) and child.name in PASSED_OVER:
            continue
        if isinstance(child, Tag) and _is_block(child):
            yield from _flush(inline, element)
            inline = []
            yield from _block(child, depth)
        elif not isinstance(child, Comment):
            inline.append(child)
    yield from _flush(inline, element)


def _block(child: Tag, depth: int) -> Iterator[tuple[int, int, str]]:
    number = child.sourceline or 1
    if child.name in LISTS:
        yield from ((number, 0, ""), *_pieces(child, depth + 1), (number, 0, RULE))
    elif child.name == "li":
        lines = [line for line in _text_of(child).split("\n") if line.strip()]
        yield number, 2, "• " + "\n".join(lines)
    elif child.name in HEADINGS:
        yield from ((number, 0, ""), (number, 0, "# " + " ".join(_text_of(child).split())), (number, 0, ""))
    else:
        yield from _pieces(child, depth)


def _flush(inline: list[PageElement], element: Tag) -> Iterator[tuple[int, int, str]]:
    text = "".join(_text_of(piece) for piece in inline)
    if not text.strip():
        return
    tags = [piece.sourceline for piece in inline if isinstance(piece, Tag) and piece.sourceline]
    number = element.sourceline or (tags[0] if tags else 1)
    yield from ((number, 0, ""), (number, 0, text.strip("\n")), (number, 0, ""))


def _text_of(piece: PageElement) -> str:
    """Text with a line break for each `<br>` and each block, and for nothing else."""
    if isinstance(piece, Comment):
        return ""
    if isinstance(piece, NavigableString):
        return re.sub(r"\s+", " ", str(piece))
    if not isinstance(piece, Tag) or piece.name in PASSED_OVER:
        return ""
    if piece.name == "br":
        return "\n"
    inner = "".join(_text_of(child) for child in piece.children) + _address_of(piece)
    return f"\n{inner}\n" if piece.name in BLOCKS | {"li"} and piece.parent else inner


def _address_of(tag: Tag) -> str:
    """Where a link leads, if out of the site: the words of a citation often leave its address to the link."""
    address = _attribute(tag, "href") if tag.name == "a" else None
    return f" {address} " if address and OUTWARD.match(address) and address not in tag.get_text() else ""


def _is_block(tag: Tag) -> bool:
    return tag.name in BLOCKS | LISTS | HEADINGS | {"li", "hr"} or tag.find([*BLOCKS, *LISTS, *HEADINGS]) is not None


def _main(soup: BeautifulSoup) -> Tag:
    return soup.find("main") or soup.find("body") or soup


def _schema_org(soup: BeautifulSoup) -> Draft:
    """The description that says most, of all that the page carries."""
    found = [read_json_ld(script.get_text()) for script in soup.find_all("script", type="application/ld+json")]
    weighed = sorted(found, key=lambda one: (one.last_reviewed is None, not one.citations, not one.title))
    return weighed[0] if weighed else Draft()


def _title(soup: BeautifulSoup) -> str:
    heading = soup.find("h1") or soup.find("title")
    return " ".join(heading.get_text(" ").split()) if heading else ""


def _modified(soup: BeautifulSoup) -> Stated | None:
    text = _property(soup, "article:modified_time") or _property(soup, "dcterms.modified")
    return Stated(text=text) if text else None


def _property(soup: BeautifulSoup, name: str) -> str | None:
    meta = soup.find("meta", attrs={"property": name}) or soup.find("meta", attrs={"name": name})
    return _attribute(meta, "content")


def _attribute(tag: Tag | None, name: str) -> str | None:
    value = tag.get(name) if tag else None
    return value.strip() or None if isinstance(value, str) else None
