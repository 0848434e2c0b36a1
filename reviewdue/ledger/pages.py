"""Pages in the ledger: what is known of them, what a scan writes, and which are gone."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reviewdue.ledger.bulk import write_plain, write_rows
from reviewdue.ledger.dialects import among, in_parts, upsert
from reviewdue.ledger.schema import page, problem
from reviewdue.ledger.schema import source as source_table
from reviewdue.pagerows import SETTLE_NOW, PageRow, Prior
from reviewdue.pages import Problem
from reviewdue.shelfmarks import shelfmark


# A tuple, as one is made for every file of every scan.
class Known(NamedTuple):
    """What the last scan left of a file."""

    stamp: str
    missing: bool


def known_files(connection: Connection, source: str, after: str, upto: str | None) -> dict[str, Known]:
    """The files of a source known between two paths: after the first, up to and with the second."""
    within = [page.c.source == source, page.c.path > after]
    if upto is not None:
        within.append(page.c.path <= upto)
    gone = sa.or_(page.c.missing_since.is_not(None), page.c.removed_on.is_not(None))
    rows = connection.execute(sa.select(page.c.path, page.c.stamp, gone).where(*within))
    return {path: Known(stamp, missing) for path, stamp, missing in rows}


def known_file(connection: Connection, source: str, path: str) -> dict[str, Known]:
    """One file of a source by its path, if it is known."""
    gone = sa.or_(page.c.missing_since.is_not(None), page.c.removed_on.is_not(None))
    rows = connection.execute(
        sa.select(page.c.path, page.c.stamp, gone).where(page.c.source == source, page.c.path == path)
    )
    return {path: Known(stamp, missing) for path, stamp, missing in rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a page comes from, and what a review of it has to know."""

    id: str
    source: str
    path: str
    title: str
    url: str | None
    content_hash: str
    last_reviewed: date | None
    next_review_due: date | None
    review_interval: str | None
    risk: str


def place_of(connection: Connection, id: str) -> Place | None:
    """A page that is on the lists, by its id."""
    columns = [page.c[name] for name in Place.__dataclass_fields__]
    row = connection.execute(sa.select(*columns).where(page.c.id == id, page.c.removed_on.is_(None))).mappings().first()
    return Place(**row) if row else None


def priors(connection: Connection, ids: Iterable[str]) -> dict[str, Prior]:
    """The pages with these ids that the ledger has, by id."""
    columns = [page.c[name] for name in Prior.__dataclass_fields__]
    rows = connection.execute(sa.select(*columns).where(among(page.c.id, ids)))
    return {row.id: Prior(*row) for row in rows}


@cache
def _writing(dialect: str) -> Any:
    return upsert(dialect, page)


def write_pages(connection: Connection, rows: Sequence[PageRow]) -> None:
    """Record pages, over what was known of them."""
    write_plain(connection, _writing(connection.dialect.name), PageRow._fields, rows)


def forget_places(connection: Connection, source: str, ids: Mapping[str, str]) -> None:
    """Before files are written under new ids: free the places that other ids hold; `ids` gives each path's id now.

    An id that another of these files has now keeps its row, to be written next; any other is nobody's and goes.
    """
    current = set(ids.values())
    for part in in_parts(ids):
        query = sa.select(page.c.path, page.c.id).where(page.c.source == source, page.c.path.in_(part))
        old = [id for path, id in connection.execute(query) if id != ids[path]]
        leaving, moving = [id for id in old if id not in current], [id for id in old if id in current]
        connection.execute(sa.delete(page).where(page.c.id.in_(leaving)))
        # Two files that swapped their ids would collide; no path begins with a slash.
        connection.execute(sa.update(page).where(page.c.id.in_(moving)).values(path="/" + page.c.id))


