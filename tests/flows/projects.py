"""A project on the stack for tests: sources on several hosts, overdue pages, and what there is to ask of it."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import yaml

from reviewdue.ledger import Ledger, open_ledger
from tests.flows.stacks import Stack
from tests.loopback import Site, page, serve

SOURCES, TEAMS, HOSTS, SHARDS = 40, 6, 8, 2
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
    configure(stack)
    entries = [
        {"id": f"s{at}", "title": f"Source {at}", "URL": sites[at % HOSTS].url(f"/{at}")} for at in range(SOURCES)
    ]
    (root / "references" / "sources.yaml").write_text(yaml.safe_dump(entries))
    for at in range(TEAMS):
        cited = [f"s{number}" for number in range(at, SOURCES, TEAMS)]
        write_page(stack, f"page-{at}", owner=f"team-{at}", next_review_due="2026-11-20", references=cited)
    return stack


def configure(stack: Stack, **more: Any) -> None:
    """The configuration of the project."""
    people = [{"id": f"team-{at}", "name": f"Team {at}", "email": f"team-{at}@example.org"} for at in range(TEAMS)]
    off = {name: {"enabled": False} for name in ("crossref", "datacite", "pubmed", "openlibrary", "nice",
                                                   "retraction_watch", "wayback")}  # fmt: skip
    checks = {"allow_networks": ["127.0.0.0/8"], "timeout": 5, "services": off}
    settings = {"publisher": {"name": "Example Health"}, "people": people, "checks": checks, **more}
    (stack.prefect.checkout / "reviewdue.yaml").write_text(json.dumps(settings))


def write_page(stack: Stack, id: str, **fields: Any) -> None:
    """Write a page of the project."""
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
    """Its ledger."""
    return closing(open_ledger(stack.ledger_url, Path()))


def column(stack: Stack, query: sa.Select[Any]) -> Sequence[Any]:
    """What a query finds in its ledger."""
    with opened(stack) as ledger, ledger.begin() as connection:
        return connection.execute(query).scalars().all()


def messages(stack: Stack) -> Counter[str]:
    """How many messages there are to each recipient."""
    files = (stack.prefect.checkout / "outbox").glob("*.eml")
    return Counter(line for file in files for line in file.read_text().splitlines() if line.startswith("To:"))


def asked(sites: list[Site]) -> Counter[str]:
    """How often each address was asked for."""
    return Counter(request.path for site in sites for request in site.requests)


def under_way(stack: Stack, flow: str) -> int:
    """How many runs of a flow have begun and not ended."""
    return sum(run["state_type"] == "RUNNING" for run in stack.prefect.runs_of(flow))


def on_engine(stack: Stack, day: str, over: str = ENGINE) -> Any:
    """Check and remind by the flows as they are, with another setting; what each says that it did."""
    environment = stack.prefect.environment | {"REVIEWDUE_SPREAD__OVER": over}
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
