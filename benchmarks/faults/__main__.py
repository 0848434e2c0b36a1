"""The whole stack at work on days of a corpus while its parts are killed at random; what is lost, and what came twice.

    python -m benchmarks.faults [--pages 1000] [--seed 1] [--kills 12]

PostgreSQL, Redis, Prefect's API and services and two workers run as deploy/ says, and the mail goes to a server on
loopback. Workers are killed with every run that they are at, and started again as systemd would. The days go on until
all that was broken works again and a day went by without a fault; then everything is held together with the same days
undisturbed.
"""

import argparse
import json
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import psycopg

from benchmarks.checking.measuring import served
from benchmarks.faults.breaking import Breaker, choose
from benchmarks.faults.corpus import HOSTS, day_of, pass_day, write_project
from benchmarks.faults.days import FLOWS, Calendar
from benchmarks.faults.postgres import Postgres, run_postgres
from benchmarks.faults.records import Record, differences, faults_of_mail, leftovers, read_mail, read_record, unknown_of
from tests.flows.prefects import BLOCK, REPOSITORY, clean_environment
from tests.flows.stacks import Stack, free_port, run_stack
from tests.loopback import Reply, Site, serve
from tests.mail_servers import Letterbox, real_server

# Seconds that a source and the mail server take to answer, so that there is something to be broken in.
LATENCY, MAIL_DELAY = 0.3, 0.4
MOST_DAYS = 12
# Of a run within another one ops hear by that.
RUNS = """
    SELECT f.name, r.state_name FROM flow_run r JOIN flow f ON f.id = r.flow_id
    WHERE r.deployment_id IS NOT NULL AND NOT r.auto_scheduled
"""
EVENTS = """
    SELECT event, count(*), count(DISTINCT resource_id) FROM events WHERE event LIKE 'reviewdue.%' GROUP BY event
"""


def disturb(stack: Stack, postgres: Postgres, options: argparse.Namespace) -> Calendar:
    """Play days until everything is done."""
    breaker = Breaker(stack=stack, postgres=postgres, faults=choose(options.seed, options.kills))
    calendar, number, went_well = Calendar(stack=stack), 0, False
    breaker.begin()
    while calendar.is_busy or not (breaker.is_done and went_well):
        if number == MOST_DAYS:
            print("  and still not every run of a day is completed")
            break
        undisturbed = breaker.is_done
        went_well = calendar.play(number) and undisturbed
        number += 1
    if breaker.fault:
        raise breaker.fault
    for run in calendar.quieten():
        print(f"  still {run['state_name']}: {run['name']}")
    return calendar


def go_undisturbed(root: Path, postgres: Postgres, mail_port: int, changes: Sequence[int]) -> Record:
    """The same days, one command after the other."""
    url = f"{postgres.url}/calm"
    with psycopg.connect(f"{postgres.url}/postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE calm")
    settings = {"REVIEWDUE_LEDGER__URL": url, "REVIEWDUE_MAIL__URL": f"smtp://127.0.0.1:{mail_port}"}
    environment = clean_environment(**settings, PYTHONPATH=str(REPOSITORY))
    for number, change in enumerate(changes):
        pass_day(root, change)
        for step in FLOWS:
            command(root, environment, step, "--today", day_of(number).isoformat())
    return read_record(url)


