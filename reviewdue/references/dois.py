"""A DOI as it is written in fields, addresses and running text, brought to its bare form: the one reader of DOIs."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote, urlsplit

REGISTRANT = r"10\.\d{4,9}(?:\.\d+)*"
SICI = r"\(SICI\)[^\s<>]+<[^\s<>]+>[^\s<>\"“”]*"
"""An article code of the 1990s: the only DOIs that hold angle brackets, as in `…<1959::AID-CNCR12>3.0.CO;2-#`."""

DOI = re.compile(rf"{REGISTRANT}/\S+")
LABEL = r"(?:(?:https?:\s?//)?(?:dx\.|www\.)?doi\.org/+|(?:info:|urn:)?doi[\s:/.]*)"
PREFIX = re.compile(rf"[<(\[]?\s*(?:{LABEL}\s*)+", re.IGNORECASE)
IN_TEXT = re.compile(
    rf"(?:<?(?<![\w./]){LABEL}(?:\s*{LABEL})?|(?<![\w./%-])){REGISTRANT}(?:/|%2F)(?:{SICI}|[^\s\"<>“”]+)", re.IGNORECASE
)
ENCODED_SLASH = re.compile(rf"{REGISTRANT}%2F", re.IGNORECASE)
BEHIND_ADDRESS = re.compile(r"\?.*|(?<!;2-)#.*", re.DOTALL)
STUCK = re.compile(r"[.;,]?\s*(?:PMC?ID\b|\[PubMed|\[Google).*", re.IGNORECASE | re.DOTALL)
CLOSING = {")": "(", "]": "[", ">": "<", "}": "{"}
HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
ENTITIES = {"&lt;": "<", "&gt;": ">", "&#60;": "<", "&#62;": ">", "&amp;": "&", "&#38;": "&"}

IN_PATH = re.compile(rf"(?<![\w.])({REGISTRANT}(?:/|%2F)[^?#]+)", re.IGNORECASE)
VIEW = re.compile(
    r"(?:/(?:full/[a-z]{2}|full|fulltext|full-text|abstract|abs|e?pdf|pdfdirect|epub|html?|meta|references|related|"
    r"summary|figures|citedby|citations?|metrics|tables?|download|information|media|article|asset/.*|tables/.*)|"
    r"\.(?:full(?:\.pdf|-text)?|abstract|pdf|html?|short|long|xml|extract))/*$",
    re.IGNORECASE,
)
PREPRINT_SERVERS = ("biorxiv.org", "medrxiv.org")
DERIVED = (
    # nature.com and thelancet.com print only their own part of the DOI.
    (re.compile(r"(?:www\.)?nature\.com/articles/(s\d{5}-\d{3}-\d{4,5}-[\dxyz])", re.IGNORECASE), "10.1038/{}"),
    (re.compile(r"(?:www\.)?thelancet\.com/.*\bPII(S\d{4}-\d{3}[\dX]\(\d\d\)\d{5}-[\dX])", re.I), "10.1016/{}"),
)


def normalise_doi(text: str) -> str | None:
    """The bare DOI in lower case (a DOI does not depend on case), or None when the text is none."""
    doi = _bare(text)
    return doi.lower() if doi else None


@lru_cache(maxsize=4096)
def doi_in(text: str) -> str | None:
    """The DOI that an address of the resolver or a `doi:` names, as it is written there, or None."""
    return _bare(text) if PREFIX.match(text.strip()) else None


@lru_cache(maxsize=4096)
def doi_of_address(address: str) -> str | None:
    """The DOI, in lower case, that an address of the resolver or of a publisher holds, or None."""
    if doi := doi_in(address):
        return doi.lower()
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    if parts.scheme not in ("http", "https"):
        return None
    place = unquote(parts.netloc + parts.path)
    for pattern, doi in DERIVED:
        if found := pattern.match(place):
            return doi.format(found[1]).lower()
    return next(filter(None, _named_by(parts.netloc, parts.path, parts.query)), None)


def dois_in(text: str) -> Iterator[tuple[re.Match[str], str, str]]:
    """Every DOI in running text: where it stands, its bare form in lower case, and the words that ran into it.

    A DOI within an address that is not the resolver's is left to `doi_of_address`.
    """
    for found in IN_TEXT.finditer(text):
        if doi := normalise_doi(found[0]):
            stuck = STUCK.search(found[0])
            yield found, doi, stuck[0].lstrip(".;, ") if stuck else ""


def without_sentence(text: str) -> str:
    """An identifier without the punctuation of the sentence around it; brackets stay where they are paired."""
    while text and (text[-1] in ".,;:'\"’”“*_`" or (text[-1] in CLOSING and _is_unpaired(text))):
        text = text[:-1]
    return text


def _named_by(host: str, path: str, query: str) -> Iterator[str | None]:
    """The DOI in the path without the view of the article that it opens; else one that is a value of the query."""
    if found := IN_PATH.search(path):
        yield normalise_doi(unquote(_without_view(found[1], host)))
    for value in query.split("&"):
        if found := IN_PATH.fullmatch(value.partition("=")[2]):
            yield normalise_doi(unquote(found[1]))


def _without_view(path: str, host: str) -> str:
    while (found := VIEW.search(path)) and re.match(rf"{REGISTRANT}(?:/|%2F).", path[: found.start()], re.IGNORECASE):
        path = path[: found.start()]
    return re.sub(r"v\d+$", "", path) if host.endswith(PREPRINT_SERVERS) else path.rstrip("/")


def _bare(text: str) -> str | None:
    printable = "".join(char for char in text if unicodedata.category(char) != "Cf").strip()
    bare = _unescaped(printable.translate(HYPHENS))
    prefix = PREFIX.match(bare)
    label, bare = (prefix[0], bare[prefix.end() :]) if prefix else ("", bare)
    if "doi.org/" in label.lower():
        bare = unquote(BEHIND_ADDRESS.sub("", bare))
    elif ENCODED_SLASH.match(bare):
        bare = unquote(bare)
    bare = without_sentence(STUCK.sub("", _unescaped(bare)))
    return bare if DOI.fullmatch(bare) else None


def _unescaped(text: str) -> str:
    """Without HTML's entities for brackets, however often they were escaped."""
    before = None
    while before != text:
        before = text
        for entity, char in ENTITIES.items():
            text = text.replace(entity, char)
    return text


def _is_unpaired(text: str) -> bool:
    return text.count(text[-1]) > text.count(CLOSING[text[-1]])
