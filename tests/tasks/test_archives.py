"""Of a source that is gone: the archived copy nearest to the review of each page that cites it."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewdue.availability import Answer
from reviewdue.checktally import CheckTally
from reviewdue.impact import find_impact, impact_as_dict
from reviewdue.services import Access, State, Told
from reviewdue.services.service import Unreadable
from reviewdue.services.wayback import WAYBACK, copy_near
from tests.checks import check_on, services_at
from tests.loopback import Reply, Request, Site, serve
from tests.mailings import outbox, remind_on
from tests.projects import TODAY, Root
from tests.tasks.test_settling import task_of, write

ACCESS = Access(url="https://archive.example.org/available")
GONE_ON = TODAY + timedelta(days=3)


def copy_of(request: Request) -> Reply:
    """The archive made a copy on the first of every month."""
    asked = parse_qs(request.query)
    stamp = asked.get("timestamp", ["20261101"])[0][:6] + "01120000"
    url = f"http://web.archive.org/web/{stamp}/{asked['url'][0]}"
    closest = {"available": True, "url": url, "timestamp": stamp, "status": "200"}
    return Reply(body=json.dumps({"archived_snapshots": {"closest": closest}}).encode())


@pytest.fixture
def site(root: Root) -> Iterator[Site]:
    """A site with an archive and without the source that three pages cite."""
    with serve() as site:
        site.routes["/archive"] = copy_of
        services = services_at(site, wayback={"url": f"{site.base}/archive"})
        root.configure(checks={"allow_networks": ["127.0.0.0/8"], "timeout": 3, "services": services})
        root.register({"id": "leaflet", "title": "Leaflet", "URL": f"{site.base}/leaflet?a=1"})
        write(root, "a", references=["leaflet"], last_reviewed="2024-05-20")
        write(root, "b", references=["leaflet"], last_reviewed="2025-02-10")
        write(root, "c", references=["leaflet"], last_reviewed="2025-02-10")
        root.scan()
        yield site


def check_until_gone(root: Root) -> list[CheckTally]:
    return [check_on(root, TODAY + timedelta(days=days), network_is_up=lambda: True) for days in range(4)]


def asked(site: Site) -> list[str]:
    return [request.query for request in site.requests if request.path == "/archive"]


def test_the_copy_nearest_to_each_review_is_asked_for_once_it_is_gone_and_only_once(root: Root, site: Site) -> None:
    check_until_gone(root)
    check_on(root, GONE_ON + timedelta(days=8), network_is_up=lambda: True)

    bare = site.base.removeprefix("http://")
    assert sorted(asked(site)) == [
        f"url={bare}/leaflet%3Fa%3D1&timestamp=20240520",
        f"url={bare}/leaflet%3Fa%3D1&timestamp=20250210",
    ]


def test_it_is_named_with_the_reason_in_mail_and_in_the_impact(root: Root, site: Site) -> None:
    check_until_gone(root)
    remind_on(root, GONE_ON)

    finding = task_of(root, "a").reasons[0].finding
    assert finding.instead == "the archived copy of 1 May 2024"
    assert finding.instead_url is not None
    assert finding.instead_url.startswith("http://web.archive.org/web/20240501120000/")
    said = " ".join(outbox(root)[0].get_body(("plain",)).get_content().split())  # type: ignore[union-attr]
    assert "archived copy of 1 February 2025: http://web.archive.org/web/20250201120000/" in said
    with root.open(GONE_ON) as project:
        pages = impact_as_dict(find_impact(project, "leaflet"))["pages"]
    assert all("Use instead: the archived copy of 1 " in page["why"] for page in pages)


def test_an_archive_that_has_nothing_is_asked_again_in_a_month(root: Root, site: Site) -> None:
    site.routes["/archive"] = Reply(body=b'{"archived_snapshots": {}}')
    check_until_gone(root)
    first = len(asked(site))
    for days in (8, 16, 24, 32):
        check_on(root, GONE_ON + timedelta(days=days), network_is_up=lambda: True)

    assert (first, len(asked(site))) == (2, 4)
    assert task_of(root, "a").reasons[0].finding.instead is None


def test_an_archive_that_is_down_is_named_and_asked_at_the_next_check(root: Root, site: Site) -> None:
    site.routes["/archive"] = Reply(status=503)
    tallies = check_until_gone(root)
    site.routes["/archive"] = copy_of
    check_on(root, GONE_ON + timedelta(days=1), network_is_up=lambda: True)

    assert any("the Internet Archive could not be asked" in said for said in tallies[-1].shortfalls)
    assert tallies[-1].tasks.opened == 3
    with root.open(GONE_ON) as project:
        assert all("archived copy" in page["why"] for page in impact_as_dict(find_impact(project, "leaflet"))["pages"])


def read(body: bytes, status: int = 200) -> Told:
    """What the archive's answer says of one address."""
    assert WAYBACK.read is not None
    answer = Answer(url="", final_url="", status=status, body=body)
    (told,) = WAYBACK.read([copy_near("https://a.example.org/", None)], answer, ACCESS)
    return told


@pytest.mark.parametrize(
    "closest",
    [
        None,
        {"available": False},
        {"available": True, "status": "404", "url": "http://web.archive.org/x", "timestamp": "20240501"},
        {"available": True, "status": "200", "url": "javascript:alert(1)", "timestamp": "20240501"},
        {"available": True, "status": "200", "url": "http://web.archive.org/x", "timestamp": "yesterday"},
    ],
)
def test_what_is_no_copy_of_the_page_is_none(closest: object) -> None:
    assert read(json.dumps({"archived_snapshots": {"closest": closest}}).encode()).state is State.ABSENT


JSON = st.recursive(st.none() | st.integers() | st.text(), st.lists)


@given(st.binary(max_size=100) | JSON.map(lambda data: json.dumps(data).encode()))
def test_no_answer_of_the_archive_ends_the_check(body: bytes) -> None:
    try:
        read(body)
    except Unreadable:
        return


def test_the_newest_copy_is_asked_for_where_no_review_is_known() -> None:
    address = WAYBACK.request([copy_near("https://a.example.org/b c", None)], ACCESS)

    assert address.url == "https://archive.example.org/available?url=a.example.org/b%20c"


def test_the_day_of_the_review_goes_along() -> None:
    address = WAYBACK.request([copy_near("https://a.example.org/", date(2024, 5, 20))], ACCESS)

    assert address.url.endswith("?url=a.example.org/&timestamp=20240520")
