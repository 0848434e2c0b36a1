"""The commands and their options. Imports of use cases stand inside the commands, so that each starts fast."""

import logging
import os
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


def read_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"“{text}” is not a day; write it as 2026-11-23") from None


Root = Annotated[Path, typer.Option("--root", help="The governed project: a folder with a reviewdue.yaml.")]
Today = Annotated[
    datetime | None,
    typer.Option("--today", parser=read_day, metavar="DATE", help="Look at everything as of this day (YYYY-MM-DD)."),
]
Output = Annotated[Format, typer.Option("--format", help="A table for people or one JSON document for programs.")]


def main() -> None:
    """Run the command line; every expected fault becomes one clear message and the contract's exit status."""
    from reviewdue.cli.faults import reported
    from reviewdue.logs import to_standard_error

    logging.basicConfig(level=logging.WARNING, handlers=[to_standard_error(os.environ, "%(levelname)s %(message)s")])
    with reported():
        app(prog_name="reviewdue")


def _print_version(wanted: bool) -> None:
    if wanted:
        import reviewdue

        typer.echo(f"reviewdue {reviewdue.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    """Keeps published health information in date: review dates and cited sources, joined."""


@app.command()
def run(
    root: Root = Path(),
    today: Today = None,
    output: Output = Format.TABLE,
    allow_offline: Annotated[
        bool, typer.Option("--allow-offline", help="A machine without a network is no failure.")
    ] = False,
) -> None:
    """Do the main job: scan, check, remind and publish, as one Prefect flow on a server of its own."""
    from reviewdue.cli.running import run_main_job

    end_with(run_main_job(root, today, as_json=output is Format.JSON, allow_offline=allow_offline))


@app.command()
def scan(
    root: Root = Path(),
    today: Today = None,
    output: Output = Format.TABLE,
    accept_fewer: Annotated[
        bool, typer.Option("--accept-fewer", help="A page count that fell by more than a fifth is right.")
    ] = False,
    accept_policy: Annotated[
        bool, typer.Option("--accept-policy", help="Dates that follow from the policy may move with it.")
    ] = False,
) -> None:
    """Read the sources and record the pages."""
    from reviewdue.cli.progress import progress_bar
    from reviewdue.ledger import figures as figure_ledger
    from reviewdue.ledger import listing
    from reviewdue.projects import open_project
    from reviewdue.scanning import scan as scan_sources
    from reviewdue.watching import Watch

    with open_project(root, today) as project:
        with progress_bar("Reading pages") as progress:
            watch = Watch(progress=progress)
            tally = scan_sources(project, watch, accept_fewer=accept_fewer, accept_policy=accept_policy)
        with project.ledger.begin() as connection:
            figures = figure_ledger.count_pages(connection, project.day)
            problems = listing.problems(connection)
            if output is Format.JSON:
                from reviewdue.cli import results

                pages = listing.page_lines(connection, project.day)
                results.write_scan(sys.stdout, project.today, figures, pages, problems)
            else:
                from reviewdue.cli import tables

                pages = listing.page_lines(connection, project.day, most=tables.MOST_ROWS)
                tables.print_scan(figures, pages, problems)
    end_with(tally.shortfalls)


@app.command()
def check(
    root: Root = Path(),
    today: Today = None,
    output: Output = Format.TABLE,
    everything: Annotated[bool, typer.Option("--all", help="Check every reference, due or not.")] = False,
    reference: Annotated[str | None, typer.Option("--reference", metavar="ID", help="Check this one.")] = None,
    urls: Annotated[
        Path | None,
        typer.Option("--urls", metavar="FILE", help="Check a list of addresses, one a line; - reads standard input."),
    ] = None,
) -> None:
    """Check the cited sources that are due a check."""
    if urls is not None:
        from reviewdue.cli.listing import check_list

        end_with(check_list(urls, root, as_json=output is Format.JSON))
    else:
        from reviewdue.cli import checking

        wanted = checking.Selection(everything=everything, reference=reference)
        end_with(checking.check_references(root, today, wanted, as_json=output is Format.JSON))


@app.command()
def remind(
    root: Root = Path(),
    today: Today = None,
    output: Output = Format.TABLE,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be sent, and send nothing.")] = False,
    now: Annotated[bool, typer.Option("--now", help="Send on a quiet day too.")] = False,
) -> None:
    """Send every reminder that is due, one message to each recipient."""
    from reviewdue.cli import results
    from reviewdue.mailroom import open_mailroom
    from reviewdue.projects import open_project
    from reviewdue.reminding import remind as send_reminders
    from reviewdue.reminding import rests

    with open_project(root, today) as project:
        with open_mailroom(project, dry_run=dry_run, quiet=rests(project) and not now) as mailroom:
            tally = send_reminders(project, mailroom)
        if output is Format.JSON:
            results.print_json({"counts": tally.counts, "messages": tally.messages})
        else:
            from reviewdue.cli import tables

            tables.print_reminders(tally.counts, tally.messages, dry_run=dry_run)
    end_with(tally.shortfalls)


@app.command()
def publish(
    root: Root = Path(),
    today: Today = None,
    output: Output = Format.TABLE,
    folder: Annotated[
        Path | None, typer.Option("--output", metavar="DIR", help="Where to write; default: site.")
    ] = None,
) -> None:
    """Write the dashboard as static pages."""
    from reviewdue.cli import results
    from reviewdue.projects import open_project
    from reviewdue.publishing import publish as write_dashboard

    with open_project(root, today) as project:
        tally = write_dashboard(project, folder=folder.resolve() if folder else None)
    if output is Format.JSON:
        results.print_json(tally.as_dict())
    else:
        typer.echo(f"{tally.files} files written; open {Path(tally.folder) / 'index.html'}")
    end_with([f"the list {name} differs from its figure on the overview" for name in tally.disagreements])


@app.command()
def serve(
    root: Root = Path(),
    today: Today = None,
    port: Annotated[int | None, typer.Option(help="The port on this machine; default: serve.port.")] = None,
) -> None:
    """Serve the live dashboard, and the pages behind the links in mail, on this machine."""
    from reviewdue.cli.serving import serve_live

    serve_live(root.resolve(), port, today)


def end_with(shortfalls: list[str]) -> None:
    """End with status 3 and say why, if some of the work could not be done."""
    for shortfall in shortfalls:
        typer.echo(f"reviewdue: {shortfall}", err=True)
    if shortfalls:
        raise typer.Exit(NOT_DONE)
