"""Pages that a sitemap lists: their printed and stated dates, and how rarely and politely they are asked for."""

import gzip
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from reviewdue.pages import ReviewStatus
from tests.loopback import Reply, Request, Site, page, serve
from tests.projects import TODAY, Root

NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
DATES = "Page last reviewed: 4 February 2024<br>Next review due: 4 February 2027"
LINKED = (
    '<!doctype html><html lang="en"><title>Linked</title><script type="application/ld+json">'
    '{"@type": "MedicalWebPage", "lastReviewed": ["2024-07-31T23:30:00+00:00", "2027-07-31T23:30:00+00:00"],'
    ' "dateModified": "2025-01-02"}</script>'
)


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


@pytest.fixture
def project(root: Root, site: Site) -> Root:
    configure(root, site)
    return root


def configure(root: Root, site: Site, /, **source: Any) -> None:
    source = {"name": "web", "kind": "sitemap", "path": site.url("/sitemap.xml")} | source
    root.configure(sources=[source], checks={"allow_networks": ["127.0.0.0/8"], "per_host": 2})


def urlset(site: Site, *paths: str, **lastmods: str) -> bytes:
    entries = [f"<url><loc>{site.url(path)}</loc></url>" for path in paths] + [
        f"<url><loc> {site.url('/' + name)} </loc><lastmod>{day}</lastmod></url>" for name, day in lastmods.items()
    ]
    return f'<?xml version="1.0"?><urlset {NAMESPACE}>{"".join(entries)}</urlset>'.encode()


def list_pages(site: Site, *paths: str, **lastmods: str) -> None:
    """A sitemap that lists these pages, each of which prints its dates."""
    site.routes["/sitemap.xml"] = Reply(body=urlset(site, *paths, **lastmods))
    for path in [*paths, *(f"/{name}" for name in lastmods)]:
        site.routes.setdefault(path, page("A page", "A page", DATES))


def asked_for(site: Site) -> list[str]:
    """The pages that were asked for since the last call of this."""
    paths = sorted(path for path in site.paths() if path != "/sitemap.xml")
    site.requests.clear()
    return paths


def test_printed_and_stated_dates_of_every_listed_page_are_read(project: Root, site: Site) -> None:
    list_pages(site, "/printed", "/linked")
    site.routes["/linked"] = Reply(body=LINKED.encode(), headers={"content-type": "text/html"})

    tally = project.scan()

    lines = project.lines()
    printed, linked = lines[site.url("/printed")], lines[site.url("/linked")]
    assert tally.shortfalls == []
    assert (printed.last_reviewed, printed.next_review_due) == (date(2024, 2, 4), date(2027, 2, 4))
    assert (linked.last_reviewed, linked.next_review_due) == (date(2024, 8, 1), date(2027, 8, 1))
    assert (linked.title, linked.language, linked.url) == ("Linked", "en", site.url("/linked"))
    assert linked.edited_on == date(2025, 1, 2)


def test_an_index_and_packed_sitemaps_are_followed(project: Root, site: Site) -> None:
    inner = "".join(f"<sitemap><loc>{site.url(f'/{name}')}</loc></sitemap>" for name in ("a.xml", "b.xml.gz", "a.xml"))
    site.routes["/sitemap.xml"] = Reply(body=f"<sitemapindex {NAMESPACE}>{inner}</sitemapindex>".encode())
    site.routes["/a.xml"] = Reply(body=urlset(site, "/one"))
    site.routes["/b.xml.gz"] = Reply(body=gzip.compress(urlset(site, "/two")))
    site.routes |= {path: page(text=DATES) for path in ("/one", "/two")}

    tally = project.scan()

    assert tally.shortfalls == []
    assert sorted(project.lines()) == [site.url("/one"), site.url("/two")]
    assert site.paths().count("/a.xml") == 1


def test_a_sitemap_may_be_a_file_of_the_site_that_was_built(root: Root, site: Site) -> None:
    (root.path / "public").mkdir()
    (root.path / "public" / "sitemap.xml").write_bytes(urlset(site, "/one"))
    site.routes["/one"] = page(text=DATES)
    configure(root, site, path="public/sitemap.xml")

    assert root.scan().shortfalls == []
    assert list(root.lines()) == [site.url("/one")]


def test_a_page_with_the_same_lastmod_is_not_asked_for_again(project: Root, site: Site) -> None:
    list_pages(site, one="2026-01-01", two="2026-01-01")
    project.scan()
    asked_for(site)
    list_pages(site, one="2026-01-01", two="2026-11-01")

    tally = project.scan(TODAY + timedelta(days=1))

    assert asked_for(site) == ["/two"]
    assert (tally.files, tally.parsed) == (2, 1)


def test_a_lastmod_is_not_believed_for_ever(project: Root, site: Site) -> None:
    list_pages(site, one="2026-01-01")
    project.scan()
    asked_for(site)

    project.scan(TODAY + timedelta(days=27))
    within = asked_for(site)
    project.scan(TODAY + timedelta(days=28))

    assert (within, asked_for(site)) == ([], ["/one"])


