"""The dashboard's charts as SVG that needs no script and no style of its own: pygal draws, we dress it; pure.

What a chart shows stands beside it as a table, whose links the keyboard reaches; the drawing's own are for the mouse.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from types import ModuleType
from typing import Any, cast

from lxml import etree
from markupsafe import Markup

from reviewdue.wording import month_short

# In pixels of a page at its full width, so that the words of a drawing are as large as those around it.
WIDE, HIGH = 1136, 250
NARROW, ROW = 350, 21
ASIDE = 292, 150
# What pygal puts in for its script and for its own style; what is seen comes from the style sheet of the page.
DROPPED = {"defs", "desc", "script", "style", "title"}
# A text in these takes that much room in pygal's sums.
FONT = 12
# A digit takes so much of it, with some room to the next number.
DIGIT = 7
NUMBERED = {"print_values": True, "print_values_position": "top"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar. `kind` is its look in the style sheet, `said` what it tells when pointed at, `place` where it leads."""

    value: int
    kind: str
    said: str
    place: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A chart twice: standing bars for a wide screen and lying ones for a narrow one; the style sheet shows one."""

    wide: Markup
    narrow: Markup


def month_labels(months: Iterable[date]) -> Iterator[str]:
    """The names of months, with the year below the first one and each January."""
    for place, first in enumerate(months):
        yield f"{month_short(first)}\n{first.year}" if place == 0 or first.month == 1 else month_short(first)


def draw_bars(labels: Sequence[str], series: Sequence[Sequence[Bar]], *, limit: int | None = None) -> Drawing:
    """Bars beside each other under each label, on one scale, with a line across at `limit`.

    A label of two lines has a line break. With nothing to draw there is a chart all the same, of zeroes.
    """
    across = _guides(series, limit)
    tall = len(labels) * (ROW if len(series) == 1 else 2 * ROW) + 30
    return Drawing(
        wide=_standing(labels, series, across),
        narrow=_lying(labels, series, across, tall),
    )


def draw_line(points: Sequence[tuple[date, float]]) -> Markup:
    """A line through shares in per cent, each on its day."""
    low = min((share for _, share in points), default=0)
    bottom = max(0, int(low) // 10 * 10 - 10)
    chart = library().DateLine(
        **_plain(*ASIDE),
        range=(bottom, 100),
        dots_size=3,
        x_label_rotation=0,
        margin_right=14,
        margin_top=8,
        margin_bottom=16,
    )
    chart.y_labels = [bottom, (bottom + 100) / 2, 100]
    chart.x_labels = [points[0][0], points[-1][0]] if points else []
    chart.x_value_formatter = lambda day: f"{day.day} {month_short(day)}\n{day.year}"
    chart.value_formatter = lambda share: f"{share:g}%"
    chart.add("", list(points))
    return _finish(_undress(chart), "line")


def library() -> ModuleType:
    """The library, loaded when something is drawn."""
    import pygal

    # It leaves behind a way to find map plug-ins that Python warns about at every later import.
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, pygal.PluginImportFixer)]
    return cast("ModuleType", pygal)


def _guides(series: Sequence[Sequence[Bar]], limit: int | None) -> dict[str, list[int]]:
    """The lines across: at nothing, at the longest bar unless that would crowd the limit, and at the limit."""
    longest = max((bar.value for row in series for bar in row), default=0) or 1
    most = [] if limit and abs(longest - limit) < longest / 8 else [longest]
    none = [] if limit and limit < longest / 12 else [0]
    return {"labels": sorted({*none, *most, *([limit] if limit else [])}), "major": [limit] if limit else [-1]}


def _plain(width: int, height: int) -> dict[str, Any]:
    """The options of every chart: nothing but marks, guides and numbers."""
    sizes = {f"{name}_font_size": FONT for name in ("label", "major_label", "value", "value_label")}
    return {
        "width": width, "height": height, "js": [], "css": [], "show_legend": False, "margin": 0, "spacing": 6,
        "truncate_label": -1, "style": library().style.Style(**sizes), "classes": (), "no_prefix": True,
        "disable_xml_declaration": True,
    }  # fmt: skip


def _standing(labels: Sequence[str], series: Sequence[Sequence[Bar]], guides: dict[str, list[int]]) -> Markup:
    write = _fitting([bar.value for row in series for bar in row])
    numbered = NUMBERED if write else {}
    chart = library().Bar(**_plain(WIDE, HIGH), **numbered, margin_top=16, margin_bottom=16)
    return _finish(_bars(chart, labels, series, guides, ("y", "height"), write or _whole), "standing")


def _fitting(values: Sequence[int]) -> Callable[[int], str] | None:
    """How to write the numbers above standing bars so that none runs into the next one; None where nothing fits."""
    room = WIDE / (len(values) or 1)
    for write in (_whole, _rounded):
        if all(len(write(value)) * DIGIT <= room for value in values):
            return write
    return None


def _whole(value: float) -> str:
    return f"{value:,.0f}"


def _rounded(value: float) -> str:
    if value < 1_000:
        return f"{value:.0f}"
    return f"{value / 1_000:.1f}k" if value < 10_000 else f"{value / 1_000:.0f}k"


def _lying(labels: Sequence[str], series: Sequence[Sequence[Bar]], guides: dict[str, list[int]], high: int) -> Markup:
    # The first bar lies at the top, where pygal would put the last one.
    chart = library().HorizontalBar(**_plain(NARROW, high), **NUMBERED, margin_right=36)
    upside_down = [list(reversed(row)) for row in series]
    names = [label.replace("\n", " ") for label in reversed(labels)]
    drawn = _bars(chart, names, upside_down, guides, ("x", "width"), _whole)
    return _finish(drawn, "lying")


def _bars(
    chart: Any,
    labels: Sequence[str],
    series: Sequence[Sequence[Bar]],
    guides: dict[str, list[int]],
    whole: tuple[str, str],
    write: Callable[[int], str],
) -> Any:
    chart.x_labels = list(labels)
    chart.y_labels, chart.y_labels_major = guides["labels"], guides["major"]
    chart.value_formatter = write
    for row in series:
        chart.add("", [bar.value for bar in row])
    drawn = _undress(chart)
    plot = drawn.find(".//g[@class='plot']/rect")
    for number, row in enumerate(series):
        marks = drawn.iterfind(f".//g[@class='series serie-{number} color-{number}']/g[@class='bars']/g")
        for mark, bar in zip(marks, row, strict=True):
            _dress(mark, bar, plot, whole)
    return drawn


def _undress(chart: Any) -> Any:
    """The drawing as a tree, without script, style, remarks, tooltips and title."""
    drawn = chart.render_tree()
    for element in list(drawn.iter()):
        if element.tag in DROPPED or element.tag is etree.Comment or "tooltip-overlay" in _class(element):
            element.getparent().remove(element)
    return drawn


def _class(element: Any) -> str:
    return str(element.get("class", "")) if isinstance(element.tag, str) else ""


def _dress(mark: Any, bar: Bar, plot: Any, whole: tuple[str, str]) -> None:
    """Give a bar its look, its words and its link, for which one may point anywhere above or beside it."""
    rect = mark.find(".//rect")
    rect.set("class", f"mark mark-{bar.kind}")
    title = etree.Element("title")
    title.text = bar.said
    where = {name: (plot if name in whole else rect).get(name) for name in ("x", "y", "width", "height")}
    link = {"href": bar.place, "tabindex": "-1"} if bar.place else {}
    inside = etree.SubElement(mark, "a" if bar.place else "g", link)
    inside.extend([title, etree.Element("rect", {**where, "class": "hit"}), rect])


def _finish(drawn: Any, look: str) -> Markup:
    for text in drawn.iter("text"):
        _break(text)
    drawn.attrib.pop("id", None)
    drawn.set("class", f"drawing drawing-{look}")
    drawn.set("aria-hidden", "true")
    drawn.set("focusable", "false")
    etree.cleanup_namespaces(drawn)
    return Markup(etree.tostring(drawn, encoding="unicode"))  # noqa: S704 - lxml has escaped it


def _break(text: Any) -> None:
    if "\n" in (text.text or ""):
        first, second = text.text.split("\n", 1)
        text.text = first
        below = etree.SubElement(text, "tspan", {"x": text.get("x"), "dy": "1.15em", "class": "below"})
        below.text = second
