"""Signing in by a mailed link, on both engines: for people in the register, once, and for nobody who attacks."""

import threading
from datetime import timedelta

import pytest
import requests

from reviewdue.ledger import trail
from reviewdue.ledger.schema import access_pass, pseudonym, reminder
from tests.live.people import Browser, link_in, settle, signing_in, wait_for_mail
from tests.live.visitors import Served, served, write_due
from tests.mailings import outbox
from tests.projects import Root

ASKED = "If we know the address"


def passes_in(live: Served, kind: str) -> list[str]:
    with live.desk.ledger.begin() as connection:
        rows = connection.execute(access_pass.select().where(access_pass.c.kind == kind)).mappings()
        return [f"{row['holder']} {'ended' if row['ended_at'] else 'valid'}" for row in rows]


def test_somebody_in_the_register_signs_in_by_mail_and_out_again(root: Root) -> None:
    write_due(root)
    with signing_in(root) as live:
        browser = Browser(live)
        refused = browser.get("/pages/index.html?status=overdue", allow_redirects=False)
        asked = browser.get(refused.response.headers["location"])
        signed_in = browser.sign_in("Lead@Example.org", next=asked.value("input[name=next]"))
        account = browser.get("/account")
        signed_out = browser.post("/sign-out", {"form_token": browser.token()})
        after = browser.get("/", allow_redirects=False)
        held = passes_in(live, "session")
        with live.desk.ledger.begin() as connection:
            did = [(one.kind, one.facts["did"]) for one in trail.entries(connection) if one.kind == "access"]

    assert refused.status == 303
    assert signed_in.response.url.endswith("/pages/index.html?status=overdue")
    assert "Page a" in signed_in.says
    assert "Head of content" in account.says
    assert "Content manager" in account.says
    assert signed_out.response.url.endswith("/sign-in")
    assert after.status == 303
    assert held == ["lead ended"]
    assert did == [("access", "issued"), ("access", "ended")]


@pytest.mark.parametrize("address", ["nobody@example.org", "gone@example.org", "", "x" * 5000, "lead@example.org\r\n"])
def test_an_address_that_gets_no_link_is_answered_like_one_that_does(root: Root, address: str) -> None:
    with signing_in(root) as live:
        known = Browser(live).post("/sign-in", {"address": "lead@example.org"})
        wait_for_mail(live)
        other = Browser(live).post("/sign-in", {"address": address})
        settle(live)
        mails = [str(one["To"]) for one in outbox(root)]

    assert known.response.text == other.response.text
    assert ASKED in other.says
    assert len(mails) == 1


def test_the_answer_does_not_wait_for_the_mail(root: Root) -> None:
    gate = threading.Event()
    with signing_in(root) as live:
        # Whatever an errand takes, the same connection is answered meanwhile.
        live.desk.errands.submit(gate.wait, 20)
        browser = Browser(live)
        answers = [browser.post("/sign-in", {"address": "lead@example.org"}).status for _ in range(2)]
        sent_meanwhile = len(outbox(root))
        gate.set()
        wait_for_mail(live)

    assert answers == [200, 200]
    assert sent_meanwhile == 0


def test_a_scanner_that_opens_the_link_uses_nothing_up_and_the_button_works_once(root: Root) -> None:
    with signing_in(root) as live:
        Browser(live).post("/sign-in", {"address": "lead@example.org"})
        link = link_in(wait_for_mail(live))
        scanner, owner, thief = Browser(live), Browser(live), Browser(live)
        opened = [scanner.get(link).status for _ in range(3)]
        first, second = owner.post(link), thief.post(link)
        reopened = thief.get(link)

    assert opened == [200, 200, 200]
    assert first.status == 200
    assert second.status == reopened.status == 410
    assert "reviewdue" not in thief.session.cookies


def test_a_link_and_a_session_end_in_time(root: Root) -> None:
    with signing_in(root, sign_in_minutes=20, session_days=7) as live:
        browser = Browser(live)
        browser.post("/sign-in", {"address": "lead@example.org"})
        late = link_in(wait_for_mail(live))
        live.clock.now += timedelta(minutes=20)
        too_late = browser.post(late)
        browser.sign_in("lead@example.org")
        live.clock.now += timedelta(days=7, seconds=-1)
        still = browser.get("/account", allow_redirects=False)
        live.clock.now += timedelta(seconds=1)
        over = browser.get("/account", allow_redirects=False)

    assert too_late.status == 410
    assert (still.status, over.status) == (200, 303)


