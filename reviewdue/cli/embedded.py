"""The Prefect server of an embedded run: started beside this process, ended with it, its words kept in a file.

Prefect would start the same server by itself, but then it speaks on our terminal, survives a killed parent,
and is started again for ever when it cannot start. Started here, it also comes up while this process still imports.
"""

import atexit
import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from reviewdue.cli.faults import BROKEN_OFF
from reviewdue.errors import WorkNotDone

# What an embedded run needs of Prefect, as environment variables; [tool.prefect] in pyproject.toml says the
# same to whoever starts Prefect by hand in the checkout, and a test holds the two together.
EMBEDDED = {
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "true",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
}
QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
    "PREFECT_CLI_COLORS": "false",
}
# Variables that lead to a server, a database or a profile elsewhere must not turn this run into one of theirs.
ELSEWHERE = ("PREFECT_API_", "PREFECT_SERVER_API_", "PREFECT_SERVER_DATABASE_", "PREFECT_PROFILE")
# What Prefect sets for the servers it starts itself: no user interface, and only the services that record.
SERVER = {"PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1", "PREFECT_SERVER_UI_ENABLED": "false"}
SECONDS_TO_STOP = 10


def embedded_environment(environment: Mapping[str, str], root: Path) -> dict[str, str]:
    """The environment of an embedded run. Prefect's history of such runs stays in the root unless PREFECT_HOME is set.

    What the operator has set of `EMBEDDED` and `QUIET` holds.
    """
    home = environment.get("PREFECT_HOME") or str(root / ".reviewdue" / "prefect")
    kept = {name: value for name, value in environment.items() if not name.startswith(ELSEWHERE)}
    database = {"PREFECT_SERVER_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{home}/prefect.db"}
    return {**EMBEDDED, **QUIET, **kept, **database, "PREFECT_HOME": home}


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedServer:
    """A server that was started and may not answer yet."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def api_url(self) -> str:
        """Where its API is."""
        return f"http://127.0.0.1:{self.port}/api"


def start_server(environment: Mapping[str, str]) -> EmbeddedServer:
    """Start the server; it is stopped when this process ends. Raises WorkNotDone."""
    home = Path(environment["PREFECT_HOME"])
    port = _free_port()
    command = [sys.executable, "-m", "uvicorn", "--factory", "prefect.server.api.server:create_app"]
    where = ["--host", "127.0.0.1", "--port", str(port), "--log-level", "warning", "--lifespan", "on"]
    try:
        home.mkdir(parents=True, exist_ok=True)
        with open(home / "server.log", "wb") as log:
            process = subprocess.Popen(  # noqa: S603 - our own interpreter
                [*command, *where],
                env={**environment, **SERVER},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Ctrl-C goes to a whole terminal; the server must stay until the flow has said that it was broken off.
                start_new_session=True,
                preexec_fn=_end_with_parent,  # noqa: PLW1509 - no thread of ours runs yet
            )
    except OSError as error:
        fault = f"{home} cannot be used as Prefect's folder: {error.strerror}. Name another with PREFECT_HOME"
        raise WorkNotDone(fault) from error
    # The last of all: Prefect sends its last events when the interpreter ends.
    atexit.register(_stop, process)
    return EmbeddedServer(process=process, port=port, log=home / "server.log")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _end_with_parent() -> None:
    # Linux ends the server even when this process is killed outright; elsewhere it is ended at exit only.
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


def wait_until_ready(server: EmbeddedServer, seconds: float) -> None:
    """Wait until the server answers. Raises WorkNotDone when it ended or takes longer."""
    deadline = time.monotonic() + seconds
    while not _answers(server.port):
        if server.process.poll() is not None:
            raise WorkNotDone(f"Prefect's embedded server did not start: {_last_words(server.log)}")
        if time.monotonic() > deadline:
            raise WorkNotDone(
                f"Prefect's embedded server did not answer within {seconds:.0f} seconds. Allow it more with "
                f"PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS, or look into {server.log}"
            )
        time.sleep(0.05)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/api/health")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _last_words(log: Path) -> str:
    lines = [line for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    told = [line for line in lines if "Error" in line and not line.startswith(" ")] or lines
    return f"{told[-1] if told else 'it said nothing'}. All it said is in {log}"


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def leave_at_once_when_told(server: EmbeddedServer) -> None:
    """Until the flow begins a signal ends everything on the spot: nothing is under way yet.

    An exception would not do: where the signal strikes a collection of garbage, as it often does in an import,
    Python prints the exception and goes on.
    """

    def leave(number: int, frame: FrameType | None) -> None:
        _stop(server.process)
        os.write(sys.stderr.fileno(), f"reviewdue: {BROKEN_OFF}\n".encode())
        os._exit(128 + number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, leave)


def end_in_order_when_told() -> None:
    """From here on a signal is an exception, so that Prefect records what it broke off and the server is stopped last.

    By default SIGTERM would skip what is done at exit.
    """

    def end(number: int, frame: FrameType | None) -> None:
        sys.exit(128 + number)

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, signal.default_int_handler)
