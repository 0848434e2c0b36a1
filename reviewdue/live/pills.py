"""The pills above a list of pages: each leads to the list that is shown with one filter put in another's place."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from reviewdue.ledger import searching
from reviewdue.ledger.searching import Order, Search
from reviewdue.listings import FLAGS, REASONS, STATUSES
from reviewdue.live.addresses import query_of
from reviewdue.live.desk import View
from reviewdue.pages import Flag, ReviewStatus
from reviewdue.tasks import Reason
from reviewdue.views import StatusCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Pill:
    """A filter of its own: `query` leads to its list, or where it is chosen away from it.

    `count` is how many pages that list has, None where nobody counted them.
    """

    value: ReviewStatus | Flag | Reason
    count: int | None
    query: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pills:
    """What a list can be narrowed to; `total` and `query` are of the list in which the status is any."""

    total: int
    query: str
    statuses: tuple[Pill, ...]
    flags: tuple[Pill, ...]
    reasons: tuple[Pill, ...]

    def of(self, search: Search) -> int:
        """How many pages the list has that is shown."""
        if search.status is None:
            return self.total
        return next(pill.count or 0 for pill in self.statuses if pill.value is search.status)


def show_pills(view: View, search: Search, counts: Mapping[str, int]) -> Pills:
    """The pills of a list, with the pages that each would show while the other filters stay as they are."""
    overview = view.look_over(passing=True)
    flags, reasons = overview.flags, overview.reasons
    shown = {search.flag, search.reason}
    return Pills(
        total=sum(counts.values()),
        query=query_of(replace(search, status=None)),
        statuses=tuple(_pills(search, "status", STATUSES, counts)),
        flags=tuple(_pills(search, "flag", (one for one in FLAGS if flags.get(one) or one in shown), flags)),
        reasons=tuple(_pills(search, "reason", (one for one in REASONS if reasons.get(one) or one in shown), reasons)),
    )


def count_statuses(view: View, search: Search) -> tuple[Mapping[str, int], list[str] | None]:
    """The pages that a search finds by status, whichever it asks for; and, if it took no more, the ids of its list."""
    whole = replace(search, status=None)
    if _unsorted(whole) == Search():
        return {status: getattr(view.look_over(passing=True).pages, status) for status in STATUSES}, None
    key = ("statuses", _unsorted(whole))
    known: Mapping[str, int] | None = view.kept(key)
    if known is not None:
        return known, None
    if (counted := _counts_of(view, whole)) is not None:
        return counted, None
    few = searching.find_few(view.connection, whole, view.day) if whole.is_narrow else None
    if few is not None:
        return view.keep(key, few.count), few.ids(search.status)
    return view.keep(key, lambda: searching.count_statuses(view.connection, whole, view.day)), None


def _counts_of(view: View, whole: Search) -> Mapping[str, int] | None:
    """The pages of one person by status, where nothing else is asked for: they are counted for everyone."""
    if whole.person is None or _unsorted(whole) != Search(person=whole.person):
        return None
    counts = next((one.counts for one in view.everyone() if one.id == whole.person), StatusCounts())
    return {status: getattr(counts, status) for status in STATUSES}


def _with(search: Search, name: str, value: Any) -> Search:
    changed: dict[str, Any] = {name: value}
    return replace(search, **changed)


def _unsorted(search: Search) -> Search:
    return replace(search, order=Order.URGENCY, down=False)


def _pills(search: Search, name: str, values: Iterable[Any], counts: Mapping[str, int]) -> Iterator[Pill]:
    # Flags and reasons are counted for all pages only: where more is asked for, what they would show is not known.
    is_counted = name == "status" or _unsorted(_with(search, name, None)) == Search()
    chosen = getattr(search, name)
    for value in values:
        # A status gives way to another one; a remark that is chosen can only be taken off.
        is_off = value == chosen and name != "status"
        yield Pill(
            value=value,
            count=counts.get(value, 0) if is_counted else None,
            query=query_of(_with(search, name, None if is_off else value)),
            chosen=value == chosen,
        )
