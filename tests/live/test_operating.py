"""What looks after the program is told, on both engines: alive, ready, and figures that name nobody."""

import requests
import sqlalchemy as sa
from prometheus_client.parser import text_string_to_metric_families

from reviewdue.cli.results import scan_counts
from reviewdue.roles import Scope
from tests.live.people import signing_in
from tests.live.test_api import token_for
from tests.live.visitors import Served, served, write_due
from tests.projects import Root


def ask(live: Served, address: str, **headers: str) -> requests.Response:
    return requests.get(live.url + address, headers=headers, timeout=20)


def test_it_is_alive_and_ready_and_says_so_to_whoever_asks_by_address(root: Root) -> None:
    write_due(root)
    with signing_in(root) as live:
        answers = [ask(live, place, Host="10.0.0.9:8400") for place in ("/healthz", "/readyz")]
        robots = ask(live, "/robots.txt").text

    assert [(one.status_code, one.json()["status"]) for one in answers] == [(200, "ok"), (200, "ready")]
    assert robots == "User-agent: *\nDisallow: /\n"


def test_a_ledger_of_another_version_is_not_ready_and_one_that_is_gone_not_alive(root: Root) -> None:
    write_due(root)
    with signing_in(root) as live:
        version = set_version(live, "0001")
        other = ask(live, "/readyz")
        set_version(live, version)
        engine = live.desk.ledger.engine
        sa.event.listen(engine, "do_connect", refuse)
        engine.dispose()
        gone = ask(live, "/healthz")
        sa.event.remove(engine, "do_connect", refuse)

    assert (other.status_code, other.json()["status"]) == (503, "the ledger is of another version")
    assert (gone.status_code, gone.json()["status"]) == (503, "no ledger")


def refuse(*_: object) -> None:
    raise sa.exc.OperationalError("connect", {}, ConnectionRefusedError())


def set_version(live: Served, version: str) -> str:
    with live.desk.ledger.change() as connection:
        before = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one()
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :version"), {"version": version})
    return str(before)


def test_prometheus_reads_the_figures_of_the_scan_and_nobody_s_name(root: Root) -> None:
    write_due(root)
    root.write("broken.md", id="broken", title="Broken", next_review_due="2026-02-31")
    root.scan()
    with signing_in(root) as live:
        answer = ask(live, "/metrics", Authorization=f"Bearer {token_for(live, Scope.METRICS)}", Host="10.0.0.9:8400")
        counts = scan_counts(root.figures())

    read = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }
    statuses = ("overdue", "due", "current", "undated", "unreadable")
    assert {name: read["reviewdue_pages", name] for name in statuses} == {name: counts[name] for name in statuses}
    assert read["reviewdue_problems",] == counts["problems"]
    assert read["reviewdue_tasks", "open"] == 1
    assert read["reviewdue_step_last_run_succeeded", "scan"] == 1
    assert read["reviewdue_step_last_run_timestamp_seconds", "scan"] > 0
    assert not any(name in answer.text for name in ("breast", "example.org", "lead", "Page a"))


def test_figures_are_for_who_has_a_token_for_them(root: Root) -> None:
    with signing_in(root) as live:
        refused = [
            ask(live, "/metrics").status_code,
            ask(live, "/metrics", Authorization="Bearer guess").status_code,
            ask(live, "/metrics", Authorization=f"Bearer {token_for(live, Scope.READ)}").status_code,
        ]
    with served(root) as here:
        open_here = ask(here, "/metrics").status_code
        passed_on = ask(here, "/metrics", Host="reviews.example.org").status_code

    assert refused == [401, 401, 403]
    assert (open_here, passed_on) == (200, 401)
