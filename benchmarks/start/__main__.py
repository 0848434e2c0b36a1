"""Times every command on the sample, and the start of its three largest libraries, and names what a start imports.

    python -m benchmarks.start [--rounds 5]

The target is less than a second for every command but `run`, which starts a server: see benchmarks.run.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
DAY = ("--today", "2026-11-23")
COMMANDS: dict[str, Sequence[str]] = {
    "python itself": ("-c", "pass"),
    "import sqlalchemy, pydantic, typer": ("-c", "import sqlalchemy, pydantic, typer"),
    "--help": ("-m", "reviewdue", "--help"),
    "scan": ("-m", "reviewdue", "scan", *DAY),
    "scan --format json": ("-m", "reviewdue", "scan", "--format", "json", *DAY),
    "check --urls": ("-m", "reviewdue", "check", "--urls", os.devnull),
    "remind --dry-run": ("-m", "reviewdue", "remind", "--dry-run", *DAY),
    "publish": ("-m", "reviewdue", "publish", *DAY),
}


def main() -> None:
    """Run the commands in turn, some rounds, and print the median of each with what it imports."""
    rounds = _options().rounds
    with tempfile.TemporaryDirectory() as folder:
        root = _copy_sample(Path(folder))
        for arguments in COMMANDS.values():
            _timed(root, arguments)  # compiles, and makes the ledger
        times = [{name: _timed(root, arguments) for name, arguments in COMMANDS.items()} for _ in range(rounds)]
        for name, arguments in COMMANDS.items():
            seconds = statistics.median(each[name] for each in times)
            print(f"  {name:36} {seconds:5.2f} s   {_heaviest(root, arguments)}")


def _copy_sample(folder: Path) -> Path:
    for name in ("content", "references"):
        shutil.copytree(REPOSITORY / name, folder / name)
    shutil.copy(REPOSITORY / "reviewdue.yaml", folder)
    return folder


def _python(root: Path, arguments: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=root, env=environment | {"PYTHONPATH": str(REPOSITORY)}, capture_output=True, text=True, check=True,
    )  # fmt: skip


def _timed(root: Path, arguments: Sequence[str]) -> float:
    started = time.perf_counter()
    _python(root, arguments)
    return time.perf_counter() - started


def _heaviest(root: Path, arguments: Sequence[str]) -> str:
    """The packages that took longest to import, with their milliseconds."""
    spent: Counter[str] = Counter()
    for line in _python(root, ["-X", "importtime", *arguments]).stderr.splitlines():
        parts = line.removeprefix("import time:").split("|")
        if len(parts) == 3 and parts[0].strip().isdigit():
            spent[parts[2].strip().partition(".")[0]] += int(parts[0])
    return ", ".join(f"{name} {microseconds // 1000}" for name, microseconds in spent.most_common(5))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.start", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    return parser.parse_args()


if __name__ == "__main__":
    main()
