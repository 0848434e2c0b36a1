"""One address and the redirects it led through: what is asked next, and what is sent along."""

import re
from dataclasses import dataclass, field, replace
from typing import IO
from urllib.parse import urljoin

from requests import PreparedRequest, RequestException
from requests.cookies import RequestsCookieJar, extract_cookies_to_jar, get_cookie_header
from requests.structures import CaseInsensitiveDict
from urllib3 import BaseHTTPResponse

from reviewdue.availability import Hop
from reviewdue.web.failing import BadAddress, TooManyRedirects

CREDENTIALS = re.compile(r"^(https?://)[^/?#\\]*@", re.IGNORECASE)
# An address that is already as it is sent, as most are.
PLAIN = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::[1-5]?\d{1,4})?/[\w./~-]*(?:\?[\w./~=&-]*)?", re.ASCII)


@dataclass(slots=True, kw_only=True)
class Chain:
    """One address and the redirects it led through so far; `at` is where the next request goes.

    `location` is the last redirect's own word for that.
    """

    url: str
    headers: dict[str, str]
    max_bytes: int
    until: float
    # What only the host of `url` is sent: a key must not follow a redirect to somebody else.
    own_headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    # Where the body of the last answer is written, which is not held then.
    into: IO[bytes] | None = None
    at: str = ""
    location: str = ""
    hops: list[Hop] = field(default_factory=list)
    # Some sites send whoever has no cookie round in circles, so cookies live as long as the chain.
    cookies: RequestsCookieJar | None = None
    seen: set[tuple[str, str | None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.at = self.at or self.url

    def anew(self) -> "Chain":
        """The same address from the start, within the same deadline."""
        return replace(self, at="", location="", hops=[], cookies=None, seen=set())

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

    def go_on(self, request: PreparedRequest, response: BaseHTTPResponse, most: int) -> None:
        """Turn to where a redirect leads. Raises TooManyRedirects."""
        self.hops.append(Hop(status=response.status, url=self.at))
        if len(self.hops) > most:
            raise TooManyRedirects(f"more than {most}")
        if response.status not in (307, 308) or _origin(self.at) != _origin(self.url):
            self.body = None  # as browsers do; and what was asked of one host is not told another
        if "set-cookie" in response.headers:
            self.cookies = self.cookies if self.cookies is not None else RequestsCookieJar()
            extract_cookies_to_jar(self.cookies, request, response)  # type: ignore[no-untyped-call]
        self.location = response.headers["location"]
        self.at = _join(self.at, self.location)


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
    # Nobody's password is sent along, or kept in what is said of the address.
    text = CREDENTIALS.sub(r"\1", text)
    if PLAIN.fullmatch(text):
        request.url = text
        return request
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
        raise BadAddress(str(error)) from error
