"""Parts of a mailing: each writes to the mailboxes in some of the lanes, while others are at the rest."""

from datetime import date

from reviewdue.errors import WorkNotDone
from reviewdue.lanes import Shard
from reviewdue.mailroom import Mailroom, open_mailroom
from reviewdue.projects import Project, open_project
from reviewdue.reminding import PART, begin, due_by_recipient, finish, post_batches, rests
from reviewdue.remindtally import RemindTally
from reviewdue.watching import Watch


def remind_part(root: str, today: date | None, number: int, of: int, watch: Watch) -> None:
    """Send one part of the reminders that are due, wherever this runs: everything is opened here."""
    shard = Shard(number=number, of=of)
    with (
        open_project(root, today) as project,
        open_mailroom(project, quiet=rests(project), shard=shard) as mailroom,
    ):
        remind_shard(project, mailroom, watch, shard)


def remind_shard(project: Project, mailroom: Mailroom, watch: Watch, shard: Shard) -> None:
    """Send what is due to some of the mailboxes, while others are at the rest; what was done is kept as a run."""
    tally = RemindTally()
    number = begin(project, PART)
    try:
        everything = due_by_recipient(project, tally, acts=mailroom.acts, shard=shard)
        post_batches(project, mailroom, watch, tally, everything)
    except WorkNotDone as error:
        tally.shortfalls.append(str(error))
        finish(project, tally, number, "failed")
        raise
    finish(project, tally, number, "done")
