"""The main job: scan, check, remind and publish in order, as one flow run on one machine."""

import logging
from datetime import date
from functools import partial
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact, create_progress_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE
from prefect.events import emit_event
from prefect.states import Failed

from reviewdue.governing import FellShort
from reviewdue.governing import govern as do_all
from reviewdue.projects import open_project
from reviewdue.reports import report_govern
from reviewdue.watching import Watch, percent_now_and_then

# What the job is at goes into the flow run's log; see PREFECT_LOGGING_EXTRA_LOGGERS in prefect.yaml.
logging.getLogger("reviewdue").setLevel(logging.INFO)

in_batches = partial(task, cache_policy=NO_CACHE, retries=1, retry_delay_seconds=5)


@flow(name="govern")
def govern(root: str = ".", today: date | None = None) -> Any:
    """Do everything that is due today. A step that falls short does not keep the next ones from their work."""
    bar: Any = create_progress_artifact(0.0, key="govern-progress", description="Sources checked")
    progress = percent_now_and_then(lambda percent: update_progress_artifact(bar, percent))
    with open_project(root, today) as project:
        tally = do_all(project, Watch(batch=in_batches, announce=emit_event, progress=progress))
        create_markdown_artifact(report_govern(project, tally), key="govern", description="What was done today")
    if tally.shortfalls:
        return Failed(message="; ".join(tally.shortfalls), data=FellShort(tally))
    return tally.as_dict()
