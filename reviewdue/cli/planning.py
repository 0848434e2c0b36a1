"""The commands that look ahead."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from reviewdue.cli.app import Format, Output, Root, Today, app


@app.command()
def forecast(
    root: Root = Path(),
    today: Today = None,
    output: Output = Format.TABLE,
    months: Annotated[int, typer.Option(min=1, max=120, help="How many months to look ahead.")] = 24,
    capacity: Annotated[
        int | None, typer.Option(min=1, help="Reviews a month of everyone who has no capacity of their own.")
    ] = None,
) -> None:
    """Show what falls due by month and person, and a plan that moves reviews earlier where a month is too full."""
    from reviewdue.cli import results
    from reviewdue.foreseeing import foresee
    from reviewdue.projects import open_project

    with open_project(root, today) as project, project.ledger.begin() as connection:
        found = foresee(connection, project, months=months, everyone=capacity)
    if output is Format.JSON:
        from reviewdue.forecast.forecasts import plain

        results.print_json(plain(found))
    else:
        from reviewdue.cli.forecasts import print_forecast

        print_forecast(found, sys.stdout)
