"""Signing in by OpenID Connect, with a real provider on loopback, on both engines."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from tests.live.identity import CLIENT, SECRET, Cheat, Provider, provided
from tests.live.people import SITE, Browser, signing_in
from tests.live.visitors import Answer, Served
from tests.projects import Root

BACK = f"{SITE}/sign-in/account/back"
LEAD = {"email": "lead@example.org", "email_verified": True}


@dataclass
class Both:
    """The dashboard and the provider that signs its people in."""

    live: Served
    provider: Provider

    def sign_in(self, browser: Browser, next: str = "/") -> Answer:
        """There and back again, as a browser goes."""
        return browser.get(self.back(browser, next), allow_redirects=False)

    def back(self, browser: Browser, next: str = "/") -> str:
        """Go to the provider; where it sends the browser, as an address of the site."""
        left = browser.get("/sign-in/account", params={"next": next}, allow_redirects=False)
        assert left.status == 303, left.says
        sent = browser.session.get(left.response.headers["location"], allow_redirects=False, timeout=20)
        return sent.headers["location"].removeprefix(SITE)


@pytest.fixture
def both(root: Root) -> Iterator[Both]:
    with (
        provided(BACK, **LEAD) as provider,
        signing_in(root, sign_in=["mail", "oidc"], oidc=settings(provider)) as live,
    ):
        yield Both(live, provider)


def settings(provider: Provider, **more: str) -> dict[str, str]:
    return {"issuer": provider.url, "client_id": CLIENT, "client_secret": SECRET, "name": "a work account", **more}


def test_somebody_goes_to_the_provider_and_comes_back_signed_in(both: Both) -> None:
    browser = Browser(both.live)
    asked = browser.get("/sign-in?next=/people/index.html")
    link = asked.soup.select_one("a.button")
    came_back = both.sign_in(browser, "/people/index.html")
    account = browser.get("/account")

    assert link is not None
    assert link["href"] == "/sign-in/account?next=/people/index.html"
    assert came_back.response.headers["location"] == "/people/index.html"
    assert "Head of content" in account.says
    assert "reviewdue-openid" not in browser.session.cookies


def test_the_provider_changes_its_keys_and_people_still_sign_in(both: Both) -> None:
    both.sign_in(Browser(both.live))
    both.provider.key = RSAKey.generate_key(2048, {"kid": "second"})

    assert both.sign_in(Browser(both.live)).status == 303


def without(name: str) -> Cheat:
    return lambda claims: {key: value for key, value in claims.items() if key != name}


def with_claims(**changed: Any) -> Cheat:
    return lambda claims: {**claims, **changed}


CHEATS = {
    "another nonce": with_claims(nonce="another"),
    "no nonce": without("nonce"),
    "another issuer": with_claims(iss="https://evil.example"),
    "another audience": with_claims(aud="another"),
    "another party": with_claims(aud=[CLIENT, "another"], azp="another"),
    "over": with_claims(exp=int(time.time()) - 3_600),
    "no end": without("exp"),
    "nobody": without("sub"),
    "not verified": with_claims(email_verified=False),
    "said to be verified": with_claims(email_verified="true"),
    "verified by nobody": without("email_verified"),
    "no address": without("email"),
    "a stranger": with_claims(email="stranger@example.org"),
    "somebody who has left": with_claims(email="gone@example.org"),
    "no text": with_claims(email=["lead@example.org"]),
}


@pytest.mark.parametrize("cheat", CHEATS)
def test_what_cannot_be_believed_signs_nobody_in(both: Both, cheat: str) -> None:
    both.provider.cheat = CHEATS[cheat]
    browser = Browser(both.live)
    answer = both.sign_in(browser)

    assert answer.status == 403
    assert "You are not signed in" in answer.says
    assert browser.get("/account", allow_redirects=False).status == 303


def signed_by_another(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "RS256", "kid": "first"}, claims, RSAKey.generate_key(2048, {"kid": "first"}))


def signed_with_our_secret(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET + "!" * 32), algorithms=["HS256"])


def signed_by_nobody(claims: dict[str, Any]) -> str:
    _, body, _ = signed_by_another(claims).split(".")
    return f"eyJhbGciOiJub25lIn0.{body}."


@pytest.mark.parametrize(
    "sign", [signed_by_another, signed_with_our_secret, signed_by_nobody, lambda _: "no token", lambda _: ""]
)
def test_a_token_that_the_provider_has_not_signed_signs_nobody_in(both: Both, sign: Any) -> None:
    both.provider.sign = sign

    assert both.sign_in(Browser(both.live)).status == 403


def test_nobody_is_signed_in_with_a_code_that_another_browser_began_with(both: Both) -> None:
    attacker, victim = Browser(both.live), Browser(both.live)
    address = both.back(attacker)
    without_cookie = victim.get(address, allow_redirects=False)
    both.back(victim)
    other_state = victim.get(address, allow_redirects=False)

    assert (without_cookie.status, other_state.status) == (403, 403)
    assert victim.get("/account", allow_redirects=False).status == 303


@pytest.mark.parametrize("query", ["", "?code=x", "?state=x", "?error=access_denied&state=x", "?code=x&state="])
def test_whoever_comes_back_with_nothing_is_not_signed_in(both: Both, query: str) -> None:
    browser = Browser(both.live)
    both.back(browser)

    assert browser.get(f"/sign-in/account/back{query}", allow_redirects=False).status == 403


def test_a_code_works_once(both: Both) -> None:
    browser = Browser(both.live)
    address = both.back(browser)
    begun = dict(browser.session.cookies)
    first = browser.get(address, allow_redirects=False)
    thief = Browser(both.live)
    thief.session.cookies.update(begun)

    assert first.status == 303
    assert thief.get(address, allow_redirects=False).status == 403


@pytest.mark.parametrize("place", ["//evil.example", "https://evil.example/", "/\\evil.example"])
def test_nobody_is_led_to_another_site_afterwards(both: Both, place: str) -> None:
    assert both.sign_in(Browser(both.live), place).response.headers["location"] == "/"


def test_people_can_be_found_by_another_claim(root: Root) -> None:
    with (
        provided(BACK, preferred_username="boss") as provider,
        signing_in(root, sign_in="oidc", oidc=settings(provider, claim="preferred_username")) as live,
    ):
        browser = Browser(live)
        came_back = Both(live, provider).sign_in(browser)
        account = browser.get("/account")
        by_mail = browser.post("/sign-in", {"address": "lead@example.org"})

    assert came_back.status == 303
    assert "Administrator" in account.says
    assert by_mail.status == 404


def test_a_provider_that_is_away_or_calls_itself_otherwise_is_a_clear_message(root: Root) -> None:
    with provided(BACK, **LEAD) as provider:
        elsewhere = settings(provider)
        provider.url = "https://evil.example"
        with signing_in(root, sign_in="oidc", oidc=elsewhere) as live:
            otherwise = Browser(live).get("/sign-in/account", allow_redirects=False)
    with signing_in(root, sign_in="oidc", oidc=elsewhere | {"client_id": "away"}) as live:
        away = Browser(live).get("/sign-in/account", allow_redirects=False)

    assert (otherwise.status, away.status) == (502, 502)
    assert "Nobody can sign in just now" in away.says
