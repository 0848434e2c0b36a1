"""Lengths of calendar time, with dateutil as the judge of where they lead."""

from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewdue.intervals import Interval, IntervalUnreadable, parse_interval

INTERVALS = st.builds(Interval, months=st.integers(0, 1200), days=st.integers(0, 5000))


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("6 months", Interval(6)),
        ("6 month", Interval(6)),
        ("12m", Interval(12)),
        ("1 year 6 months", Interval(18)),
        ("1y6m", Interval(18)),
        ("1 year, 6 months", Interval(18)),
        ("2 years and 3 weeks", Interval(24, 21)),
        ("3 years", Interval(36)),
        ("3 YEARS", Interval(36)),
        ("90 days", Interval(0, 90)),
        ("90d", Interval(0, 90)),
        ("18-month", Interval(18)),
        ("six months", Interval(6)),
        ("a year", Interval(12)),
        ("every 6 months", Interval(6)),
        ("every year", Interval(12)),
        ("annually", Interval(12)),
        ("quarterly", Interval(3)),
        ("P3Y", Interval(36)),
        ("P1Y6M", Interval(18)),
        ("P2W", Interval(0, 14)),
        ("p6m", Interval(6)),
        ("“6 months”", Interval(6)),
        ("6\u00a0months", Interval(6)),
        ("6&nbsp;months", Interval(6)),
        ("6 months<br>", Interval(6)),
    ],
)
def test_lengths_of_time_as_they_are_written(text: str, interval: Interval) -> None:
    assert parse_interval(text) == interval


@pytest.mark.parametrize(
    "text",
    [
        "", "6", "months", "0 months", "P0D", "-6 months", "1.5 years", "1e3 days", "24 hours", "PT24H",
        "6 months after",
        "1 year fifteen months", "many 6 months", "everyy 6 months", "gray 6 months", "biannually", "200 years",
        "P" + "1" * 5000 + "Y", "6" + " " * 100_000 + "q", "999999 days", "true", "tbc",
    ],
)  # fmt: skip
def test_what_is_no_length_of_time_is_refused(text: str) -> None:
    with pytest.raises(IntervalUnreadable) as caught:
        parse_interval(text)

    assert len(str(caught.value)) < 200


@settings(deadline=None)
@given(INTERVALS, st.dates(min_value=date(1900, 1, 1), max_value=date(2300, 1, 1)))
def test_an_interval_leads_where_dateutil_says(interval: Interval, day: date) -> None:
    assert interval.after(day) == day + relativedelta(months=interval.months) + timedelta(days=interval.days)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2024, 8, 31), 6, date(2025, 2, 28)),
        (date(2024, 12, 31), 2, date(2025, 2, 28)),
        (date(2024, 11, 30), 12, date(2025, 11, 30)),
    ],
)
def test_a_months_end_is_kept_within_the_month(day: date, months: int, then: date) -> None:
    assert Interval(months).after(day) == then


@settings(deadline=None)
@given(INTERVALS)
def test_no_interval_leads_beyond_the_calendar(interval: Interval) -> None:
    assert interval.after(date.max) == date.max
    assert interval.after(date(9999, 12, 1)) <= date.max


@settings(deadline=None)
@given(INTERVALS.filter(lambda interval: interval.months or interval.days))
def test_what_an_interval_says_of_itself_is_read_back(interval: Interval) -> None:
    assert parse_interval(str(interval)) == interval


@settings(deadline=None)
@given(st.text(max_size=120))
def test_any_text_is_a_length_of_time_or_refused(text: str) -> None:
    try:
        interval = parse_interval(text)
    except IntervalUnreadable:
        return
    assert interval > Interval()
