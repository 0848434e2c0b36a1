"""What the ledger holds, as the finished values that dashboard and letters show."""

import itertools
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy.engine import Connection

from reviewdue import views
from reviewdue.availability import Availability
from reviewdue.changes import changes_of
from reviewdue.ledger import checks, listing, references, reminders
from reviewdue.ledger.archives import copies_of
from reviewdue.ledger.checks import CheckRecord, Held
from reviewdue.ledger.listing import PageLine
from reviewdue.ledger.references import Citation
from reviewdue.ledger.reviews import reviews_of
from reviewdue.pages import Problem
from reviewdue.people import People, people_of
from reviewdue.projects import Project
from reviewdue.references import short_name, supersession
from reviewdue.reviews.records import Review
from reviewdue.reviews.showing import show_review
from reviewdue.services.wayback import Copy, nearest
from reviewdue.standings import successor_name, verdict_of
from reviewdue.tasks import ACTIVE
from reviewdue.tasks.assigning import everyone
from reviewdue.tasks.showing import show_tasks
from reviewdue.tasks.views import TaskView
from reviewdue.verdicts import Currency, as_cited, needs_look

CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a stretch of pages needs to be shown: citations, references, checks, reminders, reviews and problems."""

    citations: Mapping[str, list[Citation]]
    held: Mapping[str, Held]
    last: Mapping[str, CheckRecord]
    reminders: Mapping[str, list[reminders.PastReminder]]
    problems: Mapping[str, list[Problem]]
    reviews: Mapping[str, list[Review]] = field(default_factory=dict)
    copies: Mapping[str, Mapping[date, Copy]] = field(default_factory=dict)
    changes: Mapping[tuple[str, str], views.SourceChange] = field(default_factory=dict)


def know(connection: Connection, lines: Sequence[PageLine], zone: tzinfo, *, evidence: bool = True) -> Known:
    """Everything about these pages, in a handful of queries; without `evidence` not what each check observed."""
    page_ids = [line.id for line in lines]
    citations = references.sources_of(connection, page_ids)
    cited = {one.reference_id for each in citations.values() for one in each if one.reference_id}
    problems: dict[str, list[Problem]] = defaultdict(list)
    for problem in listing.problems_in(connection, [line.path for line in lines]):
        problems[problem.path].append(problem)
    held = checks.held(connection, cited)
    return Known(
        citations=citations,
        held=held,
        copies=copies_of(connection, [id for id, one in held.items() if one.availability == Availability.NOT_FOUND]),
        last=checks.last_checks(connection, cited) if evidence else {},
        reminders=reminders.reminders_of(connection, page_ids),
        problems=problems,
        changes=changes_of(connection, citations, held, lines, zone),
        reviews=reviews_of(connection, page_ids),
    )


def show_pages(connection: Connection, project: Project, lines: Iterable[PageLine]) -> Iterator[views.PageView]:
    """Each page with all that its own page shows; read in stretches, so memory stays flat."""
    remaining = iter(lines)
    while stretch := list(itertools.islice(remaining, CHUNK)):
        known = know(connection, stretch, project.settings.publisher.zone)
        tasks = show_tasks(connection, everyone(connection, project), stretch)
        yield from (show_page(project, line, known, tasks.get(line.id, ())) for line in stretch)


def show_rows(project: Project, lines: Iterable[PageLine]) -> Iterator[views.PageView]:
    """Each page with what a row of a list shows, which takes no further query."""
    people = people_of(project.settings.people)
    for line in lines:
        yield views.PageView(
            id=line.id,
            title=line.title,
            path=line.path,
            status=line.status,
            flags=line.flags,
            last_reviewed=line.last_reviewed,
            next_review_due=line.next_review_due,
            days_left=line.days_left,
            owner=people.name_of(line.owner) if line.owner else None,
        )


def show_page(project: Project, line: PageLine, known: Known, tasks: Sequence[TaskView] = ()) -> views.PageView:
    """One page as the dashboard shows it."""
    people = people_of(project.settings.people)
    waiting = next((task for task in tasks if task.state in ACTIVE), None)
    return views.PageView(
        id=line.id,
        title=line.title,
        path=line.path,
        status=line.status,
        url=line.url,
        language=line.language,
        topics=line.topics,
        risk=line.risk,
        flags=line.flags,
        last_reviewed=line.last_reviewed,
        next_review_due=line.next_review_due,
        days_left=line.days_left,
        due_basis=line.due_basis,
        policy_due=line.policy_due,
        review_interval=line.review_interval,
        edited=line.edited_on,
        owner=people.name_of(line.owner) if line.owner else None,
        reviewers=tuple(people.name_of(name) for name in line.reviewers),
        task=waiting,
        past_tasks=tuple(task for task in tasks if task is not waiting),
        sources=show_sources(project, line, known),
        reminders=tuple(show_reminder(past, people) for past in known.reminders.get(line.id, ())),
        problems=tuple(show_problem(problem, line.id) for problem in known.problems.get(line.path, ())),
        reviews=tuple(show_review(one) for one in known.reviews.get(line.id, ())),
        note=line.note,
    )


def show_sources(project: Project, line: PageLine, known: Known) -> tuple[views.SourceState, ...]:
    """The sources of a page in its own order, each seen from the page's topics."""
    found = []
    for citation in known.citations.get(line.id, ()):
        held = known.held.get(citation.reference_id or "")
        if held is None:
            found.append(views.SourceState(id=None, label=citation.cited.cited))
        else:
            last, copies = known.last.get(held.reference.id), known.copies.get(held.reference.id, {})
            copy, intended = nearest(copies, line.last_reviewed), citation.cited.intended
            shown = show_source(project, held, last, line, copy, intended=intended)
            found.append(replace(shown, change=known.changes.get((line.id, held.reference.id))))
    return tuple(found)


