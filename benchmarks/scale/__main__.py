"""How each step of a day grows: corpora of 1,000, 10,000 and 100,000 pages with ten times as many sources.

    python -m benchmarks.scale [--pages 1000 10000 100000] [--seed 1] [--chart growth.svg]

Every step is a process of its own, whose wall and processor seconds and peak memory are taken; cold is the first day,
warm the next day, on which nothing changed. Beside the scan, on the same files: `hugo list all` and python-frontmatter
in a loop, and beside the check lychee with its cache. What is not installed is left out with a line.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.checking.measuring import served
from benchmarks.scale.chart import draw
from benchmarks.scale.corpus import write_corpus
from benchmarks.scan.__main__ import LOOP

REPOSITORY = Path(__file__).parents[2]
HOSTS = 100
# Each step with the day it is done on; what is repeated on the day after is warm.
STEPS = (
    ("scan, cold", "scan", 0), ("scan, warm", "scan", 1), ("decide, all due", "decide", 1), ("check, cold", "check", 1),
    ("decide, few due", "decide", 4), ("check, warm", "check", 4), ("remind, cold", "remind", 4),
    ("remind, warm", "remind", 4), ("publish, cold", "publish", 4), ("publish, warm", "publish", 4),
    ("backup", "backup", 4),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """What one step took: seconds, seconds of processors, MiB at most of one process, and what it says it did."""

    seconds: float
    cpu: float
    memory: int
    did: str = ""
    tasks: int | None = None


def measure(command: list[str], root: Path) -> Took:
    """Run a command to its end."""
    with (root / "said.txt").open("w+") as said:
        before, started = os.times(), time.perf_counter()
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
        process = subprocess.Popen(command, cwd=root, stdout=said, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        seconds, after = time.perf_counter() - started, os.times()
        said.seek(0)
        last = (said.read().splitlines() or [""])[-1]
    if status:
        raise SystemExit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    told: dict[str, Any] = (
        json.loads(last) if last.startswith("{") and '"tasks"' in last else {"did": "", "tasks": None}
    )
    memory = int(usage.ru_maxrss // 1024)
    return Took(seconds=seconds, cpu=cpu, memory=memory, did=json.dumps(told["did"]), tasks=told["tasks"])


def steps(names: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Our steps in order, with their commands."""
    for name, step, day in STEPS:
        if step in names:
            yield name, [sys.executable, "-m", "benchmarks.scale.step", step, str(day)]


def peers() -> Iterator[tuple[str, list[str]]]:
    """What else reads the same front matter or asks the same addresses."""
    if hugo := shutil.which("hugo"):
        yield "hugo list all", [hugo, "list", "all", "--quiet"]
    if find_spec("frontmatter"):
        yield "python-frontmatter loop", [sys.executable, "-c", LOOP, "content"]
    if lychee := shutil.which("lychee"):
        command = [lychee, "--no-progress", "--quiet", "--cache", "--max-concurrency", "256", "urls.txt"]
        yield "lychee, cold", command
        yield "lychee, warm", command


def run(pages: int, options: argparse.Namespace) -> dict[str, Took]:
    """Every step on one corpus."""
    found: dict[str, Took] = {}
    with tempfile.TemporaryDirectory() as folder, served("healthy", "0", str(HOSTS)) as port:
        root = Path(folder)
        write_corpus(root, pages, options.seed, port, HOSTS)
        _write_addresses(root, pages, port)
        print(f"\n{pages:,} pages, {pages * 10:,} sources, seed {options.seed}")
        print(f"  {'':24} {'seconds':>8} {'CPU s':>8} {'MiB':>6} {'tasks':>6} {'ledger MB':>10}  did")
        for name, command in [*steps(options.steps), *(peers() if options.peers else ())]:
            found[name] = measure(command, root)
            _print(name, found[name], root)
    return found


def _write_addresses(root: Path, pages: int, port: str) -> None:
    addresses = (f"http://127.0.0.{2 + number % HOSTS}:{port}/page/{number}\n" for number in range(pages * 10))
    (root / "urls.txt").write_text("".join(addresses))


def _print(name: str, took: Took, root: Path) -> None:
    size = sum(file.stat().st_size for file in root.glob("reviewdue.db*")) / 1e6
    tasks = "" if took.tasks is None else str(took.tasks)
    print(
        f"  {name:24} {took.seconds:8.2f} {took.cpu:8.2f} {took.memory:6} {tasks:>6} {size:10.1f}  {took.did}",
        flush=True,
    )


def main() -> None:
    """Measure what was asked for, and draw how it grows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", nargs="*", default=["scan", "decide", "check", "remind", "publish", "backup"])
    parser.add_argument("--no-peers", dest="peers", action="store_false")
    parser.add_argument("--chart", type=Path, metavar="FILE", help="where to draw the growth, as SVG")
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    found = {pages: run(pages, options) for pages in options.pages}
    if options.chart:
        names = dict.fromkeys(name for took in found.values() for name in took)
        lines = {name: [(pages, took[name].seconds) for pages, took in found.items() if name in took] for name in names}
        options.chart.write_text(draw(lines, across="pages", up="seconds"))


if __name__ == "__main__":
    main()
