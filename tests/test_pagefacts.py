"""The facts of a page: each comes out right, or as a problem on its line."""

from datetime import date

import pytest

from reviewdue.pages import DueBasis, ReviewStatus, Risk
from tests.sample_pages import read, status, told, with_fields

REVIEWED = "last_reviewed: 2024-05-24"
DAY = date(2024, 5, 24)


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        ("2024-2-18", date(2024, 2, 18)),
        ("06 Jun 2026", date(2026, 6, 6)),
        ("15 March 2025<br>", date(2025, 3, 15)),
        ("26-02-2020", date(2020, 2, 26)),
        ('"2024-05-24&nbsp;"', DAY),
        ("“2024-05-24”", DAY),
        ("2024-05-24 # as agreed", DAY),
        ("!!timestamp 2024-05-24", DAY),
        ("|\n  2024-05-24", DAY),
        ("[2024-05-24]", DAY),
        ("20240524", DAY),
        ("2024-05-24T22:59:59Z", DAY),
        ("2024-05-23T23:00:00Z", DAY),
        ("2024-05-23T23:30:00+00:00", DAY),
        ("2027-01-01", date(2027, 1, 1)),
    ],
)
def test_a_date_in_the_wild_comes_out_right(stated: str, day: date) -> None:
    parsed = read(with_fields("title: A page", f"last_reviewed: {stated}"))

    assert parsed.page.last_reviewed == day
    assert parsed.problems == ()


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ("2022-02-31", "date_impossible"),
        ("2018-012-07", "date_unreadable"),
        ("yyyy-mm-dd", "date_placeholder"),
        ("2024", "date_unreadable"),
        ("24/5/24", "date_ambiguous"),
        ("07/21/2009", "date_impossible"),
        ("true", "date_unreadable"),
        ("{date: 2024-05-24}", "date_unreadable"),
        ("[2020-01-01, 2021-01-01, 2022-01-01]", "date_unreadable"),
    ],
)
def test_a_date_that_cannot_be_read_is_a_problem_on_its_line(stated: str, code: str) -> None:
    parsed = read(with_fields("title: A page", f"last_reviewed: {stated}", "review_in: 6 months"))

    assert told(parsed) == [("content/page.md", 3, code)]
    assert status(parsed) is ReviewStatus.UNREADABLE
    assert parsed.page.next_review_due is None


@pytest.mark.parametrize("empty", ["", " null", " ~", ' ""', " []"])
def test_a_date_left_empty_is_no_date(empty: str) -> None:
    parsed = read(with_fields(f"last_reviewed:{empty}", f"review_in:{empty}"))

    assert status(parsed) is ReviewStatus.UNDATED
    assert parsed.problems == ()


@pytest.mark.parametrize(
    ("stated", "due"),
    [
        ("6 month", date(2024, 7, 31)),
        ("1 year 6 months", date(2025, 7, 31)),
        ("12m", date(2025, 1, 31)),
        ("P3Y", date(2027, 1, 31)),
        ("90 days", date(2024, 4, 30)),
        ("1 month", date(2024, 2, 29)),
        ("[6 months]", date(2024, 7, 31)),
    ],
)
def test_the_next_review_follows_from_the_interval(stated: str, due: date) -> None:
    parsed = read(with_fields("last_reviewed: 2024-01-31", f"review_in: {stated}"))

    assert (parsed.page.next_review_due, parsed.page.due_basis) == (due, DueBasis.INTERVAL)
    assert parsed.problems == ()


@pytest.mark.parametrize(
    "stated", ["-6 months", "0 months", "6", "true", "{months: 6}", "biannually", "P" + "1" * 5000 + "Y"]
)
def test_an_interval_that_cannot_be_read_is_a_problem_and_no_other_takes_its_place(stated: str) -> None:
    parsed = read(with_fields(REVIEWED, f"review_in: {stated}"))

    assert told(parsed) == [("content/page.md", 3, "interval_unreadable")]
    assert status(parsed) is ReviewStatus.UNREADABLE


def test_without_an_interval_the_policy_of_the_pages_risk_decides() -> None:
    high, blank = read(with_fields(REVIEWED, "risk: High")), read(with_fields(REVIEWED, 'review_in: ""'))

    assert (high.page.next_review_due, high.page.due_basis) == (date(2025, 5, 24), DueBasis.POLICY)
    assert (blank.page.next_review_due, blank.page.due_basis) == (date(2027, 5, 24), DueBasis.POLICY)


def test_a_stated_next_review_counts_before_interval_and_policy() -> None:
    parsed = read(with_fields(REVIEWED, "review_in: 6 months", "next_review: 1 March 2026"))

    assert (parsed.page.next_review_due, parsed.page.due_basis) == (date(2026, 3, 1), DueBasis.STATED)


def test_a_month_is_taken_at_its_careful_end_and_told() -> None:
    parsed = read(with_fields("last_reviewed: May 2024", "next_review: 2026-02"))

    assert (parsed.page.last_reviewed, parsed.page.next_review_due) == (date(2024, 5, 1), date(2026, 2, 28))
    assert told(parsed) == [("content/page.md", 2, "date_imprecise"), ("content/page.md", 3, "date_imprecise")]


