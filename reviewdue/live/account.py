"""The screen on which somebody sees as whom they are signed in, and has their due dates in a calendar."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from reviewdue import passes
from reviewdue.feeds import calendar_of, holder_of, make_feed, teams_of
from reviewdue.ledger.passes import passes_of
from reviewdue.live.acting import Here, allow
from reviewdue.live.desk import View
from reviewdue.live.doors import Posted, Who, needs
from reviewdue.live.limits import Limit
from reviewdue.live.screens import Looked
from reviewdue.live.sessions import Session
from reviewdue.passes import Kind
from reviewdue.people import people_of
from reviewdue.roles import Right

router = APIRouter()


def make_limits() -> dict[str, Limit]:
    """How often one client may fetch calendars."""
    return {"calendar": Limit(burst=30, per_minute=6)}


@router.get("/account")
def account(view: Looked, who: Who) -> HTMLResponse:
    """Who they are here, what that allows, and their calendars."""
    return _show(view, who)


def _show(view: View, who: Session, address: str | None = None, made_for: str | None = None) -> HTMLResponse:
    feeds = [
        (id, name, any(one.is_valid(view.desk.clock()) for one in passes_of(view.connection, Kind.FEED, id)))
        for id, name in _calendars(view, who)
    ]
    values = {"person": who.person, "since": who.since, "feeds": feeds, "address": address, "made_for": made_for}
    return HTMLResponse(view.render("live/account.html", "account", **values))


def _calendars(view: View, who: Session) -> Iterator[tuple[str, str]]:
    """Those that somebody may have: their own, those of their teams; a manager's are everybody's."""
    people, teams = people_of(view.project.settings.people).by_id, teams_of(view.project, who.person.id)
    for id, person in people.items():
        if id == who.person.id or id in teams or who.may(Right.MANAGE):
            yield id, person.name


@router.post("/account/calendar")
def make_calendar(desk: Here, posted: Annotated[Posted, needs(Right.SEE)]) -> Response:
    """Make the address of a calendar, or with `end` end it. It is shown this once."""
    of, who = posted.form.text("of"), posted.session
    with desk.look(who) as view:
        names = dict(_calendars(view, who))
    if of not in names:
        raise HTTPException(403, "That calendar is somebody else’s.")
    with desk.ledger.change() as connection:
        if posted.form.text("end"):
            passes.end(connection, Kind.FEED, holder=of, by=who.person.id, at=desk.clock())
            return RedirectResponse(f"{desk.base}/account", status_code=303)
        secret = make_feed(connection, desk.project(), of, by=who.person.id, at=desk.clock())
    with desk.look(who) as view:
        answer = _show(view, who, f"{desk.settings.serve.url or ''}/calendar/{secret}.ics", names[of])
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.get("/calendar/{secret}.ics")
def calendar(request: Request, secret: str, desk: Here) -> Response:
    """The due dates behind a secret address."""
    allow(request, "calendar")
    with desk.look() as view:
        holder = holder_of(view.connection, view.project, secret, desk.clock())
        if holder is None:
            raise HTTPException(404)
        content = calendar_of(view.connection, view.project, desk.environment, holder)
    return Response(content, media_type="text/calendar", headers={"Cache-Control": "private, no-store"})
