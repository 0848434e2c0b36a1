"""The files of deploy/ agree with each other, with the project and with the page that tells how to use them."""

import configparser
import re
import shlex
from pathlib import Path

import pytest
import yaml

from reviewdue.settings import parse_settings
from tests.cli.commands import REPOSITORY

DEPLOY = REPOSITORY / "deploy"
PAGE = (REPOSITORY / "docs" / "deploying.md").read_text()
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
UNITS = sorted((DEPLOY / "systemd").iterdir())


def variables(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([A-Z_]+)=(.*)$", (DEPLOY / name).read_text(), re.MULTILINE))


def unit(file: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(file.read_text())
    return parser


def test_what_compose_waits_for_and_reads_is_there() -> None:
    services = COMPOSE["services"]

    for name, service in services.items():
        assert set(service.get("depends_on", {})) <= services.keys(), name
        assert (DEPLOY / service.get("env_file", "compose.yaml")).is_file(), name
        for place in service.get("volumes", []):
            source = place.partition(":")[0]
            assert source.startswith("$") or source in COMPOSE["volumes"] or (DEPLOY / source).is_file(), place


def test_the_image_installs_extras_that_the_package_has() -> None:
    extras = re.search(r"\[([a-z,]+)\]", (DEPLOY / "Dockerfile").read_text())
    project = (REPOSITORY / "pyproject.toml").read_text()

    assert extras
    assert all(re.search(rf"^{name} = \[", project, re.MULTILINE) for name in extras[1].split(","))


@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.name)
def test_a_unit_runs_what_compose_runs_with_the_same_variables(file: Path) -> None:
    read = unit(file)
    if file.suffix == ".timer":
        assert file.with_suffix(".service").is_file()
        return
    service = read["Service"]
    commands = [" ".join(map(str, one["command"])) for one in COMPOSE["services"].values() if "command" in one]
    does = " ".join(shlex.split(service["ExecStart"])).replace("/srv/reviewdue/.venv/bin/", "")

    assert (DEPLOY / Path(service["EnvironmentFile"]).name).is_file()
    if "backup" in file.name:
        assert "reviewdue ledger backup" in does
    else:
        # What it is called is another name in a container.
        does = does.partition(" --name ")[0]
        assert any(command.removesuffix(" --host 0.0.0.0") in does or does in command for command in commands), does


def test_the_variables_of_workers_are_a_configuration_and_keep_no_server_of_their_own() -> None:
    found = variables("worker.env")
    settings = parse_settings("", "reviewdue.yaml", found)

    assert (settings.spread.over, settings.spread.shards) == ("workers", 4)
    assert settings.ledger.url.startswith("postgresql://")
    assert found["PREFECT_SERVER_EPHEMERAL_ENABLED"] == "false"


def test_both_databases_are_made_for_the_users_that_the_variables_name() -> None:
    made = (DEPLOY / "databases.sql").read_text()
    urls = [
        variables("server.env")["PREFECT_SERVER_DATABASE_CONNECTION_URL"],
        variables("worker.env")["REVIEWDUE_LEDGER__URL"],
    ]

    for url in urls:
        user, database = re.findall(r"//(\w+):.*/(\w+)$", url)[0]
        assert f"CREATE DATABASE {database} OWNER {user} " in made


def test_the_page_names_every_file_and_every_way_to_share_a_check_out() -> None:
    assert all(name in PAGE for name in ("compose.yaml", "databases.sql", "server.env", "worker.env", "automations.py"))
    assert all(file.stem.rstrip("@") in PAGE for file in UNITS)
    assert all(f"`{way}`" in PAGE for way in ("workers", "threads", "dask", "ray"))
