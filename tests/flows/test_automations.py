"""What ops are told of: the automations of deploy/ on a real server, waited for until each has told its webhook."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import pytest
import yaml

from tests.flows.prefects import BLOCK, REPOSITORY, Prefect, children_of, serve_prefect, started, until
from tests.loopback import Reply, Site, serve
from tests.mail_servers import HANG, scripted_server

pytestmark = pytest.mark.slow
SHIPPED: list[dict[str, Any]] = yaml.safe_load((REPOSITORY / "deploy" / "automations.yaml").read_text())
SHORTEST, LONG = 10, 86_400  # seconds; Prefect allows no less for what is missed
DAY = "2026-11-23"
RUN = """
import sys
from datetime import date
from prefect import tags
from prefect.flows import load_flow_from_entrypoint as load

flow = load(f"flows/{sys.argv[1]}.py:{sys.argv[1]}", use_placeholder_flow=False)
with tags("reviewdue"):
    flow(today=date.fromisoformat(sys.argv[2]), return_state=True)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ops:
    """A server with the automations, and whom they tell."""

    prefect: Prefect
    site: Site

    def make(self, within: Mapping[str, int] = MappingProxyType({}), *, notify: bool = True) -> None:
        """Make the automations; those of what is missed wait so many seconds, by event, and a day otherwise."""
        wanted = [self._shortened(one, within) for one in SHIPPED]
        (self.prefect.checkout / "deploy" / "automations.yaml").write_text(yaml.safe_dump(wanted))
        told = ("--notify", "custom-webhook/ops") if notify else ()
        self.prefect.python("deploy/automations.py", *told)

    def _shortened(self, one: dict[str, Any], within: Mapping[str, int]) -> dict[str, Any]:
        trigger = one["trigger"]
        if trigger["posture"] == "Reactive":
            return one
        return {**one, "trigger": {**trigger, "within": within.get(trigger["expect"][0].split(".")[1], LONG)}}

    def run(self, flow: str, **environment: str) -> None:
        """Run a flow to its end, tagged as its deployment is."""
        self.prefect.environment.update(environment)
        self.prefect.python("-c", RUN, flow, DAY)
        for name in environment:
            del self.prefect.environment[name]

    def told(self, subject: str, holds: str = "") -> list[str]:
        """What was told under a subject, once something with these words was."""

        def found() -> list[str]:
            said = [json.loads(request.body) for request in self.site.requests]
            return [one["body"] for one in said if one["subject"] == subject and holds in one["body"]]

        return list(until(found, f"nobody was told: {subject}"))


@pytest.fixture(scope="module")
def ops(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ops]:
    with serve() as site, serve_prefect(tmp_path_factory.mktemp("ops")) as prefect:
        site.fallback = Reply()
        shutil.copytree(REPOSITORY / "deploy", prefect.checkout / "deploy")
        prefect.python("-c", BLOCK, site.url("/alert"))
        yield Ops(prefect=prefect, site=site)


def test_scans_checks_and_reminders_that_never_end_are_missed(ops: Ops) -> None:
    ops.make(dict.fromkeys(("scan", "check", "remind"), SHORTEST))

    scan = ops.told("reviewdue: no scan for 26 hours")
    ops.told("reviewdue: no check for 26 hours")
    ops.told("reviewdue: no reminders for four days")

    assert "the last one" not in scan[0]
    assert "reviewdue doctor" in scan[0]


def test_scans_that_stop_are_missed_from_the_last_one_on_and_who_deploys_again_need_not_say_whom_to_tell(
    ops: Ops,
) -> None:
    ops.make({"scan": SHORTEST}, notify=False)
    ops.run("scan")

    # Without “after” it is told of a period in which there was none, and not of the last one.
    told = ops.told("reviewdue: no scan for 26 hours", "the last one at ")
    ops.make()

    assert all("the last one at " in one and "reviewdue doctor" in one for one in told)


def test_a_scan_that_finds_fewer_pages_and_a_run_that_failed_for_it_are_told(ops: Ops) -> None:
    ops.run("scan")
    for page in sorted((ops.prefect.checkout / "content").rglob("*.md"))[4:]:
        page.unlink()
    ops.run("scan")

    fell = ops.told("reviewdue: pages could not be read in full")
    failed = ops.told("reviewdue: scan Failed")

    assert "--accept-fewer" in fell[0]
    assert "pages" in failed[0]
    assert "The next run goes on from what was recorded" in failed[0]


