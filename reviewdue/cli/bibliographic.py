"""The commands that bring sources in and hand them out: import and export."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from reviewdue.cli.app import Format, Output, Root, app, end_with


@app.command("import")
def import_source(
    source: Annotated[
        str,
        typer.Argument(
            metavar="FILE_OR_URL",
            help="A published page (text, HTML, JSON-LD), or a bibliography (CSL-JSON, CSL-YAML, BibTeX, RIS).",
        ),
    ],
    root: Root = Path(),
    output: Output = Format.TABLE,
) -> None:
    """Turn a published page, or a bibliography, into entries of content/ and references/."""
    from reviewdue import acquiring, importing
    from reviewdue.cli import results
    from reviewdue.cli.importing import fetch_source
    from reviewdue.settings import load_settings

    folder = root.resolve()
    settings = load_settings(folder)
    fetched = fetch_source(source, settings.checks)
    kind = acquiring.bibliography_of(fetched)
    if kind:
        acquired = acquiring.import_bibliography(folder, settings, fetched, kind)
        as_dict, summary = acquired.as_dict(), acquiring.summary_of(acquired)
    else:
        imported = importing.import_page(folder, settings, fetched)
        as_dict, summary = imported.as_dict(), importing.summary_of(imported)
    if output is Format.JSON:
        results.print_json(as_dict)
    else:
        for line in summary:
            typer.echo(line)


class ExportFormat(StrEnum):
    """What the register can be handed out as."""

    CSL_JSON = "csl-json"
    CSL_YAML = "csl-yaml"
    BIBTEX = "bibtex"
    RIS = "ris"
    TEXT = "text"


@app.command("export")
def export_register(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Only these entries; default: all.")
    ] = None,
    root: Root = Path(),
    kind: Annotated[ExportFormat, typer.Option("--format", help="The format to write.")] = ExportFormat.CSL_JSON,
    style: Annotated[
        str | None,
        typer.Option("--style", metavar="NAME", help="The citation style of a text; default: the project's."),
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="Where to write; default: standard output.")
    ] = None,
) -> None:
    """Write the register of sources for a reference manager."""
    from reviewdue import exporting
    from reviewdue.settings import load_settings

    folder = root.resolve()
    exported = exporting.export_register(folder, load_settings(folder), ids or (), kind, style)
    if file is None:
        sys.stdout.write(exported.text)
    else:
        file.write_text(exported.text, encoding="utf-8")
        typer.echo(f"{exported.count} sources written to {file}")
    end_with(list(exported.shortfalls))
