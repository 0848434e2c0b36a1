"""The command for the site that publishes the pages: what each of them says of its review."""

from pathlib import Path
from typing import Annotated

import typer

from reviewdue.cli.app import Root, Today, app


@app.command()
def describe(
    pages: Annotated[
        list[str] | None, typer.Argument(metavar="[PAGE]...", help="Ids, files or addresses; default: all.")
    ] = None,
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
    from reviewdue.pagenames import page_meant
    from reviewdue.projects import open_project
    from reviewdue.wording import plural

    with open_project(root, today) as project:
        named = [page_meant(project, page) for page in pages or []]
        if folder is not None:
            written = write_descriptions(project, named, folder)
            typer.echo(f"{plural(written, 'page')} described; {folder / 'index.json'} says which files are whose.")
            return
        with project.ledger.begin() as connection:
            found = describe_pages(connection, project, pages_named(connection, project, named))
            results.print_json({"pages": [facts for _, facts in found]})
