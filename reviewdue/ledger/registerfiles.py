"""The files of the register in the ledger: which are as they were read, who has an id first, and who has it too."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reviewdue.ledger.bulk import write_rows
from reviewdue.ledger.dialects import among, in_parts, insert, upsert
from reviewdue.ledger.schema import problem, reference, register_double, register_file, source


class Known(NamedTuple):
    """What the last reading left of a file; without a stamp it is to be read again whatever its bytes are."""

    stamp: str
    digest: str


class FileRow(NamedTuple):
    """A file as it was read. Of an `unread` one everything stays as it was."""

    path: str
    stamp: str
    digest: str
    unread: bool


def known_files(connection: Connection, after: str, upto: str | None) -> dict[str, Known]:
    """The files known between two paths: after the first, up to and with the second."""
    query = sa.select(register_file.c.path, register_file.c.stamp, register_file.c.digest)
    query = query.where(register_file.c.path > after)
    if upto is not None:
        query = query.where(register_file.c.path <= upto)
    return {path: Known(stamp, digest) for path, stamp, digest in connection.execute(query)}


def is_whole(connection: Connection) -> bool:
    """Whether every file could be read."""
    unread = sa.select(register_file.c.path).where(register_file.c.unread).limit(1)
    return connection.execute(unread).first() is None


def write_files(connection: Connection, rows: Sequence[FileRow]) -> None:
    """Record files as they were read."""
    write_rows(connection, upsert(connection, register_file), [row._asdict() for row in rows])


def write_stamps(connection: Connection, stamps: Mapping[str, str]) -> None:
    """These files hold the bytes that were read; note what they go by now, unless they are to be read again."""
    statement = sa.update(register_file).where(register_file.c.path == sa.bindparam("at"), register_file.c.stamp != "")
    if stamps:
        rows = [{"at": path, "now": stamp} for path, stamp in stamps.items()]
        connection.execute(statement.values(stamp=sa.bindparam("now")), rows)


def read_again(connection: Connection, paths: Iterable[str]) -> bool:
    """Have these files read again; whether there are any."""
    found = False
    for part in in_parts(paths):
        wanted = sa.update(register_file).where(register_file.c.path.in_(part)).values(stamp="")
        found |= connection.execute(wanted).rowcount > 0
    return found


def held_by(connection: Connection, paths: Iterable[str]) -> set[str]:
    """The ids of the entries that stand in these files."""
    return {
        id
        for part in in_parts(paths)
        for id in connection.execute(sa.select(reference.c.id).where(reference.c.file.in_(part))).scalars()
    }


def also_in(connection: Connection, ids: Iterable[str]) -> set[str]:
    """The files that have one of these ids after another file."""
    if connection.execute(sa.select(register_double.c.id).limit(1)).first() is None:
        return set()
    query = sa.select(register_double.c.path).distinct().where(among(register_double.c.id, ids))
    return set(connection.execute(query).scalars())


def write_doubles(connection: Connection, paths: Collection[str], doubles: Collection[tuple[str, str]]) -> None:
    """Record which ids these files have after another file, in place of what was known of them."""
    for part in in_parts(paths):
        connection.execute(sa.delete(register_double).where(register_double.c.path.in_(part)))
    statement = insert(connection, register_double).on_conflict_do_nothing()
    write_rows(connection, statement, [{"path": path, "id": id} for path, id in sorted(doubles)])


def release(connection: Connection, ids: Collection[str]) -> None:
    """These entries stand nowhere any more; they stay in the register until it is known that no file has them."""
    if ids:
        left = among(reference.c.id, ids)
        connection.execute(sa.update(reference).where(left).values(file=None, line=None))


def forget_files(connection: Connection, paths: Collection[str]) -> None:
    """These files are gone."""
    write_doubles(connection, paths, ())
    for part in in_parts(paths):
        connection.execute(sa.delete(register_file).where(register_file.c.path.in_(part)))


def forget_problems_elsewhere(connection: Connection, name: str) -> None:
    """The problems of the register that are of none of its files are no more."""
    files = sa.select(register_file.c.path)
    connection.execute(sa.delete(problem).where(problem.c.source == name, problem.c.path.not_in(files)))


def unread_files(connection: Connection) -> list[str]:
    """The files that could not be read."""
    return list(connection.execute(sa.select(register_file.c.path).where(register_file.c.unread)).scalars())


def forget_released(connection: Connection) -> bool:
    """Entries that stand nowhere leave the register: kept while a page cites them, as free text would be.

    Whether there were any.
    """
    nowhere = (reference.c.file.is_(None), reference.c.registered)
    return connection.execute(sa.update(reference).where(*nowhere).values(registered=False)).rowcount > 0


def begin_change(connection: Connection, name: str) -> None:
    """From now on the register in the ledger is another one, until a reading is finished."""
    connection.execute(sa.update(source).where(source.c.name == name).values(digest=""))
