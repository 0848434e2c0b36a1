"""Tasks in the ledger: opened by a date or a finding, once, moved and closed as pages and sources change."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from reviewdue.ledger import settling
from reviewdue.ledger import tasks as task_ledger
from reviewdue.services import Told, Wanted
from reviewdue.tasks import Task, TaskEvent
from tests.checks import check_on, days, no_network, register, told_of_page
from tests.projects import REVIEWED, TODAY, Heard, Root

OUT = {"edition": "9", "released": "2025-07-03", "changed": ["lung"], "unchanged": ["breast"]}
MANUAL = {"id": "manual-8", "type": "book", "title": "Manual", "edition": "8", "superseded_by": [OUT]}
URL = "https://guide.example.org/"


def tasks_of(root: Root, id: str = "a") -> list[Task]:
    """The tasks of a page, the newest first."""
    with root.open() as project, project.ledger.begin() as connection:
        return task_ledger.tasks_of(connection, [id]).get(id, [])


def task_of(root: Root, id: str = "a") -> Task:
    """The one task of a page."""
    (task,) = tasks_of(root, id)
    return task


def history(root: Root, id: str = "a") -> list[TaskEvent]:
    """What happened to the newest task of a page."""
    with root.open() as project, project.ledger.begin() as connection:
        newest = task_ledger.tasks_of(connection, [id])[id][0]
        return task_ledger.history_of(connection, [newest.id])[newest.id]


def events(root: Root, id: str = "a") -> list[str]:
    return [one.event for one in history(root, id)]


def reasons(task: Task) -> list[str]:
    return [str(one.finding.reason) for one in task.standing]


def write(root: Root, id: str = "a", **fields: Any) -> None:
    """Write a page that is in order."""
    root.write(f"{id}.md", **{"title": id.upper(), **REVIEWED, **fields})


def answers(status: int) -> Any:
    """A network in which every address gives this status."""

    def look(wanted: Sequence[Wanted], progress: object) -> Iterable[Told]:
        return [told_of_page(one.ask.about, status=status) for one in wanted]

    return look


def make_gone(root: Root, first: date = TODAY) -> date:
    """Check until a source counts as gone; the day of the last check."""
    for day in days(4, first):
        check_on(root, day, look=answers(404), network_is_up=lambda: True)
    return first + timedelta(days=3)


def test_a_page_gets_its_task_when_it_enters_the_window_and_not_before(root: Root) -> None:
    write(root, next_review_due=str(TODAY + timedelta(days=91)))

    early = root.scan().tasks
    there = root.scan(TODAY + timedelta(days=1)).tasks

    assert (early.opened, there.opened) == (0, 1)
    assert reasons(task_of(root)) == ["scheduled"]
    assert task_of(root).due == TODAY + timedelta(days=91)


def test_a_second_scan_opens_nothing(root: Root) -> None:
    write(root, next_review_due=str(TODAY))
    root.scan()

    assert root.scan().tasks.as_dict() == {"opened": 0, "changed": 0, "closed": 0, "reasons": {}}
    assert events(root) == ["opened"]


def test_a_source_that_is_superseded_opens_an_early_review_where_it_matters_and_only_there(root: Root) -> None:
    root.register(MANUAL)
    write(root, "lung", topics=["lung"], references=["manual-8"])
    write(root, "breast", topics=["breast"], references=["manual-8"])
    write(root, "other", topics=["liver"], references=["manual-8"])
    heard = Heard()

    tally = root.scan(watch=heard.watch).tasks

    assert (tally.opened, dict(tally.reasons)) == (2, {"source_superseded": 2})
    assert tasks_of(root, "breast") == []
    assert task_of(root, "lung").due == TODAY + timedelta(days=30)
    (reason,) = task_of(root, "lung").reasons
    assert reason.finding.why == "Manual, 8th edition: 9th edition since 3 July 2025; its lung chapter changed."
    assert reason.finding.instead == "Manual, 9th edition"
    assert ("reviewdue.task.opened", "reviewdue.page.lung") in heard.events
    assert ("reviewdue.reference.superseded", "reviewdue.reference.manual-8") in heard.events


def test_a_page_that_begins_to_cite_what_was_superseded_long_ago_gets_its_review_too(root: Root) -> None:
    root.register(MANUAL)
    write(root, topics=["lung"])
    root.scan()
    write(root, topics=["lung"], references=["manual-8"])

    assert root.scan().tasks.opened == 1


def test_the_next_edition_after_a_review_opens_the_next_one(root: Root) -> None:
    root.register(MANUAL)
    write(root, topics=["lung"], references=["manual-8"])
    root.scan()
    write(root, topics=["lung"], references=["manual-8"], last_reviewed=str(TODAY), next_review_due="2027-11-23")
    assert root.scan().tasks.closed == 1
    root.register({**MANUAL, "superseded_by": [{**OUT, "edition": "10", "released": "2026-11-01"}]})

    assert root.scan().tasks.opened == 1
    assert [str(task.state) for task in tasks_of(root)] == ["open", "done"]


def test_a_source_that_is_gone_opens_an_early_review_once_it_is_confirmed(root: Root) -> None:
    register(root, URL)
    write(root, references=["ref-0"])
    root.scan()

    opened = [check_on(root, day, look=answers(404), network_is_up=lambda: True).tasks.opened for day in days(5)]

    assert opened == [0, 0, 0, 1, 0]
    assert reasons(task_of(root)) == ["source_gone"]


def test_one_bad_day_of_a_site_that_is_gone_neither_closes_nor_opens_anything(root: Root) -> None:
    register(root, URL)
    write(root, references=["ref-0"])
    root.scan()
    last = make_gone(root)

    with root.open() as project, project.ledger.begin() as connection:
        before = task_ledger.tasks_of(connection, ["a"])
    check_on(root, last + timedelta(days=8), look=answers(503), network_is_up=lambda: True)
    check_on(root, last + timedelta(days=16), look=answers(404), network_is_up=lambda: True)
    check_on(root, last + timedelta(days=24), look=no_network)

    assert tasks_of(root) == before["a"]


def test_a_source_that_is_found_again_closes_what_it_opened(root: Root) -> None:
    register(root, URL)
    write(root, references=["ref-0"])
    root.scan()
    last = make_gone(root)

    tally = check_on(root, last + timedelta(days=8), look=answers(200), network_is_up=lambda: True).tasks

    assert tally.closed == 1
    assert str(task_of(root).state) == "cancelled"
    assert events(root) == ["opened", "cancelled"]


def test_a_source_that_is_lost_found_and_lost_again_opens_one_task_each_time(root: Root) -> None:
    register(root, URL)
    write(root, references=["ref-0"])
    root.scan()
    last = make_gone(root)
    check_on(root, last + timedelta(days=8), look=answers(200), network_is_up=lambda: True)

    make_gone(root, last + timedelta(days=16))

    assert sorted(str(task.state) for task in tasks_of(root)) == ["cancelled", "open"]


def test_the_date_and_a_source_on_one_page_are_one_task(root: Root) -> None:
    root.register(MANUAL)
    write(root, topics=["lung"], references=["manual-8"], next_review_due=str(TODAY + timedelta(days=60)))
    root.scan()

    task = task_of(root)

    assert (reasons(task), task.due) == (["source_superseded", "scheduled"], TODAY + timedelta(days=30))


def test_an_edit_after_the_review_opens_an_early_review(root: Root) -> None:
    write(root)
    root.scan()
    root.write(
        "a.md", "Other words.", title="A", owner="breast-team", last_reviewed="2025-06-06", next_review_due="2027-06-06"
    )

    assert dict(root.scan().tasks.reasons) == {"content_changed": 1}
    assert task_of(root).reasons[0].finding.why == "Edited on 23 November 2026, after the review of 6 June 2025."


def test_a_review_in_the_file_finishes_the_task(root: Root) -> None:
    write(root, next_review_due=str(TODAY))
    root.scan()
    write(root, last_reviewed=str(TODAY), next_review_due="2028-11-23")

    tally = root.scan(TODAY + timedelta(days=1)).tasks

    assert tally.closed == 1
    assert (str(task_of(root).state), task_of(root).outcome) == ("done", "reviewed_at_source")


def test_a_page_that_is_taken_down_calls_its_task_off(root: Root) -> None:
    write(root, next_review_due=str(TODAY))
    for id in "bcdef":
        write(root, id)
    root.scan()
    (root.path / "content" / "a.md").unlink()

    root.scan()

    assert str(task_of(root).state) == "cancelled"
    assert history(root)[-1].why == "The page is no longer there."


def test_a_page_that_takes_another_id_takes_its_tasks_along_under_it(root: Root) -> None:
    write(root, next_review_due=str(TODAY))
    root.scan()
    root.write("a.md", id="b", title="A", owner="breast-team", next_review_due=str(TODAY))

    root.scan()

    assert str(task_of(root, "a").state) == "cancelled"
    assert str(task_of(root, "b").state) == "open"


def test_a_longer_lead_reaches_pages_that_were_looked_at_before(root: Root) -> None:
    write(root, next_review_due=str(TODAY + timedelta(days=150)))
    root.scan()
    root.configure(policy={"lead": "180 days"})

    assert root.scan().tasks.opened == 1


def to_settle(root: Root) -> list[str]:
    """The pages whose tasks are to be looked at."""
    with root.open() as project, project.ledger.begin() as connection:
        return [page.id for page in settling.pages_to_settle(connection, TODAY, 500)]


def test_what_a_day_costs_follows_what_changed(root: Root) -> None:
    register(root, URL)
    for number in range(30):
        write(root, f"page-{number}", references=["ref-0"] if number == 7 else [])
    root.scan()
    settled = to_settle(root)
    with root.open() as project, project.ledger.change() as connection:
        settling.settle_citing(connection, ["ref-0"])

    assert (settled, to_settle(root)) == ([], ["page-7"])
