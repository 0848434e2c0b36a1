"""What deploy/ describes, started as processes: two workers share one day's work, and parts that fail lose nothing.

REVIEWDUE_TEST_ENGINE=ray has done on Ray what is done on Dask otherwise; the extra `ray` is to be installed for that.
"""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import yaml

from reviewdue.ledger import Ledger, open_ledger
from reviewdue.ledger.auditing import audit
from reviewdue.ledger.schema import page as page_table
from reviewdue.ledger.schema import reminder, run, source_check
from tests.flows.prefects import BLOCK, REPOSITORY, until
from tests.flows.stacks import Stack, command_of, free_port, kill_family, stack
from tests.loopback import Reply, Request, Site, page, serve

__all__ = ["stack"]

pytestmark = pytest.mark.slow
SOURCES, TEAMS, HOSTS = 40, 6, 8
# Sources of one host, which is asked for four at a time, and takes two seconds over each.
LONG = 40
DAY = "2026-11-23"
ENGINE = os.environ.get("REVIEWDUE_TEST_ENGINE", "dask")
TEXT = "The guideline says what helps, and for whom, and what is not known yet. " * 30


@pytest.fixture(scope="module")
def sites() -> Iterator[list[Site]]:
    """A site for every host."""
    with ExitStack() as running:
        found = [running.enter_context(serve(host=f"127.0.0.{2 + number}")) for number in range(HOSTS)]
        for site in found:
            site.fallback = page("Guideline", text=TEXT)
        yield found


@pytest.fixture(scope="module")
def governed(stack: Stack, sites: list[Site]) -> Stack:
    """The stack with a project of its own: sources on several hosts, and pages that are overdue."""
    root = stack.prefect.checkout
    for folder in ("content", "references"):
        for file in (root / folder).rglob("*.*"):
            file.unlink()
    people = [{"id": f"team-{at}", "name": f"Team {at}", "email": f"team-{at}@example.org"} for at in range(TEAMS)]
    off = {name: {"enabled": False} for name in ("crossref", "datacite", "pubmed", "openlibrary", "nice",
                                                   "retraction_watch", "wayback")}  # fmt: skip
    checks = {"allow_networks": ["127.0.0.0/8"], "timeout": 5, "services": off}
    settings = {"publisher": {"name": "Example Health"}, "people": people, "checks": checks}
    (root / "reviewdue.yaml").write_text(json.dumps(settings))
    entries = [
        {"id": f"s{at}", "title": f"Source {at}", "URL": sites[at % HOSTS].url(f"/{at}")} for at in range(SOURCES)
    ]
    (root / "references" / "sources.yaml").write_text(yaml.safe_dump(entries))
    for at in range(TEAMS):
        cited = [f"s{number}" for number in range(at, SOURCES, TEAMS)]
        write_page(stack, f"page-{at}", owner=f"team-{at}", next_review_due="2026-11-20", references=cited)
    return stack


def write_page(stack: Stack, id: str, **fields: Any) -> None:
    matter = json.dumps({"title": id, "last_reviewed": "2023-11-20", **fields})
    (stack.prefect.checkout / "content" / f"{id}.md").write_text(f"---\n{matter}\n---\n\nAsk your nurse.\n")


def ask_for(stack: Stack, name: str, day: str = DAY) -> str:
    """Ask for a run of a deployment; its id."""
    deployment = stack.prefect.ask(f"/deployments/name/{name}/{name}")
    created = stack.prefect.ask(f"/deployments/{deployment['id']}/create_flow_run", {"parameters": {"today": day}})
    return str(created["id"])


def do(stack: Stack, *names: str, day: str = DAY) -> list[str]:
    """Run deployments one after the other; how each ended."""
    return [stack.prefect.wait_for(ask_for(stack, name, day))["state_type"] for name in names]


def opened(stack: Stack) -> closing[Ledger]:
    return closing(open_ledger(stack.ledger_url, Path()))


def column(stack: Stack, query: sa.Select[Any]) -> Sequence[Any]:
    with opened(stack) as ledger, ledger.begin() as connection:
        return connection.execute(query).scalars().all()


def messages(stack: Stack) -> Counter[str]:
    """How many messages there are to each recipient."""
    files = (stack.prefect.checkout / "outbox").glob("*.eml")
    return Counter(line for file in files for line in file.read_text().splitlines() if line.startswith("To:"))


