"""Faults at three in the morning: nothing is lost, nobody sees anything twice, and ops are told in a sentence."""

import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from reviewdue.ledger import open_ledger
from reviewdue.ledger.auditing import audit
from reviewdue.ledger.schema import metadata
from tests.cli.commands import Ended, environment_with, reviewdue

SEED = int(os.environ.get("REVIEWDUE_TEST_SEED", "20261123"))
PAGES, TEAMS = 300, 5
# What differs between two runs of the same work: numbers, ids drawn at random, instants, and what seals them.
DRAWN = {"number", "id", "task_id", "sealed", "seal", "message_id", "path"}
RECORDED = ("page", "citation", "problem", "review_task", "task_reason", "task_event", "reminder")


@pytest.fixture
def governed(tmp_path: Path) -> Path:
    """A project of some hundred pages, all of them overdue, and nothing done yet."""
    people = ", ".join(f"{{id: team-{at}, name: Team {at}, email: team-{at}@example.org}}" for at in range(TEAMS))
    (tmp_path / "reviewdue.yaml").write_text(f"publisher: {{name: Example Health}}\npeople: [{people}]\n")
    (tmp_path / "content").mkdir()
    for at in range(PAGES):
        matter = f"title: Page {at}\nowner: team-{at % TEAMS}\nlast_reviewed: 2023-01-01\nnext_review_due: 2026-11-01"
        (tmp_path / "content" / f"page-{at}.md").write_text(f"---\n{matter}\n---\n\nText.\n")
    return tmp_path


def command(name: str, root: Path, *more: str, **options: Any) -> "subprocess.Popen[str]":
    """A command under way."""
    arguments = [sys.executable, "-m", "reviewdue", name, "--today", "2026-11-23", *more]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(arguments, cwd=root, env=environment_with(), **pipes, **options)  # type: ignore[call-overload, no-any-return]


def done(name: str, root: Path, *more: str) -> Ended:
    """A command that has ended."""
    return reviewdue(name, "--today", "2026-11-23", *more, cwd=root)


def what_is_recorded(url: str, root: Path) -> dict[str, Counter[str]]:
    """Everything but what is drawn at random or says when."""
    with closing(open_ledger(url, root)) as ledger, ledger.begin() as connection:
        assert audit(connection).faults == []
        found = {}
        for name in RECORDED:
            table = metadata.tables[name]
            kept = [column for column in table.c if column.name not in DRAWN and "Instant" not in repr(column.type)]
            found[name] = Counter(str(tuple(row)) for row in connection.execute(sa.select(*kept)))
        return found


def letters(root: Path) -> Counter[str]:
    files = (root / "outbox").glob("*.eml")
    return Counter(line for file in files for line in file.read_text().splitlines() if line.startswith("To:"))


@pytest.mark.slow
def test_whenever_a_scan_and_its_reminders_are_killed_the_next_run_ends_where_an_undisturbed_one_does(
    governed: Path,
) -> None:
    chance = random.Random(SEED)
    for name in ("scan", "scan", "scan", "remind", "remind"):
        doomed = command(name, governed)
        time.sleep(chance.uniform(0.3, 2.0))
        doomed.kill()
        doomed.communicate()
    assert (done("scan", governed).status, done("remind", governed).status) == (0, 0)
    disturbed = what_is_recorded("sqlite:///reviewdue.db", governed)
    sent = letters(governed)

    for file in governed.glob("reviewdue.db*"):
        file.unlink()
    for file in (governed / "outbox").glob("*.eml"):
        file.unlink()
    done("scan", governed)
    done("remind", governed)

    assert disturbed == what_is_recorded("sqlite:///reviewdue.db", governed)
    assert sent == letters(governed) == Counter(dict.fromkeys(sent, 1))
    assert len(sent) == TEAMS


