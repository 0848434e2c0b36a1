"""The commands for whoever keeps the ledger: moving it to another engine, backing it up, restoring it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reviewdue.cli.app import Format, Output, Root, app

if TYPE_CHECKING:
    from reviewdue.ledger.copying import Copied

ledger_app = typer.Typer(help="Move the ledger, back it up, restore it.", no_args_is_help=True)
app.add_typer(ledger_app, name="ledger")


@ledger_app.command()
def copy(
    to: Annotated[str, typer.Option("--to", metavar="URL", help="An empty database, as in ledger.url.")],
    root: Root = Path(),
    output: Output = Format.TABLE,
) -> None:
    """Copy the ledger into an empty database, such as from SQLite to PostgreSQL, and verify the copy."""
    from reviewdue.keeping import copy_to
    from reviewdue.projects import open_project

    with open_project(root) as project:
        copied = copy_to(project, to)
    _show(copied, "Copied", output)


@ledger_app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file; it appears when it is whole.")],
    root: Root = Path(),
    output: Output = Format.TABLE,
) -> None:
    """Write the whole ledger into one file, while others work with it, and verify it."""
    from reviewdue.keeping import back_up
    from reviewdue.projects import open_project

    with open_project(root) as project:
        copied = back_up(project, file.resolve())
    _show(copied, "Backed up", output)


@ledger_app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that “ledger backup” wrote.")],
    root: Root = Path(),
    output: Output = Format.TABLE,
) -> None:
    """Bring a backup into the ledger of the configuration, which must be empty, and verify it."""
    from reviewdue import keeping
    from reviewdue.projects import open_project

    with open_project(root) as project:
        copied = keeping.restore(project, file.resolve())
    _show(copied, "Restored", output)


def _show(copied: "Copied", done: str, output: Format) -> None:
    if output is Format.JSON:
        from dataclasses import asdict

        from reviewdue.cli.results import print_json

        print_json({"rows": copied.rows, "head": asdict(copied.head), "audit_findings": copied.faults})
        return
    from reviewdue.wording import number, plural

    rows, tables = sum(copied.rows.values()), len(copied.rows)
    typer.echo(f"{done}: {plural(rows, 'row')} of {plural(tables, 'table')}; each is there and the trail verifies")
    typer.echo(f"Head: entry {number(copied.head.number)}, {copied.head.hash}")
    if copied.faults:
        typer.echo(f"The record had {plural(copied.faults, 'fault')} before; see “reviewdue audit”")