def test_whoever_asks_over_and_over_gets_one_mail_in_a_minute(root: Root) -> None:
    with signing_in(root) as live:
        for _ in range(4):
            Browser(live).post("/sign-in", {"address": "lead@example.org"})
        settle(live)
        within = len(outbox(root))
        live.clock.now += timedelta(minutes=1)
        Browser(live).post("/sign-in", {"address": "lead@example.org"})
        settle(live)
        often = Browser(live).post("/sign-in", {"address": "lead@example.org"})

    assert (within, len(outbox(root))) == (1, 2)
    assert often.status == 429


def test_a_session_that_an_attacker_has_planted_is_not_the_one_that_signs_in(root: Root) -> None:
    with signing_in(root) as live:
        victim, attacker = Browser(live), Browser(live)
        victim.session.cookies.set("reviewdue", "planted", domain="127.0.0.1", path="/")
        attacker.session.cookies.set("reviewdue", "planted", domain="127.0.0.1", path="/")
        victim.sign_in("lead@example.org")
        before = victim.get("/account").status
        taken = attacker.get("/account", allow_redirects=False)

    assert before == 200
    assert taken.status == 303


def test_signing_in_again_ends_the_session_before(root: Root) -> None:
    with signing_in(root) as live:
        browser = Browser(live)
        browser.sign_in("lead@example.org")
        old = browser.cookie
        live.clock.now += timedelta(minutes=2)
        browser.sign_in("lead@example.org")
        thief = Browser(live)
        thief.session.cookies.set("reviewdue", old)
        reused = thief.get("/account", allow_redirects=False)

    assert browser.cookie != old
    assert reused.status == 303


def test_signing_out_everywhere_ends_every_session_of_that_person_and_of_nobody_else(root: Root) -> None:
    with signing_in(root) as live:
        desk, phone, other = Browser(live), Browser(live), Browser(live)
        desk.sign_in("lead@example.org")
        live.clock.now += timedelta(minutes=2)
        phone.sign_in("lead@example.org")
        other.sign_in("boss@example.org")
        desk.post("/sign-out", {"form_token": desk.token(), "everywhere": "1"})
        after = [one.get("/account", allow_redirects=False).status for one in (desk, phone, other)]

    assert after == [303, 303, 200]


def test_the_cookie_is_out_of_reach_of_scripts_other_sites_and_plain_connections(root: Root) -> None:
    with signing_in(root, url="https://reviews.example.org") as live:
        browser = Browser(live)
        browser.post("/sign-in", {"address": "lead@example.org"})
        link = link_in(wait_for_mail(live)).removeprefix("https://reviews.example.org")
        answer = browser.post(link, allow_redirects=False)

    kept = answer.response.headers["set-cookie"]
    assert kept.startswith("__Host-reviewdue=")
    assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/"} <= {part.strip() for part in kept.split(";")}
    assert "Domain" not in kept
    assert answer.response.headers["strict-transport-security"].startswith("max-age=")


AWAY = ("//evil.example", "/\\evil.example", "https://evil.example/", "javascript:alert(1)", "/\t/evil.example", "evil")


