"""The pages behind the links in mail: what a task is, and the forms with which people act on it.

Only a POST changes anything, and only with the ticket of a form that was shown to the person whom the link names.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from reviewdue.errors import ActionRefused
from reviewdue.ledger.forms import claim_form, form_was_sent, give_back_form
from reviewdue.links import Forged, Purpose, Ticket
from reviewdue.live.clients import client_of
from reviewdue.live.desk import Desk
from reviewdue.live.forms import Form, read_form
from reviewdue.live.limits import Limit, slow_down
from reviewdue.live.views import show_visit, tickets_for
from reviewdue.projects import Project
from reviewdue.relinking import send_links
from reviewdue.tasks.acting import Acting
from reviewdue.visits import Trouble, Visit, visit

router = APIRouter()
# A page that was left open overnight is opened again before it acts; the review itself may take days.
SHOWN_FOR = {Purpose.FINISH: timedelta(days=14)}
USUALLY_SHOWN_FOR = timedelta(days=1)


def desk_of(request: Request) -> Desk:
    """The desk that a request has come to."""
    desk: Desk = request.app.state.desk
    return desk


Here = Annotated[Desk, Depends(desk_of)]
Sent = Annotated[Form, Depends(read_form)]


def make_limits() -> dict[str, Limit]:
    """How often one client may press a button, and ask for a link."""
    return {"act": Limit(burst=30, per_minute=30), "again": Limit(burst=5, per_minute=1)}


class Wrong(Exception):
    """A field of a form that cannot be so; `wrong` is what words.jinja calls the fault."""

    def __init__(self, field: str, wrong: str) -> None:
        super().__init__(wrong)
        self.field, self.wrong = field, wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a form did nothing: faults by field, or a sentence; with what was written in it."""

    purpose: str
    values: Mapping[str, str]
    fields: Mapping[str, str]
    said: str | None = None
    stale: bool = False


@router.api_route("/{token}", methods=["GET", "HEAD"])
def show(token: str, desk: Here, done: str = "") -> Response:
    """The page of a task. Looking at it changes nothing, whoever looks."""
    return page_of(desk, token, done=done)


@router.post("/again")
def again(request: Request, desk: Here, form: Sent, later: BackgroundTasks) -> Response:
    """Mail a new link to the registered address; the answer never tells whether there is one."""
    allow(request, "again")
    later.add_task(send_links, desk.project(), desk.signer, form.text("link"), form.text("address"))
    return HTMLResponse(desk.render("act/sent.html"))


@router.post("/{token}/{what}")
def act(request: Request, token: str, what: str, desk: Here, form: Sent) -> Response:
    """Do what a form asks for, once."""
    allow(request, "act")
    if what not in ACTIONS:
        raise HTTPException(404)
    purpose, project = Purpose(what), desk.project()
    found = open_link(desk, project, token)
    if not isinstance(found, Visit) or not found.may_act:
        return after(desk, token, found, purpose, form)
    try:
        ticket = read_ticket(desk, found, purpose, form)
        acting = Acting(project=project, page_id=found.line.id, actor=found.visitor.id)
        do_once(project, found, ticket, purpose, lambda: ACTIONS[purpose](acting, form))
    except Forged:
        refusal = Refusal(purpose=what, values=form.values(), fields={}, stale=True)
        return page_of(desk, token, refusal=refusal, status=422)
    except Wrong as error:
        refusal = Refusal(purpose=what, values=form.values(), fields={error.field: error.wrong})
        return page_of(desk, token, refusal=refusal, status=422)
    except ActionRefused as error:
        refusal = Refusal(purpose=what, values=form.values(), fields={}, said=str(error))
        return page_of(desk, token, refusal=refusal, status=422)
    return to_the_page(desk, token, purpose)


def to_the_page(desk: Desk, token: str, done: Purpose) -> Response:
    """Back to the page of the task, which then says what was done."""
    return RedirectResponse(f"{desk.base}/act/{token}?done={done}", status_code=303)


