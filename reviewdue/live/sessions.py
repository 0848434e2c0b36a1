"""Who a request comes from: a session's cookie, a proxy's word, or whoever is at this machine where nobody signs in."""

import getpass
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.engine import Connection
from starlette.requests import Request
from starlette.responses import Response

from reviewdue import passes
from reviewdue.access import Someone, find_by_id, find_by_name
from reviewdue.live.clients import host_of, is_within, peer_of
from reviewdue.live.desk import Desk
from reviewdue.passes import Kind, Order
from reviewdue.roles import Right, Role
from reviewdue.servesettings import Serve, Way, is_loopback

FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Somebody who was let in, and how.

    `form_token` goes into every form that changes anything, as `form_token`. `pass_id` is the session's own, None
    where there is none to end: a proxy signs people out itself.
    """

    person: Someone
    form_token: str
    pass_id: str | None = None
    since: datetime | None = None
    signs_in: bool = True

    def may(self, right: str) -> bool:
        """Whether they have a right, by its name: `see`, `review`, `manage`, `administer`."""
        return self.person.may(right)

    @property
    def may_manage(self) -> bool:
        """Whether any task is theirs to act on."""
        return self.may(Right.MANAGE)


def open_session(desk: Desk, request: Request) -> Session | None:
    """The session of a request; None where nobody has shown who they are."""
    serve = desk.settings.serve
    if not serve.sign_in:
        return _at_this_machine(desk, request)
    return _by_cookie(desk, request) or (_by_proxy(desk, request) if Way.PROXY in serve.sign_in else None)


def _at_this_machine(desk: Desk, request: Request) -> Session | None:
    # A web server in front would let in everybody who can reach it.
    if not is_loopback(host_of(request)) or any(name in request.headers for name in FORWARDED):
        return None
    name = getpass.getuser()
    person = Someone(id=name, name=name, role=Role.ADMIN)
    return Session(person=person, form_token=form_token(desk, f"machine {name}"), signs_in=False)


def _by_proxy(desk: Desk, request: Request) -> Session | None:
    serve = desk.settings.serve
    named = request.headers.getlist(serve.proxy_header)
    # Two of them: one is the client's own, and nobody knows which.
    if len(named) != 1 or not is_within(peer_of(request), serve.proxies):
        return None
    person = find_by_name(desk.settings, named[0], desk.project().today)
    return Session(person=person, form_token=form_token(desk, f"proxy {person.id}")) if person else None


def _by_cookie(desk: Desk, request: Request) -> Session | None:
    secret = request.cookies.get(cookie_name(desk.settings.serve))
    if not secret:
        return None
    with desk.ledger.begin() as connection:
        found = passes.find(connection, Kind.SESSION, secret, desk.clock())
    person = find_by_id(desk.settings, found.holder, desk.project().today) if found else None
    if found is None or person is None:
        return None
    token = form_token(desk, f"session {passes.digest_of(secret)}")
    return Session(person=person, form_token=token, pass_id=found.id, since=found.issued_at)


def form_token(desk: Desk, about: str) -> str:
    """What only a page that was shown in this session knows, so that no other site can send its forms."""
    return hmac.new(desk.form_key, f"reviewdue form {about}".encode(), hashlib.sha256).hexdigest()


def begin_session(connection: Connection, desk: Desk, person: Someone, request: Request, way: Way) -> str:
    """A new session, whatever cookie the browser brought along; the one it had ends. Returns its secret."""
    at = desk.clock()
    if before := request.cookies.get(cookie_name(desk.settings.serve)):
        found = passes.find(connection, Kind.SESSION, before, at)
        if found is not None:
            passes.end(connection, Kind.SESSION, id=found.id, by=person.id, at=at)
    ends_at = at + timedelta(days=desk.settings.serve.session_days)
    order = Order(kind=Kind.SESSION, holder=person.id, ends_at=ends_at, detail=str(way))
    return passes.issue(connection, order, by=person.id, at=at)[0]


def cookie_name(serve: Serve) -> str:
    """With this prefix browsers take the cookie from this very host only, and over an encrypted connection."""
    return "__Host-reviewdue" if serve.is_https else "reviewdue"


def give_cookie(response: Response, serve: Serve, secret: str) -> None:
    """Let the browser keep a session: out of reach of scripts, and not sent along by other sites' forms."""
    response.set_cookie(
        cookie_name(serve),
        secret,
        max_age=serve.session_days * 86_400,
        path="/",
        secure=serve.is_https,
        httponly=True,
        samesite="lax",
    )


def take_cookie(response: Response, serve: Serve) -> None:
    """Let the browser forget it."""
    response.delete_cookie(cookie_name(serve), path="/", secure=serve.is_https, httponly=True, samesite="lax")
