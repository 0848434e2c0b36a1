"""Asking services on loopback: in batches, at their pace, with an outage that is an answer and not an exception."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from ipaddress import ip_network

import pytest

from reviewdue.availability import Address, Answer
from reviewdue.services import Access, Ask, Service, State, Told
from reviewdue.services.asking import Inquirer
from reviewdue.services.pacing import Pace, read_rate
from reviewdue.services.service import Telling, read_json
from reviewdue.web import Fetcher, FetchLimits
from tests.loopback import Reply, Request, Site, serve

ALL = [str(number) for number in range(10)]


@pytest.fixture
def site() -> Iterator[Site]:
    """A site on loopback."""
    with serve() as running:
        yield running


def _request(abouts: Sequence[str], access: Access) -> Address:
    return Address(url=f"{access.url}/things?ids={','.join(abouts)}", max_bytes=100)


def _read(abouts: Sequence[str], answer: Answer, access: Access) -> Iterator[Told]:
    known = read_json(answer) if answer.status == 200 else {}
    telling = Telling(service="things", answer=answer)
    for about in abouts:
        found = known.get(about)
        yield telling.known(about, found) if found else telling.absent(about)


THINGS = Service(name="things", title="Things", request=_request, read=_read, batch=4)


def inquire(site: Site, abouts: Sequence[str] = ALL, times: int = 1) -> list[Told]:
    """Ask about these, again and again in one run."""
    limits = FetchLimits(allow_networks=(ip_network("127.0.0.0/8"),), timeout=5, retry_pause=0)
    paces = {"things": Pace(10_000, 2)}
    with (
        Fetcher(limits) as fetcher,
        closing(Inquirer({"things": THINGS}, {"things": Access(url=site.base)}, fetcher.visit, paces)) as inquirer,
    ):
        return [
            told
            for _ in range(times)
            for future in inquirer.begin([Ask(about, "things") for about in abouts])
            for told in future.result()
        ]


def ids_of(request: Request) -> list[str]:
    """Which identifiers a request is about."""
    return request.query.removeprefix("ids=").split(",")


def says(known: Mapping[str, object], most: int = 10, status: int = 414) -> object:
    """A service that knows these, and takes so many at once."""

    def reply(request: Request) -> Reply:
        ids = ids_of(request)
        found = {id: known[id] for id in ids if id in known}
        return Reply(status=status) if len(ids) > most else Reply(body=json.dumps(found).encode())

    return reply


def test_many_share_a_request_and_each_gets_its_own_answer(site: Site) -> None:
    site.routes["/things"] = says({"1": "one", "9": "nine"})  # type: ignore[assignment]

    told = {one.about: one for one in inquire(site)}

    assert sorted(len(ids_of(request)) for request in site.requests) == [2, 4, 4]
    assert (told["1"].state, told["1"].data) == (State.KNOWN, "one")
    assert (told["2"].state, told["2"].data) == (State.ABSENT, None)
    assert len(told) == 10


@pytest.mark.parametrize("status", [400, 404, 413, 414])
def test_where_so_many_are_too_many_fewer_are_asked_at_a_time(site: Site, status: int) -> None:
    site.routes["/things"] = says({id: id for id in ALL}, most=1, status=status)  # type: ignore[assignment]

    told = inquire(site)

    assert {one.data for one in told} == set(ALL)


def test_an_answer_that_is_too_long_is_asked_for_in_parts(site: Site) -> None:
    site.routes["/things"] = says(dict.fromkeys(ALL, "x" * 60))  # type: ignore[assignment]

    told = inquire(site)

    assert {one.state for one in told} == {State.KNOWN}


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(status=503), "answered 503"),
        (Reply(status=429, headers={"retry-after": "3600"}), "answered 429"),
        (Reply(status=403), "answered 403"),
        (Reply(body=b"<html>Down for maintenance</html>"), "answered 200 with something that is not JSON"),
        (Reply(body=b"[1]"), "in a form that is not known"),
        (Reply(body=b"null"), "in a form that is not known"),
        (Reply(raw=b""), "broke off the connection"),
    ],
)
def test_an_outage_is_silence_with_a_reason_and_is_not_asked_into_for_ever(site: Site, reply: Reply, why: str) -> None:
    site.routes["/things"] = reply

    told = inquire(site, times=20)

    assert {one.state for one in told} == {State.SILENT}
    assert all(why in one.detail for one in told)
    assert len(told) == 200
    assert len(site.requests) < 20


def test_a_pace_keeps_to_the_limits_that_a_service_states_but_not_above_the_operators_own() -> None:
    pace, limited = Pace(5, 1), Pace(5, 1, most_rate=8, most_at_once=2)
    polite = {"x-rate-limit-limit": "10", "x-rate-limit-interval": "1s", "x-concurrency-limit": "3"}

    pace.learn(polite)
    limited.learn(polite)

    assert (pace.rate, pace.concurrency) == (10, 3)
    assert (limited.rate, limited.concurrency) == (8, 2)


@pytest.mark.parametrize(
    ("limit", "interval", "rate"),
    [("50", "1s", 50), ("300", "1m", 5), ("0", "1s", None), ("x", "1s", None), ("5", "soon", None), ("", "1s", None)],
)
def test_a_rate_is_read_from_headers_or_left_alone(limit: str, interval: str, rate: float | None) -> None:
    assert read_rate({"x-rate-limit-limit": limit, "x-rate-limit-interval": interval}) == rate


def test_turns_come_no_faster_than_the_rate() -> None:
    waited = 0.0

    def clock() -> float:
        return waited

    pace = Pace(4, 1, clock=clock)
    due = []
    for _ in range(3):
        with pace.turn():
            due.append(pace.due)
        waited = pace.due

    assert due == [0.25, 0.5, 0.75]
