"""Who a call of the API comes from: a token with the scope it needs, or this machine where nobody signs in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import Request

from reviewdue import passes
from reviewdue.access import Someone, find_by_id
from reviewdue.live.acting import Here
from reviewdue.live.clients import client_of
from reviewdue.live.desk import Desk
from reviewdue.live.limits import Limit, slow_down
from reviewdue.live.sessions import open_session
from reviewdue.passes import Kind
from reviewdue.roles import Scope

bearer = HTTPBearer(auto_error=False, description="A token made by `reviewdue token create`.")
Given = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Whose call it is. `person` is None for a token that was made for nobody, which may only read."""

    id: str
    person: Someone | None


def make_limits() -> Mapping[str, Limit]:
    """How often one token may call, and how often one client may show a token that is none."""
    return {"call": Limit(burst=200, per_minute=600), "guess": Limit(burst=20, per_minute=10)}


def scoped(scope: Scope) -> Any:
    """A dependency of a route: its caller, whose token has this scope; else 401, 403 or 429."""

    def check(request: Request, desk: Here, given: Given) -> Caller:
        return caller_of(request, desk, given, scope, here=scope is Scope.READ)

    return Depends(check)


def caller_of(
    request: Request, desk: Desk, given: HTTPAuthorizationCredentials | None, scope: Scope, *, here: bool
) -> Caller:
    """The caller, whose token has this scope; `here` lets this machine in without one where nobody signs in."""
    if given is not None:
        return _caller(request, desk, given.credentials, scope)
    if here and (found := _at_this_machine(desk, request)):
        return found
    raise _unknown("A token is needed: send “Authorization: Bearer …”.")


def _at_this_machine(desk: Desk, request: Request) -> Caller | None:
    """Where nobody signs in this machine may read, as it may look at every screen."""
    session = None if desk.settings.serve.sign_in else open_session(desk, request)
    return Caller(id=session.person.id, person=session.person) if session else None


def _caller(request: Request, desk: Desk, secret: str, scope: Scope) -> Caller:
    with desk.ledger.begin() as connection:
        found = passes.find(connection, Kind.TOKEN, secret, desk.clock())
    if found is None:
        slow_down(request, "guess", client_of(request, desk.settings.serve))
        raise _unknown("This token is not known here: it was revoked, it has ended, or it was cut short.")
    slow_down(request, "call", found.id)
    person = find_by_id(desk.settings, found.holder, desk.project().today) if found.holder else None
    if found.holder and person is None:
        raise _unknown("This token belongs to somebody who is not among the people any more.")
    if scope not in found.scopes:
        raise HTTPException(403, f"This token has not the scope “{scope}”; it has {', '.join(found.scopes)}.")
    return Caller(id=found.holder or f"token {found.id}", person=person)


def _unknown(detail: str) -> HTTPException:
    return HTTPException(401, detail, headers={"WWW-Authenticate": "Bearer"})
