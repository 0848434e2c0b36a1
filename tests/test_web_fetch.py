"""Fetching one address from real servers on loopback."""

from collections.abc import Iterator
from ipaddress import ip_network
from typing import Any

import pytest

from reviewdue.availability import Address, Answer, Availability, Failure, Hop, judge
from reviewdue.web import Fetcher, FetchLimits
from tests.loopback import Reply, Request, Site, page, redirect, resolve_to_loopback, serve

LOOPBACK = (ip_network("127.0.0.0/8"),)


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


def fetch(url: str, **limits: Any) -> Answer:
    facts: dict[str, Any] = {"allow_networks": LOOPBACK, "timeout": 5, "retry_pause": 0}
    with Fetcher(FetchLimits(**(facts | limits)), resolve=resolve_to_loopback) as fetcher:
        return fetcher.fetch(url)


def test_a_page_comes_back_with_what_it_shows(site: Site) -> None:
    site.routes["/a"] = page("A &amp; B", "The <em>first</em> heading", "Some text.", etag='"1"')

    answer = fetch(site.url("/a#part"))

    assert (answer.status, answer.title, answer.heading) == (200, "A & B", "The first heading")
    assert "Some text." in answer.text
    assert (answer.etag, answer.content_type, answer.hops) == ('"1"', "text/html", ())
    assert answer.final_url == site.url("/a")
    assert not answer.truncated


def test_only_get_is_used_because_head_lies(site: Site) -> None:
    def refuse_head(request: Request) -> Reply:
        return page() if request.method == "GET" else Reply(status=405)

    site.routes["/a"] = refuse_head

    assert fetch(site.url("/a")).status == 200
    assert [request.method for request in site.requests] == ["GET"]


def test_one_honest_user_agent_is_sent(site: Site) -> None:
    fetch(site.url("/a"), user_agent="reviewdue (web@example.org)")

    assert site.requests[0].headers["user-agent"] == "reviewdue (web@example.org)"
    assert site.requests[0].headers["accept-encoding"] == "gzip, deflate"


def test_spaces_and_letters_are_quoted_and_the_fragment_stays_here(site: Site) -> None:
    fetch(f" {site.base}/caf%C3%A9/größe 1?q=ä b#part\n")

    assert site.requests[0].path == "/caf%C3%A9/gr%C3%B6%C3%9Fe%201"
    assert site.requests[0].query == "q=%C3%A4%20b"


def test_a_redirect_to_a_page_behind_the_hash_is_not_one_to_the_front_page(site: Site) -> None:
    site.routes |= {"/guideline/7": redirect("/#/guideline/7"), "/leaflet/8": redirect("/#top"), "/": page()}

    one_page, front = fetch(site.url("/guideline/7")), fetch(site.url("/leaflet/8"))

    assert one_page.final_url == f"{site.base}/#/guideline/7"
    assert judge(one_page).availability is Availability.AVAILABLE
    assert judge(front).availability is Availability.NOT_FOUND


def test_credentials_in_an_address_are_not_sent(site: Site) -> None:
    fetch(site.base.replace("://", "://user:secret@") + "/a")

    assert "authorization" not in site.requests[0].headers


def test_proxies_of_the_environment_are_not_used(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    site.routes["/a"] = page()

    assert fetch(site.url("/a")).status == 200


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "ftp://example.org/",
        "mailto:a@example.org",
        "http://",
        "http:///a",
        "http://exa mple.org/",
        "http://[::1/",
        "http://example.org:99999/",
        "http://.example.org/",
        "http://*.org/",
        "https://\x00/",
    ],
)
def test_a_bad_address_is_an_answer(url: str) -> None:
    answer = fetch(url)

    assert (answer.failure, answer.url) == (Failure.BAD_ADDRESS, url)
    assert judge(answer).availability is Availability.UNCHECKED


def test_an_unchanged_page_is_asked_for_with_its_validators(site: Site) -> None:
    site.routes["/a"] = Reply(status=304)
    address = Address(url=site.url("/a"), etag='"1"', last_modified="Mon, 02 Nov 2026 10:00:00 GMT")

    with Fetcher(FetchLimits(allow_networks=LOOPBACK)) as fetcher:
        answer = fetcher.visit(address)

    assert site.requests[0].headers["if-none-match"] == '"1"'
    assert site.requests[0].headers["if-modified-since"] == "Mon, 02 Nov 2026 10:00:00 GMT"
    assert judge(answer).availability is Availability.AVAILABLE


# --- redirects


def test_redirects_are_followed_and_kept(site: Site) -> None:
    site.routes |= {"/a": redirect("b/c?x=1", 301), "/b/c": redirect(site.url("/d"), 307), "/d": page()}

    answer = fetch(site.url("/a"))

    assert answer.hops == (Hop(status=301, url=site.url("/a")), Hop(status=307, url=site.url("/b/c?x=1")))
    assert answer.final_url == site.url("/d")
    assert judge(answer).availability is Availability.MOVED


def test_a_location_in_utf8_is_understood(site: Site) -> None:
    site.routes |= {"/a": redirect("/gr\u00f6\u00dfe"), "/gr%C3%B6%C3%9Fe": page()}

    assert fetch(site.url("/a")).status == 200


def test_a_redirect_to_itself_ends_at_once(site: Site) -> None:
    site.routes["/a"] = redirect("/a")

    assert fetch(site.url("/a")).failure is Failure.TOO_MANY_REDIRECTS
    assert site.paths() == ["/a"]


def test_a_redirect_that_asks_for_its_cookie_is_followed(site: Site) -> None:
    def want_cookie(request: Request) -> Reply:
        seen = request.headers.get("cookie") == "seen=yes"
        return page() if seen else redirect("/a", set_cookie="seen=yes; Path=/")

    site.routes["/a"] = want_cookie

    assert fetch(site.url("/a")).status == 200