def test_a_page_without_lastmod_is_asked_whether_it_changed(project: Root, site: Site) -> None:
    def answer(request: Request) -> Reply:
        if request.headers.get("if-none-match") == '"1"':
            return Reply(status=304)
        return page(text=DATES, etag='"1"')

    list_pages(site, "/one")
    site.routes["/one"] = answer
    project.scan()

    tallies = [project.scan(TODAY + timedelta(days=day)) for day in (1, 2)]

    assert [tally.shortfalls for tally in tallies] == [[], []]
    assert [request.headers.get("if-none-match") for request in site.requests if request.path == "/one"] == [
        None,
        '"1"',
        '"1"',
    ]
    assert project.lines()[site.url("/one")].next_review_due == date(2027, 2, 4)


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(status=500), "answered 500"),
        (Reply(status=403), "answered 403"),
        (page("Page not found"), "Page not found"),
        (Reply(body=b"%PDF", headers={"content-type": "application/pdf"}), "is no HTML page but application/pdf"),
    ],
)
def test_a_page_that_does_not_answer_stays_as_it_was_and_the_scan_says_so(
    project: Root, site: Site, reply: Reply, said: str
) -> None:
    list_pages(site, "/one", "/two")
    project.scan()
    site.routes["/one"] = reply

    tally = project.scan()

    assert tally.shortfalls == ["web: 1 page could not be looked at; what was last seen of them stays on the lists"]
    assert sorted(project.codes()) == ["page_unread", "pages_unread"]
    assert any(said in problem.message for problem in project.problems())
    assert project.lines()[site.url("/one")].next_review_due == date(2027, 2, 4)


def test_a_page_that_never_answered_is_unreadable_until_it_does(project: Root, site: Site) -> None:
    list_pages(site, one="2026-01-01")
    site.routes["/one"] = Reply(status=403)

    project.scan()
    refused = project.lines()[site.url("/one")]
    site.routes["/one"] = page("A page", text=DATES)
    tally = project.scan()

    assert refused.status is ReviewStatus.UNREADABLE
    assert tally.shortfalls == []
    assert project.lines()[site.url("/one")].status is ReviewStatus.DUE
    assert project.problems() == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<html><p>Sign in</p></html>", "is no sitemap: it begins with <html>"),
        (b"<urlset", ":1: not XML"),
        (b"", ":1: not XML"),
        (gzip.compress(b"<urlset/>", mtime=0)[:-12], "breaks off"),
        (b"\x1f\x8bnonsense", "cannot be unpacked"),
        (
            b'<!DOCTYPE u [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><urlset><url><loc>&c;</loc></url></urlset>',
            "XML that is not read for safety",
        ),
    ],
)
def test_what_is_no_sitemap_is_a_source_that_failed_and_no_empty_one(
    project: Root, site: Site, body: bytes, said: str
) -> None:
    site.routes["/sitemap.xml"] = Reply(body=body)

    tally = project.scan()

    assert len(tally.shortfalls) == 1
    assert said in tally.shortfalls[0]
    assert project.codes() == ["source_failed"]


def test_a_sitemap_that_leads_into_a_private_network_is_refused(root: Root, site: Site) -> None:
    list_pages(site, "/one")
    configure(root, site)
    root.configure(checks={})

    assert "private network" in root.scan().shortfalls[0]
    assert site.requests == []


def test_an_empty_sitemap_and_a_shrunken_one_are_named_states(project: Root, site: Site) -> None:
    list_pages(site, *(f"/{number}" for number in range(5)))
    project.scan()
    list_pages(site, "/0", "/1")
    fell = project.scan()
    list_pages(site)

    empty = project.scan()

    assert fell.shortfalls == ["web: 3 of 5 pages were not found; they stay on the lists as they were last seen"]
    assert "holds no pages; 5 pages stay" in empty.shortfalls[0]
    assert len(project.lines()) == 5


def test_patterns_choose_among_the_listed_pages_by_their_paths(root: Root, site: Site) -> None:
    list_pages(site, "/", "/conditions/one", "/conditions/draft", "/news/two")
    configure(root, site, include="conditions/", exclude="draft")

    root.scan()

    assert list(root.lines()) == [site.url("/conditions/one")]


def test_a_relative_entry_is_a_problem_and_pictures_and_translations_are_no_pages(project: Root, site: Site) -> None:
    extra = f'<image:image xmlns:image="urn:i"><image:loc>{site.url("/picture")}</image:loc></image:image>'
    entries = f"<url><loc>/relative</loc></url><url>{extra}<loc>{site.url('/one')}#top</loc></url>"
    body = f"<urlset {NAMESPACE}>{entries}</urlset>"
    site.routes |= {"/sitemap.xml": Reply(body=body.encode()), "/one": page(text=DATES)}

    project.scan()

    assert project.codes() == ["address_unreadable"]
    assert list(project.lines()) == [site.url("/one")]


def test_no_more_pages_are_asked_for_at_once_than_the_configuration_allows(project: Root, site: Site) -> None:
    gate = threading.Barrier(2, timeout=30)

    def answer(_: Request) -> Reply:
        gate.wait()
        return page(text=DATES)

    paths = [f"/{number}" for number in range(8)]
    site.routes |= dict.fromkeys(paths, answer)
    list_pages(site, *paths)

    project.scan()

    assert site.most_at_once == 2
