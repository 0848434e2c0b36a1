"""The flows and their deployments as files: what can be held true of them without starting Prefect."""

import ast
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from reviewdue.cli.embedded import EMBEDDED
from reviewdue.cli.running import load_main_flow
from tests.flows.prefects import REPOSITORY, clean_environment

FLOW_FILES = sorted((REPOSITORY / "flows").glob("*.py"))
DEPLOYMENTS: list[dict[str, Any]] = yaml.safe_load((REPOSITORY / "prefect.yaml").read_text())["deployments"]
PARTS = ("check-shard", "remind-part")
SCHEDULED = [deployment for deployment in DEPLOYMENTS if deployment.get("schedules")]


def named(value: Any) -> str:
    return value.name if isinstance(value, Path) else str(value["name"])


def imports_of(file: Path) -> Iterator[str]:
    """The modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=named)
def test_every_entrypoint_loads(deployment: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    from prefect.flows import load_flow_from_entrypoint

    monkeypatch.chdir(REPOSITORY)
    flow: Any = load_flow_from_entrypoint(deployment["entrypoint"], use_placeholder_flow=False)

    assert flow.name == deployment["name"]
    assert flow.parameters.model_dump()["required"] == []


def test_every_flow_has_a_deployment() -> None:
    entrypoints = {f"flows/{file.name}:{file.stem}" for file in FLOW_FILES}

    assert {deployment["entrypoint"] for deployment in DEPLOYMENTS} == entrypoints


def test_the_run_command_finds_its_flow_where_the_package_is() -> None:
    assert load_main_flow().name == "govern"


@pytest.mark.parametrize("file", FLOW_FILES, ids=named)
def test_a_flow_file_is_short_and_holds_no_loop_no_try_and_no_sql(file: Path) -> None:
    source = file.read_text()
    nodes = {type(node) for node in ast.walk(ast.parse(source))}

    assert len(source.splitlines()) <= 60
    assert nodes.isdisjoint({ast.For, ast.While, ast.Try, ast.ListComp, ast.GeneratorExp})
    assert not any(module.split(".")[0] == "sqlalchemy" for module in imports_of(file))


@pytest.mark.parametrize("file", FLOW_FILES, ids=named)
def test_a_flow_file_does_not_hide_a_module_of_the_standard_library(file: Path) -> None:
    # Prefect puts this folder first on the import path.
    assert file.stem not in sys.stdlib_module_names


def test_nothing_imports_the_flows() -> None:
    files = [file for folder in ("reviewdue", "flows", "tests") for file in (REPOSITORY / folder).rglob("*.py")]

    assert [file for file in files for module in imports_of(file) if module.split(".")[0] == "flows"] == []


def test_the_package_never_imports_prefect() -> None:
    files = (REPOSITORY / "reviewdue").rglob("*.py")
    found = {(file.name, module) for file in files for module in imports_of(file) if module.split(".")[0] == "prefect"}

    # Only the run command loads the flow, by its entrypoint and as a worker does.
    assert found == {("running.py", "prefect.flows")}


@pytest.mark.parametrize("deployment", SCHEDULED, ids=named)
def test_a_schedule_is_a_cron_on_the_publishers_clock_and_can_be_paused(deployment: dict[str, Any]) -> None:
    for schedule in deployment["schedules"]:
        # With `active` a new deployment would start what somebody has paused.
        assert schedule.keys() == {"slug", "cron", "timezone"}
        assert schedule["timezone"] == "Europe/London"


def test_the_steps_are_scheduled_in_their_order() -> None:
    crons = {deployment["name"]: deployment["schedules"][0]["cron"] for deployment in SCHEDULED}

    assert crons == {"scan": "0 2 * * *", "check": "0 3 * * *", "remind": "0 8 * * 1-5", "summary": "30 8 * * 1"}


@pytest.mark.parametrize("deployment", [one for one in DEPLOYMENTS if one["name"] not in PARTS], ids=named)
def test_no_deployment_runs_twice_at_a_time(deployment: dict[str, Any]) -> None:
    limit = deployment["concurrency_limit"]

    assert limit["limit"] == 1
    # What sends mail or writes the dashboard waits its turn; a second scan would only repeat the first.
    waits = deployment["name"] in ("remind", "summary", "publish")
    assert limit["collision_strategy"] == ("ENQUEUE" if waits else "CANCEL_NEW")


SETTINGS = """
import json
from prefect.settings import get_current_settings
server = get_current_settings().server
recorder = server.services.task_run_recorder
print(json.dumps([server.ephemeral.enabled, server.ephemeral.startup_timeout_seconds, server.analytics_enabled,
                  recorder.batch_size, recorder.read_batch_size, recorder.flush_interval]))
"""


def settings_seen(folder: Path, home: Path, environment: dict[str, str]) -> Any:
    plain = {name: value for name, value in clean_environment().items() if not name.startswith("PREFECT")}
    done = subprocess.run(
        [sys.executable, "-c", SETTINGS],
        cwd=folder, env={**plain, "PREFECT_HOME": str(home), **environment}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


@pytest.mark.slow
def test_prefect_heeds_the_same_settings_from_pyproject_and_from_the_run_command(tmp_path: Path) -> None:
    from_file = settings_seen(REPOSITORY, tmp_path / "home", {})
    from_command = settings_seen(tmp_path, tmp_path / "home", EMBEDDED)

    assert from_file == from_command == [True, 120, False, 200, 200, 1]


def test_the_run_command_and_pyproject_ask_the_same_of_prefect() -> None:
    written = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["tool"]["prefect"]
    settings = {f"PREFECT_{name.upper()}": str(value).lower() for name, value in flat(written)}

    assert settings == EMBEDDED


def flat(settings: dict[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in settings.items():
        if isinstance(value, dict):
            yield from flat(value, f"{before}{name}_")
        else:
            yield f"{before}{name}", value
