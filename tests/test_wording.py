from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewdue import wording

TODAY = date(2026, 11, 22)
LONDON = ZoneInfo("Europe/London")


def test_dates_read_as_a_british_reader_writes_them() -> None:
    day = date(2026, 6, 6)

    assert wording.day(day) == "6 June 2026"
    assert wording.day_short(day) == "6 Jun 2026"
    assert wording.weekday(TODAY) == "Sunday 22 November 2026"
    assert wording.month(day) == "June 2026"


def test_an_instant_that_is_read_years_later_has_its_date() -> None:
    at = datetime(2026, 11, 22, 8, 5, tzinfo=UTC)

    assert wording.moment(at, today=TODAY, zone=LONDON) == "today at 08:05"
    assert wording.moment(at, zone=LONDON) == "22 November 2026 at 08:05"


@pytest.mark.parametrize(
    ("days_left", "words"),
    [
        (-169, "169 days overdue"),
        (-1, "1 day overdue"),
        (0, "due today"),
        (1, "due tomorrow"),
        (2, "due in 2 days"),
        (1200, "due in 1,200 days"),
    ],
)
def test_a_due_date_says_where_it_stands(days_left: int, words: str) -> None:
    assert wording.due(days_left) == words


@pytest.mark.parametrize(
    ("days", "words"), [(30, "30 days before"), (1, "1 day before"), (0, "on the day"), (-7, "7 days after")]
)
def test_a_rung_is_told_from_the_due_date(days: int, words: str) -> None:
    assert wording.rung(days) == words


@pytest.mark.parametrize(("count", "words"), [(0, "0 pages"), (1, "1 page"), (2, "2 pages"), (1214, "1,214 pages")])
def test_a_count_agrees_with_its_noun(count: int, words: str) -> None:
    assert wording.plural(count, "page") == words


def test_a_plural_may_be_given_in_full() -> None:
    assert wording.plural(1, "page needs", "pages need") == "1 page needs"
    assert wording.plural(2, "page needs", "pages need") == "2 pages need"


@pytest.mark.parametrize(
    ("words", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_a_list_ends_with_and(words: list[str], said: str) -> None:
    assert wording.listing(words) == said


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        (datetime(2026, 11, 22, 2, 4, tzinfo=UTC), "today at 02:04"),
        (datetime(2026, 11, 21, 17, 30, tzinfo=UTC), "yesterday at 17:30"),
        (datetime(2026, 11, 23, 3, 0, tzinfo=UTC), "tomorrow at 03:00"),
        (datetime(2026, 6, 5, 23, 30, tzinfo=UTC), "6 June 2026 at 00:30"),
    ],
)
def test_an_instant_is_told_on_the_publishers_clock(instant: datetime, words: str) -> None:
    assert wording.moment(instant, today=TODAY, zone=LONDON) == words


def test_the_day_of_an_instant_is_the_publishers() -> None:
    just_before_midnight_utc = datetime(2026, 6, 5, 23, 30, tzinfo=UTC)

    assert wording.on_day(just_before_midnight_utc, zone=LONDON) == "6 Jun 2026"


def test_only_the_first_letter_becomes_a_capital() -> None:
    assert wording.capital("nHS page") == "NHS page"
    assert wording.capital("") == ""


def test_a_link_is_never_broken_over_two_lines() -> None:
    address = "https://reviews.example.org/" + "long-path-" * 20

    assert address in wording.wrap(f"Open it here, please: {address}").splitlines()


@given(st.text())
def test_one_line_holds_no_break_and_no_control_character(text: str) -> None:
    line = wording.single_line(text)

    assert len(line.splitlines()) <= 1
    assert not any(ord(each) < 32 or 127 <= ord(each) < 160 for each in line)


def test_one_line_holds_nothing_that_turns_the_writing_round() -> None:
    assert wording.single_line("a\u202eb\r\nBcc: c\u2028d") == "a b Bcc: c d"


def test_markdown_shows_words_as_they_are() -> None:
    assert wording.markdown("a | b\n<i> [x](y) `c`") == r"a \| b \<i\> \[x\](y) \`c\`"


@given(st.integers(min_value=-4000, max_value=4000))
def test_a_day_is_named_by_its_number_month_and_year(days: int) -> None:
    value = TODAY + timedelta(days=days)

    assert datetime.strptime(wording.day(value), "%d %B %Y").replace(tzinfo=UTC).date() == value
