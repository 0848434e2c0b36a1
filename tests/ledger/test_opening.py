"""Opening a ledger: what the migrations make, who may open it, and whose turn it is."""

import subprocess
import sys
import threading
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from subprocess import PIPE

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from reviewdue.errors import LedgerUnusable
from reviewdue.ledger import Ledger, open_ledger, runs
from reviewdue.ledger.opening import MIGRATIONS, NEWEST
from reviewdue.ledger.schema import OF_ONE_ENGINE, metadata, page
from tests.projects import TODAY

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def test_the_migrations_make_exactly_the_tables_of_the_schema(empty_url: str, tmp_path: Path) -> None:
    ledger = open_ledger(empty_url, tmp_path)
    with ledger.begin() as connection:
        engine = connection.dialect.name

        def is_of_this_engine(thing: object, name: str | None, *_: object) -> bool:
            return OF_ONE_ENGINE.get(name or "", engine) == engine

        options = {"include_object": is_of_this_engine}
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
    ledger.close()

    assert differences == []


def test_the_newest_migration_is_the_one_that_is_named() -> None:
    files = sorted((MIGRATIONS / "versions").glob("*.py"))

    assert files[-1].name.startswith(f"{NEWEST}_")


def test_a_ledger_is_opened_again_with_all_that_is_in_it(empty_url: str, tmp_path: Path) -> None:
    first = open_ledger(empty_url, tmp_path)
    with first.change() as connection:
        runs.begin_run(connection, "scan", today=TODAY, at=NOW)
    first.close()

    second = open_ledger(empty_url, tmp_path)
    with second.begin() as connection:
        last = runs.last_run(connection, "scan")
    second.close()

    assert last is not None
    assert (last.today, last.started_at, last.state) == (TODAY, NOW, "running")


def test_a_ledger_of_a_newer_program_is_refused_and_says_what_to_do(empty_url: str, tmp_path: Path) -> None:
    ledger = open_ledger(empty_url, tmp_path)
    with ledger.change() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    ledger.close()

    with pytest.raises(LedgerUnusable, match="9999, newer than this program; install a newer reviewdue"):
        open_ledger(empty_url, tmp_path)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("postgresql://nobody@127.0.0.1:1/none", "cannot be opened.*Check ledger.url"),
        ("sqlite:///notes.txt", "file is not a database"),
        ("sqlite:///folder", "unable to open database file"),
        ("mysql://127.0.0.1/x", "kept in postgresql or sqlite, not in mysql"),
        ("nonsense", "cannot be opened"),
    ],
)
def test_a_ledger_that_cannot_be_opened_is_one_clear_message(url: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("These are notes, and they are longer than a header. " * 20)
    (tmp_path / "folder").mkdir()

    with pytest.raises(LedgerUnusable, match=reason) as caught:
        open_ledger(url, tmp_path)

    assert "\n" not in str(caught.value)


OPEN = """
import sys
from pathlib import Path
from reviewdue.ledger import open_ledger
print("ready", flush=True)
sys.stdin.read()
open_ledger(sys.argv[1], Path()).close()
"""


def test_programs_that_open_a_new_ledger_at_once_all_succeed(empty_url: str) -> None:
    command = [sys.executable, "-c", OPEN, empty_url]
    with ExitStack() as stack:
        programs = [
            stack.enter_context(subprocess.Popen(command, text=True, stdin=PIPE, stdout=PIPE, stderr=PIPE))
            for _ in range(3)
        ]
        ready = [program.stdout.readline() for program in programs if program.stdout]
        for program in programs:
            if program.stdin:
                program.stdin.close()
        errors = [program.stderr.read() for program in programs if program.stderr]

    assert ready == ["ready\n"] * 3
    assert errors == [""] * 3


def test_who_reads_cannot_write(ledger: Ledger) -> None:
    with pytest.raises(sa.exc.DBAPIError, match=r"read-?only"), ledger.begin() as connection:
        connection.execute(sa.delete(page))
    with ledger.change() as connection:
        connection.execute(sa.delete(page))


def test_who_reads_sees_one_moment_while_others_write(ledger: Ledger) -> None:
    with ledger.begin() as reading:
        before = runs.last_run(reading, "scan")
        with ledger.change() as connection:
            runs.begin_run(connection, "scan", today=TODAY, at=NOW)
        after = runs.last_run(reading, "scan")

    assert before is None
    assert after is None


def test_who_read_first_and_then_writes_waits_for_a_busy_ledger(ledger: Ledger) -> None:

    def count_and_add() -> None:
        for _ in range(20):
            with ledger.change() as connection:
                runs.last_run(connection, "scan")
                runs.begin_run(connection, "scan", today=TODAY, at=NOW)

    threads = [threading.Thread(target=count_and_add) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with ledger.begin() as connection:
        count = connection.execute(sa.text("SELECT count(*) FROM run")).scalar_one()

    assert count == 60


def test_an_errand_has_the_ledger_to_itself_and_other_errands_do_not_wait(ledger_url: str, tmp_path: Path) -> None:
    mine, other = open_ledger(ledger_url, tmp_path), open_ledger(ledger_url, tmp_path)
    order: list[str] = []

    def wait_for_a_turn() -> None:
        with other.alone("mail"):
            order.append("second")

    with mine.alone("mail"):
        thread = threading.Thread(target=wait_for_a_turn)
        thread.start()
        thread.join(0.3)
        with other.alone("something else"):
            order.append("first")
    thread.join()
    mine.close()
    other.close()

    assert order == ["first", "second"]


@pytest.mark.parametrize(
    "moment",
    [NOW, datetime.fromisoformat("2026-11-23T10:00:00+02:00"), datetime.fromisoformat("2026-11-22T22:00-10:00")],
)
def test_an_instant_comes_back_as_the_same_instant_in_utc(ledger: Ledger, moment: datetime) -> None:
    with ledger.change() as connection:
        runs.begin_run(connection, "scan", today=TODAY, at=moment)
    with ledger.begin() as connection:
        last = runs.last_run(connection, "scan")

    assert last is not None
    assert last.started_at == moment
    assert last.started_at.tzinfo is UTC


def test_an_instant_without_a_zone_is_refused(ledger: Ledger) -> None:
    with pytest.raises(sa.exc.StatementError, match="aware"), ledger.change() as connection:
        runs.begin_run(connection, "scan", today=TODAY, at=NOW.replace(tzinfo=None))


def test_queries_are_not_compiled_in_postgresql(postgresql_ledger: Ledger) -> None:
    with postgresql_ledger.begin() as connection:
        assert connection.execute(sa.text("SHOW jit")).scalar_one() == "off"
