"""The forms by which a list is kept under a name, and forgotten."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from reviewdue.ledger.savedviews import MOST_OF_ONE, SavedView, remove_view, save_view, view_by_id
from reviewdue.live.addresses import query_of, read_query, read_search
from reviewdue.live.desk import Desk
from reviewdue.live.doors import Posted, needs
from reviewdue.roles import Right
from reviewdue.wording import single_line

router = APIRouter()
LONGEST_NAME = 80


@router.post("/views/save")
def save(request: Request, posted: Annotated[Posted, needs(Right.SEE)]) -> Response:
    """Keep the list that the form names."""
    desk: Desk = request.app.state.desk
    form, session = posted.form, posted.session
    name = single_line(form.text("name"))[:LONGEST_NAME].strip()
    query = query_of(read_search(read_query(form.text("query"))))
    shared = form.text("shared") == "1"
    if shared and not session.may(Right.MANAGE):
        raise HTTPException(403, "A view for everybody is saved by a manager. Nothing was saved.")
    if not name or not query:
        raise HTTPException(422, "A view needs a name, and something that the list is chosen by. Nothing was saved.")
    with desk.ledger.change() as connection:
        saved = save_view(connection, name, query, holder=session.person.id, shared=shared, at=desk.project().now)
        if saved is None:
            raise HTTPException(409, f"You have {MOST_OF_ONE} views, which is the most. Forget one first.")
    return _to_list(desk, query)


@router.post("/views/forget")
def forget(request: Request, posted: Annotated[Posted, needs(Right.SEE)]) -> Response:
    """Forget one's own view, or as a manager one of everybody's."""
    desk: Desk = request.app.state.desk
    with desk.ledger.change() as connection:
        view = view_by_id(connection, posted.form.text("id"))
        if view is None or not may_forget(posted, view):
            raise HTTPException(404, "There is no such view of yours.")
        remove_view(connection, view, by=posted.session.person.id, at=desk.project().now)
    return _to_list(desk, view.query)


def may_forget(posted: Posted, view: SavedView) -> bool:
    """Whether a view is theirs to forget."""
    return view.holder == posted.session.person.id or (view.shared and posted.session.may(Right.MANAGE))


def _to_list(desk: Desk, query: str) -> Response:
    return RedirectResponse(f"{desk.base}/pages/index.html?{query}", status_code=303)
