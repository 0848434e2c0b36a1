"""The day after: a register of sources of which none changed."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.checking.contenders import environment
from benchmarks.checking.measuring import requests_at, served

SOURCES = 2000
HOSTS = 50
DAYS = {
    "first day": ("--today", "2026-11-23"),
    "second day": ("--today", "2026-11-24"),
    "second day, --all": ("--today", "2026-11-24", "--all"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What a check of one day took: seconds on the clock and of processors, and requests made."""

    seconds: float
    cpu: float
    requests: int


def print_second_day(rounds: int) -> None:
    """Check a register on two days, some rounds, and print the medians."""
    with served("healthy", "0.1", str(HOSTS)) as port:
        days = [_days(port) for _ in range(rounds)]
    print(f"\n{SOURCES:,} sources in a register, {HOSTS} hosts, 100 ms; medians of {rounds} rounds")
    print(f"  {'':22} {'seconds':>8} {'CPU s':>6} {'requests':>9}")
    for name in DAYS:
        found = [day[name] for day in days]
        seconds, cpu = (statistics.median(getattr(day, what) for day in found) for what in ("seconds", "cpu"))
        print(f"  {name:22} {seconds:8.2f} {cpu:6.2f} {found[0].requests:9,}")


def _days(port: str) -> dict[str, Day]:
    with tempfile.TemporaryDirectory() as folder:
        _write_project(Path(folder), port)
        _reviewdue(folder, "scan", "--today", "2026-11-23")
        return {name: _day(folder, port, options) for name, options in DAYS.items()}


def _write_project(root: Path, port: str) -> None:
    Path(root, "reviewdue.yaml").write_text("checks: {allow_networks: [127.0.0.0/8]}\n")
    Path(root, "content").mkdir()
    Path(root, "content/a.md").write_text("---\ntitle: A\n---\nText.\n")
    Path(root, "references").mkdir()
    sources = [
        {"id": f"s{number}", "type": "webpage", "title": f"Source {number}",
         "URL": f"http://127.0.0.{2 + number % HOSTS}:{port}/page/{number}"}
        for number in range(SOURCES)
    ]  # fmt: skip
    Path(root, "references/sources.json").write_text(json.dumps(sources))


def _day(folder: str, port: str, options: tuple[str, ...]) -> Day:
    requests_at(port)
    before, started = os.times(), time.perf_counter()
    _reviewdue(folder, "check", *options)
    seconds, after = time.perf_counter() - started, os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Day(seconds=seconds, cpu=cpu, requests=requests_at(port))


def _reviewdue(folder: str, *arguments: str) -> None:
    command = [sys.executable, "-m", "reviewdue", *arguments, "--format", "json"]
    subprocess.run(command, cwd=folder, env=environment(), check=True, stdout=subprocess.DEVNULL)
