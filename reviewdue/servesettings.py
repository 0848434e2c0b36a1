"""What the configuration says about the live pages."""

import ipaddress
import re
from enum import StrEnum
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from reviewdue.roles import Role
from reviewdue.settingtypes import Days, Network, Section, Texts

SHORTEST_KEY = 32


def _address(url: str | None) -> str | None:
    if url is None or re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", url):
        return url.rstrip("/") if url else None
    raise ValueError("write the address at which the live pages are reached, such as https://reviews.example.org")


def _safe_address(url: str | None) -> str | None:
    address = _address(url)
    if address and not address.startswith("https://") and not is_loopback(urlsplit(address).hostname or ""):
        raise ValueError("whoever signs people in must be reached over https")
    return address


def _long_enough(secret: str | None) -> str | None:
    if secret is not None and not all(len(key) >= SHORTEST_KEY for key in secret.split() or [""]):
        raise ValueError(f"a key has at least {SHORTEST_KEY} characters; make one with “openssl rand -hex 32”")
    return secret


class Way(StrEnum):
    """How people show who they are."""

    MAIL = "mail"
    PROXY = "proxy"
    OIDC = "oidc"


def _as_tuple(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


class OpenIdConnect(Section):
    """Whoever signs people in by OpenID Connect: the address below which `.well-known/openid-configuration` is, and
    what this program is known as there. `claim` says who it is, by address or id; `name` is what the button says."""

    issuer: Annotated[str | None, AfterValidator(_safe_address)] = None
    client_id: str = ""
    client_secret: Annotated[str | None, Field(repr=False)] = None
    claim: str = "email"
    name: str = "your account"


class Public(Section):
    """What anybody may ask for without signing in: of each page what it says of its review (`pages`), and a form in
    which readers flag it (`flags`). `reviewers` says how those who reviewed are named: not at all, by role, by name."""

    pages: bool = False
    flags: bool = False
    reviewers: Literal["nobody", "roles", "names"] = "roles"


class Serve(Section):
    """The live pages. `url` is where people reach them; without it, mail has no button.

    They listen on `port` of `host`; a web server stands in front. `workers` is the number of processes; 0 stands for
    as many as there are processors, up to four. Links end after `link_days`. `secret` signs
    them: one key or more, apart by space, of which the last one signs; without any, one is made and kept in
    .reviewdue/secret.

    `sign_in` says how people show who they are; without it, only this machine sees the dashboard. `roles` says what
    people may do by their role in the register. `proxies` are the networks of web servers in front, whose word on who
    asks is taken: for the client's address, and with `sign_in: proxy` for the person in `proxy_header`.
    """

    url: Annotated[str | None, AfterValidator(_address)] = None
    host: str = "127.0.0.1"
    hosts: Texts = ()
    port: Annotated[int, Field(ge=0, le=65535)] = 8400
    secret: Annotated[str | None, AfterValidator(_long_enough), Field(repr=False)] = None
    workers: Annotated[int, Field(ge=0, le=64)] = 0
    link_days: Annotated[Days, Field(ge=1)] = 60
    sign_in: Annotated[tuple[Way, ...], BeforeValidator(_as_tuple)] = ()
    sign_in_minutes: Annotated[int, Field(ge=1, le=1440)] = 20
    session_days: Annotated[Days, Field(ge=1)] = 7
    roles: dict[str, Role] = Field(default_factory=dict)
    proxies: tuple[Network, ...] = ()
    proxy_header: str = "X-Remote-User"
    oidc: OpenIdConnect = OpenIdConnect()
    public: Public = Public()

    @property
    def is_https(self) -> bool:
        """Whether people reach the pages over an encrypted connection only."""
        return (self.url or "").startswith("https://")

    @property
    def known_hosts(self) -> frozenset[str]:
        """The names by which the pages may be asked for, beside those of this machine."""
        own = urlsplit(self.url).hostname if self.url else None
        return frozenset(name.lower() for name in (*self.hosts, own) if name)

    @model_validator(mode="after")
    def _have_what_they_need(self) -> Self:
        if not self.sign_in and not is_loopback(self.host):
            raise ValueError(
                f"without serve.sign_in the dashboard is for this machine only and does not listen on {self.host}; "
                "write “sign_in: mail”, or leave host out"
            )
        if self.sign_in and self.url is None:
            raise ValueError("to sign people in, serve.url must say where they reach the pages")
        if Way.PROXY in self.sign_in and not self.proxies:
            raise ValueError("sign_in: proxy believes a header; say in serve.proxies from which networks")
        if Way.OIDC in self.sign_in and not (self.oidc.issuer and self.oidc.client_id):
            raise ValueError("sign_in: oidc needs serve.oidc.issuer and serve.oidc.client_id")
        return self


def is_loopback(host: str) -> bool:
    """Whether a host is this machine and nobody else's."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"
