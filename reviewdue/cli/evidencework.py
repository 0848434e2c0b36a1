"""What the evidence command does: picks pages, writes their packs, and says where they are."""

import secrets
from dataclasses import dataclass
from pathlib import Path

import typer

from reviewdue.cli.results import print_json
from reviewdue.errors import ActionRefused
from reviewdue.evidence.gathering import examine_record, gather, sample
from reviewdue.evidence.printing import Printed, print_pack
from reviewdue.pagenames import page_meant
from reviewdue.projects import Project
from reviewdue.rendering import build_environment
from reviewdue.wording import plural


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which pages, and where their packs go."""

    page: str | None
    sample: int | None
    seed: int | None
    folder: Path


def write_and_show(project: Project, wanted: Wanted, *, as_json: bool) -> None:
    """Write the packs and print where they are, with the seed that picks the same pages again."""
    if (wanted.page is None) == (wanted.sample is None):
        raise ActionRefused("name a page, or say how many to pick with --sample")
    seed = wanted.seed if wanted.seed is not None else secrets.randbelow(1_000_000)
    folder = project.root / wanted.folder
    environment = build_environment(project.root, project.settings.publisher.zone)
    packs: list[tuple[str, Printed]] = []
    named = [page_meant(project, wanted.page)] if wanted.page is not None else []
    with project.ledger.begin() as connection:
        ids = named or sample(connection, wanted.sample or 0, seed)
        record = examine_record(connection)
        packs += ((id, print_pack(environment, gather(connection, project, id, record), folder)) for id in ids)
    _show(project, packs, seed if wanted.sample else None, faults=record.faults, as_json=as_json)


def _show(project: Project, packs: list[tuple[str, Printed]], seed: int | None, *, faults: int, as_json: bool) -> None:
    places = [{"id": id, "html": _place(project, one.html), "pdf": _place(project, one.pdf)} for id, one in packs]
    if as_json:
        print_json({"seed": seed, "audit_findings": faults, "packs": places})
        return
    if seed is not None:
        typer.echo(f"{plural(len(packs), 'page')} picked at random; --seed {seed} picks the same ones again")
    for place in places:
        typer.echo(f"{place['id']}: {place['html']} and {place['pdf']}")
    if faults:
        typer.echo(f"The audit of the record found {plural(faults, 'fault')}; “reviewdue audit” names them")


def _place(project: Project, file: Path) -> str:
    return file.relative_to(project.root).as_posix() if file.is_relative_to(project.root) else str(file)
