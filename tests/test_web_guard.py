"""Which addresses may be connected to, whatever a name, a redirect or a certificate says."""

import errno
import socket
import ssl
from collections.abc import Callable, Iterator
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path

import pytest
import trustme

from reviewdue.availability import Availability, Failure, judge
from reviewdue.web import Fetcher, FetchLimits
from reviewdue.web.guard import Guard, PrivateNetworkRefused, Way, is_private
from tests.loopback import Reply, Site, page, redirect, resolve_to_loopback, serve

LOOPBACK = (ip_network("127.0.0.0/8"),)


def resolve_to(*numbers: str) -> Callable[[str, int], list[Way]]:
    family = {4: socket.AF_INET, 6: socket.AF_INET6}
    return lambda host, port: [
        (family[ip_address(number.partition("%")[0]).version], (number, port)) for number in numbers
    ]


def permitted(*numbers: str, allow: tuple[IPv4Network | IPv6Network, ...] = ()) -> list[str]:
    guard = Guard(allow_networks=allow, resolve=resolve_to(*numbers))
    return [where[0] for _, where in guard.addresses("www.example.org", 80)]


@pytest.mark.parametrize(
    "number",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "100.100.100.200",
        "127.0.0.1",
        "127.9.9.9",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "192.0.0.192",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "168.63.129.16",
        "::",
        "::1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "::10.0.0.1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "ff02::1",
        "64:ff9b::10.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2002:a00:1::",
        "2001::1",
    ],
)
def test_a_private_address_is_refused(number: str) -> None:
    with pytest.raises(PrivateNetworkRefused):
        permitted(number)


@pytest.mark.parametrize(
    "number",
    [
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.0.1",
        "172.32.0.1",
        "192.169.0.1",
        "151.101.0.144",
        "2606:4700::1",
        "2a00:1450:4001::1",
        "::ffff:1.1.1.1",
        "64:ff9b::101:101",
        "2002:101:101::",
    ],
)
def test_a_public_address_is_permitted(number: str) -> None:
    assert permitted(number) == [number]


def test_python_agrees_on_what_is_not_public() -> None:
    for number in ("10.0.0.1", "172.20.0.1", "192.0.2.1", "203.0.113.9", "2001:db8::1", "fc00::1", "100::1"):
        assert is_private(ip_address(number))
        assert not ip_address(number).is_global


def test_an_allowed_range_is_permitted_and_nothing_beside_it() -> None:
    allow = (ip_network("10.1.0.0/16"),)

    assert permitted("10.1.2.3", "10.2.0.1", "::ffff:10.1.9.9", allow=allow) == ["10.1.2.3", "::ffff:10.1.9.9"]


def test_only_the_public_addresses_of_a_name_are_used() -> None:
    assert permitted("10.0.0.1", "1.1.1.1") == ["1.1.1.1"]


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "0", "[::1]", "[::ffff:127.0.0.1]"])
def test_no_spelling_of_loopback_is_fetched(site: Site, host: str) -> None:
    with Fetcher(FetchLimits(timeout=3)) as fetcher:
        answer = fetcher.fetch(site.url("/a", host))

    assert answer.failure is Failure.PRIVATE_NETWORK
    assert judge(answer).availability is Availability.UNCHECKED
    assert site.requests == []


def test_a_public_name_with_a_private_address_is_not_fetched(site: Site) -> None:
    with Fetcher(FetchLimits(timeout=3), resolve=resolve_to_loopback) as fetcher:
        assert fetcher.fetch(site.url("/a", "www.example.org")).failure is Failure.PRIVATE_NETWORK


@pytest.mark.parametrize(
    "to", ["http://10.0.0.1/", "http://169.254.169.254/latest/meta-data", "//127.1.1.1/", "http://[fd00::1]/"]
)
def test_a_redirect_into_a_private_network_is_not_followed(site: Site, to: str) -> None:
    site.routes["/a"] = redirect(to)

    with Fetcher(FetchLimits(allow_networks=(ip_network("127.0.0.1/32"),), timeout=3)) as fetcher:
        answer = fetcher.fetch(site.url("/a"))

    assert answer.failure is Failure.PRIVATE_NETWORK
    assert len(answer.hops) == 1


def test_a_name_that_changes_its_address_meanwhile_gains_nothing(site: Site) -> None:
    """The guard connects to what it looked at; a second look-up is never made."""
    answers = iter([[(socket.AF_INET, ("127.0.0.1", 0))]])

    def rebind(host: str, port: int) -> list[Way]:
        return [(family, (where[0], port)) for family, where in next(answers)]

    site.routes["/a"] = page()
    with Fetcher(FetchLimits(allow_networks=LOOPBACK), resolve=rebind) as fetcher:
        assert fetcher.fetch(site.url("/a", "www.example.org")).status == 200


