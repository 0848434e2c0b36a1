"""The servers that are asked: `reviewdue serve` as a user starts it, and Datasette on the same file."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.dashboard.clients import wait_for
from benchmarks.dashboard.corpus import TODAY


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    port: int
    process: int

    @property
    def memory(self) -> float:
        """What it and the processes that it started hold, in MB; pages that they share are counted once."""
        return sum(_held(number) for number in _family(self.process)) / 1024

    @property
    def worked(self) -> float:
        """Seconds of processors that they have taken so far."""
        return sum(_taken(number) for number in _family(self.process))


def _family(number: int) -> Iterator[int]:
    yield number
    for thread in Path(f"/proc/{number}/task").iterdir():
        for child in (thread / "children").read_text().split():
            yield from _family(int(child))


def _held(number: int) -> int:
    lines = Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _taken(number: int) -> float:
    # Behind the name, which may hold anything, in parentheses: user and system time are fields 14 and 15.
    fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def reviewdue(root: Path) -> Iterator[Server]:
    """The dashboard of a governed project."""
    command = [sys.executable, "-m", "reviewdue", "serve", "--root", str(root), "--today", TODAY.isoformat()]
    with _started([*command, "--port"], "/") as server:
        yield server


@contextmanager
def datasette(file: Path) -> Iterator[Server | None]:
    """Datasette on a database; None where it is not installed."""
    program = shutil.which("datasette")
    if program is None:
        print("datasette is not on the path (pip install datasette, best into an environment of its own)")
        yield None
        return
    with _started([program, "serve", str(file), "--port"], f"/{file.stem}.json") as server:
        yield server


@contextmanager
def _started(command: list[str], first: str) -> Iterator[Server]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    environment = {**os.environ, "PYTHONPATH": os.getcwd()}
    nowhere = subprocess.DEVNULL
    process = subprocess.Popen([*command, str(port)], env=environment, stdout=nowhere, stderr=nowhere)
    try:
        wait_for(port, first)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(20)
