"""Whole page files: whatever is in them comes out right or as a named problem, and never silently."""

import json
import os
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewdue.files import open_folder, walk
from reviewdue.pagefiles import PAGE_SUFFIXES, parse_page
from reviewdue.pages import ReviewStatus
from reviewdue.parsing import parse_files
from reviewdue.settings import Source
from tests.sample_pages import DATA, make_reading, read, status, told, with_fields

REVIEWED = "last_reviewed: 2024-05-24"
DAY = date(2024, 5, 24)
FIELDS = f"title: A page\n{REVIEWED}\nreview_in: 1 year 6 months\n"


@pytest.mark.parametrize(
    ("data", "findings"),
    [
        (f"\ufeff---\n{FIELDS}---\n", []),
        (f"---\n{FIELDS}---\n".replace("\n", "\r\n"), []),
        (f"---\n{FIELDS}---\n".replace("\n", "\r"), []),
        (f"---\n{FIELDS}---\n".encode("utf-16"), []),
        (f"---\n{FIELDS}---\n".encode("utf-32"), []),
        (f"---\n{FIELDS}---\n".encode("utf-16-le"), [(1, "not_utf8")]),
        (f"---\n{FIELDS}---\n".encode("utf-16-be"), [(1, "not_utf8")]),
        (f"---\n{FIELDS}---\n\ncaf\xe9\n".encode("latin-1"), [(7, "not_utf8")]),
        (f"\t---\n{FIELDS}\t---\n", [(1, "front_matter_misplaced")]),
        (f"# A heading\n\n---\n{FIELDS}---\n", [(3, "front_matter_misplaced")]),
        (f"{FIELDS}---\n", [(1, "front_matter_unopened")]),
        (f"---\n{FIELDS}owner: a\nowner: b\n---\n", [(6, "duplicate_key")]),
        (f"---\n{FIELDS}owner: a\x07b\n---\n", [(5, "control_character")]),
        (f"---\n{FIELDS}owner: a\0b\n---\n", [(5, "control_character")]),
        ("---\ntitle: A page\nlast_reviewed_on:2024-05-24\nreview_in: 18 months\n---\n", [(3, "missing_space")]),
        ("---\nlast_reviewed_on:2024-05-24\nreview_in:18 months\n---\n", [(2, "missing_space"), (3, "missing_space")]),
        ('+++\ntitle = "A page"\nlast_reviewed = 2024-05-24\nreview_in = "18 months"\n+++\n', []),
        ('{\n"title": "A page", "last_reviewed": "2024-05-24", "review_in": "18 months"\n}\n\n# Heading', []),
        (f"---\nbase: &base {{{REVIEWED}}}\n<<: *base\nreview_in: 18 months\n---\n", []),
        ("---\nday: &day 2024-05-24\nlast_reviewed: *day\nreview_in: 18 months\n1: a\n? [b]\n: c\n---\n", []),
    ],
)
def test_a_file_is_read_in_whatever_state_an_editor_left_it(data: str | bytes, findings: list[tuple[int, str]]) -> None:
    parsed = read(data)

    assert parsed.page.last_reviewed == DAY
    assert parsed.page.next_review_due == date(2025, 11, 24)
    assert told(parsed) == [("content/page.md", line, code) for line, code in findings]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'---\ntitle: "A page\nlast_reviewed: 2024-05-24\n---\n', "yaml_syntax"),
        (b"---\n- a\n- b\n---\n", "not_a_mapping"),
        (b"---\ntitle: A page\nlast_reviewed: 2024-05-24\n\n# Heading", "front_matter_unclosed"),
        (b"---\nlast_reviewed: 2024-05-24\na: " + b"b" * 5_000_000 + b"\n---\n", "front_matter_too_long"),
        (b"---\na: &a [*a]\n---\n", "too_large"),
        (b"---\na: " + b"[" * 100_000 + b"\n---\n", "too_large"),
        (b"+++\nlast_reviewed = 2024-02-31\n+++\n", "toml_syntax"),
        (b'{"last_reviewed": "2024-05-24",}', "json_syntax"),
        (b"\0" * 5000, "not_text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 40, "not_text"),
        (bytes(range(256)) * 40_000, "not_text"),
    ],
)
def test_a_file_that_cannot_be_read_is_an_unreadable_page_with_a_problem(data: bytes, code: str) -> None:
    parsed = read(data)

    assert status(parsed) is ReviewStatus.UNREADABLE
    assert code in {problem.code for problem in parsed.problems}
    assert all(problem.path == "content/page.md" and problem.hint for problem in parsed.problems)


