"""Fetching what a source is read from, whole: a feed, a sitemap. What cannot be had in full is a failure."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import urlsplit

from reviewdue.availability import Address, Answer, judge
from reviewdue.checksettings import Checks
from reviewdue.errors import SourceFailed
from reviewdue.reaching import limits_of
from reviewdue.web import Fetcher

# What sitemaps.org allows for one sitemap, decompressed.
LARGEST = 50 * 1024 * 1024
PATIENCE = 60.0
READS_DATES = "reads review dates"


def is_address(place: str) -> bool:
    """Whether a place is an address, not a file."""
    return place.lower().startswith(("http://", "https://"))


@contextmanager
def open_fetcher(checks: Checks) -> Iterator[Fetcher]:
    """What fetches feeds and sitemaps, in the networks that checks are held to, and with more patience."""
    limits = limits_of(checks, READS_DATES)
    with Fetcher(replace(limits, timeout=max(limits.timeout, PATIENCE))) as fetcher:
        yield fetcher


def fetch_whole(fetcher: Fetcher, url: str, headers: Mapping[str, str] | None = None) -> Answer:
    """The answer of an address, with all of its body. Raises SourceFailed."""
    own = tuple((headers or {}).items())
    answer = fetcher.visit(Address(url=url, headers=own, max_bytes=LARGEST))
    if answer.failure is not None or answer.status != 200:
        raise SourceFailed(f"{url} {judge(answer).reason}")
    if answer.truncated:
        raise SourceFailed(f"{url} broke off, or is larger than {LARGEST // 1024 // 1024} MiB")
    return answer


def shares_origin(url: str, other: str) -> bool:
    """Whether two addresses are of one scheme, host and port."""
    return urlsplit(url)[:2] == urlsplit(other)[:2]
