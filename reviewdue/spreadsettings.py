"""How the check and the reminders are shared out among workers or an engine, as the configuration says it."""

from typing import Annotated, Any, Literal

from pydantic import Field

from reviewdue.settingtypes import Section

# By name: which of them is there is a matter of what is installed where the flow runs.
RUNNERS = {
    "workers": "prefect.task_runners.ThreadPoolTaskRunner",
    "threads": "prefect.task_runners.ThreadPoolTaskRunner",
    "dask": "prefect_dask.DaskTaskRunner",
    "ray": "prefect_ray.RayTaskRunner",
}


class Spread(Section):
    """Whether a check or a mailing is one run, or `shards` at once `over` workers of the pool, Dask, Ray or threads.

    `address` is that of Dask's scheduler or Ray's head; without one the run starts a cluster of its own.
    """

    over: Literal["workers", "dask", "ray", "threads"] | None = None
    shards: Annotated[int, Field(ge=1, le=256)] = 4
    address: str | None = None

    @property
    def runner(self) -> str:
        """The task runner's name, as Python imports it."""
        return RUNNERS[self.over or "threads"]

    @property
    def runner_options(self) -> dict[str, Any]:
        """What it is made with."""
        if self.over in ("dask", "ray"):
            return {"address": self.address} if self.address else {}
        return {"max_workers": self.shards}
