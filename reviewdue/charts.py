"""The geometry of the dashboard's bar chart; pure, in per cent of the tallest bar."""

from collections.abc import Sequence
from dataclasses import dataclass

SHORTEST = 2  # a bar that stands for one review must not look like none


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: `size` is its length in per cent of the longest, `gap` is what is left over."""

    count: int
    size: int
    gap: int
    tallest: bool


def bars(counts: Sequence[int]) -> tuple[Bar, ...]:
    """One bar for each count, in order; all are empty when there is nothing to show."""
    top = max(counts, default=0)
    return tuple(_bar(count, top) for count in counts)


def _bar(count: int, top: int) -> Bar:
    size = max(round(100 * count / top), SHORTEST) if count else 0
    return Bar(count=count, size=size, gap=100 - size, tallest=count == top and count > 0)
