"""Acting from lists and pages: what was ticked is shown with what will happen to it, and a second form does it.

The first form is a GET, which changes nothing and can be sent to a colleague; the second is a POST, and acts once.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from reviewdue.ledger import listing, searching
from reviewdue.ledger import tasks as task_ledger
from reviewdue.ledger.forms import claim_form
from reviewdue.live.addresses import query_of, read_query, read_search
from reviewdue.live.desk import Desk, View
from reviewdue.live.doors import Posted, needs, safe_place
from reviewdue.live.forms import Form
from reviewdue.live.screens import Looked
from reviewdue.permissions import may_act_on
from reviewdue.projects import Project
from reviewdue.roles import Right
from reviewdue.tasks import Task
from reviewdue.tasks.acting import Acting
from reviewdue.tasks.assigning import everyone
from reviewdue.tasks.showing import say_assigned
from reviewdue.tasks.together import MOST, Attempt, act_on_all

router = APIRouter(default_response_class=HTMLResponse)
PLACE = "/tasks"
LIST = "/pages/index.html"


class Doing(StrEnum):
    """What can be done with many at once."""

    ASSIGN = "assign"
    REQUEST = "request"
    DEFER = "defer"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A page that was ticked, and the task that it has; `blocked` names in words.jinja why nothing can be done."""

    id: str
    title: str
    status: str
    days_left: int | None
    state: str | None = None
    assignee: str | None = None
    due: date | None = None
    blocked: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What was chosen: the pages themselves, or all that a search finds, which `query` is as in the address."""

    pages: tuple[Chosen, ...]
    query: str | None = None
    found: int = 0

    @property
    def too_many(self) -> bool:
        """Whether they are more than are acted on at once."""
        return max(self.found, len(self.pages)) > MOST

    @property
    def able(self) -> tuple[Chosen, ...]:
        """Those with which something can be done."""
        return tuple(one for one in self.pages if one.blocked is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why a form was not taken, by its fields, and what was written in it; `stale` where its list has changed."""

    fields: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    stale: bool = False


@router.get(f"{PLACE}/choose")
def choose(request: Request, view: Looked) -> Response:
    """What will happen, and to which pages. Looking at it changes nothing."""
    asked = request.query_params
    doing = _doing(asked.get("do", ""))
    if view.session is None or not view.session.may(Right.REVIEW):
        raise HTTPException(
            403, "You may look at reviews, but not act on them. Ask whoever looks after reviewdue here."
        )
    choice = _choice(view, doing, asked.getlist("page"), asked.get("of") if asked.get("all") == "1" else None)
    return _form(view, doing, choice, asked.get("back", LIST))


def _doing(name: str) -> Doing:
    if name not in {*Doing}:
        raise HTTPException(404, "There is no such thing to do.")
    return Doing(name)


def _choice(view: View, doing: Doing, ids: Sequence[str], of: str | None) -> Choice:
    """The pages that were ticked, or all that a search finds; in the order of the list."""
    if of is None:
        wanted = list(dict.fromkeys(ids))[: MOST + 1]
        lines = listing.lines_by_id(view.connection, wanted, view.day)
        return Choice(pages=_chosen(view, doing, [lines[id] for id in wanted if id in lines]), found=len(ids))
    search = read_search(read_query(of))
    found = searching.count_found(view.connection, search, view.day)
    lines_of = searching.found_lines(view.connection, search, view.day, most=min(found, MOST))
    return Choice(pages=_chosen(view, doing, list(lines_of)), query=query_of(search), found=found)


def _chosen(view: View, doing: Doing, lines: Sequence[listing.PageLine]) -> tuple[Chosen, ...]:
    people = everyone(view.connection, view.project)
    tasks = task_ledger.active_of(view.connection, [line.id for line in lines])
    manages = view.session is not None and view.session.may(Right.MANAGE)
    found = []
    for line in lines:
        task = tasks.get(line.id)
        one = Chosen(id=line.id, title=line.title or line.path, status=line.status, days_left=line.days_left)
        if task is not None:
            with_whom = say_assigned(people, line, task)
            one = replace(one, state=str(task.state), assignee=with_whom, due=task.due)
        blocked = "no_task" if task is None and doing is not Doing.REQUEST else None
        if blocked is None and not manages and not _may(view, line.id):
            blocked = "not_yours"
        found.append(replace(one, blocked=blocked))
    return tuple(found)


def _may(view: View, page_id: str) -> bool:
    return view.session is not None and may_act_on(view.connection, view.project, view.session.person, page_id)


