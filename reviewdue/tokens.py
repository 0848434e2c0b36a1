"""Tokens of the API: made for a purpose, with scopes, until a day; shown once and revocable."""

from collections.abc import Sequence
from datetime import timedelta

from reviewdue import passes
from reviewdue.access import find_by_id
from reviewdue.errors import ActionRefused
from reviewdue.ledger.passes import passes_of
from reviewdue.passes import Kind, Order, Pass
from reviewdue.projects import Project
from reviewdue.roles import Scope


def create_token(
    project: Project, name: str, scopes: Sequence[Scope], *, days: int, holder: str | None, by: str
) -> tuple[str, Pass]:
    """A new token and what is known of it. Raises ActionRefused."""
    if not name.strip():
        raise ActionRefused("say with --name what the token is for, so that it can be told from others later")
    if not scopes:
        raise ActionRefused(f"say with --scope what it is good for: {', '.join(Scope)}")
    if Scope.TASKS in scopes and holder is None:
        raise ActionRefused("a token that acts on tasks acts in the name of a person; name one with --person")
    if holder is not None and find_by_id(project.settings, holder, project.today) is None:
        raise ActionRefused(f"“{holder}” is not among the people, or has left")
    order = Order(
        kind=Kind.TOKEN,
        holder=holder or "",
        detail=name.strip(),
        scopes=tuple(str(scope) for scope in dict.fromkeys(scopes)),
        ends_at=project.now + timedelta(days=days),
    )
    with project.ledger.change() as connection:
        return passes.issue(connection, order, by=by, at=project.now)


def list_tokens(project: Project) -> Sequence[Pass]:
    """All that were made, the newest first."""
    with project.ledger.begin() as connection:
        return passes_of(connection, Kind.TOKEN)


def revoke_token(project: Project, id: str, *, by: str) -> None:
    """End a token at once. Raises ActionRefused where there is none that is valid."""
    with project.ledger.change() as connection:
        ended = passes.end(connection, Kind.TOKEN, id=id, by=by, at=project.now)
    if not ended:
        raise ActionRefused(f"there is no token “{id}” that is valid; “reviewdue token list” shows them")
