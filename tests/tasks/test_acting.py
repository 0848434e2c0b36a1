"""What people do with a task, what they may not, and what the ladder makes of it."""

from datetime import date, timedelta

import pytest

from reviewdue.errors import ActionRefused
from reviewdue.tasks.acting import Acting
from tests.mailings import outbox, remind_on
from tests.projects import TODAY, Root
from tests.tasks.test_settling import events, history, reasons, task_of, tasks_of, write

OVERDUE = str(TODAY - timedelta(days=3))
SOON = TODAY + timedelta(days=30)


def act(
    root: Root, verb: str, *arguments: object, day: date = TODAY, actor: str = "breast-team", id: str = "a"
) -> None:
    """Do something with the task of a page."""
    with root.open(day) as project:
        getattr(Acting(project=project, page_id=id, actor=actor), verb)(*arguments)


def late(root: Root) -> Root:
    """A root with one page that is overdue."""
    write(root, next_review_due=OVERDUE)
    root.scan()
    return root


def mailed(root: Root, day: date) -> list[str]:
    """To whom a run of a day writes."""
    return [message["recipient"].partition("@")[0] for message in remind_on(root, day).messages]


def test_who_has_it_in_hand_is_left_alone_until_it_is_due(root: Root) -> None:
    write(root, next_review_due=str(TODAY + timedelta(days=20)))
    root.scan()
    remind_on(root)
    act(root, "acknowledge")

    assert str(task_of(root).state) == "acknowledged"
    assert mailed(root, TODAY + timedelta(days=14)) == []
    assert mailed(root, TODAY + timedelta(days=20)) == ["breast"]


def test_to_acknowledge_twice_is_to_acknowledge_once(root: Root) -> None:
    late(root)

    act(root, "acknowledge")
    act(root, "acknowledge")

    assert events(root) == ["opened", "acknowledged"]


@pytest.mark.parametrize(("days", "to"), [(14, ["breast"]), (27, ["breast"]), (28, ["breast", "lead"])])
def test_what_somebody_has_in_hand_escalates_later(root: Root, days: int, to: list[str]) -> None:
    write(root, next_review_due=str(TODAY))
    root.scan()
    act(root, "acknowledge")

    assert mailed(root, TODAY + timedelta(days=days)) == to


def test_to_whom_it_was_escalated_is_kept_once(root: Root) -> None:
    write(root, next_review_due=str(TODAY - timedelta(days=14)))
    root.scan()

    remind_on(root, dry_run=True)
    before = task_of(root).escalated_to
    remind_on(root)
    remind_on(root, TODAY + timedelta(days=14))

    assert (before, task_of(root).escalated_to) == (None, "lead")
    assert events(root) == ["opened", "escalated"]


def test_what_was_put_off_gets_no_mail_until_its_day(root: Root) -> None:
    late(root)
    act(root, "defer", SOON, "The guideline comes out in December.")

    quiet = [mailed(root, TODAY + timedelta(days=days)) for days in (0, 15, 29)]

    assert quiet == [[], [], []]
    assert mailed(root, SOON) == ["breast"]
    assert events(root) == ["opened", "deferred", "reopened"]
    assert task_of(root).due == SOON


def test_a_deferral_is_kept_with_its_reason_and_who_approved_it(root: Root) -> None:
    late(root)

    act(root, "defer", SOON, "The guideline comes out in December.", "lead")

    step = history(root)[-1]
    assert (step.actor, step.event) == ("breast-team", "deferred")
    assert (
        step.why == "From 20 November 2026 to 23 December 2026. The guideline comes out in December. Approved by lead."
    )


