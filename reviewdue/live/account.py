"""The screen on which somebody sees as whom they are signed in, and has their due dates in a calendar."""

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
from reviewdue.projects import Project
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
    own, others = _calendars(view.project, who)
    made = {one.holder for one in passes_of(view.connection, Kind.FEED) if one.is_valid(view.desk.clock())}
    named = {**own, **{id: name for id, name in others.items() if id in made}}
    values = {
        "person": who.person,
        "since": who.since,
        "feeds": [(id, name, id in made) for id, name in named.items()],
        "others": [one for one in others.items() if one[0] not in made],
        "address": address,
        "made_for": made_for,
    }
    return HTMLResponse(view.render("live/account.html", "account", **values))


def _calendars(project: Project, who: Session) -> tuple[dict[str, str], dict[str, str]]:
    """Those that somebody may have, by id, their own and their teams' first; a manager has those of others, too."""
    people = people_of(project.settings.people, today=project.today)
    there = {id: person.name for id, person in people.by_id.items() if not people.has_left(person)}
    own = {who.person.id, *teams_of(project, who.person.id)}
    others = {id: name for id, name in there.items() if id not in own} if who.may(Right.MANAGE) else {}
    return {id: name for id, name in there.items() if id in own}, others


@router.post("/account/calendar")
def make_calendar(desk: Here, posted: Annotated[Posted, needs(Right.SEE)]) -> Response:
    """Make the address of a calendar, or with `end` end it. It is shown this once."""
    of, who = posted.form.text("of"), posted.session
    own, others = _calendars(desk.project(), who)
    names = {**own, **others}
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
