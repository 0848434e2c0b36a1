"""How fast and how truly addresses are checked, by reviewdue and by others beside it, against one loopback server.

`python -m benchmarks.checking` measures healthy addresses with and without latency, a mixed list of labelled
behaviour, and the day after, in rounds in which everyone has a turn. `--only mixed` measures one of the four.
"""

import argparse
import json
import statistics
import sys
from collections.abc import Iterable
from typing import Any

from benchmarks.checking.contenders import LIBRARY, PEERS, REVIEWDUE, SCRIPT, Contender
from benchmarks.checking.labelled import CASES
from benchmarks.checking.measuring import Measured, measure, requests_at, served
from benchmarks.checking.second_day import print_second_day

ALL: tuple[Contender, ...] = (REVIEWDUE, LIBRARY, SCRIPT, *PEERS)


def main() -> None:
    """Measure what was asked for and print a table for each."""
    options = _options()
    here = [one for one in ALL if one.is_here and (not options.beside or one.name.split()[0] in options.beside)]
    if "latency" in options.only:
        _healthy("latency", here, options, addresses=2000, latency=0.1)
    if "plain" in options.only:
        _healthy("no latency", here, options, addresses=5000, latency=0.0)
    if "mixed" in options.only:
        _mixed(here, options)
    if "second" in options.only:
        print_second_day(options.rounds)
    for one in ALL:
        if not one.is_here:
            print(f"{one.name} was not measured: there is no {one.program} on PATH", file=sys.stderr)


def _healthy(
    title: str, contenders: list[Contender], options: argparse.Namespace, *, addresses: int, latency: float
) -> None:
    with served("healthy", str(latency), "50") as port:
        urls = [f"http://127.0.0.{2 + number % 50}:{port}/page/{number}" for number in range(addresses)]
        runs: dict[str, list[Measured]] = {}
        for _ in range(options.rounds):
            for one in contenders:
                requests_at(port)
                measured = measure(one, urls, options.allowed)
                _warn(one, measured, urls, requests_at(port))
                runs.setdefault(one.name, []).append(measured)
    print(f"\n{addresses:,} healthy addresses, 50 hosts, {title}; medians of {options.rounds} rounds")
    print(f"  {'':22} {'seconds':>8} {'ratio':>6} {'CPU ms/address':>15} {'peak MB':>8}")
    for name, measured_runs in runs.items():
        print(f"  {name:22} {_line(measured_runs, runs[REVIEWDUE.name], addresses)}")


def _line(runs: list[Measured], ours: list[Measured], addresses: int) -> str:
    ratio = statistics.median(run.seconds / our.seconds for run, our in zip(runs, ours, strict=True))
    late = "" if all(run.ended for run in runs) else "  stopped"
    return (
        f"{_median(run.seconds for run in runs):8.2f} {ratio:6.2f} "
        f"{_median(run.cpu for run in runs) / addresses * 1000:15.2f} {_median(run.memory for run in runs):8.0f}{late}"
    )


def _median(values: Iterable[float]) -> float:
    return statistics.median(values)


def _warn(contender: Contender, measured: Measured, urls: list[str], asked: int) -> None:
    """Say so when a contender did not do what is being measured: its time would be no time for the work."""
    fine = sum(measured.said.get(url) in ("fine", "available") for url in urls)
    if measured.ended and fine < len(urls):
        print(f"{contender.name}: called only {fine} of {len(urls)} fine", file=sys.stderr)
    if asked < len(urls):
        print(f"{contender.name}: made only {asked} requests for {len(urls)} addresses", file=sys.stderr)


def _mixed(contenders: list[Contender], options: argparse.Namespace) -> None:
    print(f"\n{len(CASES)} labelled cases")
    print(f"  {'':22} {'seconds':>8} {'right':>9} {'alive called gone':>18} {'CPU s':>6} {'peak MB':>8}")
    for one in contenders:
        with served("mixed") as printed:
            where: dict[str, str] = json.loads(printed)
            measured = measure(one, list(where.values()), options.allowed)
        _print_mixed(one, measured, where, options)


def _print_mixed(one: Contender, measured: Measured, where: dict[str, str], options: argparse.Namespace) -> None:
    speaks = one in (REVIEWDUE, LIBRARY)
    said = {
        case.name: measured.said.get(where[case.name]) or measured.said.get(where[case.name] + "/") for case in CASES
    }
    good = {"fine"} if not speaks else {"available", "moved"}
    wrong = [
        case
        for case in CASES
        if (said[case.name] != case.label if speaks else (said[case.name] in good) != case.is_fine)
    ]
    false_gone = [case for case in CASES if case.is_alive and said[case.name] == ("not_found" if speaks else "broken")]
    if not measured.ended:
        print(f"  {one.name:22} {measured.seconds:8.1f}   stopped, having said nothing")
        return
    print(
        f"  {one.name:22} {measured.seconds:8.1f} {len(CASES) - len(wrong):4}/{len(CASES)} {len(false_gone):18} "
        f"{measured.cpu:6.1f} {measured.memory:8.0f}"
    )
    if speaks or options.verbose:
        for case in wrong:
            print(f"      {case.name}: {said[case.name]}, should be {case.label}")


def _options() -> Any:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.checking", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="*", default=["latency", "plain", "mixed", "second"], metavar="PART",
                        help="latency, plain, mixed, second")  # fmt: skip
    parser.add_argument("--beside", nargs="*", metavar="NAME", help="the first words of the contenders to measure")
    parser.add_argument("--allowed", type=float, default=180, help="seconds after which a contender is stopped")
    parser.add_argument("--verbose", action="store_true", help="name what peers get wrong, too")
    return parser.parse_args()


if __name__ == "__main__":
    main()
