"""Running a contender in a process of its own: how long it takes, what it costs, and what it says."""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

from benchmarks.checking.contenders import Contender, environment


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One run: seconds on the clock and of processors, the peak of memory in MB, and the word on each address.

    `ended` is false for one that was stopped after the time it was allowed.
    """

    seconds: float
    cpu: float
    memory: float
    ended: bool = True
    said: dict[str, str] = field(default_factory=dict)


def measure(contender: Contender, addresses: list[str], allowed: float) -> Measured:
    """Run a contender over the addresses, for so many seconds at most."""
    with tempfile.TemporaryDirectory() as folder, open(Path(folder, "printed"), "wb") as printed:
        command = contender.command(Path(folder), addresses)
        started = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env=environment(), stdin=subprocess.DEVNULL, stdout=printed, stderr=subprocess.DEVNULL
        )
        ended, usage = _wait(process, allowed)
        seconds = time.perf_counter() - started
        said = dict(contender.said(Path(folder), Path(folder, "printed").read_text("utf-8"))) if ended else {}
    return Measured(
        seconds=seconds, cpu=usage.ru_utime + usage.ru_stime, memory=usage.ru_maxrss / 1024, ended=ended, said=said
    )


def _wait(process: subprocess.Popen[bytes], allowed: float) -> tuple[bool, "os.resource.struct_rusage"]:  # type: ignore[name-defined]
    late = threading.Timer(allowed, process.kill)
    late.start()
    _, status, usage = os.wait4(process.pid, 0)
    is_late = not late.is_alive()
    late.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    return not is_late, usage


@contextmanager
def served(module: str, *arguments: str) -> Iterator[str]:
    """A server in a process of its own; the first line that it prints."""
    command = [sys.executable, "-m", f"benchmarks.checking.{module}", *arguments]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment()
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.stdin.close()


def requests_at(port: str) -> int:
    """How many requests the healthy server had since it was last asked."""
    with urlopen(f"http://127.0.0.2:{port}/count") as answer:
        return int(answer.read())
