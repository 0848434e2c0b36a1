"""Writing references into the ledger: the entries of the register, those that pages cite in words, and their keys."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reviewdue.lanes import lane_of
from reviewdue.ledger.checks import LONG_DUE
from reviewdue.ledger.dialects import execute_plain, in_parts, insert, upsert, write_rows
from reviewdue.ledger.references import address_of, host_of, keys_of
from reviewdue.ledger.schema import reference, reference_key
from reviewdue.references import Reference, identity_keys, to_csl
from reviewdue.shelfmarks import sort_title, words

# As json.dumps would write it, which makes an encoder for each.
encode = json.JSONEncoder(ensure_ascii=False).encode
# What the entry itself says, as a row has it.
STATED = ("csl", "title", "address", "host", "lane", "intended", "sort_title", "words")
# Where the columns of a row end that begins with the id.
PLACE = 1 + len(STATED)
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
BLANK = {name: value for name, value in UNLOOKED.items() if value is not None}


# A tuple, as there is one for every entry and it goes from one process to another.
class Stated(NamedTuple):
    """What a reference says, as it is kept, and the keys it goes by.

    `waits`: nothing is to be found out of it without a network.
    """

    id: str
    csl: str
    title: str
    address: str | None
    host: str | None
    lane: int
    intended: str
    sort_title: str
    words: str
    keys: tuple[str, ...]
    waits: bool = False

    @property
    def columns(self) -> tuple[Any, ...]:
        """The values of STATED."""
        return self[1:PLACE]


class Entry(NamedTuple):
    """A reference of the register, with its place."""

    stated: Stated
    file: str
    line: int


class Kept(NamedTuple):
    """What the ledger has of a reference."""

    columns: tuple[Any, ...]
    registered: bool
    place: tuple[str | None, int | None]


def state(one: Reference, *, waits: bool = False) -> Stated:
    """A reference as it is kept."""
    host, csl = host_of(one), to_csl(one)
    intended = " ".join(one.intended)
    texts: list[str] = []
    _gather(csl.values(), texts)
    found = sort_title(one.title), words(*texts)
    place = address_of(one), host, lane_of(host)
    return Stated(one.id, encode(csl), one.title, *place, intended, *found, identity_keys(one), waits)


def _gather(values: Iterable[Any], texts: list[str]) -> None:
    """Every text and number in plain data."""
    for value in values:
        if isinstance(value, str):
            texts.append(value)
        elif isinstance(value, (dict, list)):
            _gather(value.values() if isinstance(value, dict) else value, texts)
        else:
            texts.append(str(value))


def write_entries(connection: Connection, entries: Sequence[Entry]) -> bool:
    """Record entries of the register; the answers of earlier checks stay with them.

    One whose words changed is due a check at once. Returns whether a citation may lead elsewhere by now: an entry is
    new, or goes by other keys.
    """
    kept = _kept(connection, [one.stated.id for one in entries])
    new = [one for one in entries if one.stated.id not in kept]
    known = [(one, kept[one.stated.id]) for one in entries if one.stated.id in kept]
    unlike = [one for one, was in known if was.columns != one.stated.columns or not was.registered]
    moved = [one for one, was in known if was.place != (one.file, one.line)]
    _insert(connection, new)
    _rewrite(connection, [one.stated for one in unlike], registered=True)
    _place(connection, moved)
    keys = keys_of(connection, [one.stated.id for one, _ in known])
    rekeyed = [one.stated for one, _ in known if keys.get(one.stated.id, set()) != set(one.stated.keys)]
    _forget_keys(connection, [one.id for one in rekeyed])
    _write_keys(connection, [*(one.stated for one in new), *rekeyed])
    return bool(new or rekeyed or not all(was.registered for _, was in known))


def write_found(connection: Connection, references: Iterable[Reference]) -> None:
    """Record references that were taken from pages. They never take the place of one in the register."""
    stated = [state(one) for one in references]
    kept = _kept(connection, [one.id for one in stated])
    own = [one for one in stated if one.id not in kept or not kept[one.id].registered]
    _rewrite(connection, own, registered=False)
    _forget_keys(connection, [one.id for one in own])
    _write_keys(connection, own)


def _kept(connection: Connection, ids: Sequence[str]) -> dict[str, Kept]:
    columns = [reference.c[name] for name in ("id", *STATED, "registered", "file", "line")]
    return {
        row[0]: Kept(tuple(row[1:PLACE]), row[PLACE], (row[PLACE + 1], row[PLACE + 2]))
        for part in in_parts(ids)
        for row in connection.execute(sa.select(*columns).where(reference.c.id.in_(part)))
    }


def _insert(connection: Connection, entries: Iterable[Entry]) -> None:
    rows = [
        {
            **_stated_row(stated, registered=True),
            **BLANK,
            "file": file,
            "line": line,
            "next_check_at": LONG_DUE if stated.waits else None,
        }
        for stated, file, line in entries
    ]
    # Over what another program may have written of it this moment.
    write_rows(connection, upsert(connection, reference), rows)


def _rewrite(connection: Connection, stated: Iterable[Stated], *, registered: bool) -> None:
    statement = insert(connection, reference)
    where = None if registered else reference.c.registered.is_(False)
    update = _update(statement.excluded)
    statement = statement.on_conflict_do_update(index_elements=["id"], set_=update, where=where)
    if rows := [_row(one, registered=registered) for one in stated]:
        connection.execute(statement, rows)


def _update(new: Any) -> dict[str, Any]:
    update: dict[str, Any] = {name: new[name] for name in (*STATED, "registered")}
    same_words = reference.c.csl == new.csl
    update |= {name: sa.case((same_words, reference.c[name])) for name in WITH_THE_WORDS}
    same_place = reference.c.address.is_not_distinct_from(new.address)
    return update | {
        name: sa.case((same_place, reference.c[name]), else_=sa.literal(value, reference.c[name].type))
        for name, value in UNLOOKED.items()
    }


def _row(one: Stated, *, registered: bool) -> dict[str, Any]:
    return {**_stated_row(one, registered=registered), **UNLOOKED}


def _stated_row(one: Stated, *, registered: bool) -> dict[str, Any]:
    return {"id": one.id, "registered": registered, **dict(zip(STATED, one.columns, strict=True))}


def _place(connection: Connection, entries: Iterable[Entry]) -> None:
    statement = sa.update(reference).where(reference.c.id == sa.bindparam("of"))
    statement = statement.values(file=sa.bindparam("file"), line=sa.bindparam("line"))
    rows = [{"of": one.stated.id, "file": one.file, "line": one.line} for one in entries]
    execute_plain(connection, statement, rows)


def _forget_keys(connection: Connection, ids: Iterable[str]) -> None:
    for part in in_parts(ids):
        connection.execute(sa.delete(reference_key).where(reference_key.c.reference_id.in_(part)))


def _write_keys(connection: Connection, stated: Iterable[Stated]) -> None:
    # In their order, as they are kept: a page of the table is then written once and not for each of its rows.
    pairs = sorted({(key, one.id) for one in stated for key in one.keys})
    statement = insert(connection, reference_key).on_conflict_do_nothing()
    write_rows(connection, statement, [{"key": key, "reference_id": id} for key, id in pairs])
