"""What an answer from the web is taken to mean."""

from typing import Any

import pytest

from reviewdue.availability import Answer, Availability, Failure, Hop, judge, network_is_down
from reviewdue.availability.phrases import says_not_found

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


# --- what the page says


@pytest.mark.parametrize(
    "title",
    [
        "404",
        "Error 404",
        "404 - Page not found",
        "Page not found (404)",
        "Page not found | Example Health",
        "Example Health – Page Not Found",
        "HTTP Error 404 - File or directory not found.",
        "The page you requested could not be found",
        "Sorry, we can’t find the page you’re looking for",
        "We couldn&#39;t find the page you were looking for",
        "Oops! That page can&rsquo;t be found.",
        "This page&nbsp;no longer exists",
        "It looks like this page doesn't exist",
        "The resource cannot be found.",
        "Not Found",
        "410 Gone",
        "PAGE  NOT\nFOUND",
        "Seite nicht gefunden",
        "Die gesuchte Seite konnte nicht gefunden werden",
        "Fehler 404",
        "Page non trouvée",
        "La page demandée n’existe pas",
        "Página no encontrada",
        "Pagina non trovata",
        "Página não encontrada",
        "Pagina niet gevonden",
        "Sidan hittades inte",
        "Siden blev ikke fundet",
        "Sivua ei löydy",
        "Nie znaleziono strony",
        "Az oldal nem található",
        "Η σελίδα δεν βρέθηκε",
        "Heb ddod o hyd i'r dudalen",
    ],
)
def test_a_page_that_says_it_is_not_there_is_not_found(title: str) -> None:
    assert verdict(make_answer(title=title)) is Availability.NOT_FOUND
    assert verdict(make_answer(heading=title)) is Availability.NOT_FOUND


@pytest.mark.parametrize(
    "title",
    [
        "Form 404 notes",
        "Type 404 steel",
        "Room 404",
        "404 patients with melanoma: a cohort study",
        "HTTP 404 - Wikipedia",
        "How to handle page not found errors",
        "404 Not Found – how to fix broken links",
        "Page not found: what to do when links break",
        "Evidence not found for benefit of screening",
        "Drug not found in breast milk",
        "Missing periods",
        "Gone too soon: sudden cardiac death",
        "Access denied: how people without papers miss out on cancer care",
        "Blocked nose",
        "Security checks at hospitals",
        "Maintenance chemotherapy",
        "500 calories a day",
        "Signs in the breast",
    ],
)
def test_a_title_with_the_same_words_is_available(title: str) -> None:
    answer = make_answer(title=title, heading=title, has_password_field=True)

    assert verdict(answer) is Availability.AVAILABLE


def test_a_short_page_without_a_title_is_read() -> None:
    sentence = "Sorry, the page you asked for cannot be found.\nTry the search."

    assert verdict(make_answer(title="", text=sentence)) is Availability.NOT_FOUND


def test_a_long_page_is_judged_by_its_title_only() -> None:
    text = "Page not found.\n" + "A long text about what to do then. " * 60

    assert verdict(make_answer(text=text)) is Availability.AVAILABLE


@pytest.mark.parametrize("title", ["Site maintenance", "503 Service Unavailable", "An unexpected error occurred"])
def test_a_page_that_says_the_site_is_down_is_unreachable(title: str) -> None:
    assert verdict(make_answer(title=title)) is Availability.UNREACHABLE


def test_a_page_that_asks_to_sign_in_is_restricted() -> None:
    assert verdict(make_answer(title="Log in | Journal", has_password_field=True)) is Availability.RESTRICTED


def test_a_sign_in_box_beside_the_article_is_available() -> None:
    assert verdict(make_answer(has_password_field=True)) is Availability.AVAILABLE


# --- bot walls


@pytest.mark.parametrize("status", [200, 202, 403, 404, 410, 429, 500, 503])
@pytest.mark.parametrize(
    "challenge",
    [
        {"headers": {"cf-mitigated": "challenge"}},
        {"headers": {"x-amzn-waf-action": "captcha"}, "title": "", "body": b""},
        {"title": "Just a moment..."},
        {"title": "Attention Required! | Cloudflare"},
        {"title": "Access Denied"},
        {"title": "Nur einen Moment…"},
        {"title": "Are you a robot?"},
        {"heading": "Access to this page has been denied."},
        {"title": "", "text": "Please complete the security check to go on."},
        {"title": "x", "text": "", "body": b"<script>window.gokuProps = {}</script>"},
    ],
)
def test_a_bot_wall_is_restricted_whatever_the_status(status: int, challenge: dict[str, Any]) -> None:
    assert verdict(make_answer(status=status, **challenge)) is Availability.RESTRICTED


def test_a_page_with_a_captcha_in_its_form_is_available() -> None:
    text = "Write to us.\n" + "We answer within three days. " * 80 + "Complete the captcha."

    assert verdict(make_answer(text=text, body=b"px-captcha")) is Availability.AVAILABLE


def test_202_with_nothing_in_it_is_restricted() -> None:
    assert verdict(make_answer(status=202, title="", body=b"")) is Availability.RESTRICTED


@pytest.mark.parametrize("status", [200, 204])
def test_an_empty_answer_is_available_and_says_so(status: int) -> None:
    finding = judge(make_answer(status=status, title="", body=b""))

    assert finding.availability is Availability.AVAILABLE
    assert "nothing in it" in finding.reason


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


def test_hostile_titles_are_judged_in_no_time() -> None:
    for piece in ("the page ", "not found ", "404 ", "sorry ", "the page you are looking for to at ", "<h1", "- | "):
        assert not says_not_found(piece * 400 + "!x y z")
