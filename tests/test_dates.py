"""Dates as people and programs write them."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewdue.dates import DateOrder, DateUnreadable, parse_date

LONDON = ZoneInfo("Europe/London")
DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2199, 12, 31))
WRITTEN = (
    "{0:%Y-%m-%d}", "{0:%Y/%m/%d}", "{0:%Y.%m.%d}", "{0:%Y%m%d}", "{0.year}-{0.month}-{0.day}",
    "{0.day} {0:%B} {0.year}", "{0:%d %b %Y}", "{0:%d-%b-%Y}", "{0.day} {0:%B}, {0.year}",
    "{0:%B} {0.day}, {0.year}", "{0:%b}. {0.day} {0.year}", "{0:%A} {0.day} {0:%B} {0.year}",
    "{0:%a}, {0:%d %b %Y}", "{0.day}th of {0:%B} {0.year}", "{0:%d/%m/%Y}", "{0:%d-%m-%Y}", "{0:%d.%m.%Y}",
    "{0.day}/{0.month}/{0.year}", "{0:%Y-%m-%d} 09:30", "{0:%d/%m/%Y} 09:30", "{0:%d %B %Y}, 9:30 am",
    "{0:%Y-%m-%d}T12:00:00Z", "{0:%Y-%m-%d}T12:00:00.123456789+00:00", "{0:%Y-%m-%d} 12:00:00 +0100",
    "{0:%Y-%m-%d} 12:00:00 +0100 BST", "{0:%Y-%m-%d} 12:00:00+01", "“{0:%Y-%m-%d}”", "**{0:%Y-%m-%d}**",
    "_{0:%d %B %Y}_", "{0:%d %B %Y}<br>", "<time>{0:%d %B %Y}</time>", "{0.day}&nbsp;{0:%B}&nbsp;{0.year}",
    "{0:%Y\u2011%m\u2011%d}", "({0:%Y-%m-%d}).", "\u200b{0:%Y-%m-%d}\ufeff", "{0.day}\u202f{0:%B}\u00a0{0.year}",
)  # fmt: skip


@pytest.mark.parametrize("form", WRITTEN)
@settings(deadline=None)
@given(day=DAYS)
def test_every_written_form_of_a_day_comes_back_as_that_day(form: str, day: date) -> None:
    read = parse_date(form.format(day), zone=LONDON)

    assert (read.first, read.last, read.whole) == (day, day, True)


@settings(deadline=None)
@given(day=DAYS)
def test_month_first_is_read_where_the_source_says_so(day: date) -> None:
    assert parse_date(f"{day:%m/%d/%Y}", order=DateOrder.MDY).first == day


@settings(deadline=None)
@given(
    year=st.integers(1950, 2199), month=st.integers(1, 12), form=st.sampled_from(["%B %Y", "%b %Y", "%Y-%m", "%m/%Y"])
)
def test_a_month_without_a_day_is_the_whole_month(year: int, month: int, form: str) -> None:
    first = date(year, month, 1)

    read = parse_date(first.strftime(form))

    assert not read.whole
    assert (read.first, read.last.month, read.last.day >= 28) == (first, month, True)
    assert date.fromordinal(read.last.toordinal() + 1).day == 1


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-2-18", date(2024, 2, 18)),
        ("06 Jun 2026", date(2026, 6, 6)),
        ("6 June 2026", date(2026, 6, 6)),
        ("15 March 2025<br>", date(2025, 3, 15)),
        ("26-02-2020", date(2020, 2, 26)),
        ("24 Sept 2024", date(2024, 9, 24)),
        ("1st of May 2024", date(2024, 5, 1)),
        ("29 February 2024", date(2024, 2, 29)),
    ],
)
def test_dates_found_in_the_wild_are_read(text: str, day: date) -> None:
    assert parse_date(text).first == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021-06-11T22:59:59+00:00", date(2021, 6, 11)),
        ("2021-06-11T23:00:00+00:00", date(2021, 6, 12)),
        ("2021-06-11T23:30:00Z", date(2021, 6, 12)),
        ("2021-11-12T23:59:59Z", date(2021, 11, 12)),
        ("2021-11-12T00:00:00+00:00", date(2021, 11, 12)),
        ("2021-11-12T00:30:00+02:00", date(2021, 11, 11)),
        ("2021-06-11T23:30:00", date(2021, 6, 11)),
    ],
)
def test_a_time_stamp_is_the_day_it_falls_on_in_london(text: str, day: date) -> None:
    assert parse_date(text, zone=LONDON).first == day


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2022-02-31", "date_impossible"),
        ("29 February 2023", "date_impossible"),
        ("0000-00-00", "date_impossible"),
        ("0024-05-24", "date_impossible"),
        ("2999-01-01", "date_impossible"),
        ("07/21/2009", "date_impossible"),
        ("2021-06-11T23:30:00+99:00", "date_impossible"),
        ("2018-012-07", "date_unreadable"),
        ("2024", "date_unreadable"),
        ("6 Juin 2026", "date_unreadable"),
        ("2024-05-24 to 2025-05-24", "date_unreadable"),
        ("approximately 24 May 2024", "date_unreadable"),
        ("1716508800", "date_unreadable"),
        ("", "date_unreadable"),
        ("T" * 1_000_000, "date_unreadable"),
        ("x" * 1_000_000, "date_unreadable"),
        ("24/5/24", "date_ambiguous"),
        ("yyyy-mm-dd", "date_placeholder"),
        ("DD/MM/YYYY", "date_placeholder"),
        ("TBC", "date_placeholder"),
        ("n/a", "date_placeholder"),
    ],
)
def test_what_is_no_date_is_refused_by_name_with_a_remedy(text: str, code: str) -> None:
    with pytest.raises(DateUnreadable) as caught:
        parse_date(text)

    assert caught.value.code == code
    assert caught.value.message
    assert caught.value.hint
    assert len(caught.value.message) < 200


def test_a_date_read_in_the_wrong_order_says_how_to_set_it() -> None:
    with pytest.raises(DateUnreadable) as caught:
        parse_date("07/21/2009")

    assert "2009-07-21" in caught.value.hint
    assert "date_order: MDY" in caught.value.hint


def test_a_source_that_writes_the_year_first_leaves_no_guess_between_day_and_month() -> None:
    with pytest.raises(DateUnreadable) as caught:
        parse_date("05/06/2024", order=DateOrder.YMD)

    assert caught.value.code == "date_ambiguous"
    assert parse_date("24/06/2024", order=DateOrder.YMD).first == date(2024, 6, 24)


LIKE_DATES = st.from_regex(r"\A[0-9]{1,4}[-/. ][0-9A-Za-z]{1,9}[-/. T]{1,2}[0-9:+Z]{1,14}\Z")


@settings(deadline=None)
@given(st.text(max_size=400) | LIKE_DATES)
def test_any_text_is_a_date_or_a_named_refusal(text: str) -> None:
    assert refusal(text) in {None, "date_unreadable", "date_impossible", "date_placeholder", "date_ambiguous"}


def refusal(text: str) -> str | None:
    """Under which code a text is refused; None if it is a date."""
    try:
        return None if parse_date(text, zone=LONDON) else "nothing"
    except DateUnreadable as error:
        return error.code
