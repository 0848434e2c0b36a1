"""What a page says of itself: that it is not there, that robots may not see it, or that one must sign in."""

from typing import Any

import pytest

from reviewdue.availability import Answer, Availability, Hop, judge
from reviewdue.availability.phrases import says_not_found

PAGE = "https://www.example.org/guidance/breast-cancer"
BODY = b"<title>Breast cancer</title>"


def make_answer(**changes: Any) -> Answer:
    facts = {"url": PAGE, "final_url": changes.get("url", PAGE), "status": 200, "title": "Breast cancer", "body": BODY}
    return Answer(**(facts | changes))


def verdict(answer: Answer) -> Availability:
    return judge(answer).availability


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
        "Sayfa bulunamadı",
        "Страница не найдена",
        "Запрашиваемая страница не существует",
        "Сторінку не знайдено",
        "Страницата не е намерена",
        "页面不存在",
        "找不到您要访问的页面",
        "網頁找不到",
        "ページが見つかりません",
        "お探しのページは見つかりませんでした",
        "페이지를 찾을 수 없습니다",
        "الصفحة غير موجودة",
        "הדף לא נמצא",
        "صفحه یافت نشد",
        "ไม่พบหน้าที่คุณต้องการ",
        "पृष्ठ नहीं मिला",
        "Không tìm thấy trang",
        "Halaman tidak ditemukan",
        "Puslapis nerastas",
        "Lapa nav atrasta",
        "Lehte ei leitud",
        "Síðan fannst ekki",
        "Stránka sa nenašla",
        "Pagina nu a fost găsită",
        "Stranica nije pronađena",
        "This document has been retired",
        "This page has been removed from our website",
        "Page unavailable",
        "This content is no longer available",
        "This page doesn’t seem to exist",
        "The requested URL /guidance/x was not found on this server.",
        "This page has moved or been deleted",
        "Sorry, we couldn't find what you were looking for",
        "Désolé, cette page est introuvable",
        "Diese Seite gibt es nicht",
        "Die von Ihnen aufgerufene Seite konnte nicht gefunden werden",
        "Lo sentimos, la página que busca no existe",
        "Siamo spiacenti, la pagina non è stata trovata",
        "A página que procura não existe",
        "Sorry, deze pagina kunnen we niet vinden",
        "Hoppsan! Sidan du letade efter finns inte",
        "Beklager, vi fant ikke siden",
        "Ошибка 404",
        "Błąd 404",
        "抱歉，您要访问的页面不存在",
        "요청하신 페이지를 찾을 수 없습니다",
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
        "Retired people and falls",
        "Document not found in archive: a study of records",
        "Missing pages: the history of a hospital",
        "Subscription to care: a new model",
        "Getting access to your records",
        "Parked cars and air quality",
        "Cookies and diabetes",
        "Auf der Seite schlafen oder nicht",
        "Welche Seite ist es nicht",
        "De pagina omslaan of niet",
        "Den ene siden er ikke lik den andre",
        "Un documento que no se entiende",
        "Ce que la page d'un patient ne dit pas",
        "Missing data in clinical trials",
        "Broken links between services",
        "Expired medicines",
        "Unavailable medicines and shortages",
        "Something went wrong: patient stories",
        "Domain for sale: what marketing does to health",
        "病歴が見つからない患者のための手引き：診療記録が存在しないときに医師が取るべき対応と法的な注意点について",
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


MENU = "".join(f"Entry {number} of the menu\n" for number in range(30))
LOST = "We’re sorry, but the page you were looking for could not be found.\n"


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Example Health", MENU + LOST + MENU * 3, Availability.NOT_FOUND),
        ("Breast cancer | Example Health", MENU + LOST + MENU * 3, Availability.AVAILABLE),
        ("Example Health", MENU + "Page not found.\n" + MENU * 3, Availability.AVAILABLE),
        ("Example Health", MENU * 4, Availability.AVAILABLE),
    ],
)
def test_a_long_page_is_not_there_when_it_says_so_and_has_nothing_of_what_was_asked(
    title: str, text: str, expected: Availability
) -> None:
    assert verdict(make_answer(title=title, text=text)) is expected


@pytest.mark.parametrize("title", ["Site maintenance", "503 Service Unavailable", "An unexpected error occurred"])
def test_a_page_that_says_the_site_is_down_is_unreachable(title: str) -> None:
    assert verdict(make_answer(title=title)) is Availability.UNREACHABLE


def test_a_page_that_asks_to_sign_in_is_restricted() -> None:
    assert verdict(make_answer(title="Log in | Journal", has_password_field=True)) is Availability.RESTRICTED


def test_a_sign_in_form_with_nothing_else_is_restricted() -> None:
    answer = make_answer(text="Journal of Examples\nUser name\nPassword\nLog in", has_password_field=True)

    assert verdict(answer) is Availability.RESTRICTED


@pytest.mark.parametrize(
    "title", ["Subscribe to continue reading | Journal", "Sign in to read the full article", "Subscription required"]
)
def test_a_page_that_asks_to_pay_or_join_is_restricted(title: str) -> None:
    finding = judge(make_answer(title=title))

    assert finding.availability is Availability.RESTRICTED
    assert finding.reason.startswith("asks to pay or to join: the page says “")


