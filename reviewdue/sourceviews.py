"""Sources as the dashboard shows them: each with its answers, and the pages that cite it with what it calls for."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from sqlalchemy.engine import Connection

from reviewdue import views
from reviewdue.availability import Availability
from reviewdue.changes import changes_in
from reviewdue.impact import Consequence, consequences
from reviewdue.ledger import checks, listing, references
from reviewdue.ledger.archives import copies_of
from reviewdue.ledger.checks import CheckRecord, Held
from reviewdue.ledger.listing import PageLine
from reviewdue.people import people_of
from reviewdue.printing import Printer
from reviewdue.projects import Project
from reviewdue.references import cite
from reviewdue.services.wayback import nearest
from reviewdue.showing import CHUNK, show_source
from reviewdue.standings import verdict_of
from reviewdue.tasks.findings import SourceFacts
from reviewdue.tasks.showing import say_finding
from reviewdue.verdicts import needs_look


def keeps_page(state: views.SourceState) -> bool:
    """Whether a source has something to say beyond its row in the lists."""
    return state.needs_look or state.watch is not None


def show_sources_in_use(
    connection: Connection, project: Project, *, in_full: bool = True
) -> Iterator[views.SourceView]:
    """Every source in use, those that need a look first; read in stretches.

    Unless `in_full`, those that have nothing to say beyond a row have no page of their own and are not printed.
    """
    cited_by, printer = references.citing_counts(connection), Printer(project=project)
    for wanted in (True, False):
        wanting = (held for held in checks.all_held(connection) if needs_look(verdict_of(held)) is wanted)
        while stretch := list(itertools.islice(wanting, CHUNK)):
            rows = {held.reference.id: show_source(project, held, None) for held in stretch}
            full = [held for held in stretch if in_full or keeps_page(rows[held.reference.id])]
            last = checks.last_checks(connection, [held.reference.id for held in full])
            printed = printer.citations(full)
            for held in stretch:
                id = held.reference.id
                if id not in printed:
                    yield views.SourceView(state=replace(rows[id], has_page=False), cited_by=cited_by.get(id, 0))
                    continue
                yield _source(connection, project, held, last.get(id), cited_by.get(id, 0), printed[id])


def show_source_rows(connection: Connection, project: Project, found: Iterable[Held]) -> Iterator[views.SourceView]:
    """Each source with what a row of a list shows, in the order given."""
    held = list(found)
    cited_by = references.citing_counts(connection, [one.reference.id for one in held])
    for one in held:
        yield views.SourceView(state=show_source(project, one, None), cited_by=cited_by.get(one.reference.id, 0))


def show_sources_of(
    connection: Connection,
    project: Project,
    found: Sequence[Held],
    printed: Mapping[str, str] | None = None,
    *,
    most: int | None = None,
) -> Iterator[views.SourceView]:
    """These sources, in the order given; where it matters how they are cited, as they were `printed`.

    Each with all the pages that cite it, or with the first so many.
    """
    ids = [held.reference.id for held in found]
    cited_by, last = references.citing_counts(connection, ids), checks.last_checks(connection, ids)
    for held in found:
        id = held.reference.id
        citation = (printed or {}).get(id) or cite(held.reference)
        yield _source(connection, project, held, last.get(id), cited_by.get(id, 0), citation, most)


def _source(
    connection: Connection,
    project: Project,
    held: Held,
    last: CheckRecord | None,
    cited_by: int,
    citation: str,
    most: int | None = None,
) -> views.SourceView:
    gone = [held.reference.id] if held.availability == Availability.NOT_FOUND else []
    copies = copies_of(connection, gone).get(held.reference.id, {})
    return views.SourceView(
        state=show_source(project, held, last, copy=nearest(copies, None)),
        cited_by=cited_by,
        details=tuple(_details(held, citation)),
        citing=_citing_pages(connection, project, held, last, most),
        watch=held.reference.watch,
        note=held.reference.note,
        changes=changes_in(connection, held, project.settings.publisher.zone),
    )


def _details(held: Held, citation: str) -> Iterator[tuple[str, str]]:
    one = held.reference
    yield "Citation", citation
    named = {
        "Authors": ", ".join(str(name) for name in one.author),
        "Edition": one.edition,
        "Version": one.version,
        "Published in": one.container_title,
        "Publisher": one.publisher,
        "Guideline": one.guideline,
        "DOI": one.doi,
        "ISBN": one.isbn,
        "PMID": one.pmid,
        "PMCID": one.pmcid,
        "Address": one.url,
        "Register id": one.id if held.registered else None,
    }
    yield from ((name, value) for name, value in named.items() if value)


def _citing_pages(
    connection: Connection, project: Project, held: Held, last: CheckRecord | None, most: int | None
) -> Iterator[views.CitingPage]:
    """The pages that cite a source, with what it calls for on each; one that is sound calls for nothing."""
    verdict = verdict_of(held)
    if needs_look(verdict):
        evidence = tuple(last.evidence) if last else ()
        source = SourceFacts(reference=held.reference, verdict=verdict, evidence=evidence, updated_on=held.updated_on)
        yield from (_citing(one.line, project, one) for one in consequences(connection, project, source, most=most))
    else:
        lines = listing.lines_citing(connection, held.reference.id, project.day, most=most)
        yield from (_citing(line, project) for line in lines)


def _citing(line: PageLine, project: Project, found: Consequence | None = None) -> views.CitingPage:
    finding = found.finding if found else None
    return views.CitingPage(
        id=line.id,
        title=line.title,
        status=line.status,
        owner=people_of(project.settings.people).name_of(line.owner) if line.owner else None,
        next_review_due=line.next_review_due,
        days_left=line.days_left,
        reason=str(finding.reason) if finding else None,
        why=say_finding(finding) if finding else found.spared if found else None,
        review_due=found.due if found else None,
        dealt_with=found.dealt_with if found else False,
    )
