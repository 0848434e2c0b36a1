"""A PostgreSQL of our own that can be ended on the spot: what it had committed is there when it starts again."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

# The machine stays up, so nothing need be written through to its disk; a commit is written out before it is answered.
OPTIONS = ("fsync=off", "unix_socket_directories=", "max_connections=200")


@dataclass(slots=True, kw_only=True)
class Postgres:
    """Its data, its port, and the process while it runs."""

    programs: Path
    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def url(self) -> str:
        """The server, without a database."""
        return f"postgresql://postgres@127.0.0.1:{self.port}"

    def begin(self) -> None:
        """Start it and wait until it answers."""
        options = [part for setting in OPTIONS for part in ("-c", setting)]
        command = [str(self.programs / "postgres"), "-D", str(self.folder / "data"), "-h", "127.0.0.1"]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "-p", str(self.port), *options], user=_user(), cwd=self.folder, stdout=log, stderr=log
            )
        for _ in range(600):
            try:
                psycopg.connect(f"{self.url}/postgres", connect_timeout=5).close()
                return
            except psycopg.OperationalError:
                time.sleep(0.1)
        raise RuntimeError(f"PostgreSQL did not start; see {self.folder / 'log'}")

    def stop_at_once(self) -> None:
        """What `pg_ctl stop --mode=immediate` does: every transaction under way is lost."""
        assert self.process is not None
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(60)


def _user() -> str | None:
    # PostgreSQL refuses to run as root.
    return "postgres" if os.geteuid() == 0 else None


@contextmanager
def run_postgres(folder: Path, port: int) -> Iterator[Postgres]:
    """A new server with its data in a folder."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not found:
        raise SystemExit("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    folder.mkdir()
    if user := _user():
        shutil.chown(folder, user)
    initdb = [
        str(found[-1] / "initdb"),
        "-D",
        str(folder / "data"),
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "-N",
    ]
    subprocess.run([*initdb, "--locale=C.UTF-8"], check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)
    server = Postgres(programs=found[-1], folder=folder, port=port)
    server.begin()
    try:
        yield server
    finally:
        server.stop_at_once()
