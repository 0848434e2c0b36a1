"""What deploy/ describes, started as processes: two workers share one day's work, and parts that fail lose nothing.

REVIEWDUE_TEST_ENGINE=ray has done on Ray what is done on Dask otherwise; the extra `ray` is to be installed for that.
"""

import json
import subprocess
import time
import urllib.request
from collections import Counter
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
import yaml

from reviewdue.ledger.auditing import audit
from reviewdue.ledger.schema import page as page_table
from reviewdue.ledger.schema import reminder, run, source_check
from tests.flows.prefects import BLOCK, REPOSITORY, until
from tests.flows.projects import (
    SHARDS,
    SOURCES,
    TEAMS,
    TEXT,
    ask_for,
    asked,
    column,
    configure,
    do,
    governed,
    messages,
    on_engine,
    opened,
    sites,
    under_way,
    write_page,
)
from tests.flows.stacks import Stack, command_of, free_port, stack
from tests.loopback import Reply, Request, Site, page, serve
from tests.mail_servers import real_server
from tests.mailings import recipients

__all__ = ["governed", "sites", "stack"]

pytestmark = pytest.mark.slow
# Sources of one host, which is asked for four at a time, and takes two seconds over each.
LONG = 40


def test_two_workers_share_a_day_of_which_settings_alone_make_the_parts(governed: Stack, sites: list[Site]) -> None:
    governed.begin("worker-1")
    governed.begin("worker-2")

    with real_server() as (letterbox, port):
        configure(governed, mail={"url": f"smtp://127.0.0.1:{port}"})
        ended = do(governed, "scan", "check", "remind")
    configure(governed)

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
    assert recipients(letterbox) == {f"team-{at}@example.org": 1 for at in range(TEAMS)}
    with opened(governed) as ledger, ledger.begin() as connection:
        assert audit(connection).faults == []


def test_every_schedule_has_runs_to_come(governed: Stack) -> None:
    def planned() -> bool:
        found = (governed.prefect.runs_of(flow) for flow in ("scan", "check", "remind", "summary"))
        return all(any(run["auto_scheduled"] and run["state_type"] == "SCHEDULED" for run in runs) for runs in found)

    until(planned, f"Prefect's scheduler plans no run; see {governed.folder / 'services.log'}")

    assert planned()


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


def test_after_a_power_cut_in_the_middle_of_a_mailing_the_next_run_sends_the_rest_and_nothing_twice(
    governed: Stack,
) -> None:
    cut = "2026-12-04"  # two weeks after the date, as the first day is one
    with real_server(delay=0.6) as (letterbox, port):
        configure(governed, mail={"url": f"smtp://127.0.0.1:{port}"})
        doomed = ask_for(governed, "remind", cut)
        until(lambda: letterbox.taken, "no mail was sent")
        for part in ("worker-1", "worker-2"):
            governed.kill(part)
        for part in ("worker-1", "worker-2"):
            governed.begin(part)
        state = governed.prefect.ask(f"/flow_runs/{doomed}")["state_type"]
        rest = do(governed, "remind", day=cut)
        came = recipients(letterbox)
    configure(governed)

    teams = {f"team-{at}@example.org" for at in range(TEAMS)}
    (tally,) = column(
        governed, sa.select(run.c.tally).where(run.c.step == "remind").order_by(run.c.number.desc()).limit(1)
    )
    unknown = column(governed, sa.select(reminder.c.recipient).where(reminder.c.state == "claimed"))
    assert (state, rest) == ("CRASHED", ["COMPLETED"])
    assert set(came.values()) == {1}
    assert came.keys() | set(unknown) == teams
    # Each part that was cut off leaves one at most of which nobody knows, and the next run says so.
    assert json.loads(tally)["counts"]["uncertain"] == len(unknown) <= SHARDS


def test_what_a_killed_worker_was_at_is_checked_by_the_next_run_which_a_setting_puts_on_an_engine(
    governed: Stack, sites: list[Site]
) -> None:
    for site in sites:
        site.requests.clear()
        site.fallback = lambda _: Reply(status=200, body=b"<title>Guideline</title>", delay=1.0)
    governed.end("worker-2")
    doomed = ask_for(governed, "check", "2026-12-21")
    until(lambda: under_way(governed, "check-shard") == SHARDS, "the parts of the check did not begin")
    governed.kill("worker-1")
    governed.begin("worker-1")
    # Its turn is free again at once, and not when nothing was heard of it for two minutes.
    ended = governed.prefect.ask(f"/flow_runs/{doomed}")["state"]
    for site in sites:
        site.requests.clear()
        site.fallback = page("Guideline", text=TEXT)

    # What the dead one had claimed is due again after half an hour; the next night is long after.
    before = messages(governed)
    done, mailed = on_engine(governed, "2027-01-21")

    assert (done["checked"], mailed["sent"]) == (SOURCES, TEAMS)
    assert set((messages(governed) - before).values()) == {1}
    assert asked(sites) == Counter({f"/{at}": 1 for at in range(SOURCES)})
    assert (ended["type"], ended["message"].partition(".")[0]) == ("CRASHED", "Its worker was killed")
    assert under_way(governed, "check") == under_way(governed, "check-shards") == 0
    with opened(governed) as ledger, ledger.begin() as connection:
        assert audit(connection).faults == []


def test_parts_in_threads_of_the_run_share_a_check_and_a_mailing(governed: Stack, sites: list[Site]) -> None:
    for site in sites:
        site.requests.clear()
        site.fallback = page("Guideline", text=TEXT)
    before = messages(governed)

    done, mailed = on_engine(governed, "2027-02-25", over="threads")

    parts = column(
        governed, sa.select(run.c.tally).where(run.c.step == "check-shard", run.c.today == date(2027, 2, 25))
    )
    assert (done["checked"], mailed["sent"]) == (SOURCES, TEAMS)
    assert len(parts) == SHARDS
    assert asked(sites) == Counter({f"/{at}": 1 for at in range(SOURCES)})
    assert set((messages(governed) - before).values()) == {1}


def test_without_redis_and_without_the_server_for_a_while_the_next_run_does_the_work_and_nobody_is_written_to_twice(
    governed: Stack,
) -> None:
    before = messages(governed)
    write_page(governed, "late", owner="team-0", next_review_due="2027-01-20")
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
