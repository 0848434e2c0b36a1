"""What is broken, when and for how long: chosen at random from a seed, and done while the stack is at work."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from benchmarks.faults.postgres import Postgres
from tests.flows.stacks import Stack

# What is broken how often. Two workers are there, and the power fails for one of them at a time.
WEIGHTS = {"worker-1": 4, "worker-2": 4, "postgres": 4, "redis": 1, "server": 2, "services": 1}
# Seconds from one fault to the next.
SOONEST, LATEST = 5.0, 45.0
# systemd's RestartSec, in the units of deploy/systemd; what has another one is started again by hand.
AGAIN_AFTER = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """So many seconds after the one before, this is killed, and started again so many seconds later."""

    after: float
    part: str
    again: float


def choose(seed: int, kills: int) -> Sequence[Fault]:
    """What will be broken."""
    random = Random(seed)
    parts = random.choices([*WEIGHTS], [*WEIGHTS.values()], k=kills)
    return [
        Fault(
            after=random.uniform(SOONEST, LATEST),
            part=part,
            again=random.uniform(0.5, 12) if part in ("postgres", "redis") else AGAIN_AFTER,
        )
        for part in parts
    ]


@dataclass(slots=True, kw_only=True)
class Breaker:
    """Breaks one thing after the other in a thread of its own, and says when."""

    stack: Stack
    postgres: Postgres
    faults: Sequence[Fault]
    began: float = field(default_factory=time.monotonic)
    said: list[str] = field(default_factory=list)
    thread: threading.Thread | None = None
    fault: BaseException | None = None

    @property
    def is_done(self) -> bool:
        """Whether everything was broken that is to be, and is there again."""
        return self.thread is not None and not self.thread.is_alive()

    def begin(self) -> None:
        """Begin to break."""
        self.thread = threading.Thread(target=self._work, daemon=True)
        self.thread.start()

    def _work(self) -> None:
        try:
            for fault in self.faults:
                time.sleep(fault.after)
                self._break(fault)
        except BaseException as error:  # noqa: BLE001 - whoever waits for this thread raises it
            self.fault = error

    def _break(self, fault: Fault) -> None:
        at = time.monotonic() - self.began
        if fault.part == "postgres":
            self.postgres.stop_at_once()
            what = "stopped at once"
        else:
            what = f"{len(self.stack.kill(fault.part))} processes killed"
        time.sleep(fault.again)
        if fault.part == "postgres":
            self.postgres.begin()
        else:
            self.stack.begin(fault.part)
        back = time.monotonic() - self.began
        self.said.append(f"{at:6.0f} s  {fault.part:9} {what}, there again at {back:.0f} s")
        print(f"    {self.said[-1]}", flush=True)
