"""The check: real answers from a server on loopback, day after day, and what stands in the ledger afterwards."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from reviewdue.checkqueue import BATCH, batches_of
from tests.checks import GUIDELINE, TEXT, check_on, closed_port, days, held, may_look_at, register
from tests.loopback import Reply, Request, Route, Site, page, redirect, serve
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


ANSWERS = {
    "/guideline": (GUIDELINE, "available", 200, None),
    "/moved": (redirect("/guideline", 301), "moved", 200, "/guideline"),
    "/elsewhere": (redirect("/guideline", 302), "available", 200, "/guideline"),
    "/login": (Reply(status=401), "restricted", 401, None),
    "/robots-out": (Reply(status=403), "restricted", 403, None),
    "/missing": (Reply(status=404), "not_found", 404, None),
    "/gone": (Reply(status=410), "not_found", 410, None),
    "/soft": (page("Page not found", "Page not found", "This page does not exist."), "not_found", 200, None),
    "/broken": (Reply(status=500), "unreachable", 500, None),
}


def test_what_a_server_answers_is_what_stands_in_the_ledger(checked: Root, site: Site) -> None:
    site.routes |= {path: reply for path, (reply, *_) in ANSWERS.items()}
    register(checked, *(site.url(path) for path in ANSWERS))

    check_on(checked)

    for number, (path, (_, availability, status, leads_to)) in enumerate(ANSWERS.items()):
        found = held(checked, f"ref-{number}")
        assert (path, found.availability, found.http_status) == (path, availability, status)
        assert (path, found.final_url) == (path, site.url(leads_to) if leads_to else None)
        assert found.reason


def test_a_server_that_is_not_there_is_unreachable_and_never_gone(checked: Root) -> None:
    register(checked, closed_port())

    for day in days(5):
        check_on(checked, day)

    assert (held(checked).availability, held(checked).confirmed, held(checked).failures) == ("unreachable", False, 0)


def test_a_source_is_suspected_until_it_was_missing_on_three_checks_over_three_days(checked: Root, site: Site) -> None:
    register(checked, site.url("/gone"))
    heard = Heard()
    confirmed = []

    for day in days(4):
        check_on(checked, day, watch=heard.watch)
        confirmed.append(held(checked).confirmed)

    assert confirmed == [False, False, False, True]
    assert [event for event, _ in heard.events if "reference" in event] == [
        "reviewdue.reference.not_found",
        "reviewdue.reference.gone",
    ]


def test_one_success_clears_a_suspicion(checked: Root, site: Site) -> None:
    register(checked, site.url("/guideline"))
    check_on(checked, TODAY)
    site.routes["/guideline"] = GUIDELINE

    check_on(checked, TODAY + timedelta(days=1))

    found = held(checked)
    assert (found.availability, found.failures, found.failing_since) == ("available", 0, None)


def test_checking_the_same_day_again_confirms_nothing(checked: Root, site: Site) -> None:
    register(checked, site.url("/gone"))

    for _ in range(5):
        check_on(checked, ids=["ref-0"])

    assert (held(checked).failures, held(checked).confirmed) == (5, False)


def test_what_was_found_is_due_within_the_week_and_what_is_in_doubt_the_next_day(checked: Root, site: Site) -> None:
    site.routes["/guideline"] = GUIDELINE
    register(checked, site.url("/guideline"), site.url("/gone"))

    tallies = [check_on(checked, day) for day in days(8)]

    assert [tally.checked for tally in tallies[:4]] == [2, 1, 1, 1]
    assert [tally.not_due for tally in tallies[:4]] == [0, 1, 1, 1]
    assert sum(tally.checked for tally in tallies[4:]) == 1
    assert site.paths().count("/guideline") == 2


def test_a_corrected_address_begins_anew_and_takes_nothing_over_from_the_old_one(checked: Root, site: Site) -> None:
    register(checked, site.url("/gone"))
    for day in days(4):
        check_on(checked, day)
    register(checked, site.url("/gone-too"))

    before = held(checked)
    check_on(checked, TODAY + timedelta(days=4))

    assert (before.availability, before.confirmed, before.failures, before.checked_at) == ("unchecked", False, 0, None)
    assert (held(checked).failures, held(checked).confirmed) == (1, False)


def test_another_wording_of_an_entry_keeps_what_is_known_of_its_address(checked: Root, site: Site) -> None:
    register(checked, site.url("/gone"))
    for day in days(2):
        check_on(checked, day)
    checked.register({"id": "ref-0", "title": "A better title", "URL": site.url("/gone")})
    checked.scan()

    assert (held(checked).failures, held(checked).checked_at) == (2, None)


def test_a_doi_is_checked_at_its_resolver(checked: Root, site: Site) -> None:
    body = b'{"responseCode": 1, "values": [{"type": "URL", "data": {"value": "https://journal.example.org/1"}}]}'
    site.routes["/api/handles/10.1000/lumps"] = Reply(body=body, headers={"content-type": "application/json"})
    register(checked, article={"DOI": "10.1000/lumps", "URL": "https://journal.example.org/1"})

    check_on(checked)

    assert held(checked, "article").availability == "available"
    assert site.paths() == ["/api/handles/10.1000/lumps"]


def versioned(request: Request) -> Reply:
    """A page that answers 304 to whoever knows its version."""
    if request.headers.get("if-none-match") == '"v1"':
        return Reply(status=304)
    return page("Guideline", text=TEXT, etag='"v1"', last_modified="Mon, 02 Nov 2026 08:00:00 GMT")


def test_the_version_is_sent_back_and_an_unchanged_page_stays_available(checked: Root, site: Site) -> None:
    site.routes["/guideline"] = versioned
    register(checked, site.url("/guideline"))

    for day in (TODAY, TODAY + timedelta(days=7), TODAY + timedelta(days=14)):
        check_on(checked, day)

    found = held(checked)
    assert [request.headers.get("if-none-match") for request in site.requests] == [None, '"v1"', '"v1"']
    assert site.requests[1].headers["if-modified-since"] == "Mon, 02 Nov 2026 08:00:00 GMT"
    assert (found.availability, found.http_status, found.etag) == ("available", 304, '"v1"')


def test_a_source_that_is_in_doubt_is_asked_for_as_a_whole(checked: Root, site: Site) -> None:
    broken = Reply(status=500, headers={"etag": '"the error page"'})
    answers: Iterator[Route] = iter([versioned, broken, broken, versioned])
    site.routes["/guideline"] = lambda request: route if isinstance(route := next(answers), Reply) else route(request)
    register(checked, site.url("/guideline"))

    for day in (TODAY, TODAY + timedelta(days=7), TODAY + timedelta(days=8)):
        check_on(checked, day)

    assert [request.headers.get("if-none-match") for request in site.requests] == [None, '"v1"', '"v1"', None]
    assert held(checked).availability == "available"


def test_an_address_is_fetched_once_however_many_references_and_pages_share_it(checked: Root, site: Site) -> None:
    site.routes["/guideline"] = GUIDELINE
    register(checked, *[site.url("/guideline")] * 3)

    tally = check_on(checked)

    assert site.paths() == ["/guideline"]
    assert tally.checked == 3
    assert {held(checked, f"ref-{number}").availability for number in range(3)} == {"available"}


def test_references_of_one_address_are_in_one_batch_and_every_reference_in_exactly_one() -> None:
    ids = [str(number) for number in range(2 * BATCH + 7)]
    addresses = {"0": "shared", str(2 * BATCH): "shared", str(BATCH - 1): "other", str(BATCH): "other", "gone": "other"}

    batches = list(batches_of(ids, addresses))

    assert sorted(id for batch in batches for id in batch) == sorted(ids)
    assert len(batches) == 3
    for address in ("shared", "other"):
        mine = {id for id in addresses if addresses[id] == address and id != "gone"}
        assert sum(bool(mine & set(batch)) for batch in batches) == 1
