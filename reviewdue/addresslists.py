"""Looking at a plain list of addresses, without register or ledger; loads no more than that needs."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from reviewdue.availability import Address, Answer, Availability, compare, judge, network_is_down
from reviewdue.checksettings import Checks
from reviewdue.currency import Notice, notice_in
from reviewdue.currency.names import codes_of_address
from reviewdue.currency.pages import GUIDANCE_BYTES
from reviewdue.reaching import limits_of, network_is_up
from reviewdue.references.dois import doi_in
from reviewdue.sharing import processors, share_out, worked_on
from reviewdue.web import Fetcher, crawl
from reviewdue.web.crawl import host_of

Progress = Callable[[int, int | None], None]
# To begin a process takes as long as some hundred addresses.
MANY = 500
GOOD = (Availability.AVAILABLE, Availability.MOVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What one address of a plain list answered."""

    url: str
    availability: Availability
    observed: str
    answer: Answer
    notice: Notice | None = None


def read_urls(text: str) -> list[str]:
    """The addresses of a plain list, one a line; empty lines and lines that begin with # are passed over."""
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def look_at(
    urls: Sequence[str], checks: Checks, progress: Progress, today: date | None = None
) -> tuple[list[Looked], bool]:
    """Look at plain addresses, a DOI through its resolver; in the order given, with whether the network is down."""
    named = {url: doi_in(url) if checks.services.doi.enabled else None for url in urls}
    pages = [url for url, doi in named.items() if doi is None]
    found: dict[str, Looked] = {}
    for looked in _look_at_pages(pages, checks, today):
        found[looked.url] = looked
        progress(len(found), len(named))
    found |= _look_at_dois({url: doi.lower() for url, doi in named.items() if doi}, checks)
    offline = network_is_down(one.answer for one in found.values()) and not network_is_up(checks)
    every = (found[url] for url in named)
    return [replace(one, availability=Availability.UNCHECKED) if offline else one for one in every], offline


def _look_at_pages(urls: Sequence[str], checks: Checks, today: date | None) -> Iterator[Looked]:
    """A long list is shared out among the processors, each host to one of them."""
    count = processors() if len(urls) >= MANY else 1
    work = partial(_look_at_part, checks=checks, workers=max(1, checks.workers // count), today=today)
    parts = share_out(urls, host_of, count)
    yield from worked_on(parts, work) if len(parts) > 1 else work(urls)


def _look_at_part(urls: Sequence[str], *, checks: Checks, workers: int, today: date | None) -> Iterator[Looked]:
    with Fetcher(limits_of(checks)) as fetcher:
        answers = crawl(
            map(_address, urls), fetcher.visit, workers=workers, per_host=checks.per_host, spacing=checks.spacing
        )
        for url, answer in compare(answers, urls):
            yield _looked(url, answer, today)


def _address(url: str) -> Address:
    return Address(url=url, max_bytes=GUIDANCE_BYTES if codes_of_address(url) else None)


def _looked(url: str, answer: Answer, today: date | None) -> Looked:
    """What an answer says, without the body: a list may be long."""
    finding = judge(answer)
    notice = notice_in(answer, today) if finding.availability in GOOD else None
    bare = replace(answer, body=b"", text="")
    return Looked(url=url, availability=finding.availability, observed=finding.reason, answer=bare, notice=notice)


def _look_at_dois(dois: dict[str, str], checks: Checks) -> dict[str, Looked]:
    if not dois:
        return {}
    from reviewdue.checkers.address import judge_handle_told
    from reviewdue.looking import open_look
    from reviewdue.services import Ask, Wanted
    from reviewdue.services.doi import HANDLE

    wanted = [Wanted(ask=Ask(doi, HANDLE.name)) for doi in dict.fromkeys(dois.values())]
    with open_look(checks) as look:
        told = {one.about: one for one in look(wanted, lambda done, total: None)}
    found = {}
    for url, doi in dois.items():
        seen, answer = judge_handle_told(told[doi]), told[doi].answer or Answer(url=url)
        found[url] = Looked(url=url, availability=Availability(seen.value), observed=seen.observed, answer=answer)
    return found
