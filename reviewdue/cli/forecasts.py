"""What `forecast` prints for people: the months, then each person's, then what the plan would move."""

from collections.abc import Collection
from typing import IO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from reviewdue.forecast import Forecast, MonthLoad, Move, PersonForecast
from reviewdue.wording import day_short, month_short, plural

MOST_MOVES = 20
LONGEST_BAR = 40
SAID = {"stated": "", "done": ", as in the last year", "even": ", an even share"}


def print_forecast(forecast: Forecast, accepted: Collection[Move], out: IO[str]) -> None:
    """The whole forecast; a month without a review is left out."""
    console = Console(file=out, highlight=False)
    _print_months(console, "Everyone", forecast.months)
    for person in forecast.people:
        _print_months(console, _say_person(person), person.months, limit=person.capacity)
    _print_moves(console, forecast)
    if accepted:
        console.print(f"Accepted: {plural(len(accepted), 'review')} planned earlier; no date on a page changes.")


def _say_person(person: PersonForecast) -> str:
    late = f", {person.overdue} overdue" if person.overdue else ""
    return f"{person.person or 'nobody'}: {person.capacity} a month{SAID[person.basis]}{late}"


def _print_months(console: Console, title: str, months: Collection[MonthLoad], limit: int | None = None) -> None:
    longest = max((month.due for month in months), default=0) or 1
    table = Table("Month", "Due", "Planned", "", title=title, title_justify="left", box=None, pad_edge=False)
    for month in months:
        if month.due or month.planned:
            over = limit is not None and month.planned > limit
            planned = Text(f"{month.planned}{' too many' if over else ''}", style="red" if over else "default")
            bar = "█" * round(LONGEST_BAR * month.due / longest)
            table.add_row(f"{month_short(month.month)} {month.month.year}", str(month.due), planned, bar)
    if table.rows:
        console.print(table)
        console.print()


def _print_moves(console: Console, forecast: Forecast) -> None:
    moves = forecast.moves
    if not moves:
        console.print("No month is too full: nothing need be done earlier.")
        return
    table = Table("Review", "With", "Due", "Do it by", box=None, pad_edge=False, title_justify="left")
    table.title = f"The plan moves {plural(len(moves), 'review')} earlier, none later"
    for move in moves[:MOST_MOVES]:
        review = move.review
        table.add_row(Text(review.title), review.person or "nobody", day_short(review.due), day_short(move.planned))
    console.print(table)
    if len(moves) > MOST_MOVES:
        console.print(f"… and {len(moves) - MOST_MOVES} more; --format json lists them all")
