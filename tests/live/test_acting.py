"""Acting from the mail: what opens, what each form does, and what none of it can be made to do."""

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from reviewdue.ledger.schema import metadata
from reviewdue.links import Link, Purpose
from reviewdue.tasks import TaskState
from tests.live.visitors import Served, served, write_due
from tests.mailings import outbox
from tests.projects import TODAY, Root


@pytest.fixture
def live(root: Root) -> Iterator[Served]:
    write_due(root)
    with served(root) as running:
        yield running


def contents(live: Served) -> str:
    """A digest of every row of the ledger."""
    digest = hashlib.sha256()
    with live.desk.ledger.begin() as connection:
        for table in metadata.sorted_tables:
            rows = connection.execute(sa.select(table)).all()
            digest.update(repr((table.name, sorted(map(repr, rows)))).encode())
    return digest.hexdigest()


def test_the_page_of_a_task_says_what_it_is_and_offers_what_can_be_done(live: Served) -> None:
    page = live.get(live.link())

    assert page.status == 200
    assert "Page a" in page.says
    assert "Due 20 November 2026: 3 days overdue" in page.says
    assert "Its regular review is due." in page.says
    assert {str(form["action"]).rpartition("/")[2] for form in page.soup.select("form")} == {
        "acknowledge", "assign", "defer", "flag",
    }  # fmt: skip


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"])
def test_nothing_but_a_post_changes_anything_whatever_opens_it(live: Served, method: str) -> None:
    link = live.link()
    ticket = live.get(link).ticket("acknowledge")
    addresses = [link, f"{link}?done=acknowledge", *(f"{link}/{what}?ticket={ticket}" for what in Purpose)]
    before = contents(live)

    for address in addresses:
        for headers in ({}, {"Purpose": "prefetch"}, {"Sec-Purpose": "prefetch;prerender"}):
            live.session.request(method, address, headers=headers, timeout=20)

    assert contents(live) == before


def test_whoever_says_that_it_is_in_hand_is_left_alone(live: Served) -> None:
    answer = live.send(live.link(), "acknowledge")

    assert "Thank you" in answer.says
    assert live.task().state is TaskState.ACKNOWLEDGED
    assert "I have it in hand" not in answer.says


def test_a_button_that_is_pressed_twice_does_it_once(live: Served) -> None:
    link = live.link()
    ticket = live.get(link).ticket("defer")
    fields = {"until": "2026-12-01", "why": "The team is away."}

    first, second = (live.post(link, "defer", ticket, **fields) for _ in range(2))

    assert "It has been put off" in first.says
    assert "It has been put off" in second.says
    assert live.task().deferrals == 1
    assert live.history().count("deferred") == 1


def test_what_is_not_theirs_is_handed_on_and_is_theirs_no_more(live: Served) -> None:
    link = live.link()
    old = live.get(link).ticket("flag")

    answer = live.send(link, "assign", to="lung-team", why="This is yours.")

    assert live.task().assignee == "lung-team"
    assert "This review is with Lung team" in answer.says
    assert live.post(link, "flag", old, why="Me again").status == 409
    assert "What would you like to do, Lung team?" in live.get(live.link(mailbox="lung@example.org")).says


def test_a_deferral_needs_its_day_and_reason_and_keeps_what_was_written(live: Served) -> None:
    link = live.link()

    no_day = live.send(link, "defer", until="", why="The team is away.")
    no_reason = live.send(link, "defer", until="2026-12-01", why=" ")
    nonsense = live.send(link, "defer", until="tomorrow", why="x")

    assert [one.status for one in (no_day, no_reason, nonsense)] == [422] * 3
    assert no_day.value("#defer-why") == "The team is away."
    assert "Say until when." in no_day.says
    assert no_reason.value("#defer-until") == "2026-12-01"
    assert "Say why" in no_reason.says
    assert "That is no day" in nonsense.says
    assert live.task().state is TaskState.OPEN


def test_beyond_the_cap_a_deferral_needs_somebody_who_approves(live: Served) -> None:
    link, far = live.link(), (TODAY + timedelta(days=200)).isoformat()

    refused = live.send(link, "defer", until=far, why="A new guideline is coming.")
    allowed = live.post(
        link, "defer", refused.ticket("defer"), until=far, why="A new guideline is coming.", approver="lead"
    )

    assert refused.status == 422
    assert "more than 90 days away" in refused.says
    assert allowed.status == 200
    assert live.task().due == date.fromisoformat(far)


def test_a_form_that_was_refused_may_be_sent_again(live: Served) -> None:
    link = live.link()
    ticket = live.get(link).ticket("flag")

    empty = live.post(link, "flag", ticket, why="")
    mended = live.post(link, "flag", ticket, why="The dose is missing.")

    assert empty.status == 422
    assert mended.status == 200
    assert "reason_added" in live.history()


def test_a_ticket_for_one_thing_does_no_other(live: Served) -> None:
    link = live.link()
    page = live.get(link)

    answer = live.post(link, "assign", page.ticket("acknowledge"), to="lung-team")

    assert answer.status == 422
    assert "Nothing has been changed" in answer.says
    assert live.history() == ["opened"]