def full_after(size: int) -> Callable[[], None]:
    """A disk on which no file grows beyond a size."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


@pytest.mark.parametrize("size", [100_000, 400_000])
def test_a_full_disk_is_told_in_a_sentence_and_once_there_is_room_the_work_is_done(governed: Path, size: int) -> None:
    full = command("scan", governed, preexec_fn=full_after(size))
    _, said = full.communicate()

    assert full.returncode == 3, said
    assert "Traceback" not in said
    assert "the ledger" in said
    assert "its disk" in said
    assert done("scan", governed).status == 0
    assert len(what_is_recorded("sqlite:///reviewdue.db", governed)["page"]) == PAGES
    with closing(open_ledger("sqlite:///reviewdue.db", governed)) as ledger, ledger.begin() as connection:
        assert connection.execute(sa.text("PRAGMA integrity_check")).scalar() == "ok"


def test_two_scans_and_two_mailings_at_once_do_the_work_of_one(governed: Path) -> None:
    for name in ("scan", "remind"):
        both = [command(name, governed) for _ in range(2)]
        ended = [one.communicate() for one in both]
        assert [one.returncode for one in both] == [0, 0], ended

    recorded = what_is_recorded("sqlite:///reviewdue.db", governed)
    assert len(recorded["review_task"]) == len(recorded["reminder"]) == PAGES
    assert letters(governed) == Counter({f"To: Team {at} <team-{at}@example.org>": 1 for at in range(TEAMS)})


@pytest.mark.slow
def test_a_database_that_is_ended_in_the_middle_is_told_and_the_next_run_does_the_rest(
    governed: Path, postgres_url: str
) -> None:
    name = "faulty"
    with psycopg.connect(f"{postgres_url}/postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        url = f"{postgres_url}/{name}"
        file = governed / "reviewdue.yaml"
        file.write_text(f"{file.read_text()}ledger: {{url: '{url}'}}\n")
        assert reviewdue("audit", cwd=governed).status == 0  # which makes the tables
        scan = command("scan", governed)
        broken = 0
        with psycopg.connect(url, autocommit=True) as inside:
            while not (inside.execute("SELECT count(*) FROM run").fetchone() or (0,))[0]:
                assert scan.poll() is None, "it ended before it began"
                time.sleep(0.02)
        # Every connection is cut again and again, as a database that restarts does it.
        while scan.poll() is None:
            cut = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s"
            broken += (server.execute(cut, (name,)).fetchone() or (0,))[0]
            time.sleep(0.2)
        _, said = scan.communicate()

    assert broken
    assert scan.returncode == 3, said
    assert "Traceback" not in said
    assert "the ledger" in said
    assert "run this again" in said or "Check ledger.url" in said
    assert done("scan", governed).status == 0
    recorded = what_is_recorded(url, governed)
    assert len(recorded["page"]) == len(recorded["review_task"]) == PAGES
    with psycopg.connect(f"{postgres_url}/postgres", autocommit=True) as server:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_clock_that_jumps_ahead_and_back_repeats_no_mail_and_the_doctor_says_so(governed: Path) -> None:
    ahead = datetime.now(UTC).date() + timedelta(days=400)
    for name in ("scan", "remind"):
        assert reviewdue(name, "--today", str(ahead), cwd=governed).status == 0
    before = letters(governed)

    back = [reviewdue(name, cwd=governed) for name in ("scan", "remind", "remind")]
    doctor = reviewdue("doctor", "--format", "json", cwd=governed)

    seen = [check["seen"] for check in doctor.document["checks"] if check["health"] == "fault"]
    assert [one.status for one in back] == [0, 0, 0]
    assert letters(governed)["To: Team 0 <team-0@example.org>"] <= before["To: Team 0 <team-0@example.org>"] + 1
    assert any("is yet to come" in one for one in seen)


def test_a_fault_of_the_database_shows_no_values(governed: Path) -> None:
    broken = sa.text("SELECT * FROM nowhere WHERE x = :x").bindparams(x="nurse@example.org")
    with (
        closing(open_ledger("sqlite:///reviewdue.db", governed)) as ledger,
        pytest.raises(sa.exc.DBAPIError) as caught,
        ledger.begin() as connection,
    ):
        connection.execute(broken)

    assert "nurse@example.org" not in str(caught.value)
