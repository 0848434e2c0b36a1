"""The way out: proxies and authorities that the environment names, and what a proxy may be asked for."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path

import pytest
import trustme

from reviewdue.availability import Answer, Availability, Failure, judge
from reviewdue.checksettings import Checks
from reviewdue.errors import ConfigurationError
from reviewdue.reaching import limits_of
from reviewdue.web import Fetcher, FetchLimits
from reviewdue.web.authorities import authorities_in
from reviewdue.web.proxies import Proxies, proxies_in
from tests.loopback import Site, page, redirect, serve


@dataclass(slots=True)
class Proxy:
    """A proxy that leads every host to one port of loopback and notes what it was asked."""

    address: str
    leads_to: int
    refuses: bytes | None = None
    heads: list[str] = field(default_factory=list)

    def serve_one(self, client: socket.socket) -> None:
        """One connection: a request to pass on, or a tunnel."""
        with client, suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                head += client.recv(4096)
            self.heads.append(head.decode("latin-1"))
            if self.refuses is not None:
                client.sendall(self.refuses)
                return
            with socket.create_connection(("127.0.0.1", self.leads_to)) as server:
                if head.startswith(b"CONNECT "):
                    client.sendall(b"HTTP/1.1 200 Go on\r\n\r\n")
                else:
                    server.sendall(head)
                back = threading.Thread(target=_pass_on, args=(server, client), daemon=True)
                back.start()
                _pass_on(client, server)
                back.join(5)

    @property
    def asked(self) -> list[str]:
        """The first line of each request."""
        return [head.partition("\r\n")[0] for head in self.heads]


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


@contextmanager
def proxy_to(site: Site, refuses: bytes | None = None) -> Iterator[Proxy]:
    """A proxy on loopback."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        proxy = Proxy(f"http://127.0.0.1:{listening.getsockname()[1]}", int(site.base.rpartition(":")[2]), refuses)

        def accept() -> None:
            with suppress(OSError):
                while True:
                    client, _ = listening.accept()
                    threading.Thread(target=proxy.serve_one, args=(client,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield proxy
        listening.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def site() -> Iterator[Site]:
    """A site on loopback."""
    with serve() as running:
        running.routes["/a"] = page("Behind the proxy")
        yield running


def know_nothing(host: str, port: int) -> list[tuple[int, tuple[object, ...]]]:
    """A machine whose names are resolved by its proxy only."""
    if host == "127.0.0.1":
        return [(socket.AF_INET, (host, port))]
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def fetch_through(proxies: dict[str, str], url: str, **limits: object) -> Answer:
    facts = {"proxies": proxies_in(proxies), "timeout": 5, **limits}
    with Fetcher(FetchLimits(**facts), resolve=know_nothing) as fetcher:  # type: ignore[arg-type]
        return fetcher.fetch(url)


def test_a_proxy_is_asked_for_the_whole_address(site: Site) -> None:
    with proxy_to(site) as proxy:
        answer = fetch_through({"http_proxy": proxy.address}, "http://www.example.org/a?b=c")

    assert answer.title == "Behind the proxy"
    assert proxy.asked == ["GET http://www.example.org/a?b=c HTTP/1.1"]


def test_a_redirect_is_followed_through_the_proxy(site: Site) -> None:
    site.routes["/old"] = redirect("http://other.example.org/a", 301)

    with proxy_to(site) as proxy:
        answer = fetch_through({"http_proxy": proxy.address}, "http://www.example.org/old")

    assert judge(answer).availability is Availability.MOVED
    assert [request.headers["host"] for request in site.requests] == ["www.example.org", "other.example.org"]


def test_tls_goes_through_a_tunnel_and_the_certificate_is_that_of_the_site(tmp_path: Path) -> None:
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("www.example.org").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    with serve(context) as site, proxy_to(site) as proxy:
        site.routes["/a"] = page("Through a tunnel")
        facts = {"proxies": proxies_in({"https_proxy": proxy.address}), "authorities": str(tmp_path / "ca.pem")}
        with Fetcher(FetchLimits(timeout=5, **facts), resolve=know_nothing) as fetcher:  # type: ignore[arg-type]
            good, bad = fetcher.fetch("https://www.example.org/a"), fetcher.fetch("https://other.example.org/a")

    assert good.title == "Through a tunnel"
    assert bad.failure is Failure.TLS
    asked = [line.rpartition(" ")[0] for line in proxy.asked]
    assert asked == ["CONNECT www.example.org:443", "CONNECT other.example.org:443"]


def test_the_password_of_a_proxy_is_told_to_the_proxy_only(site: Site) -> None:
    with proxy_to(site) as proxy:
        address = proxy.address.replace("://", "://user:secret@")
        answer = fetch_through({"all_proxy": address}, "http://www.example.org/a")

    assert "proxy-authorization: basic dxnlcjpzzwnyzxq=" in proxy.heads[0].lower()
    assert "secret" not in repr(answer)


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("169.254.169.254", "169.254.169.254"),
        ("[::1]", "::1"),
        ("[::ffff:10.0.0.1]", "::ffff:10.0.0.1 is ::ffff:a00:1"),
        ("2130706433", "2130706433 is 127.0.0.1"),
        ("0x7f.1", "0x7f.1 is 127.0.0.1"),
        ("017700000001", "017700000001 is 127.0.0.1"),
        ("localhost", "localhost is a name of a private network"),
        ("intranet", "intranet is a name of a private network"),
        ("wiki.internal", "wiki.internal is a name of a private network"),
    ],
)
def test_a_private_network_is_refused_before_the_proxy_is_asked(site: Site, host: str, said: str) -> None:
    with proxy_to(site) as proxy:
        answer = fetch_through({"http_proxy": proxy.address}, f"http://{host}/a")

    assert proxy.heads == []
    finding = judge(answer)
    assert finding.availability is Availability.UNCHECKED
    assert finding.reason == (
        f"leads into a private network, which is not checked; allow its range with checks.allow_networks: {said}"
    )


