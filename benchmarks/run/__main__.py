"""Times the second `reviewdue run` of the sample, and in turn an empty Prefect flow with the same settings.

    python -m benchmarks.run [--rounds 3]

Both use one PREFECT_HOME, whose database exists: creating it is Prefect's own cost, and paid once. The sources are
not checked (no network is asked for), so what is measured is start, scan, reminders, dashboard and end.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from reviewdue.cli.embedded import embedded_environment

REPOSITORY = Path(__file__).parents[2]
TODAY = "2026-11-23"
# Names under .invalid are never found, by any resolver and at no cost.
OFFLINE = {"REVIEWDUE_CHECKS__SERVICES__DOI__URL": "https://resolver.invalid"}


def main() -> None:
    """Run both in turn and print the medians."""
    rounds = _options().rounds
    with tempfile.TemporaryDirectory() as folder:
        root = _copy_sample(Path(folder))
        environment = embedded_environment(os.environ, root) | OFFLINE | {"PYTHONPATH": str(REPOSITORY)}
        ours = [sys.executable, "-m", "reviewdue", "run", "--root", str(root), "--today", TODAY, "--allow-offline"]
        empty = [sys.executable, str(Path(__file__).with_name("empty.py"))]
        first = _timed(ours, environment)
        times = [(_timed(empty, environment), _timed(ours, environment)) for _ in range(rounds)]
    print(f"the first run, with Prefect's database to create: {first:.1f} s")
    for name, seconds in zip(("an empty Prefect flow", "reviewdue run"), zip(*times, strict=True), strict=True):
        print(f"  {name:22} {statistics.median(seconds):5.1f} s   ({min(seconds):.1f} to {max(seconds):.1f})")
    print(f"  difference             {statistics.median(b - a for a, b in times):+5.1f} s   (median of the pairs)")


def _copy_sample(folder: Path) -> Path:
    for name in ("content", "references"):
        shutil.copytree(REPOSITORY / name, folder / name)
    shutil.copy(REPOSITORY / "reviewdue.yaml", folder)
    return folder


def _timed(command: list[str], environment: dict[str, str]) -> float:
    started = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    return time.perf_counter() - started


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


if __name__ == "__main__":
    main()
