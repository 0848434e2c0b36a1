"""Sitemaps as sitemaps.org defines them: bytes in, listed pages and further sitemaps out."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from reviewdue.errors import SourceFailed
from reviewdue.sources.fetching import LARGEST

GZIP = b"\x1f\x8b"
KINDS = {"urlset": "url", "sitemapindex": "sitemap"}


@dataclass(frozen=True, slots=True)
class Listed:
    """A page as a sitemap lists it; `lastmod` is empty where it says nothing."""

    address: str
    lastmod: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """What one sitemap lists: pages, or further sitemaps."""

    pages: tuple[Listed, ...] = ()
    sitemaps: tuple[str, ...] = ()


def unpack(data: bytes, place: str) -> bytes:
    """The sitemap's text, whether it was packed or not. Raises SourceFailed."""
    if not data.startswith(GZIP):
        return data
    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        text = unpacking.decompress(data, LARGEST + 1)
    except zlib.error as error:
        raise SourceFailed(f"{place} cannot be unpacked: {error}") from error
    if not unpacking.eof:
        raise SourceFailed(f"{place} breaks off, or is larger than {LARGEST // 1024 // 1024} MiB when it is unpacked")
    return text


def read_sitemap(data: bytes, place: str) -> Sitemap:
    """Read one sitemap. Raises SourceFailed when it is none: a page that says so is no empty list of pages."""
    try:
        root, listed = _read(data)
    except ParseError as error:
        raise SourceFailed(f"{place}:{error.position[0]}: not XML: {error.msg}") from error
    except (DefusedXmlException, ValueError) as error:
        raise SourceFailed(f"{place}: XML that is not read for safety: {error}") from error
    if root not in KINDS:
        raise SourceFailed(f"{place} is no sitemap: it begins with <{root}>")
    if root == "urlset":
        return Sitemap(pages=listed)
    return Sitemap(sitemaps=tuple(one.address for one in listed))


def _read(data: bytes) -> tuple[str, tuple[Listed, ...]]:
    root: Element | None = None
    listed: list[Listed] = []
    for event, element in iterparse(BytesIO(data), events=("start", "end")):
        root = element if root is None else root
        if event == "end" and _bare(element) == KINDS.get(_bare(root)):
            listed += _entry(element)
            root.clear()  # so that a large one is never in memory as a whole
    return _bare(root) if root is not None else "", tuple(listed)


def _entry(element: Element) -> Iterator[Listed]:
    said = {_bare(child): (child.text or "").strip() for child in reversed(element) if _is_plain(child, element)}
    if said.get("loc"):
        yield Listed(said["loc"].partition("#")[0], said.get("lastmod", ""))


def _bare(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _is_plain(child: Element, parent: Element) -> bool:
    """Whether an element is of the sitemap itself, not of an extension for pictures or translations."""
    return child.tag.rpartition("}")[0] == parent.tag.rpartition("}")[0]
