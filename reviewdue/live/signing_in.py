"""Signing in by a mailed link, and signing out. A link that is opened does nothing; its button signs in, once."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy.engine import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from reviewdue import passes
from reviewdue.access import find_by_id
from reviewdue.inviting import send_sign_in
from reviewdue.live.acting import Here, Sent, allow
from reviewdue.live.clients import comes_from_us
from reviewdue.live.desk import Desk
from reviewdue.live.doors import Posted, needs, safe_place
from reviewdue.live.limits import Limit
from reviewdue.live.sessions import begin_session, give_cookie, open_session, take_cookie
from reviewdue.passes import Kind
from reviewdue.roles import Right
from reviewdue.servesettings import Way

router = APIRouter()
PLACE = "/sign-in"


def make_limits() -> Mapping[str, Limit]:
    """How often one client may ask for a link, and try one."""
    return {"ask": Limit(burst=5, per_minute=1), "try": Limit(burst=10, per_minute=6)}


def from_our_page(request: Request, desk: Here) -> None:
    """Answer 403 to a form of another site: nobody is to be signed in as somebody else without knowing."""
    if not comes_from_us(request, desk.settings.serve):
        raise HTTPException(403, "That form was sent by another site; nothing was done.")


Ours = Depends(from_our_page)


def signs_in_by(desk: Desk, way: Way) -> None:
    """Answer 404 where people do not sign in that way."""
    if way not in desk.settings.serve.sign_in:
        raise HTTPException(404)


@router.api_route(PLACE, methods=["GET", "HEAD"])
def show(request: Request, desk: Here, next: str = "/") -> Response:
    """The ways to sign in."""
    if open_session(desk, request) is not None:
        return RedirectResponse(desk.base + safe_place(next), status_code=303)
    ways = [str(way) for way in desk.settings.serve.sign_in]
    return HTMLResponse(
        desk.render("sign_in/ask.html", ways=ways, next=safe_place(next), account=desk.settings.serve.oidc.name)
    )


@router.post(PLACE, dependencies=[Ours])
def ask(request: Request, desk: Here, form: Sent) -> Response:
    """Mail a link to a registered address. Neither the answer nor its time tells whether there is one."""
    signs_in_by(desk, Way.MAIL)
    allow(request, "ask")
    place = safe_place(form.text("next"))
    desk.errands.submit(send_sign_in, desk.project(), form.text("address")[:320], place, desk.clock())
    return HTMLResponse(desk.render("sign_in/sent.html", minutes=desk.settings.serve.sign_in_minutes))


@router.api_route(PLACE + "/{secret}", methods=["GET", "HEAD"])
def open_link(secret: str, desk: Here) -> Response:
    """The button. Looking uses nothing up, whoever looks."""
    signs_in_by(desk, Way.MAIL)
    with desk.ledger.begin() as connection:
        found = passes.find(connection, Kind.SIGN_IN, secret, desk.clock())
    if found is None:
        return _no_link(desk)
    return HTMLResponse(desk.render("sign_in/press.html", secret=secret))


@router.post(PLACE + "/{secret}", dependencies=[Ours])
def press(request: Request, secret: str, desk: Here) -> Response:
    """Sign in, with a session that is new whatever the browser brought along."""
    signs_in_by(desk, Way.MAIL)
    allow(request, "try")
    with desk.ledger.change() as connection:
        signed_in = _sign_in(connection, desk, request, secret)
    if signed_in is None:
        return _no_link(desk)
    session, place = signed_in
    answer = RedirectResponse(desk.base + safe_place(place), status_code=303)
    give_cookie(answer, desk.settings.serve, session)
    return answer


def _sign_in(connection: Connection, desk: Desk, request: Request, secret: str) -> tuple[str, str] | None:
    """The secret of a new session and where to go on; None where a link does not sign anybody in."""
    used = passes.use_up(connection, Kind.SIGN_IN, secret, desk.clock())
    person = find_by_id(desk.settings, used.holder, desk.project().today) if used else None
    if used is None or person is None:
        return None
    return begin_session(connection, desk, person, request, Way.MAIL), used.detail


def _no_link(desk: Desk) -> Response:
    return HTMLResponse(desk.render("sign_in/over.html"), status_code=410)


@router.post("/sign-out")
def sign_out(desk: Here, posted: Annotated[Posted, needs(Right.SEE)]) -> Response:
    """End the session, or with `everywhere` all of this person's."""
    session, at = posted.session, desk.clock()
    mine = {"holder": session.person.id} if posted.form.text("everywhere") else {"id": session.pass_id}
    if session.pass_id is not None:
        with desk.ledger.change() as connection:
            passes.end(connection, Kind.SESSION, by=session.person.id, at=at, **mine)
    answer = RedirectResponse(f"{desk.base}{PLACE}", status_code=303)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    take_cookie(answer, desk.settings.serve)
    return answer
