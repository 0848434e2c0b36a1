"""What of a page matters, and what two texts differ in."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewdue.drift import Matter, difference, matter_of
from reviewdue.drift.matter import is_noise

URL = "https://www.example.org/lymphoedema"
BODY = """<h1>Lymphoedema</h1><p>Lymphoedema is a swelling. It can come years after treatment.</p>
<h2>Who gets it</h2><p>One in five people gets it after surgery to the armpit.</p>
<h2>What helps</h2><ul><li>Moving the arm every day.</li><li>A compression sleeve, fitted by a nurse.</li></ul>
<h3>Massage</h3><p>A therapist can show you a light massage of the skin, which you can then do at home by yourself.</p>
<h2>When to call</h2><p>Call your nurse if the skin is red or hot.</p>"""
FRAME = """<html><head><title>Lymphoedema</title></head><body>
<div id="cookie-consent"><p>We use cookies on this website.</p></div><nav>{menu}</nav>
<main>{banner}{body}<p>Page last reviewed: {day}</p><p>Next review due: 1 May 2030</p><p>{views} views</p></main>
<aside class="related"><p>Related: <a href="/a">Exercise</a></p></aside><footer>{menu} © Example Health</footer>
</body></html>"""


def page(body: str = BODY, *, menu: str = "A B C", day: str = "1 May 2024", views: int = 12, banner: str = "") -> str:
    return FRAME.format(body=body, menu=menu, day=day, views=views, banner=banner)


def matter(markup: str, part: str | None = None) -> Matter:
    found = matter_of(markup, URL, part)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "other",
    [
        page(menu="C B A"),
        page(day="6 June 2026"),
        page(views=4812),
        page(banner="<p>We use cookies to make this website work. Accept or reject?</p>"),
        page(banner="<p>Share this page</p><p>Was this page useful?</p><p><a href='/x'>Home</a></p>"),
        page(BODY.replace("years after", "years  after\n")),
        page(BODY.replace("Moving the arm every day.", "Moving the arm every\u00a0day.")),
        page(BODY.replace("<h2>When to call</h2><p>", "<h2>When to call</h2><p class='new'><b></b>")),
    ],
)
def test_a_date_a_counter_a_banner_and_a_menu_are_no_change(other: str) -> None:
    assert matter(page()).fingerprint == matter(other).fingerprint


@pytest.mark.parametrize(
    "body",
    [
        BODY.replace("One in five", "One in three"),
        BODY.replace("<li>Moving the arm every day.</li>", ""),
        BODY + "<p>Do not have blood taken from that arm.</p>",
    ],
)
def test_a_figure_a_line_and_a_warning_are_a_change(body: str) -> None:
    assert matter(page()).fingerprint != matter(page(body)).fingerprint


def test_paragraphs_in_another_order_say_the_same() -> None:
    first, second = Matter(blocks=("One. Two.", "Three.")), Matter(blocks=("Three.", "One. Two."))

    assert first.fingerprint == second.fingerprint
    assert difference(first, second).lines == ()


@pytest.mark.parametrize(
    ("part", "blocks"),
    [
        ("What helps", 6),
        ("what helps:", 6),
        ("h1 + p", 1),
        ("main ul", 2),
    ],
)
def test_a_part_is_named_by_its_heading_or_by_a_selector(part: str, blocks: int) -> None:
    assert len(matter(page(), part).blocks) == blocks - (part.lower().startswith("what"))


@pytest.mark.parametrize("part", ["What hurts", "#nothing", "p[", "::", "", "((("])
def test_a_part_that_is_not_there_is_nothing(part: str) -> None:
    assert matter_of(page(), URL, part) is None


def test_a_changed_sentence_is_shown_word_by_word_under_its_heading() -> None:
    before, after = matter(page()), matter(page(BODY.replace("One in five", "One in three")))

    (line,) = difference(before, after).lines

    assert (line.kind, line.under) == ("changed", "Who gets it")
    assert [(piece.kind, piece.text) for piece in line.pieces][:3] == [
        ("same", "One in"),
        ("gone", "five"),
        ("new", "three"),
    ]


def test_what_is_gone_and_what_is_new_are_told_apart() -> None:
    before, after = (
        Matter(blocks=("Stay. Go away now.",)),
        Matter(blocks=("Stay.", "Something else came in its place.")),
    )

    found = difference(before, after)

    assert [(line.kind, line.pieces[0].text) for line in found.lines] == [
        ("new", "Something else came in its place."),
        ("gone", "Go away now."),
    ]


@pytest.mark.parametrize("block", ["12 comments", "Share", "© Example Health 2026", "Last updated 3 May 2024", "* * *"])
def test_what_stands_on_any_page_is_noise(block: str) -> None:
    assert is_noise(block)


@pytest.mark.parametrize(
    "block", ["Take 12 tablets", "Oat cookies and biscuits are high in sugar.", "Yes, you can drive."]
)
def test_what_a_page_says_is_no_noise(block: str) -> None:
    assert not is_noise(block)


SENTENCES = st.lists(
    st.sampled_from(["One thing.", "Another thing.", "Five in ten.", "Six in ten.", "A\u200bb.", "  "])
)


@settings(deadline=None, max_examples=80)
@given(SENTENCES, SENTENCES)
def test_a_difference_is_empty_just_when_the_fingerprints_are_equal(one: list[str], other: list[str]) -> None:
    before, after = Matter(blocks=tuple(one)), Matter(blocks=tuple(other))

    assert (before.fingerprint == after.fingerprint) is (not difference(before, after).lines)


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=300), st.text(max_size=300))
def test_any_two_texts_can_be_compared(one: str, other: str) -> None:
    difference(Matter(blocks=tuple(one.split("\n"))), Matter(blocks=tuple(other.split("\n"))))


def test_a_very_long_text_is_compared_in_time() -> None:
    before = Matter(blocks=tuple(f"Sentence {number} of many words here." for number in range(20_000)))
    after = Matter(blocks=tuple(f"Statement {number} in other words there." for number in range(20_000)))

    assert difference(before, after).count("new") > 0
