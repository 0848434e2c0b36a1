"""The web application: what it opens, its routers, and what every answer of it carries."""

from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import asynccontextmanager
from datetime import date, datetime
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.types import Scope

import reviewdue
from reviewdue.ledger import open_ledger
from reviewdue.live import (
    acceptances,
    account,
    acting,
    deeds,
    doors,
    exports,
    finishing,
    flagging,
    lists,
    muting,
    openid,
    operating,
    planning,
    public,
    saving,
    screens,
    signing_in,
)
from reviewdue.live.api import make_api, tokens
from reviewdue.live.api.app import PLACE as API
from reviewdue.live.bounds import Bounds
from reviewdue.live.desk import Desk, utc_now
from reviewdue.live.doors import Doorkeeper
from reviewdue.live.headers import StrictHeaders, UsualHeaders
from reviewdue.live.kept import KeptScreens
from reviewdue.live.recent import Acts, Foresight, NotesActs
from reviewdue.openid import check_installed
from reviewdue.rendering import template_folders
from reviewdue.servesettings import Way
from reviewdue.settings import load_settings

ACTING = "/act"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "private, no-cache",
}
# The share of its time after which a figure is made anew, while the one before it can still be shown.
SOON = 0.5
# What only shows the ledger, and so may be sent again while it stays as it is.
FIRST = frozenset({"/", "/index.html", "/problems.html", "/forecast.html"})
SCREENS = ("/pages/", "/sources/", "/people/")
ENCRYPTED = {"Strict-Transport-Security": "max-age=31536000"}


def make_app(
    root: Path, today: date | None = None, *, clock: Callable[[], datetime] = utc_now, acts: Acts | None = None
) -> FastAPI:
    """The application of the governed project at `root`, on the day it is or on another one.

    `acts` are shared with other processes that serve it. Raises ConfigurationError and LedgerUnusable.
    """
    settings = load_settings(root)
    if Way.OIDC in settings.serve.sign_in:
        check_installed()
    ledger = open_ledger(settings.ledger.url, root)
    desk = Desk(root=root, settings=settings, ledger=ledger, today=today, clock=clock, acts=acts or Acts())
    foresight = Foresight(lambda: _look_ahead(desk), desk.acts)
    app = FastAPI(
        title=f"{settings.publisher.name}: reviewdue",
        version=reviewdue.__version__,
        lifespan=lambda _: _open_for_business(desk, foresight),
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    app.state.desk = desk
    _include(app)
    app.state.limits = {}
    for module in (doors, acting, account, signing_in, flagging, tokens):
        app.state.limits |= module.make_limits()
    app.mount(API, make_api(desk))
    _mount(app, "/assets", root, "dashboard/assets")
    _mount(app, f"{ACTING}-assets", root, "act/assets")
    _guard(app, desk, foresight)
    app.add_exception_handler(HTTPException, _say_what_is_wrong)  # type: ignore[arg-type]
    return app


def _include(app: FastAPI) -> None:
    """The screens, and what is behind links and forms."""
    for router in (
        screens.router,
        lists.router,
        exports.router,
        planning.router,
        acceptances.router,
        deeds.router,
        saving.router,
        account.router,
    ):
        app.include_router(router)
    app.include_router(muting.router, prefix=f"{ACTING}/mute")
    app.include_router(finishing.router, prefix=ACTING)
    app.include_router(acting.router, prefix=ACTING)
    app.include_router(public.router, prefix=public.PLACE)
    for router in (openid.router, signing_in.router, flagging.router, operating.router):
        app.include_router(router)


def _guard(app: FastAPI, desk: Desk, foresight: Foresight) -> None:
    """What every request goes through, the last one first."""
    _keep_screens(app, desk, foresight)
    app.add_middleware(NotesActs, acts=desk.acts)
    app.add_middleware(Doorkeeper, desk=desk)
    app.add_middleware(Bounds)
    app.add_middleware(StrictHeaders, below=(ACTING, signing_in.PLACE, "/public/flag"))
    app.add_middleware(UsualHeaders, headers={**HEADERS, **(ENCRYPTED if desk.settings.serve.is_https else {})})


@asynccontextmanager
async def _open_for_business(desk: Desk, foresight: Foresight) -> AsyncIterator[None]:
    # Whoever comes first need not wait for what everybody is shown.
    await run_in_threadpool(foresight.start)
    desk.recents.ahead = True
    yield
    foresight.close()
    desk.close()


def _look_ahead(desk: Desk) -> None:
    """Make what goes over the whole ledger, before it is too old to be shown."""
    with desk.look() as view:
        screens.first_screen(view, SOON)
        lists.look_ahead(view, SOON)
        planning.forecast_of(view, SOON)


def _keep_screens(app: FastAPI, desk: Desk, foresight: Foresight) -> None:
    def mark() -> object:
        foresight.note_asked()
        return desk.screen_mark()

    app.add_middleware(KeptScreens, mark=mark, whose=_whose, waits=desk.ledger.engine.dialect.name != "sqlite")


def _mount(app: FastAPI, path: str, root: Path, name: str) -> None:
    """The root's own style and script, and the shipped ones behind them."""
    own, *behind = [folder / name for folder in template_folders(root) if (folder / name).is_dir()]
    files = StaticFiles(directory=own)
    files.all_directories = [own, *behind]
    app.mount(path, files, name=name)


def _whose(scope: Scope) -> Hashable | None:
    """For whom a screen is: for one session, whose forms it holds. What is behind links is made anew each time."""
    path, session = scope["path"], scope.get("state", {}).get("session")
    if path.startswith("/assets/"):
        return "everybody"
    is_screen = path in FIRST or path.startswith(SCREENS)
    return (session.form_token, session.person) if session is not None and is_screen else None


def _say_what_is_wrong(request: Request, error: HTTPException) -> Response:
    """A page in the house's own clothes: what was asked for, and where to go on."""
    desk: Desk = request.app.state.desk
    session = getattr(request.state, "session", None)
    if session is None:
        return acting.say_what_is_wrong(desk, error)
    with desk.look(session) as view:
        text = view.render("live/wrong.html", path="", status=error.status_code, detail=error.detail)
    return HTMLResponse(text, status_code=error.status_code, headers=dict(error.headers or {}))
