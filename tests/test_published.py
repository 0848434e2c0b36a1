"""Published pages read for import; the page, its publisher and its sources are made up."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewdue.published import Draft, Stated, read_published

PAGE = """
Lumps, stage two

A lump has a stage. The stage says how big it is.

Signs of a lump:

  • it can be any size
  • it has grown since 2019
A picture of a lump

Other stages

  • Organ Staging Manual (8th edition)
    American Joint Committee on Cancer
    Springer, 2017

  • Advanced lumps: diagnosis and treatment
    National Institute for Health and Care Excellence, 2009. Last updated August 2017

  • Guidelines for the care of lumps
    A Roe and others
    Annals of Lumps, 2021. Vol 32, Issue 12. Pages 1475-1495

  • This list is short because we read far too many papers. Please contact us if you need another.

Last reviewed:\N{NO-BREAK SPACE}
06 Jun 2023
Next review due:
06 Jun 2026

Related links
"""

HTML = """<!doctype html>
<html lang="en-GB"><head><title>Lumps | Example Health</title>
<link rel="canonical" href="https://www.example.org/lumps">
{head}</head>
<body><nav><ul><li>Home</li><li>Lumps</li></ul></nav>
<main><h1>Lumps, <em>stage two</em></h1>
<p>A lump has a stage.</p>
<ul><li>it can be any size</li></ul>
<h2>References</h2>
{references}
<h2>More about lumps</h2>
<ul><li><a href="/other">Roe J. No source at all. 2nd ed. Example Press, 2001.</a></li></ul>
<p>Page last reviewed: 6 June 2023<br>Next review due: 6 June 2026</p>
</main></body></html>"""
ITEMS = """<p>We used these:</p>
<ol>
<li><p>Roe J, Doe AB. <i>On lumps</i>. Lump Rev 2020;1(2):3-4.
  <a href="https://doi.org/10.1000/abc">Full text</a></p></li>
