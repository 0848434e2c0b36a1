"""The commands about tokens of the API."""

import getpass
from pathlib import Path
from typing import Annotated, Any

import typer

from reviewdue.cli.app import Format, Output, Root, app
from reviewdue.roles import Scope

token = typer.Typer(help="Make, list and revoke tokens of the API.", no_args_is_help=True)
app.add_typer(token, name="token")

By = Annotated[str | None, typer.Option("--by", metavar="ID", help="In whose name; default: whoever is logged in.")]


@token.command()
def create(
    name: Annotated[str, typer.Option("--name", metavar="TEXT", help="What it is for.")],
    scope: Annotated[list[Scope], typer.Option("--scope", help="What it is good for; may be given several times.")],
    root: Root = Path(),
    output: Output = Format.TABLE,
    days: Annotated[int, typer.Option("--days", min=1, max=730, help="For how many days.")] = 365,
    person: Annotated[
        str | None, typer.Option("--person", metavar="ID", help="In whose name, and with whose rights, it acts.")
    ] = None,
    by: By = None,
) -> None:
    """Make a token. It is printed once, and nobody can ask for it again."""
    from reviewdue.cli import results
    from reviewdue.projects import open_project
    from reviewdue.tokens import create_token

    with open_project(root) as project:
        secret, one = create_token(project, name, scope, days=days, holder=person, by=by or getpass.getuser())
    if output is Format.JSON:
        results.print_json({"token": secret, "id": one.id, "scopes": one.scopes, "ends_at": one.ends_at})
        return
    typer.echo(secret)
    typer.echo(f"Keep it now: it is not shown again. Its id is {one.id}, by which it can be revoked.", err=True)


@token.command("list")
def list_all(root: Root = Path(), output: Output = Format.TABLE) -> None:
    """Show every token: what it is for, what it is good for, and until when."""
    from reviewdue.cli import results
    from reviewdue.ledger.passes import Pass
    from reviewdue.projects import open_project
    from reviewdue.tokens import list_tokens
    from reviewdue.wording import day

    with open_project(root) as project:
        found, now = list_tokens(project), project.now

    def plain(one: Pass) -> dict[str, Any]:
        facts = {"id": one.id, "name": one.detail, "scopes": one.scopes, "person": one.holder or None}
        times = {"made_at": one.issued_at, "made_by": one.issued_by, "ends_at": one.ends_at, "revoked_at": one.ended_at}
        return {**facts, **times, "valid": one.is_valid(now)}

    if output is Format.JSON:
        results.print_json({"tokens": [plain(one) for one in found]})
        return
    for one in found:
        state = f"until {day(one.ends_at)}" if one.is_valid(now) and one.ends_at else "not valid any more"
        person = f", for {one.holder}" if one.holder else ""
        typer.echo(f"{one.id}  {one.detail}: {', '.join(one.scopes)}{person}, {state}")
    if not found:
        typer.echo("No token was made so far; “reviewdue token create” makes one.")


@token.command()
def revoke(
    id: Annotated[str, typer.Argument(metavar="ID", help="Its id, as “token list” shows it.")],
    root: Root = Path(),
    by: By = None,
) -> None:
    """End a token at once."""
    from reviewdue.projects import open_project
    from reviewdue.tokens import revoke_token

    with open_project(root) as project:
        revoke_token(project, id, by=by or getpass.getuser())
    typer.echo(f"The token {id} lets nobody in any more.")
