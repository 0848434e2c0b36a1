"""The forecast's screen, and the form on it by which somebody accepts the plan in whole or in part."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from reviewdue.errors import ActionRefused
from reviewdue.forecast import Forecast, PersonForecast
from reviewdue.forecast.levelling import key_of
from reviewdue.foreseeing import Part, accept_plan, foresee
from reviewdue.ledger import plans
from reviewdue.live.addresses import month_of, query_of_plan, read_count
from reviewdue.live.desk import Desk, View
from reviewdue.live.doors import Posted, needs
from reviewdue.live.forms import Form
from reviewdue.live.lists import Part as Shown
from reviewdue.live.screens import Looked
from reviewdue.outlooks import draw_outlook, moves_out_of, show_outlook
from reviewdue.people import people_of
from reviewdue.roles import Right

router = APIRouter(default_response_class=HTMLResponse)
PLACE = "/forecast.html"


def forecast_of(view: View, share: float = 1) -> Forecast:
    """The forecast, as recent as the figures of the first screen are."""
    found: Forecast = view.recent("forecast", lambda: foresee(view.connection, view.project), share=share)
    return found


@router.get(PLACE)
def forecast(request: Request, view: Looked) -> str:
    """What falls due by month, for everyone or one person, and the plan that nobody has accepted yet."""
    asked = dict(request.query_params)
    found, out_of = forecast_of(view), month_of(asked.get("month", ""))
    person, people = _named(found, asked.get("person")), people_of(view.project.settings.people)
    part = Shown.asked(asked, len(moves_out_of(person.moves if person else found.moves, out_of)))
    outlook = show_outlook(found, people.name_of, person=person, out_of=out_of, skip=part.skip, most=part.per_part)
    return view.render(
        "dashboard/forecast.html",
        "forecast.html",
        outlook=outlook,
        drawing=view.desk.keep(
            ("forecast of", outlook.key), (outlook.months, outlook.capacity), lambda: draw_outlook(outlook)
        ),
        part=part,
        query=query_of_plan(outlook.key, out_of),
        may_accept=view.session is not None and view.session.may(Right.MANAGE),
        form_token=view.session.form_token if view.session else "",
        accepted=read_count(asked.get("accepted", "")),
        planned=view.keep("planned", lambda: plans.count_accepted(view.connection)),
        stale=asked.get("stale") == "1",
        without=people.name_of(asked["person"][:80]) if asked.get("person") and person is None else None,
    )


def _named(found: Forecast, key: str | None) -> PersonForecast | None:
    """The person whom an address names, if anything falls due for them."""
    return next((one for one in found.people if key_of(one.person) == key), None)


@router.post("/forecast/accept")
def accept(request: Request, posted: Annotated[Posted, needs(Right.MANAGE)]) -> Response:
    """Plan what the form names as the plan of now proposes it, if that is as much as its reader saw."""
    desk: Desk = request.app.state.desk
    project, form, part = desk.project(), posted.form, _part(posted.form)
    with project.ledger.begin() as connection:
        found = foresee(connection, project)
    back = form.text("person") or None
    if len(part.of(found.moves)) != read_count(form.text("count")):
        return _go_back(desk, query_of_plan(back, None, stale="1"))
    try:
        moves = accept_plan(project, found, part, posted.session.person.id)
    except ActionRefused:
        return _go_back(desk, query_of_plan(back, None, stale="1"))
    return _go_back(desk, query_of_plan(back, None, accepted=len(moves)))


def _part(form: Form) -> Part:
    person, month = form.text("person"), form.text("month")
    if month and month_of(month) is None:
        raise HTTPException(400, "The form could not be read; please open the page again.")
    return Part(page=form.text("page") or None, person=person or None, month=month_of(month))


def _go_back(desk: Desk, query: str) -> Response:
    return RedirectResponse(f"{desk.base}{PLACE}{'?' if query else ''}{query}", status_code=303)
