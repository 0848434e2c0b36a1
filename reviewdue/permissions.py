"""Whether somebody may act on the task of a page: a manager on any, a reviewer on what is theirs."""

from sqlalchemy.engine import Connection

from reviewdue.access import Someone
from reviewdue.ledger import listing
from reviewdue.ledger import tasks as task_ledger
from reviewdue.projects import Project
from reviewdue.roles import Right
from reviewdue.tasks.assigning import everyone
from reviewdue.visits import responsible


def may_act_on(connection: Connection, project: Project, person: Someone, page_id: str) -> bool:
    """Whether they may act on the task that a page has now. Whoever it escalates to may, too."""
    if person.may(Right.MANAGE) or not person.may(Right.REVIEW):
        return person.may(Right.MANAGE)
    line = listing.lines_by_id(connection, [page_id], project.day).get(page_id)
    task = task_ledger.active_of(connection, [page_id]).get(page_id)
    if line is None or task is None:
        return False
    return any(one.mailbox == person.mailbox for one in responsible(everyone(connection, project), line, task))
