"""The doctor at a deployment that was broken on purpose, one part at a time."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reviewdue.doctor import Health, Symptom, examine
from reviewdue.ledger import runs
from tests.loopback import Site, page, serve
from tests.mail_servers import accept_only, real_server
from tests.projects import TODAY, Root, make_project

NONE: Mapping[str, str] = {}


@pytest.fixture
def resolver() -> Iterator[Site]:
    """Something that answers in place of the DOI resolver."""
    with serve() as site:
        site.routes["/"] = page()
        yield site


@pytest.fixture
def healthy(tmp_path: Path, resolver: Site) -> Root:
    """A project in which all is well, as far as it stands on this machine."""
    made = make_project(tmp_path, checks={"services": {"doi": {"url": resolver.base}}, "contact": "web@example.org"})
    made.register({"id": "book", "type": "book", "title": "A book"})
    made.write_pages(1)
    made.scan(datetime.now(UTC).date())
    return made


def symptoms(root: Root, part: str, environment: Mapping[str, str] = NONE) -> list[Symptom]:
    """What is said of one part, all that is in order left out."""
    found = list(examine(root.path, environment))
    assert all((one.fix is None) is (one.health is Health.OK) for one in found)
    return [one for one in found if one.part == part and one.health is not Health.OK]


def test_only_the_outbox_is_worth_a_look_where_all_is_well(healthy: Root) -> None:
    found = [one for one in examine(healthy.path, NONE) if one.health is not Health.OK]

    assert [one.part for one in found] == ["mail"]
    assert "sent nowhere" in found[0].seen


def test_nothing_is_changed(healthy: Root) -> None:
    before = {path: path.read_bytes() for path in healthy.path.rglob("*.*") if path.suffix in (".md", ".yaml", ".db")}

    list(examine(healthy.path, NONE))

    assert {path: path.read_bytes() for path in before} == before


def test_a_configuration_that_cannot_be_read_is_all_there_is_to_say(healthy: Root) -> None:
    healthy.configure(policy={"led": 1})

    found = list(examine(healthy.path, NONE))

    assert [(one.part, one.health) for one in found] == [("configuration", Health.FAULT)]
    assert "did you mean “lead”?" in found[0].seen


def test_a_secret_that_cannot_be_read_is_named_by_its_variable(healthy: Root) -> None:
    (fault,) = symptoms(healthy, "configuration", {"REVIEWDUE_MAIL__PASSWORD_FILE": "/nowhere/secret"})

    assert "REVIEWDUE_MAIL__PASSWORD_FILE: /nowhere/secret: No such file" in fault.seen


def test_who_gets_no_mail_is_named(healthy: Root) -> None:
    healthy.configure(
        people=[{"id": "team", "name": "Team"}, {"id": "nurse", "name": "Nurse", "email": "nurse at home"}]
    )

    assert [one.seen for one in symptoms(healthy, "people")] == [
        "no mail reaches “team”",
        "“nurse” has no mail address but “nurse at home”",
        "nobody gets the weekly summary",
    ]


def test_example_addresses_are_a_fault_once_mail_leaves_the_building(healthy: Root) -> None:
    healthy.configure(mail={"url": "smtp://127.0.0.1:1"})

    assert "addresses are examples" in symptoms(healthy, "people")[0].seen


def test_folders_that_are_not_there_and_templates_that_are_wrong_are_named(healthy: Root) -> None:
    healthy.configure(sources=[{"path": "pages"}])
    own = healthy.path / "templates" / "email" / "reminder"
    own.mkdir(parents=True)
    (own / "subject.txt").write_text("Dear\n{% if letter %}\n")

    missing, broken = symptoms(healthy, "folders")

    assert missing.seen == "the folder pages is not there"
    assert re.search(r"templates/email/reminder/subject\.txt:2: Unexpected end of template", broken.seen)


def test_a_ledger_that_is_not_there_yet_is_not_made(tmp_path: Path) -> None:
    project = make_project(tmp_path)

    (found,) = symptoms(project, "ledger")

    assert found.seen == "there is no ledger yet"
    assert not (tmp_path / "reviewdue.db").exists()


def test_a_database_that_is_down_is_a_fault(healthy: Root) -> None:
    healthy.configure(ledger={"url": "postgresql://nobody@127.0.0.1:1/none"})

    (fault,) = symptoms(healthy, "ledger")

    assert fault.health is Health.FAULT
    assert "cannot be opened" in fault.seen


@pytest.mark.parametrize(
    ("ago", "health", "said"),
    [
        (timedelta(days=-1), Health.FAULT, "which is yet to come"),
        (timedelta(days=5), Health.WARNING, "the last scan was on"),
    ],
)
def test_the_clock_and_the_schedule_are_seen_from_the_last_run(
    root: Root, ago: timedelta, health: Health, said: str
) -> None:
    with root.open() as project, project.ledger.change() as connection:
        runs.begin_run(connection, "scan", today=TODAY, at=datetime.now(UTC) - ago)

    found = symptoms(root, "ledger")

    assert [(one.health, said in one.seen) for one in found] == [(health, True)]


def test_a_mail_server_that_refuses_the_login_is_a_fault_and_gets_no_mail(healthy: Root) -> None:
    with real_server(auth_require_tls=False, authenticator=accept_only("us", "right")) as (letterbox, port):
        healthy.configure(mail={"url": f"smtp://us@127.0.0.1:{port}", "password": "wrong"})
        (refused,) = symptoms(healthy, "mail")
        healthy.configure(mail={"url": f"smtp://us@127.0.0.1:{port}", "password": "right"})
        accepted = symptoms(healthy, "mail")

    assert "refused the login" in refused.seen
    assert "wrong" not in refused.seen
    assert accepted == []
    assert letterbox.taken == []


def test_a_mail_server_that_is_not_there_is_a_fault(healthy: Root) -> None:
    healthy.configure(mail={"url": "smtp://127.0.0.1:1"})

    (fault,) = symptoms(healthy, "mail")

    assert "cannot be reached" in fault.seen
    assert "mail.url" in str(fault.fix)


def test_a_resolver_out_of_reach_and_a_missing_contact_are_told(healthy: Root) -> None:
    healthy.configure(checks={"services": {"doi": {"url": "http://127.0.0.1:1"}}})

    down, silent = symptoms(healthy, "network")

    assert (down.health, silent.health) == (Health.FAULT, Health.WARNING)
    assert down.seen == "http://127.0.0.1:1 cannot be reached: Connection refused"


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"PREFECT_API_URL": "http://127.0.0.1:1/api"}, "cannot be reached"),
        ({"PREFECT_SERVER_EPHEMERAL_ENABLED": "false"}, "starting one of our own is forbidden"),
    ],
)
def test_a_prefect_that_cannot_be_used_is_a_fault(healthy: Root, environment: dict[str, str], said: str) -> None:
    (fault,) = symptoms(healthy, "prefect", environment)

    assert fault.health is Health.FAULT
    assert said in fault.seen


def test_something_else_at_the_address_of_prefect_is_a_fault(healthy: Root, resolver: Site) -> None:
    (fault,) = symptoms(healthy, "prefect", {"PREFECT_API_URL": f"{resolver.base}/"})

    assert "answered 404, not as Prefect's does" in fault.seen


def test_a_dashboard_that_the_wrong_people_could_see_is_at_fault(healthy: Root) -> None:
    url = {"url": "http://reviews.example.org/reviews", "sign_in": ["mail", "proxy", "oidc"]}
    oidc = {"issuer": "http://127.0.0.1:9", "client_id": "reviewdue"}
    healthy.configure(serve={**url, "proxies": ["0.0.0.0/0"], "oidc": oidc, "roles": {"content_manager": "viewer"}})

    seen = [one.seen for one in symptoms(healthy, "serve")]

    assert [any(words in one for one in seen) for words in (
        "anybody on the way can read", "serve.url has a path", "mail goes to files", "believes 0.0.0.0/0",
        "http://127.0.0.1:9 could not be asked", "nobody may act on every review",
    )] == [True] * 6  # fmt: skip
    assert len(seen) == 6


def test_a_dashboard_that_people_sign_in_to_is_in_order(healthy: Root) -> None:
    healthy.configure(
        serve={"url": "https://reviews.example.org", "sign_in": "proxy", "proxies": ["10.0.0.7/32"]},
    )

    assert symptoms(healthy, "serve") == []
