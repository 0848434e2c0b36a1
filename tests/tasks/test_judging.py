"""What becomes of a page's task, one look after the other; all of it pure."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewdue.tasks.findings import PageFacts
from reviewdue.tasks.judging import NEVER, Settlement, next_look, settle_page
from reviewdue.tasks.tasks import Finding, FindingKey, Reason, Task, TaskReason, TaskState
from tests.projects import TODAY

SOON = TODAY + timedelta(days=7)
LATER = TODAY + timedelta(days=60)
RETRACTED = Finding(reason=Reason.RETRACTED, subject="trial", due=SOON, why="Trial: retracted.")
SCHEDULED = Finding(reason=Reason.SCHEDULED, due=LATER, mark=LATER.isoformat())
FLAGGED = Finding(reason=Reason.FLAGGED, due=SOON, mark="1", why="A reader asked.")


def make_page(**changes: Any) -> PageFacts:
    return replace(PageFacts(id="a", last_reviewed=date(2025, 1, 1), next_review_due=LATER), **changes)


def make_task(*findings: Finding, **changes: Any) -> Task:
    reasons = tuple(TaskReason(number=at, finding=one, since=TODAY) for at, one in enumerate(findings))
    task = Task(
        id="t",
        page_id="a",
        state=TaskState.OPEN,
        due=min(one.due for one in findings),
        opened_on=TODAY,
        reasons=reasons,
        reviewed_before=date(2025, 1, 1),
    )
    return replace(task, **changes)


def settle(
    *findings: Finding,
    task: Task | None = None,
    dealt_with: set[FindingKey] | None = None,
    today: date = TODAY,
    **page: Any,
) -> Settlement | None:
    return settle_page(make_page(**page), findings, task, dealt_with or set(), today)


def test_two_reasons_at_once_open_one_task_with_the_earlier_date() -> None:
    found = settle(RETRACTED, SCHEDULED)

    assert found is not None
    assert (found.task, found.state, found.due) == (None, TaskState.OPEN, SOON)
    assert found.added == (RETRACTED, SCHEDULED)


def test_a_second_reason_joins_the_task_that_is_there_and_makes_it_earlier() -> None:
    found = settle(RETRACTED, SCHEDULED, task=make_task(SCHEDULED))

    assert found is not None
    assert (found.due, found.added) == (SOON, (RETRACTED,))
    assert [event for event, _ in found.steps] == ["reason_added", "due_moved"]


def test_a_second_reason_never_makes_it_later() -> None:
    found = settle(RETRACTED, SCHEDULED, task=make_task(RETRACTED))

    assert found is not None
    assert found.due == SOON


def test_a_look_that_finds_nothing_new_changes_nothing() -> None:
    assert settle(RETRACTED, SCHEDULED, task=make_task(RETRACTED, SCHEDULED)) is None
    assert settle() is None


@pytest.mark.parametrize("state", [TaskState.OPEN, TaskState.ACKNOWLEDGED])
def test_a_finding_that_was_dealt_with_opens_nothing_again(state: TaskState) -> None:
    assert settle(RETRACTED, dealt_with={RETRACTED.key}) is None
    assert settle(RETRACTED, SCHEDULED, task=make_task(SCHEDULED, state=state), dealt_with={RETRACTED.key}) is None


def test_a_verdict_that_goes_back_closes_what_it_opened_while_nobody_acted() -> None:
    found = settle(task=make_task(RETRACTED))

    assert found is not None
    assert (found.state, len(found.lifted)) == (TaskState.CANCELLED, 1)
    assert found.steps == (("cancelled", "No longer so: Trial: retracted."),)


def test_a_verdict_that_goes_back_leaves_the_task_while_another_reason_stands() -> None:
    found = settle(SCHEDULED, task=make_task(RETRACTED, SCHEDULED))

    assert found is not None
    assert (found.state, found.due) == (TaskState.OPEN, LATER)


def test_a_verdict_that_goes_back_leaves_a_task_that_somebody_has_taken_up() -> None:
    found = settle(task=make_task(RETRACTED, state=TaskState.ACKNOWLEDGED))

    assert found is not None
    assert (found.state, [event for event, _ in found.steps]) == (TaskState.ACKNOWLEDGED, ["reason_lifted"])


def test_a_doubtful_finding_opens_nothing_and_keeps_what_it_opened() -> None:
    gone = Finding(reason=Reason.GONE, subject="leaflet", due=SOON, mark="2026-11-20")

    assert settle(replace(gone, doubtful=True)) is None
    assert settle(replace(gone, doubtful=True), task=make_task(gone)) is None


def test_what_a_person_asked_for_is_not_taken_back_by_a_look() -> None:
    assert settle(task=make_task(FLAGGED)) is None


def test_a_review_in_the_page_answers_what_came_up_before_it() -> None:
    found = settle(task=make_task(FLAGGED, RETRACTED), last_reviewed=TODAY)

    assert found is not None
    assert (found.state, found.outcome) == (TaskState.DONE, "reviewed_at_source")


def test_a_review_of_an_earlier_day_does_not_answer_what_came_up_after_it() -> None:
    found = settle(RETRACTED, task=make_task(RETRACTED, SCHEDULED), last_reviewed=TODAY - timedelta(days=3))

    assert found is not None
    assert (found.state, found.due) == (TaskState.OPEN, SOON)


def test_a_new_review_with_the_old_date_is_still_due() -> None:
    assert settle(SCHEDULED, task=make_task(SCHEDULED), last_reviewed=TODAY) is None


def test_a_date_that_was_moved_away_without_a_review_calls_the_task_off() -> None:
    found = settle(task=make_task(SCHEDULED, state=TaskState.ACKNOWLEDGED), next_review_due=date(2030, 1, 1))

    assert found is not None
    assert found.state is TaskState.CANCELLED


def test_a_page_that_is_gone_takes_its_task_with_it() -> None:
    found = settle(task=make_task(RETRACTED, FLAGGED), listed=False)

    assert found is not None
    assert (found.state, len(found.lifted)) == (TaskState.CANCELLED, 2)


def deferred(*findings: Finding) -> Task:
    task = make_task(*findings, state=TaskState.DEFERRED, due=LATER, deferrals=1)
    return replace(task, reasons=tuple(replace(one, deferred_to=LATER) for one in task.reasons))


def test_a_deferral_holds_until_its_day_and_then_ends() -> None:
    assert settle(RETRACTED, task=deferred(RETRACTED), today=LATER - timedelta(days=1)) is None

    found = settle(RETRACTED, task=deferred(RETRACTED), today=LATER)

    assert found is not None
    assert (found.state, found.due) == (TaskState.OPEN, LATER)


def test_something_new_ends_a_deferral() -> None:
    new = replace(RETRACTED, subject="another")

    found = settle(RETRACTED, new, task=deferred(RETRACTED))

    assert found is not None
    assert (found.state, found.due) == (TaskState.OPEN, SOON)


@given(st.lists(st.sampled_from([RETRACTED, SCHEDULED, replace(RETRACTED, subject="b", due=LATER)]), unique=True))
def test_settling_twice_is_settling_once(findings: list[Finding]) -> None:
    once = settle(*findings)

    if once is not None:
        assert settle(*findings, task=make_task(*once.added)) is None


def test_a_page_is_looked_at_again_when_it_enters_its_window() -> None:
    far = make_page(next_review_due=TODAY + timedelta(days=100))

    assert next_look(far, None, TODAY, 90, TODAY) == TODAY + timedelta(days=10)
    assert next_look(make_page(), TaskState.OPEN, LATER, 90, TODAY) == NEVER
    assert next_look(far, TaskState.DEFERRED, SOON, 90, TODAY) == SOON
