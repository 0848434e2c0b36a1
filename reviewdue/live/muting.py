"""The page on which the weekly summary is muted, also by the one click of a mail program (RFC 8058)."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from reviewdue.ledger.muting import mute, muted_mailboxes, unmute
from reviewdue.links import Forged
from reviewdue.live.acting import Here, Sent, allow
from reviewdue.live.desk import Desk
from reviewdue.summarising import managers

router = APIRouter()


@router.api_route("/{token}", methods=["GET", "HEAD"])
def show(token: str, desk: Here) -> Response:
    """Whether it is muted, and the button. Looking changes nothing."""
    return _page(desk, token, _mailbox(desk, token))


@router.post("/{token}")
def press(request: Request, token: str, desk: Here, form: Sent) -> Response:
    """Mute it, or with `again` send it again."""
    allow(request, "act")
    mailbox, project = _mailbox(desk, token), desk.project()
    if mailbox is not None:
        with desk.ledger.change() as connection:
            if form.text("again"):
                unmute(connection, mailbox)
            else:
                mute(connection, mailbox, project.now)
    return _page(desk, token, mailbox)


def _mailbox(desk: Desk, token: str) -> str | None:
    """Whose summary it is; None where nobody's is."""
    try:
        person = desk.signer.read_mute(token)
    except Forged:
        return None
    mailboxes = (one.mailbox for one in managers(desk.project()))
    return next((one for one in mailboxes if desk.signer.is_named(person, one)), None)


def _page(desk: Desk, token: str, mailbox: str | None) -> Response:
    if mailbox is None:
        return HTMLResponse(desk.render("act/trouble.html", trouble="forged", link=""), status_code=410)
    with desk.ledger.begin() as connection:
        is_muted = mailbox in muted_mailboxes(connection)
    return HTMLResponse(desk.render("act/mute.html", token=token, muted=is_muted))
