"""Counts the runs that a worker was at when it was killed as crashed, before it begins again:

    python deploy/lost_runs.py NAME

Whoever starts a worker again has seen to it that no process of the one before is left, as systemd does. So what bears
its name and has not ended will never end, and until that is said it keeps its deployment's turn.
Never for a worker that is at work.
"""

import argparse
import time
from collections.abc import Iterator

import httpx
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.states import Crashed

UNENDED = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]
LABEL = "prefect.worker.name"
MESSAGE = "Its worker was killed. The next run goes on from what was recorded."
# More than are ever under way at once.
MOST = 200
# Where a machine starts with all that is on it, Prefect's server takes a while.
TRIES, SECONDS_BETWEEN = 12, 5


def lost(client: SyncPrefectClient, worker: str) -> Iterator[FlowRun]:
    """The runs of a worker that have not ended, each after those that it had begun itself."""
    of_state = FlowRunFilter.model_validate({"state": {"type": {"any_": UNENDED}}})
    for run in client.read_flow_runs(flow_run_filter=of_state, limit=MOST):
        if run.labels.get(LABEL) == worker:
            of_run = {"parent_flow_run_id": {"any_": [run.id]}, "state": {"type": {"any_": UNENDED}}}
            begun = client.read_flow_runs(flow_run_filter=FlowRunFilter.model_validate(of_run), limit=MOST)
            # Those of a deployment have a worker of their own, which may well be at work.
            yield from (one for one in begun if one.deployment_id is None)
            yield run


def count_as_crashed(worker: str) -> None:
    """Say of each that it crashed, which gives its turn back and is told."""
    with get_client(sync_client=True) as client:
        for run in list(lost(client, worker)):
            client.set_flow_run_state(run.id, Crashed(message=MESSAGE), force=True)
            print(f"{run.name} was lost")  # noqa: T201 - its words to the journal


def main() -> None:
    """Those of one worker."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", help="the name that the worker is started with")
    name = parser.parse_args().name
    for _ in range(TRIES):
        try:
            return count_as_crashed(name)
        except (httpx.HTTPError, RuntimeError):
            time.sleep(SECONDS_BETWEEN)
    raise SystemExit("Prefect's server does not answer; what was lost counts as crashed after two minutes")


if __name__ == "__main__":
    main()
