"""What programs change: the task of a page, in the name of the token's person and with their rights."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict, Field

from reviewdue.errors import ActionRefused
from reviewdue.live.acting import Here
from reviewdue.live.api.tokens import Caller, scoped
from reviewdue.live.desk import Desk
from reviewdue.permissions import may_act_on
from reviewdue.roles import Right, Scope
from reviewdue.tasks import Task
from reviewdue.tasks.acting import Acting

router = APIRouter()
Words = Annotated[str, Field(max_length=2_000)]
Id = Annotated[str, Field(max_length=200)]


class Deed(BaseModel):
    """What is to be done: `assign` needs `to`, `defer` needs `until`, and all but two need `why`."""

    model_config = ConfigDict(extra="forbid")

    do: Literal["acknowledge", "assign", "defer", "flag", "request", "cancel"]
    why: Words = ""
    to: Id | None = None
    until: date | None = None
    approver: Id | None = None


class TaskNow(BaseModel):
    """The task of a page after that."""

    page: str
    state: str
    due: date
    assignee: str | None
    deferrals: int


@router.post("/tasks/{page_id:path}")
def act(page_id: str, deed: Deed, desk: Here, caller: Annotated[Caller, scoped(Scope.TASKS)]) -> TaskNow:
    """Do something with the task of a page."""
    project = desk.project()
    _check_right(desk, caller, page_id, deed)
    try:
        task = _do(Acting(project=project, page_id=page_id, actor=caller.id), deed)
    except ActionRefused as error:
        raise HTTPException(409, str(error)) from error
    return TaskNow(page=task.page_id, state=task.state, due=task.due, assignee=task.assignee, deferrals=task.deferrals)


def _check_right(desk: Desk, caller: Caller, page_id: str, deed: Deed) -> None:
    person = caller.person
    with desk.ledger.begin() as connection:
        needs_none = person is not None and deed.do == "flag" and person.may(Right.SEE)
        if person is None or not (needs_none or may_act_on(connection, desk.project(), person, page_id)):
            raise HTTPException(403, f"The person of this token may not {deed.do} the review of “{page_id}”.")


def _do(acting: Acting, deed: Deed) -> Task:
    """Raises ActionRefused."""
    match deed.do:
        case "acknowledge":
            return acting.acknowledge(deed.why)
        case "assign":
            return acting.assign(deed.to or "", deed.why)
        case "defer":
            if deed.until is None:
                raise ActionRefused("say with “until” to which day")
            return acting.defer(deed.until, deed.why, deed.approver)
        case "flag":
            return acting.flag(deed.why)
        case "request":
            return acting.request(deed.why)
        case "cancel":
            return acting.cancel(deed.why)
