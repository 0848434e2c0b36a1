"""Reminder runs for tests: pages that are overdue, a run as the command makes it, and what became of the mail."""

from collections import Counter
from datetime import date, timedelta
from email import message_from_binary_file, policy
from email.message import EmailMessage
from typing import Any

import sqlalchemy as sa

from reviewdue.ledger.schema import reminder
from reviewdue.mailroom import open_mailroom
from reviewdue.reminding import remind, rests
from reviewdue.remindtally import RemindTally
from reviewdue.watching import Watch
from tests.mail_servers import Letterbox
from tests.projects import TODAY, Root


def remind_on(
    root: Root, day: date = TODAY, *, dry_run: bool = False, now: bool = False, watch: Watch | None = None
) -> RemindTally:
    """Remind on a day, as the command does."""
    with (
        root.open(day) as project,
        open_mailroom(project, dry_run=dry_run, quiet=rests(project) and not now) as mailroom,
    ):
        return remind(project, mailroom, watch or Watch())


def write_overdue(root: Root, count: int = 1, days: int = 3) -> None:
    """So many pages, overdue by so many days, each with an owner of its own, and a scan."""
    people = [{"id": f"team-{at}", "name": f"Team {at}", "email": f"team-{at}@example.org"} for at in range(count)]
    root.configure(people=people)
    for at in range(count):
        due = TODAY - timedelta(days=days)
        root.write(f"page-{at}.md", title=f"Page {at}", owner=f"team-{at}", next_review_due=str(due))
    root.scan()


def outbox(root: Root) -> list[EmailMessage]:
    """The messages in the outbox, by recipient."""
    found = []
    for path in (root.path / "outbox").glob("*.eml"):
        with path.open("rb") as file:
            found.append(message_from_binary_file(file, policy=policy.default))
    return sorted(found, key=lambda message: str(message["To"]))


def to_smtp(root: Root, port: int, **mail: Any) -> None:
    """Send mail to a server on loopback from now on."""
    root.configure(mail={"url": f"smtp://127.0.0.1:{port}", "timeout": 5, **mail})


def recipients(letterbox: Letterbox) -> Counter[str]:
    """How many messages a server took for each recipient."""
    return Counter(recipient for _, _, to, _ in letterbox.taken for recipient in to)


def states(root: Root) -> dict[str, str]:
    """The state of each recipient's reminder in the ledger."""
    with root.open() as project, project.ledger.begin() as connection:
        query = sa.select(reminder.c.recipient, reminder.c.state).order_by(reminder.c.recipient)
        return {recipient.partition("@")[0]: state for recipient, state in connection.execute(query)}
