"""References and citations in the ledger: the register's entries, what pages cite, and who cites what."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reviewdue.ledger.bulk import write_plain
from reviewdue.ledger.dialects import among, in_parts
from reviewdue.ledger.schema import citation, page, reference, reference_key
from reviewdue.pages import CitedSource, Risk


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One entry of a page's list of references; `reference_id` is None when nothing answers to it."""

    page_id: str
    position: int
    cited: CitedSource
    reference_id: str | None


def count_registered(connection: Connection) -> int:
    """How many entries the register has."""
    query = sa.select(sa.func.count()).select_from(reference).where(reference.c.registered)
    return int(connection.execute(query).scalar_one())


def registered_ids(connection: Connection, ids: Iterable[str]) -> set[str]:
    """Which of these ids are entries of the register."""
    query = sa.select(reference.c.id).where(among(reference.c.id, ids), reference.c.registered)
    return set(connection.execute(query).scalars())


def owners_of(connection: Connection, keys: Iterable[str]) -> dict[str, str]:
    """Which reference each of these keys leads to: of several the first of the register, before any from a page."""
    query = sa.select(reference_key.c.key, reference.c.id).join(
        reference, reference.c.id == reference_key.c.reference_id
    )
    query = query.order_by(reference.c.registered.desc(), reference.c.file, reference.c.line, reference.c.id)
    found: dict[str, str] = {}
    for key, id in connection.execute(query.where(among(reference_key.c.key, keys))):
        found.setdefault(key, id)
    return found


def keys_of(connection: Connection, ids: Iterable[str]) -> dict[str, set[str]]:
    """The keys that each of these references goes by."""
    query = sa.select(reference_key.c.reference_id, reference_key.c.key)
    found: dict[str, set[str]] = {}
    for id, key in connection.execute(query.where(among(reference_key.c.reference_id, ids))):
        found.setdefault(id, set()).add(key)
    return found


def known_ids(connection: Connection, ids: Iterable[str]) -> set[str]:
    """Which of these ids the ledger has, from the register or from a page."""
    return set(connection.execute(sa.select(reference.c.id).where(among(reference.c.id, ids))).scalars())


ENTERING = sa.insert(citation)
CITED = ("page_id", "position", "cited", "line", "reference_id", "intended")
# The values of CITED, as one is made for every citation of every page that is read.
CitationRow = tuple[str, int, str, int | None, str | None, str]


def write_citations(connection: Connection, page_ids: Iterable[str], rows: Collection[CitationRow]) -> None:
    """Record citations, in place of what these pages cited before."""
    for part in in_parts(page_ids):
        connection.execute(sa.delete(citation).where(citation.c.page_id.in_(part)))
    write_plain(connection, ENTERING, CITED, rows)


def reread_citations(connection: Connection) -> None:
    """After a change of the register: pages that cite in words, or what is no entry of it, are read again."""
    entry = sa.exists().where(reference.c.id == citation.c.reference_id, reference.c.registered)
    stale = sa.select(citation.c.page_id).where(
        sa.or_(citation.c.reference_id.is_(None), ~entry, citation.c.cited.contains(" "))
    )
    connection.execute(sa.update(page).where(page.c.id.in_(stale)).values(stamp=""))


def sources_of(connection: Connection, page_ids: Iterable[str]) -> dict[str, list[Citation]]:
    """What each page cites, in the page's order."""
    found: dict[str, list[Citation]] = {}
    for part in in_parts(page_ids):
        query = (
            sa.select(citation).where(citation.c.page_id.in_(part)).order_by(citation.c.page_id, citation.c.position)
        )
        for row in connection.execute(query).mappings():
            cited = CitedSource(cited=row["cited"], line=row["line"], intended=tuple(row["intended"].split()))
            one = Citation(
                page_id=row["page_id"],
                position=row["position"],
                cited=cited,
                reference_id=row["reference_id"],
            )
            found.setdefault(one.page_id, []).append(one)
    return found


def citing_counts(connection: Connection, ids: Sequence[str] | None = None) -> Mapping[str, int]:
    """How many pages on the lists cite each reference, or each of a few."""
    query = (
        sa.select(citation.c.reference_id, sa.func.count(citation.c.page_id.distinct()))
        .join(page, page.c.id == citation.c.page_id)
        .where(page.c.removed_on.is_(None), citation.c.reference_id.is_not(None))
        .group_by(citation.c.reference_id)
    )
    if ids is not None:
        query = query.where(citation.c.reference_id.in_(ids))
    return {id: count for id, count in connection.execute(query)}  # noqa: C416 - rows are no pairs to the type checker


def oldest_reviews(connection: Connection, ids: Iterable[str]) -> dict[str, date]:
    """The day of the longest-past review among the listed pages that cite each of these references."""
    found: dict[str, date] = {}
    for part in in_parts(ids):
        query = (
            sa.select(citation.c.reference_id, sa.func.min(page.c.last_reviewed))
            .join(page, page.c.id == citation.c.page_id)
            .where(citation.c.reference_id.in_(part), page.c.removed_on.is_(None), page.c.last_reviewed.is_not(None))
            .group_by(citation.c.reference_id)
        )
        found |= {id: day for id, day in connection.execute(query)}  # noqa: C416 - rows are no pairs to the type checker
    return found


def gravest_risks(connection: Connection, ids: Iterable[str]) -> dict[str, Risk]:
    """The gravest risk among the pages that cite each of these references; none for what no page cites."""
    order = list(Risk)
    found: dict[str, Risk] = {}
    for part in in_parts(ids):
        query = sa.select(citation.c.reference_id, page.c.risk).distinct().join(page, page.c.id == citation.c.page_id)
        query = query.where(citation.c.reference_id.in_(part), page.c.removed_on.is_(None))
        for id, risk in connection.execute(query):
            found[id] = min(Risk(risk), found.get(id, Risk.LOW), key=order.index)
    return found


def review_days(connection: Connection, id: str) -> list[date]:
    """The days on which the listed pages that cite a reference were last reviewed, the newest first."""
    query = (
        sa.select(page.c.last_reviewed)
        .join(citation, citation.c.page_id == page.c.id)
        .where(citation.c.reference_id == id, page.c.removed_on.is_(None), page.c.last_reviewed.is_not(None))
    )
    return list(connection.execute(query.distinct().order_by(page.c.last_reviewed.desc())).scalars())
