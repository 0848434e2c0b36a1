"""The page on which a review is finished: all that the record asks for, and nothing is lost where something lacks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from reviewdue.errors import ActionRefused
from reviewdue.links import Forged, Purpose, Ticket
from reviewdue.live.acting import Here, Sent, after, allow, do_once, open_link, page_of, read_ticket, to_the_page
from reviewdue.live.desk import Desk
from reviewdue.live.forms import Form
from reviewdue.live.views import VisitView, show_visit, ticket_for
from reviewdue.projects import Project
from reviewdue.reviews.circumstances import Reviewable, look_at_page
from reviewdue.reviews.recording import ReviewRefused, record_review
from reviewdue.reviews.records import (
    Interests,
    Outcome,
    Reviewer,
    SeenSource,
    SourceAnswer,
    Standing,
    Statement,
    Support,
)
from reviewdue.reviews.rules import Fault
from reviewdue.visits import Visit
from reviewdue.wording import listing

router = APIRouter()

CHOICES = {"outcome": Outcome, "standing": Standing, "interests": Interests}
ASKED = ("outcome", "standing", "interests", "next_due")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceField:
    """A source to be answered for: its number in the form, its name, what is known of it, and what is missing."""

    number: int
    seen: SeenSource
    edition: str
    faults: tuple[str, ...] = ()

    @property
    def asks_note(self) -> bool:
        """Whether what is missing goes into its note."""
        return any("say why" in fault for fault in self.faults)


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishView:
    """The form as it is shown: what to answer, what was answered, and what is missing, by field."""

    visit: VisitView
    ticket: str
    content_hash: str
    sources: tuple[SourceField, ...]
    parts: tuple[str, ...]
    covered: tuple[str, ...]
    authors: str
    usual: date
    values: dict[str, str]
    ticked: tuple[str, ...]
    faults: dict[str, list[str]]
    refused: bool = False
    stale: bool = False

    def value(self, name: str, usual: str = "") -> str:
        """What stands in a field: what was written there, or what is usual."""
        return self.values.get(name, usual)


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """What a form that was sent lacks, with what was written in it."""

    form: Form
    faults: Sequence[Fault] = ()
    stale: bool = False


@router.api_route("/{token}/finish", methods=["GET", "HEAD"])
def show(token: str, desk: Here) -> Response:
    """The form. Looking at it changes nothing; that it was opened is kept in the form itself."""
    project = desk.project()
    found = open_link(desk, project, token)
    if not isinstance(found, Visit) or not found.may_act:
        return page_of(desk, token)
    return _page(desk, project, found, token, desk.clock())


@router.post("/{token}/finish")
def finish(request: Request, token: str, desk: Here, form: Sent) -> Response:
    """Record the review, once."""
    allow(request, "act")
    project = desk.project()
    found = open_link(desk, project, token)
    if not isinstance(found, Visit) or not found.may_act:
        return after(desk, token, found, Purpose.FINISH, form)
    shown_at = desk.clock()
    try:
        ticket = read_ticket(desk, found, Purpose.FINISH, form)
        shown_at = ticket.shown_at
        statement = state(form, found.visitor.id, ticket, project.today, desk.clock())
        do_once(
            project, found, ticket, Purpose.FINISH,
            lambda: record_review(project, found.line.id, statement, actor=found.visitor.id),
        )  # fmt: skip
    except Forged:
        return _page(desk, project, found, token, shown_at, Missing(form=form, stale=True))
    except (Unanswered, ReviewRefused) as error:
        return _page(desk, project, found, token, shown_at, Missing(form=form, faults=error.faults))
    except ActionRefused as error:
        faults = [Fault(field="page", message=str(error))]
        return _page(desk, project, found, token, shown_at, Missing(form=form, faults=faults))
    return to_the_page(desk, token, Purpose.FINISH)


class Unanswered(Exception):
    """Fields of a form that no statement can be made of."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(", ".join(fault.field for fault in faults))
        self.faults = faults


