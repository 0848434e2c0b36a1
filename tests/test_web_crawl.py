"""Fetching many addresses: who waits for whom, and how it stops."""

import random
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from ipaddress import ip_network

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewdue.availability import Address, Answer, Failure
from reviewdue.web import Fetcher, FetchLimits, crawl
from reviewdue.web.crawl import distinct
from tests.loopback import Reply, Site, resolve_to_loopback, serve


def addresses(*urls: str) -> list[Address]:
    return [Address(url=url) for url in urls]


def answer(address: Address) -> Answer:
    return Answer(url=address.url, final_url=address.url, status=200)


class Busy:
    """A fetch that takes a while and notes who was fetched at the same time, and when."""

    def __init__(self, seconds: float = 0.01) -> None:
        self.seconds = seconds
        self.now: Counter[str] = Counter()
        self.most: Counter[str] = Counter()
        self.most_together = 0
        self.starts: dict[str, list[float]] = defaultdict(list)
        self.threads: set[str] = set()
        self._lock = threading.Lock()

    def __call__(self, address: Address) -> Answer:
        host = address.url.split("/")[2]
        with self._lock:
            self.starts[host].append(time.monotonic())
            self.threads.add(threading.current_thread().name)
            self.now[host] += 1
            self.most[host] = max(self.most[host], self.now[host])
            self.most_together = max(self.most_together, self.now.total())
        time.sleep(self.seconds)
        with self._lock:
            self.now[host] -= 1
        return answer(address)


def test_every_address_comes_back_with_its_answer() -> None:
    asked = addresses(*(f"http://h{number % 7}.example.org/{number}" for number in range(200)))

    found = dict(crawl(asked, answer))

    assert found == {address.url: answer(address) for address in asked}


def test_nothing_asked_is_nothing_done() -> None:
    assert list(crawl([], answer)) == []


def test_an_address_that_occurs_twice_is_fetched_once() -> None:
    seen: list[str] = []

    def note(address: Address) -> Answer:
        seen.append(address.url)
        return answer(address)

    found = list(crawl(addresses("http://a.org/", "http://b.org/", "http://a.org/"), note))

    assert sorted(seen) == ["http://a.org/", "http://b.org/"]
    assert len(found) == 2


def test_no_host_gets_more_than_its_share_at_once() -> None:
    busy = Busy()

    list(crawl(addresses(*(f"http://a.org/{n}" for n in range(40))), busy, per_host=3))

    assert busy.most["a.org"] == 3


def test_there_are_never_more_than_the_workers() -> None:
    busy = Busy()

    list(crawl(addresses(*(f"http://{n}.org/" for n in range(60))), busy, workers=5))

    assert busy.most_together == 5
    assert len(busy.threads) == 5


def test_few_addresses_need_few_threads() -> None:
    busy = Busy()

    list(crawl(addresses("http://a.org/1", "http://b.org/2"), busy, workers=128))

    assert len(busy.threads) <= 2


def test_a_busy_host_keeps_no_other_waiting() -> None:
    """One slow host has a hundred addresses at the head of the list; the others are done long before it."""
    slow = [f"http://slow.org/{number}" for number in range(30)]
    quick = [f"http://quick{number}.org/" for number in range(30)]

    def fetch(address: Address) -> Answer:
        time.sleep(0.02 if "slow" in address.url else 0)
        return answer(address)

    order = [url for url, _ in crawl(addresses(*slow, *quick), fetch, workers=8, per_host=2)]

    assert max(order.index(url) for url in quick) < order.index(slow[-1])
    assert sum("quick" in url for url in order[:40]) == 30


def test_spacing_lies_between_two_starts_on_a_host() -> None:
    busy = Busy(seconds=0)
    urls = [f"http://{host}.org/{number}" for number in range(4) for host in ("a", "b", "c")]
    started = time.monotonic()

    list(crawl(addresses(*urls), busy, spacing=0.05))

    # A thread may begin late on a busy machine and never too early, so it is the earliest time of each that is told.
    early = [at - started - 0.05 * nth for starts in busy.starts.values() for nth, at in enumerate(sorted(starts))]
    assert min(early) > -0.002
    assert len(early) == len(urls)


def test_spacing_is_kept_for_a_host_that_ran_empty() -> None:
    busy = Busy(seconds=0)

    def one_after_the_other() -> Iterator[Address]:
        yield Address(url="http://a.org/1")
        while len(busy.starts["a.org"]) < 1:
            time.sleep(0.001)
        yield Address(url="http://a.org/2")

    list(crawl(one_after_the_other(), busy, spacing=0.1, workers=4))

    first, second = busy.starts["a.org"]
    assert second - first > 0.08


