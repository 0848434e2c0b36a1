"""Accepting a plan: tasks go by the planned day, and no date of a page changes."""

from datetime import date

import pytest

from reviewdue.errors import ActionRefused
from reviewdue.forecast import Move
from reviewdue.foreseeing import Part, accept_plan, foresee
from reviewdue.ledger import tasks as task_ledger
from reviewdue.tasks import Task
from tests.projects import PEOPLE, TODAY, Root


@pytest.fixture
def full(root: Root) -> Root:
    """Two reviews of a team that can do one a month, in each of two months."""
    root.configure(people=[{**PEOPLE[0], "capacity": 1}, *PEOPLE[1:]])
    for number, due in enumerate(("2027-03-05", "2027-03-20", "2027-06-01", "2027-06-02")):
        write(root, number, due)
    root.scan()
    return root


def write(root: Root, number: int, due: str) -> None:
    root.write(f"{number}.md", id=f"page-{number}", title=f"Page {number}", owner="breast-team", next_review_due=due)


def accept(root: Root, part: Part, today: date = TODAY) -> list[Move]:
    with root.open(today) as project:
        with project.ledger.begin() as connection:
            found = foresee(connection, project)
        return accept_plan(project, found, part, "lead")


def task_of(root: Root, page_id: str) -> Task | None:
    with root.open() as project, project.ledger.begin() as connection:
        return task_ledger.active_of(connection, [page_id]).get(page_id)


def moved(moves: list[Move]) -> list[str]:
    return [f"{move.review.page_id} {move.planned}" for move in moves]


def test_a_planned_review_has_its_task_by_the_planned_day(full: Root) -> None:
    accept(full, Part())
    before = full.lines()["page-0"]

    full.scan(date(2026, 12, 1))

    task = task_of(full, "page-0")
    assert task is not None
    assert (str(before.next_review_due), str(task.due)) == ("2027-03-05", "2027-02-05")
    assert task.reasons[0].finding.why == "Planned for 5 February 2027; it falls due on 5 March 2027."


def test_a_task_that_is_open_already_moves_to_the_earlier_day(full: Root) -> None:
    later = date(2027, 1, 10)
    full.scan(later)
    open_before = task_of(full, "page-0")

    accept(full, Part(), later)

    task = task_of(full, "page-0")
    assert open_before is not None
    assert task is not None
    assert task.id == open_before.id
    assert (str(open_before.due), str(task.due)) == ("2027-03-05", "2027-02-05")


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (Part(), ["page-0 2027-02-05", "page-2 2027-05-01"]),
        (Part(page="page-2"), ["page-2 2027-05-01"]),
        (Part(month=date(2027, 3, 1)), ["page-0 2027-02-05"]),
        (Part(person="breast-team", month=date(2027, 6, 1)), ["page-2 2027-05-01"]),
    ],
)
def test_a_plan_is_accepted_in_whole_or_in_part(full: Root, part: Part, expected: list[str]) -> None:
    assert moved(accept(full, part)) == expected


def test_what_was_accepted_is_not_proposed_again(full: Root) -> None:
    accept(full, Part())

    with pytest.raises(ActionRefused, match="moves none of these"):
        accept(full, Part())


def test_a_plan_is_over_once_the_page_states_another_date(full: Root) -> None:
    accept(full, Part())
    write(full, 0, "2028-03-05")
    full.scan()

    with full.open() as project, project.ledger.begin() as connection:
        found = foresee(connection, project)

    assert {str(month.month): month.planned for month in found.months if month.planned} == {
        "2027-03-01": 1, "2027-05-01": 1, "2027-06-01": 1, "2028-03-01": 1,
    }  # fmt: skip
