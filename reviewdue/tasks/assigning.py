"""Whose the tasks are: the people of a project as they can be reached on its day, and who was told of what."""

from collections.abc import Mapping

from sqlalchemy.engine import Connection

from reviewdue.ledger import tasks as task_ledger
from reviewdue.ledger.bounces import bouncing
from reviewdue.people import People, people_of
from reviewdue.projects import Project
from reviewdue.tasks.tasks import TaskEvent


def everyone(connection: Connection, project: Project) -> People:
    """Everybody, with who left and whose mailbox takes no mail."""
    settings = project.settings
    return people_of(
        settings.people,
        today=project.today,
        bouncing=bouncing(connection),
        unassigned_to=settings.policy.unassigned_to,
    )


def note_escalations(project: Project, told: Mapping[str, str]) -> None:
    """Note on tasks, by id, to whom mail went because nobody moved; the first one of each is kept."""
    if not told:
        return
    with project.ledger.change() as connection:
        new = task_ledger.escalate(connection, told)
        task_ledger.add_events(
            connection,
            [
                TaskEvent(task_id=id, at=project.now, actor="reviewdue", event="escalated", why=f"To {told[id]}.")
                for id in new
            ],
        )
