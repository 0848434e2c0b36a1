"""Tasks that the database opens by itself are to the letter those that are settled one by one."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reviewdue import recording, scanning
from reviewdue.ledger import routine
from reviewdue.ledger.schema import page, planned_review, review_task, task_event, task_reason
from reviewdue.projects import Project
from reviewdue.tasks import settling
from tests.projects import REVIEWED, TODAY, Heard, Root, lifted

OUT = {"edition": "9", "released": "2025-07-03"}
MANUAL = {"id": "manual-8", "type": "book", "title": "Manual", "edition": "8", "superseded_by": [OUT]}
# Of each of these a look at the date is not enough.
SPECIAL: dict[str, dict[str, Any]] = {
    "edited": {"date_modified": "2026-01-01", "next_review_due": "2026-01-02"},
    "cites": {"references": ["manual-8"], "next_review_due": "2026-01-02"},
    "planned": {"next_review_due": "2027-06-06"},
    "had-one": {"next_review_due": "2026-01-02"},
}


def write_every_kind(root: Root) -> None:
    """Pages due on days of every month, before, in and after the window, and those that need a closer look."""
    root.register(MANUAL)
    for days in range(-400, 200, 13):
        root.write(
            f"at{days:+}.md", title="T", last_reviewed="2023-02-03", next_review_due=str(TODAY + timedelta(days))
        )
    root.write("undated.md", title="No date")
    root.write("unreadable.md", title="T", last_reviewed="2025-01-01", next_review_due="yyyy-mm-dd")
    root.write("removed.md", title="T", **REVIEWED)
    for name, fields in SPECIAL.items():
        root.write(f"{name}.md", **{"title": "T", **REVIEWED, **fields})


def wait_again(connection: Connection, today: date) -> None:
    """Everything is to be looked at as if it were new, but for one page that had a task."""
    connection.execute(sa.update(page).where(page.c.id == "removed").values(removed_on=today))
    plan = {"page_id": "planned", "cycle_due": date(2027, 6, 6), "planned_for": today, "accepted_by": "lead"}
    connection.execute(sa.insert(planned_review).values(plan | {"accepted_at": sa.func.now()}))
    forget_tasks(connection, keep="had-one")


def forget_tasks(connection: Connection, keep: str = "") -> None:
    """No page had a task so far, but for one, and all wait to be looked at."""
    theirs = sa.select(review_task.c.id).where(review_task.c.page_id != keep)
    with lifted(connection):
        for table in (task_reason, task_event):
            connection.execute(sa.delete(table).where(table.c.task_id.in_(theirs)))
        connection.execute(sa.delete(review_task).where(review_task.c.page_id != keep))
    connection.execute(sa.update(page).values(settle_on=date.min))


def left_by(project: Project, settle: Callable[[Connection, Project], Any]) -> dict[str, list[Any]]:
    """Every task with its reasons and history, and when each page is looked at again; the numbers left out."""
    with project.ledger.rehearse() as connection:
        wait_again(connection, project.today)
        settle(connection, project)
        of_task = review_task.c.id == task_reason.c.task_id
        reasons = [column for column in task_reason.c if column.name not in ("number", "task_id")]
        events = [column for column in task_event.c if column.name not in ("number", "task_id")]
        tasks = [column for column in review_task.c if column.name != "id"]
        queries = {
            "tasks": sa.select(*tasks).order_by(review_task.c.page_id, review_task.c.due),
            "reasons": sa.select(*reasons)
            .join(review_task, of_task)
            .order_by(task_reason.c.page_id, task_reason.c.mark),
            "events": sa.select(review_task.c.page_id, *events)
            .join(review_task, review_task.c.id == task_event.c.task_id)
            .order_by(review_task.c.page_id, task_event.c.why),
            "pages": sa.select(page.c.id, page.c.settle_on).order_by(page.c.id),
        }
        return {name: [tuple(row) for row in connection.execute(query)] for name, query in queries.items()}


def one_by_one(connection: Connection, project: Project) -> None:
    while settling.settle_some(connection, project):
        pass


def test_what_the_database_opens_is_what_settling_each_page_opens(root: Root) -> None:
    write_every_kind(root)
    with root.open() as project:
        root.scan()
        together, each = left_by(project, settling.settle_all), left_by(project, one_by_one)

    assert together == each
    assert len(together["tasks"]) > 30


def test_only_pages_that_need_a_closer_look_are_left_for_one(root: Root) -> None:
    write_every_kind(root)
    root.scan()
    with root.open() as project, project.ledger.rehearse() as connection:
        wait_again(connection, project.today)
        opened = settling.settle_routine(connection, project)
        left = connection.execute(sa.select(page.c.id).where(page.c.settle_on <= project.today)).scalars().all()

    assert sorted(left) == ["cites", "edited", "had-one", "planned"]
    assert opened.count == len([days for days in range(-400, 200, 13) if days <= 90])


def test_each_opened_task_has_an_id_of_its_own(root: Root) -> None:
    root.write_pages(50)
    for file in (root.path / "content").glob("*.md"):
        file.write_text(file.read_text().replace("2027-06-06", "2026-11-01"))
    root.scan()

    with root.open() as project, project.ledger.begin() as connection:
        ids = connection.execute(sa.select(review_task.c.id)).scalars().all()
    assert len(set(ids)) == 50
    assert all(len(id) == 16 and int(id, 16) >= 0 for id in ids)


def test_beyond_a_number_tasks_are_told_of_as_a_number(root: Root, monkeypatch: Any) -> None:
    monkeypatch.setattr(settling, "MOST_ANNOUNCED", 2)
    for number in range(5):
        root.write(f"{number}.md", title="T", last_reviewed="2025-06-06", next_review_due="2026-11-01")
    heard = Heard()

    tally = root.scan(watch=heard.watch).tasks

    assert (tally.opened, dict(tally.reasons)) == (5, {"scheduled": 5})
    assert [event for event, _ in heard.events].count("reviewdue.task.opened") == 2
    assert ("reviewdue.tasks.settled", "reviewdue.tasks") in heard.events


def test_pages_are_taken_in_stretches_until_none_is_left(root: Root) -> None:
    for number in range(5):
        root.write(f"{number}.md", title="T", last_reviewed="2025-06-06", next_review_due="2026-11-01")
    with root.open() as project:
        root.scan()
        with project.ledger.rehearse() as connection:
            forget_tasks(connection)
            window = settling.times_of(project).window
            counts = [
                routine.open_scheduled(connection, project.today, window, project.now, most=2, told=0).count
                for _ in range(4)
            ]

    assert counts == [2, 2, 1, 0]


def in_stretches(connection: Connection, project: Project) -> None:
    """As a scan does it: what is plain of each stretch, and the rest when everything is read."""
    paths = list(
        connection.execute(sa.select(page.c.path).where(page.c.source == "pages").order_by(page.c.path)).scalars()
    )
    for first in range(0, len(paths), 7):
        stretch = paths[first : first + 7]
        among = routine.read_between("pages", paths[first - 1] if first else "", stretch[-1])
        settling.settle_routine(connection, project, among)
    settling.settle_all(connection, project)


def test_stretch_by_stretch_comes_to_the_same(root: Root) -> None:
    write_every_kind(root)
    with root.open() as project:
        root.scan()
        together, stretched = left_by(project, settling.settle_all), left_by(project, in_stretches)

    assert together == stretched


def test_a_stretch_leaves_what_cites_and_what_was_not_found(root: Root) -> None:
    write_every_kind(root)
    root.scan()
    with root.open() as project, project.ledger.rehearse() as connection:
        wait_again(connection, project.today)
        gone = ("at-10.md", "at-36.md")
        at = [f"content/{name}" for name in gone]
        connection.execute(sa.update(page).where(page.c.path.in_(at)).values(missing_since=project.today))
        settling.settle_routine(connection, project, routine.read_between("pages", "", "content/cites.md"))
        opened = set(
            connection.execute(sa.select(review_task.c.page_id).where(review_task.c.page_id != "had-one")).scalars()
        )

    assert {"at-23", "at-49", "at+3"} <= opened
    assert not opened & {"cites", "at-10", "at-36", "had-one", "planned"}


def test_a_large_scan_settles_while_it_reads(root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "BATCH", 4)
    monkeypatch.setattr(scanning, "WORTH_SETTLING", 2)
    seen: list[int] = []
    record = recording.Batch.record

    def counted(batch: recording.Batch) -> None:
        with batch.of.project.ledger.begin() as connection:
            seen.append(connection.execute(sa.select(sa.func.count()).select_from(review_task)).scalar_one())
        record(batch)

    monkeypatch.setattr(recording.Batch, "record", counted)
    write_every_kind(root)

    tally = root.scan()

    assert 0 < seen[3] < seen[-1] < tally.tasks.opened
    assert tally.tasks.reasons == {"scheduled": 41, "source_superseded": 1, "content_changed": 1}
