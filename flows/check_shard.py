"""A part of the nightly check, for a worker of the pool: whole hosts, so that none of them sees two workers."""

from datetime import date
from functools import partial

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.events import emit_event

from reviewdue.checkshards import check_part
from reviewdue.watching import Watch

in_batches = partial(task, cache_policy=NO_CACHE, retries=2, retry_delay_seconds=[10, 60])


@flow(name="check-shard")
def check_shard(root: str = ".", today: date | None = None, number: int = 0, of: int = 1) -> None:
    """Check what is due in one of several parts; the run that asked for it draws them together."""
    check_part(root, today, number, of, Watch(batch=in_batches, announce=emit_event))
