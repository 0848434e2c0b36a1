"""New links for whoever asks: mailed to the address that is registered, and to no other."""

import itertools
import logging
from collections.abc import Iterator

from sqlalchemy.engine import Connection

from reviewdue.errors import ReviewdueError
from reviewdue.ledger import listing
from reviewdue.ledger import tasks as task_ledger
from reviewdue.ledger.listing import PageLine
from reviewdue.ledger.reminders import Key
from reviewdue.letters import ReminderLetter
from reviewdue.lettertasks import show_letter_task
from reviewdue.links import Forged, Signer
from reviewdue.mailroom import open_mailroom
from reviewdue.people import Recipient
from reviewdue.postings import Posting
from reviewdue.projects import Project
from reviewdue.showing import know
from reviewdue.tasks import Task
from reviewdue.tasks.assigning import everyone
from reviewdue.visits import find_visit, link_for, responsible

log = logging.getLogger(__name__)

KIND = "links"
# Whoever asks over and over gets one mail in so many minutes.
MINUTES = 10
MOST_TASKS = 50

Theirs = tuple[Recipient, Task, PageLine]


def send_links(project: Project, signer: Signer, link: str, address: str) -> None:
    """Mail the links of their tasks to whoever an expired link names, or to this address if it is a reviewer's.

    Runs after the answer was given, which must not depend on it; what goes wrong goes to the log.
    """
    try:
        with project.ledger.begin() as connection:
            mailbox = _mailbox_of(connection, project, signer, link) if link else address.lower()
            theirs = list(itertools.islice(_theirs(connection, project, mailbox), MOST_TASKS)) if mailbox else []
        if theirs:
            _send(project, signer, theirs)
    except ReviewdueError as error:
        log.warning("A new link could not be mailed: %s", error)


def _mailbox_of(connection: Connection, project: Project, signer: Signer, link: str) -> str | None:
    try:
        found = find_visit(connection, project, signer, signer.read_link(link))
    except Forged:
        return None
    return found.visitor.mailbox if found else None


def _theirs(connection: Connection, project: Project, mailbox: str) -> Iterator[Theirs]:
    """The tasks that wait for the owner of a mailbox, the most urgent first."""
    waiting, people = task_ledger.active(connection), everyone(connection, project)
    while stretch := list(itertools.islice(waiting, 500)):
        lines = listing.lines_by_id(connection, [task.page_id for task in stretch], project.day)
        for task in stretch:
            line = lines.get(task.page_id)
            for one in responsible(people, line, task) if line else ():
                if line and one.mailbox == mailbox:
                    yield one, task, line


def _send(project: Project, signer: Signer, theirs: list[Theirs]) -> None:
    recipient = theirs[0][0]
    slot = (project.now.hour * 60 + project.now.minute) // MINUTES
    key = Key(kind=KIND, page_id="", cycle_due=project.today, rung=slot, recipient=recipient.mailbox)
    posting = Posting(
        recipient=recipient,
        keys=(key,),
        names=(f"{KIND}|{project.today.isoformat()}|{slot}|{recipient.mailbox}",),
        template="reminder",
        compose=lambda _: _letter(project, signer, theirs),
    )
    with open_mailroom(project) as mailroom:
        mailroom.post_all([posting], lambda posted: log.info("A new link was asked for: %s", posted.state))


def _letter(project: Project, signer: Signer, theirs: list[Theirs]) -> ReminderLetter:
    with project.ledger.begin() as connection:
        known = know(connection, [line for _, _, line in theirs], project.settings.publisher.zone)
    tasks = tuple(
        show_letter_task(project, line, task, known, review_url=link_for(project, signer, task.id, recipient.mailbox))
        for recipient, task, line in theirs
    )
    return ReminderLetter(
        publisher=project.settings.publisher.name,
        today=project.today,
        recipient=theirs[0][0].name,
        tasks=tasks,
        role="asked",
        contact=project.settings.mail.sender,
        dashboard_url=project.settings.publisher.dashboard_url,
    )
