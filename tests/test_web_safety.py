"""Whatever a server does, the fetch ends in time and the reader is told in a sentence what happened."""

import gzip
import ssl
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from typing import Any

import pytest
import trustme

from reviewdue.availability import Address, Answer, Finding, judge
from reviewdue.web import Fetcher, FetchLimits
from reviewdue.web.guard import Way, resolve_by_system
from tests.loopback import Reply, Request, Route, Site, page, redirect, resolve_to_loopback, serve

LOOPBACK = (ip_network("127.0.0.0/8"),)
PRIVATE = "leads into a private network, which is not checked; allow its range with checks.allow_networks"


@pytest.fixture
def site() -> Iterator[Site]:
    """A site on loopback."""
    with serve() as running:
        running.routes["/page"] = page("Guideline")
        yield running


def resolve(host: str, port: int) -> list[Way]:
    """Names lead to loopback, and numbers to what they spell."""
    return resolve_to_loopback(host, port) if host.endswith(".org") else resolve_by_system(host, port)


def fetch(url: str, **limits: Any) -> Answer:
    facts: dict[str, Any] = {"allow_networks": LOOPBACK, "timeout": 5, "retry_pause": 0}
    with Fetcher(FetchLimits(**(facts | limits)), resolve=resolve) as fetcher:
        return fetcher.fetch(url)


def said(url: str, **limits: Any) -> tuple[str, str]:
    """The verdict and the sentence that the reader sees."""
    finding: Finding = judge(fetch(url, **limits))
    return str(finding.availability), finding.reason


def _further(request: Request) -> Reply:
    return redirect(f"/a?{int(request.query or 0) + 1}")


def _squeezed(pack: Callable[[bytes], bytes], encoding: str) -> Reply:
    return Reply(body=pack(bytes(20_000_000)), headers={"content-encoding": encoding})


