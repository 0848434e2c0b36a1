"""Fetching one address: redirects, limits and the one retry; what comes back is always an Answer."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from types import TracebackType
from typing import IO, Self

from requests import PreparedRequest
from urllib3 import BaseHTTPResponse
from urllib3.util import Timeout

import reviewdue
from reviewdue.availability import Address, Answer, Failure
from reviewdue.availability.places import without_punctuation
from reviewdue.web.authorities import tls_context
from reviewdue.web.bodies import ACCEPT_ENCODING, copy_body, read_start
from reviewdue.web.chain import Chain
from reviewdue.web.connections import Connections
from reviewdue.web.deadlines import time_left
from reviewdue.web.failing import FETCH_ERRORS, failure_of
from reviewdue.web.guard import Guard, Network, Resolve, resolve_by_system
from reviewdue.web.htmlstarts import HtmlStart, charset_of, is_html, read_html_start
from reviewdue.web.proxies import NONE, Proxies
from reviewdue.web.retrying import parse_retry_after, pause_before_retry

REDIRECTS = frozenset((301, 302, 303, 307, 308))
GONE = frozenset((404, 410))
# A redirect's body up to this size is read, so that its connection can be used again.
DRAINED = 8 * 1024
NO_PAGE = HtmlStart()


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """What one fetch may take, and the way it goes; times in seconds.

    `timeout` holds for all of it, retry and redirects included. `authorities` is a file or folder of certificates
    that are believed besides those of the system.
    """

    timeout: float = 20
    connect_timeout: float = 10
    max_redirects: int = 10
    max_bytes: int = 32 * 1024
    retry_after_cap: float = 10
    retry_pause: float = 1
    per_host: int = 4  # connections kept open to one host
    # Some firewalls refuse a client with "link" in its name.
    user_agent: str = f"reviewdue/{reviewdue.__version__} (checks cited sources)"
    allow_networks: tuple[Network, ...] = ()
    authorities: str | None = None
    proxies: Proxies = NONE


class Fetcher:
    """Fetches addresses, from many threads at once; a context manager that closes its connections."""

    def __init__(
        self,
        limits: FetchLimits | None = None,
        *,
        resolve: Resolve = resolve_by_system,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._limits = limits or FetchLimits()
        self._sleep = sleep
        guard = Guard(allow_networks=self._limits.allow_networks, resolve=resolve)
        context = partial(tls_context, self._limits.authorities)
        self._connections = Connections(guard, context, self._limits.proxies, per_host=self._limits.per_host)
        self._headers = {
            "User-Agent": self._limits.user_agent,
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "en,*;q=0.5",
            "Accept-Encoding": ACCEPT_ENCODING,
        }

    def visit(self, address: Address) -> Answer:
        """Fetch an address, asking only for what changed since its validators.

        Never raises for what the address or the network does.
        """
        started = time.monotonic()
        answer = self._ask_twice_at_most(self._chain(address, started))
        if answer.status in GONE and address.body is None and not address.headers:
            answer = self._ask_without_punctuation(address, started) or answer
        return replace(answer, elapsed_ms=round((time.monotonic() - started) * 1000))

    def fetch(self, url: str, *, max_bytes: int | None = None) -> Answer:
        """GET an address and follow where it leads."""
        return self.visit(Address(url=url, max_bytes=max_bytes))

    def save(self, address: Address, into: IO[bytes], *, max_bytes: int, timeout: float) -> Answer:
        """Fetch an address whose body is too large to be held, into a file; the answer comes without it."""
        started = time.monotonic()
        chain = replace(self._chain(address, started), max_bytes=max_bytes, until=started + timeout, into=into)
        return self._ask(chain)

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._connections.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _chain(self, address: Address, started: float) -> Chain:
        conditions = {"If-None-Match": address.etag, "If-Modified-Since": address.last_modified}
        return Chain(
            url=address.url,
            # A version that is not plain text would not go through as a header.
            headers=self._headers | {name: value for name, value in conditions.items() if value and _is_plain(value)},
            own_headers=dict(address.headers),
            body=address.body,
            max_bytes=address.max_bytes or self._limits.max_bytes,
            until=started + self._limits.timeout,
        )

    def _ask_without_punctuation(self, address: Address, started: float) -> Answer | None:
        """What an address answers without the full stop of the sentence it was copied from, if it is found."""
        bare, trimmed = without_punctuation(address.url)
        if not trimmed:
            return None
        answer = self._ask(self._chain(replace(address, url=bare), started))
        return replace(answer, url=address.url, trimmed=trimmed) if answer.status == 200 else None

    def _ask_twice_at_most(self, chain: Chain) -> Answer:
        answer = self._ask(chain)
        pause = pause_before_retry(answer, cap=self._limits.retry_after_cap, pause=self._limits.retry_pause)
        if pause is None or time.monotonic() + pause >= chain.until:
            return answer
        self._sleep(pause)
        return self._ask(chain.anew())

    def _ask(self, chain: Chain) -> Answer:
        try:
            return self._follow(chain)
        except FETCH_ERRORS as error:
            failure, detail = failure_of(error)
            if failure is Failure.BAD_ADDRESS and chain.hops:
                failure, detail = Failure.BAD_REDIRECT, chain.location[:120]
            return Answer(url=chain.url, final_url=chain.at, hops=tuple(chain.hops), failure=failure, detail=detail)

    def _follow(self, chain: Chain) -> Answer:
        while True:
            request = chain.next_request()
            response = self._send(request, chain.until)
            try:
                if response.status not in REDIRECTS or "location" not in response.headers:
                    return _read_answer(chain, response)
                chain.go_on(request, response, self._limits.max_redirects)
                _drain(response)
            finally:
                # A connection whose body was read has gone back already; any other is of no more use.
                response.close()

    def _send(self, request: PreparedRequest, until: float) -> BaseHTTPResponse:
        # The one form of time-out that bounds connecting and reading together.
        timeout = Timeout(total=time_left(until), connect=self._limits.connect_timeout)
        method, url, body = request.method or "GET", request.url or "", request.body
        assert body is None or isinstance(body, bytes), "what is posted is bytes"  # noqa: S101
        return self._connections.send(method, url, request.headers, body, timeout)


def _is_plain(value: str) -> bool:
    return value.isascii() and value.isprintable()


def _drain(response: BaseHTTPResponse) -> None:
    length = response.headers.get("content-length", "")
    if length.isdigit() and int(length) <= DRAINED:
        response.read(decode_content=False)


def _read_answer(chain: Chain, response: BaseHTTPResponse) -> Answer:
    headers = {name.lower(): value for name, value in response.headers.items()}
    body, is_whole = _read_body(chain, response, headers.get("content-encoding", ""))
    charset = charset_of(headers.get("content-type", ""), body)
    page = _read_page(headers.get("content-type", ""), body, charset, chain.at)
    retry_after = headers.get("retry-after")
    return Answer(
        url=chain.url,
        final_url=_with_route(chain),
        hops=tuple(chain.hops),
        status=response.status,
        headers=headers,
        title=page.title,
        heading=page.heading,
        text=page.text,
        has_password_field=page.has_password_field,
        refresh=page.refresh,
        body=body,
        charset=charset,
        truncated=not is_whole,
        retry_after=parse_retry_after(retry_after, datetime.now(UTC)) if retry_after else None,
    )


def _with_route(chain: Chain) -> str:
    """Where it ended, with the hash that a redirect to a site of one page names its page by."""
    _, mark, route = chain.location.partition("#")
    return f"{chain.at}#{route}" if mark and chain.hops and route.startswith(("/", "!")) else chain.at


def _read_body(chain: Chain, response: BaseHTTPResponse, encoding: str) -> tuple[bytes, bool]:
    if chain.into is None or response.status != 200:
        return read_start(response, encoding, chain.max_bytes)
    return b"", copy_body(response, encoding, chain.max_bytes, chain.into.write)


def _read_page(content_type: str, body: bytes, charset: str, url: str) -> HtmlStart:
    if not is_html(content_type.partition(";")[0].strip().lower(), body):
        return NO_PAGE
    return read_html_start(body.decode(charset, errors="replace"), url)