def test_a_fetch_that_breaks_is_an_answer() -> None:
    def break_on_b(address: Address) -> Answer:
        if "b.org" in address.url:
            raise ZeroDivisionError("oops")
        return answer(address)

    found = dict(crawl(addresses("http://a.org/", "http://b.org/", "http://c.org/"), break_on_b))

    assert found["http://b.org/"].failure is Failure.FAULT
    assert found["http://b.org/"].detail == "ZeroDivisionError: oops"
    assert found["http://c.org/"].status == 200


def test_progress_is_told_of_every_answer() -> None:
    told: list[str] = []

    list(crawl(addresses("http://a.org/", "http://b.org/"), answer, on_answer=lambda url, _: told.append(url)))

    assert sorted(told) == ["http://a.org/", "http://b.org/"]


def test_addresses_are_read_only_as_they_are_needed() -> None:
    read = 0

    def endless() -> Iterator[Address]:
        nonlocal read
        while True:
            read += 1
            yield Address(url=f"http://{read}.org/")

    found = crawl(endless(), answer, workers=4)
    for _ in range(10):
        next(found)
    found.close()  # type: ignore[attr-defined]

    assert read <= 20


def test_closing_stops_at_once() -> None:
    fetched = []

    def slowly(address: Address) -> Answer:
        fetched.append(address.url)
        time.sleep(0.0 if address.url.endswith("/0") else 0.3)
        return answer(address)

    found = crawl(addresses(*(f"http://{n}.org/{n}" for n in range(100))), slowly, workers=4)
    next(found)
    started = time.monotonic()
    found.close()  # type: ignore[attr-defined]

    assert time.monotonic() - started < 0.2
    time.sleep(0.4)
    assert len(fetched) <= 6
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("crawl-")]


def test_an_iterator_that_fails_is_not_swallowed() -> None:
    def failing() -> Iterator[Address]:
        yield Address(url="http://a.org/")
        raise RuntimeError("the list broke off")

    with pytest.raises(RuntimeError, match="broke off"):
        list(crawl(failing(), answer))


def test_an_address_without_a_host_is_fetched_too() -> None:
    odd = ["", "mailto:a@example.org", "http://[::1", "http:///x", "  http://a.org/ "]

    assert sorted(url for url, _ in crawl(addresses(*odd), answer)) == sorted(odd)


@settings(max_examples=30, deadline=None)
@given(
    hosts=st.lists(st.integers(0, 5), max_size=60),
    workers=st.integers(1, 9),
    per_host=st.integers(1, 4),
    spacing=st.sampled_from([0.0, 0.001]),
)
def test_whatever_the_hosts_each_address_is_answered_once(
    hosts: list[int], workers: int, per_host: int, spacing: float
) -> None:
    urls = [f"http://{host}.org/{number}" for number, host in enumerate(hosts)]
    busy = Busy(seconds=random.Random(len(hosts)).choice([0, 0.0005]))

    found = [url for url, _ in crawl(addresses(*urls), busy, workers=workers, per_host=per_host, spacing=spacing)]

    assert sorted(found) == sorted(urls)
    assert max(busy.most.values(), default=0) <= per_host
    assert busy.most_together <= workers


def test_strange_letters_do_not_stop_the_search_for_duplicates() -> None:
    assert len(list(distinct(addresses("http://a.org/\udcff", "http://a.org/\udcff", "http://a.org/ä")))) == 2


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


def test_a_real_site_never_sees_more_than_its_share(site: Site) -> None:
    urls = [site.url(f"/{number}") for number in range(30)]
    site.routes = {f"/{number}": Reply(body=b"x", delay=0.01) for number in range(30)}

    with Fetcher(FetchLimits(allow_networks=(ip_network("127.0.0.1"),))) as fetcher:
        found = dict(crawl(addresses(*urls), fetcher.visit, per_host=4))

    assert {answer.status for answer in found.values()} == {200}
    assert site.most_at_once <= 4


def test_many_hosts_are_asked_at_once(site: Site) -> None:
    site.routes["/a"] = Reply(delay=0.1)
    urls = [site.url("/a", f"h{number}.example.org") for number in range(20)]
    limits = FetchLimits(allow_networks=(ip_network("127.0.0.1"),))

    with Fetcher(limits, resolve=resolve_to_loopback) as fetcher:
        assert len(list(crawl(addresses(*urls), fetcher.visit))) == 20

    assert site.most_at_once > 10