@pytest.mark.parametrize(
    "facts",
    [
        {"title": "example.org is for sale"},
        {"title": "Buy this domain today", "heading": "example.org"},
        {"title": "example.org", "text": "This domain is parked free, courtesy of a registrar."},
        {"title": "example.org", "text": "The domain example.org may be for sale. Make an offer."},
        {"title": "This domain has expired"},
        {"title": "Account Suspended"},
    ],
)
def test_a_domain_that_is_for_sale_is_not_found(facts: dict[str, str]) -> None:
    assert verdict(make_answer(**facts)) is Availability.NOT_FOUND


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/plain", b"Not Found"),
        ("text/plain; charset=utf-8", b"404 page not found\n"),
        ("application/json", b'{"status": 404, "message": "Not Found"}'),
        ("application/json", b'{"error": "page not found"}'),
    ],
)
def test_plain_words_that_it_is_not_there_are_not_found(kind: str, body: bytes) -> None:
    answer = make_answer(title="", body=body, headers={"content-type": kind})

    assert verdict(answer) is Availability.NOT_FOUND


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/plain", b"Page not found errors are explained here. " * 20),
        ("application/json", b'{"guideline": "NG0", "found": true}'),
        ("application/pdf", b"Not Found"),
    ],
)
def test_other_plain_words_are_available(kind: str, body: bytes) -> None:
    assert verdict(make_answer(title="", body=body, headers={"content-type": kind})) is Availability.AVAILABLE


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
        {"title": "Cookies disabled", "text": ""},
        {"title": "Journal", "text": "Please enable cookies in your browser to continue."},
        {"title": "Too Many Requests"},
        {"title": "Video", "text": "This content is not available in your country."},
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


def test_hostile_titles_are_judged_in_no_time() -> None:
    for piece in ("the page ", "not found ", "404 ", "sorry ", "the page you are looking for to at ", "<h1", "- | "):
        assert not says_not_found(piece * 400 + "!x y z")


@pytest.mark.parametrize(
    "heading",
    [
        "No encontramos la página que buscas",
        "Não encontramos a página que você procura",
        "Vi kan tyvärr inte hitta sidan du söker",
        "Vi kan desværre ikke finde siden",
        "Wir konnten die Seite leider nicht finden",
        "Strona, której szukasz, nie istnieje.",
        "Unfortunately the page you have requested could not be found on our website.",
        "That page has moved or no longer exists",
    ],
)
def test_that_a_page_cannot_be_found_is_said_in_many_tongues(heading: str) -> None:
    assert verdict(make_answer(title="Example Health", heading=heading)) is Availability.NOT_FOUND


@pytest.mark.parametrize(
    "text",
    [
        "Lift your arm three times a day.\nThis video is not available in your country.",
        "Monday to Friday, nine to five.\nPlease enable cookies to save your preferences.",
    ],
)
def test_what_a_page_says_in_passing_is_no_wall(text: str) -> None:
    assert verdict(make_answer(heading="After your operation", text=text)) is Availability.AVAILABLE


def test_a_gate_for_professionals_is_restricted() -> None:
    assert verdict(make_answer(heading="Are you a healthcare professional?")) is Availability.RESTRICTED


def test_a_heading_of_one_word_over_an_article_is_its_subject() -> None:
    article = "It says what helps, and whom it helps. " * 60

    assert verdict(make_answer(title="Tear ducts", heading="Blocked", text=article)) is Availability.AVAILABLE
    assert verdict(make_answer(title="Journal", heading="Blocked", text="")) is Availability.RESTRICTED


@pytest.mark.parametrize(
    "heading",
    ["You need access", "You are now in line", "Virtual waiting room", "Please verify your age", "Before you continue"],
)
def test_what_asks_before_it_shows_anything_is_restricted(heading: str) -> None:
    assert verdict(make_answer(heading=heading)) is Availability.RESTRICTED


def test_an_address_that_is_a_sentence_about_a_lost_page_is_an_error_page() -> None:
    lost = make_answer(final_url="https://www.example.org/page-cannot-be-found", hops=(Hop(status=302, url=PAGE),))

    assert verdict(lost) is Availability.NOT_FOUND


def test_the_error_of_a_script_is_no_page() -> None:
    text = "Warning: mysqli_connect(): Connection refused in /srv/db.php on line 7"

    assert verdict(make_answer(title="", text=text)) is Availability.UNREACHABLE


@pytest.mark.parametrize(
    ("asked", "end", "availability"),
    [
        ("https://www.example.org/screening", "https://screening.example.org/", Availability.MOVED),
        ("https://www.example.org/bowel/screening.html", "https://bowel-screening.example.org/", Availability.MOVED),
        ("https://www.example.org/screening", "https://www.example.org/", Availability.NOT_FOUND),
        ("https://www.example.org/screening", "https://www.example.net/", Availability.NOT_FOUND),
        ("https://www.example.org/example/leaflet", "https://new.example.org/", Availability.NOT_FOUND),
    ],
)
def test_what_has_become_a_site_of_its_own_has_moved(asked: str, end: str, availability: Availability) -> None:
    answer = make_answer(url=asked, final_url=end, hops=(Hop(status=301, url=asked),))

    assert verdict(answer) is availability
