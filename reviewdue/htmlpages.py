"""What an HTML file says of itself: title, language, address, metadata and schema.org data, each with its line."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from reviewdue.documents import Document
from reviewdue.findings import Finding, first_few

# No part can run past the next “<”, so a file of unclosed tags takes no longer than any other.
TAG = re.compile(
    r"<(?:(?P<comment>!--)|(?P<name>title|html|meta|link|script|style)\b"
    r"(?P<attributes>(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+'|[\"'])*+)>)",
    re.I,
)
ATTRIBUTE = re.compile(r"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
MICRODATA = re.compile(r"<(?:time|span|p|div|dd|td|b|strong|em)\b([^<>]{1,400})>([^<]{0,100})", re.I)
# What older pages wrap a script in; line breaks stay, so that a fault's line is right.
CDATA = re.compile(r"(?://|/\*)?[ \t]*(?:<!\[CDATA\[|\]\]>)[ \t]*(?:\*/)?|^[ \t]*<!--|-->\s*$", re.M)
PAGE_FACTS = ("name", "headline", "url", "lastReviewed", "dateModified", "inLanguage", "citation")
PAGE_TYPE = re.compile(r"(?:Page|Article|Posting|Guide)\b")
DEEPEST = 8
ENDS = {
    "comment": re.compile("-->"),
    "title": re.compile("</title", re.I),
    "script": re.compile("</script", re.I),
    "style": re.compile("</style", re.I),
}
LONGEST_TITLE = 2_000


def facts_in_html(text: str) -> Document:
    """Facts by the names the page gives them; schema.org data wins over meta elements, both over the title."""
    page = _Head()
    for element in _elements(text):
        page.add(element)
    for name, value, line in _items_said(text) if "itemprop" in text else ():
        page.facts.setdefault(name, value)
        page.lines.setdefault(name, line)
    # What comes first counts where two names mean the same fact.
    facts = {**page.linked, **{name: value for name, value in page.facts.items() if name not in page.linked}}
    return Document(data=facts, findings=tuple(first_few(page.findings)), lines=page.lines, written=False)


@dataclass(frozen=True, slots=True)
class _Element:
    """An element of interest; `line` is the line its content begins on."""

    name: str
    attributes: dict[str, str]
    content: str
    line: int


def _elements(text: str) -> Iterator[_Element]:
    at, line = 0, 1
    while found := TAG.search(text, at):
        start = found.end()
        line += text.count("\n", at, start)
        name = "comment" if found["comment"] else found["name"].lower()
        at = _end_of(text, ENDS[name], start) if name in ENDS else start
        if name != "comment":
            yield _Element(name, _attributes(found["attributes"]), text[start:at], line)
        line += text.count("\n", start, at)


def _end_of(text: str, end: re.Pattern[str], at: int) -> int:
    found = end.search(text, at)
    return found.start() if found else len(text)


def _attributes(text: str) -> dict[str, str]:
    found = ATTRIBUTE.findall(text)
    return {name.lower(): unescape(double or single or bare) for name, double, single, bare in found}


class _Head:
    """Gathers the facts of one page, with the line each stands on."""

    def __init__(self) -> None:
        self.facts: dict[str, Any] = {}
        self.linked: dict[str, Any] = {}
        self.lines: dict[str, int] = {}
        self.findings: list[Finding] = []

    def add(self, element: _Element) -> None:
        """Take what one element says."""
        if "ld+json" in element.attributes.get("type", ""):
            self._add_linked(element.content, element.line)
            return
        name, value = _said(element)
        if name and value is not None and name not in self.facts:
            self.facts[name], self.lines[name] = value, element.line

    def _add_linked(self, block: str, line: int) -> None:
        try:
            # Control characters in texts are wrong and common; no date depends on them.
            data = json.loads(CDATA.sub("", block) if block.strip() else "{}", strict=False)
        except RecursionError:
            self._refuse(line, "it is nested too deeply")
        except json.JSONDecodeError as error:
            self._refuse(line + error.lineno - 1, error.msg)
        except ValueError:
            self._refuse(line, "a number has too many digits")
        else:
            if "lastReviewed" not in self.linked:
                page = next(_reviewed(data, 0), None) or self.linked or next(_changed(data, 0), {})
                self.linked = {key: value for key, value in page.items() if key in PAGE_FACTS}
            for key in self.linked.keys() - self.lines.keys():
                self.lines[key] = block.count("\n", 0, max(block.find(f'"{key}"'), 0)) + line

    def _refuse(self, line: int, reason: str) -> None:
        message = f"the page's schema.org data is not JSON: {reason}"
        hint = "mend the JSON at this line"
        self.findings.append(Finding(line=line, code="json_ld_syntax", message=message, hint=hint))


def _items_said(text: str) -> Iterator[tuple[str, str, int]]:
    """Dates that elements of the text state as microdata: in an attribute for programs, or as their words."""
    for found in MICRODATA.finditer(text):
        said = _attributes(found[1])
        name, value = said.get("itemprop", ""), said.get("datetime") or said.get("content") or found[2]
        if name in ("lastReviewed", "dateModified") and value.strip():
            yield name, value.strip(), text.count("\n", 0, found.start()) + 1


def _said(element: _Element) -> tuple[str | None, str | None]:
    """The fact an element states: its name and value."""
    said = element.attributes
    if element.name == "title":
        return "title", " ".join(unescape(element.content[:LONGEST_TITLE]).split())
    if element.name == "html":
        return "lang", said.get("lang")
    if element.name == "link" and said.get("rel", "").lower() == "canonical":
        return "canonical", said.get("href")
    if element.name == "meta":
        return said.get("name") or said.get("property") or said.get("itemprop"), said.get("content")
    return None, None


def _reviewed(data: Any, depth: int) -> Iterator[dict[str, Any]]:
    """The items that state a review, outermost first, wherever in a graph they stand."""
    return (item for item in _items(data, depth) if "lastReviewed" in item)


def _changed(data: Any, depth: int) -> Iterator[dict[str, Any]]:
    """The pages that state no review and when they changed."""
    return (item for item in _items(data, depth) if "dateModified" in item and PAGE_TYPE.search(str(item.get("@type"))))


def _items(data: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > DEEPEST:
        return
    if isinstance(data, dict):
        yield data
        data = list(data.values())
    if isinstance(data, list):
        for item in data:
            yield from _items(item, depth + 1)
