"""Pages of NICE guidance: one that stands lists its chapters, one that was replaced or withdrawn has lost them."""

import re
from dataclasses import replace
from urllib.parse import urlsplit

from reviewdue.currency.notices import Notice
from reviewdue.currency.pagewords import PageWords
from reviewdue.verdicts import Currency

GUIDANCE = re.compile(r"/guidance/(?P<code>[a-z]{2,4}\d{1,4})(?P<rest>/.*)?$", re.IGNORECASE)
# Longer than a stub ever is: what is left is one sentence, a status line and contact details.
STUB = 2_500
NO_CHAPTERS = "the page has lost its chapters, as NICE leaves guidance that was replaced or withdrawn"


def is_overview(page: PageWords, url: str) -> bool:
    """Whether this is the overview of a piece of NICE guidance."""
    found = GUIDANCE.search(urlsplit(url).path.rstrip("/"))
    if not found or found["rest"]:
        return False
    host = urlsplit(url).hostname or ""
    return host.endswith("nice.org.uk") or bool(re.search(r"\bNICE\b", page.title))


def has_chapters(page: PageWords, url: str) -> bool:
    """Whether the page links to chapters of its own guidance."""
    found = GUIDANCE.search(urlsplit(url).path.rstrip("/"))
    if not found:
        return False
    chapter = f"/guidance/{found['code']}/chapter/".lower()
    return any(chapter in target.lower() for target in page.targets)


def with_chapters(notice: Notice, page: PageWords, url: str, *, whole: bool) -> Notice:
    """The notice, seen with what the chapters say: words alone misfire on four guidelines in three hundred.

    `whole` says that all of the page was read; a list that was not reached is not a list that is missing.
    """
    if not is_overview(page, url):
        return notice
    if has_chapters(page, url):
        if notice.status in (Currency.SUPERSEDED, Currency.WITHDRAWN):
            return replace(notice, status=Currency.CURRENT, successor=None, since=None)
        return notice
    if notice.status in (Currency.SUPERSEDED, Currency.WITHDRAWN) or not whole or not page.has_time:
        return notice
    if len(page.text) > STUB or notice.status is Currency.CURRENT:
        return notice
    return replace(notice, status=Currency.WITHDRAWN, quote=NO_CHAPTERS)


def led_from_chapter(asked: str, arrived: str, hops: tuple[int, ...]) -> bool:
    """Whether an address within guidance led for good to its overview: a hint that it has lost its chapters."""
    was, now = GUIDANCE.search(urlsplit(asked).path.rstrip("/")), GUIDANCE.search(urlsplit(arrived).path.rstrip("/"))
    if not was or not now or not was["rest"] or now["rest"]:
        return False
    return was["code"].lower() == now["code"].lower() and bool(set(hops) & {301, 308})
