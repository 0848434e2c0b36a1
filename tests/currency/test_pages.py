"""What whole pages say: their own words and not those around them, and what is known of one publisher's pages."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewdue.availability import Answer, Hop
from reviewdue.currency import notice_in, read_page
from reviewdue.currency.pagewords import read_words
from reviewdue.verdicts import Currency

TODAY = date(2026, 6, 6)
URL = "https://www.example.org/guidance/cg80"
NICE = "https://www.nice.org.uk/guidance/cg80"
DEAD = "<p>This guideline has been updated and replaced by <a href='/guidance/ng101'>NG101</a>.</p>"


def page(body: str, *, title: str = "Early breast cancer | Guidance", head: str = "") -> str:
    return f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def test_a_notice_names_its_successor_with_the_address_of_the_link() -> None:
    notice = read_page(page(f"<h1>Early breast cancer</h1>{DEAD}"), URL)

    assert notice.status is Currency.SUPERSEDED
    assert notice.successor is not None
    assert notice.successor.code == "NG101"
    assert notice.successor.url == "https://www.example.org/guidance/ng101"


@pytest.mark.parametrize(
    "around",
    [
        f"<nav>{DEAD}</nav>",
        f"<footer>{DEAD}</footer>",
        f"<aside class='related'>{DEAD}</aside>",
        f"<div class='site-sidebar'>{DEAD}</div>",
        f"<div class='cookie-banner'>{DEAD}</div>",
        f"<div hidden>{DEAD}</div>",
        f"<div style='display: none'>{DEAD}</div>",
        f"<script>document.write('{DEAD.replace(chr(39), '')}')</script>",
        f"<!-- {DEAD} -->",
        f"<blockquote>{DEAD}</blockquote>",
        f"<ul class='related-guidance'><li>{DEAD}</li></ul>",
        f"<template>{DEAD}</template>",
    ],
)
def test_what_stands_around_a_page_is_not_its_own_word(around: str) -> None:
    notice = read_page(page(f"<h1>Early breast cancer</h1><p>What helps.</p>{around}"), URL)

    assert notice.status is Currency.UNKNOWN


@pytest.mark.parametrize(
    "around",
    [
        "<aside role='alert'>{}</aside>",
        "<header><div class='status-banner'>{}</div></header>",
        "<div class='notice'>{}</div>",
    ],
)
def test_a_notice_is_read_wherever_a_site_puts_it(around: str) -> None:
    assert read_page(page(around.format(DEAD) + "<h1>Early breast cancer</h1>"), URL).status is Currency.SUPERSEDED


def test_a_title_can_say_it_alone() -> None:
    assert read_page(page("<p>What to do.</p>", title="[Withdrawn] Guidance for care homes"), URL).status == "withdrawn"


def test_the_foot_of_a_page_is_read_for_its_date_only() -> None:
    notice = read_page(page(f"<p>What helps.</p><footer>{DEAD} Page last updated: 3 May 2024</footer>"), URL)

    assert (notice.status, notice.updated_on) == (Currency.UNKNOWN, date(2024, 5, 3))


def test_a_time_element_without_words_says_its_date() -> None:
    published = "<p>Published: <time datetime='2018-07-18'>a while ago</time></p>"
    body = f"{published}<p>Last updated: <time datetime='2023-06-14'></time></p>"

    notice = read_page(page(body), URL)

    assert (notice.status, notice.since) == (Currency.UPDATED, date(2023, 6, 14))


CHAPTERS = "<ul><li><a href='/guidance/cg80/chapter/Recommendations'>Recommendations</a></li></ul>"
LINE = "<p>Clinical guideline [CG80] Published: <time datetime='2009-02-25'>25 February 2009</time></p>"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (LINE + CHAPTERS, Currency.UNKNOWN),
        (LINE + DEAD, Currency.SUPERSEDED),
        (LINE + "<p>This guidance has been withdrawn.</p>", Currency.WITHDRAWN),
        # No words at all, and no chapters either.
        (LINE, Currency.WITHDRAWN),
        # Words of an update on a page that keeps its chapters.
        (LINE + CHAPTERS + DEAD, Currency.CURRENT),
        (LINE + CHAPTERS + "<p>This guideline updates and replaces CG13.</p>", Currency.CURRENT),
    ],
)
def test_the_chapters_of_nice_guidance_tell_whether_it_stands(body: str, status: Currency) -> None:
    assert read_page(page(f"<h1>Early breast cancer</h1>{body}"), NICE).status is status


def test_a_list_of_chapters_that_was_not_reached_is_not_missing() -> None:
    body = page(f"<h1>Early breast cancer</h1>{LINE}")

    assert read_page(body, NICE, whole=False).status is Currency.UNKNOWN


def answer(markup: str, **changes: object) -> Answer:
    facts = {
        "url": NICE,
        "final_url": NICE,
        "status": 200,
        "headers": {"content-type": "text/html"},
        "body": markup.encode(),
    }
    return Answer(**{**facts, **changes})  # type: ignore[arg-type]


def test_a_chapter_that_leads_to_the_overview_is_a_hint() -> None:
    moved = answer(
        page(f"<h1>Early breast cancer</h1>{LINE}{CHAPTERS}"),
        url=f"{NICE}/chapter/Context",
        hops=(Hop(status=308, url=f"{NICE}/chapter/Context"),),
    )

    notice = notice_in(moved, TODAY)

    assert notice is not None
    assert (notice.status, "overview" in notice.quote) == (Currency.UNKNOWN, True)


@pytest.mark.parametrize(
    "changes",
    [{"status": 304, "body": b""}, {"status": 404}, {"status": None}, {"headers": {"content-type": "application/pdf"}}],
)
def test_an_answer_without_a_page_has_no_notice(changes: dict[str, object]) -> None:
    assert notice_in(answer(page(DEAD), **changes), TODAY) is None


def test_a_page_without_a_word_that_could_be_a_notice_is_not_read() -> None:
    assert notice_in(answer(page("<p>Eat well and sleep enough.</p>"), url=URL, final_url=URL), TODAY) is None


PIECES = """<p>|</p>|<div class='notice'>|</div>|<a href='//x'>|<a href='http://['>|</a>|<time datetime>|<q>|</q>|<h1>|
|<title>|<nav>|<svg>|<br>|replaced by|This guideline has been|&#0;|&amp|<!--|-->|<![CDATA[|<table><tr><td>|<footer>"""
MARKUP = st.lists(st.sampled_from([*PIECES.split("|"), "\x00"]), max_size=60).map("".join)


@settings(max_examples=100, deadline=None)
@given(st.one_of(MARKUP, st.text(max_size=300)))
def test_any_markup_has_an_answer(markup: str) -> None:
    assert read_page(markup, NICE, today=TODAY).status in Currency


@pytest.mark.parametrize(
    "markup", ["<div>", "<a href='/x'>x", "<b>", "<p>This guideline has been ", "<table>", "<time>"]
)
def test_hostile_markup_ends(markup: str) -> None:
    words = read_words(markup * (500_000 // len(markup)), URL)

    assert len(words.links) <= 500
