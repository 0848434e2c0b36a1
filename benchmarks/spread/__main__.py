"""The same check in one part and in several at once, each in a process of its own as on a worker.

    python -m benchmarks.spread [--sources 5000] [--parts 1 2] [--postgresql postgresql://postgres@127.0.0.1:5432]

Hosts on loopback answer at once, so that everything is computing and nothing is waiting. The server of these hosts, and
PostgreSQL, share the processors with the parts: where there are not more processors than parts, that lowers the ratio.
What the busiest part computed says what is to be had where there are: a part takes at least so long.
In SQLite writers take turns; in PostgreSQL, whose server is named and in which databases are made and dropped, they do
not. Every run has a fresh ledger.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from benchmarks.checking.measuring import served
from benchmarks.scale.corpus import SOURCES_PER_PAGE, write_corpus
from benchmarks.spread.part import DAY
from reviewdue.ledger.schema import source_check
from reviewdue.projects import open_project
from reviewdue.scanning import scan

HOSTS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """Seconds from the word to begin until the last part ended, and seconds of processors, of each part."""

    seconds: float
    cpu: list[float]
    checked: int


def measure(root: Path, parts: int) -> Took:
    """Check what is due in so many parts at once."""
    begun = [begin(root, number, parts) for number in range(parts)]
    before, started = [cpu_of(process.pid) for process in begun], time.perf_counter()
    for process in begun:
        assert process.stdin is not None
        process.stdin.close()
    ended = [os.wait4(process.pid, 0) for process in begun]
    seconds = time.perf_counter() - started
    for process, (_, status, _) in zip(begun, ended, strict=True):
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"a part ended with {process.returncode}")
    cpu = [use.ru_utime + use.ru_stime - then for (_, _, use), then in zip(ended, before, strict=True)]
    with open_project(root, DAY) as project, project.ledger.begin() as connection:
        checked = connection.execute(sa.select(sa.func.count()).select_from(source_check)).scalar_one()
    return Took(seconds=seconds, cpu=cpu, checked=checked)


def begin(root: Path, number: int, parts: int) -> subprocess.Popen[bytes]:
    """A part that has started, and waits."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.spread.part", str(number), str(parts)],
        cwd=root, env={**os.environ, "PYTHONPATH": os.getcwd()}, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    process.stdout.readline()
    return process


def cpu_of(pid: int) -> float:
    """Seconds of processors that a process has had so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def ledger_in(server: str | None, number: int) -> Iterator[str]:
    """The URL of a ledger of its own: a file, or a database that is made and dropped."""
    if server is None:
        yield "sqlite:///reviewdue.db"
        return
    name = f"reviewdue_spread_{os.getpid()}_{number}"
    engine = sa.create_engine(
        sa.make_url(server).set(drivername="postgresql+psycopg", database="postgres"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
        try:
            yield sa.make_url(server).set(database=name).render_as_string(hide_password=False)
        finally:
            connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


def run(sources: int, parts: int, server: str | None) -> Took:
    """One check of a new project."""
    with (
        tempfile.TemporaryDirectory() as folder,
        ledger_in(server, parts) as url,
        served("healthy", "0", str(HOSTS)) as port,
    ):
        root = Path(folder)
        write_corpus(root, sources // SOURCES_PER_PAGE, 1, port, HOSTS)
        settings = json.loads((root / "reviewdue.yaml").read_text())
        (root / "reviewdue.yaml").write_text(json.dumps({**settings, "ledger": {"url": url}}))
        with open_project(root, DAY) as project:
            scan(project)
        return measure(root, parts)


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=int, default=5_000)
    parser.add_argument("--parts", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--postgresql", metavar="URL", help="a server of PostgreSQL; SQLite without one")
    options = parser.parse_args()
    engine = "PostgreSQL" if options.postgresql else "SQLite"
    print(f"{options.sources:,} sources on {HOSTS} hosts, {engine}, {os.cpu_count()} processors")
    print(f"  {'parts':>5} {'checked':>8} {'seconds':>8} {'CPU s':>8} {'busiest':>8} {'a second':>9} {'ratio':>6}")
    first = 0.0
    for parts in options.parts:
        took = run(options.sources, parts, options.postgresql)
        first = first or took.seconds
        speed = took.checked / took.seconds
        print(
            f"  {parts:5} {took.checked:8,} {took.seconds:8.2f} {sum(took.cpu):8.2f} {max(took.cpu):8.2f} {speed:9.0f}"
            f" {first / took.seconds:6.2f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
