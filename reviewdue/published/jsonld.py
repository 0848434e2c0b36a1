"""schema.org data of a page (JSON-LD, or a site's JSON feed) to a draft."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from reviewdue.citations import Citation, Unread, parse_citation
from reviewdue.published.draft import Draft, Stated, Unreadable
from reviewdue.references import Reference, make_id, read_csl

PAGE_TYPES = ("page", "article", "posting", "creativework", "guide", "webcontent")
TYPES = {"book": "book", "article": "article-journal", "report": "report", "page": "webpage", "chapter": "chapter"}
DEEPEST = 12


def read_json_ld(text: str) -> Draft:
    """Read a JSON document; a text that is none gives a draft that says so."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        return Draft(unread=(Unreadable(line=line, text=text[:80], reason=f"not JSON: {error}"),))
    pages = sorted(_nodes(data, 0), key=_rank)
    if not pages:
        return Draft(unread=(Unreadable(line=1, text=text[:80], reason="no page is described in this JSON"),))
    return read_page(pages[0])


def read_page(page: dict[str, Any]) -> Draft:
    """A schema.org page. Two dates in `lastReviewed` are the last review and the next, as nhs.uk has it."""
    reviewed = [_text(value) for value in _listed(page.get("lastReviewed"))]
    last, following, *_ = [*reviewed, "", ""]
    draft = _citations(_listed(page.get("citation")))
    return replace(
        draft,
        title=_first(page, "name", "headline"),
        last_reviewed=_stated(last),
        next_review_due=_stated(following),
        date_modified=_stated(_first(page, "dateModified")),
        language=_first(page, "inLanguage") or None,
        url=_first(page, "url", "mainEntityOfPage", "@id") or None,
    )


def _citations(values: list[Any]) -> Draft:
    citations, unread = [], []
    for value in values:
        found = _work(value) if isinstance(value, dict) else parse_citation(_text(value))
        if isinstance(found, Citation):
            citations.append(found)
        else:
            unread.append(Unreadable(line=None, text=found.text, reason=found.reason))
    return Draft(citations=tuple(citations), unread=tuple(unread))


def _work(value: dict[str, Any]) -> Citation | Unread:
    """A CreativeWork that a page cites, by way of CSL so that bad numbers are caught."""
    said = json.dumps(value, ensure_ascii=False)
    item = {
        "id": "new",
        "title": _first(value, "name", "headline"),
        "type": _csl_type(_first(value, "@type")),
        "author": [{"literal": _text(author)} for author in _listed(value.get("author")) if _text(author)],
        "container-title": _first(value, "isPartOf"),
        "publisher": _first(value, "publisher"),
        "edition": _first(value, "bookEdition"),
        "version": _first(value, "version"),
        "issued": _first(value, "datePublished").split("T")[0],
        "page": _first(value, "pagination"),
        "DOI": next((doi for doi in _numbers(value) if "10." in doi), None),
        "ISBN": _first(value, "isbn"),
        "URL": _first(value, "url", "@id"),
    }
    reading = read_csl({key: text for key, text in item.items() if text})
    if not reading.reference.title and not reading.reference.url:
        return Unread(text=said, reason="the cited work has neither name nor address")
    return _finished(said, reading.reference, tuple(flaw.message for flaw in reading.flaws if flaw.name != "title"))


def _finished(said: str, reference: Reference, unread: tuple[str, ...]) -> Citation:
    return Citation(text=said, reference=replace(reference, id=make_id(reference)), unread=unread)


def _numbers(value: dict[str, Any]) -> Iterator[str]:
    for key in ("sameAs", "identifier", "url", "@id"):
        yield from (_text(one) for one in _listed(value.get(key)))


def _csl_type(name: str) -> str:
    return next((csl for word, csl in TYPES.items() if word in name.lower()), "document")


def _nodes(data: Any, depth: int) -> Iterator[dict[str, Any]]:
    """The things described: the document itself, the entries of a list, of a graph."""
    if isinstance(data, list) and depth < DEEPEST:
        for entry in data:
            yield from _nodes(entry, depth + 1)
    elif isinstance(data, dict):
        if isinstance(data.get("@graph"), list):
            yield from _nodes(data["@graph"], depth + 1)
        if any(key in data for key in ("name", "headline", "lastReviewed", "citation")):
            yield data


def _rank(node: dict[str, Any]) -> int:
    """What says most about a page's review comes first; an organisation or a breadcrumb comes last."""
    if "lastReviewed" in node:
        return 0
    kind = " ".join(_text(one) for one in _listed(node.get("@type"))).lower()
    return 1 if any(word in kind for word in PAGE_TYPES) else 2 if not kind else 3


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _first(node: dict[str, Any], *keys: str) -> str:
    return next((text for key in keys for value in _listed(node.get(key)) if (text := _text(value))), "")


def _text(value: Any) -> str:
    """A value as text; of an object its name, else what identifies it."""
    if isinstance(value, dict):
        return _first(value, "name", "@value", "value", "url", "@id")
    return " ".join(str(value).split()) if isinstance(value, (str, int, float)) else ""


def _stated(text: str) -> Stated | None:
    return Stated(text=text) if text else None
