"""The share in date over time: what counts, which days are shown, and what is finished in a month."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from reviewdue.histories import DayFigures, average, lasting, make_history, months_before, thinned
from tests.projects import TODAY, Root


def make_day(day: date = TODAY, **changes: int) -> DayFigures:
    return DayFigures(**{"day": day, "overdue": 0, "due": 0, "current": 0, "undated": 0, "unreadable": 0, **changes})  # type: ignore[arg-type]


def test_what_has_no_date_is_not_in_date() -> None:
    day = make_day(overdue=1, due=2, current=3, undated=4, unreadable=5)

    assert (day.pages, day.in_date, day.share) == (15, 5, 33.3)


@pytest.mark.parametrize(("current", "share"), [(1999, 99.9), (2000, 100.0), (0, 0.0)])
def test_a_hundred_per_cent_means_every_page(current: int, share: float) -> None:
    assert make_day(current=current, overdue=2000 - current).share == share


def test_no_pages_have_no_share() -> None:
    assert make_day().share == 0.0


def test_today_is_compared_with_a_month_ago_or_with_the_first_day_there_is() -> None:
    days = [make_day(TODAY - timedelta(days=ago), current=ago) for ago in (70, 31, 29, 1)]

    assert make_history(days, make_day(current=1)).before == days[1]
    assert make_history(days[2:], make_day(current=1)).before == days[2]
    assert make_history([], make_day(current=1)).before is None


def test_the_figures_of_this_moment_stand_for_today() -> None:
    scanned = make_day(current=1)

    assert make_history([scanned], make_day(current=2)).days == (make_day(current=2),)


@pytest.mark.parametrize(("count", "shown"), [(26, 26), (27, 5), (25 * 7, 26), (400, 14), (800, 26)])
def test_many_days_are_shown_by_week_or_by_month_and_the_last_one_always(count: int, shown: int) -> None:
    days = [make_day(TODAY - timedelta(days=ago), current=1) for ago in reversed(range(count))]

    found = thinned(days)

    assert found[-1] == days[-1]
    assert abs(len(found) - shown) <= 1


def test_months_behind_are_whole_ones_also_across_a_year() -> None:
    assert [f"{month:%Y-%m}" for month in months_before(date(2027, 2, 15), 3)] == ["2026-11", "2026-12", "2027-01"]


def test_a_month_lasts_by_the_publishers_clock() -> None:
    summer = lasting([date(2026, 6, 1)], ZoneInfo("Europe/London"))

    assert summer == {
        date(2026, 6, 1): (datetime(2026, 5, 31, 23, tzinfo=UTC), datetime(2026, 6, 30, 23, tzinfo=UTC)),
    }


@pytest.mark.parametrize(
    ("finished", "expected"), [((0, 0, 0), None), ((0, 4, 6), 5), ((4, 0, 0), 1), ((1, 0, 0, 0, 0, 0), 1)]
)
def test_what_is_finished_in_a_month_counts_from_the_first_month_with_any(
    finished: tuple[int, ...], expected: int | None
) -> None:
    assert average({date(2026, month, 1): count for month, count in enumerate(finished, 1)}) == expected


def test_a_scan_keeps_the_figures_of_its_day_and_a_later_one_of_that_day_counts(root: Root) -> None:
    root.write("a.md", next_review_due="2026-11-24", owner="breast-team")
    root.scan(TODAY)
    root.write("b.md", next_review_due="2026-02-31")
    root.scan(TODAY)
    root.scan(date(2026, 12, 1))

    found = root.days(date(2026, 12, 31))

    assert found == [
        make_day(TODAY, due=1, unreadable=1),
        make_day(date(2026, 12, 1), overdue=1, unreadable=1),
    ]


def test_a_scan_that_left_something_out_says_so_of_its_day(root: Root) -> None:
    root.configure(sources=[{"name": "pages", "kind": "files", "path": "nowhere"}])
    root.scan(TODAY)

    assert [day.whole for day in root.days(TODAY)] == [False]
