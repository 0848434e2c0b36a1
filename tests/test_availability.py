"""What an answer from the web is taken to mean."""

from dataclasses import replace
from typing import Any

import pytest

from reviewdue.availability import Answer, Availability, Failure, Hop, compare, judge, network_is_down

PAGE = "https://www.example.org/guidance/breast-cancer"
BODY = b"<title>Breast cancer</title>"


def make_answer(**changes: Any) -> Answer:
    facts = {"url": PAGE, "final_url": changes.get("url", PAGE), "status": 200, "title": "Breast cancer", "body": BODY}
    return Answer(**(facts | changes))


def redirected(to: str, *, status: int = 302, **changes: Any) -> Answer:
    url = changes.get("url", PAGE)
    return make_answer(hops=(Hop(status=status, url=url),), final_url=to, **changes)


def verdict(answer: Answer) -> Availability:
    return judge(answer).availability


@pytest.mark.parametrize("status", [404, 410])
def test_not_there_is_not_found(status: int) -> None:
    assert verdict(make_answer(status=status)) is Availability.NOT_FOUND


@pytest.mark.parametrize(
    "status",
    [400, 401, 402, 403, 405, 406, 407, 409, 412, 413, 418, 421, 422, 423, 425, 428, 429, 431, 444, 451, 499, 600, 999],
)
def test_an_ambiguous_refusal_is_restricted_and_never_gone(status: int) -> None:
    assert verdict(make_answer(status=status)) is Availability.RESTRICTED


@pytest.mark.parametrize("status", [302, 305, 408, 500, 501, 502, 503, 504, 520, 522, 530, 599])
def test_a_server_that_fails_is_unreachable(status: int) -> None:
    assert verdict(make_answer(status=status)) is Availability.UNREACHABLE


@pytest.mark.parametrize("status", [200, 203, 206, 300, 304])
def test_an_answer_with_the_page_is_available(status: int) -> None:
    assert verdict(make_answer(status=status)) is Availability.AVAILABLE


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (Failure.TIMEOUT, Availability.UNREACHABLE),
        (Failure.REFUSED, Availability.UNREACHABLE),
        (Failure.RESET, Availability.UNREACHABLE),
        (Failure.TLS, Availability.UNREACHABLE),
        (Failure.DNS, Availability.UNREACHABLE),
        (Failure.NO_NETWORK, Availability.UNREACHABLE),
        (Failure.TOO_MANY_REDIRECTS, Availability.UNREACHABLE),
        (Failure.PROTOCOL, Availability.UNREACHABLE),
        (Failure.PRIVATE_NETWORK, Availability.UNCHECKED),
        (Failure.BAD_ADDRESS, Availability.UNCHECKED),
        (Failure.BAD_REDIRECT, Availability.UNREACHABLE),
        (Failure.FAULT, Availability.UNCHECKED),
    ],
)
def test_every_failure_has_its_verdict(failure: Failure, expected: Availability) -> None:
    assert verdict(make_answer(status=None, failure=failure)) is expected


def test_the_table_of_failures_leaves_none_out() -> None:
    for failure in Failure:
        assert judge(make_answer(status=None, failure=failure)).reason


def test_a_private_network_names_the_remedy() -> None:
    assert "checks.allow_networks" in judge(make_answer(status=None, failure=Failure.PRIVATE_NETWORK)).reason


def test_a_server_that_asks_to_wait_is_quoted() -> None:
    finding = judge(make_answer(status=429, retry_after=3600.0))

    assert finding.availability is Availability.RESTRICTED
    assert "asked to come back in 3600 s" in finding.reason


# --- redirects


@pytest.mark.parametrize("status", [301, 308])
def test_a_permanent_first_hop_is_a_move_and_names_the_new_address(status: int) -> None:
    finding = judge(redirected("https://www.example.org/new/breast-cancer", status=status))

    assert finding.availability is Availability.MOVED
    assert "https://www.example.org/new/breast-cancer" in finding.reason


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_temporary_first_hop_is_no_move(status: int) -> None:
    assert verdict(redirected("https://www.example.org/new/breast-cancer", status=status)) is Availability.AVAILABLE


def test_the_first_hop_decides_on_a_move() -> None:
    hops = (Hop(status=302, url=PAGE), Hop(status=301, url="https://www.example.org/b"))

    assert verdict(make_answer(hops=hops, final_url="https://www.example.org/c")) is Availability.AVAILABLE


def test_an_unchanged_page_behind_a_move_has_moved() -> None:
    answer = make_answer(status=304, hops=(Hop(status=301, url=PAGE),), final_url="https://example.org/new")

    assert verdict(answer) is Availability.MOVED


