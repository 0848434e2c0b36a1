"""A Prefect server of our own on loopback, and its worker, started as an operator starts them."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[2]
FOLDERS = ("flows", "reviewdue", "templates", "content", "references")
FILES = ("prefect.yaml", "pyproject.toml", "reviewdue.yaml")
PATIENCE = 120
# A webhook that ops are told by, as somebody makes it in Prefect's interface.
BLOCK = """
import sys
from prefect.blocks.notifications import CustomWebhookNotificationBlock
CustomWebhookNotificationBlock(
    name="ops", url=sys.argv[1], json_data={"subject": "{{subject}}", "body": "{{body}}"}
).save("ops", overwrite=True)
"""


def copy_checkout(to: Path) -> Path:
    """A checkout as a worker finds it: the repository's own files and no ledger."""
    for name in FOLDERS:
        shutil.copytree(REPOSITORY / name, to / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(REPOSITORY / name, to / name)
    return to


def clean_environment(**more: str) -> dict[str, str]:
    """Our environment without anything that leads Prefect or reviewdue elsewhere, and without PYTHONPATH."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT", "REVIEWDUE", "PYTHON", "PYTEST"))}
    quiet = {"PYTHONDONTWRITEBYTECODE": "1", "DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}
    return {**kept, **quiet, **more}


def children_of(pid: int) -> list[int]:
    """The processes that a process has started and that are still there."""
    try:
        direct = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []
    return [each for child in direct for each in (child, *children_of(child))]


def is_running(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@contextmanager
def started(*command: str, cwd: Path, environment: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process with all that it starts, ended at the end of the block."""
    with log.open("ab") as out:
        process = subprocess.Popen(
            command, cwd=cwd, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True
        )
    try:
        yield process
    finally:
        family = [process.pid, *children_of(process.pid)]
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for pid in filter(is_running, family):
            os.kill(pid, signal.SIGKILL)


def until(met: Callable[[], Any], what: str, seconds: float = PATIENCE) -> Any:
    """What `met` returns once it is true of it."""
    deadline = time.monotonic() + seconds
    while not (found := met()):
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(0.25)
    return found


def _answer(request: urllib.request.Request) -> tuple[Any] | None:
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return (json.load(answer),)
    except urllib.error.HTTPError as error:
        if error.code != 503:
            raise
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefect:
    """A running server: its API, the environment of its clients, and the checkout its flows are in."""

    api: str
    environment: dict[str, str]
    checkout: Path
    logs: Path

    def ask(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """An answer of the API: a POST when there is a body.

        A 503 is the server's own word that its database is busy; Prefect's clients ask again, and so do we.
        """
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.api}{path}", data, {"content-type": "application/json"})
        return until(lambda: _answer(request), f"{path}: the server stayed busy")[0]

    def do(self, *arguments: str) -> str:
        """Run one `prefect …` command in the checkout."""
        return self.python("-m", "prefect", *arguments)

    def python(self, *arguments: str) -> str:
        """Run Python in the checkout as a client of the server; what it printed."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.checkout, env=self.environment, capture_output=True, text=True, timeout=PATIENCE, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def runs_of(self, flow: str) -> list[dict[str, Any]]:
        """The flow runs of a flow, the first one first."""
        wanted = {"flows": {"name": {"any_": [flow]}}, "sort": "START_TIME_ASC"}
        found: list[dict[str, Any]] = self.ask("/flow_runs/filter", wanted)
        return found

    def wait_for(self, run_id: str) -> dict[str, Any]:
        """A flow run once it has ended."""

        def ended() -> dict[str, Any] | None:
            run: dict[str, Any] = self.ask(f"/flow_runs/{run_id}")
            return run if run["state_type"] in ENDED else None

        run: dict[str, Any] = until(ended, f"the flow run did not end; see {self.logs}")
        return run

    def log_of(self, run_id: str) -> list[str]:
        """What a flow run logged."""
        wanted = {"logs": {"flow_run_id": {"any_": [run_id]}}, "sort": "TIMESTAMP_ASC"}
        return [line["message"] for line in self.ask("/logs/filter", wanted)]

    def artifacts(self) -> dict[str, dict[str, Any]]:
        """The newest artifact of each key."""
        return {one["key"]: one for one in self.ask("/artifacts/latest/filter", {})}


ENDED = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")


@contextmanager
def serve_prefect(folder: Path) -> Iterator[Prefect]:
    """A server with its own home in `folder`, and a checkout beside it."""
    checkout = copy_checkout(folder / "checkout")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    api = f"http://127.0.0.1:{port}/api"
    environment = clean_environment(
        PREFECT_HOME=str(folder / "prefect"),
        PREFECT_API_URL=api,
        PREFECT_SERVER_EPHEMERAL_ENABLED="false",
        REVIEWDUE_HOME=str(checkout),
    )
    command = (sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port))
    with started(*command, "--no-ui", cwd=checkout, environment=environment, log=folder / "server.log"):
        prefect = Prefect(api=api, environment=environment, checkout=checkout, logs=folder)
        until(lambda: _is_healthy(prefect), f"the server did not start; see {folder}")
        yield prefect


def _is_healthy(prefect: Prefect) -> bool:
    try:
        return prefect.ask("/health") is True
    except OSError:
        return False


@contextmanager
def worker(prefect: Prefect) -> Iterator[None]:
    """A worker for the pool of prefect.yaml."""
    command = (sys.executable, "-m", "prefect", "worker", "start", "--pool", "reviewdue", "--type", "process")
    where = prefect.logs / "worker.log"
    with started(*command, cwd=prefect.logs, environment=prefect.environment, log=where):
        yield