def test_the_next_address_is_tried_when_one_refuses(site: Site) -> None:
    site.routes["/a"] = page()

    with Fetcher(FetchLimits(allow_networks=LOOPBACK), resolve=resolve_to("127.0.0.99", "127.0.0.1")) as fetcher:
        assert fetcher.fetch(site.url("/a", "www.example.org")).status == 200


def test_a_name_that_does_not_resolve_is_named() -> None:
    def know_nothing(host: str, port: int) -> list[Way]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with Fetcher(FetchLimits(), resolve=know_nothing) as fetcher:
        answer = fetcher.fetch("http://www.example.org/")

    assert (answer.failure, answer.detail) == (Failure.DNS, "Name or service not known")


def test_a_network_without_a_way_is_named() -> None:
    def no_way(host: str, port: int) -> list[Way]:
        raise OSError(errno.ENETUNREACH, "Network is unreachable")

    with Fetcher(FetchLimits(), resolve=no_way) as fetcher:
        assert fetcher.fetch("http://www.example.org/").failure is Failure.NO_NETWORK


def test_what_this_machine_lacks_is_not_laid_to_the_source() -> None:
    def too_many_files(host: str, port: int) -> list[Way]:
        raise OSError(errno.EMFILE, "Too many open files")

    with Fetcher(FetchLimits(), resolve=too_many_files) as fetcher:
        assert judge(fetcher.fetch("http://www.example.org/")).availability is Availability.UNCHECKED


# --- TLS


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def tls_site(authority: trustme.CA) -> Iterator[Site]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("www.example.org").configure_cert(context)
    with serve(context) as running:
        running.routes["/a"] = page("Over TLS")
        yield running


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> str:
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    return str(tmp_path / "ca.pem")


def test_a_certificate_of_an_authority_of_ones_own_is_accepted(tls_site: Site, ca_file: str) -> None:
    limits = FetchLimits(allow_networks=LOOPBACK, authorities=ca_file)

    with Fetcher(limits, resolve=resolve_to_loopback) as fetcher:
        answers = [fetcher.fetch(tls_site.url("/a", "www.example.org")) for _ in range(2)]

    assert [answer.title for answer in answers] == ["Over TLS", "Over TLS"]


def test_an_unknown_authority_is_a_tls_failure(tls_site: Site) -> None:
    with Fetcher(FetchLimits(allow_networks=LOOPBACK), resolve=resolve_to_loopback) as fetcher:
        answer = fetcher.fetch(tls_site.url("/a", "www.example.org"))

    assert answer.failure is Failure.TLS
    assert "certificate" in judge(answer).reason


def test_a_certificate_of_another_host_is_a_tls_failure(tls_site: Site, ca_file: str) -> None:
    limits = FetchLimits(allow_networks=LOOPBACK, authorities=ca_file)

    with Fetcher(limits, resolve=resolve_to_loopback) as fetcher:
        assert fetcher.fetch(tls_site.url("/a", "other.example.org")).failure is Failure.TLS


def test_a_drip_over_tls_cannot_hold_a_fetch_open(tls_site: Site, ca_file: str) -> None:
    tls_site.routes["/drip"] = Reply(body=b"x" * 1000, drip=0.05)
    limits = FetchLimits(allow_networks=LOOPBACK, authorities=ca_file, timeout=0.5)

    with Fetcher(limits, resolve=resolve_to_loopback) as fetcher:
        answer = fetcher.fetch(tls_site.url("/drip", "www.example.org"))

    assert answer.failure is Failure.TIMEOUT
    assert answer.elapsed_ms < 1500


def test_plain_http_where_tls_was_asked_for_is_a_tls_failure(site: Site) -> None:
    with Fetcher(FetchLimits(allow_networks=LOOPBACK, timeout=3), resolve=resolve_to_loopback) as fetcher:
        answer = fetcher.fetch(site.url("/a").replace("http:", "https:"))

    assert answer.failure is Failure.TLS


def test_a_server_that_never_shakes_hands_is_left_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with Fetcher(FetchLimits(allow_networks=LOOPBACK, timeout=0.4, connect_timeout=0.3)) as fetcher:
            answer = fetcher.fetch(f"https://127.0.0.1:{port}/")

    assert answer.failure is Failure.TIMEOUT
    assert answer.elapsed_ms < 1500
