"""Taking a plan back: reviews fall due as before it, and what somebody did with them since is left alone."""

from collections.abc import Callable
from datetime import date

import pytest

from reviewdue.acceptances import Acceptance, Since, acceptances, happened_since, take_back
from reviewdue.errors import ActionRefused
from reviewdue.foreseeing import Part, accept_plan, foresee
from reviewdue.ledger import tasks as task_ledger
from reviewdue.ledger import trail
from reviewdue.ledger.auditing import audit
from reviewdue.tasks import Task
from reviewdue.tasks.acting import Acting
from tests.projects import PEOPLE, Root
from tests.test_foreseeing import task_of, write

LATER = date(2027, 1, 10)


@pytest.fixture
def full(root: Root) -> Root:
    """Two reviews of a team that can do one a month, in each of two months; the plan moves one of each pair."""
    root.configure(people=[{**PEOPLE[0], "capacity": 1}, *PEOPLE[1:]])
    for number, due in enumerate(("2027-03-05", "2027-03-20", "2027-06-01", "2027-06-02")):
        write(root, number, due)
    root.scan(LATER)
    return root


def accept(root: Root, part: Part | None = None, today: date = LATER) -> None:
    with root.open(today) as project:
        with project.ledger.begin() as connection:
            found = foresee(connection, project)
        accept_plan(project, found, part or Part(), "lead")


def held(root: Root) -> list[Acceptance]:
    with root.open(LATER) as project, project.ledger.begin() as connection:
        return acceptances(connection, project)


def back(root: Root, *page_ids: str, today: date = LATER) -> list[str]:
    with root.open(today) as project:
        return [one.page_id for one in take_back(project, page_ids, "lead")]


def act(root: Root, do: Callable[[Acting], Task]) -> None:
    """Do something with the task of the first page."""
    with root.open(LATER) as project:
        do(Acting(project=project, page_id="page-0", actor="breast-team"))


def due_of(root: Root, page_id: str) -> str | None:
    task = task_of(root, page_id)
    return str(task.due) if task else None


def steps_of(root: Root, page_id: str) -> list[str]:
    with root.open() as project, project.ledger.begin() as connection:
        tasks = task_ledger.tasks_of(connection, [page_id])[page_id]
        return [step.why for step in task_ledger.history_of(connection, [tasks[0].id])[tasks[0].id]]


def test_what_was_accepted_is_listed_with_whose_it_is(full: Root) -> None:
    accept(full)

    assert [(one.page_id, str(one.move.planned), one.move.review.person, one.accepted_by) for one in held(full)] == [
        ("page-0", "2027-02-05", "breast-team", "lead"),
        ("page-2", "2027-05-01", "breast-team", "lead"),
    ]


def test_a_plan_that_is_taken_back_leaves_the_days_as_they_were(full: Root) -> None:
    before = {id: due_of(full, id) for id in ("page-0", "page-1", "page-2")}
    accept(full)
    planned = due_of(full, "page-0")

    taken = back(full, "page-0", "page-2", "page-1")

    assert planned == "2027-02-05"
    assert taken == ["page-0", "page-2"]
    assert {id: due_of(full, id) for id in before} == before
    assert held(full) == []
    assert "It was planned for an earlier day." in steps_of(full, "page-0")
    assert "It is no longer planned for 5 February 2027." in steps_of(full, "page-0")


def test_one_of_them_is_taken_back_and_the_other_stays(full: Root) -> None:
    accept(full)

    back(full, "page-0")

    assert [one.page_id for one in held(full)] == ["page-2"]


def test_a_task_that_only_the_plan_has_opened_is_called_off_and_opens_when_planned_again(full: Root) -> None:
    """The planned day is within the window by then, and the stated one is not."""
    then = date(2027, 2, 10)
    accept(full, Part(page="page-2"), then)
    opened = due_of(full, "page-2")

    back(full, "page-2", today=then)
    without = task_of(full, "page-2")
    accept(full, Part(page="page-2"), then)

    assert opened == "2027-05-01"
    assert without is None
    assert due_of(full, "page-2") == "2027-05-01"


def test_a_review_that_was_put_off_before_is_put_off_again(full: Root) -> None:
    act(full, lambda acting: acting.defer(date(2027, 2, 9), "Holidays"))
    before = task_of(full, "page-0")
    accept(full)
    brought_forward = due_of(full, "page-0")

    back(full, "page-0")

    after = task_of(full, "page-0")
    assert before is not None
    assert after is not None
    assert brought_forward == "2027-02-05"
    assert (after.due, after.state, after.deferrals) == (before.due, before.state, before.deferrals)


@pytest.mark.parametrize(
    ("do", "expected"),
    [
        (lambda acting: acting.acknowledge(), Since.CHANGED),
        (lambda acting: acting.assign("lung-team"), Since.CHANGED),
        (lambda acting: acting.defer(date(2027, 2, 9), "Holidays"), Since.CHANGED),
        (lambda acting: acting.cancel("Merged"), Since.CHANGED),
        (lambda acting: acting.finish("no_change"), Since.FINISHED),
    ],
)
def test_what_somebody_did_with_a_review_since_is_left_alone(
    full: Root, do: Callable[[Acting], Task], expected: Since
) -> None:
    accept(full)
    act(full, do)
    before = due_of(full, "page-0")

    with full.open(LATER) as project, project.ledger.begin() as connection:
        since = happened_since(connection, acceptances(connection, project))
    with pytest.raises(ActionRefused, match="none of these"):
        back(full, "page-0")

    assert since == {"page-0": expected}
    assert due_of(full, "page-0") == before
    assert [one.page_id for one in held(full)] == ["page-0", "page-2"]


def test_what_somebody_adds_to_a_review_does_not_keep_its_plan(full: Root) -> None:
    accept(full)
    act(full, lambda acting: acting.flag("A typing mistake"))

    assert back(full, "page-0") == ["page-0"]


def test_the_trail_verifies_and_says_who_took_back_what(full: Root) -> None:
    accept(full)
    back(full, "page-0")

    with full.open() as project, project.ledger.begin() as connection:
        entries = trail.entries_of(connection, "the plan of reviews")
        found = audit(connection)

    assert [one.kind for one in entries] == ["plan", "plan_taken_back"]
    assert entries[1].facts == {"reviews": 1, "pages": ["page-0"], "left_alone": 0}
    assert entries[1].actor != trail.ITSELF
    assert found.faults == []