<li>Book of Lumps (3rd edition)<br>J Roe and others<br/>Example Press, 2019</li>
<li>Please contact us if you need more.</li>
<li>something else</li>
</ol>"""


def titles(draft: Draft) -> list[str]:
    return [citation.reference.title for citation in draft.citations]


def test_a_plain_page_gives_title_dates_citations_and_note() -> None:
    draft = read_published(PAGE, media_type="text/plain; charset=utf-8")

    assert draft.title == "Lumps, stage two"
    assert draft.last_reviewed == Stated(text="06 Jun 2023", line=27)
    assert draft.next_review_due == Stated(text="06 Jun 2026", line=29)
    assert titles(draft) == [
        "Organ Staging Manual",
        "Advanced lumps: diagnosis and treatment",
        "Guidelines for the care of lumps",
    ]
    assert [citation.line for citation in draft.citations] == [14, 18, 21]
    assert draft.note is not None
    assert draft.note.startswith("This list is short")
    assert draft.unread == ()


def test_ordinary_bullets_are_not_taken_for_sources() -> None:
    page = PAGE.split("Other stages")[0]

    draft = read_published(page, media_type="text/plain")

    assert draft.citations == ()
    assert draft.unread == ()


def test_a_heading_decides_which_list_holds_the_sources() -> None:
    page = PAGE + "\nReferences\n\n1. Roe J. On lumps. Lump Rev 2020;1(2):3-4.\n2. nothing that can be read\n"

    draft = read_published(page, media_type="text/plain")

    assert titles(draft) == ["On lumps"]
    assert [(unread.line, unread.text) for unread in draft.unread] == [(37, "nothing that can be read")]


@pytest.mark.parametrize("heading", ["References", "## Sources", "**Further reading:**", "BIBLIOGRAPHY"])
def test_sources_may_be_paragraphs_under_a_heading(heading: str) -> None:
    page = (
        f"Lumps\n\nText.\n\n{heading}\n\nWe read these.\n\nRoe J. On lumps. Lump Rev 2020;1(2):3-4.\n\n"
        "Book of Lumps (3rd edition)\nJ Roe\nExample Press, 2019\n\nLast reviewed: 6 June 2023\n"
    )

    draft = read_published(page, media_type="text/markdown")

    assert titles(draft) == ["On lumps", "Book of Lumps"]
    assert draft.last_reviewed == Stated(text="6 June 2023", line=15)
    assert draft.unread == ()


def test_bullets_at_the_edge_take_the_lines_below_them() -> None:
    book = "• Book of Lumps (3rd edition)\nJ Roe\nExample Press, 2019\n\n"
    page = f"Lumps\n\nSources\n\n{book}• On lumps\nJ Roe\nLump Rev, 2020. Vol 3\n"

    draft = read_published(page, media_type="text/plain")

    assert titles(draft) == ["Book of Lumps", "On lumps"]
    assert draft.citations[0].reference.publisher == "Example Press"


def test_an_html_page_is_read_from_its_text() -> None:
    page = HTML.format(head="", references=ITEMS)

    draft = read_published(page, media_type="text/html; charset=utf-8")

    assert (draft.title, draft.language, draft.url) == ("Lumps, stage two", "en-GB", "https://www.example.org/lumps")
    assert draft.last_reviewed == Stated(text="6 June 2023", line=20)
    assert draft.next_review_due is not None
    assert draft.next_review_due.text == "6 June 2026"
    assert titles(draft) == ["On lumps", "Book of Lumps"]
    assert [citation.line for citation in draft.citations] == [12, 14]
    assert draft.note == "Please contact us if you need more."
    assert [unread.text for unread in draft.unread] == ["something else"]


def test_an_address_that_only_a_link_holds_is_read() -> None:
    draft = read_published(HTML.format(head="", references=ITEMS), media_type="text/html")

    assert draft.citations[0].reference.doi == "10.1000/abc"


def test_html_paragraphs_serve_as_a_list_too() -> None:
    paragraphs = "<p>Roe J. On lumps. Lump Rev 2020;1(2):3-4</p><p>Doe J. More lumps. Lump Rev 2021;1(2):3-4</p>"

    draft = read_published(HTML.format(head="", references=paragraphs), media_type="text/html")

    assert titles(draft) == ["On lumps", "More lumps"]


def test_schema_org_data_wins_over_the_text() -> None:
    graph = [
        {"@type": "Organization", "name": "Example Health"},
        {
            "@type": "MedicalWebPage",
            "name": "Lumps",
            "lastReviewed": ["2024-06-06", "2027-06-06"],
            "dateModified": "2024-07-01",
        },
    ]
    head = f'<script type="application/ld+json">{json.dumps({"@graph": graph})}</script>'

    draft = read_published(HTML.format(head=head, references=ITEMS), media_type="text/html")

    assert draft.title == "Lumps"
    assert draft.last_reviewed == Stated(text="2024-06-06")
    assert draft.next_review_due == Stated(text="2027-06-06")
    assert draft.date_modified == Stated(text="2024-07-01")
    assert titles(draft) == ["On lumps", "Book of Lumps"]


def test_broken_schema_org_data_does_not_hide_the_page() -> None:
    head = '<script type="application/ld+json">{"name": </script>'

    draft = read_published(HTML.format(head=head, references=ITEMS), media_type="text/html")

    assert draft.title == "Lumps, stage two"
    assert "not JSON" in draft.unread[0].reason


def test_json_ld_alone_is_a_page() -> None:
    work = {
        "@type": "ScholarlyArticle",
        "name": "On lumps",
        "author": [{"@type": "Person", "name": "J Roe"}],
        "isPartOf": {"@type": "Periodical", "name": "Lump Rev"},
        "datePublished": "2020-05-01",
        "sameAs": "https://doi.org/10.1000/ABC",
    }
    page = {
        "@type": "WebPage",
        "headline": "Lumps",
        "url": "https://www.example.org/lumps",
        "inLanguage": "en",
        "lastReviewed": "2024-06-06",
        "citation": ["Book of Lumps. 3rd ed. Example Press; 2019.", work, "words"],
    }

    draft = read_published(json.dumps(page), media_type="application/ld+json")

    assert (draft.title, draft.url, draft.language) == ("Lumps", "https://www.example.org/lumps", "en")
    assert (draft.last_reviewed, draft.next_review_due) == (Stated(text="2024-06-06"), None)
    assert titles(draft) == ["Book of Lumps", "On lumps"]
    article = draft.citations[1].reference
    assert (article.type, article.container_title, article.doi) == ("article-journal", "Lump Rev", "10.1000/abc")
    assert article.issued == (2020, 5, 1)
    assert [unread.text for unread in draft.unread] == ["words"]


@pytest.mark.parametrize("text", ["", "{", "[]", '"words"', "{}", "[" * 5000])
def test_json_without_a_page_says_so(text: str) -> None:
    draft = read_published(text, media_type="application/json")

    assert draft.title == ""
    assert len(draft.unread) == 1


def test_html_nested_without_end_says_so_and_keeps_what_its_head_says() -> None:
    draft = read_published("<title>Stage 4</title>" + "<div>" * 20_000 + "text", media_type="text/html")

    assert draft.title == "Stage 4"
    assert [one.reason for one in draft.unread] == ["its elements are nested too deeply"]


@given(st.text(max_size=200), st.sampled_from(["text/plain", "text/html", "application/json"]))
@settings(max_examples=150, deadline=None)
def test_no_text_breaks_the_reader(text: str, media_type: str) -> None:
    read_published(text, media_type=media_type)
