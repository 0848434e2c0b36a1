"""The commands that look ahead."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from reviewdue.cli.app import Format, Output, Root, Today, app


def _month(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m")  # noqa: DTZ007 - a month, not an instant
    except ValueError:
        raise typer.BadParameter(f"“{text}” is not a month; write it as 2027-03") from None


@app.command()
def forecast(
    root: Root = Path(),
    today: Today = None,
    output: Output = Format.TABLE,
    months: Annotated[int, typer.Option(min=1, max=120, help="How many months to look ahead.")] = 24,
    capacity: Annotated[
        int | None, typer.Option(min=1, help="Reviews a month of everyone who has no capacity of their own.")
    ] = None,
    accept: Annotated[str | None, typer.Option(metavar="ACTOR", help="Accept the plan, in whose name.")] = None,
    page: Annotated[str | None, typer.Option(metavar="ID", help="Accept it for this page only.")] = None,
    person: Annotated[str | None, typer.Option(metavar="ID", help="Accept it for what is with them only.")] = None,
    month: Annotated[
        datetime | None,
        typer.Option(parser=_month, metavar="YYYY-MM", help="Accept it for what falls due in this month only."),
    ] = None,
) -> None:
    """Show what falls due by month and person, and a plan that moves reviews earlier where a month is too full."""
    from reviewdue.cli import results
    from reviewdue.forecast.forecasts import plain
    from reviewdue.foreseeing import Part, accept_plan, foresee
    from reviewdue.projects import open_project

    with open_project(root, today) as project:
        with project.ledger.begin() as connection:
            found = foresee(connection, project, months=months, everyone=capacity)
        part = Part(page=page, person=person, month=month.date() if month else None)
        accepted = accept_plan(project, found, part, accept) if accept else []
    if output is Format.JSON:
        results.print_json({**plain(found), "accepted": [move.review.page_id for move in accepted]})
    else:
        from reviewdue.cli.forecasts import print_forecast

        print_forecast(found, accepted, sys.stdout)
