"""The API, called as programs call it, on both engines: what it answers, and whom it does not."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import requests

from reviewdue.cli.results import scan_counts
from reviewdue.errors import ActionRefused
from reviewdue.ledger.schema import access_pass
from reviewdue.roles import Scope
from reviewdue.tokens import create_token, revoke_token
from tests.live.people import ALL, signing_in
from tests.live.visitors import Served, served, write_due
from tests.projects import TODAY, Root

NASTY = '<script>alert("x")</script>'


def token_for(live: Served, *scopes: Scope, person: str | None = None, days: int = 30) -> str:
    with_scopes = scopes or (Scope.READ,)
    return create_token(live.desk.project(), "a test", with_scopes, days=days, holder=person, by="boss")[0]


def call(live: Served, address: str, token: str = "", body: Any = None) -> requests.Response:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    method = "GET" if body is None else "POST"
    return requests.request(method, f"{live.url}/api/v1{address}", headers=headers, json=body, timeout=20)


@pytest.fixture
def live(root: Root) -> Iterator[Served]:
    root.register({"id": "tnm/8", "type": "book", "title": "Classification", "edition": 8, "issued": 2017,
                   "superseded_by": [{"edition": 9, "released": "2025-07-03"}]})  # fmt: skip
    root.write("fine.md", id="fine", title=NASTY, reviewers=["lung-team"], next_review_due="2028-12-06")
    root.write("broken.md", id="broken", title="Broken", next_review_due="2026-02-31", last_reviewed="soon")
    write_due(root, "a", references=["tnm/8"])
    with signing_in(root) as found:
        yield found


def test_the_figures_are_those_of_the_scan(live: Served) -> None:
    answer = call(live, "/counts", token_for(live)).json()
    counts = scan_counts(live.root.figures())

    statuses = ("overdue", "due", "current", "undated", "unreadable")
    assert {name: answer["pages"][name] for name in statuses} == {name: counts[name] for name in statuses}
    assert answer["pages"]["total"] == counts["pages"] == 3
    assert answer["flags"]["unowned"] == counts["unowned"]
    assert answer["problems"] == counts["problems"]
    assert answer["today"] == "2026-11-23"


def test_pages_are_found_as_on_the_screen_and_read_in_parts(live: Served) -> None:
    token = token_for(live)
    overdue = call(live, "/pages?status=overdue&person=breast-team", token).json()
    second = call(live, "/pages?sort=title&per_part=1&part=2", token).json()
    nothing = call(live, "/pages?q=no-such-word", token).json()

    assert [page["id"] for page in overdue["pages"]] == ["a"]
    assert overdue["pages"][0]["days_left"] == -3
    assert (second["total"], second["part"], second["parts"], len(second["pages"])) == (3, 2, 3, 1)
    assert (nothing["total"], nothing["pages"]) == (0, [])


def test_a_page_has_its_task_and_its_sources(live: Served) -> None:
    page = call(live, "/pages/a", token_for(live)).json()

    assert page["owner"] == "breast-team"
    assert page["task"]["state"] == "open"
    assert page["task"]["assignee"] == "Breast team"
    assert [(one["id"], one["currency"]) for one in page["sources"]] == [("tnm/8", "superseded")]


def test_a_source_has_the_pages_that_cite_it(live: Served) -> None:
    token = token_for(live)
    source = call(live, "/sources/tnm%2F8", token).json()
    found = call(live, "/sources?currency=superseded", token).json()

    assert [(one["id"], one["reason"]) for one in source["pages"]] == [("a", "source_superseded")]
    assert source["cited_by"] == 1
    assert [one["id"] for one in found["sources"]] == ["tnm/8"]


def test_people_problems_and_the_forecast_are_there(live: Served) -> None:
    token = token_for(live)
    people = call(live, "/people", token).json()["people"]
    persons = [call(live, f"/people/{one['id']}", token).json() for one in people]
    first, second = (call(live, f"/problems?per_part=1&part={part}", token).json() for part in (1, 2))
    forecast = call(live, "/forecast?months=3", token).json()

    assert {one["id"]: one["counts"]["total"] for one in people} == {"breast-team": 1, "lung-team": 1}
    assert persons == people
    assert [(one["total"], one["parts"]) for one in (first, second)] == [(2, 2), (2, 2)]
    assert [one["line"] for one in (*first["problems"], *second["problems"])] == [4, 5]
    assert [one["month"] for one in forecast["months"]] == ["2026-11", "2026-12", "2027-01"]


@pytest.mark.parametrize("address", ["/pages/nothing", "/sources/nothing", "/people/nothing", "/nothing"])
def test_what_is_not_there_is_said_in_json(live: Served, address: str) -> None:
    answer = call(live, address, token_for(live))

    assert answer.status_code == 404
    assert set(answer.json()) == {"detail"}


@pytest.mark.parametrize("address", ["/pages?part=0", "/pages?per_part=501", "/pages?part=x", "/forecast?months=121"])
def test_what_nobody_may_ask_is_refused_by_name(live: Served, address: str) -> None:
    assert call(live, address, token_for(live)).status_code == 422


def test_the_document_describes_every_address_and_its_lock(live: Served) -> None:
    document = call(live, "/openapi.json").json()

    assert set(document["paths"]) == {
        "/pages", "/pages/{id}", "/sources", "/sources/{id}", "/people", "/people/{id}", "/problems", "/counts",
        "/forecast", "/tasks/{page_id}",
    }  # fmt: skip
    assert document["servers"] == [{"url": "http://reviews.example.org/api/v1"}]
    assert document["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"
    for methods in document["paths"].values():
        for method in methods.values():
            assert method["security"], method["summary"]


# Locks

READ = ("/pages", "/pages/a", "/sources", "/sources/tnm%2F8", "/people", "/people/lead", "/problems", "/counts",
        "/forecast")  # fmt: skip


def test_without_the_right_token_nothing_is_read(live: Served) -> None:
    project = live.desk.project()
    ended = token_for(live, days=1)
    revoked, one = create_token(project, "Revoked", [Scope.READ], days=30, holder=None, by="boss")
    revoke_token(project, one.id, by="boss")
    live.clock.now += timedelta(days=1)
    wrong = ("", "guess", ended, revoked, token_for(live)[:-1], "x" * 10_000)
    refused = {(address, token[:9]): call(live, address, token) for address in READ for token in wrong[:2]}
    others = [call(live, "/pages", token) for token in wrong]
    other_scope = [call(live, address, token_for(live, Scope.METRICS)) for address in READ]

    answers = [*refused.values(), *others]
    assert {answer.status_code for answer in answers} == {401}
    assert {answer.headers["www-authenticate"] for answer in answers} == {"Bearer"}
    assert {answer.status_code for answer in other_scope} == {403}
    assert "the scope “read”" in other_scope[0].json()["detail"]


def test_the_secret_of_a_session_or_a_link_is_no_token(live: Served) -> None:
    from tests.live.people import Browser

    browser = Browser(live)
    browser.sign_in("boss@example.org")

    assert call(live, "/pages", browser.cookie).status_code == 401
    assert browser.get("/api/v1/pages").status == 401


def test_a_token_is_kept_as_a_digest_only(live: Served) -> None:
    token = token_for(live)
    with live.desk.ledger.begin() as connection:
        rows = [str(tuple(row)) for row in connection.execute(access_pass.select())]

    assert token.startswith("reviewdue_")
    assert not any(token in row or token.removeprefix("reviewdue_") in row for row in rows)


def test_whoever_guesses_is_slowed_down_and_others_are_not(live: Served) -> None:
    guesses = [call(live, "/counts", f"guess-{number}").status_code for number in range(25)]

    assert guesses[:20] == [401] * 20
    assert guesses[24] == 429
    assert call(live, "/counts", token_for(live)).status_code == 200


def test_where_nobody_signs_in_this_machine_reads_without_a_token_and_changes_nothing(root: Root) -> None:
    write_due(root)
    with served(root) as live:
        here = call(live, "/counts").status_code
        there = requests.get(f"{live.url}/api/v1/counts", headers={"X-Forwarded-For": "203.0.113.7"}, timeout=20)
        act = call(live, "/tasks/a", body={"do": "acknowledge"}).status_code

    assert (here, there.status_code, act) == (200, 401, 401)


# Acting


def test_a_manager_s_token_acts_in_their_name(live: Served) -> None:
    token = token_for(live, Scope.TASKS, person="lead")
    done = [
        call(live, "/tasks/a", token, {"do": "assign", "to": "lung-team", "why": "They wrote it."}),
        call(live, "/tasks/a", token, {"do": "acknowledge"}),
        call(live, "/tasks/a", token, {"do": "defer", "until": "2026-12-24", "why": "A trial reports."}),
        call(live, "/tasks/fine", token, {"do": "request", "why": "A reader asked."}),
    ]

    assert [answer.status_code for answer in done] == [200] * 4
    assert done[2].json() == {
        "page": "a", "state": "deferred", "due": "2026-12-24", "assignee": "lung-team", "deferrals": 1
    }  # fmt: skip
    assert live.history("a")[-3:] == ["assigned", "acknowledged", "deferred"]


@pytest.mark.parametrize(
    ("person", "page", "do", "status"),
    [
        ("breast-team", "a", "acknowledge", 200),
        ("lead", "a", "acknowledge", 200),
        ("lung-team", "a", "acknowledge", 403),
        ("lung-team", "a", "flag", 200),
        ("looker", "a", "acknowledge", 403),
        ("looker", "a", "flag", 200),
        ("breast-team", "fine", "request", 403),
        ("breast-team", "nothing", "acknowledge", 403),
        ("lead", "nothing", "acknowledge", 409),
    ],
)
def test_a_token_may_what_its_person_may(live: Served, person: str, page: str, do: str, status: int) -> None:
    token = token_for(live, Scope.TASKS, person=person)

    answer = call(live, f"/tasks/{page}", token, {"do": do, "why": "It is so."})

    assert answer.status_code == status, answer.text


@pytest.mark.parametrize(
    "body",
    [{"do": "delete"}, {"do": "flag", "why": "x" * 2_001}, {"do": "defer", "until": "soon"}, {}, [],
     {"do": "flag", "by": "x"}],
)  # fmt: skip
def test_a_deed_that_is_none_is_refused(live: Served, body: Any) -> None:
    assert call(live, "/tasks/a", token_for(live, Scope.TASKS, person="lead"), body).status_code == 422


def test_a_read_token_changes_nothing_and_what_the_rules_refuse_is_said(live: Served) -> None:
    read = call(live, "/tasks/a", token_for(live), {"do": "cancel", "why": "Not needed."})
    token = token_for(live, Scope.TASKS, person="lead")
    refused = call(live, "/tasks/a", token, {"do": "assign", "to": "nobody"})

    assert read.status_code == 403
    assert refused.status_code == 409
    assert "“nobody” is not among the people" in refused.json()["detail"]


def test_a_body_without_end_is_not_read(live: Served) -> None:
    token = token_for(live, Scope.TASKS, person="lead")

    def without_end() -> Iterator[bytes]:
        for _ in range(64):
            yield b" " * 65_536

    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    said = requests.post(f"{live.url}/api/v1/tasks/a", data=b" " * 600_000, headers=headers, timeout=20)
    try:
        unsaid = requests.post(
            f"{live.url}/api/v1/tasks/a", data=without_end(), headers=headers, timeout=20
        ).status_code
    except requests.ConnectionError:  # closed while we were still sending
        unsaid = 413

    assert (said.status_code, unsaid) == (413, 413)


def test_the_token_of_somebody_who_left_is_worth_nothing(live: Served) -> None:
    token = token_for(live, Scope.READ, person="lung-team")
    people = [{**one, "active": False} if one["id"] == "lung-team" else one for one in ALL]
    live.root.configure(people=people)
    with served(live.root, url="http://reviews.example.org", sign_in="mail") as again:
        answer = call(again, "/counts", token)

    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"name": " "}, "--name"),
        ({"scopes": []}, "--scope"),
        ({"scopes": [Scope.TASKS]}, "name one with --person"),
        ({"holder": "nobody"}, "“nobody” is not among the people"),
    ],
)
def test_a_token_that_makes_no_sense_is_not_made(root: Root, wanted: dict[str, Any], said: str) -> None:
    usual: dict[str, Any] = {"name": "A feed", "scopes": [Scope.READ], "days": 30, "holder": None, "by": "lead"}
    with root.open(TODAY) as project, pytest.raises(ActionRefused, match=re.escape(said)):
        create_token(project, **{**usual, **wanted})


def test_no_answer_is_a_page_that_a_browser_would_run(live: Served) -> None:
    answer = call(live, "/pages/fine", token_for(live))

    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert json.loads(answer.text)["title"] == NASTY