def test_a_next_review_before_the_last_one_is_a_problem() -> None:
    parsed = read(with_fields(REVIEWED, "next_review: 2020-01-01"))

    assert told(parsed) == [("content/page.md", 3, "due_before_review")]
    assert status(parsed) is ReviewStatus.OVERDUE


def test_a_date_in_the_text_counts_where_the_fields_leave_it_out() -> None:
    text = with_fields("title: A page") + "\nLast reviewed: 24 May 2024<br>\nNext review due: 24 May\n2025\n"

    page = read(text).page

    assert (page.last_reviewed, page.next_review_due) == (DAY, date(2025, 5, 24))
    assert (page.locator["last_reviewed"], page.locator["next_review_due"]) == (9, 10)


def test_an_interval_in_the_fields_and_a_review_in_the_text_belong_together() -> None:
    page = read(with_fields("review_in: 6 months") + "\nLast reviewed: 24 May 2024\nNext review due: 1 May 2030").page

    assert (page.last_reviewed, page.next_review_due) == (DAY, date(2024, 11, 24))


def test_a_date_in_the_text_that_cannot_be_read_is_a_problem_on_its_line() -> None:
    parsed = read("# Heading\n\nNext review due: 31 June 2026\n")

    assert told(parsed) == [("content/page.md", 3, "date_impossible")]
    assert status(parsed) is ReviewStatus.UNREADABLE


def test_the_order_of_day_and_month_is_set_for_each_source() -> None:
    text = with_fields("title: A page", "ms.date: 07/21/2009", "ms.reviewer: a-team", "ms.topic: overview")
    fields = {"last_reviewed": ["ms.date"], "reviewers": "ms.reviewer"}

    month_first, day_first = (read(text, date_order=order, fields=fields) for order in ("MDY", "DMY"))

    assert (month_first.page.last_reviewed, month_first.page.reviewers) == (date(2009, 7, 21), ("a-team",))
    assert told(day_first) == [("content/page.md", 3, "date_impossible")]
    assert "date_order: MDY" in day_first.problems[0].hint


@pytest.mark.parametrize(
    ("field", "hint"),
    [
        ("last_reveiwed_on: 2024-05-24", "last_reviewed"),
        ("review_evry: 6 months", "review_interval"),
        ("review_when: 2024-05-24", "field"),
    ],
)
def test_a_field_whose_name_nobody_reads_is_told_on_a_page_without_dates(field: str, hint: str) -> None:
    parsed = read(with_fields("title: A page", field))

    assert told(parsed) == [("content/page.md", 3, "field_unknown")]
    assert hint in parsed.problems[0].message
    assert status(parsed) is ReviewStatus.UNDATED


@pytest.mark.parametrize(
    "field", ["preview: true", "reviewer_team: a-team", "revision_date: 2024-05-24", "review_status: done"]
)
def test_other_fields_are_left_alone(field: str) -> None:
    assert read(with_fields(field)).problems == ()


def test_what_a_page_says_besides_dates() -> None:
    page = read(
        with_fields(
            "id: lumps", "title: Lumps\x07  and\tbumps", "url: /lumps", "lang: en-GB", "tags: [a, b]", "risk: LOW",
            "owner: {name: A team, email: a@example.org}", "reviewers: b-team, c-team", "note: Words.",
            "references: [nice-cg81, {id: ajcc-8}, Some words. 2017]",
        )
    ).page  # fmt: skip

    assert (page.id, page.title, page.url, page.language) == (
        "lumps",
        "Lumps and bumps",
        "https://www.example.org/lumps",
        "en-GB",
    )
    assert (page.topics, page.owner, page.reviewers) == (("a", "b"), "a@example.org", ("b-team", "c-team"))
    assert (page.risk, page.note) == (Risk.LOW, "Words.")
    assert [(cited.cited, cited.line) for cited in page.references] == [
        ("nice-cg81", 11),
        ("ajcc-8", 11),
        ("Some words. 2017", 11),
    ]


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("risk: extreme", "risk_unknown"),
        ('url: "http://[x"', "url_unreadable"),
        ("references: [[a]]", "reference_unreadable"),
        ("updated: soon", "date_unreadable"),
    ],
)
def test_a_side_fact_that_cannot_be_read_is_a_problem_and_leaves_the_dates(field: str, code: str) -> None:
    parsed = read(with_fields(REVIEWED, field))

    assert told(parsed) == [("content/page.md", 3, code)]
    assert parsed.page.next_review_due == date(2027, 5, 24)


def test_recording_a_review_in_the_fields_does_not_look_like_an_edit() -> None:
    before, after = read(with_fields(REVIEWED)).page, read(with_fields("last_reviewed: 2026-01-01", "note: x")).page
    edited = read(with_fields(REVIEWED) + "More words.").page
    data = [
        read(f'{{"title": "{title}", "lastReviewed": "{day}"}}', "a.json").page
        for title, day in (("A", 1), ("A", 2), ("B", 1))
    ]

    assert before.content_hash == after.content_hash != edited.content_hash
    assert data[0].content_hash == data[1].content_hash != data[2].content_hash