HOSTILE: dict[str, tuple[Route, str, str]] = {
    "a redirect to itself": (redirect("/a"), "unreachable", "redirects without end: {base}/a leads back to itself"),
    "redirects without end": (_further, "unreachable", "redirects without end: more than 10"),
    "a file": (
        redirect("file:///etc/passwd"),
        "unreachable",
        "redirects to what is not an address of the web: file:///etc/passwd",
    ),
    "a script": (
        redirect("javascript:alert(1)"),
        "unreachable",
        "redirects to what is not an address of the web: javascript:alert(1)",
    ),
    "an old protocol": (
        redirect("gopher://127.0.0.1:70/1"),
        "unreachable",
        "redirects to what is not an address of the web: gopher://127.0.0.1:70/1",
    ),
    "the cloud's metadata": (
        redirect("http://169.254.169.254/latest/meta-data"),
        "unchecked",
        f"{PRIVATE} (after a redirect to http://169.254.169.254/latest/meta-data): 169.254.169.254",
    ),
    "the metadata in one number": (
        redirect("http://2852039166/latest"),
        "unchecked",
        f"{PRIVATE} (after a redirect to http://2852039166/latest): 2852039166 is 169.254.169.254",
    ),
    "a huge page": (Reply(body=b"x" * 5_000_000), "available", "answered 200"),
    "a gzip bomb": (_squeezed(gzip.compress, "gzip"), "available", "answered 200"),
    "a deflate bomb": (_squeezed(zlib.compress, "deflate"), "available", "answered 200"),
    "a bomb in what was not asked for": (_squeezed(gzip.compress, "br"), "available", "answered 200"),
    "a bomb in layers": (
        _squeezed(lambda data: gzip.compress(gzip.compress(data)), "gzip, gzip"),
        "available",
        "answered 200",
    ),
    "a page that drips": (Reply(body=b"x" * 900, drip=0.05), "unreachable", "did not answer in time"),
    "silence": (Reply(delay=1.5), "unreachable", "did not answer in time"),
    "no answer": (Reply(raw=b""), "unreachable", "broke off the connection"),
    "another protocol": (
        Reply(raw=b"SSH-2.0-example\r\n"),
        "unreachable",
        "answered with something that is not HTTP: SSH-2.0-example",
    ),
    "a header without end": (
        Reply(raw=b"HTTP/1.1 200 OK\r\nx-long: " + b"a" * 100_000 + b"\r\n\r\n"),
        "unreachable",
        "answered with something that is not HTTP: got more than 65536 bytes when reading header line",
    ),
    "headers without end": (
        Reply(raw=b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 500 + b"\r\n"),
        "unreachable",
        "answered with something that is not HTTP: got more than 100 headers",
    ),
    "early hints without end": (
        Reply(raw=b"HTTP/1.1 103 Early Hints\r\n\r\n" * 500),
        "unreachable",
        "answered with something that is not HTTP: nothing but early hints",
    ),
    "a length below nothing": (
        Reply(raw=b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: -5\r\n\r\n<title>Guideline</title>"),
        "available",
        "answered 200",
    ),
    "chunks that are none": (
        Reply(raw=b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nwords\r\n"),
        "available",
        "answered 200",
    ),
    "a charset that there is not": (
        Reply(body=b"<title>caf\xe9</title>", headers={"content-type": "text/html; charset=x-none"}),
        "available",
        "answered 200",
    ),
    "an hour to wait": (
        Reply(status=429, headers={"retry-after": "3600"}),
        "restricted",
        "answered 429 (Too Many Requests) and asked to come back in 3600 s",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_the_reader_is_told_what_a_hostile_server_did(site: Site, name: str) -> None:
    route, availability, sentence = HOSTILE[name]
    site.routes["/a"] = route

    found = said(site.base + "/a", timeout=1)

    assert found == (availability, sentence.format(base=site.base))


def test_early_hints_are_passed_over(site: Site) -> None:
    hints = b"HTTP/1.1 103 Early Hints\r\nlink: </a.css>; rel=preload\r\n\r\n"
    site.routes["/a"] = Reply(raw=hints + b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\npage")

    assert fetch(site.url("/a")).body == b"page"


@pytest.mark.parametrize(
    ("charset", "body"),
    [
        ("utf-8", "Prävention".encode("latin-1")),
        ("x-none", "Prävention".encode("latin-1")),
        ("latin-1", "Prävention".encode("latin-1")),
        ("utf-16", "\ufeffPrävention".encode()),
    ],
)
def test_a_wrong_charset_breaks_no_more_than_a_letter(site: Site, charset: str, body: bytes) -> None:
    kind = {"content-type": f"text/html; charset={charset}"}
    site.routes["/a"] = Reply(body=b"<title>" + body + b"</title>" if charset != "utf-16" else body, headers=kind)

    answer = fetch(site.url("/a"))

    assert str(judge(answer).availability) == "available"
    assert "vention" in (answer.title or answer.body_text)


# --- what goes out


@pytest.mark.parametrize("break_", ["\r\n", "\n", "%0d%0a", "\u560d\u560a"])
def test_an_address_cannot_smuggle_a_header(site: Site, break_: str) -> None:
    fetch(f"{site.base}/a{break_}x-smuggled: yes{break_}/b")

    assert len(site.requests) <= 1
    assert not any("x-smuggled" in request.headers for request in site.requests)


def test_a_redirect_cannot_smuggle_a_header(site: Site) -> None:
    site.routes["/a"] = redirect("/b%0d%0ax-smuggled:%20yes\tx")

    fetch(site.url("/a"))

    assert not any("x-smuggled" in request.headers for request in site.requests)


def test_a_version_cannot_smuggle_a_header(site: Site) -> None:
    address = Address(url=site.url("/page"), etag='"1"\r\nx-smuggled: yes')
    with Fetcher(FetchLimits(allow_networks=LOOPBACK)) as fetcher:
        answer = fetcher.visit(address)

    assert not any("x-smuggled" in request.headers for request in site.requests)
    assert answer.status == 200


def test_a_key_that_is_no_header_is_not_sent_and_not_told(site: Site) -> None:
    address = Address(url=site.url("/page"), headers=(("x-key", "secret\r\nx-smuggled: yes"),))
    with Fetcher(FetchLimits(allow_networks=LOOPBACK)) as fetcher:
        finding = judge(fetcher.visit(address))

    assert site.requests == []
    assert finding.reason == "could not be checked: the checker itself failed: a header to be sent is not valid"


def test_credentials_in_an_address_are_neither_sent_nor_told(site: Site) -> None:
    site.routes["/a"] = redirect("/page", 301)
    answer = fetch(site.base.replace("://", "://user:secret@") + "/a")

    assert judge(answer).reason == f"moved permanently (301) to {site.base}/page"
    assert "secret" not in repr((answer.final_url, answer.hops, judge(answer)))
    assert not any("authorization" in request.headers for request in site.requests)


def test_credentials_in_a_redirect_are_neither_sent_nor_told(site: Site) -> None:
    site.routes["/a"] = redirect(site.base.replace("://", "://user:secret@") + "/page")
    answer = fetch(site.url("/a"))

    assert answer.final_url == site.url("/page")
    assert "secret" not in judge(answer).reason
    assert not any("authorization" in request.headers for request in site.requests)


@pytest.mark.parametrize("address", ["http://user@10.0.0.1/", "http://www.example.org@10.0.0.1/", "http://0x0a000001/"])
def test_no_spelling_hides_a_private_network(address: str) -> None:
    with Fetcher(FetchLimits(timeout=3)) as fetcher:
        finding = judge(fetcher.fetch(address))

    assert str(finding.availability) == "unchecked"
    assert finding.reason.startswith(PRIVATE)


# --- TLS


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """An authority that nobody knows."""
    return trustme.CA()


def _expired(authority: trustme.CA) -> trustme.LeafCert:
    past = datetime.now(UTC) - timedelta(days=9)
    return authority.issue_cert("www.example.org", not_before=past, not_after=past + timedelta(days=2))


CERTIFICATES: dict[str, tuple[Callable[[trustme.CA], trustme.LeafCert], bool, str]] = {
    "expired": (_expired, True, "certificate has expired"),
    "another host's": (
        lambda authority: authority.issue_cert("other.example.org"),
        True,
        "Hostname mismatch, certificate is not valid for 'www.example.org'.",
    ),
    "an unknown authority's": (
        lambda authority: authority.issue_cert("www.example.org"),
        False,
        "unable to get local issuer certificate",
    ),
}


@pytest.mark.parametrize("name", CERTIFICATES)
def test_the_reader_is_told_what_is_wrong_with_a_certificate(name: str, authority: trustme.CA, tmp_path: Any) -> None:
    issue, is_known, sentence = CERTIFICATES[name]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issue(authority).configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))

    with serve(context) as site:
        url = site.url("/page", "www.example.org")
        found = said(url, authorities=str(tmp_path / "ca.pem") if is_known else None)

    assert found == ("unreachable", f"has no valid TLS certificate or no TLS that we can speak: {sentence}")


def test_from_tls_to_plain_http_is_a_redirect_like_any_other(site: Site, authority: trustme.CA, tmp_path: Any) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("www.example.org").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))

    with serve(context) as secure:
        secure.routes["/a"] = redirect(site.url("/page"))
        found = said(secure.url("/a", "www.example.org"), authorities=str(tmp_path / "ca.pem"))

    assert found == ("available", f"answered 200 after a redirect to {site.url('/page')}")