def test_a_redirect_into_a_private_network_is_refused_before_the_proxy_is_asked(site: Site) -> None:
    site.routes["/a"] = redirect("http://169.254.169.254/latest/meta-data")

    with proxy_to(site) as proxy:
        answer = fetch_through({"http_proxy": proxy.address}, "http://www.example.org/a")

    assert answer.failure is Failure.PRIVATE_NETWORK
    assert len(site.requests) == 1


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (b"HTTP/1.1 403 No\r\ncontent-length: 0\r\n\r\n", "403 No"),
        (b"HTTP/1.1 407 Who\r\ncontent-length: 0\r\n\r\n", "407 Who"),
    ],
)
def test_a_proxy_that_refuses_a_tunnel_is_named_and_not_the_source(site: Site, refusal: bytes, said: str) -> None:
    with proxy_to(site, refusal) as proxy:
        answer = fetch_through({"https_proxy": proxy.address}, "https://www.example.org/a")

    finding = judge(answer)
    assert answer.failure is Failure.PROXY
    assert finding.availability is Availability.UNREACHABLE
    assert finding.reason == f"could not be asked through the proxy: Tunnel connection failed: {said}"


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_is_not_there_is_named_and_not_the_source(scheme: str) -> None:
    answer = fetch_through({"all_proxy": "http://127.0.0.1:1"}, f"{scheme}://www.example.org/a")

    assert answer.failure is Failure.PROXY
    assert judge(answer).reason.startswith("could not be asked through the proxy")


def test_hosts_without_a_proxy_are_asked_directly(site: Site) -> None:
    with proxy_to(site) as proxy:
        environment = {"http_proxy": proxy.address, "no_proxy": "127.0.0.0/8"}
        answer = fetch_through(environment, site.url("/a"), allow_networks=(ip_network("127.0.0.0/8"),))

    assert answer.title == "Behind the proxy"
    assert proxy.heads == []


@pytest.mark.parametrize(
    ("without", "host", "port", "direct"),
    [
        ("example.org", "example.org", None, True),
        ("example.org", "www.example.org", None, True),
        (".example.org", "www.example.org", None, True),
        ("*.example.org", "www.example.org", None, True),
        ("example.org", "badexample.org", None, False),
        ("example.org:8080", "example.org", 8080, True),
        ("example.org:8080", "example.org", None, False),
        ("10.0.0.0/8", "10.1.2.3", None, True),
        ("10.0.0.0/8", "11.1.2.3", None, False),
        ("::1", "::1", None, True),
        ("a.org, b.org", "b.org", None, True),
        ("A.org b.org", "a.ORG", None, True),
        ("*", "example.org", None, True),
        ("", "example.org", None, False),
    ],
)
def test_which_hosts_are_asked_without_a_proxy(without: str, host: str, port: int | None, direct: bool) -> None:
    proxies = proxies_in({"all_proxy": "http://proxy.example.org:3128", "no_proxy": without})

    assert (proxies.proxy_for("https", host, port) is None) is direct


def test_small_letters_go_first_and_each_scheme_has_its_own() -> None:
    proxies = proxies_in(
        {"http_proxy": "a.example.org:1", "HTTP_PROXY": "b.example.org:2", "ALL_PROXY": "http://c.example.org"}
    )

    assert proxies.proxy_for("http", "x.org", None) == "http://a.example.org:1"
    assert proxies.proxy_for("https", "x.org", None) == "http://c.example.org"


def test_a_proxy_that_a_web_server_was_told_of_in_a_header_is_not_believed() -> None:
    assert proxies_in({"HTTP_PROXY": "http://evil.example.org", "REQUEST_METHOD": "GET"}) == Proxies(by_scheme={})


@pytest.mark.parametrize(
    "value", ["socks5://user:secret@127.0.0.1:1080", "http://", "http://a:port", "ftp://a.example.org"]
)
def test_a_proxy_that_cannot_be_used_is_named_without_its_password(value: str) -> None:
    with pytest.raises(ConfigurationError, match=r"^ALL_PROXY: .* is not a proxy that can be used") as raised:
        proxies_in({"ALL_PROXY": value})

    assert "secret" not in str(raised.value)


def test_the_checks_go_the_way_that_the_environment_names(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    Path(tmp_path, "ca.pem").write_bytes(b"")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example.org:3128")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "ca.pem"))

    limits = limits_of(Checks())

    assert limits.proxies.proxy_for("https", "www.example.org", None) == "http://proxy.example.org:3128"
    assert limits.authorities == str(tmp_path / "ca.pem")


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_a_bundle_that_does_not_exist_is_named(name: str) -> None:
    with pytest.raises(ConfigurationError, match=f"^{name}: “/no/such/file” does not exist"):
        authorities_in({name: "/no/such/file"})
