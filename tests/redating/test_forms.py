"""A date in the written form of another one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewdue.dates import DateOrder, parse_date
from reviewdue.redating.forms import spans_in

DAY = date(2026, 11, 3)


def rewritten(text: str, day: date = DAY, order: DateOrder = DateOrder.DMY) -> str:
    """The text with its one date moved."""
    [span] = spans_in(text, order)
    return text[: span.start] + span.write(day) + text[span.end :]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("last_reviewed: 2025-02-18", "last_reviewed: 2026-11-03"),
        ("2024-2-18", "2026-11-3"),
        ("2018-012-07", "2026-11-03"),
        ("2024/02/18", "2026/11/03"),
        ("20240218", "20261103"),
        ("2021-11-12T00:00:00+00:00", "2026-11-03T00:00:00+00:00"),
        ("6 June 2025", "3 November 2026"),
        ("06 Jun 2025", "03 Nov 2026"),
        ("6th of June, 2025", "3rd of November, 2026"),
        ("FRI 6 JUN 2025", "TUE 3 NOV 2026"),
        ("Friday, 6 June 2025", "Tuesday, 3 November 2026"),
        ("June 6, 2025", "November 3, 2026"),
        ("Jun 6th 2025", "Nov 3rd 2026"),
        ("1 Sept 2025", "3 Nov 2026"),
        ("6-Jun-2025", "3-Nov-2026"),
        ("06/06/2025", "03/11/2026"),
        ("6/6/2025", "3/11/2026"),
        ("26-02-2020", "03-11-2026"),
        ("March 2025", "3 November 2026"),
        ("2025-03", "2026-11-03"),
        ("03/2025", "03/11/2026"),
        ("**Page last reviewed:** 4 February 2021<br>", "**Page last reviewed:** 3 November 2026<br>"),
        ("6\u00a0June\u00a02025", "3\u00a0November\u00a02026"),
        ("2022-02-31", "2026-11-03"),
    ],
)
def test_the_written_form_stays(text: str, expected: str) -> None:
    assert rewritten(text) == expected


def test_a_source_that_writes_the_month_first_goes_on_doing_so() -> None:
    assert rewritten("ms.date: 07/21/2009", order=DateOrder.MDY) == "ms.date: 11/03/2026"


@pytest.mark.parametrize(
    ("day", "suffix"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (13, "13th"), (22, "22nd")]
)
def test_an_ordinal_fits_its_day(day: int, suffix: str) -> None:
    assert rewritten("6th June 2025", date(2026, 11, day)) == f"{suffix} November 2026"


def test_each_date_of_a_text_is_found_once_and_numbers_are_no_dates() -> None:
    text = "Version 1.2.3, 12345678901, 10.1016/j.annonc.2021.09.019: 2025-06-06 and 6 June 2027, call 020 7946 0000"

    found = [text[span.start : span.end] for span in spans_in(text, DateOrder.DMY)]

    assert "2025-06-06" in found
    assert "6 June 2027" in found
    assert len(found) == len(set(found))


FORMS = [
    "{0:%Y-%m-%d}",
    "{0.day} {0:%B} {0.year}",
    "{0:%d} {0:%b} {0.year}",
    "{0:%d/%m/%Y}",
    "{0:%B} {0.day}, {0.year}",
]
DAYS = st.dates(date(1951, 1, 1), date(2198, 12, 31))


@given(form=st.sampled_from(FORMS), before=DAYS, after=DAYS)
def test_what_was_read_as_one_day_reads_as_the_new_one_and_back_again(form: str, before: date, after: date) -> None:
    text = form.format(before)

    moved = rewritten(text, after)

    assert parse_date(moved).first == after
    # The tenth does not tell whether a zero goes before the first, nor May whether it is a short form.
    untold = "%b" in form and (before.month == 5 or before.day > 9)
    assert form.format(after) == moved or untold


@given(text=st.text(max_size=200))
def test_any_text_can_be_searched(text: str) -> None:
    for span in spans_in(text, DateOrder.DMY):
        span.write(DAY)
