"""The commands for those who write pages, and for those who set a project up."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from reviewdue.cli.app import FINDINGS, Format, Output, Root, Today, app


class FindingsFormat(StrEnum):
    """How findings are printed: for people, for programs, for a pull request, for a code scanner."""

    TABLE = "table"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"


@app.command()
def validate(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATHS]", help="Files or folders; default: all there are.")
    ] = None,
    root: Root = Path(),
    today: Today = None,
    output: Annotated[FindingsFormat, typer.Option("--format", help="Who reads it.")] = FindingsFormat.TABLE,
) -> None:
    """Look for mistakes in pages and register, as an editor, a commit hook or a pull request would."""
    from datetime import UTC, datetime

    from reviewdue.cli.findings import PRINTERS
    from reviewdue.settings import load_settings
    from reviewdue.validating import validate as find_faults

    folder = root.resolve()
    settings = load_settings(folder)
    day = today or datetime.now(UTC).astimezone(settings.publisher.zone).date()
    found = find_faults(folder, settings, paths or [], day)
    PRINTERS[output](found)
    for path in found.not_governed:
        typer.echo(f"reviewdue: {path} belongs to no source of this project and was not looked at", err=True)
    if found.failed:
        raise typer.Exit(FINDINGS)


@app.command("init")
def begin_project(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder; it is made if need be.")],
    today: Today = None,
    output: Output = Format.TABLE,
) -> None:
    """Make a folder a governed project: configuration, register, and an example where there are no pages."""
    from datetime import UTC, datetime

    from reviewdue.beginning import begin
    from reviewdue.cli import results
    from reviewdue.cli.findings import print_beginning

    made = begin(folder, today or datetime.now(UTC).date())
    if output is Format.JSON:
        results.print_json(made.as_dict())
    else:
        print_beginning(made)


@app.command()
def doctor(root: Root = Path(), output: Output = Format.TABLE) -> None:
    """Look at configuration, people, folders, ledger, mail, network and Prefect, and say how to mend each."""
    import os
    from dataclasses import asdict

    from reviewdue.cli import results
    from reviewdue.cli.findings import print_symptoms
    from reviewdue.doctor import Health, examine

    symptoms = list(examine(root.resolve(), os.environ))
    if output is Format.JSON:
        counts = {str(health): sum(one.health is health for one in symptoms) for health in Health}
        results.print_json({"counts": counts, "checks": [asdict(one) for one in symptoms]})
    else:
        print_symptoms(symptoms)
    if any(one.health is Health.FAULT for one in symptoms):
        raise typer.Exit(FINDINGS)
