"""A part of the reminders, for a worker of the pool: whole mailboxes, so that each gets one message."""

from datetime import date
from functools import partial

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.events import emit_event

from reviewdue.mailshards import remind_part as send_part
from reviewdue.watching import Watch

in_batches = partial(task, cache_policy=NO_CACHE, retries=2, retry_delay_seconds=[10, 60])


@flow(name="remind-part")
def remind_part(root: str = ".", today: date | None = None, number: int = 0, of: int = 1) -> None:
    """Send what is due to the mailboxes of one of several parts; the run that asked for it draws them together."""
    send_part(root, today, number, of, Watch(batch=in_batches, announce=emit_event))
