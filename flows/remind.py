"""The reminders of a working day: one mail to everyone whose pages are due."""

from datetime import date
from functools import partial
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.events import emit_event
from prefect.states import Failed

from reviewdue.mailroom import open_mailroom
from reviewdue.projects import open_project
from reviewdue.reminding import remind as send_reminders
from reviewdue.reminding import rests
from reviewdue.reports import report_reminders
from reviewdue.watching import Watch

# Repeated as a whole a batch sends nothing twice: every message is claimed in the ledger before it is sent.
in_batches = partial(task, cache_policy=NO_CACHE, retries=2, retry_delay_seconds=[10, 60])


@flow(name="remind")
def remind(root: str = ".", today: date | None = None, dry_run: bool = False) -> Any:
    """Send what is due. Ends as failed when a message could not be sent; the next run sends it."""
    with (
        open_project(root, today) as project,
        open_mailroom(project, dry_run=dry_run, quiet=rests(project)) as mailroom,
    ):
        tally = send_reminders(project, mailroom, Watch(batch=in_batches, announce=emit_event))
        report = report_reminders(project, tally, dry_run=dry_run)
        create_markdown_artifact(report, key="remind", description="Whom the reminders went to")
    return Failed(message="; ".join(tally.shortfalls)) if tally.shortfalls else tally.counts
