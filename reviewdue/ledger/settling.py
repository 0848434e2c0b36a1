"""Which pages are due a look at their tasks, and what is known of them for it: a few columns, never a whole corpus."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from operator import attrgetter

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reviewdue.ledger import checks
from reviewdue.ledger.archives import copies_of
from reviewdue.ledger.dialects import in_parts
from reviewdue.ledger.listing import EDITED
from reviewdue.ledger.plans import PRESENT_CYCLE
from reviewdue.ledger.references import oldest_reviews
from reviewdue.ledger.schema import citation, page, planned_review, reference
from reviewdue.pagerows import SETTLE_NOW
from reviewdue.standings import verdict_of
from reviewdue.tasks.findings import PageFacts, SourceFacts
from reviewdue.verdicts import Currency, as_cited


def pages_to_settle(connection: Connection, today: date, most: int) -> list[PageFacts]:
    """So many of the pages whose tasks are to be looked at on a day, those that have waited longest first."""
    query = (
        sa.select(*_FACTS)
        .outerjoin(planned_review, PRESENT_CYCLE)
        .where(page.c.settle_on <= today)
        # By the index alone: to sort by the ids, too, would go through every page that waits for each few hundred.
        .order_by(page.c.settle_on)
        .limit(most)
    )
    return sorted((_facts(row) for row in connection.execute(query).mappings()), key=attrgetter("id"))


def facts_of(connection: Connection, page_ids: Iterable[str]) -> dict[str, PageFacts]:
    """What is known of these pages, by id."""
    return {
        row["id"]: _facts(row)
        for part in in_parts(page_ids)
        for row in connection.execute(_PAGES.where(page.c.id.in_(part))).mappings()
    }


_FACTS = (
    page.c.id, page.c.topics, page.c.last_reviewed, page.c.next_review_due, page.c.changed_on, page.c.date_modified,
    page.c.unreadable, page.c.removed_on, EDITED, planned_review.c.planned_for,
)  # fmt: skip
_PAGES = sa.select(*_FACTS).outerjoin(planned_review, PRESENT_CYCLE)


def _facts(row: sa.RowMapping) -> PageFacts:
    return PageFacts(
        id=row["id"],
        topics=tuple(json.loads(row["topics"])),
        last_reviewed=row["last_reviewed"],
        next_review_due=None if row["unreadable"] else row["next_review_due"],
        planned_for=None if row["unreadable"] else row["planned_for"],
        edited=bool(row["edited"]),
        edited_on=row["changed_on"] or row["date_modified"],
        listed=row["removed_on"] is None,
    )


# What an early review may come of; all others need not be read.
SPEAKS = sa.or_(
    reference.c.currency.in_(["superseded", "withdrawn", "updated"]),
    reference.c.integrity.in_(["retracted", "concern"]),
    reference.c.failing_since.is_not(None),
)


def sources_that_speak(connection: Connection, page_ids: Iterable[str]) -> Mapping[str, list[SourceFacts]]:
    """The sources of each page that may speak against it, in the page's order."""
    pairs: list[tuple[str, str, str]] = []
    for part in in_parts(page_ids):
        query = (
            sa.select(citation.c.page_id, citation.c.reference_id, citation.c.intended)
            .join(reference, reference.c.id == citation.c.reference_id)
            .join(page, page.c.id == citation.c.page_id)
        )
        changed_since = reference.c.updated_on > page.c.last_reviewed
        query = query.where(citation.c.page_id.in_(part), sa.or_(SPEAKS, changed_since)).order_by(
            citation.c.page_id, citation.c.position
        )
        pairs += [(page_id, id, intended) for page_id, id, intended in connection.execute(query)]
    known = source_facts(connection, {id for _, id, _ in pairs})
    found: dict[str, list[SourceFacts]] = defaultdict(list)
    meant = _meant(pairs)
    for page_id, id in meant:
        found[page_id].append(known[id].cited_for(meant[page_id, id]))
    return found


def _meant(cited: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str], set[str]]:
    """What each page means to be said against each source it cites, in the page's order."""
    found: dict[tuple[str, str], set[str]] = {}
    for page_id, id, intended in cited:
        found.setdefault((page_id, id), set()).update(intended.split())
    return found


def meant_by(connection: Connection, page_ids: Iterable[str], reference_id: str) -> dict[str, set[str]]:
    """What each of these pages means to be said against a source, by page."""
    columns = (citation.c.page_id, citation.c.reference_id, citation.c.intended)
    found: dict[str, set[str]] = defaultdict(set)
    for part in in_parts(page_ids):
        query = sa.select(*columns).where(citation.c.page_id.in_(part), citation.c.reference_id == reference_id)
        for (page_id, _), intended in _meant((row[0], row[1], row[2]) for row in connection.execute(query)).items():
            found[page_id] |= intended
    return found


def judge_updates(connection: Connection, page_ids: Iterable[str]) -> None:
    """Say anew which sources of these pages are updated: a review, or another page, may have changed that."""
    cited = sa.select(citation.c.reference_id)
    for part in in_parts(page_ids):
        columns = (reference.c.id, reference.c.currency, reference.c.updated_on)
        query = sa.select(*columns).where(
            reference.c.updated_on.is_not(None), reference.c.id.in_(cited.where(citation.c.page_id.in_(part)))
        )
        known = {id: (Currency(currency), day) for id, currency, day in connection.execute(query)}
        reviewed = oldest_reviews(connection, known)
        for id, (before, day) in known.items():
            if (after := as_cited(before, day, reviewed.get(id))) is not before:
                checks.record_standing(connection, id, {"currency": str(after)})


def source_facts(connection: Connection, ids: Iterable[str]) -> dict[str, SourceFacts]:
    """Where these references stand, with the evidence of their newest checks."""
    wanted = list(ids)
    held, last = checks.held(connection, wanted), checks.last_checks(connection, wanted)
    copies = copies_of(connection, [id for id, one in held.items() if one.availability == "not_found"])
    return {
        id: SourceFacts(
            reference=one.reference,
            verdict=verdict_of(one),
            evidence=tuple(last[id].evidence) if id in last else (),
            updated_on=one.updated_on,
            copies=copies.get(id, {}),
        )
        for id, one in held.items()
    }


def settle_citing(connection: Connection, reference_ids: Iterable[str]) -> None:
    """The pages that cite these references are looked at again: where one of them stands has changed."""
    for part in in_parts(reference_ids):
        citing = sa.select(citation.c.page_id).where(citation.c.reference_id.in_(part))
        connection.execute(sa.update(page).where(page.c.id.in_(citing)).values(settle_on=SETTLE_NOW))


def settle_pages(connection: Connection, page_ids: Iterable[str]) -> None:
    """These pages are looked at again: somebody did something with their tasks."""
    for part in in_parts(page_ids):
        connection.execute(sa.update(page).where(page.c.id.in_(part)).values(settle_on=SETTLE_NOW))


def record_next_look(connection: Connection, days: Mapping[str, date]) -> None:
    """Note the day on which each of these pages is looked at again."""
    if days:
        statement = sa.update(page).where(page.c.id == sa.bindparam("of")).values(settle_on=sa.bindparam("day"))
        connection.execute(statement, [{"of": id, "day": day} for id, day in days.items()])
