"""Finished reviews in the ledger; a row of theirs never changes."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from reviewdue.ledger.bulk import write_rows
from reviewdue.ledger.dialects import in_parts
from reviewdue.ledger.schema import review, review_person, review_source, review_writing
from reviewdue.reviews.records import (
    Haste,
    Interests,
    Outcome,
    Review,
    Reviewer,
    SeenSource,
    SourceAnswer,
    Standing,
    Statement,
    Support,
    Writing,
    WritingState,
)

HOUR = timedelta(hours=1)
_PLAIN = (
    "page_id", "title", "content_hash", "task_id", "cycle_due", "trigger", "reason", "done_on", "reviewed_before",
    "next_due", "recorded_at", "recorded_by", "complete",
)  # fmt: skip
_STATED = (
    "outcome", "summary", "scope_covered", "scope_not_covered", "signed_off_by", "approver", "next_due_why",
    "started_at", "finished_at",
)  # fmt: skip
REVIEWS, WROTE = "reviews", "wrote"


def record(connection: Connection, one: Review) -> int:
    """Add a review to the record; its number."""
    values = {name: getattr(one, name) for name in _PLAIN}
    values |= {name: getattr(one.statement, name) for name in _STATED}
    values |= {name: json.dumps(getattr(one, name)) for name in ("parts", "missing_parts", "haste")}
    number = int(connection.execute(sa.insert(review).values(values).returning(review.c.number)).scalar_one())
    write_rows(connection, sa.insert(review_person), [*_people_rows(number, one.statement)])
    sources = [_source_row(number, at, source) for at, source in enumerate(one.sources)]
    write_rows(connection, sa.insert(review_source), sources)
    return number


def _people_rows(number: int, statement: Statement) -> Iterable[dict[str, Any]]:
    authors = [Reviewer(name=name) for name in statement.authors]
    people = [*((REVIEWS, one) for one in statement.reviewers), *((WROTE, one) for one in authors)]
    for at, (does, one) in enumerate(people):
        yield {
            "review_number": number,
            "position": at,
            "does": does,
            "person_id": one.id,
            "parts": json.dumps(one.parts, ensure_ascii=False),
            "standing": str(one.standing),
            "interests": str(one.interests),
            **{name: getattr(one, name) for name in ("name", "role", "organisation", "interests_note")},
        }


def _source_row(number: int, position: int, one: SeenSource) -> dict[str, Any]:
    seen = ("reference_id", "label", "availability", "currency", "integrity", "checked_at")
    return {
        "review_number": number,
        "position": position,
        "supports": str(one.answer.supports),
        **{name: getattr(one.answer, name) for name in ("cited", "edition", "note")},
        **{name: getattr(one, name) for name in seen},
    }


def record_writing(connection: Connection, number: int, one: Writing) -> None:
    """Add to the record what became of the dates of a review."""
    values = one.as_dict() | {"review_number": number, "state": str(one.state)}
    connection.execute(sa.insert(review_writing).values(values))


def reviews_of(connection: Connection, page_ids: Iterable[str]) -> dict[str, list[Review]]:
    """The reviews of each of these pages, the newest first."""
    found: dict[str, list[Review]] = defaultdict(list)
    for part in in_parts(page_ids):
        query = sa.select(review).where(review.c.page_id.in_(part)).order_by(review.c.number.desc())
        for one in _whole(connection, connection.execute(query).mappings().all()):
            found[one.page_id].append(one)
    return found


def review_by_number(connection: Connection, number: int) -> Review | None:
    """One review."""
    rows = connection.execute(sa.select(review).where(review.c.number == number)).mappings().all()
    return next(iter(_whole(connection, rows)), None)


def count_recent(connection: Connection, by: str, before: datetime, *, but: str) -> int:
    """How many reviews of other pages somebody recorded in the hour before an instant."""
    within = (review.c.recorded_at > before - HOUR, review.c.recorded_at <= before)
    query = sa.select(sa.func.count(review.c.page_id.distinct())).where(
        review.c.recorded_by == by, review.c.page_id != but, *within
    )
    return int(connection.execute(query).scalar_one())


def _whole(connection: Connection, rows: Sequence[RowMapping]) -> list[Review]:
    numbers = [row["number"] for row in rows]
    people = _by_review(connection, review_person, numbers)
    sources = _by_review(connection, review_source, numbers)
    writings = _by_review(connection, review_writing, numbers)
    return [_review(row, people[row["number"]], sources[row["number"]], writings[row["number"]]) for row in rows]


def _by_review(connection: Connection, table: sa.Table, numbers: Iterable[int]) -> Mapping[int, list[RowMapping]]:
    found: dict[int, list[RowMapping]] = defaultdict(list)
    order = table.c.position if "position" in table.c else table.c.number
    for part in in_parts(numbers):
        query = sa.select(table).where(table.c.review_number.in_(part)).order_by(order)
        for row in connection.execute(query).mappings():
            found[row["review_number"]].append(row)
    return found


def _review(row: RowMapping, people: list[RowMapping], sources: list[RowMapping], writings: list[RowMapping]) -> Review:
    seen = tuple(map(_source, sources))
    return Review(
        number=row["number"],
        statement=_statement(row, people, seen),
        parts=tuple(json.loads(row["parts"])),
        missing_parts=tuple(json.loads(row["missing_parts"])),
        haste=tuple(map(Haste, json.loads(row["haste"]))),
        sources=seen,
        sealed=row["sealed"],
        writings=tuple(map(_writing, writings)),
        **{name: row[name] for name in _PLAIN},
    )


def _statement(row: RowMapping, people: list[RowMapping], sources: tuple[SeenSource, ...]) -> Statement:
    stated = {name: row[name] for name in _STATED} | {"outcome": Outcome(row["outcome"])}
    return Statement(
        reviewers=tuple(_reviewer(one) for one in people if one["does"] == REVIEWS),
        authors=tuple(one["name"] for one in people if one["does"] == WROTE),
        sources=tuple(one.answer for one in sources),
        done_on=row["done_on"],
        next_due=row["next_due"],
        reason=row["reason"],
        content_hash=row["content_hash"],
        **stated,
    )


def _reviewer(row: RowMapping) -> Reviewer:
    return Reviewer(
        id=row["person_id"],
        standing=Standing(row["standing"]),
        interests=Interests(row["interests"]),
        parts=tuple(json.loads(row["parts"])),
        **{name: row[name] for name in ("name", "role", "organisation", "interests_note")},
    )


def _source(row: RowMapping) -> SeenSource:
    answer = {name: row[name] for name in ("cited", "edition", "note")}
    seen = ("reference_id", "label", "availability", "currency", "integrity", "checked_at")
    return SeenSource(
        answer=SourceAnswer(supports=Support(row["supports"]), **answer), **{name: row[name] for name in seen}
    )


def _writing(row: RowMapping) -> Writing:
    facts = {name: row[name] for name in ("at", "path", "branch", "commit", "detail")}
    return Writing(state=WritingState(row["state"]), **facts)