def after(desk: Desk, token: str, found: Visit | Trouble, purpose: Purpose, form: Form) -> Response:
    """The answer where there is nothing left to do: the same as before to a form that has done it, or a page."""
    if isinstance(found, Visit) and found.theirs:
        with suppress(Forged), desk.ledger.begin() as connection:
            if form_was_sent(connection, read_ticket(desk, found, purpose, form).number):
                return to_the_page(desk, token, purpose)
    return page_of(desk, token, status=409)


def allow(request: Request, what: str) -> None:
    """Answer 429 to a client that comes too often."""
    slow_down(request, what, client_of(request, request.app.state.desk.settings.serve))


def say_what_is_wrong(desk: Desk, error: HTTPException) -> Response:
    """A fault as a page that shows nothing of the dashboard."""
    page = desk.render("act/fault.html", status=error.status_code, detail=error.detail)
    return HTMLResponse(page, status_code=error.status_code, headers=dict(error.headers or {}))


def open_link(desk: Desk, project: Project, token: str) -> Visit | Trouble:
    """What a link opens."""
    try:
        link = desk.signer.read_link(token)
    except Forged:
        return Trouble.FORGED
    with desk.ledger.begin() as connection:
        return visit(connection, project, desk.signer, link)


def page_of(
    desk: Desk, token: str, *, done: str = "", refusal: Refusal | None = None, status: int = 200
) -> HTMLResponse:
    """The page of a task, or of the trouble with its link."""
    project = desk.project()
    found = open_link(desk, project, token)
    if not isinstance(found, Visit):
        again = token if found is Trouble.EXPIRED else ""
        return HTMLResponse(desk.render("act/trouble.html", trouble=str(found), link=again), status_code=410)
    tickets = tickets_for(desk.signer, found, desk.clock())
    with desk.ledger.begin() as connection:
        view = show_visit(connection, project, found, tickets)
    page = desk.render("act/task.html", visit=view, token=token, done=done, refusal=refusal, today=project.today)
    return HTMLResponse(page, status_code=status)


def read_ticket(desk: Desk, found: Visit, purpose: Purpose, form: Form) -> Ticket:
    """The ticket of a form, if it was made for this person, task and purpose, and not too long ago. Raises Forged."""
    ticket = desk.signer.read_ticket(purpose, form.text("ticket"))
    ours = ticket.task_id == found.task.id and desk.signer.is_named(ticket.person, found.visitor.mailbox)
    if not ours or desk.clock() - ticket.shown_at > SHOWN_FOR.get(purpose, USUALLY_SHOWN_FOR):
        raise Forged
    return ticket


def do_once(project: Project, found: Visit, ticket: Ticket, purpose: Purpose, do: Callable[[], object]) -> None:
    """Do it unless this very form has done it before. Raises Wrong and ActionRefused, and then has done nothing."""
    with project.ledger.change() as connection:
        sent_by = {"task_id": found.task.id, "purpose": str(purpose)}
        if not claim_form(connection, ticket.number, at=project.now, **sent_by):
            return
    try:
        do()
    except (Wrong, ActionRefused):
        with project.ledger.change() as connection:
            give_back_form(connection, ticket.number)
        raise


def acknowledge(acting: Acting, form: Form) -> None:
    """It is in hand."""
    acting.acknowledge()


def assign(acting: Acting, form: Form) -> None:
    """It is not theirs."""
    if not form.text("to"):
        raise Wrong("to", "nobody")
    acting.assign(form.text("to"), form.text("why"))


def defer(acting: Acting, form: Form) -> None:
    """It is put off."""
    try:
        until = date.fromisoformat(form.text("until"))
    except ValueError:
        raise Wrong("until", "no_day" if form.text("until") else "empty_day") from None
    if not form.text("why"):
        raise Wrong("why", "no_reason")
    acting.defer(until, form.text("why"), form.text("approver") or None)


def flag(acting: Acting, form: Form) -> None:
    """Something else on the page needs a look."""
    if not form.text("why"):
        raise Wrong("why", "nothing_said")
    acting.flag(form.text("why"))


ACTIONS = {
    Purpose.ACKNOWLEDGE: acknowledge,
    Purpose.ASSIGN: assign,
    Purpose.DEFER: defer,
    Purpose.FLAG: flag,
}
