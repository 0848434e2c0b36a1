"""The commands for assessors: whether the record is as it was written, and what it says of a page."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reviewdue.cli.app import FINDINGS, Format, Output, Root, Today, app

if TYPE_CHECKING:
    from reviewdue.ledger.auditing import Audit, Fault


@app.command("audit")
def audit_ledger(
    root: Root = Path(),
    output: Output = Format.TABLE,
    since: Annotated[
        int, typer.Option("--since", metavar="NUMBER", min=0, help="Verify what came after this entry only.")
    ] = 0,
    head: Annotated[
        str | None, typer.Option("--head", metavar="HASH", help="A head noted earlier, which must be in the trail.")
    ] = None,
) -> None:
    """Verify the ledger's audit trail and every row of the record that it covers."""
    from reviewdue.cli import results
    from reviewdue.ledger.auditing import audit
    from reviewdue.projects import open_project

    with open_project(root) as project, project.ledger.begin() as connection:
        found = audit(connection, since=since, noted=head)
    if output is Format.JSON:
        results.print_json(_as_dict(found))
    else:
        _print(found)
    if found.faults:
        raise typer.Exit(FINDINGS)


def _as_dict(found: "Audit") -> dict[str, object]:
    return {
        "state": "broken" if found.faults else "intact",
        "head": asdict(found.head),
        "entries": found.entries,
        "rows": found.rows,
        "pending": dict(found.pending),
        "findings": [asdict(fault) for fault in found.faults],
        "more_findings": found.more_faults,
    }


def _print(found: "Audit") -> None:
    from reviewdue.wording import listing, number, plural

    for fault in found.faults:
        typer.echo(_say(fault))
    if found.more_faults:
        typer.echo(f"… and {number(found.more_faults)} more")
    verified = f"{plural(found.entries, 'entry', 'entries')} and {plural(found.rows, 'row')} of the record verified"
    verdict = plural(len(found.faults) + found.more_faults, "fault") if found.faults else "all as it was written"
    typer.echo(f"{verified}: {verdict}")
    if found.pending:
        waiting = listing(f"{number(count)} of {name}" for name, count in sorted(found.pending.items()))
        typer.echo(f"Not sealed yet: {waiting}; the next run seals what one that broke off has left")
    if found.head.number:
        typer.echo(f"Head: entry {found.head.number}, {found.head.hash}")


def _say(fault: "Fault") -> str:
    place = f"entry {fault.entry}" if fault.entry else "the trail"
    row = f", {fault.table} ({fault.row})" if fault.table else ""
    return f"{place}{row}: {fault.message} ({fault.code})"


@app.command()
def evidence(
    page: Annotated[str | None, typer.Argument(metavar="[PAGE]", help="Its id, file or address; or --sample.")] = None,
    root: Root = Path(),
    today: Today = None,
    output: Output = Format.TABLE,
    sample: Annotated[
        int | None, typer.Option("--sample", metavar="N", min=1, help="So many pages, picked at random.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", metavar="NUMBER", help="Picks the same pages again; default: a new one.")
    ] = None,
    folder: Annotated[Path, typer.Option("--output", metavar="DIR", help="Where to write, below the root.")] = Path(
        "evidence"
    ),
) -> None:
    """Write the assessor's pack of a page, or of pages picked at random, as HTML and PDF."""
    from reviewdue.cli import evidencework
    from reviewdue.projects import open_project

    wanted = evidencework.Wanted(page=page, sample=sample, seed=seed, folder=folder)
    with open_project(root, today) as project:
        evidencework.write_and_show(project, wanted, as_json=output is Format.JSON)
