"""The files of the register: which there are, what the file system says of them, and the entries of one."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from reviewdue.documents import DocumentUnreadable, Finding
from reviewdue.pages import Problem
from reviewdue.references import Reference, make_id, read_csl
from reviewdue.references.entries import Entry, read_entries

FORMATS = (".yaml", ".yml", ".json")


class RegisterFile(NamedTuple):
    """A file of the register: its path below the root, where it is, and a stamp that changes when it does."""

    path: str
    place: str
    stamp: str
    size: int


# A tuple, as there is one for every entry.
class Placed(NamedTuple):
    """An entry where it stands, and what is wrong with it. Without a reference it cannot be known by anything."""

    reference: Reference | None
    line: int
    id_line: int
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReading:
    """What a file of the register holds, in its order. Of an `unread` one it is not known what it holds."""

    entries: tuple[Placed, ...] = ()
    problems: tuple[Problem, ...] = ()
    unread: bool = False

    @property
    def all_problems(self) -> tuple[Problem, ...]:
        """Those of the file, then those of its entries."""
        return self.problems + tuple(problem for entry in self.entries for problem in entry.problems)


def walk_register(folder: Path, root: Path) -> Iterator[RegisterFile]:
    """Every file of the register in the order in which they are read: by path, as the ledger sorts them.

    What the file system does not let us look at is among them, so that whoever reads it hears why.
    """
    barred: list[OSError] = []
    walk = os.walk(folder, onerror=barred.append)
    places = [f"{place}/{name}" for place, _, names in walk for name in names if name.lower().endswith(FORMATS)]
    closed = {str(error.filename) for error in barred if not isinstance(error, FileNotFoundError)}
    for path, place in sorted((path_below(root, place), place) for place in (*places, *closed)):
        try:
            found = None if place in closed else os.stat(place)
        except FileNotFoundError:  # a link to nothing
            continue
        except OSError:
            found = None
        if found is None:
            yield RegisterFile(path, place, "", 0)
        elif stat.S_ISREG(found.st_mode):
            # The change time too: a copy that keeps the modification time still gives itself away.
            stamp = f"{found.st_size:x}.{found.st_mtime_ns:x}.{found.st_ctime_ns:x}"
            yield RegisterFile(path, place, stamp, found.st_size)


def path_below(root: Path, place: str | Path) -> str:
    """The path by which a file is named: from the root, with what is no text of it written out."""
    path = Path(place)
    below = path.relative_to(root) if path.is_relative_to(root) else path
    return below.as_posix().encode("utf-8", "backslashreplace").decode()


def read_file(path: str, data: bytes) -> FileReading:
    """The entries in the bytes of a file, each with what is wrong with it."""
    try:
        found = read_entries(data.decode("utf-8-sig"), as_json=path.lower().endswith(".json"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return _unread(path, line, "not_utf8", "The file is not UTF-8 from here on", "Save it as UTF-8.")
    except DocumentUnreadable as error:
        return FileReading(problems=(_problem(path, error.finding),), unread=True)
    entries = tuple(_place(path, entry) for entry in found.entries)
    problems = tuple(_problem(path, finding) for finding in found.findings)
    odd = problems or any(entry.problems for entry in entries)
    names_nothing = not any(entry.reference and entry.reference.id for entry in entries)
    return FileReading(entries=entries, problems=problems, unread=bool(odd and names_nothing))


def not_opened(path: str, error: OSError) -> FileReading:
    """A file whose bytes nobody could have."""
    hint = "Check that the file is there and may be read."
    return _unread(path, None, "unreadable_file", f"The file cannot be opened: {error.strerror}", hint)


def duplicate(path: str, line: int, id: str, first: str) -> Problem:
    """What is wrong with an entry on a line of a file, whose id another has, that stands at `first`."""
    message = f"The id “{id}” is already taken at {first}; that one was read"
    return Problem(path=path, line=line, code="duplicate_id", message=message, hint="Give one of the two another id.")


def _place(path: str, entry: Entry) -> Placed:
    if not isinstance(entry.data, dict):
        hint = "Begin the entry with “- id: …”."
        message = "This entry has no keys and values"
        problem = Problem(path=path, line=entry.line, code="not_a_reference", message=message, hint=hint)
        return Placed(None, entry.line, entry.line, (problem,))
    reading = read_csl(entry.data)
    reference = reading.reference
    problems = tuple(
        Problem(
            path=path,
            line=entry.line_of(flaw.name),
            code=flaw.code,
            message=flaw.message,
            hint=f"Add “id: {make_id(reference)}”." if flaw.code == "missing_id" else flaw.remedy,
        )
        for flaw in reading.flaws
    )
    return Placed(reference, entry.line, entry.line_of("id"), problems)


def _problem(path: str, finding: Finding) -> Problem:
    return Problem(path=path, line=finding.line, code=finding.code, message=finding.message, hint=finding.hint)


def _unread(path: str, line: int | None, code: str, message: str, hint: str) -> FileReading:
    problem = Problem(path=path, line=line, code=code, message=message, hint=hint)
    return FileReading(problems=(problem,), unread=True)
