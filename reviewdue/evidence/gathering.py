"""Draws the evidence of a page from the ledger, and picks pages at random for an assessor."""

import random
from collections.abc import Iterable, Sequence

from sqlalchemy.engine import Connection

from reviewdue.errors import NoSuchPage
from reviewdue.evidence.packs import Pack, RecordState, SourceHistory
from reviewdue.evidence.questions import SOUND_FOR, Facts, answers_of
from reviewdue.ledger import checks, listing, trail
from reviewdue.ledger import pages as page_ledger
from reviewdue.ledger import reviews as review_ledger
from reviewdue.ledger.auditing import audit
from reviewdue.ledger.listing import PageLine
from reviewdue.pages import DueBasis, Flag, Risk
from reviewdue.projects import Project
from reviewdue.reviews.records import Review
from reviewdue.showing import show_pages
from reviewdue.tasks import Reason
from reviewdue.views import PageView

MOST_CHECKS = 20


def examine_record(connection: Connection) -> RecordState:
    """Audit the whole record, once for all packs that are made with it."""
    found = audit(connection)
    faults = len(found.faults) + found.more_faults
    return RecordState(head=found.head, entries=found.entries, rows=found.rows, faults=faults)


def sample(connection: Connection, count: int, seed: int) -> list[str]:
    """Pages picked at random: the same seed picks the same ones, while the list of pages is the same."""
    ids = sorted(listing.all_ids(connection))
    return random.Random(seed).sample(ids, min(count, len(ids)))  # noqa: S311 - to be repeated, not to be guessed


def gather(connection: Connection, project: Project, page_id: str, record: RecordState) -> Pack:
    """All that is on record of a page. Raises NoSuchPage."""
    line = listing.lines_by_id(connection, [page_id], project.day).get(page_id)
    place = page_ledger.place_of(connection, page_id)
    if line is None or place is None:
        raise NoSuchPage(page_id)
    page = next(iter(show_pages(connection, project, [line])))
    reviews = review_ledger.reviews_of(connection, [page_id]).get(page_id, [])
    policy = project.settings.policy
    return Pack(
        publisher=project.settings.publisher.name,
        today=project.today,
        made_at=project.now,
        page=page,
        content_hash=place.content_hash,
        interval=line.review_interval or str(policy.intervals[Risk(line.risk)]),
        longest=str(policy.max_interval),
        answers=answers_of(_facts(project, line, page, reviews)),
        reviews=tuple(reviews),
        entries=_hashes(connection, reviews),
        histories=tuple(_histories(connection, page)),
        record=record,
    )


def _facts(project: Project, line: PageLine, page: PageView, reviews: Sequence[Review]) -> Facts:
    fresh = project.now - SOUND_FOR
    tasks = [task for task in (page.task, *page.past_tasks) if task is not None]
    return Facts(
        today=project.today,
        reviews=reviews,
        owner=line.owner,
        last_reviewed=line.last_reviewed,
        next_review_due=line.next_review_due,
        stated=line.due_basis in (DueBasis.STATED, DueBasis.INTERVAL),
        beyond_policy=Flag.BEYOND_POLICY in line.flags,
        cited=len(page.sources),
        checked=sum(one.checked_at is not None and one.checked_at >= fresh for one in page.sources),
        flagged=sum(one.reason == Reason.FLAGGED for task in tasks for one in task.reasons),
    )


def _hashes(connection: Connection, reviews: Iterable[Review]) -> dict[int, str]:
    numbers = {one.sealed for one in reviews if one.sealed is not None}
    entries = (trail.entry_at(connection, number) for number in sorted(numbers))
    return {entry.number: entry.hash for entry in entries if entry}


def _histories(connection: Connection, page: PageView) -> Iterable[SourceHistory]:
    labels = {source.id: source.label for source in page.sources if source.id}
    for id, label in labels.items():
        found, count = checks.checks_of(connection, id, most=MOST_CHECKS)
        yield SourceHistory(label=label, checks=tuple(found), left_out=count - len(found))
