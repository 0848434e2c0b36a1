"""The command that takes in mail which came back."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from reviewdue.cli.app import Format, Output, Root, Today, app


@app.command()
def bounces(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILES]", help="Messages, mbox files or Maildir folders; - reads one message."),
    ] = None,
    root: Root = Path(),
    today: Today = None,
    output: Output = Format.TABLE,
    clear: Annotated[
        str | None, typer.Option("--clear", metavar="ADDRESS", help="This mailbox takes mail again.")
    ] = None,
) -> None:
    """Take in mail that came back, and show whom mail does not reach."""
    from reviewdue.cli import results
    from reviewdue.ledger import bounces as bounce_ledger
    from reviewdue.projects import open_project
    from reviewdue.returning import take_in

    with open_project(root, today) as project:
        if clear is not None:
            with project.ledger.change() as connection:
                bounce_ledger.clear(connection, clear, project.now)
        tally = take_in(project, _read(files or []))
        with project.ledger.begin() as connection:
            standing = bounce_ledger.bouncing(connection)
    mailboxes = [{"mailbox": name, "since": one.at, "why": one.why} for name, one in sorted(standing.items())]
    if output is Format.JSON:
        results.print_json({**tally.as_dict(), "mailboxes": mailboxes})
        return
    typer.echo(", ".join(f"{count} {kind.replace('_', ' ')}" for kind, count in tally.as_dict()["counts"].items()))
    for one in mailboxes:
        typer.echo(f"  {one['mailbox']}: {one['why']}")


def _read(files: list[Path]) -> Iterable[tuple[str, bytes]]:
    from reviewdue.returning import read_notices

    if files == [Path("-")]:
        return [("-", sys.stdin.buffer.read())]
    return read_notices(files)
