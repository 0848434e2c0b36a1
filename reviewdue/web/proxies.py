"""Which requests go through a proxy, by the variables that curl and requests know."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from reviewdue.errors import ConfigurationError

SCHEMES = ("http", "https", "all")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxies:
    """A proxy for each scheme or for `all`, and the hosts that are asked without one."""

    by_scheme: Mapping[str, str]
    without: tuple[str, ...] = ()

    @property
    def all(self) -> frozenset[str]:
        """Every proxy there is."""
        return frozenset(self.by_scheme.values())

    def proxy_for(self, scheme: str, host: str, port: int | None) -> str | None:
        """The proxy to ask, or None for a host that is asked directly."""
        if not self.by_scheme or any(_covers(entry, host.lower(), port) for entry in self.without):
            return None
        return self.by_scheme.get(scheme) or self.by_scheme.get("all")


NONE = Proxies(by_scheme={})


def proxies_in(environment: Mapping[str, str]) -> Proxies:
    """The proxies that `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy` name. Raises ConfigurationError.

    A name in small letters goes first. `HTTP_PROXY` is left alone where a web server sets it from a header.
    """
    found = {}
    for scheme in SCHEMES:
        name, value = _variable(environment, f"{scheme}_proxy")
        if name == "HTTP_PROXY" and "REQUEST_METHOD" in environment:
            continue
        if value:
            found[scheme] = _proxy(name, value)
    without = _variable(environment, "no_proxy")[1]
    return Proxies(by_scheme=found, without=tuple(entry.lower() for entry in without.replace(",", " ").split()))


def _variable(environment: Mapping[str, str], name: str) -> tuple[str, str]:
    named = name if name in environment else name.upper()
    return named, environment.get(named, "").strip()


def _proxy(name: str, value: str) -> str:
    url = value if "://" in value else f"http://{value}"
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        named = False
    if not named or parts.scheme not in ("http", "https"):
        shown = value.rpartition("@")[2]  # what is before it may be a password
        raise ConfigurationError(
            f"{name}: “{shown}” is not a proxy that can be used; name one such as http://proxy.example.org:3128"
        )
    return url


def _covers(entry: str, host: str, port: int | None) -> bool:
    if entry == "*":
        return True
    try:
        return ip_address(host) in ip_network(entry, strict=False)
    except ValueError:
        pass
    name, _, number = entry.partition(":") if entry.count(":") == 1 else (entry, "", "")
    bare = name.removeprefix("*").lstrip(".")
    return (not number or number == str(port or "")) and (host == bare or host.endswith(f".{bare}"))
