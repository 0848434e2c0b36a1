"""Signing in by OpenID Connect: to the provider and back, in the same browser."""

import logging
from functools import lru_cache

from fastapi import APIRouter
from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from reviewdue.access import Someone, find_by_name
from reviewdue.errors import WorkNotDone
from reviewdue.live.acting import Here, allow
from reviewdue.live.desk import Desk
from reviewdue.live.doors import safe_place
from reviewdue.live.sessions import begin_session, cookie_name, give_cookie
from reviewdue.live.signing_in import PLACE, signs_in_by
from reviewdue.openid import NotSignedIn, Pending, Provider, name_in
from reviewdue.servesettings import OpenIdConnect, Way

log = logging.getLogger(__name__)
router = APIRouter()

BACK = f"{PLACE}/account/back"
MINUTES = 10


@lru_cache(maxsize=8)
def _provider(settings: OpenIdConnect, redirect_uri: str) -> Provider:
    return Provider(settings, redirect_uri)


def provider_of(desk: Desk) -> Provider:
    """Whoever signs people in here, or 404."""
    signs_in_by(desk, Way.OIDC)
    return _provider(desk.settings.serve.oidc, f"{desk.settings.serve.url}{BACK}")


def _seal(desk: Desk) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(list(desk.signer.keys), salt="reviewdue openid")


def _cookie(desk: Desk) -> str:
    return f"{cookie_name(desk.settings.serve)}-openid"


@router.get(f"{PLACE}/account")
def leave(request: Request, desk: Here, next: str = "/") -> Response:
    """To the provider. A link and no form: the policy of our pages lets forms lead nowhere else."""
    allow(request, "try")
    provider = provider_of(desk)
    try:
        url, pending = provider.begin(safe_place(next))
    except WorkNotDone as error:
        log.warning("Nobody can sign in: %s", error)
        return _page(desk, "away", 502)
    answer = RedirectResponse(url, status_code=303)
    # Bound to this browser, so that nobody is signed in with a code that somebody else has begun with.
    answer.set_cookie(
        _cookie(desk),
        _seal(desk).dumps(pending.as_dict()),
        max_age=MINUTES * 60,
        path="/",
        secure=desk.settings.serve.is_https,
        httponly=True,
        samesite="lax",
    )
    return answer


@router.get(BACK)
def come_back(request: Request, desk: Here, code: str = "", state: str = "") -> Response:
    """From the provider, in the browser that went there."""
    allow(request, "try")
    provider = provider_of(desk)
    try:
        pending = _pending(desk, request, state)
        person = _who(desk, provider, pending, code)
    except NotSignedIn as error:
        log.warning("Somebody was not signed in: %s", error)
        return _page(desk, "refused", 403)
    except WorkNotDone as error:
        log.warning("Nobody can sign in: %s", error)
        return _page(desk, "away", 502)
    with desk.ledger.change() as connection:
        secret = begin_session(connection, desk, person, request, Way.OIDC)
    answer = RedirectResponse(desk.base + safe_place(pending.place), status_code=303)
    give_cookie(answer, desk.settings.serve, secret)
    return _forget(desk, answer)


def _pending(desk: Desk, request: Request, state: str) -> Pending:
    """What this browser began with. Raises NotSignedIn."""
    try:
        pending = Pending(**_seal(desk).loads(request.cookies.get(_cookie(desk), ""), max_age=MINUTES * 60))
    except (BadData, TypeError):
        raise NotSignedIn("it was not begun in this browser, or too long ago") from None
    if not state or state != pending.state:
        raise NotSignedIn("it was begun elsewhere")
    return pending


def _who(desk: Desk, provider: Provider, pending: Pending, code: str) -> Someone:
    """One of the people. Raises NotSignedIn and WorkNotDone."""
    if not code:
        raise NotSignedIn("the provider gave no code")
    name = name_in(provider.finish(pending, code), provider.settings.claim)
    person = find_by_name(desk.settings, name, desk.project().today)
    if person is None:
        raise NotSignedIn("whoever it is is not among the people")
    return person


def _page(desk: Desk, trouble: str, status: int) -> Response:
    account = desk.settings.serve.oidc.name
    page = HTMLResponse(desk.render("sign_in/trouble.html", trouble=trouble, account=account), status_code=status)
    return _forget(desk, page)


def _forget(desk: Desk, answer: Response) -> Response:
    answer.delete_cookie(_cookie(desk), path="/", secure=desk.settings.serve.is_https, httponly=True, samesite="lax")
    return answer
