"""The own words of an HTML page: blocks of text with their links, without menus and lists of other pages."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from reviewdue.availability.places import names
from reviewdue.currency.names import Link

Attributes = dict[str, str | None]
Root = Callable[[LexborHTMLParser], LexborNode | None]
LONGEST_PAGE = 1_000_000
MOST_LINKS = 500
DEEPEST = 120  # elements within elements; no page that a person wrote goes deeper
# The parser takes quadratic time over elements that are never closed; it is given no more of them than this.
MOST_OPEN = 1_500
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
CLOSE_THEMSELVES = names(
    "p li dt dd td th tr tbody thead tfoot option optgroup area base br col embed hr img input link meta source track "
    "wbr path circle rect line use polygon g svg"
)
UNSEEN = names(
    "script style template svg noscript iframe object canvas audio video math select datalist textarea button head"
)
HEADINGS = names("h1 h2 h3 h4 h5 h6")
ELSEWHERE = names("nav menu")
INLINE = names(
    "a abbr b bdi bdo cite code data del dfn em font i img ins kbd label mark q s samp small "
    "span strong strike sub sup time tt "
    "u var wbr"
)
# What these words in a class or id mark is not about the page, or is on every page of the site.
AROUND = re.compile(
    r"(?:^|[\s_-])(?:nav(?:bar|igation)?|menu|breadcrumbs?|sidebar|related|recommended|cookies?|"
    r"consent|share|sharing|social|"
    r"comments?|newsletter|subscribe|pagination|pager|skip|footer|site-?header|references-?list|bibliography|toc|"
    r"advert\w*|promo)(?:$|[\s_-])",
    re.IGNORECASE,
)
NOTICE = re.compile(r"alert|notice|banner|warning|callout|withdraw|archiv|supersed|status|inset|message", re.IGNORECASE)


@dataclass(slots=True, kw_only=True)
class PageWords:
    """What a page says: `blocks` in order, its links, and beside them what stands in its foot."""

    title: str = ""
    headings: list[str] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    foot: list[str] = field(default_factory=list)
    levels: list[int] = field(default_factory=list)  # of each block: 1 to 6 of a heading, else 0
    linked: list[bool] = field(default_factory=list)  # of each block: whether it is nothing but links
    targets: list[str] = field(default_factory=list)  # of every link, menus included, where one leads to a chapter
    has_time: bool = False

    @property
    def text(self) -> str:
        """The page's own words, one block a line."""
        return "\n".join(self.blocks)


def read_words(html: str, url: str, most_blocks: int = 20_000, root: Root | None = None) -> PageWords:
    """Read a page, or its first blocks, or all below the element that `root` finds, with what is quoted there.

    Whatever the markup, it ends and does not raise.
    """
    tree = LexborHTMLParser(_without_depths(html[:LONGEST_PAGE]))
    page = PageWords()
    title = tree.css_first("title")
    page.title = _folded(title.text() if title else "")
    page.targets = list(_targets(tree, url)) if "/chapter/" in html.lower() else []
    page.has_time = tree.css_first("time") is not None
    page.foot = [_folded(foot.text(separator=" "))[:4_000] for foot in tree.css("footer")[:5]]
    if (found := root(tree) if root else tree.body) is not None:
        _Reader(page, url, most_blocks, quotes=root is not None).read(found)
    return page


def _without_depths(html: str) -> str:
    """The page up to where more elements are open than any page needs."""
    if html.count("<") < MOST_OPEN:
        return html
    depth = 0
    for found in TAG.finditer(html):
        if found[2].lower() not in CLOSE_THEMSELVES:
            depth = max(depth - 1, 0) if found[1] else depth + 1
            if depth > MOST_OPEN:
                return html[: found.start()]
    return html


def _targets(tree: LexborHTMLParser, url: str) -> Iterator[str]:
    for link in tree.css("a[href]")[: MOST_LINKS * 4]:
        if target := _absolute(url, link.attributes.get("href")):
            yield target


class _Reader:
    """Walks the elements and gathers blocks: the text between two elements that start a line."""

    def __init__(self, page: PageWords, url: str, most_blocks: int, *, quotes: bool) -> None:
        self.page, self.url, self.most_blocks, self.quotes = page, url, most_blocks, quotes
        self.parts: list[str] = []
        self.linked = 0  # letters of the block that are links

    def read(self, body: LexborNode) -> None:
        self._children(body, 0)
        self._end_block()

    def _children(self, node: LexborNode, depth: int) -> None:
        child = node.child
        while child is not None and len(self.page.blocks) < self.most_blocks:
            self._node(child, depth)
            child = child.next

    def _node(self, node: LexborNode, depth: int) -> None:
        tag = node.tag or ""
        if tag == "-text":
            self.parts.append(node.text(deep=False))
        elif tag == "br":
            self._end_block()
        elif tag not in UNSEEN and tag[:1] not in "-!" and depth < DEEPEST:
            said = node.attributes
            if said and _is_hidden(said):
                return
            if tag in INLINE:
                self._inline(node, tag, said, depth)
            else:
                self._element(node, tag, said, depth)

    def _element(self, node: LexborNode, tag: str, said: Attributes, depth: int) -> None:
        if _is_around(said, tag) or (tag == "blockquote" and not self.quotes):
            self._end_block()
            return
        self._end_block()
        self._children(node, depth + 1)
        level = int(tag[1]) if tag in HEADINGS else 0
        block = self._end_block(level)
        if level == 1 and block:
            self.page.headings.append(block)

    def _inline(self, node: LexborNode, tag: str, attributes: Attributes, depth: int) -> None:
        before = len(self.parts)
        self._children(node, depth + 1)
        said = _folded("".join(self.parts[before:]))
        if tag == "a":
            self.linked += len(said)
        if tag == "a" and said and len(self.page.links) < MOST_LINKS:
            if target := _absolute(self.url, attributes.get("href")):
                self.page.links.append(Link(text=said, url=target))
        elif tag == "q":
            self.parts[before:] = [f"“{said}”"]
        elif tag == "time" and not any(letter.isdigit() for letter in said):
            self.parts.append(f" {(attributes.get('datetime') or '')[:10]}")

    def _end_block(self, level: int = 0) -> str:
        said = _folded("".join(self.parts))
        self.parts.clear()
        if said:
            self.page.blocks.append(said)
            self.page.levels.append(level)
            self.page.linked.append(self.linked >= len(said) - 2)
        self.linked = 0
        return said


def _is_hidden(said: Attributes) -> bool:
    style = (said.get("style") or "").replace(" ", "").lower()
    return "hidden" in said or said.get("aria-hidden") == "true" or "display:none" in style


def _is_around(said: Attributes, tag: str) -> bool:
    """Whether an element is a frame around the page's own words. A notice never is, wherever it stands."""
    if not said:
        return tag in ELSEWHERE or tag == "footer"
    marks = f"{said.get('class') or ''} {said.get('id') or ''}"
    role = said.get("role") or ""
    if role in ("alert", "status") or NOTICE.search(marks):
        return bool(re.search("cookie|consent|newsletter|subscribe", marks, re.IGNORECASE))
    if tag in ELSEWHERE or tag == "footer" or role in ("navigation", "contentinfo", "search", "menu"):
        return True
    return tag in ("aside", "section", "div", "ul", "ol", "form", "details") and bool(AROUND.search(marks))


def _absolute(url: str, target: str | None) -> str | None:
    try:
        found = urljoin(url, (target or "").strip())
    except ValueError:
        return None
    return found[:2_000] if found.startswith(("http://", "https://")) else None


def _folded(text: str) -> str:
    return " ".join(text.split())
