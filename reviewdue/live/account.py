"""The screen on which somebody sees as whom they are signed in, and signs out."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from reviewdue.live.doors import Who
from reviewdue.live.screens import Looked

router = APIRouter(default_response_class=HTMLResponse)


@router.get("/account")
def account(view: Looked, who: Who) -> str:
    """Who they are here, and what that allows."""
    return view.render("live/account.html", "account", person=who.person, since=who.since)
