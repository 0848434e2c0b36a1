"""What one fetch may take: time, bytes, and one retry, against servers that take more."""

import gzip
import time
import zlib
from collections.abc import Iterator
from ipaddress import ip_network
from typing import Any

import pytest

from reviewdue.availability import Answer, Failure, judge
from reviewdue.web import Fetcher, FetchLimits
from tests.loopback import Reply, Request, Site, page, redirect, resolve_to_loopback, serve

LOOPBACK = (ip_network("127.0.0.0/8"),)


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


class Sleeps(list[float]):
    """Notes how long a fetcher wanted to pause, and does not."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def fetch(url: str, sleeps: Sleeps | None = None, /, max_bytes: int | None = None, **limits: Any) -> Answer:
    pauses = sleeps if sleeps is not None else Sleeps()
    facts: dict[str, Any] = {"allow_networks": LOOPBACK, "timeout": 5}
    permitted = FetchLimits(**(facts | limits))
    with Fetcher(permitted, resolve=resolve_to_loopback, sleep=pauses) as fetcher:
        return fetcher.fetch(url, max_bytes=max_bytes)


def test_a_body_that_drips_cannot_hold_a_fetch_open(site: Site) -> None:
    site.routes["/a"] = Reply(body=b"x" * 1000, drip=0.05)
    started = time.monotonic()

    assert fetch(site.url("/a"), timeout=0.5).failure is Failure.TIMEOUT
    assert time.monotonic() - started < 1.5


def test_headers_that_drip_cannot_hold_a_fetch_open(site: Site) -> None:
    site.routes["/a"] = Reply(raw=b"HTTP/1.1 200 OK\r\n" + b"x-long: y\r\n" * 100, drip=0.05)
    started = time.monotonic()

    assert fetch(site.url("/a"), timeout=0.5).failure is Failure.TIMEOUT
    assert time.monotonic() - started < 1.5


def test_the_deadline_holds_for_all_redirects_together(site: Site) -> None:
    def slowly(request: Request) -> Reply:
        return Reply(status=302, headers={"location": f"/a?{int(request.query or 0) + 1}"}, delay=0.2)

    site.routes["/a"] = slowly
    started = time.monotonic()

    assert fetch(site.url("/a"), timeout=0.5).failure is Failure.TIMEOUT
    assert time.monotonic() - started < 1.5


def test_no_more_of_a_body_is_read_than_asked_for(site: Site) -> None:
    site.routes["/a"] = Reply(body=b"x" * 1_000_000, headers={"content-type": "text/plain"})

    answer = fetch(site.url("/a"))

    assert (len(answer.body), answer.truncated) == (32 * 1024, True)


def test_a_page_to_import_is_read_whole(site: Site) -> None:
    site.routes["/a"] = Reply(body=b"x" * 100_000 + b"\xe9", headers={"content-type": "text/plain; charset=latin1"})

    answer = fetch(site.url("/a"), max_bytes=1_000_000)

    assert answer.body_text == "x" * 100_000 + "é"
    assert not answer.truncated


def test_a_body_of_just_the_limit_is_whole(site: Site) -> None:
    site.routes["/a"] = Reply(body=b"x" * 1000)

    assert not fetch(site.url("/a"), max_bytes=1000).truncated
    assert fetch(site.url("/a"), max_bytes=999).truncated


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("deflate", raw_deflate), ("identity", bytes)],
)
def test_a_bomb_is_unpacked_to_the_limit_only(site: Site, encoding: str, pack: Any) -> None:
    site.routes["/a"] = Reply(body=pack(b"x" * 10_000_000), headers={"content-encoding": encoding})

    answer = fetch(site.url("/a"))

    assert (answer.body, answer.truncated) == (b"x" * 32 * 1024, True)


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_a_compressed_page_is_read(site: Site, pack: Any) -> None:
    encoding = "gzip" if pack is gzip.compress else "deflate"
    body = pack(b"<title>Compressed</title>")
    site.routes["/a"] = Reply(body=body, headers={"content-encoding": encoding, "content-type": "text/html"})

    assert fetch(site.url("/a")).title == "Compressed"


@pytest.mark.parametrize("encoding", ["br", "gzip", "deflate"])
def test_a_body_that_cannot_be_unpacked_is_not_taken_for_empty(site: Site, encoding: str) -> None:
    site.routes["/a"] = Reply(body=b"\x00\xff no such thing", headers={"content-encoding": encoding})

    answer = fetch(site.url("/a"))

    assert (answer.body, answer.truncated) == (b"", True)
    assert judge(answer).reason == "answered 200"


def test_a_body_that_breaks_off_is_read_as_far_as_it_goes(site: Site) -> None:
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 5000\r\n\r\n"
    site.routes["/a"] = Reply(raw=head + b"<title>Cut</title>")

    answer = fetch(site.url("/a"))

    assert (answer.status, answer.title, answer.truncated) == (200, "Cut", True)


def test_connections_are_used_again(site: Site) -> None:
    site.routes |= {"/a": redirect("/b"), "/b": page()}
    seen = []

    def resolve(host: str, port: int) -> list[tuple[int, tuple[str, int]]]:
        seen.append(host)
        return resolve_to_loopback(host, port)

    with Fetcher(FetchLimits(allow_networks=LOOPBACK), resolve=resolve) as fetcher:
        answers = [fetcher.fetch(site.url("/a")) for _ in range(3)]

    assert [answer.status for answer in answers] == [200, 200, 200]
    assert len(seen) == 1


# --- the one retry


def once(first: Reply, then: Reply) -> Any:
    replies = iter([first])
    return lambda request: next(replies, then)


@pytest.mark.parametrize("first", [Reply(status=500), Reply(status=502), Reply(status=503), Reply(raw=b"")])
def test_a_passing_fault_is_asked_about_once_more(site: Site, first: Reply) -> None:
    site.routes["/a"] = once(first, page())
    sleeps = Sleeps()

    assert fetch(site.url("/a"), sleeps).status == 200
    assert sleeps == [1]


@pytest.mark.parametrize("reply", [Reply(status=500), Reply(raw=b""), Reply(status=429, headers={"retry-after": "0"})])
def test_a_lasting_fault_is_asked_about_twice_only(site: Site, reply: Reply) -> None:
    site.routes["/a"] = reply

    fetch(site.url("/a"))

    assert site.paths() == ["/a", "/a"]


@pytest.mark.parametrize("status", [200, 403, 404, 410, 429, 501])
def test_what_would_not_change_is_asked_for_once(site: Site, status: int) -> None:
    site.routes["/a"] = Reply(status=status)

    fetch(site.url("/a"))

    assert site.paths() == ["/a"]


@pytest.mark.parametrize("status", [429, 503])
def test_a_short_retry_after_is_kept(site: Site, status: int) -> None:
    site.routes["/a"] = once(Reply(status=status, headers={"retry-after": "2"}), page())
    sleeps = Sleeps()

    assert fetch(site.url("/a"), sleeps).status == 200
    assert sleeps == [2]


def test_a_long_retry_after_is_left_for_the_next_run(site: Site) -> None:
    site.routes["/a"] = Reply(status=429, headers={"retry-after": "3600"})
    sleeps = Sleeps()

    answer = fetch(site.url("/a"), sleeps)

    assert (sleeps, site.paths()) == ([], ["/a"])
    assert "come back in 3600 s" in judge(answer).reason


def test_a_pause_beyond_the_deadline_is_not_made(site: Site) -> None:
    site.routes["/a"] = Reply(status=503, headers={"retry-after": "9"})
    sleeps = Sleeps()

    assert fetch(site.url("/a"), sleeps, timeout=5).status == 503
    assert sleeps == []
