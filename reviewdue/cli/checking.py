"""The check command for references of the register."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from reviewdue.checking import check
from reviewdue.checktally import CheckTally
from reviewdue.cli.checked import print_checked
from reviewdue.cli.progress import progress_bar
from reviewdue.errors import ConfigurationError
from reviewdue.ledger import checks
from reviewdue.looking import open_look
from reviewdue.projects import Project, open_project
from reviewdue.reaching import network_is_up
from reviewdue.standings import result_as_dict
from reviewdue.watching import Watch


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which references to check: all, one, or those that are due."""

    everything: bool
    reference: str | None

    def ids(self, project: Project) -> Sequence[str] | None:
        """Their ids; None for those that are due. Raises ConfigurationError for one that is not there."""
        with project.ledger.begin() as connection:
            if self.reference and not checks.held(connection, [self.reference]):
                raise ConfigurationError(f"there is no reference “{self.reference}”; run “reviewdue scan” first")
            if self.reference:
                return [self.reference]
            return checks.ids_in_use(connection) if self.everything else None


def check_references(root: Path, today: date | None, wanted: Selection, *, as_json: bool) -> list[str]:
    """Check references and print what came out; returns what could not be done."""
    with open_project(root, today) as project:
        settings = project.settings.checks
        with open_look(settings, project) as look, progress_bar("Checking sources") as progress:
            tally = check(
                project,
                look,
                Watch(progress=progress),
                ids=wanted.ids(project),
                network_is_up=lambda: network_is_up(settings),
            )
    results = [result_as_dict(result) for result in tally.results]
    print_checked({**_counts(results), **_figures(tally)}, results, as_json=as_json)
    return tally.shortfalls


def _figures(tally: CheckTally) -> dict[str, int]:
    return {"checked": tally.checked, "not_due": tally.not_due}


def _counts(results: list[dict[str, Any]]) -> dict[str, int]:
    return dict(sorted(Counter(result["availability"] for result in results).items()))
