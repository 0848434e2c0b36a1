"""An invented forecast, and the days and months behind it, for tests of what people see."""

from datetime import date, timedelta

from reviewdue.forecast import DueReview, Forecast, forecast_reviews
from reviewdue.histories import DayFigures, History, make_history
from reviewdue.outlooks import Outlook, show_outlook
from reviewdue.views import MonthCount, StatusCounts

TODAY = date(2026, 11, 22)


def make_forecast(*titles: str) -> Forecast:
    """Two full months of one team, a review of nobody's with each of the titles, and one that is late."""
    days = {
        "stage-4": "2026-06-06",
        "due-0": "2027-03-05",
        "due-1": "2027-03-20",
        "due-12": "2027-03-31",
        "b/1": "2027-06-01",
        "c": "2027-06-02",
        "Staging": "2028-01-12",
    }
    reviews = [
        DueReview(page_id=id, title=f"Page {id}", due=date.fromisoformat(day), person="lung team")
        for id, day in days.items()
    ]
    reviews += [DueReview(page_id=title, title=title, due=date(2027, 3, 1), person=None) for title in titles]
    return forecast_reviews(reviews, today=TODAY, months=24, stated={"lung team": 1}, done={})


def make_outlooks(*titles: str) -> list[Outlook]:
    """What the forecast shows of everyone, and of each person."""
    found = make_forecast(*titles)
    names = {"lung team": "Lung team"}
    return [show_outlook(found, lambda id: names.get(id, id), person=person) for person in (None, *found.people)]


def make_empty_outlook() -> Outlook:
    """A forecast in which nothing falls due."""
    return show_outlook(forecast_reviews([], today=TODAY, months=24, stated={}, done={}), str)


def make_past(pages: StatusCounts) -> History:
    """Two months of days, on one of which the scan left something out."""
    days = [
        DayFigures(
            day=TODAY - timedelta(days=ago),
            overdue=ago // 9,
            due=3,
            current=9,
            undated=1,
            unreadable=1,
            whole=ago != 30,
        )
        for ago in range(60, 0, -10)
    ]
    today = DayFigures(
        day=TODAY,
        overdue=pages.overdue,
        due=pages.due,
        current=pages.current,
        undated=pages.undated,
        unreadable=pages.unreadable,
    )
    return make_history(days, today)


def make_finished() -> tuple[MonthCount, ...]:
    """What was finished in the three months before."""
    return tuple(MonthCount(month=date(2026, month, 1), count=month * 3) for month in (8, 9, 10))
