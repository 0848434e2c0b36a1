"""The register of cited sources on disk: reading references/*.yaml with line numbers, and adding to it."""

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import reviewdue
from reviewdue.documents import DocumentUnreadable, Finding
from reviewdue.pages import Problem
from reviewdue.references import Reference, contradict, identity_keys, make_id, read_csl
from reviewdue.references.appending import add_to_text
from reviewdue.references.entries import Entry, read_entries

FORMATS = (".yaml", ".yml", ".json")


class RegisterUnwritable(Exception):
    """Nothing was written: the file cannot take the new entries as it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an entry stands in the register."""

    path: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Every source of the register by its id. `digest` changes with any byte of any of its files.

    It changes with the version of this program too, which may read more in them.
    """

    references: dict[str, Reference] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    digest: str = ""
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
    reading = _Reading(root=root or folder.parent)
    reading.expect(folder)
    for path in _files_of(folder):
        reading.read(path)
    return reading.finish()


@dataclass(slots=True)
class RegisterFiles:
    """A register that is read file by file, so that its entries need never be in memory together.

    `places`, `problems` and `digest` are whole once every file was read.
    """

    folder: Path
    root: Path
    places: dict[str, Place] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    digest: str = ""

    def read(self) -> Iterator[list[Reference]]:
        """The entries of each file."""
        reading = _Reading(root=self.root, places=self.places)
        reading.expect(self.folder)
        for path in _files_of(self.folder):
            reading.read(path)
            yield list(reading.references.values())
            reading.references.clear()
        self.problems, self.digest = tuple(reading.problems), reading.digest.hexdigest()


def digest_of(folder: Path, *, root: Path) -> str:
    """The digest that `read_register` would give, in a hundredth of the time: the files are not parsed."""
    reading = _Reading(root=root)
    for path in _files_of(folder):
        with suppress(OSError):
            reading.digest_file(path, path.read_bytes())
    return reading.finish().digest


def _files_of(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.suffix.lower() in FORMATS and path.is_file():
            yield path


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
class _Reading:
    """Gathers a register file by file."""

    root: Path
    references: dict[str, Reference] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    digest: Any = field(default_factory=lambda: hashlib.sha256(reviewdue.__version__.encode()))

    def expect(self, folder: Path) -> None:
        if not folder.is_dir():
            self.note(folder, None, "no_register", "The folder of references is not there", f"Create {folder.name}/.")

    def read(self, path: Path) -> None:
        try:
            data = path.read_bytes()
        except OSError as error:
            said = f"The file cannot be opened: {error.strerror}"
            self.note(path, None, "unreadable_file", said, "Check that the file is there and may be read.")
            return
        self.digest_file(path, data)
        for entry in self.entries(path, data):
            self.take(path, entry)

    def digest_file(self, path: Path, data: bytes) -> None:
        self.digest.update(self.relative(path).encode("utf-8", "surrogateescape") + b"\0")
        self.digest.update(hashlib.sha256(data).digest())

    def entries(self, path: Path, data: bytes) -> Iterator[Entry]:
        try:
            found = read_entries(data.decode("utf-8-sig"), as_json=path.suffix.lower() == ".json")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            self.note(path, line, "not_utf8", "The file is not UTF-8 from here on", "Save it as UTF-8.")
        except DocumentUnreadable as error:
            self.report(path, error.finding)
        else:
            for finding in found.findings:
                self.report(path, finding)
            yield from found.entries

    def take(self, path: Path, entry: Entry) -> None:
        if not isinstance(entry.data, dict):
            hint = "Begin the entry with “- id: …”."
            self.note(path, entry.line, "not_a_reference", "This entry has no keys and values", hint)
            return
        reading = read_csl(entry.data)
        reference = reading.reference
        for flaw in reading.flaws:
            hint = f"Add “id: {make_id(reference)}”." if flaw.code == "missing_id" else flaw.remedy
            self.note(path, entry.line_of(flaw.name), flaw.code, flaw.message, hint)
        if reference.id in self.places:
            self.report_duplicate(path, entry, reference.id)
        elif reference.id:
            self.references[reference.id] = reference
            self.places[reference.id] = Place(path=self.relative(path), line=entry.line)

    def report_duplicate(self, path: Path, entry: Entry, known: str) -> None:
        first = self.places[known]
        message = f"The id “{known}” is already taken at {first.path}:{first.line}; that one was read"
        hint = "Give one of the two another id."
        self.note(path, entry.line_of("id"), "duplicate_id", message, hint)

    def report(self, path: Path, finding: Finding) -> None:
        self.note(path, finding.line, finding.code, finding.message, finding.hint)

    def note(self, path: Path, line: int | None, code: str, message: str, hint: str) -> None:
        where = self.relative(path)
        self.problems.append(Problem(path=where, line=line, code=code, message=message, hint=hint))

    def relative(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.as_posix()

    def finish(self) -> Register:
        index: dict[str, str] = {}
        for id_, reference in self.references.items():
            for key in identity_keys(reference):
                index.setdefault(key, id_)
        return Register(
            references=self.references,
            places=self.places,
            problems=tuple(self.problems),
            digest=self.digest.hexdigest(),
            index=index,
        )
