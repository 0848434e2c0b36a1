"""Which network addresses may be connected to: the public Internet, and the ranges an operator allows."""

import re
import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

IPAddress = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
# The family and the socket address of one way to a host, as the socket module takes them.
Way = tuple[int, tuple[Any, ...]]
Resolve = Callable[[str, int], Sequence[Way]]

# The special-purpose registries of IANA (RFC 6890 and after), written out: Python's own `is_private` and
# `is_global` changed their minds between patch releases.
PRIVATE = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT, and the metadata of one cloud
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local, and the metadata of most clouds
        "168.63.129.16/32",  # public by number, but the inner service of one cloud
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/96",  # unspecified, loopback and the old way to write IPv4
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",  # Teredo among them
        "2001:db8::/32",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    )
)
NAT64 = IPv6Network("64:ff9b::/96")
ANYWHERE = (IPv4Network("0.0.0.0/0"), IPv6Network("::/0"))
# Names that lead into private networks wherever they are resolved.
PRIVATE_NAMES = re.compile(
    r"(?:.+\.)?(?:localhost|local|localdomain|internal|intranet|lan|home|corp|private|home\.arpa)|[^.:]+", re.IGNORECASE
)


class PrivateNetworkRefused(OSError):
    """The host leads only to addresses that may not be connected to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Resolves host names to the addresses that may be connected to, private ones only from allowed networks."""

    allow_networks: tuple[Network, ...] = ()
    resolve: Resolve

    def addresses(self, host: str, port: int) -> list[Way]:
        """Family and socket address of each permitted way to the host.

        Connecting to one of these, and not to the name again, leaves a rebinding name server nothing to change.
        Raises PrivateNetworkRefused when there is none, and what the resolver raises.
        """
        found = self.resolve(host, port)
        permitted = [(family, where) for family, where in found if self._permits(str(where[0]))]
        if not permitted:
            numbers = sorted({str(where[0]) for _, where in found} - {host})
            raise PrivateNetworkRefused(" is ".join([host, *filter(None, [", ".join(numbers)])]))
        return permitted

    def refuse_private_name(self, host: str) -> None:
        """Judge a host that a proxy will resolve: by its name, or the address it spells out in whatever way.

        Raises PrivateNetworkRefused.
        """
        number = _number_in(host)
        if number is not None:
            if not self._permits(number):
                raise PrivateNetworkRefused(" is ".join(dict.fromkeys((host, number))))
        elif PRIVATE_NAMES.fullmatch(host.rstrip(".")) and not self._permits("127.0.0.1"):
            raise PrivateNetworkRefused(f"{host} is a name of a private network")

    def _permits(self, text: str) -> bool:
        address = ip_address(text.partition("%")[0])
        if any(inner in network for inner in _readings(address) for network in self.allow_networks):
            return True
        return not is_private(address)


def is_private(address: IPAddress) -> bool:
    """Whether an address, or the IPv4 address written inside it, is not one of the public Internet."""
    return any(reading in network for reading in _readings(address) for network in PRIVATE)


def resolve_by_system(host: str, port: int) -> list[Way]:
    """Ask the operating system. Raises socket.gaierror, or UnicodeError for what cannot be a host name."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [(family, where) for family, _, _, _, where in found]


def _number_in(host: str) -> str | None:
    """The address that a host spells out: dotted, in one number, octal or hexadecimal; None for a name."""
    bare = host.strip("[]").partition("%")[0]
    try:
        return str(ip_address(bare))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(bare.rstrip(".")))
    except (OSError, UnicodeEncodeError):
        return None


def _readings(address: IPAddress) -> Iterator[IPAddress]:
    yield address
    if not isinstance(address, IPv6Address):
        return
    for inner in (address.ipv4_mapped, address.sixtofour):
        if inner is not None:
            yield inner
    if address in NAT64:
        yield IPv4Address(int(address) & 0xFFFFFFFF)
