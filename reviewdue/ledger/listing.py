"""The pages on the lists as they stand on a day, and how many there are of each: one query behind every figure."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from reviewdue.intervals import Interval
from reviewdue.ledger.dialects import holds, in_parts
from reviewdue.ledger.marks import MARKS
from reviewdue.ledger.schema import LISTED, citation, page, problem, reference
from reviewdue.pages import DueBasis, Flag, Problem, ReviewStatus, Standing, flags_of, review_status
from reviewdue.people import is_address

CHUNK = 2_000

OWNED = sa.or_(page.c.owner.is_not(None), page.c.reviewers != "[]").label("owned")
EDITED = sa.case(
    (page.c.last_reviewed.is_(None), False),
    else_=sa.or_(
        page.c.content_hash != page.c.reviewed_hash,
        sa.func.coalesce(page.c.date_modified > page.c.last_reviewed, False),
    ),
).label("edited")
POLICY_CHANGED = page.c.policy_due.is_not(None).label("policy_changed")
BY_URGENCY = (page.c.urgency, page.c.path)
LINE = (page, OWNED, EDITED, POLICY_CHANGED, *MARKS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The day pages are looked at on, with what the configuration says: the due window in days, the longest interval,
    the ids of those whom mail can reach."""

    today: date
    lead: int
    max_interval: Interval
    reachable: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLine:
    """One page as it stands on a day; `days_left` is negative once overdue and None without a date."""

    id: str
    path: str
    title: str
    url: str | None
    language: str | None
    topics: tuple[str, ...]
    owner: str | None
    reviewers: tuple[str, ...]
    risk: str
    last_reviewed: date | None
    next_review_due: date | None
    due_basis: str | None
    policy_due: date | None
    review_interval: str | None
    note: str | None
    edited_on: date | None
    status: ReviewStatus
    days_left: int | None
    flags: tuple[Flag, ...]


def _judge(row: RowMapping, day: Day) -> tuple[ReviewStatus, tuple[Flag, ...]]:
    status = review_status(row["next_review_due"], unreadable=row["unreadable"], today=day.today, lead=day.lead)
    standing = Standing(
        last_reviewed=row["last_reviewed"],
        next_review_due=row["next_review_due"],
        due_basis=DueBasis(row["due_basis"]) if row["due_basis"] else None,
        owned=row["owned"],
        edited_after_review=row["edited"],
        policy_changed=row["policy_changed"],
        unreadable=row["unreadable"],
        owner_unreachable=is_unreachable(row["owner"], day),
        bumped=row["bumped_unreviewed"],
        hasty=row["hasty"],
        unpublished=row["unpublished"],
        to_withdraw=row["to_withdraw"],
    )
    return status, flags_of(standing, today=day.today, max_interval=day.max_interval)


def is_unreachable(owner: str | None, day: Day) -> bool:
    """Whether a page names an owner whom no mail can reach: neither one of the people nor an address."""
    return owner is not None and owner not in day.reachable and not is_address(owner)


def is_of(person: str) -> sa.ColumnElement[bool]:
    """Whether somebody owns or reviews a page, as a condition of SQL."""
    return sa.or_(page.c.owner == person, holds_item(page.c.reviewers, person))


def holds_item(column: sa.ColumnElement[str], item: str) -> sa.ColumnElement[bool]:
    """Whether a column that is a JSON list of texts has one of them."""
    # It stands there between quotation marks. LIKE would not do: SQLite's takes no notice of case, PostgreSQL's does.
    return holds(column, json.dumps(item, ensure_ascii=False))


def page_lines(
    connection: Connection, day: Day, *, of: str | None = None, most: int | None = None
) -> Iterator[PageLine]:
    """Every page on the lists, the most urgent first: unreadable, then by due date, those without one last.

    With `of`, those of one owner or reviewer; with `most`, the first so many, for which the rest is not sorted.
    Read in chunks: the rows are never all in memory.
    """
    conditions = [LISTED] if of is None else [LISTED, is_of(of)]
    yield from read_lines(connection, day, conditions, BY_URGENCY, most=most)


def read_lines(
    connection: Connection,
    day: Day,
    conditions: Sequence[sa.ColumnElement[bool]],
    order: Sequence[Any],
    *,
    skip: int = 0,
    most: int | None = None,
) -> Iterator[PageLine]:
    """The pages that fulfil conditions, in an order: `most` of them after the first `skip`, or all of them."""
    if most is None:
        yield from _lines(connection, sa.select(*LINE).where(*conditions).order_by(*order), day)
        return
    # What is sorted is a column or two of every page; all of a row is read of the few that are shown.
    query = sa.select(page.c.id).where(*conditions).order_by(*order).offset(skip).limit(most)
    ids = list(connection.execute(query).scalars())
    lines = lines_by_id(connection, ids, day)
    yield from (lines[id] for id in ids)


def all_ids(connection: Connection) -> Iterator[str]:
    """The ids of all pages on the lists."""
    yield from connection.execute(sa.select(page.c.id).where(LISTED)).scalars()