def asked(sites: list[Site]) -> Counter[str]:
    return Counter(request.path for site in sites for request in site.requests)


def test_two_workers_share_a_day_of_which_settings_alone_make_the_parts(governed: Stack, sites: list[Site]) -> None:
    governed.begin("worker-1")
    governed.begin("worker-2")

    ended = do(governed, "scan", "check", "remind")

    parts = [*governed.prefect.runs_of("check-shard"), *governed.prefect.runs_of("remind-part")]
    ran = column(governed, sa.select(run.c.tally).where(run.c.step == "check-shard"))
    whole = column(governed, sa.select(run.c.tally).where(run.c.step == "check"))
    wrote = column(governed, sa.select(run.c.tally).where(run.c.step == "remind-part"))
    assert ended == ["COMPLETED"] * 3
    assert [part["state_type"] for part in parts] == ["COMPLETED"] * 4
    assert sorted(json.loads(tally)["checked"] for tally in ran) != [0, SOURCES]
    assert [json.loads(tally)["checked"] for tally in whole] == [SOURCES]
    assert sorted(json.loads(tally)["counts"]["sent"] for tally in wrote) != [0, TEAMS]
    assert asked(sites) == Counter({f"/{at}": 1 for at in range(SOURCES)})
    assert len(column(governed, sa.select(source_check.c.number))) == SOURCES
    assert set(messages(governed).values()) == {1}
    assert len(messages(governed)) == TEAMS
    with opened(governed) as ledger, ledger.begin() as connection:
        assert audit(connection).faults == []


def test_a_run_that_takes_longer_than_its_interval_is_left_to_end_and_the_next_one_is_called_off(
    governed: Stack, sites: list[Site]
) -> None:
    def take_long(_: Request) -> Reply:
        time.sleep(2)
        return page("Guideline", text=TEXT)

    for site in sites:
        site.requests.clear()
    sites[0].routes |= {f"/long/{at}": take_long for at in range(LONG)}
    entries = [{"id": f"long-{at}", "title": f"Long {at}", "URL": sites[0].url(f"/long/{at}")} for at in range(LONG)]
    register = governed.prefect.checkout / "references" / "long.yaml"
    register.write_text(yaml.safe_dump(entries))
    scanned = do(governed, "scan")
    first = ask_for(governed, "check")
    until(lambda: any(path.startswith("/long/") for path in asked(sites)), "nothing was asked")
    second = governed.prefect.wait_for(ask_for(governed, "check"))
    under_way = governed.prefect.ask(f"/flow_runs/{first}")
    ended = governed.prefect.wait_for(first)
    register.unlink()
    scanned += do(governed, "scan")

    long_ones = sa.select(source_check.c.reference_id).where(source_check.c.reference_id.startswith("long-"))
    assert scanned == ["COMPLETED"] * 2
    assert (under_way["state_type"], second["state_type"], ended["state_type"]) == ("RUNNING", "CANCELLED", "COMPLETED")
    assert sorted(column(governed, long_ones)) == sorted(f"long-{at}" for at in range(LONG))
    assert {count for path, count in asked(sites).items() if path.startswith("/long/")} == {1}


def test_automations_are_made_once_and_tell_of_a_run_that_failed(governed: Stack) -> None:
    told: list[dict[str, Any]] = []

    def hear(request: Request) -> Reply:
        told.append(json.loads(request.body))
        return Reply()

    with serve() as site:
        site.routes["/alert"] = hear
        governed.prefect.python("-c", BLOCK, site.url("/alert"))
        # Whoever deployed made them, and did not say whom to tell.
        told_whom = governed.prefect.python("deploy/automations.py", "--notify", "custom-webhook/ops")
        again = governed.prefect.python("deploy/automations.py")
        (governed.prefect.checkout / "content").rename(governed.prefect.checkout / "elsewhere")
        ended = do(governed, "scan")
        (governed.prefect.checkout / "elsewhere").rename(governed.prefect.checkout / "content")
        until(lambda: len(told) >= 2, "nobody was told")

    wanted = yaml.safe_load((REPOSITORY / "deploy" / "automations.yaml").read_text())
    there = governed.prefect.ask("/automations/filter", {})
    ours = sorted(one["name"] for one in there if one["name"].startswith("reviewdue: "))
    assert ours == sorted(one["name"] for one in wanted)
    assert told_whom.count(": brought up to date") == again.count(": brought up to date") == len(wanted)
    assert ended == ["FAILED"]
    subjects = {one["subject"] for one in told}
    assert {"reviewdue: scan Failed", "reviewdue: pages could not be read in full"} <= subjects
    assert any("content" in one["body"] for one in told)