def test_a_ticket_of_somebody_else_or_another_task_does_nothing(live: Served) -> None:
    write_due(live.root, "b")
    theirs = live.get(live.link(mailbox="lead@example.org")).ticket("acknowledge")
    others = live.get(live.link("b")).ticket("acknowledge")

    answers = [live.post(live.link(), "acknowledge", ticket) for ticket in (theirs, others, "", "x.y")]

    assert [one.status for one in answers] == [422] * 4
    assert live.task().state is TaskState.OPEN


def test_a_page_that_was_open_for_too_long_is_shown_anew_with_what_was_written(live: Served) -> None:
    link = live.link()
    ticket = live.get(link).ticket("flag")
    live.clock.now += timedelta(hours=25)

    answer = live.post(link, "flag", ticket, why="The dose is missing.")

    assert answer.status == 422
    assert answer.value("#flag-why") == "The dose is missing."
    assert live.post(link, "flag", answer.ticket("flag"), why="The dose is missing.").status == 200


def test_a_link_that_has_ended_opens_nothing_and_a_new_one_goes_to_the_registered_address(root: Root) -> None:
    write_due(root)
    with served(root) as live:
        signer = live.desk.signer
        person = signer.name("breast@example.org")
        ended = Link(task_id=live.task().id, person=person, until=TODAY - timedelta(days=1))
        address = f"{live.url}/act/{signer.sign_link(ended)}"
        page = live.get(address)
        tried = live.post(address, "acknowledge", "x")
        again = {"link": page.value("input[name=link]")}
        asked, _ = (live.session.post(f"{live.url}/act/again", again, timeout=20) for _ in range(2))

    assert (page.status, tried.status) == (410, 410)
    assert "This link has ended" in page.says
    assert "Page a" not in page.says
    assert "Please look into your mail" in asked.text
    (message,) = outbox(root)
    assert str(message["To"]) == "Breast team <breast@example.org>"
    body = message.get_body(("plain",))
    assert body is not None
    assert "https://reviews.example.org/act/" in body.get_content()


@pytest.mark.parametrize("known", ["breast@example.org", "BREAST@example.org"])
def test_who_asks_for_a_link_by_address_gets_it_if_there_is_something_for_them(root: Root, known: str) -> None:
    write_due(root)
    strangers = ("stranger@example.org", "lung@example.org", "", "nonsense\r\nBcc: x@example.org")
    with served(root) as live:
        answers = [
            live.session.post(f"{live.url}/act/again", {"address": address}, timeout=20).text
            for address in (known, *strangers)
        ]

    assert len(set(answers)) == 1
    assert [str(message["To"]) for message in outbox(root)] == ["Breast team <breast@example.org>"]


@pytest.mark.parametrize("spoil", [lambda token: token[:-1], lambda token: "x" + token, lambda token: "nonsense"])
def test_a_forged_link_says_nothing_and_helps(live: Served, spoil: object) -> None:
    token = live.link().rpartition("/")[2]

    page = live.get(f"{live.url}/act/{spoil(token)}")  # type: ignore[operator]

    assert page.status == 410
    assert "This link does not work" in page.says
    assert "Page a" not in page.says
    assert page.soup.select_one("input[type=email]") is not None


def test_a_link_of_a_stranger_opens_nothing(live: Served) -> None:
    page = live.get(live.link(mailbox="stranger@example.org"))

    assert page.status == 410
    assert "Page a" not in page.says


def test_every_answer_keeps_scripts_frames_and_the_address_of_the_page_away(live: Served) -> None:
    for address in (live.link(), f"{live.url}/act/x", f"{live.url}/nowhere", f"{live.url}/act-assets/act.css"):
        headers = live.get(address).response.headers
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Content-Type-Options"] == "nosniff"
    headers = live.get(live.link()).response.headers
    assert headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "script-src" not in headers["Content-Security-Policy"]
    assert not live.get(live.link()).soup.select("script, [style], [onclick]")


def test_a_title_cannot_bring_a_script(root: Root) -> None:
    write_due(root, title="<script>alert(1)</script>")
    with served(root) as live:
        page = live.get(live.link())

    assert not page.soup.select("script")
    assert "<script>alert(1)</script>" in page.says


def test_who_presses_very_often_is_asked_to_wait(live: Served) -> None:
    codes = [live.session.post(f"{live.url}/act/again", {"address": "x"}, timeout=20).status_code for _ in range(7)]

    assert codes[:5] == [200] * 5
    assert codes[-1] == 429


def test_more_than_a_form_can_hold_is_refused(live: Served) -> None:
    link = live.link()
    ticket = live.get(link).ticket("flag")

    assert live.post(link, "flag", ticket, why="x" * 300_000).status == 413
    assert live.session.post(f"{link}/flag", data=b"ticket=%ff%fe&why=" + b"\xff", timeout=20).status_code < 500
    assert live.history() == ["opened"]


def test_a_fault_behind_a_link_shows_nothing_of_the_dashboard(live: Served) -> None:
    answer = live.post(live.link(), "nonsense", "x")

    assert answer.status == 404
    assert "no such page" in answer.says
    assert not answer.soup.select("nav")
    assert answer.response.headers["Cache-Control"] == "no-store"
