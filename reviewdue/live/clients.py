"""Where a request comes from: the client's address as far as it can be believed, the host that was asked, the site."""

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.requests import Request

from reviewdue.servesettings import Serve, is_loopback
from reviewdue.settingtypes import Network

SAME = ("same-origin", "none")
# A web server on this machine is believed where no other is named.
HERE: tuple[Network, ...] = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))


def is_within(address: str, networks: Iterable[Network]) -> bool:
    """Whether an address is in one of these networks."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    plain = getattr(found, "ipv4_mapped", None) or found
    return any(plain in network for network in networks)


def peer_of(request: Request) -> str:
    """The address that the connection itself comes from."""
    return request.client.host if request.client else ""


def client_of(request: Request, serve: Serve) -> str:
    """The client's address: what the web server in front says it is, if its word is to be taken; else the peer's."""
    said = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",")]
    address, believed = peer_of(request), serve.proxies or HERE
    # From the right: each address was added by the server that the next one names.
    while said and is_within(address, believed):
        address = said.pop() or address
    return address


def netloc_of(address: str) -> str:
    """Host and port of an address, empty where there is none to be read."""
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return ""


def host_of(request: Request) -> str:
    """The name of the host that was asked for, without its port; empty where it was named twice or not at all."""
    named = request.headers.getlist("host")
    if len(named) != 1 or "@" in named[0] or "/" in named[0]:
        return ""
    try:
        return urlsplit(f"//{named[0]}").hostname or ""
    except ValueError:
        return ""


def is_our_host(request: Request, serve: Serve) -> bool:
    """Whether the host that was asked for is ours, so that a name which somebody points here opens nothing."""
    name = host_of(request)
    return is_loopback(name) or (bool(name) and name == serve.host.lower()) or name in serve.known_hosts


def comes_from_us(request: Request, serve: Serve) -> bool:
    """Whether a form was sent from a page of this very site, as far as the browser says."""
    said = request.headers.get("sec-fetch-site")
    if said is not None:
        return said in SAME
    origin = request.headers.get("origin")
    # A web server in front may ask us by another name than the browser asked it.
    ours = {
        request.headers.get("host", "").lower(),
        netloc_of(serve.url or ""),
        *(name.lower() for name in serve.hosts),
    }
    return origin is None or netloc_of(origin) in ours - {""}