def state(form: Form, visitor: str, ticket: Ticket, today: date, now: datetime) -> Statement:
    """What a visitor's form says, as a statement. Raises Unanswered."""
    if faults := list(_unanswered(form)):
        raise Unanswered(faults)
    return Statement(
        outcome=Outcome(form.text("outcome")),
        reviewers=(_reviewer(form, visitor),),
        sources=tuple(_answers(form)),
        scope_covered=form.text("scope_covered"),
        scope_not_covered=form.text("scope_not_covered"),
        summary=form.text("summary"),
        authors=tuple(name.strip() for name in form.text("authors").split(",") if name.strip()),
        signed_off_by=form.text("signed_off_by") or None,
        approver=form.text("approver") or None,
        done_on=today,
        next_due=_day(form.text("next_due")),
        next_due_why=form.text("next_due_why"),
        content_hash=form.text("content_hash") or None,
        started_at=ticket.shown_at,
        finished_at=now,
    )


def _unanswered(form: Form) -> Iterator[Fault]:
    for field, kind in CHOICES.items():
        if form.text(field) not in {*kind}:
            yield Fault(field=field, message="choose one")
    try:
        _day(form.text("next_due"))
    except ValueError:
        yield Fault(field="next_due", message="that is no day; write it as 2029-06-06")
    for number in _numbers(form):
        if form.text(f"supports-{number}") not in {*Support}:
            yield Fault(field=f"source-{number}", message="say whether it still supports the text")


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _numbers(form: Form) -> list[int]:
    """The numbers of the sources that a form answers for."""
    named = (name.partition("-") for name in form.fields)
    return sorted(int(number) for before, _, number in named if before == "cited" and number.isdecimal())


def _reviewer(form: Form, visitor: str) -> Reviewer:
    return Reviewer(
        name=form.text("name"),
        id=visitor,
        role=form.text("role"),
        organisation=form.text("organisation"),
        standing=Standing(form.text("standing")),
        parts=tuple(form.all("part")),
        interests=Interests(form.text("interests")),
        interests_note=form.text("interests_note"),
    )


def _answers(form: Form) -> Iterator[SourceAnswer]:
    for number in _numbers(form):
        yield SourceAnswer(
            cited=form.text(f"cited-{number}"),
            supports=Support(form.text(f"supports-{number}")),
            edition=form.text(f"edition-{number}"),
            note=form.text(f"note-{number}"),
        )


def _page(
    desk: Desk, project: Project, found: Visit, token: str, shown_at: datetime, missing: Missing | None = None
) -> Response:
    # Nothing may be recorded by looking, so the page is as the last scan has it; the POST reads it again.
    page = look_at_page(project, found.line.id, refresh=False)
    with desk.ledger.begin() as connection:
        visit = show_visit(connection, project, found, {})
    view = _view(visit, page, ticket_for(desk.signer, found, Purpose.FINISH, shown_at), missing)
    values = {"form": view, "visit": visit, "token": token, "person": found.visitor, "today": project.today}
    text = desk.render("act/finish.html", **values)
    return HTMLResponse(text, status_code=200 if missing is None else 422)


def _view(visit: VisitView, page: Reviewable, ticket: str, missing: Missing | None) -> FinishView:
    faults = list(missing.faults) if missing else []
    sources = tuple(
        _source(number, seen, edition, visit, faults)
        for number, (seen, edition) in enumerate(zip(page.sources, page.editions, strict=True))
    )
    by_field: dict[str, list[str]] = {}
    for fault in faults:
        by_field.setdefault(fault.field, []).append(fault.message)
    return FinishView(
        visit=visit,
        ticket=ticket,
        content_hash=missing.form.text("content_hash") if missing and not missing.stale else page.place.content_hash,
        sources=sources,
        parts=tuple(page.held.required),
        covered=tuple(part for part in page.held.required if part in page.held.covered),
        authors=listing(page.held.authors) if page.held.authors else "",
        usual=page.held.usual(page.held.today),
        values=missing.form.values() if missing else {},
        ticked=tuple(missing.form.all("part")) if missing else (),
        faults=by_field,
        refused=missing is not None,
        stale=missing.stale if missing else False,
    )


def _source(number: int, seen: SeenSource, edition: str, visit: VisitView, faults: list[Fault]) -> SourceField:
    """A source with the faults that are about it, which name it by what the reader sees and leave the common list."""
    mine = [fault for fault in faults if fault.field == f"source-{number}" or f"“{seen.answer.cited}”" in fault.message]
    for fault in mine:
        faults.remove(fault)
    said = tuple(fault.message.replace(f"“{seen.answer.cited}”", "it") for fault in mine)
    return SourceField(number=number, seen=seen, edition=edition, faults=said)
