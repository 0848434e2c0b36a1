"""What deploy/ starts is there: a compose file as its specification has it, units that systemd reads, known options."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from compose_spec import PyCompose

from tests.cli.commands import REPOSITORY
from tests.test_deploy import COMPOSE, DEPLOY, UNITS, unit, variables

PROGRAMS = Path(sys.executable).parent
INSTALLED = "/srv/reviewdue/.venv/bin/"
# Words of a command that are none of its names.
VALUES = ("process", "reviewdue")
# What is read by others than Prefect and us.
OTHERS = {"DO_NOT_TRACK", "RAY_USAGE_STATS_ENABLED", "PREFECT_REDIS_MESSAGING_URL"}


def composed() -> str:
    """The compose file with its variables filled in, and without its anchors, which the reader does not merge."""
    given = {"${HEALTH_PAGES:?name the folder of the project}": "/srv/pages", "${POSTGRES_PASSWORD:?choose one}": "x"}
    text = (DEPLOY / "compose.yaml").read_text()
    for variable, value in given.items():
        assert variable in text
        text = text.replace(variable, value)
    return yaml.safe_dump(yaml.safe_load(text))


def test_the_compose_file_is_as_the_specification_has_it() -> None:
    PyCompose.from_yaml(composed()).validate()


@pytest.mark.parametrize(("right", "wrong"), [("command:", "comand:"), ("service_healthy", "service_helthy")])
def test_the_specification_refuses_a_slip(right: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong.rstrip(":")):
        PyCompose.from_yaml(composed().replace(right, wrong)).validate()


def hosts_in(service: dict[str, Any]) -> set[tuple[str, int | None]]:
    """The hosts and ports that the variables of a service name."""
    found = [urlsplit(value) for value in variables(service["env_file"]).values() if "://" in value]
    return {(url.hostname or "", url.port) for url in found}


@pytest.mark.parametrize("name", [name for name, one in COMPOSE["services"].items() if "env_file" in one])
def test_a_service_finds_every_host_that_its_variables_name(name: str) -> None:
    service, services = COMPOSE["services"][name], COMPOSE["services"]
    for host, port in hosts_in(service):
        assert host in services
        if service.get("network_mode") == "host":
            assert f"{host}:127.0.0.1" in service["extra_hosts"]
            assert f"127.0.0.1:{port}:{port}" in services[host]["ports"]


def commands() -> list[list[str]]:
    """Every command of the compose file and the units, word by word."""
    plain = [list(map(str, one["command"])) for one in COMPOSE["services"].values() if "command" in one]
    scripts = [line for words in plain if words[0] == "sh" for line in words[-1].splitlines()]
    services = [unit(file)["Service"] for file in UNITS if file.suffix == ".service"]
    lines = [line for one in services for name, line in one.items() if name.startswith("Exec")]
    parts = [part.split(">")[0] for line in [*scripts, *lines] for part in re.split(r"\|\||'|exec ", line)]
    split = [shlex.split(part.replace(INSTALLED, "")) for part in parts]
    return [words for words in [*plain, *split] if words and words[0] in ("prefect", "reviewdue")]


@cache
def help_of(program: str, *names: str) -> str:
    wide = {**os.environ, "COLUMNS": "200", "NO_COLOR": "1", "TERMINAL_WIDTH": "200"}
    done = subprocess.run(
        [PROGRAMS / program, *names, "--help"], env=wide, capture_output=True, text=True, check=False, timeout=120
    )
    return done.stdout if done.returncode == 0 else ""


@pytest.mark.slow
@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_every_command_exists_and_takes_the_options_it_is_given(words: list[str]) -> None:
    names = words[:1] + [word for word in words[1:4] if re.fullmatch(r"[a-z][a-z-]+", word) and word not in VALUES]

    told = help_of(*names)
    assert told, names
    told += help_of(words[0])
    for option in (word for word in words if word.startswith("-")):
        assert re.search(rf"(?<![\w-]){option}(?![\w-])", told), option


@pytest.mark.parametrize("name", ["server.env", "worker.env"])
def test_every_variable_is_one_that_somebody_reads(name: str) -> None:
    from prefect.settings import Settings
    from prefect.settings.legacy import _get_valid_setting_names

    known = _get_valid_setting_names(Settings) | OTHERS | {"REVIEWDUE_HOME"}

    # Ours are read as a configuration by a test of their own, which refuses one that it does not know.
    assert [one for one in variables(name) if one not in known and not one.startswith("REVIEWDUE_")] == []


def test_systemd_reads_every_unit_and_says_nothing(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze") or ""
    assert program, "systemd is not installed (Debian: apt-get install systemd)"
    for file in UNITS:
        (tmp_path / file.name).write_text(file.read_text().replace(INSTALLED, f"{PROGRAMS}/"))

    done = subprocess.run(
        [program, "verify", "--man=no", *sorted(map(str, tmp_path.iterdir()))],
        capture_output=True, text=True, check=False, cwd=REPOSITORY,
    )  # fmt: skip

    ours = [line for line in done.stderr.splitlines() if any(file.name.partition("@")[0] in line for file in UNITS)]
    assert (done.returncode, ours) == (0, [])
