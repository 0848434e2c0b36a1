"""Sources as the dashboard shows them: each with its answers, and the pages that cite it with what it calls for."""

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from sqlalchemy.engine import Connection

from reviewdue import views
from reviewdue.availability import Availability
from reviewdue.changes import changes_in
from reviewdue.impact import Consequence, consequences
from reviewdue.ledger import answers, checks, listing, references
from reviewdue.ledger.archives import copies_of
from reviewdue.ledger.checks import CheckRecord, Held
from reviewdue.ledger.listing import PageLine
from reviewdue.listings import lists_of_source
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
    connection: Connection, project: Project, *, most: int | None = None
) -> Iterator[views.SourceView]:
    """Every source in use, those that need a look first; read in stretches.

    With `most`, of those that have nothing to say beyond a row only as many as a list holds of so many; they have no
    page of their own and are not printed.
    """
    ids, printer = _ids_in_use(connection, most), Printer(project=project)
    while stretch := list(itertools.islice(ids, CHUNK)):
        known, cited_by = checks.held(connection, stretch), references.citing_counts(connection, stretch)
        rows = {id: show_source(project, held, None) for id, held in known.items()}
        full = [held for id, held in known.items() if most is None or keeps_page(rows[id])]
        last = checks.last_checks(connection, [held.reference.id for held in full])
        printed = printer.citations(full)
        for id in stretch:
            if id in printed:
                yield _source(connection, project, known[id], last.get(id), cited_by.get(id, 0), printed[id])
            else:
                yield views.SourceView(state=replace(rows[id], has_page=False), cited_by=cited_by.get(id, 0))


def _ids_in_use(connection: Connection, most: int | None) -> Iterator[str]:
    """The ids of the sources in use, those that need a look first, then by title.

    With `most`, those that keep a page come before the others, of which those are left out whose lists are all full.
    """
    look, watched = answers.needing_look(connection), answers.may_be_watched()
    if most is None:
        yield from (id for wanted in (look, ~look) for id, _ in answers.sources_by_title(connection, [wanted]))
        return
    room = _room(connection, most)
    for wanted, in_full in (([look], True), ([~look, watched], True), ([~look, ~watched], False)):
        for id, answer in answers.sources_by_title(connection, wanted) if in_full or room else ():
            places = [stem for stem in lists_of_source(answer) if stem in room]
            room -= Counter(places)
            if in_full or places:
                yield id
            elif not room:
                break


def _room(connection: Connection, most: int) -> Counter[str]:
    """How many sources each list still takes, by its stem."""
    wanting: Counter[str] = Counter()
    for answer, count in answers.count_answers(connection).items():
        wanting.update(dict.fromkeys(lists_of_source(answer), count))
    return Counter({stem: min(count, most) for stem, count in wanting.items()})


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
