"""What came back when an address was fetched, as a value; how it is fetched and what it means live elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Failure(StrEnum):
    """Why there is no usable answer."""

    TIMEOUT = "timeout"
    REFUSED = "refused"
    RESET = "reset"
    TLS = "tls"
    DNS = "dns"
    NO_NETWORK = "no_network"
    PROXY = "proxy"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    PRIVATE_NETWORK = "private_network"
    BAD_ADDRESS = "bad_address"
    BAD_REDIRECT = "bad_redirect"
    PROTOCOL = "protocol"
    FAULT = "fault"  # ours: the checker itself broke


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address to fetch; the validators are those of the last answer from it that was found available.

    Services are asked with `headers` of their own, which no other host is sent, or with a `body` that is posted.
    `max_bytes` is how much to read where that is more than usual.
    """

    url: str
    etag: str | None = None
    last_modified: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    max_bytes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One redirect: the address that was asked, and the 3xx status it answered with."""

    status: int
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back for `url`: a status at `final_url`, or a failure there.

    `headers` have lower-cased names. `title`, `heading` (the first h1), `text` (the visible text's start, one
    block a line), `has_password_field` and `refresh` (where a prompt meta refresh leads) are read from HTML only.
    `body` is decoded from its content encoding; `truncated` says that it is not all of it. `trimmed` is punctuation
    at the end of `url` without which it was found. `swept` is of how many other addresses of the site, asked
    together with this one, it shares the end, as `compare` sees it.
    """

    url: str
    final_url: str = ""
    hops: tuple[Hop, ...] = ()
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    heading: str = ""
    text: str = ""
    has_password_field: bool = False
    refresh: str | None = None
    body: bytes = b""
    charset: str = "utf-8"
    truncated: bool = False
    failure: Failure | None = None
    detail: str = ""
    retry_after: float | None = None  # seconds the server asked for
    elapsed_ms: int = 0
    trimmed: str = ""
    swept: int = 0

    @property
    def content_type(self) -> str:
        """The media type without its parameters, in lower case; empty when none was named."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def body_text(self) -> str:
        """The body as text; bytes that the charset does not know become replacement characters."""
        return self.body.decode(self.charset, errors="replace")

    @property
    def etag(self) -> str | None:
        """To be sent as If-None-Match next time, if this answer was found available."""
        return self.headers.get("etag")

    @property
    def last_modified(self) -> str | None:
        """To be sent as If-Modified-Since next time, if this answer was found available."""
        return self.headers.get("last-modified")
