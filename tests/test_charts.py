"""Charts: what is drawn, how long it is, and that it brings nothing that a strict policy forbids."""

import re
from datetime import date
from typing import Any

import pytest
from lxml import etree

from reviewdue.charts import Bar, draw_bars, draw_line

NASTY = "<script>alert(1)</script>\"'&"


def make_bars(*values: int, **changes: Any) -> list[Bar]:
    return [Bar(**{"value": value, "kind": "due", "said": f"{value} of them", **changes}) for value in values]


def lengths(drawing: str, side: str) -> list[float]:
    marks = etree.fromstring(drawing).iterfind(".//rect[@class='mark mark-due']")
    return [float(mark.get(side) or 0) for mark in marks]


@pytest.mark.parametrize(("look", "side"), [("wide", "height"), ("narrow", "width")])
def test_bars_are_as_long_as_what_they_stand_for(look: str, side: str) -> None:
    drawn = getattr(draw_bars(["a", "b", "c", "d"], [make_bars(100, 50, 1, 0)]), look)

    found = sorted(lengths(drawn, side))

    assert found[0] == 0
    assert found[1] > 1
    assert found[2] == pytest.approx(found[3] / 2)


@pytest.mark.parametrize("look", ["wide", "narrow"])
def test_each_bar_has_its_look_its_words_and_its_link(look: str) -> None:
    late = Bar(value=3, kind="late", said=NASTY, place="pages/overdue.html")
    drawn = etree.fromstring(getattr(draw_bars(["a", "b"], [[late, *make_bars(1)]]), look))

    link = drawn.find(".//a")

    assert link is not None
    assert (link.get("href"), link.get("tabindex"), link.findtext("title")) == ("pages/overdue.html", "-1", NASTY)
    assert link.find("rect[@class='mark mark-late']") is not None
    assert len(drawn.findall(".//a")) == 1


def test_a_number_stands_at_every_bar_and_one_at_the_line_across() -> None:
    drawn = etree.fromstring(draw_bars(["a", "b"], [make_bars(1200, 7)], limit=32).wide)

    assert [text.text for text in drawn.iterfind(".//text[@class='value']")] == ["1,200", "7"]
    assert [guide.findtext("text") for guide in drawn.iterfind(".//g[@class='guides']") if guide.find(
        "path[@class='major guide line']") is not None] == ["32"]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "months", "rows", "written"),
    [
        (2_719, 24, 1, "2,719"),
        (2_719, 37, 1, "2.7k"),
        (15_126, 37, 1, "15k"),
        (999, 37, 1, "999"),
        (2_719, 37, 2, None),
    ],
)
def test_numbers_above_bars_are_rounded_or_left_out_before_they_run_into_each_other(
    value: int, months: int, rows: int, written: str | None
) -> None:
    drawn = etree.fromstring(draw_bars(["a"] * months, [make_bars(*[value] * months)] * rows).wide)

    assert {text.text for text in drawn.iterfind(".//text[@class='value']")} == ({written} if written else set())


def test_two_rows_of_bars_keep_their_places_in_both_drawings() -> None:
    drawing = draw_bars(["a", "b"], [make_bars(4, 8), make_bars(6, 6, kind="planned")])

    for drawn, side in ((drawing.wide, "height"), (drawing.narrow, "width")):
        marks = etree.fromstring(drawn)
        planned = {float(one.get(side)) for one in marks.iterfind(".//rect[@class='mark mark-planned']")}
        due = sorted(lengths(drawn, side))
        assert len(planned) == 1
        assert due[0] < planned.pop() < due[1]


@pytest.mark.parametrize(
    "drawn",
    [
        draw_bars(["Jan\n2026", "Feb"], [make_bars(0, 0)]).wide,
        draw_bars(["Jan\n2026", "Feb"], [make_bars(3, 9)], limit=9).narrow,
        draw_line([(date(2026, 1, 1), 97.1), (date(2026, 2, 1), 99.0)]),
    ],
)
def test_a_drawing_brings_no_style_no_script_and_no_name_that_another_may_have(drawn: str) -> None:
    names = {element.tag for element in etree.fromstring(drawn).iter()}

    assert names <= {"svg", "g", "a", "rect", "path", "text", "tspan", "title", "circle"}
    assert not re.search(r"\b(style|id|on\w+)=", drawn)
    assert 'aria-hidden="true"' in drawn


def test_the_same_chart_is_the_same_text() -> None:
    assert draw_bars(["a"], [make_bars(3)]) == draw_bars(["a"], [make_bars(3)])


def test_a_line_goes_through_every_day_and_says_where_it_begins_and_ends() -> None:
    days = [(date(2026, 1, 1), 90.0), (date(2026, 1, 8), 95.5), (date(2026, 3, 1), 99.0)]

    drawn = etree.fromstring(draw_line(days))

    words = ["".join(text.itertext()) for text in drawn.iter("text")]
    across = [float(dot.get("cx")) for dot in drawn.iter("circle")]
    up = [float(dot.get("cy")) for dot in drawn.iter("circle")]
    assert {"80%", "100%", "1 Jan2026", "1 Mar2026"} <= set(words)
    assert up == sorted(up, reverse=True)
    # By the calendar, not by the number of the point.
    assert (across[2] - across[0]) == pytest.approx((across[1] - across[0]) * 59 / 7, rel=0.01)
