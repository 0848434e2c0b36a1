"""The web as a check sees it: pages and services, opened from the configuration and handed over as a function."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

import reviewdue
from reviewdue.availability import Address, Answer, Availability, compare, network_is_down
from reviewdue.checkers.address import judge_handle_told, judge_page
from reviewdue.checkers.wording import GUIDANCE_BYTES
from reviewdue.checking import Look, Wanted
from reviewdue.checksettings import Checks
from reviewdue.currency import Notice, notice_in
from reviewdue.currency.names import codes_of_address
from reviewdue.projects import Project
from reviewdue.references.dois import doi_in
from reviewdue.retractionindex import RetractionIndex
from reviewdue.services import PAGE, SERVICES, Ask, State, Told
from reviewdue.services.access import access_of, paces_of
from reviewdue.services.asking import Inquirer
from reviewdue.services.doi import HANDLE
from reviewdue.services.retractionwatch import RETRACTION_WATCH
from reviewdue.web import Fetcher, FetchLimits, crawl
from reviewdue.web.authorities import authorities_in
from reviewdue.web.crawl import host_of
from reviewdue.web.proxies import proxies_in

Progress = Callable[[int, int | None], None]
LookUp = Callable[[Sequence[str]], list[Told]]
# The table of Retraction Watch has some 65 MB.
LARGEST_TABLE = 512 * 1024 * 1024
LONGEST_DOWNLOAD = 900


def limits_of(checks: Checks, purpose: str = "checks cited sources") -> FetchLimits:
    """The limits of one fetch, from the configuration, and the way out, from the environment.

    The `purpose` is named to whoever is asked. Raises ConfigurationError.
    """
    contact = f"; {checks.contact}" if checks.contact else ""
    return FetchLimits(
        timeout=checks.timeout,
        connect_timeout=min(checks.timeout, 10),
        per_host=checks.per_host,
        user_agent=f"reviewdue/{reviewdue.__version__} ({purpose}{contact})",
        allow_networks=checks.allow_networks,
        authorities=authorities_in(os.environ),
        proxies=proxies_in(os.environ),
    )


@contextmanager
def open_look(checks: Checks, project: Project | None = None) -> Iterator[Look]:
    """A function that asks pages and services, politely, and yields what each told as it comes in.

    The services are asked while the pages are fetched. What is kept between runs is kept in the project.
    """
    access = access_of(checks)
    with (
        Fetcher(limits_of(checks)) as fetcher,
        closing(
            Inquirer(SERVICES, access, fetcher.visit, paces_of(checks), _look_up(checks, project, fetcher))
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


def network_is_up(checks: Checks) -> bool:
    """Whether the DOI resolver answers, and not something on the way: then it is not the network that is down."""
    limits = replace(limits_of(checks), timeout=min(checks.timeout, 10))
    with Fetcher(limits) as fetcher:
        answer = fetcher.fetch(checks.services.doi.url)
    return answer.failure is None and host_of(answer.final_url) == host_of(checks.services.doi.url)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What one address of a plain list answered, without register or ledger."""

    url: str
    availability: Availability
    observed: str
    answer: Answer
    notice: Notice | None = None


def look_at(
    urls: Sequence[str], checks: Checks, progress: Progress, today: date | None = None
) -> tuple[list[Looked], bool]:
    """Look at plain addresses, a DOI through its resolver; in the order given, with whether the network is down."""
    asks = {url: _ask_of(url, checks) for url in dict.fromkeys(urls)}
    with open_look(checks) as look:
        wanted = {ask.key: Wanted(ask=ask) for ask in asks.values()}
        told = {one.key: _looked(one, today) for one in look(list(wanted.values()), progress)}
    offline = network_is_down(one.answer for one in told.values()) and not network_is_up(checks)
    found = [replace(told[ask.key], url=url) for url, ask in asks.items()]
    return [replace(one, availability=Availability.UNCHECKED) if offline else one for one in found], offline


def _ask_of(url: str, checks: Checks) -> Ask:
    doi = doi_in(url) if checks.services.doi.enabled else None
    return (
        Ask(doi.lower(), HANDLE.name) if doi else Ask(url, max_bytes=GUIDANCE_BYTES if codes_of_address(url) else None)
    )


def _looked(told: Told, today: date | None) -> Looked:
    """What was told, without the bodies: a list may be long."""
    seen = judge_page(told) if told.service == PAGE else judge_handle_told(told)
    availability = Availability(seen.value)
    answer = told.answer or Answer(url=told.about)
    is_readable = told.service == PAGE and availability in (Availability.AVAILABLE, Availability.MOVED)
    notice = notice_in(answer, today) if is_readable else None
    bare = replace(answer, body=b"", text="")
    return Looked(url=told.about, availability=availability, observed=seen.observed, answer=bare, notice=notice)


def read_urls(text: str) -> list[str]:
    """The addresses of a plain list, one a line; empty lines and lines that begin with # are passed over."""
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]
