"""The web as a check sees it: opened from the configuration, and handed to the use case as a function."""

import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import reviewdue
from reviewdue.availability import Address, Answer, Availability, network_is_down
from reviewdue.checkers.address import judge_address
from reviewdue.checking import Look, Wanted
from reviewdue.doi import handle_address
from reviewdue.references.dois import doi_in
from reviewdue.settings import Checks
from reviewdue.web import Fetcher, FetchLimits, crawl

Progress = Callable[[int, int | None], None]


def limits_of(checks: Checks) -> FetchLimits:
    """The limits of one fetch, from the configuration."""
    contact = f"; {checks.contact}" if checks.contact else ""
    return FetchLimits(
        timeout=checks.timeout,
        connect_timeout=min(checks.timeout, 10),
        per_host=checks.per_host,
        user_agent=f"reviewdue/{reviewdue.__version__} (checks cited sources{contact})",
        allow_networks=checks.allow_networks,
    )


@contextmanager
def open_look(checks: Checks) -> Iterator[Look]:
    """A function that fetches many addresses, politely, and yields each with its answer as it comes in."""
    with Fetcher(limits_of(checks)) as fetcher:

        def look(wanted: Sequence[Wanted], progress: Progress) -> Iterator[tuple[str, Answer]]:
            addresses = [Address(url=one.url, etag=one.etag, last_modified=one.last_modified) for one in wanted]
            answers = crawl(
                addresses,
                fetcher.visit,
                workers=checks.workers,
                per_host=checks.per_host,
                spacing=checks.spacing,
            )
            for done, answer in enumerate(answers, start=1):
                progress(done, len(addresses))
                yield answer

        yield look


def network_is_up(checks: Checks) -> bool:
    """Whether the machine can find the DOI resolver by name: then it is not the network that is down."""
    host = urlsplit(checks.doi_resolver).hostname or ""
    try:
        socket.getaddrinfo(host, 443)
    except OSError:
        return False
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What one address of a plain list answered, without register or ledger."""

    url: str
    availability: Availability
    observed: str
    answer: Answer


def look_at(urls: Sequence[str], checks: Checks, progress: Progress) -> tuple[list[Looked], bool]:
    """Look at plain addresses, a DOI through its resolver; in the order given, with whether the network is down."""
    resolver = checks.doi_resolver.rstrip("/")
    handles = {url: handle_address(doi, resolver) for url in urls if (doi := doi_in(url))}
    with open_look(checks) as look:
        wanted = [Wanted(url=handles.get(url, url)) for url in urls]
        answers = dict(look(wanted, progress))
    offline = network_is_down(answers.values()) and not network_is_up(checks)
    found = []
    for url in dict.fromkeys(urls):
        answer = answers[handles.get(url, url)]
        seen = judge_address(url, answer, is_handle=url in handles)
        availability = Availability.UNCHECKED if offline else Availability(seen.value)
        found.append(Looked(url=url, availability=availability, observed=seen.observed, answer=answer))
    return found, offline


def read_urls(text: str) -> list[str]:
    """The addresses of a plain list, one a line; empty lines and lines that begin with # are passed over."""
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]