def test_mail_that_fails_is_told_with_how_much_of_it(ops: Ops) -> None:
    with scripted_server({"RCPT": "550 there is no such mailbox"}) as server:
        ops.run("remind", REVIEWDUE_MAIL__URL=f"smtp://127.0.0.1:{server.port}")

    (failing,) = ops.told("reviewdue: mail is failing")
    assert failing.startswith("4 messages could not be sent.")


def test_a_run_whose_process_was_killed_is_crashed_by_and_by_and_that_is_told(ops: Ops) -> None:
    ops.make({"flow-run": 35})  # a run is heard of every 30 seconds
    with scripted_server({"GREETING": HANG}) as server, remind_for_long(ops, server.port) as process:
        run = until(lambda: beating(ops), "no heartbeat was heard")
        for pid in [process.pid, *children_of(process.pid)]:
            os.kill(pid, signal.SIGKILL)
        ended = ops.prefect.wait_for(run)

    assert (ended["state_type"], ended["state"]["message"]) == ("CRASHED", CRASH)
    assert CRASH in ops.told("reviewdue: remind Crashed")[0]


CRASH, NEVER_BEGUN = (one["crash"] for one in SHIPPED if "crash" in one)


def test_a_run_that_was_taken_by_a_worker_and_never_begins_is_crashed_and_that_is_told(ops: Ops) -> None:
    ops.make({"flow-run": SHORTEST})
    flow = ops.prefect.ask("/flows/", {"name": "check-shard"})
    run = ops.prefect.ask("/flow_runs/", {"flow_id": flow["id"], "tags": ["reviewdue"]})
    ops.prefect.ask(f"/flow_runs/{run['id']}/set_state", {"state": {"type": "PENDING"}})

    ended = ops.prefect.wait_for(run["id"])

    assert (ended["state_type"], ended["state"]["message"]) == ("CRASHED", NEVER_BEGUN)
    assert NEVER_BEGUN in ops.told("reviewdue: check-shard Crashed")[0]


def remind_for_long(ops: Ops, port: int) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """A mailing whose server never says a word."""
    more = {"REVIEWDUE_MAIL__URL": f"smtp://127.0.0.1:{port}", "REVIEWDUE_MAIL__TIMEOUT": "600"}
    environment = ops.prefect.environment | more | {"PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30"}
    command = (sys.executable, "-c", RUN, "remind", "2026-12-21")
    return started(*command, cwd=ops.prefect.checkout, environment=environment, log=ops.prefect.logs / "long.log")


def beating(ops: Ops) -> str | None:
    """The mailing that is under way, once it was heard of."""
    wanted = {"filter": {"event": {"name": ["prefect.flow-run.heartbeat"]}}}
    heard = [one["resource"]["prefect.resource.id"] for one in ops.prefect.ask("/events/filter", wanted)["events"]]
    running = [run["id"] for run in ops.prefect.runs_of("remind") if run["state_type"] == "RUNNING"]
    return next((str(run) for run in running if f"prefect.flow-run.{run}" in heard), None)


def test_what_a_worker_was_killed_with_is_crashed_when_it_starts_again_and_nothing_that_another_is_at(ops: Ops) -> None:
    flow = ops.prefect.ask("/flows/", {"name": "check"})["id"]
    deployment = ops.prefect.ask("/deployments/", {"flow_id": flow, "name": "part"})["id"]
    check = begun(ops, "/flow_runs/", flow_id=flow, labels={"prefect.worker.name": "worker-here-1"})
    task = ops.prefect.ask("/task_runs/", {"flow_run_id": check, "task_key": "part", "dynamic_key": "0"})["id"]
    within = begun(ops, "/flow_runs/", flow_id=flow, parent_task_run_id=task)
    elsewhere = {"labels": {"prefect.worker.name": "worker-here-2"}}
    part = begun(ops, f"/deployments/{deployment}/create_flow_run", parent_task_run_id=task, **elsewhere)
    other = begun(ops, "/flow_runs/", flow_id=flow, **elsewhere)

    ops.prefect.python("deploy/lost_runs.py", "worker-here-1")

    states = [ops.prefect.ask(f"/flow_runs/{run}")["state_type"] for run in (check, within, part, other)]
    assert states == ["CRASHED", "CRASHED", "RUNNING", "RUNNING"]


def begun(ops: Ops, where: str, **facts: Any) -> str:
    """A run that is under way, as Prefect believes."""
    run = str(ops.prefect.ask(where, facts)["id"])
    ops.prefect.ask(f"/flow_runs/{run}/set_state", {"state": {"type": "RUNNING"}, "force": True})
    return run
