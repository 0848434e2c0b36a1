"""The many ways in which publishers print, state and nest review dates; what is not understood is told."""

from datetime import date

import pytest

from tests.sample_pages import read, told, with_fields

LAST, DUE = date(2023, 3, 3), date(2026, 3, 3)
MONTHS_END = date(2026, 3, 31)


def printed(text: str, path: str = "content/page.md") -> tuple[date | None, date | None]:
    """The dates of a page with this text; a next date only if it is stated."""
    page = read(f"# A page\n\nSome words.\n\n{text}\n", path).page
    return page.last_reviewed, page.next_review_due if page.due_basis == "stated" else None


@pytest.mark.parametrize(
    "text",
    [
        "Date last reviewed: 3 March 2023",
        "Date reviewed 03/03/2023",
        "Reviewed on 3 March 2023",
        "Reviewed 3 March 2023",
        "Review completed: 3 March 2023",
        "Last reviewed and updated: 3 March 2023",
        "Last updated and reviewed: 3 March 2023",
        "Last full review: 3 March 2023",
        "Last clinical review: 3 March 2023",
        "Last medically reviewed on March 3, 2023",
        "Content reviewed: 3 March 2023",
        "We last reviewed this page on 3 March 2023.",
        "This page was reviewed on 3 March 2023.",
        "Last reviewed (United Kingdom): 3rd of March 2023",
        'Last reviewed: <time datetime="2023-03-03T00:00:00Z">3 Mar</time>',
        '<p>Last reviewed <time class="ago" datetime=2023-03-03>long ago</time></p>',
    ],
)
def test_a_last_review_is_read_in_many_words(text: str) -> None:
    assert printed(text)[0] == LAST


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("Next due for review: 3 March 2026", DUE),
        ("Due date for review: 3 March 2026", DUE),
        ("Date due for review: March 2026", MONTHS_END),
        ("Date for next review: March 2026", MONTHS_END),
        ("Review before: March 2026", MONTHS_END),
        ("To be reviewed March 2026", MONTHS_END),
        ("Leaflet to be reviewed: March 2026", MONTHS_END),
        ("This leaflet will be reviewed in March 2026", MONTHS_END),
        ("It will be reviewed in March 2026", MONTHS_END),
        ("Planned review date: 3 March 2026", DUE),
        ("Scheduled for review: 3 March 2026", DUE),
        ("Review scheduled for 3 March 2026", DUE),
        ("Next full review due: 3 March 2026", DUE),
        ("Next clinical review: 3 March 2026", DUE),
        ("Review required by: 3 March 2026", DUE),
        ('Next review due: <time datetime="2026-03-03">March 2026</time>', DUE),
    ],
)
def test_a_next_review_is_read_in_many_words(text: str, due: date) -> None:
    assert printed(text)[1] == due


def test_both_dates_of_one_sentence_are_read() -> None:
    text = "This leaflet was last reviewed in February 2023 and is due for review in February 2026."

    assert printed(text) == (date(2023, 2, 1), date(2026, 2, 28))


@pytest.mark.parametrize(
    "text",
    [
        "The evidence was last\nreviewed in March 2020 by a committee.",
        "The trial\nwill be reviewed in June 2026.",
        "The guideline was last reviewed in March 2020 by the committee.",
        "Your next review will be in 6 weeks.",
    ],
)
def test_prose_about_other_reviews_gives_no_date(text: str) -> None:
    assert printed(text) == (None, None)


@pytest.mark.parametrize("text", ["Review date: 3 March 2026", "**Review date** 3 March 2026"])
def test_a_review_date_of_either_kind_is_taken_for_the_next_and_that_is_told(text: str) -> None:
    parsed = read(f"# A page\n\n{text}\n")

    assert parsed.page.next_review_due == DUE
    assert told(parsed) == [("content/page.md", 3, "label_ambiguous")]


def test_beside_another_date_a_review_date_is_not_ambiguous() -> None:
    both = read("# A page\n\nReview date: 03/03/2026\nDate reviewed: 03/03/2023\n")
    due = read("# A page\n\nNext review due: 03/03/2026\nReview date: 03/03/2023\n")

    assert (both.page.last_reviewed, both.page.next_review_due, both.problems) == (LAST, DUE, ())
    assert due.page.next_review_due == DUE


@pytest.mark.parametrize("name", ["review_date", "reviewDate", "Date of review"])
def test_a_field_that_may_mean_either_review_is_taken_for_the_next_and_that_is_told(name: str) -> None:
    alone = read(with_fields(f"{name}: 2026-03-03"))
    beside = read(with_fields(f"{name}: 2026-03-03", "last_reviewed: 2023-03-03"))

    assert alone.page.next_review_due == beside.page.next_review_due == DUE
    assert told(alone) == [("content/page.md", 2, "label_ambiguous")]
    assert beside.problems == ()


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: A\nparams:\n  last_reviewed: 2023-03-03\n  review_in: 3 years\n---\n",
        '+++\ntitle = "A"\n[params]\nlast_reviewed = 2023-03-03\nreview_in = "3 years"\n+++\n',
        "---\ntitle: A\nextra: {last_reviewed_on: 2023-03-03, next_review: 2026-03-03}\n---\n",
        "---\ntitle: A\nreview: {last: 2023-03-03, next: 2026-03-03}\n---\n",
        "---\ntitle: A\nreview:\n  last_reviewed: 2023-03-03\n  interval: 3 years\n---\n",
    ],
)
def test_dates_in_a_group_of_fields_are_read(text: str) -> None:
    parsed = read(text)

    assert (parsed.page.last_reviewed, parsed.page.next_review_due) == (LAST, DUE)
    assert parsed.problems == ()


def test_a_field_at_the_top_counts_before_one_in_a_group() -> None:
    parsed = read("---\nlast_reviewed: 2023-03-03\nparams: {last_reviewed: 2001-01-01}\n---\n")

    assert parsed.page.last_reviewed == LAST


@pytest.mark.parametrize(
    "element",
    [
        '<time itemprop="lastReviewed" datetime="2023-03-03">in March</time>',
        '<span class="x" itemprop=lastReviewed>3 March 2023</span>',
        '<span itemprop="lastReviewed" content="2023-03-03"></span>',
    ],
)
def test_microdata_in_the_text_of_an_html_page_is_read(element: str) -> None:
    parsed = read(f"<title>A</title>\n<p>About {element}</p>\n", "content/page.html")

    assert (parsed.page.last_reviewed, parsed.page.locator["last_reviewed"]) == (LAST, 2)


@pytest.mark.parametrize("text", ["Reviewed by the breast team, 3 March 2023", "Peer reviewed: March 2023"])
def test_a_page_without_dates_that_speaks_of_a_review_and_a_date_is_told_of(text: str) -> None:
    parsed = read(f"# A page\n\n{text}\n")

    assert told(parsed) == [("content/page.md", 3, "review_unclear")]


def test_a_page_with_dates_or_with_mere_prose_is_not_told_of() -> None:
    prose = "A systematic review found nothing, and another one found as little as that in May 2020."

    assert read(f"# A page\n\n{prose}\n\nPeer reviewed by 12 people.\n").problems == ()
    assert read(with_fields("last_reviewed: 2023-03-03") + "\nPeer reviewed: March 2023\n").problems == ()