def command(root: Path, environment: dict[str, str], *arguments: str, expected: int | None = 0) -> str:
    """What one command of ours said, and its exit status where none is expected."""
    done = subprocess.run(
        [sys.executable, "-m", "reviewdue", *arguments],
        cwd=root, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if expected is not None and done.returncode != expected:
        raise SystemExit(f"{' '.join(arguments)} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout if expected is not None else f"exit status {done.returncode}\n{done.stdout}{done.stderr}"


def say_what_ops_heard(stack: Stack, postgres: Postgres, site: Site) -> Iterator[str]:
    """What went wrong beside what was told of it."""
    told = Counter(json.loads(request.body)["subject"] for request in site.requests)
    with closing(psycopg.connect(f"{postgres.url}/stack_prefect")) as connection:
        runs = connection.execute(RUNS).fetchall()
        events = connection.execute(EVENTS).fetchall()
    wrong = Counter(f"reviewdue: {flow} {state}" for flow, state in runs if state in ("Failed", "Crashed", "TimedOut"))
    yield f"runs: {dict(sorted(Counter(runs).items()))}"
    yield f"told: {dict(sorted(told.items()))}"
    for subject in wrong.keys() - {key for key, count in told.items() if count >= wrong[key]}:
        yield f"NOT TOLD: {subject}, {wrong[subject] - told[subject]} of {wrong[subject]}"
    for event, count, about in sorted(events):
        yield f"event {event}: {count}, about {about}"


def examine(stack: Stack, broken: Record, calm: Record, letterbox: Letterbox, quiet: Letterbox) -> bool:
    """Print what is wrong; whether nothing is."""
    mails = read_mail(letterbox)
    print(f"\nmessages taken: {len(mails)}, undisturbed {len(quiet.taken)}; steps in the ledger: {dict(broken.runs)}")
    wrong = [*differences(calm, broken), *faults_of_mail(mails, broken)]
    wrong += [f"{name}, {count} times: {row}" for name, rows in broken.twice.items() for row, count in rows.items()]
    wrong += [f"left in site/: {name}" for name in leftovers(stack.prefect.checkout / "site")]
    unknown = list(unknown_of(mails, broken))
    print(f"unknown to the ledger, as it says: {len(unknown)}", *unknown, sep="\n  ")
    audit = command(stack.prefect.checkout, stack.prefect.environment, "audit", expected=None)
    doctor = command(stack.prefect.checkout, stack.prefect.environment, "doctor", expected=None)
    print(f"audit: {audit.strip()}\ndoctor: {doctor.strip()}\n")
    if not audit.startswith("exit status 0"):
        wrong.append("the audit found faults")
    print(f"lost or twice: {len(wrong)}", *wrong, sep="\n  ")
    return not wrong


def run(options: argparse.Namespace, folder: Path) -> bool:
    """One seed; whether all is well."""
    with (
        run_postgres(folder / "postgres", free_port()) as postgres,
        served("healthy", str(LATENCY), str(HOSTS)) as port,
        real_server(delay=MAIL_DELAY) as (letterbox, mail_port),
        real_server() as (quiet, quiet_port),
        serve() as site,
    ):
        site.fallback = Reply()
        settings = {"REVIEWDUE_MAIL__URL": f"smtp://127.0.0.1:{mail_port}", "REVIEWDUE_SPREAD__OVER": options.over}
        with run_stack(folder / "stack", postgres.url, **settings) as stack:
            write_project(stack.prefect.checkout, options.pages, options.seed, port)
            stack.prefect.python("-c", BLOCK, site.url("/alert"))
            stack.prefect.python("deploy/automations.py", "--notify", "custom-webhook/ops")
            stack.begin("worker-1")
            stack.begin("worker-2")
            calendar = disturb(stack, postgres, options)
            broken = read_record(stack.ledger_url)
            (folder / "calm").mkdir()
            write_project(folder / "calm", options.pages, options.seed, port)
            calm = go_undisturbed(folder / "calm", postgres, quiet_port, calendar.changes)
            print(*say_what_ops_heard(stack, postgres, site), sep="\n")
            return examine(stack, broken, calm, letterbox, quiet)


def main() -> None:
    """Do one seed; status 1 where something is lost or came twice."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, default=12)
    parser.add_argument("--over", default="workers", help="where the parts of check and mail run: workers or threads")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where to leave logs and ledger's files")
    options = parser.parse_args()
    # Whoever ends this ends all that it has started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    print(f"{options.pages:,} pages, {options.pages * 10:,} sources, seed {options.seed}, {options.kills} faults")
    if options.keep:
        options.keep.mkdir(parents=True)
        sys.exit(not run(options, options.keep))
    with tempfile.TemporaryDirectory() as folder:
        # PostgreSQL runs as a user of its own.
        Path(folder).chmod(0o755)
        sys.exit(not run(options, Path(folder)))


if __name__ == "__main__":
    main()
