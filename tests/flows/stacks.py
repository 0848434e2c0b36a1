"""The whole of deploy/ as processes on this machine: PostgreSQL, Redis, Prefect's API, its services and workers."""

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from tests.flows.prefects import (
    REPOSITORY,
    Prefect,
    children_of,
    clean_environment,
    copy_checkout,
    is_running,
    started,
    until,
)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def variables(name: str, **places: str) -> dict[str, str]:
    """The variables of one of the files in deploy/, with the places of this machine."""
    found = dict(re.findall(r"^([A-Z_]+)=(.*)$", (REPOSITORY / "deploy" / name).read_text(), re.MULTILINE))
    assert places.keys() <= found.keys()
    return found | places


def command_of(unit: str, key: str = "ExecStart", instance: str = "") -> list[str]:
    """A command of a unit in deploy/systemd, word by word, as systemd would start it on this machine."""
    text = (REPOSITORY / "deploy" / "systemd" / f"{unit}.service").read_text()
    (line,) = re.findall(rf"^{key}=(.*)$", text, re.MULTILINE)
    here = {
        "/srv/reviewdue/.venv/bin": str(Path(sys.executable).parent),
        "/srv/reviewdue": str(REPOSITORY),
        "%H-%i": instance,
        "%%": "%",
    }
    # With a dash it may fail.
    line = line.removeprefix("-")
    for said, meant in here.items():
        line = line.replace(said, meant)
    return shlex.split(line)


@contextmanager
def redis(folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A Redis that keeps what it holds in a folder, as compose.yaml starts it."""
    program = shutil.which("redis-server")
    assert program, "redis-server is not installed (Debian: apt-get install redis-server)"
    command = (program, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--appendonly", "yes")
    with started(*command, cwd=folder, environment={}, log=folder / f"redis-{port}.log") as process:
        until(lambda: _listens(port), "Redis did not start", 20)
        yield process


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@dataclass(slots=True, kw_only=True)
class Stack:
    """What is running, and how to end and begin a part of it again."""

    prefect: Prefect
    server: dict[str, str]
    ledger_url: str
    folder: Path
    port: int
    redis_port: int
    parts: dict[str, ExitStack]
    pids: dict[str, int] = field(default_factory=dict)

    def unit(self, name: str, *more: str, log: str, environment: dict[str, str] | None = None) -> Any:
        """What a unit of deploy/systemd starts, with its program and its placeholders as they are here."""
        command = (*command_of(name, instance=log.rpartition("-")[2]), *more)
        env = environment or self.server
        return started(*command, cwd=self.prefect.checkout, environment=env, log=self.folder / f"{log}.log")

    def begin(self, part: str) -> None:
        """Start a part and wait until it is there."""
        self.parts[part] = ExitStack()
        enter = self.parts[part].enter_context
        if part == "redis":
            self.pids[part] = enter(redis(self.folder, self.redis_port)).pid
        elif part == "server":
            self.pids[part] = enter(self.unit("prefect-server", "--no-ui", "--port", str(self.port), log=part)).pid
            until(self._is_healthy, f"the server did not start; see {self.folder}")
        elif part == "services":
            self.pids[part] = enter(self.unit("prefect-services", log=part)).pid
        else:
            self._say_what_was_lost(part)
            self.pids[part] = enter(self.unit("reviewdue-worker@", log=part, environment=self.prefect.environment)).pid

    def _say_what_was_lost(self, part: str) -> None:
        """What the unit of a worker does before it."""
        before = command_of("reviewdue-worker@", "ExecStartPre", instance=part.rpartition("-")[2])
        done = subprocess.run(
            before, cwd=self.folder, env=self.prefect.environment, capture_output=True, text=True, check=False
        )
        with (self.folder / f"{part}.log").open("a") as log:
            log.write(done.stdout + done.stderr)

    def end(self, part: str) -> None:
        """Stop a part."""
        self.parts.pop(part).close()

    def kill(self, part: str) -> list[int]:
        """End a part with all that it has started, as a power cut would; the processes that were killed."""
        family = [self.pids[part], *children_of(self.pids[part])]
        for one in filter(is_running, family):
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        self.end(part)
        return family

    def _is_healthy(self) -> bool:
        try:
            return self.prefect.ask("/health") is True
        except OSError:
            return False


@contextmanager
def run_stack(folder: Path, postgres_url: str, **settings: str) -> Iterator[Stack]:
    """Everything that deploy/compose.yaml starts, but for the dashboard; no worker yet, which is to have `settings`."""
    port, redis_port = free_port(), free_port()
    checkout = copy_checkout(folder / "checkout")
    shutil.copytree(REPOSITORY / "deploy", checkout / "deploy")
    for name in ("prefect", "ledger"):
        with psycopg.connect(f"{postgres_url}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE stack_{name}")
    history = f"{postgres_url}/stack_prefect".replace("postgresql://", "postgresql+asyncpg://")
    server = clean_environment(PREFECT_HOME=str(folder / "server-home")) | variables(
        "server.env",
        PREFECT_SERVER_DATABASE_CONNECTION_URL=history,
        PREFECT_REDIS_MESSAGING_URL=f"redis://127.0.0.1:{redis_port}/0",
        PREFECT_SERVER_DOCKET_URL=f"redis://127.0.0.1:{redis_port}/1",
    )
    ledger_url, api = f"{postgres_url}/stack_ledger", f"http://127.0.0.1:{port}/api"
    worker = variables(
        "worker.env",
        PREFECT_API_URL=api,
        REVIEWDUE_HOME=str(checkout),
        REVIEWDUE_LEDGER__URL=ledger_url,
        REVIEWDUE_SPREAD__SHARDS="2",
    )
    environment = clean_environment(PREFECT_HOME=str(folder / "home")) | worker | settings
    prefect = Prefect(api=api, environment=environment, checkout=checkout, logs=folder)
    stack = Stack(
        prefect=prefect, server=server, ledger_url=ledger_url, folder=folder, port=port, redis_port=redis_port, parts={}
    )  # fmt: skip
    try:
        upgrade = command_of("prefect-server", "ExecStartPre")
        subprocess.run(upgrade, cwd=folder, env=server, check=True, capture_output=True)
        for part in ("redis", "server", "services"):
            stack.begin(part)
        deploy(prefect)
        yield stack
    finally:
        for part in list(stack.parts)[::-1]:
            stack.end(part)


def deploy(prefect: Prefect) -> None:
    """What the compose file starts to deploy, in a shell as it does."""
    composed = yaml.safe_load((REPOSITORY / "deploy" / "compose.yaml").read_text())
    *shell, script = composed["services"]["deploy"]["command"]
    script = script.replace("/srv/reviewdue/", f"{prefect.checkout}/")
    environment = {**prefect.environment, "PATH": f"{Path(sys.executable).parent}:{prefect.environment['PATH']}"}
    done = subprocess.run(
        [*shell, script], cwd=prefect.checkout, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory, postgres_url: str) -> Iterator[Stack]:
    with run_stack(tmp_path_factory.mktemp("stack"), postgres_url) as running:
        yield running
