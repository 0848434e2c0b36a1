"""Days as the schedule plays them: each flow is asked for once a day, and what failed is done by the next day's."""

import json
import time
import urllib.error
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from benchmarks.faults.corpus import BUSY, day_of, pass_day
from tests.flows.prefects import ENDED
from tests.flows.stacks import Stack

FLOWS = ("scan", "check", "remind", "publish")
# No run of these takes so long; one that does will never end.
PATIENCE = 900.0
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """One run that was asked for: how it ended, and what it said."""

    day: date
    flow: str
    id: str
    state: str
    said: str
    seconds: float


def patiently(ask: Callable[[], Answer]) -> Answer:
    """An answer of the server, however often it is killed meanwhile."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return ask()
        except urllib.error.HTTPError as error:
            if error.code < 500 or time.monotonic() > deadline:
                raise
        except (OSError, json.JSONDecodeError, TimeoutError):
            if time.monotonic() > deadline:
                raise
        time.sleep(0.5)


@dataclass(slots=True, kw_only=True)
class Calendar:
    """Plays days on a stack, and keeps how each run ended."""

    stack: Stack
    ran: list[Ran] = field(default_factory=list)
    # What the authors did before the runs of each day, by its number; 0 is nothing.
    changes: list[int] = field(default_factory=list)
    seen: bool = False

    def play(self, number: int) -> bool:
        """One day; whether every run of it was completed.

        What the authors do next they do once a scan has seen what they did before: a page that is written and taken
        down between two scans was never there for anybody.
        """
        done = max(self.changes, default=-1)
        self.changes.append(done + 1 if self.seen or done < 0 else 0)
        pass_day(self.stack.prefect.checkout, self.changes[-1])
        ended = [self._run(flow, day_of(number)) for flow in FLOWS]
        self.ran += ended
        self.seen = ended[0].state == "Completed" or (self.seen and self.changes[-1] == 0)
        return all(one.state == "Completed" for one in ended)

    @property
    def is_busy(self) -> bool:
        """Whether the authors have something left to do."""
        return max(self.changes, default=-1) < BUSY - 1

    def _run(self, flow: str, day: date) -> Ran:
        began = time.monotonic()
        prefect = self.stack.prefect
        deployment = patiently(lambda: prefect.ask(f"/deployments/name/{flow}/{flow}"))
        # Asked twice, as where the answer was lost, there is one run of this key.
        wanted = {"parameters": {"today": day.isoformat()}, "idempotency_key": f"{flow} {day}", "state": SCHEDULED}
        path = f"/deployments/{deployment['id']}/create_flow_run"
        id = str(patiently(lambda: prefect.ask(path, wanted))["id"])
        run = self._end_of(id, began)
        state, said = run["state"]["name"], run["state"]["message"] or ""
        one = Ran(day=day, flow=flow, id=id, state=state, said=said, seconds=time.monotonic() - began)
        print(
            f"  {day} {flow:8} {one.state:10} {one.seconds:4.0f} s  {said.splitlines()[0][:150] if said else ''}",
            flush=True,
        )
        return one

    def _end_of(self, id: str, began: float) -> dict[str, Any]:
        while True:
            run: dict[str, Any] = patiently(lambda: self.stack.prefect.ask(f"/flow_runs/{id}"))
            if run["state_type"] in ENDED or time.monotonic() - began > PATIENCE:
                return run
            time.sleep(0.5)

    def quieten(self) -> list[dict[str, Any]]:
        """Wait until no run is under way that others asked for; those that never end."""
        wanted = {"flow_runs": {"state": {"type": {"any_": ["RUNNING", "PENDING", "SCHEDULED", "CANCELLING"]}}}}
        deadline = time.monotonic() + PATIENCE
        while True:
            left = patiently(lambda: self.stack.prefect.ask("/flow_runs/filter", wanted))
            left = [one for one in left if not one["auto_scheduled"]]
            if not left or time.monotonic() > deadline:
                return left
            time.sleep(1)


SCHEDULED = {"type": "SCHEDULED"}
