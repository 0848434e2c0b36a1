"""The screens that show one thing: the overview, a page, a source."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse

from reviewdue.dashboard import overview_values
from reviewdue.ledger import checks, listing
from reviewdue.live.addresses import live_name, read_count
from reviewdue.live.desk import Desk, View
from reviewdue.live.doors import session_of
from reviewdue.permissions import may_act_on
from reviewdue.printing import Printer
from reviewdue.roles import Right
from reviewdue.showing import show_pages
from reviewdue.sourceviews import show_sources_of
from reviewdue.tasks.together import MOST as MOST_AT_ONCE
from reviewdue.turns import turns_of

router = APIRouter(default_response_class=HTMLResponse)
# Of more pages that cite a source the list tells, which has parts.
MOST_CITING = 50


def look(request: Request) -> Iterator[View]:
    """One moment of the ledger for the screen that is asked for."""
    desk: Desk = request.app.state.desk
    with desk.look(session_of(request)) as view:
        yield view


Looked = Annotated[View, Depends(look)]


@router.get("/")
@router.get("/index.html")
def overview(view: Looked) -> str:
    """What is overdue, what comes next, which source changed, and whether the system is well."""
    # To draw the charts takes longer than all the rest.
    return view.render("dashboard/overview.html", "index.html", **first_screen(view))


def first_screen(view: View, share: float = 1) -> dict[str, object]:
    """What the first screen shows."""
    shown = view.look_over(share=share)
    values = view.desk.keep("first screen", shown, lambda: overview_values(shown))
    return {"overview": shown, **values}


@router.get("/pages/{id:path}/index.html")
def page(id: str, request: Request, view: Looked) -> str:
    """One page with all that is known of it."""
    lines = listing.lines_by_id(view.connection, [id], view.day)
    if id not in lines:
        raise HTTPException(404, f"There is no page “{id}” on the lists.")
    shown = next(show_pages(view.connection, view.project, [lines[id]]))
    done = request.query_params.get("done"), read_count(request.query_params.get("many", ""))
    values = {"page": shown, "may_act": _may_act(view, id), "done": done[0], "many": done[1]}
    return view.render("dashboard/page.html", f"pages/{live_name(id)}/index.html", **values)


def _may_act(view: View, id: str) -> bool:
    return view.session is not None and may_act_on(view.connection, view.project, view.session.person, id)


@router.get("/sources/{id:path}/index.html")
def source(id: str, view: Looked) -> str:
    """One source with its three answers and every page that cites it."""
    held = checks.held(view.connection, [id])
    if id not in held:
        raise HTTPException(404, f"There is no source “{id}”.")
    printed = Printer(project=view.project).citations([held[id]], keep=False)
    shown = next(show_sources_of(view.connection, view.project, [held[id]], printed, most=MOST_CITING))
    values = {
        "source": shown,
        "turns": turns_of(view.connection, id),
        "may_act": view.session is not None and view.session.may(Right.MANAGE),
        "most": MOST_CITING,
        "at_once": MOST_AT_ONCE,
    }
    return view.render("dashboard/source.html", f"sources/{live_name(id)}/index.html", **values)