def test_cookies_end_with_the_chain_and_stay_on_their_host(site: Site) -> None:
    site.routes |= {"/a": redirect(site.url("/b", "other.example.org"), set_cookie="a=b; Path=/"), "/b": page()}
    with Fetcher(FetchLimits(allow_networks=LOOPBACK), resolve=resolve_to_loopback) as fetcher:
        fetcher.fetch(site.url("/a", "www.example.org"))
        fetcher.fetch(site.url("/a", "www.example.org"))

    assert site.paths() == ["/a", "/b", "/a", "/b"]
    assert not any("cookie" in request.headers for request in site.requests)


def test_redirects_without_end_are_left(site: Site) -> None:
    def further(request: Request) -> Reply:
        return redirect(f"/a?{int(request.query or 0) + 1}")

    site.routes["/a"] = further

    assert fetch(site.url("/a"), max_redirects=3).failure is Failure.TOO_MANY_REDIRECTS
    assert len(site.requests) == 4


def test_a_redirect_without_a_destination_is_what_came_back(site: Site) -> None:
    site.routes["/a"] = Reply(status=302)

    assert judge(fetch(site.url("/a"))).availability is Availability.UNREACHABLE


@pytest.mark.parametrize(
    "to",
    [
        "mailto:a@example.org",
        "http://[::1",
        "http://exa mple.org/",
        "file:///etc/passwd",
        "gopher://www.example.org/1",
        "javascript:alert(1)",
        "data:text/html,hello",
    ],
)
def test_a_redirect_to_a_bad_address_is_an_answer(site: Site, to: str) -> None:
    site.routes["/a"] = redirect(to)

    finding = judge(fetch(site.url("/a")))

    assert finding.availability is Availability.UNREACHABLE
    assert finding.reason == f"redirects to what is not an address of the web: {to}"


# --- verdicts on real answers


@pytest.mark.parametrize(
    ("route", "expected"),
    [
        (page("Page not found - Example"), Availability.NOT_FOUND),
        (redirect("/"), Availability.NOT_FOUND),
        (redirect("/login?next=/a"), Availability.RESTRICTED),
        (redirect("/errors/404.html"), Availability.NOT_FOUND),
        (page("Just a moment...", status=503), Availability.RESTRICTED),
        (page("Not found", status=404, cf_mitigated="challenge"), Availability.RESTRICTED),
        (page("Sign in", text="<input type=password name=p>"), Availability.RESTRICTED),
        (page("Breast cancer", text="<input type='Password'>"), Availability.AVAILABLE),
        (page(text="<script>var html = '<h1>Page not found</h1>'</script>"), Availability.AVAILABLE),
        (Reply(status=403), Availability.RESTRICTED),
        (Reply(status=200), Availability.AVAILABLE),
        (Reply(status=200, body=b"%PDF-1.7", headers={"content-type": "application/pdf"}), Availability.AVAILABLE),
        (Reply(status=404), Availability.NOT_FOUND),
        (Reply(status=999), Availability.RESTRICTED),
    ],
)
def test_what_sites_do_is_judged_right(site: Site, route: Reply, expected: Availability) -> None:
    site.routes |= {"/": page("Front"), "/login": page("Hello"), "/errors/404.html": page("Hm"), "/deep/a": route}

    assert judge(fetch(site.url("/deep/a"))).availability is expected


# --- failures


def test_a_refused_connection_is_named() -> None:
    assert fetch("http://127.0.0.1:1/").failure is Failure.REFUSED


def test_an_answer_that_is_no_http_is_named(site: Site) -> None:
    site.routes["/a"] = Reply(raw=b"SSH-2.0-example\r\n")

    assert fetch(site.url("/a")).failure is Failure.PROTOCOL


def test_a_name_that_cannot_exist_is_a_bad_address() -> None:
    with Fetcher(FetchLimits()) as fetcher:
        assert fetcher.fetch("http://" + "a" * 64 + ".example/").failure is Failure.BAD_ADDRESS


def test_a_key_in_a_header_goes_to_the_host_it_is_for_and_no_further(site: Site) -> None:
    site.routes |= {"/a": redirect(site.url("/b", "other.example.org")), "/b": page(text="Elsewhere.")}
    address = Address(url=site.url("/a", "api.example.org"), headers=(("API-Key", "secret"),))

    with Fetcher(FetchLimits(allow_networks=LOOPBACK), resolve=resolve_to_loopback) as fetcher:
        fetcher.visit(address)

    assert [request.headers.get("api-key") for request in site.requests] == ["secret", None]


def test_a_body_is_posted_and_after_a_redirect_only_asked_for(site: Site) -> None:
    site.routes |= {"/a": redirect("/b", 303), "/b": page(text="Here.")}
    address = Address(url=site.url("/a"), body=b"id=1&id=2", headers=(("Content-Type", "text/plain"),))

    with Fetcher(FetchLimits(allow_networks=LOOPBACK)) as fetcher:
        answer = fetcher.visit(address)

    assert [(request.method, request.body) for request in site.requests] == [("POST", b"id=1&id=2"), ("GET", b"")]
    assert answer.status == 200


def test_more_is_read_where_more_is_asked_for(site: Site) -> None:
    site.routes["/a"] = Reply(body=b"x" * 100_000)

    with Fetcher(FetchLimits(allow_networks=LOOPBACK)) as fetcher:
        usual, more = (fetcher.visit(Address(url=site.url("/a"), max_bytes=most)) for most in (None, 200_000))

    assert (len(usual.body), usual.truncated) == (32 * 1024, True)
    assert (len(more.body), more.truncated) == (100_000, False)
