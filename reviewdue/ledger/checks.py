"""What is known of each reference in the ledger: its standing now, and the record of every check."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reviewdue.ledger.bulk import update_rows, write_rows
from reviewdue.ledger.dialects import in_parts
from reviewdue.ledger.schema import citation, page, reference, source_check
from reviewdue.references import Reference, Successor, read_csl, to_csl

CHUNK = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A reference with the answers that stand; `failures` counts the checks in a row that did not find it.

    `entry` is as the register or a page has it, and `reference` the same with the successor that the last check
    found. `currency_at` and `integrity_at` say when that answer was given, `updated_on` when the source itself says
    that it last changed, `cited_as` how a style printed the entry.
    """

    reference: Reference
    entry: Reference
    registered: bool
    availability: str
    currency: str
    integrity: str
    confirmed: bool
    reason: str | None
    http_status: int | None
    final_url: str | None
    etag: str | None
    last_modified: str | None
    failures: int
    failing_since: datetime | None
    unreachable_since: datetime | None
    calm: int
    checked_at: datetime | None
    next_check_at: datetime | None
    currency_at: datetime | None
    integrity_at: datetime | None
    updated_on: date | None
    cited_as: str | None
    cited_style: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRecord:
    """One check of one reference, as it goes into the record. `evidence` is plain data."""

    reference_id: str
    at: datetime
    availability: str
    currency: str
    integrity: str
    confirmed: bool
    http_status: int | None
    final_url: str | None
    elapsed_ms: int | None
    evidence: list[dict[str, Any]]


# An instant before every other: what waits since then was never checked.
LONG_DUE = datetime(1970, 1, 1, tzinfo=UTC)
# A source is checked while it is in the register or a page on the lists cites it.
IN_USE = sa.or_(
    reference.c.registered,
    sa.exists().where(
        citation.c.reference_id == reference.c.id, page.c.id == citation.c.page_id, page.c.removed_on.is_(None)
    ),
)


def never_looked_at(connection: Connection, most: int) -> list[str]:
    """The ids of so many references in use that no checker has seen, or not since their entry changed."""
    new = (reference.c.checked_at.is_(None), reference.c.next_check_at.is_(None))
    return list(connection.execute(sa.select(reference.c.id).where(IN_USE, *new).limit(most)).scalars())


def wait_for_network(connection: Connection, ids: Sequence[str]) -> None:
    """What could be said of these without a network was said: those that need one are due, before all others."""
    waiting = (reference.c.id.in_(ids), reference.c.next_check_at.is_(None))
    connection.execute(sa.update(reference).where(*waiting).values(next_check_at=LONG_DUE))


def shared_addresses(connection: Connection) -> dict[str, str]:
    """The addresses that several references have, by the id of each of these references."""
    shared = sa.select(reference.c.address).group_by(reference.c.address).having(sa.func.count() > 1)
    query = sa.select(reference.c.id, reference.c.address).where(reference.c.address.in_(shared))
    return {id: address for id, address in connection.execute(query)}  # noqa: C416 - rows are no pairs to the type checker


def count_in_use(connection: Connection) -> int:
    """How many references are in use."""
    return int(connection.execute(sa.select(sa.func.count()).select_from(reference).where(IN_USE)).scalar_one())


def ids_in_use(connection: Connection) -> list[str]:
    """The ids of all references in use."""
    return list(connection.execute(sa.select(reference.c.id).where(IN_USE).order_by(reference.c.id)).scalars())


def held(connection: Connection, ids: Iterable[str]) -> dict[str, Held]:
    """These references with their standing, by id."""
    return {
        row["id"]: held_in(row)
        for part in in_parts(ids)
        for row in connection.execute(sa.select(reference).where(reference.c.id.in_(part))).mappings()
    }


def held_in(row: sa.RowMapping) -> Held:
    """A reference from its row."""
    entry = _reference(row["csl"])
    return Held(entry=entry, reference=_with_successor(entry, row), **{name: row[name] for name in _KEPT})


_KEPT = tuple(name for name in Held.__dataclass_fields__ if name not in ("reference", "entry"))


