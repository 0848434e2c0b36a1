"""The reminders of a working day: one mail to everyone whose pages are due, in one run or shared out."""

from datetime import date
from functools import partial
from typing import Any

from prefect import flow, runtime, task, unmapped
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.deployments import run_deployment
from prefect.events import emit_event
from prefect.futures import wait
from prefect.states import Failed
from prefect.utilities.importtools import from_qualified_name

from reviewdue.mailroom import open_mailroom
from reviewdue.mailshards import remind_part
from reviewdue.projects import open_project
from reviewdue.reminding import remind as send_reminders
from reviewdue.reminding import rests
from reviewdue.reports import report_reminders
from reviewdue.watching import Watch

# Repeated as a whole a batch, or a part, sends nothing twice: every message is claimed in the ledger before it is sent.
in_batches = partial(task, cache_policy=NO_CACHE, retries=2, retry_delay_seconds=[10, 60])


@task(name="remind part", cache_policy=NO_CACHE, retries=2, retry_delay_seconds=[10, 60])
def here(root: str, today: date, number: int, of: int) -> None:
    """One part, where the task runner puts it."""
    remind_part(root, today, number, of, Watch(announce=emit_event))


@task(name="remind part on a worker", cache_policy=NO_CACHE, retries=3, retry_delay_seconds=[10, 30, 60])
def on_a_worker(root: str, today: date, number: int, of: int) -> None:
    """One part, as a run of its own that a worker of the pool picks up; asked for again, it is the same."""
    asked = {"root": root, "today": today, "number": number, "of": of}
    run_deployment("remind-part/remind-part", parameters=asked, idempotency_key=f"{runtime.flow_run.id} {number}")


@flow(name="remind-parts")
def share_out(root: str, today: date, over: str, of: int) -> int:
    """Have all parts sent at once and wait for them; what became of each message is in the ledger."""
    wait((on_a_worker if over == "workers" else here).map(unmapped(root), unmapped(today), range(of), unmapped(of)))
    return of


@flow(name="remind")
def remind(root: str = ".", today: date | None = None, dry_run: bool = False) -> Any:
    """Send what is due. Ends as failed when a message could not be sent; the next run sends it."""
    with open_project(root, today) as project, open_mailroom(project, dry_run=dry_run, quiet=rests(project)) as room:
        spread = project.settings.spread
        runner = from_qualified_name(spread.runner)(**spread.runner_options) if spread.over else None
        parts = partial(share_out.with_options(task_runner=runner), root, project.today, spread.over, spread.shards)
        watch = Watch(batch=in_batches, announce=emit_event)
        tally = send_reminders(project, room, watch, spread=parts if spread.over else None)
        report = report_reminders(project, tally, dry_run=dry_run)
        create_markdown_artifact(report, key="remind", description="Whom the reminders went to")
    return Failed(message="; ".join(tally.shortfalls)) if tally.shortfalls else tally.counts
