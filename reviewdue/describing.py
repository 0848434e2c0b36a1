"""What pages say of their reviews to the site that publishes them: as JSON-LD, and as one line to be embedded."""

import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy.engine import Connection

from reviewdue.errors import ActionRefused
from reviewdue.ledger import checks, listing
from reviewdue.ledger.checks import Held
from reviewdue.ledger.listing import PageLine
from reviewdue.ledger.references import Citation, sources_of
from reviewdue.ledger.reviews import reviews_of
from reviewdue.projects import Project
from reviewdue.published.describing import describe_page, write_json_ld
from reviewdue.references.reference import Reference
from reviewdue.rendering import build_environment, slug

CHUNK = 500
BY_NAME = {"nobody": None, "roles": False, "names": True}
LINE = "public/reviewed.html"


def describe(
    connection: Connection, project: Project, lines: Iterable[PageLine]
) -> Iterator[tuple[PageLine, dict[str, Any]]]:
    """Each page with what schema.org's MedicalWebPage says of it; read in stretches."""
    settings, remaining = project.settings, iter(lines)
    while stretch := list(itertools.islice(remaining, CHUNK)):
        ids = [line.id for line in stretch]
        citations, reviews = sources_of(connection, ids), reviews_of(connection, ids)
        cited = {one.reference_id for each in citations.values() for one in each if one.reference_id}
        held = checks.held(connection, cited)
        for line in stretch:
            newest = next((one for one in reviews.get(line.id, ()) if one.complete), None)
            yield (
                line,
                describe_page(
                    line,
                    list(_cited(citations.get(line.id, ()), held)),
                    newest,
                    publisher=settings.publisher.name,
                    by_name=BY_NAME[settings.serve.public.reviewers],
                ),
            )


def _cited(citations: Sequence[Citation], held: Mapping[str, Held]) -> Iterator[Reference | str]:
    for one in citations:
        found = held.get(one.reference_id or "")
        yield found.reference if found else one.cited.cited


def pages_named(connection: Connection, project: Project, ids: Sequence[str]) -> Iterable[PageLine]:
    """The pages with these ids, or all. Raises ActionRefused where one is not there."""
    if not ids:
        return listing.page_lines(connection, project.day)
    lines = listing.lines_by_id(connection, ids, project.day)
    for id in ids:
        if id not in lines:
            raise ActionRefused(f"the page “{id}” is not on the lists any more")
    return [lines[id] for id in ids]


def write_descriptions(project: Project, ids: Sequence[str], folder: Path) -> int:
    """Two files for each page, and index.json that says which are whose; how many pages."""
    environment = build_environment(project.root, project.settings.publisher.zone)
    template, index = environment.get_template(LINE), {}
    folder.mkdir(parents=True, exist_ok=True)
    with project.ledger.begin() as connection:
        for line, facts in describe(connection, project, pages_named(connection, project, ids)):
            name = slug(line.id)
            (folder / f"{name}.jsonld").write_text(write_json_ld(facts), encoding="utf-8")
            (folder / f"{name}.html").write_text(template.render(line=line, flag_url=flag_url(project, line)), "utf-8")
            index[line.id] = {"url": line.url, "jsonld": f"{name}.jsonld", "html": f"{name}.html"}
    (folder / "index.json").write_text(json.dumps(index, ensure_ascii=False, indent=1), encoding="utf-8")
    return len(index)


def flag_url(project: Project, line: PageLine) -> str | None:
    """Where readers say that something is wrong on a page, if they may."""
    serve = project.settings.serve
    return f"{serve.url}/public/flag/{quote(line.id, safe='')}" if serve.public.flags and serve.url else None
