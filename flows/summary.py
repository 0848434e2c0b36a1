"""Monday's summary to the content managers."""

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
from reviewdue.reminding import rests
from reviewdue.reports import report_reminders
from reviewdue.summarising import send_summary
from reviewdue.watching import Watch

in_batches = partial(task, cache_policy=NO_CACHE, retries=2, retry_delay_seconds=[10, 60])


@flow(name="summary")
def summary(root: str = ".", today: date | None = None, dry_run: bool = False) -> Any:
    """Send the week's summary, once to each content manager, however often it runs in the week."""
    with (
        open_project(root, today) as project,
        open_mailroom(project, dry_run=dry_run, quiet=rests(project)) as mailroom,
    ):
        tally = send_summary(project, mailroom, Watch(batch=in_batches, announce=emit_event))
        report = report_reminders(project, tally, dry_run=dry_run)
        create_markdown_artifact(report, key="summary", description="Whom the summary went to")
    return Failed(message="; ".join(tally.shortfalls)) if tally.shortfalls else tally.counts
