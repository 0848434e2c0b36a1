"""The commands about personal data: who is named, what is kept about them, and erasing them."""

import getpass
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from reviewdue.cli.app import Format, Output, Root, app

person = typer.Typer(
    help="Show who is named in the ledger, export what is kept about a person, or erase them.", no_args_is_help=True
)
app.add_typer(person, name="person")

Names = Annotated[
    list[str], typer.Argument(metavar="NAME...", help="Their id, address or name; for a former colleague all of them.")
]


@person.command("list")
def list_strangers(root: Root = Path(), output: Output = Format.TABLE) -> None:
    """Show who is named in the ledger and is not in the configuration any more."""
    from reviewdue.cli import results
    from reviewdue.privacy import strangers
    from reviewdue.projects import open_project
    from reviewdue.wording import plural

    with open_project(root) as project:
        found = strangers(project)
    if output is Format.JSON:
        results.print_json({"people": [asdict(one) for one in found]})
        return
    for one in found:
        typer.echo(f"{one.text}: {plural(one.rows, 'row')}")
    if not found:
        typer.echo("Everybody who is named in the ledger is in the configuration, too.")


@person.command("export")
def export_person(names: Names, root: Root = Path()) -> None:
    """Print everything that is kept about a person, as one JSON document."""
    from reviewdue.cli import results
    from reviewdue.privacy import export
    from reviewdue.projects import open_project

    with open_project(root) as project:
        kept = export(project, names)
    entry = kept.entry.model_dump(mode="json", exclude_defaults=True) if kept.entry else None
    results.print_json({"names": kept.names, "configuration": entry, "ledger": kept.rows})


@person.command("erase")
def erase_from_ledger(
    names: Names,
    root: Root = Path(),
    output: Output = Format.TABLE,
    sure: Annotated[bool, typer.Option("--yes", help="Do not ask. What is erased cannot be brought back.")] = False,
    by: Annotated[str | None, typer.Option("--by", metavar="ID", help="Who erases; default: who is signed in.")] = None,
) -> None:
    """Take a person out of the ledger; the audit trail verifies as before."""
    from reviewdue.cli import results
    from reviewdue.privacy import erase_person, names_of
    from reviewdue.projects import open_project
    from reviewdue.wording import plural

    with open_project(root) as project:
        texts, entry = names_of(project, names)
        if not sure:
            typer.confirm(f"Erase {' · '.join(texts)} for good?", abort=True)
        rows = erase_person(project, names, actor=by or getpass.getuser())
    if output is Format.JSON:
        results.print_json({"names": texts, "rows": rows, "still_configured": entry is not None})
        return
    typer.echo(f"Erased from {plural(rows, 'row')}; “reviewdue audit” verifies the rest.")
    if entry is not None:
        typer.echo(f"“{entry.id}” is still in reviewdue.yaml: take the entry out, or the next run names them again.")
