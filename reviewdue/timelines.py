"""What the charts of the dashboard draw: months behind and ahead on one scale, and the share in date; pure."""

from datetime import date

from markupsafe import Markup

from reviewdue.charts import Bar, Drawing, draw_bars, draw_line, month_labels
from reviewdue.listings import month_key
from reviewdue.views import MonthCount, Overview
from reviewdue.wording import month, number

LATE = "Late"


def draw_months(overview: Overview) -> Drawing:
    """What was finished in the months behind, what is late, and what falls due in the months ahead."""
    behind, ahead = overview.finished, overview.months
    most = busiest(overview)
    bars = [Bar(value=item.count, kind="done", said=_said(item.month, item.count)) for item in behind]
    late = overview.pages.overdue
    bars.append(Bar(value=late, kind="late", said=f"{LATE}: {number(late)}", place="pages/overdue.html"))
    bars += [
        Bar(
            value=item.count,
            kind="busiest" if item == most else "due",
            said=_said(item.month, item.count),
            place=f"pages/month-{month_key(item.month)}.html",
        )
        for item in ahead
    ]
    labels = [*month_labels([item.month for item in behind]), LATE, *month_labels([item.month for item in ahead])]
    return draw_bars(labels, [bars], limit=overview.finished_per_month)


def busiest(overview: Overview) -> MonthCount | None:
    """The one month ahead that has more than every other."""
    counts = [item.count for item in overview.months]
    most = max(counts, default=0)
    return overview.months[counts.index(most)] if counts.count(most) == 1 and most else None


def _said(first: date, count: int) -> str:
    return f"{month(first)}: {number(count)}"


def draw_history(overview: Overview) -> Markup | None:
    """The line of the share in date; with one day alone there is none."""
    days = overview.history.days if overview.history else ()
    return draw_line([(one.day, one.share) for one in days]) if len(days) > 1 else None
