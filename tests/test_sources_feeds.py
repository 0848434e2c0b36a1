"""Pages described in a JSON feed: files or an address, page after page, by JMESPath; and a feed that fails says so."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from reviewdue.pages import ReviewStatus
from tests.loopback import Reply, Request, Site, serve
from tests.projects import TODAY, Root, make_project

FIELDS = {
    "id": "url",
    "url": "url",
    "title": "name",
    "last_reviewed": "lastReviewed[0]",
    "next_review_due": "lastReviewed[1]",
}
SOURCE: dict[str, Any] = {
    "name": "nhs",
    "kind": "feed",
    "path": "feed/*.json",
    "items": "significantLink[]",
    "fields": FIELDS,
}


def item(name: str, last: str = "2025-01-10T00:00:00+00:00", due: str = "2028-01-10T00:00:00+00:00") -> dict[str, Any]:
    return {"url": f"https://www.example.org/{name}/", "name": name.title(), "lastReviewed": [last, due]}


def feed(*items: Any, **more: Any) -> bytes:
    return json.dumps({"significantLink": items, **more}).encode()


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


@pytest.fixture
def project(root: Root) -> Root:
    (root.path / "feed").mkdir()
    root.configure(sources=[SOURCE])
    return root


def write_feed(root: Root, *items: Any, name: str = "1.json") -> Path:
    file = root.path / "feed" / name
    file.write_bytes(feed(*items))
    return file


def configure_address(root: Root, site: Site, **more: Any) -> None:
    source = SOURCE | {"path": site.url("/conditions")} | more
    root.configure(sources=[source], checks={"allow_networks": ["127.0.0.0/8"]})


def test_every_item_of_every_file_is_a_page_with_its_dates(project: Root) -> None:
    write_feed(project, item("asthma"), item("cough", "2023-02-01T00:00:00+00:00", "2026-02-01T00:00:00+00:00"))
    write_feed(project, item("zika"), name="2.json")

    tally = project.scan()

    lines = project.lines()
    assert tally.shortfalls == []
    assert len(lines) == 3
    cough = lines["https://www.example.org/cough/"]
    assert (cough.title, cough.url, cough.path) == ("Cough", cough.id, cough.id)
    assert (cough.last_reviewed, cough.next_review_due) == (date(2023, 2, 1), date(2026, 2, 1))
    assert cough.status is ReviewStatus.OVERDUE


def test_a_time_stamp_is_the_day_it_is_for_the_publisher(project: Root) -> None:
    write_feed(project, item("asthma", "2025-06-30T23:30:00+00:00", "2027-12-31T23:30:00+00:00"))

    project.scan()

    (line,) = project.lines().values()
    assert (line.last_reviewed, line.next_review_due) == (date(2025, 7, 1), date(2027, 12, 31))


def test_only_what_changed_is_read_again(project: Root) -> None:
    write_feed(project, item("asthma"), item("cough"))
    project.scan()
    unchanged = project.scan()
    write_feed(project, dict(reversed(item("asthma").items())), item("cough", "2026-01-10"))

    changed = project.scan()

    assert (unchanged.files, unchanged.parsed) == (2, 0)
    assert changed.parsed == 1
    assert project.lines()["https://www.example.org/cough/"].last_reviewed == date(2026, 1, 10)


def test_an_item_that_left_the_feed_leaves_the_lists_with_its_feed_whole(project: Root) -> None:
    write_feed(project, *(item(f"page-{number}") for number in range(6)))
    project.scan()
    write_feed(project, *(item(f"page-{number}") for number in range(5)))

    tally = project.scan(TODAY + timedelta(days=1))

    assert (tally.removed, tally.shortfalls) == (1, [])
    assert len(project.lines()) == 5


def test_a_date_that_cannot_be_read_is_a_problem_of_its_page(project: Root) -> None:
    write_feed(project, item("asthma", due="2022-02-31"))

    project.scan()

    (problem,) = project.problems()
    assert (problem.path, problem.code) == ("https://www.example.org/asthma/", "date_impossible")
    assert project.lines()["https://www.example.org/asthma/"].status is ReviewStatus.UNREADABLE


def test_items_without_a_name_and_items_described_twice_are_problems(project: Root) -> None:
    write_feed(project, item("asthma"), {"name": "Nameless"}, "words", item("asthma"), item("asthma", "2026-01-01"))

    tally = project.scan()

    assert tally.shortfalls == []
    assert sorted(project.codes()) == ["duplicate_item", "item_unnamed", "item_unnamed"]
    assert project.lines()["https://www.example.org/asthma/"].last_reviewed == date(2025, 1, 10)


def test_an_item_with_nothing_but_an_id_is_named_by_feed_and_id(project: Root) -> None:
    project.configure(sources=[{"name": "cms", "kind": "feed", "path": "feed/1.json"}])
    (project.path / "feed" / "1.json").write_text('[{"id": 7, "title": "Seven", "last_reviewed": "2026-01-10"}]')

    project.scan()

    (line,) = project.lines().values()
    assert (line.id, line.path, line.title) == ("7", "feed/1.json#7", "Seven")
    assert line.next_review_due == date(2029, 1, 10)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"{", "feed/1.json:1: not JSON"),
        (b"[" * 5000, "feed/1.json: not JSON"),
        (b"\xff", "feed/1.json: not JSON"),
        (b'{"other": []}', "“significantLink[]” finds no list there"),
    ],
)
def test_a_feed_that_cannot_be_read_is_a_source_that_failed_and_its_pages_stay(
    project: Root, text: bytes, said: str
) -> None:
    write_feed(project, item("asthma"))
    project.scan()
    (project.path / "feed" / "1.json").write_bytes(text)

    tally = project.scan()

    assert len(tally.shortfalls) == 1
    assert said in tally.shortfalls[0]
    assert project.codes() == ["source_failed"]
    assert len(project.lines()) == 1


def test_a_feed_without_files_failed_and_a_feed_without_items_is_empty(project: Root) -> None:
    absent = project.scan()
    write_feed(project)

    empty = project.scan()

    assert absent.shortfalls == ["nhs: no file is named feed/*.json"]
    assert empty.shortfalls == ["nhs: the feed feed/*.json holds no pages"]
    assert project.codes() == ["source_empty"]


def test_a_feed_behind_an_address_is_followed_to_its_last_page(root: Root, site: Site) -> None:
    def answer(request: Request) -> Reply:
        number = int(parse_qs(request.query).get("page", ["1"])[0])
        following = [{"name": "Next Page", "url": f"/conditions?page={number + 1}"}] if number < 3 else []
        return Reply(body=feed(item(f"page-{number}"), relatedLink=following))

    site.routes["/conditions"] = answer
    configure_address(root, site, headers={"apikey": "secret"})

    tally = root.scan()

    assert tally.shortfalls == []
    assert sorted(root.lines()) == [f"https://www.example.org/page-{number}/" for number in (1, 2, 3)]
    assert [request.headers["apikey"] for request in site.requests] == ["secret"] * 3
    assert "reads review dates" in site.requests[0].headers["user-agent"]


def test_a_key_is_not_told_to_another_host_that_the_feed_names(root: Root, site: Site) -> None:
    with serve() as other:
        other.routes["/more"] = Reply(body=feed(item("cough")))
        link = {"link": f'<{other.url("/more")}>; rel="next"'}
        site.routes["/conditions"] = Reply(body=feed(item("asthma")), headers=link)
        configure_address(root, site, headers={"apikey": "secret"})

        root.scan()

        assert len(root.lines()) == 2
        assert "apikey" not in other.requests[0].headers


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(status=500), "answered 500"),
        (Reply(status=401), "answered 401"),
        (Reply(body=feed(item("asthma"), next="/conditions")), "the pages of the feed do not end"),
        (Reply(body=b"<html>", headers={"content-type": "text/html"}), "not JSON"),
    ],
)
def test_a_page_of_a_feed_that_fails_fails_the_source(root: Root, site: Site, reply: Reply, said: str) -> None:
    site.routes["/conditions"] = reply
    configure_address(root, site)

    tally = root.scan()

    assert len(tally.shortfalls) == 1
    assert said in tally.shortfalls[0]
    assert root.codes() == ["source_failed"]


def test_a_feed_in_a_private_network_is_refused_unless_that_is_allowed(root: Root, site: Site) -> None:
    site.routes["/conditions"] = Reply(body=feed(item("asthma")))
    configure_address(root, site)
    root.configure(checks={})

    tally = root.scan()

    assert "private network" in tally.shortfalls[0]
    assert site.requests == []


def test_two_sources_that_give_out_one_id_keep_it_apart_scan_after_scan(tmp_path: Path) -> None:
    root = make_project(tmp_path, sources=[SOURCE | {"path": "a.json"}, SOURCE | {"name": "b", "path": "b.json"}])
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_bytes(feed(item("asthma") | {"url": f"https://{name[0]}.example.org/"}))
    root.configure(sources=[source | {"fields": FIELDS | {"id": "name"}} for source in root.settings["sources"]])

    for _ in range(3):
        root.scan()

    lines = root.lines()
    assert sorted(lines) == ["Asthma", "https://b.example.org/"]
    assert lines["Asthma"].path == "https://a.example.org/"
    assert root.codes() == ["duplicate_id"]