@pytest.mark.parametrize(
    "end",
    [
        "/404",
        "/404.html",
        "/error",
        "/en/error",
        "/errors/404",
        "/page-not-found",
        "/notfound.aspx",
        "/NotFound.aspx?path=/guidance",
        "/site/error404.html",
        "/seite-nicht-gefunden",
        "/errorpage?aspxerrorpath=/guidance/breast-cancer",
    ],
)
def test_a_redirect_to_an_error_page_is_not_found(end: str) -> None:
    assert verdict(redirected("https://www.example.org" + end)) is Availability.NOT_FOUND


@pytest.mark.parametrize(
    "end", ["/medication/errors", "/missing-periods", "/guidance/error-prone-pcr", "/area/404-bus"]
)
def test_an_error_that_is_a_subject_is_available(end: str) -> None:
    assert verdict(redirected("https://www.example.org" + end)) is Availability.AVAILABLE


@pytest.mark.parametrize(
    "end",
    ["", "/", "/index.html", "/en/", "/en-gb/", "/home", "/uk/en/home.aspx", "/?lang=en", "/default.aspx", "/#main"],
)
def test_a_redirect_from_deep_down_to_the_front_page_is_not_found(end: str) -> None:
    assert verdict(redirected("https://www.example.org" + end, status=301)) is Availability.NOT_FOUND


@pytest.mark.parametrize(
    ("asked", "end"),
    [
        ("http://example.org", "https://example.org/"),
        ("http://example.org/", "https://www.example.org/en/"),
        ("https://example.org/index.html", "https://example.org/"),
        ("https://example.org/en/home", "https://example.org/"),
        ("https://example.org/?utm_source=letter", "https://example.org/"),
        ("http://www.example.org/guidance", "https://example.org/guidance/"),
        ("https://example.org/tb", "https://example.org/tb/"),
        ("https://doi.org/10.1000/xyz", "https://journal.example.org/"),
        ("https://bit.ly/3abc", "https://www.example.org/"),
    ],
)
def test_a_front_page_that_was_meant_is_available(asked: str, end: str) -> None:
    assert verdict(redirected(end, url=asked)) is Availability.AVAILABLE


def test_a_front_page_instead_of_a_numbered_page_is_not_found() -> None:
    answer = redirected("https://example.org/", url="https://example.org/?p=1234")

    assert verdict(answer) is Availability.NOT_FOUND


def test_a_short_path_is_not_taken_for_a_language() -> None:
    assert verdict(redirected("https://example.org/", url="https://example.org/tb")) is Availability.NOT_FOUND


@pytest.mark.parametrize(
    "end",
    [
        "https://www.example.org/login?next=/guidance",
        "https://www.example.org/account/signin.aspx",
        "https://www.example.org/user/login",
        "https://login.example.org/",
        "https://idp.example.com/authorize?x=1",
        "https://www.example.org/idp/profile/SAML2/Redirect/SSO",
        "https://my.openathens.net/?returnUrl=x",
    ],
)
def test_a_redirect_to_a_sign_in_is_restricted(end: str) -> None:
    assert verdict(redirected(end)) is Availability.RESTRICTED


def test_a_sign_in_that_answers_404_to_a_script_is_restricted() -> None:
    answer = make_answer(status=404, hops=(Hop(status=302, url=PAGE),), final_url="https://login.example.org/x")

    assert verdict(answer) is Availability.RESTRICTED


@pytest.mark.parametrize("end", ["/authors/team", "/accounting", "/signs-of-cancer", "/blog/login-walls"])
def test_words_like_those_of_a_sign_in_are_pages(end: str) -> None:
    assert verdict(redirected("https://www.example.org" + end)) is Availability.AVAILABLE


def test_a_sign_in_on_the_way_to_the_page_is_available() -> None:
    hops = (Hop(status=302, url=PAGE), Hop(status=302, url="https://idp.example.org/authorize"))

    assert verdict(make_answer(hops=hops, final_url=PAGE)) is Availability.AVAILABLE


def test_a_prompt_refresh_counts_as_a_redirect() -> None:
    assert verdict(make_answer(refresh="https://www.example.org/404.html")) is Availability.NOT_FOUND


@pytest.mark.parametrize(
    ("end", "word"),
    [
        ("https://www.example.org/action/cookieAbsent", "a page that wants cookies"),
        ("https://www.example.org/nocookies?return=/guidance", "a page that wants cookies"),
        ("https://www.example.org/subscribe?next=1", "a page that asks to pay"),
        ("https://www.example.org/journal/paywall", "a page that asks to pay"),
        ("https://www.example.org/login", "a sign-in"),
    ],
)
def test_a_redirect_to_a_gate_is_restricted_and_says_to_which(end: str, word: str) -> None:
    finding = judge(redirected(end))

    assert finding.availability is Availability.RESTRICTED
    assert finding.reason == f"leads to {word} at {end}"


def test_a_gate_that_was_cited_is_a_page() -> None:
    asked = "https://www.example.org/subscribe"

    assert verdict(redirected("https://www.example.org/en/subscribe", url=asked)) is Availability.AVAILABLE


