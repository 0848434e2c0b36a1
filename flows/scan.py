"""The nightly scan: reads the sources and the register into the ledger."""

from datetime import date
from functools import partial
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.events import emit_event
from prefect.states import Failed

from reviewdue.projects import open_project
from reviewdue.reports import report_scan
from reviewdue.scanning import scan as scan_sources
from reviewdue.watching import Watch

in_batches = partial(task, cache_policy=NO_CACHE, retries=2, retry_delay_seconds=[10, 60])


@flow(name="scan")
def scan(root: str = ".", today: date | None = None) -> Any:
    """Read what changed since the last scan. Ends as failed when a source could not be looked at."""
    with open_project(root, today) as project:
        tally = scan_sources(project, Watch(batch=in_batches, announce=emit_event))
        create_markdown_artifact(report_scan(project, tally), key="scan", description="What the scan found")
    return Failed(message="; ".join(tally.shortfalls)) if tally.shortfalls else tally.as_dict()
