"""The whole served way: a Prefect server, the deployments of prefect.yaml, and a worker that runs them."""

import json
from collections.abc import Iterator

import pytest

from reviewdue.doctor import Health, examine
from tests.flows.prefects import Prefect, serve_prefect, until, worker

pytestmark = pytest.mark.slow
DAY = "2026-11-23"
FLOWS = ("scan", "check", "remind", "summary", "publish", "govern")
RUN_ALL = """
import sys
from datetime import date
from prefect.flows import load_flow_from_entrypoint as load

day = date.fromisoformat(sys.argv[1])
for name in sys.argv[2:]:
    load(f"flows/{name}.py:{name}", use_placeholder_flow=False)(today=day, return_state=True)
"""


@pytest.fixture(scope="module")
def prefect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prefect]:
    with serve_prefect(tmp_path_factory.mktemp("served")) as running:
        yield running


def test_each_flow_leaves_a_result_an_artifact_and_its_task_runs(prefect: Prefect) -> None:
    prefect.python("-c", RUN_ALL, DAY, *FLOWS)

    states = {name: prefect.runs_of(name)[0]["state"] for name in FLOWS}
    ended = {name: state["type"] for name, state in states.items()}
    artifacts = prefect.artifacts()
    offline = ("check", "govern")
    assert ended == {name: "FAILED" if name in offline else "COMPLETED" for name in FLOWS}
    assert all("the network is down" in states[name]["message"] for name in offline)
    assert artifacts.keys() == {*FLOWS, "check-progress", "govern-progress"}
    assert "| 14 | 3 | 6 | 3 | 1 | 1 | 1 |" in artifacts["scan"]["data"]
    assert "No verdict changed" in artifacts["check"]["data"]
    assert "- 4 sent" in artifacts["remind"]["data"]
    assert "14 pages: 3 overdue" in artifacts["govern"]["data"]
    until(lambda: _finished_tasks(prefect) >= TASKS, "the task runs were not recorded")


# One batch of pages, of references, of mails and of pages to write; nothing is left to send when govern comes.
TASKS = {"read pages", "check references", "send reminders", "send summary", "write dashboard"}


def _finished_tasks(prefect: Prefect) -> set[str]:
    found = prefect.ask("/task_runs/filter", {})
    return {run["name"].rpartition("-")[0] for run in found if run["state_type"] == "COMPLETED"}


def test_what_is_deployed_runs_on_a_worker_and_the_dashboard_is_published_after_it(prefect: Prefect) -> None:
    make_pool_with_secret(prefect, "mail-url", "outbox:from-the-secret")
    prefect.do("--no-prompt", "deploy", "--all")
    published = len(prefect.runs_of("publish"))
    before = told_by_doctor(prefect)

    with worker(prefect):
        both = [start(prefect, "scan"), start(prefect, "scan")]
        twice = [prefect.wait_for(run) for run in both]
        # By the next month other reminders are due than those that were written above.
        whole = prefect.wait_for(start(prefect, "govern", today="2026-12-21"))
        follower = until(lambda: prefect.runs_of("publish")[published:], "nothing was published")[0]
        dashboard = prefect.wait_for(follower["id"])
        during = told_by_doctor(prefect)

    # Two were asked for at once: one scanned, and the other had nothing to do.
    assert sorted(run["state_type"] for run in twice) == ["CANCELLED", "COMPLETED"]
    assert dashboard["state_type"] == "COMPLETED"
    # The log of a run arrives in parts, the last of them after the run has ended.
    log = until(lambda: logged(prefect, whole["id"], "Writing the dashboard"), "the log did not arrive")
    assert "Reading the pages" in log
    assert not any("TypeError" in line for line in log)
    assert (prefect.checkout / "from-the-secret").is_dir()
    assert "from-the-secret" not in json.dumps(prefect.ask("/deployments/filter", {}))
    assert before == ["no worker of the pool “reviewdue” is online: nothing would run"]
    assert during == []


def logged(prefect: Prefect, run_id: str, last: str) -> list[str]:
    """What a run logged, once the line that is waited for is there."""
    lines = prefect.log_of(run_id)
    return lines if last in lines else []


def told_by_doctor(prefect: Prefect) -> list[str]:
    """What the doctor finds amiss with this server."""
    found = examine(prefect.checkout, {"PREFECT_API_URL": prefect.api})
    return [one.seen for one in found if one.part == "prefect" and one.health is not Health.OK]


def make_pool_with_secret(prefect: Prefect, name: str, value: str) -> None:
    """The work pool as docs/operating.md makes it: the mail server's address comes from a Secret block."""
    template = prefect.logs / "pool.json"
    prefect.do("work-pool", "get-default-base-job-template", "--type", "process", "--file", str(template))
    job = json.loads(template.read_text())
    job["variables"]["properties"]["env"]["default"] = {
        "REVIEWDUE_MAIL__URL": f"{{{{ prefect.blocks.secret.{name} }}}}"
    }
    template.write_text(json.dumps(job))
    prefect.python("-c", f"from prefect.blocks.system import Secret; Secret(value={value!r}).save({name!r})")
    prefect.do("work-pool", "create", "--type", "process", "--base-job-template", str(template), "reviewdue")


def start(prefect: Prefect, name: str, today: str = DAY) -> str:
    """Ask for a run of a deployment; its id."""
    deployment = prefect.ask(f"/deployments/name/{name}/{name}")
    run = prefect.ask(f"/deployments/{deployment['id']}/create_flow_run", {"parameters": {"today": today}})
    return str(run["id"])
