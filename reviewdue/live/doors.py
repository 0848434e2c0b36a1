"""The doorkeeper: nobody sees anything of the dashboard before it is known who they are, whatever the address.

What a route changes it asks for by name: `needs(Right.MANAGE)` gives the session and the form, or answers 403.
"""

from dataclasses import dataclass
from hmac import compare_digest
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Depends
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import URL
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from reviewdue.live.clients import comes_from_us, is_our_host
from reviewdue.live.desk import Desk
from reviewdue.live.forms import Form, read_form
from reviewdue.live.limits import Limit, slow_down
from reviewdue.live.recent import READING
from reviewdue.live.sessions import Session, open_session
from reviewdue.roles import Right

# What has a lock of its own, or holds nothing of the dashboard.
OPEN = ("/api/", "/act/", "/act-assets/", "/assets/", "/calendar/", "/public/", "/sign-in/")
OPEN_PLACES = frozenset({"/sign-in", "/robots.txt"})
# Asked for by address, not by name, by what looks after the program; these show nothing of the dashboard either.
PROBES = frozenset({"/healthz", "/readyz", "/metrics"})
SIGN_IN = "/sign-in"


class Doorkeeper:
    """An ASGI application in front of another: asks for the session, and refuses what another site sends."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self.app, self.desk = app, desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what may pass."""
        if scope["type"] == "http":
            refusal = await self._judge(Request(scope))
            if refusal is not None:
                await refusal(scope, receive, send)
                return
        await self.app(scope, receive, send)

    async def _judge(self, request: Request) -> Response | None:
        path = request.scope["path"]
        if path in PROBES:
            return None
        if not is_our_host(request, self.desk.settings.serve):
            return PlainTextResponse("This host is not known here; see serve.hosts.", status_code=421)
        if path in OPEN_PLACES or path.startswith(OPEN):
            return None
        session = await run_in_threadpool(open_session, self.desk, request)
        if session is None:
            return self._ask_to_sign_in(request)
        if request.method not in READING and not comes_from_us(request, self.desk.settings.serve):
            return self._refuse("That form was sent by another site; nothing was done.")
        request.scope.setdefault("state", {})["session"] = session
        return None

    def _ask_to_sign_in(self, request: Request) -> Response:
        serve = self.desk.settings.serve
        if not serve.sign_in:
            return self._refuse("The dashboard is open on its own machine only, until serve.sign_in is set.")
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        place = f"{self.desk.base}{SIGN_IN}?next={quote(wanted, safe='')}"
        if request.headers.get("hx-request"):
            return Response(status_code=401, headers={"HX-Redirect": f"{self.desk.base}{SIGN_IN}"})
        if request.method not in READING:
            return self._refuse("You are signed out. Open the page again and sign in; nothing was done.", 401)
        return RedirectResponse(place, status_code=303, headers={"Cache-Control": "no-store"})

    def _refuse(self, detail: str, status: int = 403) -> Response:
        page = self.desk.render("act/fault.html", status=status, detail=detail)
        return HTMLResponse(page, status_code=status, headers={"Cache-Control": "no-store"})


def session_of(request: Request) -> Session:
    """The session of a request that the doorkeeper let in."""
    session: Session | None = getattr(request.state, "session", None)
    if session is None:
        raise HTTPException(401, "Please sign in.")
    return session


Who = Annotated[Session, Depends(session_of)]


@dataclass(frozen=True, slots=True)
class Posted:
    """A form that may do what it asks for: who sent it, and what is in it."""

    session: Session
    form: Form


def check_form(session: Session, form: Form) -> None:
    """Answer 403 to a form that no page of this session has shown."""
    if not compare_digest(form.text("form_token").encode(), session.form_token.encode()):
        raise HTTPException(
            403, "This form is too old, or comes from elsewhere. Open the page again; nothing was done."
        )


def make_limits() -> dict[str, Limit]:
    """How often one person may change something."""
    return {"change": Limit(burst=60, per_minute=60)}


def not_allowed() -> HTTPException:
    """The answer to somebody who may not do what they ask for."""
    return HTTPException(403, "You may look at this, but not change it. Ask whoever looks after reviewdue here.")


def needs(right: Right) -> Any:
    """A dependency of a route that changes something: a `Posted` whose sender has a right, or 403."""

    def check(request: Request, session: Who, form: Annotated[Form, Depends(read_form)]) -> Posted:
        check_form(session, form)
        slow_down(request, "change", session.person.id)
        if not session.may(right):
            raise not_allowed()
        return Posted(session, form)

    return Depends(check)


def safe_place(wanted: str) -> str:
    """Where to go on after signing in: a place on this site, or its first page."""
    url = URL(wanted[:2000])
    plain = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted[:2000] if plain and "\\" not in wanted and not url.netloc and not url.scheme else "/"
