"""Times the scan of a large site, cold and warm, beside Hugo's `list all` and a python-frontmatter loop.

    python -m benchmarks.scan [--pages 100000] [--runs 3]

Every contender reads the same files in the same run, in turn, so a slow spell of the machine hits all of
them. A contender that is not installed is left out with a line (Debian: `apt-get install hugo`; PyPI:
`pip install python-frontmatter`). Prints medians, ratios and the peak memory of each process.
"""

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

SENTENCE = "Ask your specialist nurse what the results mean for you before you decide on anything. "
LOOP = """
import pathlib, sys, frontmatter
print(sum("last_reviewed" in frontmatter.load(path).metadata for path in pathlib.Path(sys.argv[1]).rglob("*.md")))
"""


def make_site(root: Path, pages: int) -> None:
    """Write a governed project of `pages` pages of some 2 KB, a hundred to a folder."""
    (root / "reviewdue.yaml").write_text("publisher: {name: Benchmark}\nsources: [{name: pages, path: content}]\n")
    (root / "hugo.toml").write_text('baseURL = "https://www.example.org"\ntitle = "Benchmark"\n')
    for number in range(pages):
        folder = root / "content" / f"topic-{number // 100:04}"
        if number % 100 == 0:
            folder.mkdir(parents=True)
        (folder / f"page-{number}.md").write_text(page_text(number))


def page_text(number: int) -> str:
    """One page: six fields and some twenty lines of text."""
    fields = (
        f"title: Page number {number}",
        f"last_reviewed: 20{20 + number % 6}-{1 + number % 12:02}-{1 + number % 28:02}",
        f"review_interval: {6 + number % 30} months",
        f"owner: team-{number % 40}",
        f"topics: [topic-{number % 90}, general]",
        f"risk: {('high', 'standard', 'low')[number % 3]}",
    )
    return "---\n" + "\n".join(fields) + "\n---\n\n# Heading\n\n" + (SENTENCE * 4 + "\n\n") * 6


def measure(command: list[str], root: Path) -> tuple[float, int]:
    """Wall seconds of a command, and the peak memory of its largest process in MiB."""
    before = time.perf_counter()
    environment = {**os.environ, "PYTHONPATH": os.getcwd()}
    process = subprocess.Popen(command, cwd=root, stdout=subprocess.DEVNULL, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command} ended with {status}")
    return time.perf_counter() - before, int(usage.ru_maxrss // 1024)


def contenders() -> dict[str, list[str]]:
    """What is timed, by name; what is not installed is left out, aloud."""
    ours = [sys.executable, "-m", "reviewdue", "scan"]
    found = {"reviewdue scan, cold": ours, "reviewdue scan, warm": ours}
    if hugo := shutil.which("hugo"):
        found["hugo list all"] = [hugo, "list", "all", "--quiet"]
    if find_spec("frontmatter"):
        found["python-frontmatter loop"] = [sys.executable, "-c", LOOP, "content"]
    for name in {"hugo list all", "python-frontmatter loop"} - found.keys():
        print(f"left out, not installed: {name}")
    return found


def run(pages: int, runs: int) -> None:
    """Time every contender `runs` times, in turn, and print what came out."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        make_site(root, pages)
        times: dict[str, list[tuple[float, int]]] = {name: [] for name in contenders()}
        for _ in range(runs):
            for name, command in contenders().items():
                if name.endswith("cold"):
                    for file in root.glob("reviewdue.db*"):
                        file.unlink()
                times[name].append(measure(command, root))
    report(times, pages)


def report(times: dict[str, list[tuple[float, int]]], pages: int) -> None:
    """Medians, and how each contender compares with our cold scan."""
    ours = statistics.median(seconds for seconds, _ in times["reviewdue scan, cold"])
    print(f"{pages} pages; seconds: median (least to most); ratio to our cold scan; peak memory of one process")
    for name, found in times.items():
        seconds = sorted(value for value, _ in found)
        middle = statistics.median(seconds)
        memory = max(value for _, value in found)
        print(f"{name:26} {middle:6.1f} ({seconds[0]:.1f} to {seconds[-1]:.1f})  {middle / ours:5.2f}  {memory} MiB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    run(arguments.pages, arguments.runs)
