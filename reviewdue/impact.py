"""What a source means for the pages that cite it: who would have to look at what, and by when. Changes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from reviewdue.availability import Availability
from reviewdue.errors import ConfigurationError
from reviewdue.ledger import listing
from reviewdue.ledger import references as reference_ledger
from reviewdue.ledger import settling as settling_ledger
from reviewdue.ledger import tasks as task_ledger
from reviewdue.ledger.dialects import in_parts
from reviewdue.ledger.listing import PageLine
from reviewdue.projects import Project
from reviewdue.references import identity_keys, read_csl, short_name, supersession
from reviewdue.standings import successor_name
from reviewdue.tasks import Finding, Supposed, Task
from reviewdue.tasks.findings import SourceFacts, findings_of_source
from reviewdue.tasks.settling import times_of
from reviewdue.tasks.showing import say_finding
from reviewdue.verdicts import Axis, Currency, Integrity, Verdict
from reviewdue.wording import capital


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequence:
    """What a source means for one page: the gravest finding, if there is any, and the page's task.

    `dealt_with` says that a review has seen to it already. `spared` is the sentence on why a newer edition calls for
    nothing here.
    """

    line: PageLine
    finding: Finding | None
    dealt_with: bool
    task: Task | None
    spared: str | None = None

    @property
    def needs_review(self) -> bool:
        """Whether the page needs a review because of the source."""
        return self.finding is not None and not self.dealt_with

    @property
    def due(self) -> date | None:
        """By when: as its task has it, or as a task that is opened today would."""
        if self.finding is None or self.dealt_with:
            return None
        return min(self.task.due, self.finding.due) if self.task else self.finding.due


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """A source with its answers, and what they mean for each page that cites it."""

    source: SourceFacts
    superseded_by: str | None
    pages: tuple[Consequence, ...]


def find_impact(project: Project, named: str, *, suppose: Supposed | None = None) -> Impact:
    """What the source that `named` names means, as it stands or as is supposed.

    `named` is an id, or an identifier such as a DOI. Raises ConfigurationError where there is no such source.
    """
    with project.ledger.begin() as connection:
        id = _find(connection, named)
        source = settling_ledger.source_facts(connection, [id])[id]
        if suppose is not None:
            source = replace(
                source, verdict=_as_supposed(source.verdict, suppose, project), evidence=(), updated_on=None
            )
        found = supersession(source.reference, (), project.today)
        named_next = successor_name(source.reference, found.successor) if found and found.superseded else None
        pages = tuple(consequences(connection, project, source))
    return Impact(source=source, superseded_by=named_next, pages=pages)


def _find(connection: Connection, named: str) -> str:
    if reference_ledger.known_ids(connection, [named]):
        return named
    owners = reference_ledger.owners_of(connection, set(_keys_of(named)))
    if not owners:
        raise ConfigurationError(
            f"there is no reference “{named}”; name it by its id in the register, its DOI, PMID, ISBN or address"
        )
    return next(iter(owners.values()))


def _keys_of(named: str) -> Iterator[str]:
    """The keys that a text may stand for, read as each kind of identifier in turn."""
    for name in ("DOI", "PMID", "ISBN", "URL", "guideline"):
        yield from identity_keys(read_csl({"id": "", "title": "", name: named}).reference)


def _as_supposed(verdict: Verdict, suppose: Supposed, project: Project) -> Verdict:
    if suppose is Supposed.GONE:
        return replace(verdict, availability=Availability.NOT_FOUND, confirmed=True, failing_since=project.now)
    if suppose is Supposed.RETRACTED:
        return replace(verdict, integrity=Integrity.RETRACTED)
    return replace(verdict, currency=Currency(suppose.value))


def consequences(
    connection: Connection, project: Project, source: SourceFacts, *, most: int | None = None
) -> Iterator[Consequence]:
    """What a source means for each page that cites it, or for the first so many, the most urgent page first."""
    lines = list(listing.lines_citing(connection, source.reference.id, project.day, most=most))
    for part in in_parts(lines):
        ids = [line.id for line in part]
        pages = settling_ledger.facts_of(connection, ids)
        meant = settling_ledger.meant_by(connection, ids, source.reference.id)
        tasks, over = task_ledger.active_of(connection, ids), task_ledger.dealt_with(connection, ids)
        for line in part:
            cited = source.cited_for(meant.get(line.id, ()))
            found = findings_of_source(pages[line.id], cited, times_of(project), project.today)
            finding = next((one for one in found if not one.doubtful), None)
            done = finding is not None and finding.key in over.get(line.id, ())
            task = tasks.get(line.id)
            spared = None if finding else _spared(project, source, line)
            yield Consequence(line=line, finding=_as_on(task, finding), dealt_with=done, task=task, spared=spared)


def _spared(project: Project, source: SourceFacts, line: PageLine) -> str | None:
    found = supersession(source.reference, line.topics, project.today)
    return f"{capital(found.explanation)}." if found and found.superseded and found.touched is False else None


def _as_on(task: Task | None, finding: Finding | None) -> Finding | None:
    """The finding as it is known today, due on the day that its task has it."""
    if task is None or finding is None:
        return finding
    held = [one for one in task.reasons if one.finding.key == finding.key]
    return replace(finding, due=held[-1].due) if held else finding


def impact_as_dict(impact: Impact) -> dict[str, Any]:
    """An impact as plain data."""
    verdict = impact.source.verdict
    return {
        "reference": {
            "id": impact.source.reference.id,
            "label": short_name(impact.source.reference),
            **{axis: str(getattr(verdict, axis)) for axis in Axis},
            "confirmed": verdict.confirmed,
            "superseded_by": impact.superseded_by,
        },
        "counts": {"pages": len(impact.pages), "need_review": sum(one.needs_review for one in impact.pages)},
        "pages": [_page_as_dict(one) for one in impact.pages],
    }


def _page_as_dict(one: Consequence) -> dict[str, Any]:
    line, finding = one.line, one.finding
    return {
        "id": line.id,
        "path": line.path,
        "title": line.title,
        "owner": line.owner,
        "status": str(line.status),
        "next_review_due": line.next_review_due,
        "needs_review": one.needs_review,
        "reason": str(finding.reason) if finding else None,
        "why": say_finding(finding) if finding else one.spared,
        "dealt_with": one.dealt_with,
        "due": one.due,
        "task": {"id": one.task.id, "state": str(one.task.state), "due": one.task.due} if one.task else None,
    }