def test_what_a_killed_worker_was_at_is_checked_by_the_next_run_which_a_setting_puts_on_an_engine(
    governed: Stack, sites: list[Site]
) -> None:
    for site in sites:
        site.requests.clear()
        site.fallback = lambda _: Reply(status=200, body=b"<title>Guideline</title>", delay=1.0)
    governed.end("worker-2")
    doomed = ask_for(governed, "check", "2026-12-21")
    until(lambda: len(asked(sites)) > 2, "the check did not begin")
    kill_family(governed, "worker-1")
    governed.parts.pop("worker-1").close()
    for site in sites:
        site.requests.clear()
        site.fallback = page("Guideline", text=TEXT)

    # What the dead one had claimed is due again after half an hour; the next night is long after.
    before = messages(governed)
    done, mailed = on_engine(governed, "2027-01-21")

    assert (done["checked"], mailed["sent"]) == (SOURCES, TEAMS)
    assert set((messages(governed) - before).values()) == {1}
    assert asked(sites) == Counter({f"/{at}": 1 for at in range(SOURCES)})
    assert governed.prefect.ask(f"/flow_runs/{doomed}")["state_type"] in ("RUNNING", "CRASHED")
    with opened(governed) as ledger, ledger.begin() as connection:
        assert audit(connection).faults == []


def on_engine(stack: Stack, day: str) -> Any:
    """Check and remind by the flows as they are, with another setting; what each says that it did."""
    environment = stack.prefect.environment | {"REVIEWDUE_SPREAD__OVER": ENGINE}
    done = subprocess.run(
        [sys.executable, "-c", ON_ENGINE, day],
        cwd=stack.prefect.checkout, env=environment, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    (stack.folder / "engine.log").write_text(done.stdout + done.stderr)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout.splitlines()[-1])


ON_ENGINE = """
import json, sys
from datetime import date
from prefect.flows import load_flow_from_entrypoint as load

if __name__ == "__main__":
    flows = [load(f"flows/{name}.py:{name}", use_placeholder_flow=False) for name in ("check", "remind")]
    print(json.dumps([flow(today=date.fromisoformat(sys.argv[1])) for flow in flows]))
"""


def test_without_redis_and_without_the_server_for_a_while_the_next_run_does_the_work_and_nobody_is_written_to_twice(
    governed: Stack,
) -> None:
    before = messages(governed)
    write_page(governed, "late", owner="team-0", next_review_due="2027-01-20")
    governed.begin("worker-3")
    governed.end("redis")
    governed.begin("redis")
    after_redis = do(governed, "scan", day="2027-01-22")
    asked_for = ask_for(governed, "remind", "2027-01-22")
    governed.end("server")
    governed.begin("server")
    governed.prefect.wait_for(asked_for)

    done = do(governed, "remind", day="2027-01-22")

    listed = column(governed, sa.select(page_table.c.id).where(page_table.c.id == "late"))
    sent = column(governed, sa.select(reminder.c.message_id).where(reminder.c.page_id == "late"))
    assert (after_redis, done, listed) == (["COMPLETED"], ["COMPLETED"], ["late"])
    assert len(set(sent)) == 1
    assert all(count == 1 for count in (messages(governed) - before).values())


def test_the_dashboard_and_the_backup_start_as_their_units_say(governed: Stack) -> None:
    port, backups = free_port(), governed.folder / "backups"
    backups.mkdir()
    environment = governed.prefect.environment | {"REVIEWDUE_SERVE__PORT": str(port)}
    command = [part.replace("/srv/backups", str(backups)) for part in command_of("reviewdue-backup")]

    done = subprocess.run(command, cwd=governed.prefect.checkout, env=environment, capture_output=True, check=False)
    with governed.unit("reviewdue-dashboard", log="dashboard", environment=environment):
        shown = until(lambda: seen_at(f"http://127.0.0.1:{port}/"), "the dashboard did not start")

    assert done.returncode == 0, done.stderr
    (backup,) = backups.iterdir()
    assert backup.name.startswith("reviewdue-2")
    assert "Example Health" in shown


def seen_at(address: str) -> str | None:
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return str(answer.read().decode())
    except OSError:
        return None
