"""Reviews that were planned earlier: the list of them, and two forms that take them back.

The first form is a GET, which shows what will happen to which; the second is a POST, and does it.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from reviewdue.acceptances import Acceptance, Since, acceptances, happened_since, take_back
from reviewdue.errors import ActionRefused
from reviewdue.forecast.levelling import key_of, month_of
from reviewdue.foreseeing import Part
from reviewdue.live import addresses
from reviewdue.live.addresses import MONTH, query_of_plan, read_count
from reviewdue.live.desk import Desk, View
from reviewdue.live.doors import Posted, needs, not_allowed
from reviewdue.live.forms import Form
from reviewdue.live.lists import Part as Shown
from reviewdue.live.screens import Looked
from reviewdue.outlooks import PlannedMove, show_move
from reviewdue.people import people_of
from reviewdue.roles import Right
from reviewdue.wording import month

router = APIRouter(default_response_class=HTMLResponse)
PLACE = "/forecast/accepted.html"
TAKE_BACK = "/forecast/take-back"
# Rows of the second form; of more it says how many there are.
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedReview:
    """A move with who accepted it and when; `since` says what happened to it, for which it is left alone."""

    move: PlannedMove
    accepted_at: datetime
    accepted_by: str
    since: Since | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be taken back: `pages` that were ticked, or all that a person or a month narrows it to."""

    part: Part
    pages: frozenset[str] | None = None

    def of(self, accepted: Collection[Acceptance]) -> list[Acceptance]:
        """Those that it names."""
        found = [one for one in accepted if self.part.names(one.move)]
        return found if self.pages is None else [one for one in found if one.page_id in self.pages]


def _accepted(view: View) -> list[Acceptance]:
    found: list[Acceptance] = view.keep("acceptances", lambda: acceptances(view.connection, view.project))
    return found


def _shown(view: View, accepted: Sequence[Acceptance]) -> list[PlannedReview]:
    name_of = people_of(view.project.settings.people).name_of
    since = happened_since(view.connection, accepted)
    return [
        PlannedReview(
            move=show_move(one.move, name_of),
            accepted_at=one.accepted_at,
            accepted_by=name_of(one.accepted_by),
            since=since.get(one.page_id),
        )
        for one in accepted
    ]


@router.get(PLACE)
def accepted(request: Request, view: Looked) -> str:
    """The reviews that are planned earlier, by the day they fall due; of one person, or out of one month."""
    asked = dict(request.query_params)
    every, wanted = _accepted(view), Wanted(part=_part(asked.get("person", ""), asked.get("month", "")))
    found = wanted.of(every)
    part = Shown.asked(asked, len(found))
    return view.render(
        "live/accepted.html",
        PLACE.removeprefix("/"),
        reviews=_shown(view, found[part.skip : part.skip + part.per_part]),
        part=part,
        wanted=wanted.part,
        query=query_of_plan(wanted.part.person, wanted.part.month),
        choices=_choices(view, every),
        may_take_back=view.session is not None and view.session.may(Right.MANAGE),
        taken=read_count(asked.get("taken", "")),
        left=read_count(asked.get("left", "")),
    )


def _choices(view: View, every: Sequence[Acceptance]) -> dict[str, Any]:
    """The people and months among them, each with its words."""
    name_of: Callable[[str], str] = people_of(view.project.settings.people).name_of
    people = {key_of(one.move.review.person): one.move.review.person for one in every}
    names = {key: name_of(id) if id is not None else "With nobody" for key, id in people.items()}
    months = sorted({month_of(one.move.review.due) for one in every})
    return {
        "people": sorted(names, key=lambda key: names[key].casefold()),
        "names": names,
        "months": {f"{one:{MONTH}}": month(one) for one in months},
    }


def _part(person: str, out_of: str) -> Part:
    return Part(person=person.replace("\0", "")[:200] or None, month=addresses.month_of(out_of))


def _month(day: date | None) -> str:
    return f"{day:{MONTH}}" if day else ""


@router.get(TAKE_BACK)
def choose(request: Request, view: Looked) -> Response:
    """What will be taken back, and what is left alone. Looking at it changes nothing."""
    asked = request.query_params
    if view.session is None or not view.session.may(Right.MANAGE):
        raise not_allowed()
    pages = None if asked.get("all") == "1" else frozenset(asked.getlist("page"))
    part = _part(asked.get("person", ""), asked.get("month", ""))
    return _form(view, Wanted(part=part, pages=pages))


def _form(view: View, wanted: Wanted, *, stale: bool = False) -> HTMLResponse:
    reviews = _shown(view, wanted.of(_accepted(view)))
    able = [one for one in reviews if one.since is None]
    # What is left alone is shown first: that is what somebody may not expect.
    listed = sorted(reviews, key=lambda one: one.since is None)
    page = view.render(
        "live/take_back.html",
        TAKE_BACK.removeprefix("/"),
        reviews=listed[:MOST_SHOWN],
        total=len(reviews),
        able=len(able),
        wanted=wanted,
        month=_month(wanted.part.month),
        back=f"{PLACE}?{query_of_plan(wanted.part.person, wanted.part.month)}".rstrip("?"),
        form_token=view.session.form_token if view.session else "",
        stale=stale,
    )
    return HTMLResponse(page, status_code=422 if stale else 200, headers={"Cache-Control": "no-store"})


@router.post(TAKE_BACK)
def take(request: Request, posted: Annotated[Posted, needs(Right.MANAGE)]) -> Response:
    """Take back what the form names, if that is as much as its reader saw, and say what was left alone."""
    desk: Desk = request.app.state.desk
    wanted = _wanted(posted.form)
    with desk.look(posted.session) as view:
        found = wanted.of(_accepted(view))
        since = happened_since(view.connection, found)
        if len(found) - len(since) != read_count(posted.form.text("count")) or len(found) == len(since):
            return _form(view, wanted, stale=True)
    try:
        taken = take_back(desk.project(), {one.page_id for one in found}, posted.session.person.id)
    except ActionRefused:
        taken = []
    said = query_of_plan(wanted.part.person, wanted.part.month, taken=len(taken), left=len(found) - len(taken))
    return RedirectResponse(f"{desk.base}{PLACE}?{said}", status_code=303)


def _wanted(form: Form) -> Wanted:
    pages = None if form.text("all") == "1" else frozenset(form.all("page"))
    if form.text("month") and addresses.month_of(form.text("month")) is None:
        raise HTTPException(400, "The form could not be read; please open the page again.")
    return Wanted(part=_part(form.text("person"), form.text("month")), pages=pages)
