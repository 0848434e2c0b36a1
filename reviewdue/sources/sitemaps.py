"""Kind `sitemap`: the published pages that a sitemap lists, each read for the review dates it prints or states."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from reviewdue.availability import Address, Answer, Availability, judge
from reviewdue.errors import SourceFailed
from reviewdue.files import Found, matcher
from reviewdue.pagefiles import Parsed, Reading, parse_html
from reviewdue.pages import Page, Problem
from reviewdue.projects import Project
from reviewdue.reaching import limits_of
from reviewdue.readings import reading_of
from reviewdue.settings import Source
from reviewdue.sources.fetching import READS_DATES, fetch_whole, is_address, open_fetcher
from reviewdue.sources.opened import Before, Kept, Opened, Outcome
from reviewdue.sources.spool import Spool, open_spool
from reviewdue.sources.urlsets import Listed, read_sitemap, unpack
from reviewdue.web import Fetcher, crawl

# A sitemap's lastmod is believed for so long; then the page is asked whether it changed.
BELIEVED = timedelta(days=28)
LARGEST_PAGE = 5 * 1024 * 1024
MOST_SITEMAPS = 5_000
HTML = ("text/html", "application/xhtml+xml", "")


@contextmanager
def open_source(project: Project, source: Source) -> Iterator[Opened]:
    """The pages of the sitemap, and of those it names. The whole list is read before any page is asked for."""
    limits = limits_of(project.settings.checks, READS_DATES)
    problems: list[Problem] = []
    with open_spool() as spool, Fetcher(limits) as fetcher:
        takes = _patterns(source)
        for listed in _listed(project, source):
            problems += _take(spool, source, listed, takes)
        visits = _Visits(project=project, fetcher=fetcher, reading=reading_of(project.settings, source))
        yield Opened(
            what=f"the sitemap {source.path}",
            found=spool.found(),
            read=visits.begin,
            holds=spool.holds,
            is_current=partial(_is_current, today=project.today),
            problems=problems,
            unread=visits.unread,
        )


def _listed(project: Project, source: Source) -> Iterator[Listed]:
    waiting, seen = [source.path], {source.path}
    with open_fetcher(project.settings.checks) as fetcher:
        while waiting:
            place = waiting.pop()
            sitemap = read_sitemap(unpack(_bytes_at(place, project.root, fetcher), place), place)
            yield from sitemap.pages
            new = [inner for inner in dict.fromkeys(sitemap.sitemaps) if inner not in seen]
            seen.update(new)
            waiting += new
            if len(seen) > MOST_SITEMAPS:
                raise SourceFailed(f"{source.path} leads to more than {MOST_SITEMAPS} sitemaps")


def _bytes_at(place: str, root: Path, fetcher: Fetcher) -> bytes:
    if is_address(place):
        return fetch_whole(fetcher, place).body
    try:
        return (root / place).read_bytes()
    except OSError as error:
        raise SourceFailed(f"{place} cannot be read: {error.strerror}") from error


def _patterns(source: Source) -> Callable[[str], bool]:
    """Whether a page's path, from the host on, belongs to the source."""
    includes, excludes = matcher(source.include or ("*",)), matcher(source.exclude)
    return lambda path: bool(includes(path or "index")) and not excludes(path)


def _take(spool: Spool, source: Source, listed: Listed, takes: Callable[[str], bool]) -> Iterator[Problem]:
    if not is_address(listed.address):
        message = f"“{listed.address[:200]}” in the sitemap is no address"
        hint = "write the whole address, with https:// before it"
        yield Problem(path=source.path, line=None, code="address_unreadable", message=message, hint=hint)
    elif takes(urlsplit(listed.address).path.lstrip("/")):
        # Listed twice, a page is still one page, as new as the first entry says.
        spool.add(listed.address, listed.lastmod)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What a page goes by: what the sitemap said of it, what its server gave to ask again with, and when."""

    lastmod: str = ""
    etag: str | None = None
    last_modified: str | None = None
    day: date = date.min

    @classmethod
    def of(cls, stamp: str | None) -> "Visit":
        """The visit that left a stamp."""
        lastmod, etag, last_modified, day = json.loads(stamp or '["", null, null, "0001-01-01"]')
        return cls(lastmod=lastmod, etag=etag, last_modified=last_modified, day=date.fromisoformat(day))

    def stamp(self) -> str:
        """The visit as a stamp."""
        return json.dumps([self.lastmod, self.etag, self.last_modified, self.day.isoformat()])


def _is_current(found: Found, stamp: str | None, *, today: date) -> bool:
    """Whether a page need not be asked for: its lastmod is the one it was read at, not long ago."""
    last = Visit.of(stamp)
    return bool(found.stamp) and found.stamp == last.lastmod and today - last.day < BELIEVED


@dataclass(frozen=True, slots=True, kw_only=True)
class _Visits:
    """Asks for pages, politely, and only for those that changed; `unread` names what did not answer."""

    project: Project
    fetcher: Fetcher
    reading: Reading
    unread: list[str] = field(default_factory=list)

    def begin(self, changed: list[Found], before: Before) -> Callable[[], list[Outcome]]:
        """A call that asks for the pages, all of them when it is called, and says what came of each."""
        return lambda: list(self._visit(changed, before))

    def _visit(self, changed: list[Found], before: Before) -> Iterator[Outcome]:
        checks = self.project.settings.checks
        lastmods = {one.path: one.stamp for one in changed}
        answers = crawl(
            (_address(one.path, Visit.of(before.get(one.path))) for one in changed),
            self.fetcher.visit,
            workers=checks.workers,
            per_host=checks.per_host,
            spacing=checks.spacing,
        )
        for url, answer in answers:
            yield from self._outcome(url, answer, lastmods[url], before)

    def _outcome(self, url: str, answer: Answer, lastmod: str, before: Before) -> Iterator[Outcome]:
        last = Visit.of(before.get(url))
        visit = Visit(lastmod=lastmod, etag=answer.etag, last_modified=answer.last_modified, day=self.project.today)
        if answer.status == 304:
            kept = Visit(lastmod=lastmod, etag=last.etag, last_modified=last.last_modified, day=visit.day)
            yield Kept(path=url, stamp=kept.stamp())
        elif (fault := _fault(answer)) is None:
            parsed = parse_html(answer.body_text, url, self.reading)
            yield Parsed(page=parsed.page, problems=parsed.problems, stamp=visit.stamp())
        else:
            self.unread.append(f"{url} {fault}")
            if url not in before:
                yield _unread(url, fault)


def _address(url: str, last: Visit) -> Address:
    return Address(url=url, etag=last.etag, last_modified=last.last_modified, max_bytes=LARGEST_PAGE)


def _fault(answer: Answer) -> str | None:
    """Why nothing can be said about the page; None when it can."""
    finding = judge(answer)
    if finding.availability not in (Availability.AVAILABLE, Availability.MOVED):
        return finding.reason
    if answer.content_type not in HTML:
        return f"is no HTML page but {answer.content_type}"
    return "broke off, or is longer than a page" if answer.truncated else None


def _unread(url: str, fault: str) -> Parsed:
    page = Page(id=url, path=url, url=url, title=url, unreadable=True)
    hint = "see that it can be read without signing in, or exclude it from this source"
    problem = Problem(path=url, line=None, code="page_unread", message=f"the page {fault}", hint=hint)
    return Parsed(page=page, problems=(problem,), stamp="")
