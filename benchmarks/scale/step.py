"""Does one step of the day in this process, and prints what it took as one line of JSON.

A batch is what Prefect would run, retry and record as one task: their number is that of the task runs.
"""

import json
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from reviewdue.checking import check
from reviewdue.checkqueue import BATCH
from reviewdue.keeping import back_up
from reviewdue.ledger import claims, open_ledger
from reviewdue.looking import open_look
from reviewdue.mailroom import open_mailroom
from reviewdue.projects import Project, open_project
from reviewdue.publishing import publish
from reviewdue.reminding import remind
from reviewdue.scanning import scan
from reviewdue.watching import Watch


class Batches:
    """Counts the batches of a step."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, work: Callable[[], Any], *, name: str) -> Callable[[], Any]:
        """One more; it is done as it is."""
        self.count += 1
        return work


def _check(project: Project, watch: Watch) -> object:
    with open_look(project.settings.checks, project) as look:
        return check(project, look, watch, network_is_up=lambda: True, with_results=False).checked


def _decide(project: Project, watch: Watch) -> object:
    with project.ledger.begin() as connection:
        started = time.perf_counter()
        due = claims.count_due(connection, project.now)
    with project.ledger.rehearse() as connection:
        batch = claims.claim_due(connection, project.now, project.now, BATCH)
        return {"due": due, "batch": len(batch), "seconds": round(time.perf_counter() - started, 3)}


def _remind(project: Project, watch: Watch) -> object:
    with open_mailroom(project) as mailroom:
        return remind(project, mailroom, watch).counts


def _back_up(project: Project, watch: Watch) -> object:
    file = project.root / "backup.db"
    file.unlink(missing_ok=True)
    return sum(back_up(project, file).rows.values())


STEPS: dict[str, Callable[[Project, Watch], object]] = {
    "scan": lambda project, watch: scan(project, watch).parsed,
    "decide": _decide,
    "check": _check,
    "remind": _remind,
    "publish": lambda project, watch: publish(project, watch).files,
    "backup": _back_up,
}


def main() -> None:
    """One step on one day, in this folder."""
    step, day = sys.argv[1], date(2026, 11, 23) + timedelta(days=int(sys.argv[2]))
    batches = Batches()
    with (
        closing(open_ledger("sqlite:///reviewdue.db", Path())) as ledger,
        open_project(Path(), day, ledger=ledger) as project,
    ):
        did = STEPS[step](project, Watch(batch=batches, announce=lambda **_: None))
    print(json.dumps({"did": did, "tasks": batches.count}))


if __name__ == "__main__":
    main()
