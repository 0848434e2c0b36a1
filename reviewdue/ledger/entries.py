"""Writing references into the ledger: the entries of the register, those that pages cite in words, and their keys."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reviewdue.ledger.bulk import write_plain
from reviewdue.ledger.checks import LONG_DUE
from reviewdue.ledger.dialects import among, execute_plain, insert, upsert
from reviewdue.ledger.references import keys_of
from reviewdue.ledger.schema import reference, reference_key
from reviewdue.references import Reference
from reviewdue.sourcerows import ENTERED, PLACE, STATED, Entry, Row, state

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
# The same for a new row, in which what is not named is empty.
ALWAYS = {"registered": True, **{name: value for name, value in UNLOOKED.items() if value is not None}}


# A tuple, as one is made for every entry.
class Holder(NamedTuple):
    """Where the entry with an id stands."""

    file: str
    line: int


class Kept(NamedTuple):
    """What the ledger has of a reference."""

    columns: tuple[Any, ...]
    registered: bool
    place: Holder | None


def place_of(entry: Entry) -> Holder:
    """Where an entry stands."""
    row = entry[0]
    return Holder(row[PLACE], row[PLACE + 1])


def long_due(connection: Connection) -> Any:
    """When an entry is to be checked of which nothing is to be found out without a network, as the driver takes it."""
    dialect = connection.dialect
    convert = reference.c.next_check_at.type.dialect_impl(dialect).bind_processor(dialect)
    return convert(LONG_DUE) if convert else LONG_DUE


def write_entries(connection: Connection, entries: Mapping[str, Entry], kept: Mapping[str, Kept]) -> bool:
    """Record entries of the register, by id, over what is `kept` of them; the answers of earlier checks stay with them.

    One whose words changed is due a check at once. Returns whether a citation may lead elsewhere by now: an entry is
    new, or goes by other keys.
    """
    new = [one for id, one in entries.items() if id not in kept]
    # Over what another program may have written of it this moment.
    write_plain(connection, _entering(connection.dialect.name), ENTERED, [row for row, *_ in new], ALWAYS)
    _write_keys(connection, ((row[0], keys) for row, keys, _ in new))
    known = [(one, kept[id]) for id, one in entries.items() if id in kept]
    return bool(known and _write_again(connection, known)) or bool(new)


def _write_again(connection: Connection, known: Sequence[tuple[Entry, Kept]]) -> bool:
    """Record entries of which something is kept; whether a citation may lead elsewhere by now."""
    unlike = [row for (row, *_), was in known if was.columns != row[1:PLACE] or not was.registered]
    _rewrite(connection, unlike, registered=True)
    _place(connection, [one for one, was in known if was.place != place_of(one)])
    keys = keys_of(connection, [row[0] for (row, *_), _ in known])
    rekeyed = {row[0]: own for (row, own, _), _ in known if keys.get(row[0], set()) != set(own)}
    _forget_keys(connection, rekeyed)
    _write_keys(connection, rekeyed.items())
    return bool(rekeyed) or not all(was.registered for _, was in known)


def write_found(connection: Connection, references: Iterable[Reference]) -> None:
    """Record references that were taken from pages. They never take the place of one in the register."""
    stated = [state(one) for one in references]
    kept = kept_of(connection, [one.id for one in stated])
    own = [one for one in stated if one.id not in kept or not kept[one.id].registered]
    _rewrite(connection, own, registered=False)
    _forget_keys(connection, [one.id for one in own])
    _write_keys(connection, ((one.id, one.keys) for one in own))


def kept_of(connection: Connection, ids: Iterable[str]) -> dict[str, Kept]:
    """What the ledger has of the references with these ids."""
    columns = [reference.c[name] for name in ("id", *STATED, "registered", "file", "line")]
    rows = connection.execute(sa.select(*columns).where(among(reference.c.id, ids)))
    return {row.id: Kept(tuple(row[1:PLACE]), row.registered, _place_in(row)) for row in rows}


def _place_in(row: Any) -> Holder | None:
    return None if row.file is None else Holder(row.file, row.line)


@lru_cache(maxsize=2)
def _entering(dialect: str) -> Any:
    return upsert(dialect, reference)


@lru_cache(maxsize=2)
def _entering_keys(dialect: str) -> Any:
    return insert(dialect, reference_key).on_conflict_do_nothing()


def _rewrite(connection: Connection, stated: Iterable[Row], *, registered: bool) -> None:
    """Record what stands at the beginning of these rows, up to their words."""
    statement = insert(connection, reference)
    where = None if registered else reference.c.registered.is_(False)
    update = _update(statement.excluded)
    statement = statement.on_conflict_do_update(index_elements=["id"], set_=update, where=where)
    if rows := [{**_stated(one), "registered": registered, **UNLOOKED} for one in stated]:
        connection.execute(statement, rows)


def _stated(row: Row) -> dict[str, Any]:
    return dict(zip(ENTERED[:PLACE], row, strict=False))


def _update(new: Any) -> dict[str, Any]:
    update: dict[str, Any] = {name: new[name] for name in (*STATED, "registered")}
    same_words = reference.c.csl == new.csl
    update |= {name: sa.case((same_words, reference.c[name])) for name in WITH_THE_WORDS}
    same_place = reference.c.address.is_not_distinct_from(new.address)
    return update | {
        name: sa.case((same_place, reference.c[name]), else_=sa.literal(value, reference.c[name].type))
        for name, value in UNLOOKED.items()
    }


def _place(connection: Connection, entries: Iterable[Entry]) -> None:
    statement = sa.update(reference).where(reference.c.id == sa.bindparam("of"))
    statement = statement.values(file=sa.bindparam("file"), line=sa.bindparam("line"))
    rows = [{"of": one[0][0], **place_of(one)._asdict()} for one in entries]
    execute_plain(connection, statement, rows)


def _forget_keys(connection: Connection, ids: Collection[str]) -> None:
    if ids:
        connection.execute(sa.delete(reference_key).where(among(reference_key.c.reference_id, ids)))


def _write_keys(connection: Connection, keys_by_id: Iterable[tuple[str, Iterable[str]]]) -> None:
    # In their order, as they are kept: a page of the table is then written once and not for each of its rows.
    pairs = sorted((key, id) for id, keys in keys_by_id for key in keys)
    write_plain(connection, _entering_keys(connection.dialect.name), ("key", "reference_id"), pairs)