def test_a_third_deferral_and_a_long_one_need_an_approver(root: Root) -> None:
    late(root)
    act(root, "defer", SOON, "Not yet.")
    act(root, "defer", SOON, "Not yet.")

    with pytest.raises(ActionRefused, match="deferred 2 times already"):
        act(root, "defer", SOON, "Not yet.")
    with pytest.raises(ActionRefused, match="nobody approves a deferral of their own"):
        act(root, "defer", SOON, "Not yet.", "breast-team")
    act(root, "defer", SOON, "Not yet.", "lead")

    assert task_of(root).deferrals == 3


def test_a_long_deferral_needs_the_approver_of_the_policy(root: Root) -> None:
    root.configure(policy={"defer": {"approver": "lead"}})
    late(root)
    far = TODAY + timedelta(days=91)

    with pytest.raises(ActionRefused, match="more than 90 days away"):
        act(root, "defer", far, "Not yet.")
    with pytest.raises(ActionRefused, match="approved by lead, not by lung-team"):
        act(root, "defer", far, "Not yet.", "lung-team")
    act(root, "defer", far, "Not yet.", "lead")

    assert task_of(root).due == far


@pytest.mark.parametrize(("until", "why"), [(TODAY, "Not yet."), (SOON, " ")])
def test_a_deferral_has_a_reason_and_a_day_to_come(root: Root, until: date, why: str) -> None:
    late(root)

    with pytest.raises(ActionRefused):
        act(root, "defer", until, why)

    assert events(root) == ["opened"]


def test_what_was_handed_over_goes_to_whoever_has_it_now(root: Root) -> None:
    late(root)
    act(root, "acknowledge")
    act(root, "assign", "lung-team", "It is about the lungs.")

    assert str(task_of(root).state) == "open"
    assert mailed(root, TODAY) == ["lung"]


def test_nobody_hands_a_task_to_somebody_unknown(root: Root) -> None:
    late(root)

    with pytest.raises(ActionRefused, match="“nobody” is not among the people"):
        act(root, "assign", "nobody")


def test_a_flag_opens_a_review_of_a_page_that_is_in_order(root: Root) -> None:
    write(root)
    root.scan()

    act(root, "flag", "A reader says that the dose is wrong.")
    root.scan()

    assert reasons(task_of(root)) == ["flagged"]
    assert task_of(root).due == TODAY + timedelta(days=14)
    assert mailed(root, TODAY) == ["breast"]
    assert "the dose is wrong" in outbox(root)[0].as_string()


def test_a_flag_on_what_was_put_off_brings_it_back(root: Root) -> None:
    late(root)
    act(root, "defer", SOON, "Not yet.")

    act(root, "flag", "It cannot wait.")

    assert (str(task_of(root).state), task_of(root).due) == ("open", TODAY + timedelta(days=14))


def test_what_was_called_off_is_not_opened_again_for_the_same_date(root: Root) -> None:
    late(root)

    act(root, "cancel", "The page is to be taken down.")
    root.scan(TODAY + timedelta(days=1))

    assert (str(task_of(root).state), mailed(root, TODAY + timedelta(days=1))) == ("cancelled", [])


def test_what_is_done_gets_no_mail_and_is_not_opened_again(root: Root) -> None:
    late(root)

    act(root, "finish", "no_change")
    root.scan(TODAY + timedelta(days=1))

    assert (str(task_of(root).state), task_of(root).outcome) == ("done", "no_change")
    assert mailed(root, TODAY + timedelta(days=1)) == []


def test_after_what_is_done_the_next_date_opens_the_next_one(root: Root) -> None:
    late(root)
    act(root, "finish", "no_change")
    write(root, last_reviewed=str(TODAY), next_review_due="2027-01-15")

    root.scan()

    assert sorted(str(task.state) for task in tasks_of(root)) == ["done", "open"]


def test_there_must_be_a_page_and_a_task(root: Root) -> None:
    write(root)
    root.scan()

    with pytest.raises(ActionRefused, match="there is no page “b”"):
        act(root, "flag", "Look.", id="b")
    with pytest.raises(ActionRefused, match="no review of “a” is asked for"):
        act(root, "acknowledge")
