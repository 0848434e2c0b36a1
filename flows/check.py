"""The nightly check: asks the web about the cited sources that are due."""

from datetime import date
from functools import partial
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact, create_progress_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE
from prefect.events import emit_event
from prefect.states import Failed

from reviewdue.checking import check as check_sources
from reviewdue.looking import open_look
from reviewdue.projects import open_project
from reviewdue.reaching import network_is_up
from reviewdue.reports import report_check
from reviewdue.watching import Watch, percent_now_and_then

in_batches = partial(task, cache_policy=NO_CACHE, retries=1, retry_delay_seconds=30)


@flow(name="check")
def check(root: str = ".", today: date | None = None) -> Any:
    """Check what is due. Ends as failed, with every verdict as it was, when the network is down."""
    bar: Any = create_progress_artifact(0.0, key="check-progress", description="Sources checked")
    progress = percent_now_and_then(lambda percent: update_progress_artifact(bar, percent))
    with open_project(root, today) as project, open_look(project.settings.checks, project) as look:
        watch = Watch(batch=in_batches, announce=emit_event, progress=progress)
        is_up = partial(network_is_up, project.settings.checks)
        tally = check_sources(project, look, watch, network_is_up=is_up, with_results=False)
        create_markdown_artifact(report_check(project, tally), key="check", description="What the check found")
    return Failed(message="; ".join(tally.shortfalls)) if tally.shortfalls else tally.as_dict()
