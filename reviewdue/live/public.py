"""What anybody may ask for: of a page what it says of its review, to be embedded by the site that publishes it."""

from collections.abc import Iterator
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from reviewdue.describing import LINE, describe, flag_url
from reviewdue.ledger import listing
from reviewdue.ledger.listing import PageLine
from reviewdue.live.acting import Here
from reviewdue.live.desk import View
from reviewdue.published.describing import write_json_ld

router = APIRouter()
PLACE = "/public"
FOR_A_WHILE = {"Cache-Control": "public, max-age=300"}


def look(desk: Here) -> Iterator[View]:
    """One moment of the ledger, where pages are public."""
    if not desk.settings.serve.public.pages:
        raise HTTPException(404)
    with desk.look() as view:
        yield view


Looked = Annotated[View, Depends(look)]


def find_line(view: View, id: str) -> PageLine:
    """A page on the lists, or 404."""
    line = listing.lines_by_id(view.connection, [id.replace("\0", "")], view.project.day).get(id)
    if line is None:
        raise HTTPException(404, "We know of no such page.")
    return line


@router.get("/pages/{id:path}/about.jsonld")
def about(id: str, view: Looked) -> Response:
    """A page as schema.org describes it."""
    line = find_line(view, id)
    _, facts = next(describe(view.connection, view.project, [line]))
    return Response(write_json_ld(facts), media_type="application/ld+json", headers=FOR_A_WHILE)


@router.get("/pages/{id:path}/reviewed.html")
def reviewed(id: str, view: Looked) -> Response:
    """The line that a site includes when it builds its pages: one element, without style or script."""
    return HTMLResponse(_render(view, find_line(view, id), LINE), headers=FOR_A_WHILE)


@router.get("/pages/{id:path}/frame.html")
def frame(id: str, view: Looked) -> Response:
    """The same as a page for a frame, which the site of `publisher.base_url` may have, and no other."""
    line, base = find_line(view, id), urlsplit(view.project.settings.publisher.base_url or "")
    site = f"{base.scheme}://{base.netloc}" if base.netloc else "'none'"
    policy = f"default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors {site}"
    answer = HTMLResponse(_render(view, line, "public/frame.html"), headers=FOR_A_WHILE)
    # Browsers that know frame-ancestors take no notice of the older header.
    answer.headers["Content-Security-Policy"] = policy
    return answer


def _render(view: View, line: PageLine, template: str) -> str:
    return view.desk.render(template, line=line, flag_url=flag_url(view.project, line))
