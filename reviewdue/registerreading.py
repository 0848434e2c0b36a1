"""Reading files of the register to what the ledger keeps of them, in this process or in another."""

import hashlib
from pathlib import Path
from typing import NamedTuple

from reviewdue.checkers import Looking, waits_for_network
from reviewdue.ledger.entries import Stated, state
from reviewdue.pages import Problem
from reviewdue.processes import send_quickly
from reviewdue.registerfiles import RegisterFile, not_opened, read_file

send_quickly(Problem)


class Wanted(NamedTuple):
    """A file that is to be read, unless it holds the bytes with this digest."""

    file: RegisterFile
    digest: str


class Line(NamedTuple):
    """An entry as a file has it, with its line and that of its id."""

    stated: Stated
    line: int
    id_line: int


class Outcome(NamedTuple):
    """What came of a file.

    `same`: it holds the bytes that were read before. `unread`: nobody can tell what it holds; `closed`: nor its bytes.
    """

    file: RegisterFile
    digest: str = ""
    lines: tuple[Line, ...] = ()
    problems: tuple[Problem, ...] = ()
    same: bool = False
    unread: bool = False
    closed: bool = False


def read_files(looking: Looking, wanted: list[Wanted]) -> list[Outcome]:
    """Read these files, in order."""
    return [_read(looking, one) for one in wanted]


def _read(looking: Looking, wanted: Wanted) -> Outcome:
    file = wanted.file
    try:
        data = Path(file.place).read_bytes()
    except OSError as error:
        return Outcome(file, problems=not_opened(file.path, error).problems, unread=True, closed=True)
    digest = hashlib.blake2b(data, digest_size=20).hexdigest()
    if digest == wanted.digest:
        return Outcome(file, digest, same=True)
    reading = read_file(file.path, data)
    lines = tuple(
        Line(state(one.reference, waits=waits_for_network(one.reference, looking)), one.line, one.id_line)
        for one in reading.entries
        if one.reference and one.reference.id
    )
    return Outcome(file, digest, lines, reading.all_problems, unread=reading.unread)
