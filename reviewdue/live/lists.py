"""The lists: pages, sources, people and problems, one part at a time, with what was asked for in the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from reviewdue.ledger import answers, checks, listing, searching
from reviewdue.ledger.listing import PageLine
from reviewdue.ledger.savedviews import SavedView, views_for
from reviewdue.ledger.searching import Order
from reviewdue.listings import AXES, FLAGS, STATUSES
from reviewdue.live.addresses import live_name, query_of, read_count, read_part, read_search, search_of_stem
from reviewdue.live.desk import View
from reviewdue.live.pills import count_statuses, show_pills
from reviewdue.live.screens import Looked
from reviewdue.pages import Risk
from reviewdue.people import people_of
from reviewdue.references import short_name
from reviewdue.roles import Right
from reviewdue.showing import show_problem, show_rows
from reviewdue.sourceviews import show_source_rows
from reviewdue.tasks import Reason

router = APIRouter(default_response_class=HTMLResponse)

PER_PART = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a list: the numbers of its first and last row, how many rows there are, and its neighbours."""

    number: int
    total: int
    per_part: int = PER_PART

    @classmethod
    def asked(cls, asked: Mapping[str, str], total: int) -> Self:
        """The part that an address asks for, or the last one where the list has become shorter."""
        return cls(number=min(read_part(asked), cls(number=1, total=total).parts), total=total)

    @property
    def skip(self) -> int:
        """The rows before it."""
        return (self.number - 1) * self.per_part

    @property
    def last(self) -> int:
        """The number of its last row."""
        return min(self.skip + self.per_part, self.total)

    @property
    def parts(self) -> int:
        """How many parts there are."""
        return max(1, -(-self.total // self.per_part))

    @property
    def near(self) -> Sequence[int]:
        """The parts to lead to: the first, the last, and those near this one."""
        wanted = {1, self.parts, *range(self.number - 2, self.number + 3)}
        return sorted(number for number in wanted if 1 <= number <= self.parts)


@router.get("/pages/index.html")
def pages(request: Request, response: Response, view: Looked) -> str:
    """The pages that were asked for."""
    asked = dict(request.query_params)
    search = read_search(asked)
    # A form names all of its fields; the address to send to a colleague names what was asked for.
    response.headers["HX-Push-Url"] = f"/pages/index.html?{query_of(search)}".rstrip("?")
    counts, ids = count_statuses(view, search)
    pills = show_pills(view, search, counts)
    part = Part.asked(asked, pills.of(search))
    return view.render(
        "live/pages.html",
        "pages/index.html",
        search=search,
        query=query_of(search),
        pills=pills,
        part=part,
        pages=list(show_rows(view.project, _lines(view, search, part, ids))),
        may_act=view.session is not None and view.session.may(Right.REVIEW),
        sorted_by={order: query_of(_sorted(search, order)) for order in searching.Order},
        saved=_saved(view),
        form_token=view.session.form_token if view.session else "",
        may_share=view.session is not None and view.session.may(Right.MANAGE),
        done=asked.get("done"),
        many=read_count(asked.get("many", "")),
        choices=_choices(view),
        heading=_heading(view, search),
    )


def _lines(view: View, search: searching.Search, part: Part, ids: list[str] | None) -> list[PageLine]:
    """The pages of one part of a list, of which the ids may all be known by now."""
    if ids is None:
        return searching.find_part(view.connection, search, view.day, skip=part.skip, most=PER_PART, total=part.total)
    shown = ids[part.skip : part.skip + PER_PART]
    lines = listing.lines_by_id(view.connection, shown, view.day)
    return [lines[id] for id in shown]


def _saved(view: View) -> list[tuple[SavedView, bool]]:
    """The views that somebody may choose from, and whether each is theirs to forget."""
    if view.session is None:
        return []
    me, manages = view.session.person.id, view.session.may(Right.MANAGE)
    return [(one, one.holder == me or manages) for one in views_for(view.connection, me)]


def _sorted(search: searching.Search, order: Order) -> searching.Search:
    """The same list in an order; in the one it has, the other way round."""
    return replace(search, order=order, down=search.order is order and not search.down)


def look_ahead(view: View, share: float) -> None:
    """Have ready what goes over all pages, whatever is asked for."""
    view.everyone(share)
    _choices(view, share)


def _choices(view: View, share: float = 1) -> dict[str, object]:
    """What can be chosen in the form."""
    found: dict[str, object] = view.recent("choices", lambda: _find_choices(view), share=share)
    return found


def _find_choices(view: View) -> dict[str, object]:
    people = people_of(view.project.settings.people)
    names = {id: people.name_of(id) for id in listing.owners(view.connection)}
    return {
        "statuses": STATUSES,
        "flags": FLAGS,
        "risks": tuple(Risk),
        "reasons": tuple(Reason),
        "topics": searching.topics_in_use(view.connection),
        "people": sorted(names, key=lambda id: names[id].casefold()),
        "names": names,
        "orders": tuple(searching.Order),
    }


def _heading(view: View, search: searching.Search) -> dict[str, str | None]:
    """The names of what a search asks for by id."""
    people = people_of(view.project.settings.people)
    held = checks.held(view.connection, [search.source]) if search.source else {}
    source = held.get(search.source or "")
    return {
        "person": people.name_of(search.person) if search.person else None,
        "source": short_name(source.reference) if source else search.source,
    }


@router.get("/pages/{stem}.html")
def pages_of(stem: str) -> Response:
    """The lists of the published dashboard, which numbers lead to, are searches here."""
    search = search_of_stem(stem)
    if search is None:
        raise HTTPException(404, "There is no such list of pages.")
    return RedirectResponse(f"/pages/index.html?{query_of(search)}", status_code=307)


@router.get("/people/{id:path}/index.html")
def person(id: str) -> Response:
    """Somebody's pages are a list like any other."""
    return RedirectResponse(f"/pages/index.html?person={live_name(id)}", status_code=307)


@router.get("/sources/index.html")
def sources(request: Request, view: Looked) -> str:
    """The sources that were asked for: by an answer, by words, or those that need a look."""
    asked = dict(request.query_params)
    chosen = {axis: asked[axis] for axis in AXES if asked.get(axis) in AXES[axis]}
    text, look = asked.get("q", "").replace("\0", "")[:200], asked.get("look") == "1"
    wanted = [answers.has_answer(axis, value) for axis, value in chosen.items()]
    wanted += [answers.is_named(word) for word in text.split()[: searching.MOST_WORDS]]
    wanted += [answers.needing_look(view.connection)] if look else []
    total = view.keep(("sources", *chosen.items(), text, look), lambda: answers.count_sources(view.connection, wanted))
    part = Part.asked(asked, total)
    held = list(answers.found_sources(view.connection, wanted, skip=part.skip, most=part.per_part))
    query = {**chosen, **({"q": text} if text else {}), **({"look": "1"} if look else {})}
    return view.render(
        "live/sources.html",
        "sources/index.html",
        axes=AXES,
        chosen=chosen,
        text=text,
        look=look,
        query=urlencode(query),
        part=part,
        sources=list(show_source_rows(view.connection, view.project, held)),
    )


@router.get("/sources/{stem}.html")
def sources_of(stem: str) -> Response:
    """The lists of sources that numbers on the overview lead to."""
    axis, _, value = stem.partition("-")
    if stem == "needs-look":
        return RedirectResponse("/sources/index.html?look=1", status_code=307)
    if value not in AXES.get(axis, ()):
        raise HTTPException(404, "There is no such list of sources.")
    return RedirectResponse(f"/sources/index.html?{axis}={value}", status_code=307)


@router.get("/people/index.html")
def people(view: Looked) -> str:
    """Who has how much, the most overdue first."""
    return view.render("live/people.html", "people/index.html", people=view.everyone())


@router.get("/problems.html")
def problems(request: Request, view: Looked) -> str:
    """What could not be read, with file, line and remedy."""
    total = view.keep("problems", lambda: listing.count_problems(view.connection))
    part = Part.asked(dict(request.query_params), total)
    found = listing.problems(view.connection, skip=part.skip, most=part.per_part)
    return view.render("live/problems.html", "problems.html", part=part, problems=[show_problem(one) for one in found])
