"""What every test stands on: no traffic beyond this machine, and a fresh ledger on both engines."""

import ipaddress
import itertools
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import hypothesis
import psycopg
import pytest

from reviewdue.ledger import Ledger, open_ledger
from tests.projects import Root, emptied, make_project

# A change is judged by the same examples every time; whoever works on it here gets new ones with every run.
hypothesis.settings.register_profile("judged", derandomize=True, deadline=None)
if os.environ.get("CI"):
    hypothesis.settings.load_profile("judged")


class LeftThisMachine(RuntimeError):
    """A test tried to reach something beyond loopback."""


def _keep_on_this_machine(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect" and isinstance(arguments[1], tuple) and not _is_here(arguments[1][0]):
        raise LeftThisMachine(f"a test connects to {arguments[1][0]}")
    if event == "socket.getaddrinfo" and not (_is_numeric(arguments[0]) or _is_here(arguments[0])):
        # As on a machine without a network: to ask for a name would be traffic, too.
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def _is_here(host: str | bytes | None) -> bool:
    name = host.decode() if isinstance(host, bytes) else host or "localhost"
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return name == "localhost" or name == socket.gethostname()
    return address.is_loopback or address.is_unspecified


def _is_numeric(host: str | bytes | None) -> bool:
    """Whether a host is an address in any spelling, 127.1 and 0x7f.1 among them, which nobody is asked about."""
    name = (host.decode() if isinstance(host, bytes) else host or "").strip("[]")
    try:
        socket.inet_aton(name) if ":" not in name else ipaddress.ip_address(name.partition("%")[0])
    except (OSError, ValueError):
        return False
    return True


# An audit hook sees every connection that Python opens, whichever library opens it.
sys.addaudithook(_keep_on_this_machine)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL of our own on loopback; the URL names its server, without a database."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not programs:
        reason = "PostgreSQL is not installed (Debian: apt-get install postgresql)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    folder = tempfile.mkdtemp(prefix="reviewdue-postgresql-")
    server, port = _start_postgres(programs[-1], folder)
    try:
        _wait_for_postgres(server, port)
        yield f"postgresql://postgres@127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)
        shutil.rmtree(folder)


def _start_postgres(programs: Path, folder: str) -> tuple[subprocess.Popen[bytes], int]:
    # PostgreSQL refuses to run as root.
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    data = f"{folder}/data"
    subprocess.run(
        [programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"],
        check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    careless = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "unix_socket_directories=")
    options = [part for setting in careless for part in ("-c", setting)]
    command = [str(programs / "postgres"), "-D", data, "-h", "127.0.0.1", "-p", str(port), *options]
    with open(f"{folder}/log", "wb") as log:
        return subprocess.Popen(command, user=user, cwd=folder, stdout=log, stderr=log), port


def _wait_for_postgres(server: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(300):
        if server.poll() is not None:
            break
        try:
            psycopg.connect(host="127.0.0.1", port=port, user="postgres", connect_timeout=5).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise RuntimeError("PostgreSQL did not start")


_numbers = itertools.count(1)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without a table, on either engine."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'ledger.db'}"
        return
    with _database(request.getfixturevalue("postgres_url")) as url:
        yield url


@contextmanager
def _database(server: str) -> Iterator[str]:
    name = f"test_{next(_numbers)}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield f"{server}/{name}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def sqlite_ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """A ledger that is emptied after each test: that is quicker than to make one for each."""
    with closing(open_ledger(f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'ledger.db'}", Path())) as ledger:
        yield ledger


@pytest.fixture(scope="session")
def postgresql_ledger(postgres_url: str) -> Iterator[Ledger]:
    """The same in PostgreSQL."""
    with _database(postgres_url) as url, closing(open_ledger(url, Path())) as ledger:
        yield ledger


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger(request: pytest.FixtureRequest) -> Iterator[Ledger]:
    """An open ledger without a row: a test that takes this runs on both engines."""
    with emptied(request.getfixturevalue(f"{request.param}_ledger")) as shared:
        yield shared


@pytest.fixture
def ledger_url(ledger: Ledger) -> str:
    """Its URL."""
    return ledger.engine.url.render_as_string(hide_password=False)


@pytest.fixture
def root(tmp_path: Path, ledger: Ledger, ledger_url: str) -> Root:
    """A small governed root, once for each engine."""
    return make_project(tmp_path, ledger, ledger={"url": ledger_url})