@pytest.mark.parametrize(
    ("text", "told_as"),
    [
        ('[{"lastReviewed": "2024-05-24"}]', (1, "not_a_mapping")),
        ('{\n\t"title": "A page",\n\t"lastReviewed": "2022-02-31"\n}', (3, "date_impossible")),
        ('{\n"title": "\\ud83d\\ude00",\n"lastReviewed": "2022-02-31"\n}', (3, "date_impossible")),
        ('{\n"title": "A page",\n"lastReviewed": "2024-05-24",\n}', (4, "json_syntax")),
        ('{"a": "' + "b" * 2_000_000 + '"}', (None, "too_large")),
        ('{"lastReviewed": 1716508800}', (1, "date_unreadable")),
    ],
)
def test_a_json_page_tells_what_is_wrong_and_where(text: str, told_as: tuple[int | None, str]) -> None:
    parsed = read(text, "content/page.json")

    assert told(parsed) == [("content/page.json", *told_as)]
    assert status(parsed) is ReviewStatus.UNREADABLE


def test_a_page_of_the_nhs_content_api_states_both_days_in_a_list() -> None:
    content = {
        "@context": "http://schema.org",
        "@type": "MedicalWebPage",
        "name": "Lumps",
        "url": "https://api.example.org/conditions/lumps/",
        "dateModified": "2021-11-15T09:30:00+00:00",
        "lastReviewed": ["2021-06-11T23:30:00+00:00", "2024-06-11T23:30:00+00:00"],
        "mainEntityOfPage": [{"@type": "WebPageElement", "text": "<p>Words.</p>"}],
    }

    page = read(json.dumps(content, indent="\t"), "content/page.json").page

    assert (page.title, page.url) == ("Lumps", "https://api.example.org/conditions/lumps/")
    assert (page.last_reviewed, page.next_review_due) == (date(2021, 6, 12), date(2024, 6, 12))
    assert page.locator["next_review_due"] == page.locator["last_reviewed"] == 7
    assert page.date_modified == date(2021, 11, 15)


GENERATED = {
    "a.html.md.erb": """---
title: A page
last_reviewed_on: 2024-05-24
review_in: 6 months
owner_slack: '#a-team'
---
<%= partial 'a' %>""",
    "a.md": """+++
title = "A page"
lastmod = 2024-06-01T10:00:00+01:00
[params]
last_reviewed = 2024-05-24
review_in = "6 months"
+++
""",
    "a.html": """---
layout: page
title: A page
permalink: /a/
review: {last: 24/05/2024, every: 6 months}
---
{% include a.html %}""",
    "a.mdx": """---
sidebar_position: 1
last_update: {date: 5/24/2024, author: a-team}
review_in: 6 months
---
# A page
<Tabs/>""",
}


@pytest.mark.parametrize("path", GENERATED, ids=["GOV.UK tech docs", "Hugo", "Jekyll", "Docusaurus"])
def test_pages_of_common_site_generators_are_read(path: str) -> None:
    own = {
        "last_reviewed": ["last_reviewed_on", "params.last_reviewed", "review.last", "last_update.date"],
        "review_interval": ["review_in", "params.review_in", "review.every"],
    }

    parsed = read(GENERATED[path], path, fields=own, date_order="MDY" if path.endswith("mdx") else "DMY")

    assert parsed.problems == ()
    assert parsed.page.title == "A page"
    assert (parsed.page.last_reviewed, parsed.page.next_review_due) == (DAY, date(2024, 11, 24))


def test_metadata_beside_a_page_counts_and_its_problems_are_told_of_its_own_file() -> None:
    beside = ("content/page.yaml", b"title: A page\nlast_reviewed: 2024-02-31\n")

    parsed = read("# A heading\n\nWords \x80.".encode("latin-1"), sidecar=beside)

    assert parsed.page.title == "A page"
    assert told(parsed) == [("content/page.md", 3, "not_utf8"), ("content/page.yaml", 2, "date_impossible")]


def test_html_with_json_beside_it_is_read_from_the_json() -> None:
    beside = ("content/page.json", b'{"name": "A page", "lastReviewed": ["2024-05-24", "2027-05-24"]}')

    page = read("<title>Another name</title><p>Words.", "content/page.html", sidecar=beside).page

    assert (page.title, page.last_reviewed, page.next_review_due) == ("A page", DAY, date(2027, 5, 24))


def test_dates_both_in_a_page_and_beside_it_are_told() -> None:
    parsed = read(with_fields(REVIEWED), sidecar=("content/page.yaml", b"owner: a-team\n"))

    assert told(parsed) == [("content/page.yaml", 1, "metadata_twice")]


def test_broken_schema_data_is_a_problem_and_hides_no_dates() -> None:
    broken = '<title>A page</title>\n<script type="application/ld+json">{"lastReviewed": "2024-05-24",}</script>\n'

    alone, printed = (
        read(broken, "content/page.html"),
        read(broken + "<p>Next review due: 24 May 2027</p>", "content/page.html"),
    )

    assert told(alone) == told(printed) == [("content/page.html", 2, "json_ld_syntax")]
    assert (status(alone), status(printed)) == (ReviewStatus.UNREADABLE, ReviewStatus.CURRENT)


