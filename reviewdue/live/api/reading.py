"""What programs read: the lists, the pages and the figures of the screens, from the same queries."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query, Request

from reviewdue.forecast.forecasts import plain
from reviewdue.foreseeing import foresee
from reviewdue.ledger import answers, checks, listing, searching
from reviewdue.listings import AXES
from reviewdue.live.acting import Here
from reviewdue.live.addresses import read_part, read_search
from reviewdue.live.api import models
from reviewdue.live.api.tokens import scoped
from reviewdue.live.desk import View
from reviewdue.live.lists import Part
from reviewdue.overviews import show_people, status_counts
from reviewdue.people import people_of
from reviewdue.roles import Scope
from reviewdue.showing import show_pages, show_problem
from reviewdue.sourceviews import show_sources_of
from reviewdue.views import PersonView

router = APIRouter(dependencies=[scoped(Scope.READ)])


def look(desk: Here) -> Iterator[View]:
    """One moment of the ledger."""
    with desk.look() as view:
        yield view


def read_asked(
    request: Request,
    part: Annotated[int, Query(ge=1, description="Which part of the list.")] = 1,
    per_part: Annotated[int, Query(ge=1, le=500, description="How many in a part.")] = 50,
) -> tuple[dict[str, str], int]:
    """What is asked for, in the words of the screens' own addresses: an address of a list works here, too."""
    return dict(request.query_params), per_part


Looked = Annotated[View, Depends(look)]
Asked = Annotated[tuple[dict[str, str], int], Depends(read_asked)]


def _listed(view: View, part: Part) -> dict[str, Any]:
    return {"today": view.project.today, "total": part.total, "part": part.number, "parts": part.parts}


@router.get("/pages")
def pages(view: Looked, asked: Asked) -> models.Pages:
    """Pages, found and sorted as on the screen: `status`, `flag`, `person`, `owner`, `topic`, `risk`, `source`,
    `month`, `reason`, `q`, `sort`, `down`."""
    query, per_part = asked
    search, day = read_search(query), view.project.day
    part = _part(query, searching.count_found(view.connection, search, day), per_part)
    lines = searching.found_lines(view.connection, search, day, skip=part.skip, most=part.per_part)
    return models.Pages(**_listed(view, part), pages=[models.Page.model_validate(line) for line in lines])


def _part(query: Mapping[str, str], total: int, per_part: int) -> Part:
    return Part(number=read_part(dict(query)), total=total, per_part=per_part)


@router.get("/pages/{id:path}")
def page(id: str, view: Looked) -> models.PageInFull:
    """One page with all that is known of it."""
    line = listing.lines_by_id(view.connection, [id], view.project.day).get(id)
    if line is None:
        raise HTTPException(404, f"There is no page “{id}” on the lists.")
    shown = next(show_pages(view.connection, view.project, [line]))
    facts = models.Page.model_validate(line).model_dump()
    more = {name: getattr(shown, name) for name in ("note", "task", "sources", "reviews", "problems")}
    return models.PageInFull.model_validate({**facts, **more})


@router.get("/sources")
def sources(view: Looked, asked: Asked) -> models.Sources:
    """Sources, found as on the screen: by an answer (`availability`, `currency`, `integrity`), by words (`q`), or those
    that need a look (`look=1`)."""
    query, per_part = asked
    wanted = [answers.has_answer(axis, query[axis]) for axis in AXES if query.get(axis) in AXES[axis]]
    words = query.get("q", "").replace("\0", "")[:200].split()
    wanted += [answers.is_named(word) for word in words[: searching.MOST_WORDS]]
    wanted += [answers.needing_look(view.connection)] if query.get("look") == "1" else []
    part = _part(query, answers.count_sources(view.connection, wanted), per_part)
    held = list(answers.found_sources(view.connection, wanted, skip=part.skip, most=part.per_part))
    found = (one.state for one in show_sources_of(view.connection, view.project, held))
    return models.Sources(**_listed(view, part), sources=[models.Source.model_validate(one) for one in found])


@router.get("/sources/{id:path}")
def source(id: str, view: Looked) -> models.SourceInFull:
    """One source with its three answers and every page that cites it."""
    held = checks.held(view.connection, [id])
    if id not in held:
        raise HTTPException(404, f"There is no source “{id}”.")
    shown = next(show_sources_of(view.connection, view.project, [held[id]]))
    facts = models.Source.model_validate(shown.state).model_dump()
    citing = [models.Citing.model_validate(one) for one in shown.citing]
    more = {"cited_by": shown.cited_by, "details": dict(shown.details), "note": shown.note, "pages": citing}
    return models.SourceInFull.model_validate({**facts, **more})


@router.get("/people")
def people(view: Looked) -> models.People:
    """Who has how much, the most overdue first."""
    found = [models.Person.model_validate(one) for one in show_people(view.connection, view.project)]
    return models.People(today=view.project.today, people=found)


@router.get("/people/{id:path}")
def person(id: str, view: Looked) -> models.Person:
    """How much one person has; `/pages?person=ID` lists it."""
    counts = searching.count_statuses(view.connection, searching.Search(person=id), view.project.day)
    if not counts:
        raise HTTPException(404, f"“{id}” owns and reviews no page.")
    name = people_of(view.project.settings.people).name_of(id)
    return models.Person.model_validate(PersonView(id=id, name=name, counts=status_counts(counts)))


@router.get("/problems")
def problems(view: Looked, asked: Asked) -> models.Problems:
    """What could not be read, with file, line and remedy."""
    query, per_part = asked
    part = _part(query, listing.count_problems(view.connection), per_part)
    found = listing.problems(view.connection, skip=part.skip, most=part.per_part)
    shown = [models.Problem.model_validate(show_problem(one)) for one in found]
    return models.Problems(**_listed(view, part), problems=shown)


@router.get("/counts")
def counts(view: Looked) -> models.Counts:
    """The figures of the first screen."""
    shown = view.overview
    same = ("today", "pages", "flags", "reasons", "sources", "months", "steps")
    facts = {name: getattr(shown, name) for name in same}
    return models.Counts.model_validate({**facts, "problems": shown.problem_count})


@router.get("/forecast")
def forecast(view: Looked, months: Annotated[int, Query(ge=1, le=120)] = 24) -> models.Forecast:
    """What falls due by month and person, and a plan that moves reviews earlier where a month is too full."""
    return models.Forecast.model_validate(plain(foresee(view.connection, view.project, months=months)))
