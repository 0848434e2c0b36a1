"""What supersedes a source on a day, and whether it touches what a page is about."""

from dataclasses import replace
from datetime import date

import pytest

from reviewdue.references import Reference, Stage, Successor, supersession

TODAY = date(2026, 11, 2)


def make_reference(**changes: object) -> Reference:
    book = Reference(id="handbook-8", type="book", title="Handbook of Staging", edition="8", issued=(2017,))
    return replace(book, **changes)  # type: ignore[arg-type]


def make_ninth(**changes: object) -> Successor:
    ninth = Successor(
        edition="9",
        released=date(2025, 7, 3),
        effective_from=date(2026, 1, 1),
        changed=("lung", "anal canal"),
        unchanged=("breast",),
    )
    return replace(ninth, **changes)  # type: ignore[arg-type]


def test_an_untouched_chapter_is_said_to_be_untouched() -> None:
    found = supersession(make_reference(superseded_by=(make_ninth(),)), ["breast-cancer"], TODAY)

    assert found is not None
    assert found.superseded
    assert found.touched is False
    expected = "9th edition since 3 July 2025, recommended from 1 January 2026; its breast chapter did not change"
    assert found.explanation == expected


@pytest.mark.parametrize(
    ("topics", "touched"),
    [
        (["lung cancer"], True),
        (["Anal cancer"], True),
        (["breast"], False),
        (["breast", "lung"], True),
        (["stage 4 breast cancer"], False),
        (["bowel"], None),
        (["cancer"], None),
        ([], None),
    ],
)
def test_the_topics_decide_whether_a_change_touches(topics: list[str], touched: bool | None) -> None:
    found = supersession(make_reference(superseded_by=(make_ninth(),)), topics, TODAY)

    assert found is not None
    assert found.touched is touched


@pytest.mark.parametrize(
    ("today", "stage", "superseded"),
    [
        (date(2025, 7, 2), Stage.ANNOUNCED, False),
        (date(2025, 7, 3), Stage.RELEASED, True),
        (date(2025, 12, 31), Stage.RELEASED, True),
        (date(2026, 1, 1), Stage.IN_EFFECT, True),
    ],
)
def test_the_day_decides_how_far_a_successor_has_come(today: date, stage: Stage, superseded: bool) -> None:
    found = supersession(make_reference(superseded_by=(make_ninth(),)), ["breast"], today)

    assert found is not None
    assert (found.stage, found.superseded) == (stage, superseded)


def test_a_successor_that_touches_is_shown_before_a_newer_one_that_does_not() -> None:
    newer = make_ninth(edition="10", released=date(2026, 6, 1), effective_from=None)
    part = Successor(title="Version 9: lung", released=date(2024, 1, 1), changed=("lung",))

    found = supersession(make_reference(superseded_by=(replace(newer, changed=()), part)), ["lung"], TODAY)

    assert found is not None
    assert found.successor == part
    assert found.explanation == "Version 9: lung since 1 January 2024; its lung chapter changed"


def test_nothing_is_superseded_without_a_successor() -> None:
    assert supersession(make_reference(), ["breast"], TODAY) is None
