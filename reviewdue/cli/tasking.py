"""The commands about review tasks: what a source means for its pages, and what is done with a page's task."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from reviewdue.cli.app import Format, Output, Root, Today, app, read_day
from reviewdue.tasks import Supposed


@app.command()
def impact(
    reference: Annotated[str, typer.Argument(metavar="REFERENCE", help="Its id, DOI, PMID, ISBN or address.")],
    root: Root = Path(),
    today: Today = None,
    output: Output = Format.TABLE,
    suppose: Annotated[Supposed | None, typer.Option("--if", help="As if that had become of it.")] = None,
) -> None:
    """Show which pages cite a source and what they need, or would need. Changes nothing."""
    from reviewdue.cli import results
    from reviewdue.impact import find_impact, impact_as_dict
    from reviewdue.projects import open_project

    with open_project(root, today) as project:
        found = find_impact(project, reference, suppose=suppose)
    if output is Format.JSON:
        results.print_json(impact_as_dict(found))
    else:
        from reviewdue.cli.tasktables import print_impact

        print_impact(found)


@app.command()
def task(
    page: Annotated[
        str | None, typer.Argument(metavar="[PAGE]", help="A page: its id, file or address; default: all tasks.")
    ] = None,
    root: Root = Path(),
    today: Today = None,
    output: Output = Format.TABLE,
    acknowledge: Annotated[bool, typer.Option("--acknowledge", help="Say that it is in hand.")] = False,
    assign: Annotated[str | None, typer.Option("--assign", metavar="PERSON", help="Hand it to somebody.")] = None,
    defer: Annotated[
        datetime | None, typer.Option("--defer", parser=read_day, metavar="DATE", help="Put it off until a day.")
    ] = None,
    flag: Annotated[bool, typer.Option("--flag", help="Say that something on the page needs a look.")] = False,
    request: Annotated[bool, typer.Option("--request", help="Ask for a review.")] = False,
    cancel: Annotated[bool, typer.Option("--cancel", help="Call it off.")] = False,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; kept in its history.")] = "",
    approver: Annotated[
        str | None, typer.Option("--approver", metavar="PERSON", help="Who approves a deferral beyond the policy.")
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", metavar="PERSON", help="In whose name; default: whoever is logged in.")
    ] = None,
) -> None:
    """Show the review tasks, or do something with the task of a page."""
    from reviewdue.cli import taskwork
    from reviewdue.projects import open_project

    wanted = taskwork.Wanted(
        acknowledge=acknowledge,
        assign=assign,
        defer=defer,
        flag=flag,
        request=request,
        cancel=cancel,
        reason=reason,
        approver=approver,
        by=by,
    )
    with open_project(root, today) as project:
        taskwork.act_and_show(project, page, wanted, as_json=output is Format.JSON)
