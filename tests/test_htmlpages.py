"""What an HTML file says of itself."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewdue.htmlpages import facts_in_html

HEAD = """<!doctype html>
<html lang="en-GB">
<head><title>Lumps &amp; bumps
  | Example Health</title>
<meta name="description" content="a > b">
<link rel="canonical" href="https://www.example.org/lumps">
<script type="application/ld+json">
{
  "@type": "MedicalWebPage",
  "lastReviewed": ["2021-11-12T00:00:00+00:00", "2024-11-12T00:00:00+00:00"]
}
</script></head>
"""


def linked(block: str) -> str:
    return f'<title>A</title>\n<script type="application/ld+json">{block}</script>'


def test_the_head_states_title_language_address_and_dates_with_their_lines() -> None:
    document = facts_in_html(HEAD)

    assert document.data["title"] == "Lumps & bumps | Example Health"
    assert document.data["lang"] == "en-GB"
    assert document.data["canonical"] == "https://www.example.org/lumps"
    assert document.data["description"] == "a > b"
    assert document.data["lastReviewed"] == ["2021-11-12T00:00:00+00:00", "2024-11-12T00:00:00+00:00"]
    assert [document.line_of(name) for name in ("lang", "title", "canonical", "lastReviewed")] == [2, 3, 6, 10]
    assert document.findings == ()


@pytest.mark.parametrize(
    "tag",
    [
        '<meta name="last-reviewed" content="2024-05-24">',
        "<meta name='last-reviewed' content='2024-05-24'/>",
        "<META NAME=last-reviewed CONTENT=2024-05-24>",
        '<meta\n  content="2024-05-24"\n  property="last-reviewed"\n>',
        '<meta itemprop="last-reviewed" content="2024-05-24" data-x="a>b">',
    ],
)
def test_a_meta_element_is_read_however_it_is_written(tag: str) -> None:
    assert facts_in_html(tag).data["last-reviewed"] == "2024-05-24"


@pytest.mark.parametrize(
    "block",
    [
        '{"lastReviewed": "2024-05-24"}',
        '[{"@type": "Organization"}, {"lastReviewed": "2024-05-24"}]',
        '{"@graph": [{"@type": "WebSite"}, {"lastReviewed": "2024-05-24"}]}',
        '{"@graph": {"lastReviewed": "2024-05-24"}}',
        '{"@type": "WebPage", "mainEntity": {"about": [{"lastReviewed": "2024-05-24"}]}}',
        '//<![CDATA[\n{"lastReviewed": "2024-05-24"}\n//]]>',
        '<!--\n{"lastReviewed": "2024-05-24"}\n-->',
        '{"description": "a\tb\nc", "lastReviewed": "2024-05-24"}',
    ],
)
def test_the_item_that_was_reviewed_is_found_wherever_it_stands(block: str) -> None:
    document = facts_in_html(linked(block))

    assert document.data["lastReviewed"] == "2024-05-24"
    assert document.findings == ()


@pytest.mark.parametrize(
    "block", ["", "  \n", "[]", "{}", "5", "null", '"a"', '{"@graph": 5}', '{"@graph": "x"}', '{"@type": "WebPage"}']
)
def test_schema_data_without_a_review_states_nothing(block: str) -> None:
    document = facts_in_html(linked(block))

    assert (document.data, document.findings) == ({"title": "A"}, ())


@pytest.mark.parametrize(
    ("block", "line"),
    [
        ('{"lastReviewed": "2024-05-24",}', 2),
        ('\n{\n"lastReviewed": "2024-05-24"\n"name": "A"}', 5),
        ("{&quot;lastReviewed&quot;: &quot;2024-05-24&quot;}", 2),
        ('{"lastReviewed": ' + "1" * 5000 + "}", 2),
        ("[" * 100_000, 2),
    ],
)
def test_broken_schema_data_is_told_with_its_line(block: str, line: int) -> None:
    findings = facts_in_html(linked(block)).findings

    assert [(finding.line, finding.code) for finding in findings] == [(line, "json_ld_syntax")]


def test_a_broken_block_does_not_hide_behind_a_sound_one() -> None:
    document = facts_in_html(linked('{"lastReviewed": "2024-05-24"}') + linked("{"))

    assert document.data["lastReviewed"] == "2024-05-24"
    assert len(document.findings) == 1


def test_what_is_commented_out_or_written_by_a_script_is_not_there() -> None:
    text = (
        '<!-- <meta name="a" content="b"> -->'
        "<script>x = '<meta name=c content=d>'</script>"
        "<style><meta name=e content=f></style>"
    )

    assert facts_in_html(text).data == {}


def test_schema_data_counts_before_meta_elements() -> None:
    text = '<meta name="last-reviewed" content="2001-01-01">' + linked('{"lastReviewed": "2024-05-24"}')

    assert next(name for name in facts_in_html(text).data if "eviewed" in name) == "lastReviewed"


def test_a_page_that_states_no_review_still_says_when_it_changed() -> None:
    comment = '{"@type": "Comment", "dateModified": "2001-01-01"}'
    changed = f'{{"@graph": [{comment}, {{"@type": ["WebPage"], "dateModified": "2026-05-01", "name": "One"}}]}}'
    reviewed = '{"@type": "MedicalWebPage", "lastReviewed": "2024-05-24"}'

    assert facts_in_html(linked(changed)).data == {"dateModified": "2026-05-01", "name": "One", "title": "A"}
    assert facts_in_html(linked(changed) + linked(reviewed)).data == {"lastReviewed": "2024-05-24", "title": "A"}


@pytest.mark.parametrize(
    "part",
    [
        "<meta ",
        '<meta "',
        "<title>",
        "<!--",
        '<script type="application/ld+json">',
        "<meta a='",
        "<meta name=a content=b>\n",
    ],
)
def test_a_file_of_broken_tags_takes_no_long_time(part: str) -> None:
    started = time.process_time()

    facts_in_html(part * (1_000_000 // len(part)))

    assert time.process_time() - started < 3


@settings(deadline=None)
@given(st.text(alphabet="<>\"'=!-/ \nmetaiscrplnkhd+json{}[]:,1", max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    facts_in_html(text)
    facts_in_html(linked(text))
