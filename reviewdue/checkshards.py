"""Parts of the check: each does what is due in some of the lanes, while others are at the rest."""

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from functools import partial

from reviewdue.checking import PART, work_off
from reviewdue.checkqueue import due_batches
from reviewdue.checktally import CheckTally
from reviewdue.lanes import Shard
from reviewdue.ledger import claims, runs
from reviewdue.looking import open_look
from reviewdue.projects import Project, open_project
from reviewdue.reaching import network_is_up
from reviewdue.services import Look
from reviewdue.watching import Watch


def check_part(root: str, today: date | None, number: int, of: int, watch: Watch) -> None:
    """Check one part of what is due, wherever this runs: everything is opened here."""
    with open_project(root, today) as project, open_look(project.settings.checks, project, sharing=of) as look:
        is_up = partial(network_is_up, project.settings.checks)
        check_shard(project, look, watch, Shard(number=number, of=of), is_up)


def check_shard(
    project: Project, look: Look, watch: Watch, shard: Shard, network_is_up: Callable[[], bool] = lambda: False
) -> None:
    """Check what is due in some of the lanes, while others are at the rest; what was done is kept as a run."""
    tally = CheckTally()
    with project.ledger.change() as connection:
        number = runs.begin_run(connection, PART, today=project.today, at=project.now)
        due = claims.count_due(connection, project.now, shard)
    with closing(due_batches(project, shard)) as batches:
        work_off(project, look, watch, tally, batches, due, network_is_up, with_results=False)
    with project.ledger.change() as connection:
        state = "offline" if tally.offline else "done"
        runs.end_run(connection, number, state=state, tally=tally.as_part(), at=datetime.now(UTC))
