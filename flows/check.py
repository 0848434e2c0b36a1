"""The nightly check: asks the web about the cited sources that are due, in one run or shared out as configured."""

from datetime import date
from functools import partial
from typing import Any

from prefect import flow, runtime, task, unmapped
from prefect.artifacts import create_markdown_artifact, create_progress_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE
from prefect.deployments import run_deployment
from prefect.events import emit_event
from prefect.futures import wait
from prefect.states import Failed
from prefect.utilities.importtools import from_qualified_name

from reviewdue.checking import check as check_sources
from reviewdue.checkshards import check_part
from reviewdue.looking import open_look
from reviewdue.projects import open_project
from reviewdue.reaching import network_is_up
from reviewdue.reports import report_check
from reviewdue.watching import Watch, percent_now_and_then

in_batches = partial(task, cache_policy=NO_CACHE, retries=2, retry_delay_seconds=[10, 60])


@task(name="check shard", cache_policy=NO_CACHE, retries=2, retry_delay_seconds=[10, 60])
def here(root: str, today: date | None, number: int, of: int) -> None:
    """One part, where the task runner puts it."""
    check_part(root, today, number, of, Watch(announce=emit_event))


@task(name="check shard on a worker", cache_policy=NO_CACHE, retries=3, retry_delay_seconds=[10, 30, 60])
def on_a_worker(root: str, today: date | None, number: int, of: int) -> None:
    """One part, as a run of its own that a worker of the pool picks up; asked for again, it is the same."""
    asked = {"root": root, "today": today, "number": number, "of": of}
    run_deployment("check-shard/check-shard", parameters=asked, idempotency_key=f"{runtime.flow_run.id} {number}")


@flow(name="check-shards")
def share_out(root: str, today: date | None, over: str, of: int) -> int:
    """Have all parts checked at once and wait for them; what each did, and whether it ended, is in the ledger."""
    wait((on_a_worker if over == "workers" else here).map(unmapped(root), unmapped(today), range(of), unmapped(of)))
    return of


@flow(name="check")
def check(root: str = ".", today: date | None = None) -> Any:
    """Check what is due. Ends as failed, with every verdict as it was, when the network is down."""
    bar: Any = create_progress_artifact(0.0, key="check-progress", description="Sources checked")
    progress = percent_now_and_then(lambda percent: update_progress_artifact(bar, percent))
    with open_project(root, today) as project, open_look(project.settings.checks, project) as look:
        watch, spread = Watch(batch=in_batches, announce=emit_event, progress=progress), project.settings.spread
        runner = from_qualified_name(spread.runner)(**spread.runner_options) if spread.over else None
        parts = partial(share_out.with_options(task_runner=runner), root, today, spread.over or "", spread.shards)
        is_up = partial(network_is_up, project.settings.checks)
        options: Any = {"network_is_up": is_up, "with_results": False, "spread": parts if spread.over else None}
        tally = check_sources(project, look, watch, **options)
        create_markdown_artifact(report_check(project, tally), key="check", description="What the check found")
    return Failed(message="; ".join(tally.shortfalls)) if tally.shortfalls else tally.as_dict()
