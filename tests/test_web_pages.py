"""Reading the start of a page, and the pause a server asks for: without a network."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewdue.availability import Answer, Failure
from reviewdue.web.htmlstarts import charset_of, is_html, read_html_start
from reviewdue.web.retrying import parse_retry_after, pause_before_retry

URL = "https://www.example.org/a/b"
NOW = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<title>Plain</title>", "Plain"),
        ("<TITLE lang=en>\n  Folded\t title </TITLE>", "Folded title"),
        ("<title>A &amp; B&nbsp;&#8217;s</title>", "A & B ’s"),
        ("<svg><title>Logo</title></svg><title>The page</title>", "The page"),
        ("<!-- <title>Old</title> --><title>New</title>", "New"),
        ("<script>x = '<title>No</title>'</script><title>Yes</title>", "Yes"),
        ("<title>First</title><title>Second</title>", "First"),
        ("<title>Cut off", "Cut off"),
        ("<p>none</p>", ""),
    ],
)
def test_the_title_is_read(html: str, title: str) -> None:
    assert read_html_start(html, URL).title == title


@pytest.mark.parametrize(
    ("html", "heading"),
    [
        ("<h1 class='a'>One <em>heading</em></h1><h1>Two</h1>", "One heading"),
        ("<h1><img alt='Logo' src=x></h1><h1>The page</h1>", "The page"),
        ("<script>document.write('<h1>Page not found</h1>')</script><h1>Here</h1>", "Here"),
        ("<template><h1>Page not found</h1></template>", ""),
        ("<h1>Not closed <p>text</p>", "Not closed text"),
        ("<h2>Search</h2><h1>The page</h1>", "The page"),
        ("<h1><img src=x></h1><h2>Page not found</h2>", "Page not found"),
    ],
)
def test_the_first_heading_with_words_is_read(html: str, heading: str) -> None:
    assert read_html_start(html, URL).heading == heading


def test_text_is_what_can_be_seen_one_block_a_line() -> None:
    html = "<style>p {}</style><p>One <b>block</b>.</p><ul><li>Two<li>Three &lt;3</ul><script>no()</script>"

    assert read_html_start(html + "<noscript>Four</noscript>", URL).text == "One block.\nTwo\nThree <3\nFour"


@pytest.mark.parametrize(
    "html", ['<input type="password">', "<INPUT name=p TYPE=Password>", "<input type='password' />"]
)
def test_a_password_field_is_seen(html: str) -> None:
    assert read_html_start(html, URL).has_password_field


@pytest.mark.parametrize(
    "html", ["<input type=text value=password>", "<!-- <input type=password> -->", "type=password"]
)
def test_a_password_field_is_not_imagined(html: str) -> None:
    assert not read_html_start(html, URL).has_password_field


@pytest.mark.parametrize(
    ("content", "leads_to"),
    [
        ("0; url=/new", "https://www.example.org/new"),
        ("0;URL='c'", "https://www.example.org/a/c"),
        ("5; http://other.example.org/", "http://other.example.org/"),
        ("0", None),
        ("1800; url=/", None),
        ("0; url=/a/b", None),
        ("0; url=javascript:x", None),
        ("0; url=http://[", None),
    ],
)
def test_a_prompt_refresh_to_another_page_is_read(content: str, leads_to: str | None) -> None:
    assert read_html_start(f'<meta http-equiv="Refresh" content="{content}">', URL).refresh == leads_to


def test_a_refresh_for_readers_without_scripts_is_left_alone() -> None:
    html = '<noscript><meta http-equiv=refresh content="0; url=/nojs"></noscript>'

    assert read_html_start(html, URL).refresh is None


def test_a_long_text_is_read_from_its_start_without_a_tag_cut_in_two() -> None:
    html = "".join(f"<p title='{'x' * 40}'>Paragraph {number} with <b>words</b> in it.</p>" for number in range(900))

    lines = read_html_start(html, URL).text.splitlines()

    assert lines[:-1] == [f"Paragraph {number} with words in it." for number in range(len(lines) - 1)]
    assert len(lines) > 40


@given(st.text(alphabet="<>/!-\"'= aehiltmnoprscv1&;", max_size=300))
def test_no_markup_breaks_the_reader(html: str) -> None:
    read_html_start(html, URL)


@pytest.mark.parametrize(
    "piece",
    [
        "<h1",
        "<h1 ",
        "<h1>",
        "<h1><a ",
        "<title>",
        "<input password ",
        "<meta ",
        "<script>",
        "<!--",
        "</",
        "<p <",
        "<a href='",
        "&#",
        "<svg></svg ",
    ],
)
def test_hostile_markup_takes_no_time(piece: str) -> None:
    started = time.monotonic()

    read_html_start(piece * 20_000, URL)

    assert time.monotonic() - started < 1.5


@pytest.mark.parametrize(
    ("header", "body", "charset"),
    [
        ("text/html; charset=UTF-8", b"", "utf-8"),
        ('text/html; charset="windows-1250"', b"", "cp1250"),
        ("text/html; charset=iso-8859-1", b"", "cp1252"),
        ("text/html", b"<meta charset='iso-8859-15'>", "iso8859-15"),
        ("text/html", b'<meta http-equiv=content-type content="text/html; charset=shift_jis">', "shift_jis"),
        ("text/html", b"<meta charset=utf-16>", "utf-8"),
        ("text/html; charset=no-such", "ä".encode(), "utf-8"),
        ("text/html; charset=base64", b"x", "utf-8"),
        ("text/html", "\ufeffä".encode(), "utf-8-sig"),
        ("text/html", "\ufeffä".encode("utf-16-le"), "utf-16"),
        ("text/html; charset=idna", b"x", "utf-8"),
        ("text/html; charset=unicode_escape", b"x", "utf-8"),
        ("text/html", "caf\u00e9 au lait".encode("latin-1"), "cp1252"),
        ("text/html", "caf\u00e9".encode()[:-1], "utf-8"),
        ("", b"", "utf-8"),
    ],
)
def test_the_charset_is_found_as_browsers_do(header: str, body: bytes, charset: str) -> None:
    assert charset_of(header, body) == charset


def test_a_byte_order_mark_is_no_text() -> None:
    answer = Answer(url=URL, body="\ufeffä".encode(), charset="utf-8-sig")

    assert answer.body_text == "ä"


@pytest.mark.parametrize(
    ("content_type", "body", "expected"),
    [
        ("text/html", b"", True),
        ("application/xhtml+xml", b"", True),
        ("", b"<!DOCTYPE html>", True),
        ("text/plain", b"  <html>", True),
        ("text/plain", b"words", False),
        ("application/pdf", b"<html>", False),
    ],
)
def test_html_is_told_from_the_rest(content_type: str, body: bytes, expected: bool) -> None:
    assert is_html(content_type, body) is expected


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Mon, 02 Nov 2026 10:01:30 GMT", 90.0),
        ("Mon, 02 Nov 2026 09:00:00 GMT", 0.0),
        ("Mon, 02 Nov 2026 10:00:05", 5.0),
        ("9" * 40, 999999999.0),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(text: str | None, seconds: float | None) -> None:
    assert parse_retry_after(text, NOW) == seconds


@given(st.text(max_size=40))
def test_no_retry_after_breaks_the_reader(text: str) -> None:
    parse_retry_after(text, NOW)


@pytest.mark.parametrize(
    ("answer", "pause"),
    [
        (Answer(url=URL, status=503), 1),
        (Answer(url=URL, status=503, retry_after=10.0), 10),
        (Answer(url=URL, status=503, retry_after=10.5), None),
        (Answer(url=URL, status=429, retry_after=0.0), 0),
        (Answer(url=URL, status=429), None),
        (Answer(url=URL, status=501), None),
        (Answer(url=URL, status=404), None),
        (Answer(url=URL, failure=Failure.RESET), 1),
        (Answer(url=URL, failure=Failure.TIMEOUT), None),
        (Answer(url=URL, failure=Failure.REFUSED), None),
    ],
)
def test_the_pause_before_the_retry(answer: Answer, pause: float | None) -> None:
    assert pause_before_retry(answer, cap=10, pause=1) == pause


@pytest.mark.parametrize(
    "script",
    [
        "window.location.href = '/new';",
        'location.replace("/new")',
        "<!--\ndocument.location = '/new'\n//-->",
        "(function(){ window.location.assign('/new'); })();",
    ],
)
def test_a_page_that_is_a_script_which_sends_on_is_a_redirect(script: str) -> None:
    page = f"<title>Moved</title><p>Please wait.</p><script>{script}</script>"

    assert read_html_start(page, URL).refresh == "https://www.example.org/new"


@pytest.mark.parametrize(
    "page",
    [
        "<script>if (old) { location.href = '/unsupported'; }</script>",
        "<script>function go() { window.location = '/next'; }</script>",
        "<script>location.href = '/next'</script>" + "<p>What helps, and whom it helps.</p>" * 20,
    ],
)
def test_a_script_that_asks_first_or_stands_beside_a_text_is_none(page: str) -> None:
    assert read_html_start(page, URL).refresh is None


def test_a_menu_is_no_part_of_the_text() -> None:
    page = "<nav>" + "<a href=/t>Topic</a><br>" * 400 + "</nav><main><p>Sorry, it is not here.</p></main>"

    assert read_html_start(page, URL).text == "Sorry, it is not here."
