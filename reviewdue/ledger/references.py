"""References and citations in the ledger: the register's entries, what pages cite, and who cites what."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reviewdue.lanes import lane_of
from reviewdue.ledger.dialects import in_parts, insert, write_rows
from reviewdue.ledger.schema import citation, page, reference, reference_key
from reviewdue.pages import CitedSource, Risk
from reviewdue.references import Reference, identity_keys, to_csl
from reviewdue.references.dois import doi_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One entry of a page's list of references; `reference_id` is None when nothing answers to it."""

    page_id: str
    position: int
    cited: CitedSource
    reference_id: str | None


# What is known of the words alone; new words are checked and printed anew.
WITH_THE_WORDS = ("checked_at", "next_check_at", "cited_as", "cited_style")
# What earlier checks said of an address says nothing of another one, so a new address begins anew.
UNLOOKED: dict[str, Any] = {
    "availability": "unchecked",
    "confirmed": False,
    "reason": None,
    "http_status": None,
    "final_url": None,
    "etag": None,
    "last_modified": None,
    "failures": 0,
    "failing_since": None,
    "unreachable_since": None,
    "calm": 0,
    "currency": "unknown",
    "integrity": "unknown",
    "successor": None,
    "currency_at": None,
    "integrity_at": None,
    "updated_on": None,
}


def write_references(connection: Connection, references: Iterable[Reference], *, registered: bool) -> None:
    """Record references and the keys they go by; the answers of earlier checks stay with them.

    An entry whose words changed is due a check at once. A reference that was taken from a page never takes
    the place of one in the register.
    """
    for part in in_parts(references):
        statement = insert(connection, reference)
        where = None if registered else reference.c.registered.is_(False)
        update = _update(statement.excluded)
        statement = statement.on_conflict_do_update(index_elements=["id"], set_=update, where=where)
        connection.execute(statement, [_row(one, registered=registered) for one in part])
        _write_keys(connection, part if registered else _unregistered(connection, part))


def _update(new: Any) -> dict[str, Any]:
    update: dict[str, Any] = {
        name: new[name] for name in ("csl", "title", "registered", "address", "host", "lane", "intended")
    }
    same_words = reference.c.csl == new.csl
    update |= {name: sa.case((same_words, reference.c[name])) for name in WITH_THE_WORDS}
    same_place = reference.c.address.is_not_distinct_from(new.address)
    return update | {
        name: sa.case((same_place, reference.c[name]), else_=sa.literal(value, reference.c[name].type))
        for name, value in UNLOOKED.items()
    }


def _row(one: Reference, *, registered: bool) -> dict[str, object]:
    return {
        "id": one.id,
        "csl": json.dumps(to_csl(one), ensure_ascii=False),
        "title": one.title,
        "registered": registered,
        "address": address_of(one),
        "intended": " ".join(one.intended),
        "host": host_of(one),
        "lane": lane_of(host_of(one)),
        **UNLOOKED,
    }


def address_of(one: Reference) -> str | None:
    """What is asked about a reference: its DOI, or its address; the same text is the same thing asked."""
    doi = one.doi or (doi_in(one.url) if one.url else None)
    return f"doi:{doi.lower()}" if doi else one.url


def host_of(one: Reference) -> str | None:
    """The host that is asked for a reference; none where its DOI is asked."""
    if one.url is None or one.doi or doi_in(one.url):
        return None
    try:
        return urlsplit(one.url.strip()).hostname
    except ValueError:
        return None


def _unregistered(connection: Connection, references: Sequence[Reference]) -> list[Reference]:
    ids = [one.id for one in references]
    query = sa.select(reference.c.id).where(reference.c.id.in_(ids), reference.c.registered)
    taken = set(connection.execute(query).scalars())
    return [one for one in references if one.id not in taken]


def _write_keys(connection: Connection, references: Sequence[Reference]) -> None:
    """Of two entries with one key the first has it, but one in the register before any taken from a page."""
    rows = {key: one.id for one in reversed(references) for key in identity_keys(one)}
    connection.execute(sa.delete(reference_key).where(reference_key.c.reference_id.in_([one.id for one in references])))
    statement = insert(connection, reference_key)
    is_registered = sa.select(reference.c.id).where(reference.c.registered)
    statement = statement.on_conflict_do_update(
        index_elements=["key"],
        set_={"reference_id": statement.excluded.reference_id},
        where=sa.and_(
            statement.excluded.reference_id.in_(is_registered), reference_key.c.reference_id.not_in(is_registered)
        ),
    )
    if rows:
        connection.execute(statement, [{"key": key, "reference_id": id} for key, id in rows.items()])


def forget_unregistered(connection: Connection, registered: Iterable[str]) -> None:
    """Entries that left the register: kept while a page cites them, as free text would be."""
    keep = set(registered)
    held = connection.execute(sa.select(reference.c.id).where(reference.c.registered)).scalars()
    for part in in_parts(id for id in held if id not in keep):
        connection.execute(sa.update(reference).where(reference.c.id.in_(part)).values(registered=False))


def registered_ids(connection: Connection, ids: Iterable[str]) -> set[str]:
    """Which of these ids are entries of the register."""
    return {
        id
        for part in in_parts(ids)
        for id in connection.execute(
            sa.select(reference.c.id).where(reference.c.id.in_(part), reference.c.registered)
        ).scalars()
    }


def owners_of(connection: Connection, keys: Iterable[str]) -> dict[str, str]:
    """Which reference each of these keys belongs to."""
    query = sa.select(reference_key.c.key, reference_key.c.reference_id)
    return {
        key: id for part in in_parts(keys) for key, id in connection.execute(query.where(reference_key.c.key.in_(part)))
    }


def keys_of(connection: Connection, ids: Iterable[str]) -> dict[str, set[str]]:
    """The keys that each of these references goes by."""
    query = sa.select(reference_key.c.reference_id, reference_key.c.key)
    found: dict[str, set[str]] = {}
    for part in in_parts(ids):
        for id, key in connection.execute(query.where(reference_key.c.reference_id.in_(part))):
            found.setdefault(id, set()).add(key)
    return found


def known_ids(connection: Connection, ids: Iterable[str]) -> set[str]:
    """Which of these ids the ledger has, from the register or from a page."""
    return {
        id
        for part in in_parts(ids)
        for id in connection.execute(sa.select(reference.c.id).where(reference.c.id.in_(part))).scalars()
    }


def write_citations(connection: Connection, page_ids: Iterable[str], citations: Iterable[Citation]) -> None:
    """Record citations, in place of what these pages cited before."""
    for part in in_parts(page_ids):
        connection.execute(sa.delete(citation).where(citation.c.page_id.in_(part)))
    rows = [
        {
            "page_id": one.page_id,
            "position": one.position,
            "cited": one.cited.cited,
            "line": one.cited.line,
            "reference_id": one.reference_id,
            "intended": " ".join(one.cited.intended),
        }
        for one in citations
    ]
    write_rows(connection, sa.insert(citation), rows)


def reread_citations(connection: Connection) -> None:
    """After a change of the register: pages that cite in words, or what is no entry of it, are read again."""
    registered = sa.select(reference.c.id).where(reference.c.registered)
    stale = sa.select(citation.c.page_id).where(
        sa.or_(
            citation.c.reference_id.is_(None),
            citation.c.reference_id.not_in(registered),
            citation.c.cited.contains(" "),
        )
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