def show_source(
    project: Project,
    held: Held,
    last: CheckRecord | None,
    line: PageLine | None = None,
    copy: Copy | None = None,
    *,
    intended: Iterable[str] = (),
) -> views.SourceState:
    """A source and its three answers: as they are for a page, by its topics and its review, where one is given.

    `copy` is an archived one of it, `intended` what the page means to be said against it.
    """
    verdict = verdict_of(held)
    verdict = replace(verdict, intended=(*verdict.intended, *intended))
    if line is not None:
        verdict = replace(verdict, currency=as_cited(verdict.currency, held.updated_on, line.last_reviewed))
    gone_elsewhere = verdict.availability is Availability.MOVED
    return views.SourceState(
        id=held.reference.id,
        label=short_name(held.reference),
        availability=verdict.availability,
        currency=verdict.currency,
        integrity=verdict.integrity,
        confirmed=verdict.confirmed,
        failed_checks=verdict.failures,
        checked_at=held.checked_at,
        needs_look=needs_look(verdict),
        url=address_of(held),
        new_url=held.final_url if gone_elsewhere else None,
        successor=_successor(project, held, line.topics if line else ())
        if verdict.currency is Currency.SUPERSEDED
        else None,
        archived=views.ArchivedCopy(url=copy.url, taken_on=copy.taken_on) if copy else None,
        evidence=tuple(_evidence(one) for one in last.evidence) if last else (),
        watch=held.reference.watch,
        intended=tuple(dict.fromkeys(one for one in verdict.intended if one in (verdict.currency, verdict.integrity))),
    )


def address_of(held: Held) -> str | None:
    """Where a reader finds the source: its DOI before its own address, since that one lasts."""
    return f"https://doi.org/{held.reference.doi}" if held.reference.doi else held.reference.url


def _successor(project: Project, held: Held, topics: Collection[str]) -> views.Successor | None:
    found = supersession(held.reference, topics, project.today)
    if found is None:
        return None
    return views.Successor(
        label=successor_name(held.reference, found.successor),
        url=found.successor.evidence_url,
        scope=found.explanation,
    )


def _evidence(one: Mapping[str, Any]) -> views.Evidence:
    facts = {name: one[name] for name in ("axis", "checker", "observed", "url")}
    return views.Evidence(**facts, at=datetime.fromisoformat(one["at"]))


def show_reminder(past: reminders.PastReminder, people: People) -> views.ReminderView:
    """A reminder without the address it went to: who may read the dashboard need not know it."""
    name = people.name_at(past.key.recipient)
    return views.ReminderView(at=past.claimed_at, rung=past.key.rung, recipient=name, state=past.state)


def show_problem(problem: Problem, page_id: str | None = None) -> views.ProblemView:
    """A problem, with the page it belongs to where there is one."""
    return views.ProblemView(
        path=problem.path,
        line=problem.line,
        code=problem.code,
        message=problem.message,
        hint=problem.hint,
        page_id=page_id,
    )
