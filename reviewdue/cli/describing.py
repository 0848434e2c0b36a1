"""The command for the site that publishes the pages: what each of them says of its review."""

from pathlib import Path
from typing import Annotated

import typer

from reviewdue.cli.app import Root, Today, app


@app.command()
def describe(
    pages: Annotated[list[str] | None, typer.Argument(metavar="[PAGE]...", help="Ids; default: all pages.")] = None,
    root: Root = Path(),
    today: Today = None,
    folder: Annotated[
        Path | None, typer.Option("--output", metavar="DIR", help="Write files into a folder; default: print.")
    ] = None,
) -> None:
    """Say of pages when they were last reviewed, by whom and against what, for the site that publishes them."""
    from reviewdue.cli import results
    from reviewdue.describing import describe as describe_pages
    from reviewdue.describing import pages_named, write_descriptions
    from reviewdue.projects import open_project
    from reviewdue.wording import plural

    with open_project(root, today) as project:
        if folder is not None:
            written = write_descriptions(project, pages or [], folder)
            typer.echo(f"{plural(written, 'page')} described; {folder / 'index.json'} says which files are whose.")
            return
        with project.ledger.begin() as connection:
            found = describe_pages(connection, project, pages_named(connection, project, pages or []))
            results.print_json({"pages": [facts for _, facts in found]})
