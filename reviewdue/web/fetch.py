"""Fetching one address: redirects, cookies, limits and the one retry; what comes back is always an Answer."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Self
from urllib.parse import urljoin

from requests import PreparedRequest, RequestException, Response
from requests.cookies import RequestsCookieJar, extract_cookies_to_jar, get_cookie_header
from requests.structures import CaseInsensitiveDict
from urllib3.util import Timeout

from reviewdue.availability import Address, Answer, Hop
from reviewdue.web.bodies import ACCEPT_ENCODING, read_start
from reviewdue.web.connections import GuardedAdapter, time_left, tls_context
from reviewdue.web.failing import FETCH_ERRORS, BadAddress, TooManyRedirects, failure_of
from reviewdue.web.guard import Guard, Network, Resolve, resolve_by_system
from reviewdue.web.htmlstarts import HtmlStart, charset_of, is_html, read_html_start
from reviewdue.web.retrying import parse_retry_after, pause_before_retry

REDIRECTS = frozenset((301, 302, 303, 307, 308))
# A redirect's body up to this size is read, so that its connection can be used again.
DRAINED = 8 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """What one fetch may take; times in seconds. `timeout` holds for all of it, retry and redirects included."""

    timeout: float = 20
    connect_timeout: float = 10
    max_redirects: int = 10
    max_bytes: int = 32 * 1024
    retry_after_cap: float = 10
    retry_pause: float = 1
    per_host: int = 4  # connections kept open to one host
    # Some firewalls refuse a client with "link" in its name.
    user_agent: str = "reviewdue (checks cited sources)"
    allow_networks: tuple[Network, ...] = ()
    ca_file: str | None = None


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
        self._adapter = GuardedAdapter(guard, tls_context(self._limits.ca_file), per_host=self._limits.per_host)
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
        conditions = {"If-None-Match": address.etag, "If-Modified-Since": address.last_modified}
        chain = _Chain(
            url=address.url,
            headers=self._headers | {name: value for name, value in conditions.items() if value},
            own_headers=dict(address.headers),
            body=address.body,
            max_bytes=address.max_bytes or self._limits.max_bytes,
            until=started + self._limits.timeout,
        )
        answer = self._ask_twice_at_most(chain)
        return replace(answer, elapsed_ms=round((time.monotonic() - started) * 1000))

    def fetch(self, url: str, *, max_bytes: int | None = None) -> Answer:
        """GET an address and follow where it leads."""
        return self.visit(Address(url=url, max_bytes=max_bytes))

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._adapter.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask_twice_at_most(self, chain: "_Chain") -> Answer:
        answer = self._ask(chain)
        pause = pause_before_retry(answer, cap=self._limits.retry_after_cap, pause=self._limits.retry_pause)
        if pause is None or time.monotonic() + pause >= chain.until:
            return answer
        self._sleep(pause)
        return self._ask(chain.anew())

    def _ask(self, chain: "_Chain") -> Answer:
        try:
            return self._follow(chain)
        except FETCH_ERRORS as error:
            failure, detail = failure_of(error)
            return Answer(url=chain.url, final_url=chain.at, hops=tuple(chain.hops), failure=failure, detail=detail)

    def _follow(self, chain: "_Chain") -> Answer:
        while True:
            request = chain.next_request()
            response = self._send(request, chain.until)
            try:
                if response.status_code not in REDIRECTS or "location" not in response.headers:
                    return _read_answer(chain, response)
                chain.go_on(request, response, self._limits.max_redirects)
                _drain(response)
            finally:
                # Gives a connection back whose body was read, and closes any other.
                response.close()

    def _send(self, request: PreparedRequest, until: float) -> Response:
        left = time_left(until)
        timeout = Timeout(total=left, connect=self._limits.connect_timeout)
        # The stubs know no Timeout, the one form that bounds connecting and reading together.
        return self._adapter.send(request, stream=True, timeout=timeout)  # type: ignore[arg-type]


@dataclass(slots=True, kw_only=True)
class _Chain:
    """One address and the redirects it led through so far; `at` is where the next request goes."""

    url: str
    headers: dict[str, str]
    max_bytes: int
    until: float
    # What only the host of `url` is sent: a key must not follow a redirect to somebody else.
    own_headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    at: str = ""
    hops: list[Hop] = field(default_factory=list)
    # Some sites send whoever has no cookie round in circles, so cookies live as long as the chain.
    cookies: RequestsCookieJar | None = None
    seen: set[tuple[str, str | None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.at = self.at or self.url

    def anew(self) -> "_Chain":
        """The same address from the start, within the same deadline."""
        return replace(self, at="", hops=[], cookies=None, seen=set())

    def next_request(self) -> PreparedRequest:
        """The request for `at`. Raises TooManyRedirects when the very same one was made before."""
        own = self.own_headers if _origin(self.at) == _origin(self.url) else {}
        request = prepare(self.at, self.headers | own, self.body)
        self.at = request.url or self.at
        cookie = _cookie_header(self.cookies, request) if self.cookies else None
        if cookie:
            request.headers["Cookie"] = cookie
        if (self.at, cookie) in self.seen:
            raise TooManyRedirects(f"{self.at} leads back to itself")
        self.seen.add((self.at, cookie))
        return request

    def go_on(self, request: PreparedRequest, response: Response, most: int) -> None:
        """Turn to where a redirect leads. Raises TooManyRedirects."""
        self.hops.append(Hop(status=response.status_code, url=self.at))
        if len(self.hops) > most:
            raise TooManyRedirects(f"more than {most}")
        if response.status_code not in (307, 308) or _origin(self.at) != _origin(self.url):
            self.body = None  # as browsers do; and what was asked of one host is not told another
        if "set-cookie" in response.headers:
            self.cookies = self.cookies if self.cookies is not None else RequestsCookieJar()
            extract_cookies_to_jar(self.cookies, request, response.raw)  # type: ignore[no-untyped-call]
        self.at = _join(self.at, response.headers["location"])


def prepare(url: str, headers: dict[str, str], body: bytes | None = None) -> PreparedRequest:
    """A GET request, or a POST of the body, its address quoted as browsers do and without its fragment.

    Raises BadAddress.

    Prepared by hand: the rest of what a requests.Session does for each request costs a third of the time.
    """
    text = url.strip()
    if not text.lower().startswith(("http://", "https://")):
        raise BadAddress("it does not begin with http:// or https://")
    request = PreparedRequest()
    request.method = "GET" if body is None else "POST"
    request.headers = CaseInsensitiveDict(headers)
    if body is not None:
        request.body = body
        request.headers["Content-Length"] = str(len(body))
    try:
        request.prepare_url(text.partition("#")[0], None)
    except (RequestException, ValueError) as error:
        raise BadAddress(str(error)[:120]) from error
    return request


def _cookie_header(cookies: RequestsCookieJar, request: PreparedRequest) -> str | None:
    header: str | None = get_cookie_header(cookies, request)  # type: ignore[no-untyped-call]
    return header


def _origin(url: str) -> list[str]:
    """Scheme, host and port."""
    return url.strip().lower().split("/", 3)[:3]


def _join(base: str, location: str) -> str:
    try:
        # Headers are read as Latin-1, but what is not ASCII in them is UTF-8 nowadays.
        return urljoin(base, location.encode("latin-1", "replace").decode("utf-8", "replace").strip())
    except ValueError as error:
        raise BadAddress(f"it redirects to {location[:120]}") from error


def _drain(response: Response) -> None:
    length = response.headers.get("content-length", "")
    if length.isdigit() and int(length) <= DRAINED:
        response.raw.read(decode_content=False)


def _read_answer(chain: _Chain, response: Response) -> Answer:
    headers = {name.lower(): value for name, value in response.headers.items()}
    body, is_whole = read_start(response.raw, headers.get("content-encoding", ""), chain.max_bytes)
    answer = Answer(
        url=chain.url,
        final_url=chain.at,
        hops=tuple(chain.hops),
        status=response.status_code,
        headers=headers,
        body=body,
        charset=charset_of(headers.get("content-type", ""), body),
        truncated=not is_whole,
        retry_after=parse_retry_after(headers.get("retry-after"), datetime.now(UTC)),
    )
    return _with_page(answer) if is_html(answer.content_type, body) else answer


def _with_page(answer: Answer) -> Answer:
    page: HtmlStart = read_html_start(answer.body_text, answer.final_url)
    return replace(
        answer,
        title=page.title,
        heading=page.heading,
        text=page.text,
        has_password_field=page.has_password_field,
        refresh=page.refresh,
    )