@pytest.mark.parametrize("title", ['"\\ud83d"', '"a\\u0000b"', '"a\\u001b[31mb"', '"a\\nb"'])
def test_a_title_holds_nothing_that_a_database_or_a_terminal_would_choke_on(title: str) -> None:
    shown = read(f'{{"title": {title}}}', "content/page.json").page.title

    assert shown.isprintable()
    assert shown.encode()


def test_no_file_has_more_problems_than_a_person_can_look_at() -> None:
    parsed = read(with_fields("references: [" + "[a], " * 5_000 + "]"))

    assert len(parsed.problems) == 100
    assert "4900 more" in parsed.problems[-1].message


def test_the_gds_way_has_the_dates_its_own_monitor_computes() -> None:
    found = list(walk(open_folder(DATA, Source(path="gds-way/source"))))

    parsed = parse_files(str(DATA), make_reading(), found)

    assert {one.page.id: one.page.next_review_due and one.page.next_review_due.isoformat() for one in parsed} == {
        "index": None,
        "manuals/programming-languages/kotlin": "2026-09-25",
        "manuals/readme-guidance": "2027-01-22",
        "standards/how-to-do-penetration-tests": "2026-12-30",
        "standards/secrets-acl": "2026-04-29",
        "standards/sending-email": "2027-08-19",
    }
    assert [problem for one in parsed for problem in one.problems] == []


def test_nhs_pages_state_their_dates_in_the_text() -> None:
    found = list(walk(open_folder(DATA, Source(path="nhs-pages", exclude=("README.md",)))))

    pages = [one.page for one in parse_files(str(DATA), make_reading(), found)]

    assert [(page.id, page.title, page.last_reviewed, page.next_review_due) for page in pages] == [
        ("type-2-diabetes", "What is type 2 diabetes?", date(2020, 8, 18), date(2023, 8, 18)),
        ("unintentional-weight-loss", "Unintentional weight loss", date(2019, 2, 1), date(2022, 2, 1)),
        ("watering-eyes", "Watering eyes", date(2018, 4, 6), date(2021, 4, 6)),
    ]


SOUND = with_fields(
    "title: A page", REVIEWED, "review_in: 6 months", "references: [a, b]", "updated: 2024-06-01"
).encode()
TOKENS = [
    b"---\n", b"+++\n", b"{", b"}", b"[", b"&a ", b"*a", b"<<: ", b": ", b'"', b"'", b"\0", b"\xff", b"\t", b"\r",
    b"- ", b"? ", b"2024-02-31",
    b"Last reviewed: ", b"Next review due: 6 June\n", b"<script type='application/ld+json'>",
    b"\xef\xbb\xbf", b"\xff\xfe",
]  # fmt: skip
JUNK = st.binary(max_size=20) | st.sampled_from(TOKENS)
SUFFIXES = st.sampled_from(PAGE_SUFFIXES)
READINGS = [
    make_reading(),
    make_reading(date_order="MDY", fields={"last_reviewed": ["a.b[0]", "Checked on:"], "owner": "title"}),
]


@settings(deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode), SUFFIXES, st.sampled_from(READINGS))
def test_any_bytes_are_a_page(data: bytes, suffix: str, reading: object) -> None:
    stands_somewhere(data, suffix, reading)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(SOUND)), st.integers(0, 12), JUNK), max_size=4),
    SUFFIXES,
    st.sampled_from(READINGS),
)
def test_a_spoilt_page_is_a_page(cuts: list[tuple[int, int, bytes]], suffix: str, reading: object) -> None:
    data = SOUND
    for at, length, junk in cuts:
        data = data[:at] + junk + data[at + length :]

    stands_somewhere(data, suffix, reading)


def stands_somewhere(data: bytes, suffix: str, reading: object) -> None:
    for parsed in (
        parse_page(data, f"a{suffix}", "a", reading),  # type: ignore[arg-type]
        parse_page(SOUND, "a.md", "a", reading, (f"a{suffix}", data)),  # type: ignore[arg-type]
    ):
        assert status(parsed) in ReviewStatus
        assert status(parsed) is not ReviewStatus.UNREADABLE or parsed.problems
        assert all(problem.line is None or problem.line >= 1 for problem in parsed.problems)
        assert parsed.page.title.encode()
        assert parsed.page.id.encode()


def test_junk_of_megabytes_is_read_in_no_long_time() -> None:
    for data in (
        os.urandom(2_000_000),
        b"---\n" + os.urandom(200_000),
        b"{" * 2_000_000,
        b"<" * 2_000_000,
        b"- " * 500_000,
    ):
        for suffix in (".md", ".html", ".yaml", ".json"):
            read(data, f"a{suffix}")
