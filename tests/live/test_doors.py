"""Who is let in: roles and rights, hosts, proxies, and forms that nobody here has shown."""

import re
import socket
import warnings
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import requests

from reviewdue.access import find_by_id, find_by_name
from reviewdue.errors import ConfigurationError
from reviewdue.live.doors import OPEN, OPEN_PLACES, safe_place
from reviewdue.roles import Right, Role
from reviewdue.settings import load_settings
from tests.live.people import Browser, signing_in
from tests.live.visitors import Served, served, write_due
from tests.projects import Root

# What anybody who is let in may send.
FOR_EVERYBODY = {"/sign-out", "/flag/a", "/account/calendar", "/views/save", "/views/forget"}


def routes_that_change(live: Served) -> Iterator[str]:
    """Every address of the application that takes a POST and has no lock of its own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a page that answers GET and HEAD has one name for both
        paths = live.app.openapi()["paths"]
    for path, methods in paths.items():
        plain = re.sub(r"\{[^}]*\}", "a", path)
        if "post" in methods and plain not in OPEN_PLACES and not plain.startswith(OPEN):
            yield plain


def test_every_change_wants_a_form_that_was_shown_and_a_right(root: Root) -> None:
    write_due(root)
    with signing_in(root) as live:
        nobody, looker = Browser(live), Browser(live)
        looker.sign_in("looker@example.org")
        token = looker.token()
        paths = list(routes_that_change(live))
        without_session = {path: nobody.post(path).status for path in paths}
        without_token = {path: looker.post(path).status for path in paths}
        rights = {path: looker.post(path, {"form_token": token}).status for path in paths if path not in FOR_EVERYBODY}

    assert "/sign-out" in paths
    assert set(without_session.values()) == {401}
    assert set(without_token.values()) == {403}
    assert set(rights.values()) <= {403}


def test_whoever_presses_buttons_without_end_is_slowed_down_and_nobody_else(root: Root) -> None:
    write_due(root)
    with signing_in(root) as live:
        looker, boss = Browser(live), Browser(live)
        looker.sign_in("looker@example.org")
        boss.sign_in("boss@example.org")
        token = looker.token()
        answers = [looker.post("/flag/a", {"form_token": token, "why": ""}).status for _ in range(70)]
        other = boss.post("/flag/a", {"form_token": boss.token(), "why": ""}).status

    assert answers[:60] == [422] * 60
    assert answers[-1] == 429
    assert other == 422


@pytest.mark.parametrize(
    ("person", "role"),
    [("breast-team", Role.REVIEWER), ("lead", Role.MANAGER), ("looker", Role.VIEWER), ("boss", Role.ADMIN)],
)
def test_what_somebody_may_follows_from_what_they_are_or_from_what_is_said(root: Root, person: str, role: Role) -> None:
    with signing_in(root) as live:
        settings = live.desk.settings

    found = find_by_id(settings, person, date(2026, 11, 23))

    assert found is not None
    assert found.role is role


def test_the_roles_of_the_register_can_be_given_another_meaning(root: Root) -> None:
    with signing_in(root, roles={"editor": "manager", "content_manager": "admin"}) as live:
        looker, lead = (find_by_name(live.desk.settings, name, date(2026, 11, 23)) for name in ("looker", "lead"))

    assert looker is not None
    assert lead is not None
    assert (looker.role, lead.role) == (Role.MANAGER, Role.ADMIN)
    assert [right for right in Right if looker.may(right)] == [Right.SEE, Right.REVIEW, Right.MANAGE]


# A proxy's word


def test_a_proxy_names_who_it_has_signed_in(root: Root) -> None:
    with signing_in(root, sign_in="proxy", proxies=["127.0.0.1/32"]) as live:
        by_id = Browser(live).get("/account", headers={"X-Remote-User": "lead"})
        by_mail = Browser(live).get("/account", headers={"X-Remote-User": "Boss@example.org"})
        strange = Browser(live).get("/account", headers={"X-Remote-User": "nobody"})
        unnamed = Browser(live).get("/account")

    assert "Head of content" in by_id.says
    assert "Boss" in by_mail.says
    assert "names nobody whom we know" in strange.says
    assert "names nobody whom we know" in unnamed.says


def test_who_is_signed_in_by_a_proxy_signs_out_there(root: Root) -> None:
    with signing_in(root, sign_in="proxy", proxies=["127.0.0.1/32"]) as live:
        home = Browser(live).get("/", headers={"X-Remote-User": "lead"})

    assert home.soup.select_one("form.who a") is not None
    assert home.soup.select_one("form.who button") is None


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://reviews.example.org", 200),
        ("http://reviews.example.org:444", 403),
        ("http://[", 403),
        ("null", 403),
        ("https://evil.example", 403),
    ],
)
def test_a_form_may_come_from_the_name_by_which_people_reach_us(root: Root, origin: str, status: int) -> None:
    with signing_in(root) as live:
        answer = Browser(live).post("/sign-in", {"address": "x@y.z"}, headers={"Origin": origin})

    assert answer.status == status


def test_nobody_else_is_believed_who_names_somebody(root: Root) -> None:
    with signing_in(root, sign_in="proxy", proxies=["10.0.0.0/8"]) as live:
        named = {"X-Remote-User": "boss"}
        answers = [
            Browser(live).get("/account", headers=headers, allow_redirects=False).status
            for headers in (named, named | {"X-Forwarded-For": "10.0.0.1"}, named | {"Forwarded": "for=10.0.0.1"})
        ]

    assert answers == [303, 303, 303]


def test_of_two_names_none_is_believed(root: Root) -> None:
    with signing_in(root, sign_in="proxy", proxies=["127.0.0.1/32"]) as live:
        answer = raw(live, "GET /account HTTP/1.1", "Host: 127.0.0.1", "X-Remote-User: boss", "X-Remote-User: lead")

    assert answer.startswith("HTTP/1.1 303")


def test_where_people_sign_in_by_mail_no_header_names_anybody(root: Root) -> None:
    with signing_in(root) as live:
        answer = Browser(live).get("/account", headers={"X-Remote-User": "boss"}, allow_redirects=False)

    assert answer.status == 303


def test_a_client_is_counted_by_the_address_that_the_last_believed_proxy_saw(root: Root) -> None:
    with signing_in(root, proxies=["127.0.0.1/32"]) as live:
        one = [asked(live, f"198.51.100.{number}, 203.0.113.7") for number in range(7)]
        other = asked(live, "203.0.113.8")

    assert one == [200] * 5 + [429] * 2
    assert other == 200


def asked(live: Served, forwarded: str) -> int:
    return Browser(live).post("/sign-in", {"address": "x@y.z"}, headers={"X-Forwarded-For": forwarded}).status


# Hosts


STRANGE = ("evil.example", "evil.example:80", "127.0.0.1.evil.example", "reviews.example.org@evil.example", "", "[")
OWN = ("reviews.example.org", "Reviews.Example.org:443", "other.example.org", "localhost")


def test_a_host_that_is_not_ours_is_answered_nothing(root: Root) -> None:
    with signing_in(root) as live:
        answers = {
            (host, place): raw(live, f"GET {place} HTTP/1.1", f"Host: {host}").split()[1]
            for host in STRANGE
            for place in ("/", "/sign-in", "/act/x", "/assets/site.css", "/api/v1/counts")
        }

    assert {key: status for key, status in answers.items() if status != "421"} == {}


def test_our_own_names_are_answered(root: Root) -> None:
    with signing_in(root, hosts=["other.example.org"]) as live:
        answers = [raw(live, "GET /sign-in HTTP/1.1", f"Host: {host}").split()[1] for host in OWN]

    assert answers == ["200"] * len(OWN)


def raw(live: Served, *lines: str) -> str:
    """What the server answers to a request that no library would send."""
    with socket.create_connection(("127.0.0.1", int(live.url.rpartition(":")[2])), timeout=20) as connection:
        connection.sendall(("\r\n".join((*lines, "Connection: close")) + "\r\n\r\n").encode())
        parts = []
        while part := connection.recv(65_536):
            parts.append(part)
    return b"".join(parts).decode("utf-8", "replace")


@pytest.mark.parametrize("host", ["[", "a@127.0.0.1", ""])
def test_an_odd_host_is_no_fault_of_ours_where_hosts_are_not_asked(root: Root, host: str) -> None:
    with served(root) as live:
        answers = [raw(live, f"GET {place} HTTP/1.1", f"Host: {host}") for place in ("/healthz", "/metrics")]

    assert [answer.split()[1] for answer in answers] == ["200", "401"]


# Without a way to sign in


def test_without_a_way_to_sign_in_this_machine_sees_everything_and_nobody_else_anything(root: Root) -> None:
    write_due(root, title="A very secret title")
    with served(root) as live:
        here = Browser(live).get("/pages/index.html")
        there = Browser(live).get("/pages/index.html", headers={"Host": "reviews.example.org"})
        passed_on = Browser(live).get("/pages/index.html", headers={"X-Forwarded-For": "203.0.113.7"})

    assert "A very secret title" in here.says
    assert there.status == passed_on.status == 403
    assert "secret" not in there.says + passed_on.says


@pytest.mark.parametrize(
    ("serve", "said"),
    [
        ({"host": "0.0.0.0"}, "for this machine only and does not listen on 0.0.0.0; write “sign_in: mail”"),
        ({"host": "reviews.example.org"}, "does not listen on reviews.example.org"),
        ({"sign_in": "mail"}, "serve.url must say where they reach the pages"),
        ({"sign_in": "proxy", "url": "https://a.example"}, "say in serve.proxies from which networks"),
        ({"sign_in": "oidc", "url": "https://a.example"}, "needs serve.oidc.issuer and serve.oidc.client_id"),
        ({"sign_in": "password", "url": "https://a.example"}, "serve.sign_in"),
    ],
)
def test_a_configuration_that_would_let_anybody_in_is_refused(root: Root, serve: dict[str, Any], said: str) -> None:
    root.configure(serve=serve)

    with pytest.raises(ConfigurationError, match=re.escape(said)):
        load_settings(root.path, {})


@pytest.mark.parametrize("place", ["/", "/pages/index.html?status=overdue&q=a%20b", "/pages/a%2Fb/index.html"])
def test_a_place_on_this_site_is_led_to(place: str) -> None:
    assert safe_place(place) == place


@pytest.mark.parametrize(
    "place", ["", "a", "//a", "/\\a", "\\a", "/a\\b", "http:/a", "/\na", "/\x00", "///a", "/ /a\t"]
)
def test_any_other_place_is_the_first_page(place: str) -> None:
    assert safe_place(place) == "/"


def test_a_body_that_no_form_of_ours_has_is_not_read(root: Root) -> None:
    with signing_in(root) as live:
        answer = requests.post(f"{live.url}/sign-in", data=b"address=" + b"x" * 300_000, timeout=20)
        many = requests.post(f"{live.url}/sign-in", data="&".join(["a=1"] * 5_000), timeout=20)

    assert (answer.status_code, many.status_code) == (413, 400)
