"""Reading files of the register to what the ledger keeps of them, in this process or in another."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from reviewdue.checkers import Looking, waits_for_network
from reviewdue.pages import Problem
from reviewdue.processes import collecting_nothing, send_quickly
from reviewdue.references import Reference
from reviewdue.registerfiles import RegisterFile, not_opened, read_file
from reviewdue.sourcerows import Entry, enter

send_quickly(Problem)


@dataclass(frozen=True, slots=True)
class How:
    """In what circumstances files are read: `later` is the time of the next check, as the ledger's driver takes it, of
    an entry of which nothing is to be found out without a network."""

    looking: Looking
    later: Any


class Wanted(NamedTuple):
    """A file that is to be read, unless it holds the bytes with this digest."""

    file: RegisterFile
    digest: str


class Outcome(NamedTuple):
    """What came of a file.

    `same`: it holds the bytes that were read before. `unread`: nobody can tell what it holds; `closed`: nor its bytes.
    """

    file: RegisterFile
    digest: str = ""
    entries: tuple[Entry, ...] = ()
    problems: tuple[Problem, ...] = ()
    same: bool = False
    unread: bool = False
    closed: bool = False


def read_files(how: How, wanted: list[Wanted]) -> list[Outcome]:
    """Read these files, in order."""
    with collecting_nothing():
        return [_read(how, one) for one in wanted]


def _read(how: How, wanted: Wanted) -> Outcome:
    file = wanted.file
    try:
        data = Path(file.place).read_bytes()
    except OSError as error:
        return Outcome(file, problems=not_opened(file.path, error).problems, unread=True, closed=True)
    digest = hashlib.blake2b(data, digest_size=20).hexdigest()
    if digest == wanted.digest:
        return Outcome(file, digest, same=True)
    reading = read_file(file.path, data)
    entries = tuple(
        enter(one.reference, file.path, one.line, one.id_line, _next_check(one.reference, how))
        for one in reading.entries
        if one.reference and one.reference.id
    )
    return Outcome(file, digest, entries, reading.all_problems, unread=reading.unread)


def _next_check(one: Reference, how: How) -> Any:
    return how.later if waits_for_network(one, how.looking) else None
