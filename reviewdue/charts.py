"""The geometry of the dashboard's bar chart: a tall bar for what is late, then the months; pure."""

from collections.abc import Sequence
from dataclasses import dataclass

SHORTEST = 2  # per cent: a bar that stands for one review must not look like none
TALLEST = 136  # pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: `percent` of the longest for bars that lie, `pixels` for bars that stand.

    `busiest` marks the one month that has more than every other.
    """

    count: int
    percent: int
    pixels: int
    busiest: bool = False


def bars(late: int, months: Sequence[int]) -> tuple[Bar, tuple[Bar, ...]]:
    """The bar of what is late and one for each month, in order and on one scale."""
    longest = max(late, *months, 0)
    most = max(months, default=0)
    stands_out = most > 0 and months.count(most) == 1
    drawn = tuple(_bar(count, longest, busiest=stands_out and count == most) for count in months)
    return _bar(late, longest), drawn


def _bar(count: int, longest: int, *, busiest: bool = False) -> Bar:
    percent = max(round(100 * count / longest), SHORTEST) if count else 0
    return Bar(count=count, percent=percent, pixels=round(percent * TALLEST / 100), busiest=busiest)
