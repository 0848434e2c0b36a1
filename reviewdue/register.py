"""The register of cited sources on disk: reading references/*.yaml with line numbers, and adding to it."""

import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from reviewdue.documents import DocumentUnreadable
from reviewdue.pages import Problem
from reviewdue.references import Reference, contradict, identity_keys
from reviewdue.references.appending import add_to_text
from reviewdue.registerfiles import FileReading, Placed, duplicate, not_opened, path_below, read_file, walk_register


class RegisterUnwritable(Exception):
    """Nothing was written: the file cannot take the new entries as it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an entry stands in the register."""

    path: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Every source of the register by its id."""

    references: dict[str, Reference] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    index: dict[str, str] = field(default_factory=dict, repr=False)

    def match(self, reference: Reference) -> Reference | None:
        """The entry that describes the same source, by the surest key that both share and none contradicts."""
        keys = identity_keys(reference)
        for key in keys:
            known = self.references.get(self.index.get(key, ""))
            if known and not contradict(keys, identity_keys(known)):
                return known
        return None


def read_register(folder: Path, *, root: Path | None = None) -> Register:
    """Read every file of the register. Paths are relative to `root`, by default the folder's parent.

    A file or an entry that cannot be read is a problem and the rest still loads; a folder that is not there
    is a problem too.
    """
    root = root or folder.parent
    gathering = _Gathering()
    if not folder.is_dir():
        gathering.problems.append(no_register(path_below(root, folder), folder.name))
    for file in walk_register(folder, root):
        try:
            gathering.take(file.path, read_file(file.path, Path(file.place).read_bytes()))
        except OSError as error:
            gathering.take(file.path, not_opened(file.path, error))
    return gathering.finish()


def no_register(path: str, name: str) -> Problem:
    """What is wrong with a project whose folder of references is not there."""
    message, hint = "The folder of references is not there", f"Create {name}/."
    return Problem(path=path, line=None, code="no_register", message=message, hint=hint)


def append_to_register(path: Path, references: Iterable[Reference]) -> tuple[str, ...]:
    """Add entries to a YAML file of the register, creating it if need be; returns the ids that were written.

    What the file holds stays as it is, comments and all. An id that the file already has is left alone.
    Raises RegisterUnwritable, with the file untouched, when the list cannot be continued.
    """
    try:
        before = path.read_bytes().decode("utf-8") if path.exists() else ""
        added = add_to_text(before, tuple(references))
    except (DocumentUnreadable, UnicodeDecodeError) as error:
        raise RegisterUnwritable(f"{path.name}: {error}") from error
    if added.ids:
        _replace(path, added.text)
    return added.ids


def _replace(path: Path, text: str) -> None:
    """Write beside the file and swap, so that nobody ever reads half a register."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@dataclass(slots=True)
class _Gathering:
    """Gathers a register file by file."""

    references: dict[str, Reference] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def take(self, path: str, reading: FileReading) -> None:
        self.problems += reading.problems
        for entry in reading.entries:
            self.problems += entry.problems
            if entry.reference and entry.reference.id:
                self.enter(path, entry, entry.reference)

    def enter(self, path: str, entry: Placed, reference: Reference) -> None:
        if first := self.places.get(reference.id):
            self.problems.append(duplicate(path, entry.id_line, reference.id, f"{first.path}:{first.line}"))
        else:
            self.references[reference.id] = reference
            self.places[reference.id] = Place(path=path, line=entry.line)

    def finish(self) -> Register:
        index: dict[str, str] = {}
        for id_, reference in self.references.items():
            for key in identity_keys(reference):
                index.setdefault(key, id_)
        problems = tuple(self.problems)
        return Register(references=self.references, places=self.places, problems=problems, index=index)