@pytest.mark.parametrize("place", AWAY)
def test_nobody_is_led_to_another_site_after_signing_in(root: Root, place: str) -> None:
    with signing_in(root) as live:
        browser = Browser(live)
        browser.post("/sign-in", {"address": "lead@example.org", "next": place})
        answer = browser.post(link_in(wait_for_mail(live)), allow_redirects=False)
        signed_in_already = browser.get("/sign-in", params={"next": place}, allow_redirects=False)

    assert answer.response.headers["location"] == "/"
    assert signed_in_already.response.headers["location"] == "/"


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"},
     {"Origin": "null"}],
)  # fmt: skip
def test_no_other_site_signs_a_browser_in_or_out(root: Root, headers: dict[str, str]) -> None:
    with signing_in(root) as live:
        browser = Browser(live)
        browser.post("/sign-in", {"address": "lead@example.org"})
        link = link_in(wait_for_mail(live))
        pressed, asked = browser.post(link, headers=headers), browser.post("/sign-in", headers=headers)
        browser.post(link)
        out = browser.post("/sign-out", {"form_token": browser.token()}, headers=headers)
        without_token, wrong_token = browser.post("/sign-out"), browser.post("/sign-out", {"form_token": "0" * 64})
        still = browser.get("/account", allow_redirects=False)

    assert {pressed.status, asked.status, out.status, without_token.status, wrong_token.status} == {403}
    assert still.status == 200


def test_the_token_of_one_session_is_worth_nothing_in_another(root: Root) -> None:
    with signing_in(root) as live:
        lead, boss = Browser(live), Browser(live)
        lead.sign_in("lead@example.org")
        boss.sign_in("boss@example.org")
        answer = lead.post("/sign-out", {"form_token": boss.token()})

    assert answer.status == 403


GUARDED = ("/", "/index.html", "/pages/index.html", "/pages/overdue.html", "/pages/a/index.html", "/pages.csv",
           "/pages.json", "/pages.xlsx", "/people/index.html", "/problems.html", "/account", "/nothing-there",
           "/assets/../pages.csv", "/act/../pages.csv", "//pages.csv", "/PAGES.CSV", "/openapi.json")  # fmt: skip


def test_without_a_session_no_address_shows_anything(root: Root) -> None:
    write_due(root, title="A very secret title")
    with signing_in(root) as live:
        answers = {address: ask_as_it_is(live, address) for address in GUARDED}

    assert {answer.status_code for answer in answers.values()} <= {303, 404, 405}
    assert [address for address, answer in answers.items() if "secret title" in answer.text] == []


def ask_as_it_is(live: Served, address: str) -> requests.Response:
    """Ask for an address that a client would have made tidy first."""
    session = requests.Session()
    request = session.prepare_request(requests.Request("GET", live.url))
    request.url = live.url + address
    return session.send(request, allow_redirects=False, timeout=20)


def test_who_has_left_since_is_out(root: Root) -> None:
    with signing_in(root) as live:
        browser = Browser(live)
        browser.sign_in("lead@example.org")
        secret = browser.cookie
    root.configure(people=[{"id": "lead", "name": "Lead", "email": "lead@example.org", "left": "2026-11-20"}])
    with served(root, url="http://reviews.example.org", sign_in="mail") as again:
        browser = Browser(again)
        browser.session.cookies.set("reviewdue", secret)
        answer = browser.get("/account", allow_redirects=False)

    assert answer.status == 303


def test_no_screen_that_was_made_for_one_person_is_shown_to_another(root: Root) -> None:
    write_due(root)
    with signing_in(root) as live:
        lead, boss, again = Browser(live), Browser(live), Browser(live)
        lead.sign_in("lead@example.org")
        boss.sign_in("boss@example.org")
        live.clock.now += timedelta(minutes=2)
        again.sign_in("lead@example.org")
        shown = [one.get("/pages/index.html?status=overdue") for one in (lead, boss, again, lead)]
        tokens = [one.value("form.who input[name=form_token]") for one in shown]
        names = [said.soup.select_one("form.who a") for said in shown]
        stranger = Browser(live).get("/pages/index.html?status=overdue", allow_redirects=False)

    assert [name.text for name in names if name] == ["Head of content", "Boss", "Head of content", "Head of content"]
    assert len(set(tokens)) == 3
    assert tokens[0] == tokens[3]
    assert stranger.status == 303


def test_for_an_address_that_nobody_has_the_same_is_done_and_nothing_is_left_of_it(root: Root) -> None:
    with signing_in(root) as live:
        Browser(live).post("/sign-in", {"address": "nobody@example.org"})
        settle(live)
        with live.desk.ledger.begin() as connection:
            rows = [len(connection.execute(table.select()).all()) for table in (access_pass, reminder, pseudonym)]

    assert rows == [0, 0, 0]
    assert outbox(root) == []
