"""Finding pages by what their lists say of them: the conditions of SQL and those of the pure core are the same."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from reviewdue.ledger import listing, searching
from reviewdue.ledger.conditions import has_flag, has_status
from reviewdue.ledger.listing import PageLine
from reviewdue.ledger.schema import LISTED
from reviewdue.ledger.searching import Order, Search
from reviewdue.pages import Flag, ReviewStatus, Risk
from tests.projects import TODAY, Root

LEAP = date(2024, 2, 29)


def dates() -> Iterator[tuple[date | None, date | None]]:
    """Last and next dates at and around every border: the day itself, the window's end, the policy's limit."""
    for last in (None, date(2023, 11, 30), LEAP, date(2024, 1, 31), TODAY, TODAY + timedelta(days=1)):
        yield last, None
        for near in (TODAY, TODAY + timedelta(days=90), *(limits(last) if last else ())):
            yield from ((last, near + timedelta(days=step)) for step in (-1, 0, 1))


def limits(last: date) -> tuple[date, ...]:
    return (date(last.year + 3, last.month, min(last.day, 28)), date(last.year + 3, last.month, 28) + timedelta(days=3))


def fill(root: Root) -> None:
    for number, (last, due) in enumerate(dates()):
        fields: dict[str, Any] = {"last_reviewed": last, "next_review_due": due}
        stated = {name: str(day) for name, day in fields.items() if day is not None}
        owner = {"owner": "breast-team"} if number % 2 else {}
        root.write(f"page-{number:03}.md", title=f"Page {number}", **stated, **owner)
    root.write("broken.md", title="Broken", next_review_due="2026-02-31")
    root.scan()


@pytest.mark.parametrize("longest", ["36 months", "35 months", "1095 days", "12 months 10 days"])
def test_every_status_and_flag_is_the_same_in_sql_as_on_the_lists(root: Root, longest: str) -> None:
    root.configure(policy={"max_interval": longest})
    fill(root)

    with root.open() as project, project.ledger.begin() as connection:
        lines = list(listing.page_lines(connection, project.day))
        conditions: dict[Any, Any] = {status: has_status(status, project.day) for status in ReviewStatus}
        conditions |= {flag: has_flag(flag, project.day) for flag in Flag}
        found = {kind: ids(connection, condition, project.day) for kind, condition in conditions.items()}

    expected: dict[Any, set[str]] = {kind: set() for kind in found}
    for line in lines:
        for kind in (line.status, *line.flags):
            expected[kind].add(line.id)
    assert found == expected
    assert len(lines) > 60


def ids(connection: Any, condition: Any, day: Any) -> set[str]:
    return {line.id for line in listing.read_lines(connection, day, [LISTED, condition], [])}


@pytest.fixture
def some(root: Root) -> Root:
    """A few pages that differ in everything that can be asked about."""
    root.register({"id": "book", "type": "book", "title": "A book"})
    root.write("a.md", id="a", title="Zebra 100% sure", owner="breast-team", topics=["Breast"], risk="high",
               last_reviewed="2025-01-01", next_review_due="2027-03-31", references=["book"])  # fmt: skip
    root.write("b.md", id="b", title="Éclair", reviewers=["breast-team"], topics=["breast cancer"],
               last_reviewed="2024-01-01", next_review_due="2027-03-01")  # fmt: skip
    root.write(
        "c.md", id="c", title="apple", owner="lung-team", last_reviewed="2023-01-01", next_review_due="2026-01-01"
    )
    root.write("d.md", id="d", title="Nothing known")
    root.scan()
    return root


def found(root: Root, **wanted: Any) -> list[str]:
    with root.open() as project, project.ledger.begin() as connection:
        search = Search(**wanted)
        lines = [line.id for line in searching.found_lines(connection, search, project.day)]
        assert searching.count_found(connection, search, project.day) == len(lines)
    return lines


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, ["c", "b", "a", "d"]),
        ({"owner": "breast-team"}, ["a"]),
        ({"owner": ""}, ["b", "d"]),
        ({"person": "breast-team"}, ["b", "a"]),
        ({"topic": "Breast"}, ["a"]),
        ({"risk": Risk.HIGH}, ["a"]),
        ({"source": "book"}, ["a"]),
        ({"month": date(2027, 3, 1)}, ["b", "a"]),
        ({"status": ReviewStatus.OVERDUE}, ["c"]),
        ({"flag": Flag.UNOWNED}, ["d"]),
        ({"text": "BREAST"}, ["b", "a"]),
        ({"text": "zebra sure"}, ["a"]),
        ({"text": "100%"}, ["a"]),
        ({"text": "_"}, []),
        ({"text": "breast", "owner": "lung-team"}, []),
    ],
)
def test_a_search_finds_what_fulfils_all_of_it(some: Root, wanted: dict[str, Any], expected: list[str]) -> None:
    assert found(some, **wanted) == expected


@pytest.mark.parametrize(
    ("order", "up", "down"),
    [
        (Order.TITLE, ["c", "d", "a", "b"], ["b", "a", "d", "c"]),
        (Order.DUE, ["c", "b", "a", "d"], ["a", "b", "c", "d"]),
        (Order.REVIEWED, ["c", "b", "a", "d"], ["a", "b", "c", "d"]),
        (Order.OWNER, ["a", "c", "b", "d"], ["c", "a", "b", "d"]),
    ],
)
def test_what_has_no_value_stays_last_in_either_order(some: Root, order: Order, up: list[str], down: list[str]) -> None:
    rising, falling = found(some, order=order), found(some, order=order, down=True)

    if order is not Order.TITLE:  # where an É stands, each engine decides
        assert (rising, falling) == (up, down)
    assert sorted(rising) == sorted(falling) == ["a", "b", "c", "d"]


def test_a_part_of_the_list_begins_where_the_one_before_ended(some: Root) -> None:
    def part(skip: int) -> list[PageLine]:
        with some.open() as project, project.ledger.begin() as connection:
            return list(searching.found_lines(connection, Search(), project.day, skip=skip, most=3))

    assert [[line.id for line in part(skip)] for skip in (0, 3, 6)] == [["c", "b", "a"], ["d"], []]


def test_topics_in_use_are_named_once(some: Root) -> None:
    with some.open() as project, project.ledger.begin() as connection:
        assert searching.topics_in_use(connection) == ["Breast", "breast cancer"]


@pytest.mark.parametrize("skip", [0, 2, 4, 9])
@pytest.mark.parametrize("most", [1, 3, 50])
def test_a_part_of_a_list_is_that_part_of_all_of_it(some: Root, skip: int, most: int) -> None:
    with some.open() as project, project.ledger.begin() as connection:
        search = Search(text="a")
        every = list(searching.found_lines(connection, search, project.day))
        found = searching.find_part(connection, search, project.day, skip=skip, most=most, total=len(every))

    assert len(every) > 2
    assert found == every[skip : skip + most]


@pytest.mark.parametrize(
    "wanted", [{}, {"person": "breast-team"}, {"owner": ""}, {"topic": "Breast"}, {"text": "a"}, {"source": "book"}]
)
def test_what_is_counted_by_status_is_what_each_status_finds(some: Root, wanted: dict[str, Any]) -> None:
    some.write("e.md", id="e", title="Bad date", owner="breast-team", next_review_due="2026-02-31")
    some.scan()
    with some.open() as project, project.ledger.begin() as connection:
        counts = searching.count_statuses(connection, Search(**wanted), project.day)
        lines = {
            status: searching.count_found(connection, Search(**wanted, status=status), project.day)
            for status in ReviewStatus
        }

    assert {status: counts[status] for status in ReviewStatus} == lines
    assert sum(counts.values()) > 0


@pytest.mark.parametrize("order", list(Order))
def test_a_few_pages_are_found_and_counted_in_one_pass(some: Root, order: Order) -> None:
    some.write("e.md", id="e", title="Bad date", owner="breast-team", next_review_due="2026-02-31")
    some.scan()
    with some.open() as project, project.ledger.begin() as connection:
        search = Search(text="a", order=order)
        few = searching.find_few(connection, search, project.day)
        counts = searching.count_statuses(connection, search, project.day)
        lines = list(searching.found_lines(connection, search, project.day))

    assert few is not None
    assert few.count() == counts
    assert few.ids(None) == [line.id for line in lines]
    assert few.ids(ReviewStatus.UNREADABLE) == [line.id for line in lines if line.status is ReviewStatus.UNREADABLE]


def test_of_many_pages_nobody_has_all_in_memory(some: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "FEW", 2)
    with some.open() as project, project.ledger.begin() as connection:
        assert searching.find_few(connection, Search(), project.day) is None
