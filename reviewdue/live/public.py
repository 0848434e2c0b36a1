"""What anybody may ask for: of a page what it says of its review, to be embedded by the site that publishes it."""

from collections.abc import Iterator
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends
from sqlalchemy.engine import Connection
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from reviewdue.ledger import checks, listing
from reviewdue.ledger.listing import PageLine
from reviewdue.ledger.references import sources_of
from reviewdue.ledger.reviews import reviews_of
from reviewdue.live.acting import Here
from reviewdue.live.addresses import live_name
from reviewdue.live.desk import Desk, View
from reviewdue.published.describing import describe_page, write_json_ld
from reviewdue.references.reference import Reference

router = APIRouter()
PLACE = "/public"
FOR_A_WHILE = {"Cache-Control": "public, max-age=300"}
BY_NAME = {"nobody": None, "roles": False, "names": True}


def look(desk: Here) -> Iterator[View]:
    """One moment of the ledger, where pages are public."""
    if not desk.settings.serve.public.pages:
        raise HTTPException(404)
    with desk.look() as view:
        yield view


Looked = Annotated[View, Depends(look)]


def find_line(view: View, id: str) -> PageLine:
    """A page on the lists that the world can see, or 404: what has no address yet is nobody's business."""
    line = listing.lines_by_id(view.connection, [id.replace("\0", "")], view.project.day).get(id)
    if line is None or not line.url:
        raise HTTPException(404)
    return line


@router.get("/pages/{id:path}/about.jsonld")
def about(id: str, view: Looked) -> Response:
    """A page as schema.org describes it."""
    line, settings = find_line(view, id), view.project.settings
    reviews = reviews_of(view.connection, [line.id]).get(line.id, [])
    facts = describe_page(
        line,
        list(_cited(view.connection, line)),
        next((one for one in reviews if one.complete), None),
        publisher=settings.publisher.name,
        by_name=BY_NAME[settings.serve.public.reviewers],
    )
    return Response(write_json_ld(facts), media_type="application/ld+json", headers=FOR_A_WHILE)


def _cited(connection: Connection, line: PageLine) -> Iterator[Reference | str]:
    citations = sources_of(connection, [line.id]).get(line.id, [])
    held = checks.held(connection, {one.reference_id for one in citations if one.reference_id})
    for one in citations:
        found = held.get(one.reference_id or "")
        yield found.reference if found else one.cited.cited


@router.get("/pages/{id:path}/reviewed.html")
def reviewed(id: str, view: Looked) -> Response:
    """The line that a site includes when it builds its pages: one element, without style or script."""
    return HTMLResponse(_render(view.desk, find_line(view, id), "public/reviewed.html"), headers=FOR_A_WHILE)


@router.get("/pages/{id:path}/frame.html")
def frame(id: str, view: Looked) -> Response:
    """The same as a page for a frame, which the site of `publisher.base_url` may have, and no other."""
    line, base = find_line(view, id), urlsplit(view.project.settings.publisher.base_url or "")
    site = f"{base.scheme}://{base.netloc}" if base.netloc else "'none'"
    policy = f"default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors {site}"
    answer = HTMLResponse(_render(view.desk, line, "public/frame.html"), headers=FOR_A_WHILE)
    # Browsers that know frame-ancestors take no notice of the older header.
    answer.headers["Content-Security-Policy"] = policy
    return answer


def _render(desk: Desk, line: PageLine, template: str) -> str:
    flags = desk.settings.serve.public.flags and desk.settings.serve.url
    place = f"{desk.settings.serve.url}{PLACE}/flag/{live_name(line.id)}" if flags else None
    return desk.render(template, line=line, flag_url=place)