@lru_cache(maxsize=2000)
def _reference(csl: str) -> Reference:
    """The entry; many pages cite the same one, and to read it takes longer than to fetch it."""
    # What people wrote is read leniently: an entry without a title must not end a check.
    return read_csl(json.loads(csl)).reference


def _with_successor(entry: Reference, row: sa.RowMapping) -> Reference:
    if row["successor"] is None:
        return entry
    found = read_csl({"id": "", "title": "", "superseded_by": [json.loads(row["successor"])]}).reference
    return replace(entry, superseded_by=(*entry.superseded_by, *found.superseded_by))


def write_successor(successor: Successor) -> str:
    """A successor as it is kept."""
    csl = to_csl(Reference(id="", title="", superseded_by=(successor,)))
    return json.dumps(csl["superseded_by"][0], ensure_ascii=False)


def count_by(connection: Connection, axis: str) -> dict[str, int]:
    """How many references in use have each answer of an axis: availability, currency or integrity."""
    column = reference.c[axis]
    rows = connection.execute(sa.select(column, sa.func.count()).where(IN_USE).group_by(column))
    return {value: count for value, count in rows}  # noqa: C416 - rows are no pairs to the type checker


def record_standing(connection: Connection, id: str, values: Mapping[str, Any]) -> None:
    """Record where a reference stands now; `values` are columns of the reference."""
    connection.execute(sa.update(reference).where(reference.c.id == id).values(values))


def record_standings(connection: Connection, standings: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
    """The same for many, those with the same columns in one statement."""
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for id, values in standings:
        alike.setdefault(tuple(values), []).append({"id": id, **values})
    for rows in alike.values():
        update_rows(connection, reference, rows)


def record_checks(connection: Connection, records: Iterable[CheckRecord]) -> None:
    """Add checks to the record."""
    names = list(CheckRecord.__dataclass_fields__)
    rows = [
        {**{name: getattr(one, name) for name in names}, "evidence": json.dumps(one.evidence, ensure_ascii=False)}
        for one in records
    ]
    write_rows(connection, sa.insert(source_check), rows)


def checks_of(connection: Connection, id: str, *, most: int) -> tuple[list[CheckRecord], int]:
    """The newest checks of a reference, and how many there are in all."""
    count = connection.execute(sa.select(sa.func.count()).where(source_check.c.reference_id == id)).scalar_one()
    query = sa.select(source_check).where(source_check.c.reference_id == id).order_by(source_check.c.number.desc())
    return [_check_in(row) for row in connection.execute(query.limit(most)).mappings()], int(count)


def _check_in(row: sa.RowMapping) -> CheckRecord:
    facts = {name: row[name] for name in CheckRecord.__dataclass_fields__}
    return CheckRecord(**{**facts, "evidence": json.loads(row["evidence"])})


def last_checks(connection: Connection, ids: Iterable[str]) -> dict[str, CheckRecord]:
    """The newest check of each of these references, by id."""
    found: dict[str, CheckRecord] = {}
    for part in in_parts(ids):
        newest = (
            sa.select(sa.func.max(source_check.c.number))
            .where(source_check.c.reference_id.in_(part))
            .group_by(source_check.c.reference_id)
        )
        query = sa.select(source_check).where(source_check.c.number.in_(newest))
        found |= {row["reference_id"]: _check_in(row) for row in connection.execute(query).mappings()}
    return found


@dataclass(frozen=True, slots=True)
class AnswersThen:
    """The answers that one check came to."""

    number: int
    at: datetime
    availability: str
    confirmed: bool
    currency: str
    integrity: str


def answers_over_time(connection: Connection, id: str) -> list[AnswersThen]:
    """What each check of a reference came to, the oldest first."""
    columns = [source_check.c[name] for name in AnswersThen.__dataclass_fields__]
    query = (
        sa.select(*columns).where(source_check.c.reference_id == id).order_by(source_check.c.at, source_check.c.number)
    )
    return [AnswersThen(*row) for row in connection.execute(query)]


def checks_by_number(connection: Connection, numbers: Iterable[int]) -> dict[int, CheckRecord]:
    """These checks, with what was observed."""
    return {
        row["number"]: _check_in(row)
        for part in in_parts(numbers)
        for row in connection.execute(sa.select(source_check).where(source_check.c.number.in_(part))).mappings()
    }