def _form(view: View, doing: Doing, choice: Choice, back: str, fault: Fault | None = None) -> HTMLResponse:
    project = view.project
    people = everyone(view.connection, project)
    named = [(one.id, one.name) for one in people.by_id.values() if not people.has_left(one)]
    approver = project.settings.policy.defer.approver
    page = view.render(
        "live/choose.html",
        "tasks/choose",
        doing=str(doing),
        choice=choice,
        most=MOST,
        people=sorted(named, key=lambda one: one[1].casefold()),
        approvers=[one for one in named if approver in (None, one[0])],
        latest=project.today + timedelta(days=project.settings.policy.defer.days),
        tomorrow=project.today + timedelta(days=1),
        number=secrets.token_urlsafe(12),
        form_token=view.session.form_token if view.session else "",
        back=safe_place(back),
        fault=fault or Fault(),
    )
    return HTMLResponse(page, status_code=422 if fault else 200, headers={"Cache-Control": "no-store"})


@router.post(f"{PLACE}/do")
def do(request: Request, posted: Annotated[Posted, needs(Right.REVIEW)]) -> Response:
    """Do it with each of the pages, once, and say what became of them."""
    desk: Desk = request.app.state.desk
    form, doing = posted.form, _doing(posted.form.text("do"))
    with desk.look(posted.session) as view:
        choice = _choice(view, doing, form.all("page"), form.text("of") if form.text("of") else None)
        fault = _fault(doing, form, choice)
        if fault is not None:
            return _form(view, doing, choice, form.text("back"), fault)
    project, back = desk.project(), safe_place(form.text("back"))
    if not _is_first(project, form.text("number"), doing):
        return RedirectResponse(_said(desk, back, doing, len(choice.able)), status_code=303)
    attempts = act_on_all(
        project,
        [one.id for one in choice.able],
        posted.session.person.id,
        lambda acting: DEEDS[doing](acting, form),
        _permission(desk, project, posted),
    )
    return _say(request, posted, doing, back, choice, attempts)


def _permission(desk: Desk, project: Project, posted: Posted) -> Callable[[str], bool]:
    def may(page_id: str) -> bool:
        with desk.ledger.begin() as connection:
            return may_act_on(connection, project, posted.session.person, page_id)

    return may


def _is_first(project: Project, number: str, doing: Doing) -> bool:
    with project.ledger.change() as connection:
        return claim_form(connection, number, task_id="many", purpose=f"many {doing}", at=project.now)


def _fault(doing: Doing, form: Form, choice: Choice) -> Fault | None:
    """What is wrong with a form before anything is done."""
    wrong: dict[str, str] = {}
    if doing is Doing.ASSIGN and not form.text("to"):
        wrong["to"] = "nobody"
    if doing is Doing.DEFER and _day(form.text("until")) is None:
        wrong["until"] = "no_day"
    if doing is not Doing.ASSIGN and not form.text("why"):
        wrong["why"] = "no_reason"
    stale = choice.too_many or form.text("count") != str(len(choice.able)) or not form.text("number")
    if wrong or stale or not choice.able:
        return Fault(fields=wrong, values=form.values(), stale=stale)
    return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _assign(acting: Acting, form: Form) -> Task:
    return acting.assign(form.text("to"), form.text("why"))


def _defer(acting: Acting, form: Form) -> Task:
    return acting.defer(_day(form.text("until")) or date.min, form.text("why"), form.text("approver") or None)


DEEDS: Mapping[Doing, Callable[[Acting, Form], Task]] = {
    Doing.ASSIGN: _assign,
    Doing.REQUEST: lambda acting, form: acting.request(form.text("why")),
    Doing.DEFER: _defer,
    Doing.CANCEL: lambda acting, form: acting.cancel(form.text("why")),
}


def _say(
    request: Request, posted: Posted, doing: Doing, back: str, choice: Choice, attempts: Sequence[Attempt]
) -> Response:
    """Back to the list where all went well; else what was refused, page by page, and why."""
    desk: Desk = request.app.state.desk
    refused = {one.page_id: one.refused for one in attempts if one.refused}
    done = len(attempts) - len(refused)
    if not refused:
        return RedirectResponse(_said(desk, back, doing, done), status_code=303)
    rows: list[tuple[Any, str | None]] = [(one, refused[one.id]) for one in choice.able if one.id in refused]
    with desk.look(posted.session) as view:
        page = view.render("live/done.html", "tasks/done", doing=str(doing), done=done, rows=rows, back=back)
    return HTMLResponse(page, headers={"Cache-Control": "no-store"})


def _said(desk: Desk, back: str, doing: Doing, count: int) -> str:
    mark = "&" if "?" in back else "?"
    return f"{desk.base}{back}{mark}{urlencode({'done': str(doing), 'many': count})}"
