"""The run command: the main job as a Prefect flow on the embedded server, loaded by its entrypoint as a worker does."""

import logging
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import reviewdue
from reviewdue.cli.embedded import (
    embedded_environment,
    end_in_order_when_told,
    leave_at_once_when_told,
    start_server,
    wait_until_ready,
)
from reviewdue.cli.results import print_json
from reviewdue.errors import ReviewdueError, WorkNotDone
from reviewdue.governing import FellShort
from reviewdue.logs import to_standard_error
from reviewdue.mailroom import open_mailroom
from reviewdue.projects import open_project

ENTRYPOINT = "govern.py:govern"

log = logging.getLogger(__name__)


def run_main_job(root: Path, today: date | None, *, as_json: bool, allow_offline: bool) -> list[str]:
    """Run the flow and print its tally; returns what could not be done."""
    folder = root.resolve()
    # A wrong configuration or an unusable ledger is told at once, not after a server has been started for it.
    with open_project(folder, today) as project, open_mailroom(project, dry_run=True):
        _show_steps()
    tally = _run_embedded(folder, today)
    if as_json:
        print_json(tally)
    else:
        from reviewdue.cli.tables import print_run

        print_run(tally)
    return [shortfall for shortfall in tally["shortfalls"] if not (allow_offline and shortfall in _offline(tally))]


def _offline(tally: Mapping[str, Any]) -> list[str]:
    return list(tally["steps"].get("check", {}).get("shortfalls", [])) if tally["offline"] else []


def _show_steps() -> None:
    """What the run is at, a line each on standard error."""
    ours = logging.getLogger("reviewdue")
    ours.addHandler(to_standard_error(os.environ, "%(message)s"))
    ours.setLevel(logging.INFO)
    ours.propagate = False


def _keep_words_of_prefect(home: Path) -> Path:
    """Send Prefect's own log to a file: what went wrong is told once, in our words."""
    file = home / "run.log"
    words = logging.FileHandler(file, mode="w", encoding="utf-8", delay=True)
    words.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.getLogger().handlers = [words]
    return file


def _run_embedded(root: Path, today: date | None) -> dict[str, Any]:
    environment = embedded_environment(os.environ, root)
    log.info("Starting Prefect")
    server = start_server(environment)
    leave_at_once_when_told(server)
    file = _keep_words_of_prefect(server.log.parent)
    # Prefect reads its settings when it is imported.
    for name in os.environ.keys() - environment.keys():
        del os.environ[name]
    os.environ.update(environment, PREFECT_API_URL=server.api_url)
    flow = load_main_flow()
    wait_until_ready(server, float(environment["PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS"]))
    end_in_order_when_told()
    return _result_of(flow(root=str(root), today=today, return_state=True), file)


def shipped_flows() -> Path:
    """The flows that come with reviewdue: inside a wheel, or beside the package in a checkout."""
    package = Path(reviewdue.__file__).parent
    in_wheel = package / "shipped" / "flows"
    return in_wheel if in_wheel.is_dir() else package.parent / "flows"


def load_main_flow() -> Any:
    """The flow of the main job, as Prefect loads it; a broken file raises here and not when it runs."""
    from prefect.flows import load_flow_from_entrypoint

    return load_flow_from_entrypoint(f"{shipped_flows()}/{ENTRYPOINT}", use_placeholder_flow=False)


def _result_of(state: Any, file: Path) -> dict[str, Any]:
    found = state.result(raise_on_failure=False)
    if isinstance(found, FellShort):
        return found.tally.as_dict()
    if isinstance(found, dict):
        return found
    if isinstance(found, ReviewdueError):
        raise found
    raise WorkNotDone(f"the flow ended as {state.name}: {found or state.message}. What Prefect said is in {file}")