def owners(connection: Connection) -> list[str]:
    """Everyone named as an owner or reviewer of a page on the lists."""
    query = sa.select(page.c.owner, page.c.reviewers).where(LISTED).distinct()
    found: set[str] = set()
    for owner, reviewers in connection.execute(query.execution_options(yield_per=CHUNK)):
        found.update([owner] if owner else [], json.loads(reviewers))
    return sorted(found)


def lines_citing(connection: Connection, reference_id: str, day: Day, *, most: int | None = None) -> Iterator[PageLine]:
    """Every page on the lists that cites a reference, or the first so many, the most urgent first."""
    citing = sa.select(citation.c.page_id).where(citation.c.reference_id == reference_id)
    urgent_first = (page.c.next_review_due.is_(None), page.c.next_review_due, page.c.path)
    yield from read_lines(connection, day, [LISTED, page.c.id.in_(citing)], urgent_first, most=most)


def lines_citing_any(connection: Connection, sources: sa.ColumnElement[bool], day: Day, *, most: int) -> list[PageLine]:
    """The most urgent pages on the lists that cite one of the references that fulfil a condition."""
    # Not joined: few sources are meant, and SQLite would look up the source of every citation.
    cited = citation.c.reference_id.in_(sa.select(reference.c.id).where(sources))
    citing = sa.select(citation.c.page_id).where(cited)
    query = sa.select(page.c.id).where(LISTED, page.c.id.in_(citing)).order_by(*BY_URGENCY).limit(most)
    return list(lines_by_id(connection, connection.execute(query).scalars().all(), day).values())


def lines_by_id(connection: Connection, ids: Collection[str], day: Day) -> dict[str, PageLine]:
    """These pages, by id, as far as they are on the lists."""
    return {
        line.id: line
        for part in in_parts(ids)
        for line in _lines(connection, sa.select(*LINE).where(LISTED, page.c.id.in_(part)), day)
    }


def ids(connection: Connection) -> list[str]:
    """The ids of all pages on the lists."""
    return list(connection.scalars(sa.select(page.c.id).where(LISTED)))


def ids_meant(connection: Connection, text: str) -> list[str]:
    """The page with this id, on the lists or off them; else up to two that are on them at this path or address."""
    by_id = list(connection.scalars(sa.select(page.c.id).where(page.c.id == text)))
    place = sa.or_(page.c.path == text.removeprefix("./"), page.c.url == text)
    return by_id or list(connection.scalars(sa.select(page.c.id).where(LISTED, place).limit(2)))


def _lines(connection: Connection, query: sa.Select[Any], day: Day) -> Iterator[PageLine]:
    for row in connection.execute(query.execution_options(yield_per=CHUNK)).mappings():
        yield _line(row, day)


def _line(row: RowMapping, day: Day) -> PageLine:
    status, flags = _judge(row, day)
    due = row["next_review_due"]
    return PageLine(
        id=row["id"],
        path=row["path"],
        title=row["title"],
        url=row["url"],
        language=row["language"],
        topics=tuple(json.loads(row["topics"])),
        owner=row["owner"],
        reviewers=tuple(json.loads(row["reviewers"])),
        risk=row["risk"],
        last_reviewed=row["last_reviewed"],
        next_review_due=due,
        due_basis=row["due_basis"],
        policy_due=row["policy_due"],
        review_interval=row["review_interval"],
        note=row["note"],
        edited_on=row["changed_on"] or row["date_modified"],
        status=status,
        days_left=(due - day.today).days if due else None,
        flags=flags,
    )


def count_problems(connection: Connection) -> int:
    """How much could not be read."""
    return int(connection.execute(sa.select(sa.func.count()).select_from(problem)).scalar_one())


def problems(connection: Connection, *, skip: int = 0, most: int | None = None) -> Iterator[Problem]:
    """What could not be read, by path and line: `most` of it after the first `skip`, or all that is left."""
    columns = [problem.c[name] for name in Problem.__dataclass_fields__]
    query = sa.select(*columns).order_by(problem.c.path, problem.c.line, problem.c.number).offset(skip).limit(most)
    for row in connection.execute(query.execution_options(yield_per=CHUNK)).mappings():
        yield Problem(**row)


def problems_in(connection: Connection, paths: Collection[str]) -> Iterator[Problem]:
    """What could not be read in these files."""
    columns = [problem.c[name] for name in Problem.__dataclass_fields__]
    for part in in_parts(paths):
        query = sa.select(*columns).where(problem.c.path.in_(part)).order_by(problem.c.path, problem.c.line)
        yield from (Problem(**row) for row in connection.execute(query).mappings())


def titles_of(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """The titles of these pages, by id, also of those that are not on the lists any more."""
    found: dict[str, str] = {}
    for part in in_parts(ids):
        query = sa.select(page.c.id, page.c.title).where(page.c.id.in_(part))
        found.update((id, title) for id, title in connection.execute(query))
    return found
