"""The web as a check sees it: pages and services, opened from the configuration and handed over as a function."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial

from reviewdue.availability import Address, compare
from reviewdue.checksettings import Checks
from reviewdue.projects import Project
from reviewdue.reaching import limits_of
from reviewdue.retractionindex import RetractionIndex
from reviewdue.services import PAGE, SERVICES, Look, State, Told, Wanted
from reviewdue.services.access import access_of, paces_of
from reviewdue.services.asking import Inquirer
from reviewdue.services.retractionwatch import RETRACTION_WATCH
from reviewdue.web import Fetcher, crawl

Progress = Callable[[int, int | None], None]
LookUp = Callable[[Sequence[str]], list[Told]]
# The table of Retraction Watch has some 65 MB.
LARGEST_TABLE = 512 * 1024 * 1024
LONGEST_DOWNLOAD = 900


@contextmanager
def open_look(checks: Checks, project: Project | None = None, *, sharing: int = 1) -> Iterator[Look]:
    """A function that asks pages and services, politely, and yields what each told as it comes in.

    The services are asked while the pages are fetched. What is kept between runs is kept in the project. Where
    several look at once, `sharing` of them, each has its part of the services' limits.
    """
    access = access_of(checks)
    with (
        Fetcher(limits_of(checks)) as fetcher,
        closing(
            Inquirer(SERVICES, access, fetcher.visit, paces_of(checks, sharing), _look_up(checks, project, fetcher))
        ) as inquirer,
    ):

        def look(wanted: Sequence[Wanted], progress: Progress) -> Iterator[Told]:
            told = _look(wanted, checks, fetcher, inquirer)
            for done, one in enumerate(told, start=1):
                progress(done, len(wanted))
                yield one

        yield look


def _look_up(checks: Checks, project: Project | None, fetcher: Fetcher) -> dict[str, LookUp]:
    access = access_of(checks).get(RETRACTION_WATCH.name)
    if project is None or access is None:
        return {}
    index = RetractionIndex(
        path=project.root / checks.services.retraction_watch.store,
        access=access,
        save=partial(fetcher.save, max_bytes=LARGEST_TABLE, timeout=LONGEST_DOWNLOAD),
        now=project.now,
    )
    return {RETRACTION_WATCH.name: index.look_up}


def _look(wanted: Sequence[Wanted], checks: Checks, fetcher: Fetcher, inquirer: Inquirer) -> Iterator[Told]:
    begun = inquirer.begin([one.ask for one in wanted if one.ask.service != PAGE])
    pages = crawl(
        (_address(one) for one in wanted if one.ask.service == PAGE),
        fetcher.visit,
        workers=checks.workers,
        per_host=checks.per_host,
        spacing=checks.spacing,
    )
    for url, answer in compare(pages, [one.ask.about for one in wanted if one.ask.service == PAGE]):
        yield Told(about=url, service=PAGE, state=State.KNOWN, answer=answer, url=url)
    for future in begun:
        yield from future.result()


def _address(one: Wanted) -> Address:
    return Address(url=one.ask.about, etag=one.etag, last_modified=one.last_modified, max_bytes=one.ask.max_bytes)
