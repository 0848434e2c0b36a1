"""Check 2,000 addresses of 50 hosts that answer after 100 ms, with reviewdue and beside it with other checkers.

Everything stays on loopback. `python -m benchmarks.check --rounds 3`
"""

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from ipaddress import ip_network
from pathlib import Path

import requests

from reviewdue.availability import Address, Availability, judge
from reviewdue.web import Fetcher, FetchLimits, crawl

LOOPBACK = (ip_network("127.0.0.0/8"),)


def main() -> None:
    """Run every contender in turn, some rounds, and print the median of each."""
    options = _options()
    with _stub(options.latency, options.hosts) as port:
        addresses = [
            f"http://127.0.0.{2 + number % options.hosts}:{port}/page/{number}" for number in range(options.addresses)
        ]
        times: dict[str, list[float]] = {}
        for _ in range(options.rounds):
            for name, contender in CONTENDERS.items():
                seconds = _timed(contender, addresses)
                times.setdefault(name, []).append(seconds)
        _print(times, options)
    _say_what_is_missing()


def check_with_reviewdue(addresses: list[str]) -> int:
    """Fetch and judge, as `reviewdue check` does; returns how many are available."""
    with Fetcher(FetchLimits(allow_networks=LOOPBACK)) as fetcher:
        answers = crawl((Address(url=url) for url in addresses), fetcher.visit)
        return sum(judge(answer).availability is Availability.AVAILABLE for _, answer in answers)


def check_with_requests(addresses: list[str]) -> int:
    """What a script does: requests in 64 threads, one session, the status only."""
    session = requests.Session()
    adapter = requests.adapters.HTTPAdapter(pool_connections=64, pool_maxsize=64)
    session.mount("http://", adapter)
    with session, ThreadPoolExecutor(64) as pool:
        return sum(pool.map(lambda url: session.get(url, timeout=20).status_code == 200, addresses))


def check_with_lychee(addresses: list[str]) -> int:
    """lychee at its defaults."""
    return _run(addresses, lambda file: ["lychee", "--no-progress", "--format", "json", file])


def check_with_linkinator(addresses: list[str]) -> int:
    """linkinator at its defaults."""
    return _run(addresses, lambda file: ["linkinator", file, "--silent"])


CONTENDERS: dict[str, Callable[[list[str]], int]] = {
    "reviewdue": check_with_reviewdue,
    "requests, 64 threads": check_with_requests,
    **({"lychee": check_with_lychee} if shutil.which("lychee") else {}),
    **({"linkinator": check_with_linkinator} if shutil.which("linkinator") else {}),
}


def _run(addresses: list[str], command: Callable[[str], list[str]]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "addresses.html")
        file.write_text("".join(f'<a href="{url}">x</a>\n' for url in addresses))
        done = subprocess.run(command(str(file)), capture_output=True, cwd=folder, check=False)
    return len(addresses) if done.returncode == 0 else 0


def _timed(contender: Callable[[list[str]], int], addresses: list[str]) -> float:
    started = time.perf_counter()
    good = contender(addresses)
    seconds = time.perf_counter() - started
    if good != len(addresses):
        print(f"warning: only {good} of {len(addresses)} were found available", file=sys.stderr)
    return seconds


def _print(times: dict[str, list[float]], options: argparse.Namespace) -> None:
    ours = statistics.median(times["reviewdue"])
    latency = f"{options.latency * 1000:.0f} ms"
    print(f"{options.addresses} addresses, {options.hosts} hosts, {latency}, median of {options.rounds}")
    for name, seconds in times.items():
        median = statistics.median(seconds)
        rate = options.addresses / median
        print(f"  {name:22} {median:6.2f} s  {rate:6.0f} a second   {median / ours:5.2f} × reviewdue")


def _say_what_is_missing() -> None:
    for name in ("lychee", "linkinator"):
        if name not in CONTENDERS:
            print(f"  {name:22} skipped: not on PATH")


@contextmanager
def _stub(latency: float, hosts: int) -> Iterator[int]:
    command = [sys.executable, str(Path(__file__).with_name("stub.py")), str(latency), str(hosts)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield int(process.stdout.readline())
        process.stdin.close()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.check", description=__doc__)
    parser.add_argument("--addresses", type=int, default=2000)
    parser.add_argument("--hosts", type=int, default=50)
    parser.add_argument("--latency", type=float, default=0.1, help="seconds")
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


if __name__ == "__main__":
    main()
