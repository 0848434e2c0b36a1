"""The task command: does the one thing that is wanted, then shows what there is."""

import getpass
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from reviewdue.cli import tasktables
from reviewdue.cli.results import print_json
from reviewdue.errors import ActionRefused
from reviewdue.ledger import listing
from reviewdue.ledger import tasks as task_ledger
from reviewdue.pagenames import page_meant
from reviewdue.projects import Project
from reviewdue.tasks import Task
from reviewdue.tasks.acting import Acting
from reviewdue.tasks.assigning import everyone
from reviewdue.tasks.showing import show_tasks, task_as_dict


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be done, as the options say it."""

    acknowledge: bool
    assign: str | None
    defer: date | None
    flag: bool
    request: bool
    cancel: bool
    reason: str
    approver: str | None
    by: str | None

    def action(self, acting: Acting) -> Callable[[], Task] | None:
        """The one thing to do, or None. Raises ActionRefused where it is more than one."""
        does: dict[str, tuple[object, Callable[[], Task]]] = {
            "--acknowledge": (self.acknowledge, lambda: acting.acknowledge(self.reason)),
            "--assign": (self.assign, lambda: acting.assign(self.assign or "", self.reason)),
            "--defer": (self.defer, lambda: acting.defer(self.defer or date.min, self.reason, self.approver)),
            "--flag": (self.flag, lambda: acting.flag(self.reason)),
            "--request": (self.request, lambda: acting.request(self.reason)),
            "--cancel": (self.cancel, lambda: acting.cancel(self.reason)),
        }
        wanted = {option: action for option, (is_wanted, action) in does.items() if is_wanted}
        if len(wanted) > 1:
            raise ActionRefused(f"{' and '.join(wanted)} are two things; do one after the other")
        return next(iter(wanted.values()), None)


def act_and_show(project: Project, page: str | None, wanted: Wanted, *, as_json: bool) -> None:
    """Do what is wanted with the task of a page, and print the tasks of that page or all that wait."""
    page = None if page is None else page_meant(project, page)
    acting = Acting(project=project, page_id=page or "", actor=wanted.by or getpass.getuser())
    action = wanted.action(acting)
    if action is not None:
        if page is None:
            raise ActionRefused("name the page: reviewdue task PAGE …")
        action()
    if page is None:
        _show_all(project, as_json=as_json)
    else:
        _show_page(project, page, as_json=as_json)


def _show_page(project: Project, page: str, *, as_json: bool) -> None:
    with project.ledger.begin() as connection:
        lines = listing.lines_by_id(connection, [page], project.day)
        tasks = task_ledger.tasks_of(connection, [page]).get(page, [])
        history = task_ledger.history_of(connection, [one.id for one in tasks])
        shown = show_tasks(connection, everyone(connection, project), lines.values())
    if as_json:
        print_json({"page": page, "tasks": [task_as_dict(one, history.get(one.id, ())) for one in tasks]})
    else:
        tasktables.print_page(page, shown.get(page, ()))


def _show_all(project: Project, *, as_json: bool) -> None:
    with project.ledger.begin() as connection:
        tasks = list(task_ledger.active(connection))
        counts = task_ledger.count_by_state(connection)
        history = task_ledger.history_of(connection, [one.id for one in tasks]) if as_json else {}
        lines = listing.lines_by_id(connection, [one.page_id for one in tasks], project.day)
        people = everyone(connection, project)
    if as_json:
        print_json({"counts": dict(counts), "tasks": [task_as_dict(one, history.get(one.id, ())) for one in tasks]})
    else:
        tasktables.print_tasks(_with_lines(tasks, lines), people, project.today, counts)


def _with_lines(tasks: Iterable[Task], lines: dict[str, listing.PageLine]) -> Iterable[tuple[Task, listing.PageLine]]:
    return [(task, lines[task.page_id]) for task in tasks if task.page_id in lines]
