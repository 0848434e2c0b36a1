"""The forms in which a page is flagged: by readers, guarded against abuse, and by colleagues who are signed in."""

import secrets
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from reviewdue.errors import ActionRefused
from reviewdue.ledger.forms import claim_form, count_forms
from reviewdue.ledger.listing import PageLine
from reviewdue.links import Forged, Purpose, Ticket
from reviewdue.live.acting import Here, Sent, allow
from reviewdue.live.addresses import live_name
from reviewdue.live.desk import Desk
from reviewdue.live.doors import Posted, needs
from reviewdue.live.forms import Form
from reviewdue.live.limits import Limit
from reviewdue.live.public import PLACE, find_line
from reviewdue.live.signing_in import Ours
from reviewdue.roles import Right
from reviewdue.tasks.acting import Acting
from reviewdue.wording import single_line

router = APIRouter()
KIND = "reader_flag"
READER = "reader"
SHORTEST, LONGEST = 10, 1_000
# Nobody has read a page and written a sentence in less; a form that was left open overnight is opened again.
QUICKEST, SLOWEST = timedelta(seconds=3), timedelta(days=1)
MOST_OF_A_PAGE, MOST_OF_ALL = 3, 50
A_DAY = timedelta(days=1)


def make_limits() -> dict[str, Limit]:
    """How often one client may flag."""
    return {"flag": Limit(burst=3, per_minute=0.1)}


def find_page(desk: Desk, id: str) -> PageLine:
    """A page that readers may flag, or 404."""
    if not desk.settings.serve.public.flags:
        raise HTTPException(404)
    with desk.look() as view:
        return find_line(view, id)


@router.api_route(PLACE + "/flag/{id:path}", methods=["GET", "HEAD"])
def show(id: str, desk: Here) -> Response:
    """The form for readers."""
    return _form(desk, find_page(desk, id))


def _form(desk: Desk, line: PageLine, *, text: str = "", wrong: str = "", status: int = 200) -> Response:
    ticket = Ticket(task_id=_subject(line.id), person=READER, shown_at=desk.clock(), number=secrets.token_urlsafe(12))
    signed = desk.signer.sign_ticket(Purpose.FLAG, ticket)
    page = desk.render("public/flag.html", line=line, ticket=signed, text=text, wrong=wrong, most=LONGEST)
    return HTMLResponse(page, status_code=status, headers={"Cache-Control": "no-store"})


def _subject(page_id: str) -> str:
    return f"page {page_id}"


@router.post(PLACE + "/flag/{id:path}", dependencies=[Ours])
def flag(request: Request, id: str, desk: Here, form: Sent) -> Response:
    """Open a reason on the page's task. What a program has sent is thanked for, and nothing is done."""
    line = find_page(desk, id)
    allow(request, "flag")
    text = form.text("what")
    if not SHORTEST <= len(text) <= LONGEST:
        wrong = "too_short" if len(text) < SHORTEST else "too_long"
        return _form(desk, line, text=text[:LONGEST], wrong=wrong, status=422)
    if form.text("website"):  # a field that nobody sees
        return _thanks(desk, line)
    try:
        ticket = _read_ticket(desk, line, form)
    except Forged:
        return _form(desk, line, text=text, wrong="stale", status=422)
    if _claim(desk, line, ticket):
        Acting(project=desk.project(), page_id=line.id, actor=READER).flag(f"A reader wrote: “{_said(text)}”")
    return _thanks(desk, line)


def _said(text: str) -> str:
    return single_line(" ".join(text.split()))


def _read_ticket(desk: Desk, line: PageLine, form: Form) -> Ticket:
    """Raises Forged."""
    ticket = desk.signer.read_ticket(Purpose.FLAG, form.text("ticket"))
    age = desk.clock() - ticket.shown_at
    if ticket.task_id != _subject(line.id) or ticket.person != READER or not QUICKEST <= age <= SLOWEST:
        raise Forged
    return ticket


def _claim(desk: Desk, line: PageLine, ticket: Ticket) -> bool:
    """Whether this form is the first of its kind, and neither the page nor the site had too many today."""
    now = desk.clock()
    with desk.ledger.change() as connection:
        of_page = count_forms(connection, KIND, since=now - A_DAY, task_id=_subject(line.id))
        if of_page >= MOST_OF_A_PAGE or count_forms(connection, KIND, since=now - A_DAY) >= MOST_OF_ALL:
            raise HTTPException(429, "This page was flagged several times today, and somebody will look. Thank you.")
        return claim_form(connection, ticket.number, task_id=_subject(line.id), purpose=KIND, at=now)


def _thanks(desk: Desk, line: PageLine) -> Response:
    return HTMLResponse(desk.render("public/flagged.html", line=line))


@router.post("/flag/{id:path}")
def flag_as_colleague(id: str, desk: Here, posted: Annotated[Posted, needs(Right.SEE)]) -> Response:
    """The same by somebody who is signed in, in their name."""
    try:
        Acting(project=desk.project(), page_id=id, actor=posted.session.person.id).flag(posted.form.text("why"))
    except ActionRefused as error:
        raise HTTPException(422, str(error)) from error
    return RedirectResponse(f"{desk.base}/pages/{live_name(id)}/index.html", status_code=303)
