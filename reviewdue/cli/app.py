"""The commands and their options. Imports of use cases stand inside the commands, so that each starts fast."""

import logging
import sys
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="reviewdue",
    help="Keeps published health information in date: review dates and cited sources, joined.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

DONE, FINDINGS, WRONG_USE, NOT_DONE = 0, 1, 2, 3


class Format(StrEnum):
    """How a result is printed."""

    TABLE = "table"
    JSON = "json"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"“{text}” is not a day; write it as 2026-11-23") from None


Root = Annotated[Path, typer.Option("--root", help="The governed project: a folder with a reviewdue.yaml.")]
Today = Annotated[
    datetime | None,
    typer.Option("--today", parser=_day, metavar="DATE", help="Look at everything as of this day (YYYY-MM-DD)."),
]
Output = Annotated[Format, typer.Option("--format", help="A table for people or one JSON document for programs.")]


def main() -> None:
    """Run the command line; every expected fault becomes one clear message and the contract's exit status."""
    from reviewdue.cli.faults import reported

    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(message)s")
    with reported():
        app()


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", help="Print the version and end.")] = False,
) -> None:
    if version:
        import reviewdue

        typer.echo(f"reviewdue {reviewdue.__version__}")
        raise typer.Exit


@app.command()
def scan(
    root: Root = Path(),
    today: Today = None,
    output: Output = Format.TABLE,
    accept_fewer: Annotated[
        bool, typer.Option("--accept-fewer", help="A page count that fell by more than a fifth is right.")
    ] = False,
) -> None:
    """Read the sources and record the pages."""
    from reviewdue.cli import results
    from reviewdue.cli.progress import progress_bar
    from reviewdue.ledger import listing
    from reviewdue.projects import open_project
    from reviewdue.scanning import scan as scan_sources
    from reviewdue.watching import Watch

    with open_project(root, today) as project:
        with progress_bar("Reading pages") as progress:
            tally = scan_sources(project, Watch(progress=progress), accept_fewer=accept_fewer)
        with project.ledger.begin() as connection:
            figures = listing.figures(connection, project.day)
            pages, problems = listing.page_lines(connection, project.day), listing.problems(connection)
            if output is Format.JSON:
                results.write_scan(sys.stdout, project.today, figures, pages, problems)
            else:
                results.print_scan(figures, pages, problems)
    end_with(tally.shortfalls)


def end_with(shortfalls: list[str]) -> None:
    """End with status 3 and say why, if some of the work could not be done."""
    for shortfall in shortfalls:
        typer.echo(f"reviewdue: {shortfall}", err=True)
    if shortfalls:
        raise typer.Exit(NOT_DONE)
