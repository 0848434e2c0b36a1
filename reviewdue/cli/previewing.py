"""The command that shows a message before anybody gets it."""

from pathlib import Path
from typing import Annotated

import typer

from reviewdue.cli.app import Format, Output, Root, Today, app


@app.command()
def preview(
    message: Annotated[str, typer.Argument(metavar="MESSAGE", help="reminder or summary.")] = "reminder",
    root: Root = Path(),
    today: Today = None,
    output: Output = Format.TABLE,
    to: Annotated[str | None, typer.Option("--to", metavar="ADDRESS", help="The one to this recipient.")] = None,
    folder: Annotated[
        Path | None, typer.Option("--output", metavar="DIR", help="Write it there as .eml, .html and .txt.")
    ] = None,
) -> None:
    """Show a message as it would go out today; sends and records nothing."""
    from reviewdue.cli import results
    from reviewdue.previewing import preview as make_preview
    from reviewdue.projects import open_project

    with open_project(root, today) as project:
        made = make_preview(project, message, to)
    paths = _write(folder, made.name, made.content, made.letter.html, made.letter.text) if folder else []
    if output is Format.JSON:
        results.print_json({**made.as_dict(), "paths": paths})
        return
    if made.invented:
        typer.echo("Nothing of the kind is due today; this is about an invented page.", err=True)
    shown = f"To: {made.recipient}\nSubject: {made.letter.subject}\n\n{made.letter.text}"
    typer.echo("\n".join(paths) or shown)


def _write(folder: Path, name: str, message: bytes, html: str, text: str) -> list[str]:
    folder.mkdir(parents=True, exist_ok=True)
    contents = {".eml": message, ".html": html.encode(), ".txt": text.encode()}
    for ending, content in contents.items():
        (folder / f"{name}{ending}").write_bytes(content)
    return [str(folder / f"{name}{ending}") for ending in contents]
