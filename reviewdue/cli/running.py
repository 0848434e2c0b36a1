"""The run command: the main job as a Prefect flow on the embedded server, loaded by its entrypoint as a worker does."""

import os
import signal
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import FrameType
from typing import Any

import reviewdue
from reviewdue.cli.results import print_json, print_run
from reviewdue.errors import WorkNotDone
from reviewdue.settings import load_settings

# What an embedded run needs of Prefect, as environment variables; [tool.prefect] in pyproject.toml says the
# same to whoever starts Prefect by hand in the checkout, and a test holds the two together.
EMBEDDED = {
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "true",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
    "DO_NOT_TRACK": "1",
}
QUIET = {"PREFECT_LOGGING_LEVEL": "WARNING", "PREFECT_SERVER_LOGGING_LEVEL": "ERROR", "PREFECT_CLI_COLORS": "false"}
ENTRYPOINT = "govern.py:govern"


def run_main_job(root: Path, today: date | None, *, as_json: bool, allow_offline: bool) -> list[str]:
    """Run the flow and print its tally; returns what could not be done."""
    folder = root.resolve()
    load_settings(folder)
    _prepare_environment(folder)
    _end_on_sigterm()
    tally = _run_flow(folder, today)
    if as_json:
        print_json(tally)
    else:
        print_run(tally, folder)
    return [shortfall for shortfall in tally["shortfalls"] if not (allow_offline and shortfall in _offline(tally))]


def _offline(tally: Mapping[str, Any]) -> list[str]:
    return list(tally["steps"].get("check", {}).get("shortfalls", [])) if tally["offline"] else []


def _prepare_environment(root: Path) -> None:
    """Prefect's own settings, before it is imported. Its history of embedded runs stays in the root."""
    for name, value in {**EMBEDDED, **QUIET}.items():
        os.environ.setdefault(name, value)
    home = Path(os.environ.setdefault("PREFECT_HOME", str(root / ".reviewdue" / "prefect")))
    home.mkdir(parents=True, exist_ok=True)
    # A profile or variable that names a server elsewhere must not turn this run into one of that server's.
    os.environ.pop("PREFECT_API_URL", None)


def _end_on_sigterm() -> None:
    # The embedded server is stopped at exit, which the default action of the signal would skip.
    def end(number: int, frame: FrameType | None) -> None:
        sys.exit(128 + number)

    signal.signal(signal.SIGTERM, end)


def shipped_flows() -> Path:
    """The flows that come with reviewdue: inside a wheel, or beside the package in a checkout."""
    package = Path(reviewdue.__file__).parent
    in_wheel = package / "shipped" / "flows"
    return in_wheel if in_wheel.is_dir() else package.parent / "flows"


def _run_flow(root: Path, today: date | None) -> dict[str, Any]:
    from prefect.flows import load_flow_from_entrypoint

    flow: Any = load_flow_from_entrypoint(f"{shipped_flows()}/{ENTRYPOINT}", use_placeholder_flow=False)
    try:
        state = flow(root=str(root), today=today, return_state=True)
    except RuntimeError as error:
        raise WorkNotDone(f"Prefect's embedded server did not start: {error}") from error
    found = state.result(raise_on_failure=False)
    if isinstance(found, dict):
        return found
    raise WorkNotDone(f"the flow ended as {state.name}: {found or state.message}")