@pytest.mark.parametrize("host", ["www.hugedomains.com", "dan.com", "sedo.com"])
def test_a_redirect_to_where_domains_are_sold_is_not_found(host: str) -> None:
    assert verdict(redirected(f"https://{host}/domain_profile.cfm?d=example.org")) is Availability.NOT_FOUND


# --- many addresses of one site


def swept(paths: list[str], end: str = "/publications", status: int = 302) -> dict[str, Answer]:
    """What became of these paths of one site: all led to one end."""
    found = [redirected(f"https://www.example.org{end}", url=f"https://www.example.org{path}") for path in paths]
    hopped = [replace(answer, hops=(replace(answer.hops[0], status=status),)) for answer in found]
    return dict(compare([(answer.url, answer) for answer in hopped], [answer.url for answer in hopped]))


SCATTERED = ["/news/2019/a", "/guidance/b", "/leaflets/c", "/reports/d", "/news/2020/e"]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_many_pages_of_a_site_that_all_lead_to_one_are_not_found(status: int) -> None:
    answers = swept(SCATTERED, status=status)

    assert {verdict(answer) for answer in answers.values()} == {Availability.NOT_FOUND}
    assert judge(answers["https://www.example.org/guidance/b"]).reason == (
        "leads to https://www.example.org/publications, as do 4 other addresses of this site that were asked"
    )


@pytest.mark.parametrize(
    ("paths", "end", "status"),
    [
        (SCATTERED[:4], "/publications", 302),  # few
        ([*SCATTERED[:4], SCATTERED[0] + "/", SCATTERED[0].upper()], "/publications", 302),  # the same, spelt otherwise
        ([f"/ng12/chapter/{number}" for number in range(9)], "/ng12", 302),  # chapters of what they lead to
        ([f"/leaflets/part-{number}" for number in range(9)], "/leaflets-together", 301),  # parts of one thing
        ([*SCATTERED, "/publications"], "/publications", 302),  # the end was asked for itself
    ],
)
def test_pages_that_may_have_become_one_are_not_called_gone(paths: list[str], end: str, status: int) -> None:
    gone = [url for url, answer in swept(paths, end, status).items() if verdict(answer) is Availability.NOT_FOUND]

    assert gone == []


def test_pages_of_different_sites_are_not_compared() -> None:
    urls = [f"https://{name}.example.org/a/{name}" for name in "abcdef"]
    answers = compare([(url, redirected("https://new.example.org/home-care", url=url)) for url in urls], urls)

    assert {verdict(answer) for _, answer in answers} == {Availability.AVAILABLE}


# --- the network


def failed(failure: Failure | None) -> Answer:
    return make_answer(status=None if failure else 200, failure=failure)


@pytest.mark.parametrize(
    ("failures", "down"),
    [
        ([], False),
        ([Failure.DNS, Failure.NO_NETWORK], True),
        ([Failure.DNS, Failure.BAD_ADDRESS], True),
        ([Failure.BAD_ADDRESS], False),
        ([Failure.DNS, Failure.REFUSED], False),
        ([Failure.DNS, Failure.TIMEOUT], False),
        ([Failure.DNS, None], False),
    ],
)
def test_the_network_is_down_when_nothing_came_from_it(failures: list[Failure | None], down: bool) -> None:
    assert network_is_down(map(failed, failures)) is down


def from_host(number: int, failure: Failure | None = None, **changes: Any) -> Answer:
    url = f"https://site-{number}.example.org/page"
    return make_answer(url=url, failure=failure, status=None if failure else 200, **changes)


@pytest.mark.parametrize(
    ("failed", "well", "down"),
    [(5, 0, True), (4, 0, False), (18, 2, True), (17, 3, False), (5, 5, False)],
)
@pytest.mark.parametrize("failure", [Failure.TIMEOUT, Failure.TLS])
def test_many_hosts_that_fail_at_once_are_our_networks_matter(
    failed: int, well: int, down: bool, failure: Failure
) -> None:
    answers = [from_host(number, failure if number < failed else None) for number in range(failed + well)]

    assert network_is_down(answers) is down


def test_many_hosts_that_refuse_have_answered() -> None:
    assert not network_is_down(from_host(number, Failure.REFUSED) for number in range(20))


def test_one_host_with_many_pages_is_not_the_network() -> None:
    assert not network_is_down(make_answer(failure=Failure.TIMEOUT, status=None) for _ in range(100))


def test_a_wall_that_leads_every_site_to_its_own_sign_in_is_our_networks_matter() -> None:
    portal = "https://wifi.example.net/welcome?from="
    walled = [from_host(number, final_url=portal + str(number)) for number in range(9)]

    assert network_is_down([*walled, from_host(9)])
    assert not network_is_down([*walled, *(from_host(number) for number in range(9, 12))])
