"""The dashboard as static pages, written after each of the other flows."""

from datetime import date
from functools import partial
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.events import emit_event
from prefect.states import Failed

from reviewdue.projects import open_project
from reviewdue.publishing import publish as write_dashboard
from reviewdue.reports import report_publish
from reviewdue.watching import Watch

in_one = partial(task, cache_policy=NO_CACHE, retries=2, retry_delay_seconds=[10, 60])


@flow(name="publish")
def publish(root: str = ".", today: date | None = None) -> Any:
    """Write the dashboard. Ends as failed when a list differs from its figure on the overview."""
    with open_project(root, today) as project:
        tally = write_dashboard(project, Watch(batch=in_one, announce=emit_event))
        create_markdown_artifact(report_publish(project, tally), key="publish", description="Where the dashboard is")
    return Failed(message="; ".join(tally.disagreements)) if tally.disagreements else tally.as_dict()
