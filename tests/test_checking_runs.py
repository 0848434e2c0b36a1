"""Runs of the check: offline, what is announced, what is kept, and what needs no network."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from reviewdue.checkqueue import BATCH
from reviewdue.ledger import checks, runs
from reviewdue.ledger.schema import source_check
from reviewdue.services import Told, Wanted
from reviewdue.standings import result_as_dict
from reviewdue.watching import Watch
from tests.checks import GUIDELINE, check_on, days, held, may_look_at, no_network, register
from tests.loopback import Reply, Site, serve
from tests.projects import TODAY, Heard, Root


@pytest.fixture
def site() -> Iterator[Site]:
    """A site on loopback."""
    with serve() as running:
        yield running


@pytest.fixture
def checked(root: Root, site: Site) -> Root:
    """A root that may look at the site."""
    return may_look_at(root, site)


def test_offline_no_verdict_changes_and_every_reference_stays_due(checked: Root, site: Site) -> None:
    site.routes["/guideline"] = GUIDELINE
    register(checked, site.url("/guideline"), site.url("/gone"))
    check_on(checked)
    week = TODAY + timedelta(days=7)
    before = [held(checked, id) for id in ("ref-0", "ref-1")]

    offline = check_on(checked, week, look=no_network)
    after = [held(checked, id) for id in ("ref-0", "ref-1")]
    online = check_on(checked, week)

    assert (offline.offline, offline.checked, offline.changed) == (True, 0, [])
    assert offline.shortfalls == ["the network is down: sources were not checked and every verdict stays as it was"]
    assert after == before
    assert online.checked == 2


def test_an_offline_run_is_kept_as_one(checked: Root) -> None:
    register(checked, "https://www.example.org/guideline")
    heard = Heard()

    check_on(checked, look=no_network, watch=heard.watch)

    with checked.open() as project, project.ledger.begin() as connection:
        run = runs.last_run(connection, "check")
        records = connection.execute(sa.select(source_check)).all()
    assert run is not None
    assert (run.state, run.tally["offline"], records) == ("offline", True, [])
    assert heard.events == [("reviewdue.check.offline", "reviewdue.check")]


def test_names_that_are_unknown_while_the_network_is_up_are_unreachable(checked: Root) -> None:
    register(checked, "https://no-such-host.example.org/")

    tally = check_on(checked, look=no_network, network_is_up=lambda: True)

    assert (tally.offline, tally.checked) == (False, 1)
    assert held(checked).availability == "unreachable"


def test_once_offline_nothing_more_is_asked(checked: Root) -> None:
    register(checked, *[f"https://www.example.org/{number}" for number in range(BATCH + 1)])
    asked: list[int] = []

    def look(wanted: Sequence[Wanted], progress: Callable[[int, int | None], None]) -> Iterable[Told]:
        asked.append(len(wanted))
        return no_network(wanted, progress)

    tally = check_on(checked, look=look)

    assert asked == [BATCH]
    assert (tally.checked, len(tally.results)) == (0, BATCH + 1)


def test_events_are_announced_on_a_change_only(checked: Root, site: Site) -> None:
    site.routes["/guideline"] = Reply(status=403)
    register(checked, site.url("/guideline"))
    heard = Heard()

    tallies = [check_on(checked, TODAY + timedelta(days=7 * week), watch=heard.watch) for week in range(3)]

    assert [event for event in heard.events if event[1] != "reviewdue.check"] == [
        ("reviewdue.reference.restricted", "reviewdue.reference.ref-0")
    ]
    assert [tally.changed for tally in tallies] == [["ref-0"], [], []]


def test_a_book_without_an_address_is_not_online_and_never_green(checked: Root, site: Site) -> None:
    register(checked, book={"type": "book", "edition": "8", "issued": 2017})

    scanned = held(checked, "book")
    tally = check_on(checked)
    check_on(checked, TODAY + timedelta(days=7))

    book = held(checked, "book")
    assert (scanned.availability, scanned.currency, scanned.integrity) == ("not_online", "unknown", "unknown")
    assert (book.availability, book.currency, book.integrity) == ("not_online", "unknown", "unknown")
    assert tally.checked == 0
    assert site.requests == []


SUPERSEDED = {
    "type": "book",
    "edition": "8",
    "superseded_by": [
        {"edition": "9", "released": "2025-07-03", "changed": ["lung"], "unchanged": ["breast"]},
    ],
}


def test_what_the_register_says_of_a_newer_edition_stands_after_the_scan_and_is_announced_once(checked: Root) -> None:
    heard = Heard()
    checked.register({"id": "manual-8", "title": "Manual of Lumps", **SUPERSEDED})

    for _ in range(2):
        checked.scan(watch=heard.watch)
    tally = check_on(checked, watch=heard.watch, ids=["manual-8"])

    (result,) = tally.results
    assert held(checked, "manual-8").currency == "superseded"
    assert result.superseded_by == "Manual of Lumps, 9th edition"
    said = result.evidence[-1]["observed"]
    assert said == "9th edition since 3 July 2025; whether the part that is cited changed is not known"
    assert [event for event, id in heard.events if id == "reviewdue.reference.manual-8"] == [
        "reviewdue.reference.superseded"
    ]


def test_a_result_has_the_keys_of_the_contract_and_its_evidence(checked: Root, site: Site) -> None:
    register(checked, site.url("/gone"))

    (result,) = check_on(checked).results

    found = result_as_dict(result)
    assert list(found) == [
        "id", "availability", "currency", "integrity", "confirmed", "http_status", "final_url", "superseded_by",
        "evidence", "elapsed_ms",
    ]  # fmt: skip
    assert (found["id"], found["availability"], found["confirmed"]) == ("ref-0", "not_found", False)
    assert [set(one) for one in found["evidence"]] == [{"checker", "url", "observed", "at"}] * 3
    assert found["elapsed_ms"] >= 0


def test_every_check_is_kept_in_the_record(checked: Root, site: Site) -> None:
    register(checked, site.url("/gone"))

    for day in days(3):
        check_on(checked, day)

    with checked.open() as project, project.ledger.begin() as connection:
        query = sa.select(source_check.c.at, source_check.c.availability).order_by(source_check.c.number)
        record = [(at.date(), availability) for at, availability in connection.execute(query)]
        newest = checks.last_checks(connection, ["ref-0"])["ref-0"]
    assert record == [(day, "not_found") for day in days(3)]
    assert newest.at.date() == days(3)[-1]


def test_only_references_in_use_are_checked(checked: Root, site: Site) -> None:
    register(checked, site.url("/one"), site.url("/two"))
    checked.register({"id": "ref-1", "title": "Source 1", "URL": site.url("/two")})
    checked.scan()

    check_on(checked)

    assert site.paths() == ["/two"]


def test_batches_are_watched_and_progress_counts_references(checked: Root, site: Site) -> None:
    register(checked, *[site.url(f"/{number}") for number in range(3)])
    names: list[str] = []
    seen: list[tuple[int, int | None]] = []

    def batch(work: Callable[[], Any], *, name: str) -> Callable[[], Any]:
        names.append(name)
        return work

    check_on(checked, watch=Watch(batch=batch, progress=lambda done, total: seen.append((done, total))))

    assert names == ["check references"]
    assert seen[-1] == (3, 3)