def accept_policy_dates(connection: Connection) -> list[str]:
    """Let the dates by the policy of today stand; the ids of the pages whose date moves."""
    rows = connection.execute(sa.select(page).where(page.c.policy_due.is_not(None))).mappings().all()
    statement = sa.update(page).where(page.c.id == sa.bindparam("of"))
    for row in rows:
        moved = {"next_review_due": row["policy_due"], "policy_due": None, "settle_on": SETTLE_NOW}
        marks = shelfmark({**row, **moved}, json.loads(row["topics"]))
        connection.execute(statement.values(**moved, **marks._asdict()), {"of": row["id"]})
    return [row["id"] for row in rows]


def write_problems(connection: Connection, source: str, paths: Collection[str], problems: Iterable[Problem]) -> None:
    """Record the problems of these files, in place of the ones they had."""
    for part in in_parts(paths):
        connection.execute(sa.delete(problem).where(problem.c.source == source, problem.c.path.in_(part)))
    rows = [
        {"source": source, **{name: getattr(one, name) for name in Problem.__dataclass_fields__}} for one in problems
    ]
    write_rows(connection, sa.insert(problem), rows)


def clear_problems(connection: Connection, source: str) -> None:
    """Forget every problem of a source; it is read anew as a whole."""
    connection.execute(sa.delete(problem).where(problem.c.source == source))


def mark_missing(connection: Connection, source: str, paths: Collection[str], today: date) -> None:
    """Note from which day on these files were not found; a page already gone stays gone."""
    for part in in_parts(paths):
        where = (page.c.source == source, page.c.path.in_(part), page.c.missing_since.is_(None))
        connection.execute(sa.update(page).where(*where).values(missing_since=today))


def reread_doubles(connection: Connection, source: str) -> None:
    """Files that had to share an id are read again: the one that had it may be gone, or have another by now."""
    paths = sa.select(problem.c.path).where(problem.c.source == source, problem.c.code == "duplicate_id")
    connection.execute(sa.update(page).where(page.c.source == source, page.c.path.in_(paths)).values(stamp=""))


def mark_found(connection: Connection, source: str, paths: Collection[str]) -> None:
    """These files are there again, unchanged."""
    for part in in_parts(paths):
        where = (page.c.source == source, page.c.path.in_(part))
        connection.execute(
            sa.update(page).where(*where).values(missing_since=None, removed_on=None, settle_on=SETTLE_NOW)
        )


def write_stamps(connection: Connection, source: str, stamps: Mapping[str, str]) -> None:
    """These pages were looked at and are as they were; note what they go by now."""
    statement = sa.update(page).where(page.c.source == source, page.c.path == sa.bindparam("at"))
    if stamps:
        rows = [{"at": path, "stamp": stamp} for path, stamp in stamps.items()]
        connection.execute(statement.values(stamp=sa.bindparam("stamp")), rows)


def remove_missing(connection: Connection, source: str, today: date) -> None:
    """Take the missing pages of a source off the lists; their rows stay, for their history."""
    gone = (page.c.source == source, page.c.missing_since.is_not(None), page.c.removed_on.is_(None))
    paths = sa.select(page.c.path).where(*gone)
    connection.execute(sa.delete(problem).where(problem.c.source == source, problem.c.path.in_(paths)))
    connection.execute(sa.update(page).where(*gone).values(removed_on=today, settle_on=SETTLE_NOW))


def count_present(connection: Connection, source: str) -> tuple[int, int]:
    """How many pages of a source are on the lists, and how many of those were not found just now."""
    query = sa.select(sa.func.count(), sa.func.count(page.c.missing_since)).where(
        page.c.source == source, page.c.removed_on.is_(None)
    )
    listed, missing = connection.execute(query).one()
    return int(listed), int(missing)


def drop_other_sources(connection: Connection, names: Collection[str], today: date) -> None:
    """Pages and problems of sources that the configuration no longer names leave the lists."""
    connection.execute(sa.delete(problem).where(problem.c.source.not_in([*names])))
    connection.execute(sa.delete(source_table).where(source_table.c.name.not_in([*names])))
    where = (page.c.source.not_in([*names]), page.c.removed_on.is_(None))
    connection.execute(sa.update(page).where(*where).values(removed_on=today, settle_on=SETTLE_NOW))
