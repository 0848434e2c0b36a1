"""The register into the ledger: only files whose bytes changed are read again, a few of them at a time.

A file whose entries may have to be told otherwise, since another one has an id of theirs first or has it no more, loses
its stamp in the same transaction: so it is read again by this run, or by the next where this one is killed.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path

from sqlalchemy.engine import Connection

import reviewdue
from reviewdue.circumstances import looking_of
from reviewdue.ledger import entries as entry_ledger
from reviewdue.ledger import pages as page_ledger
from reviewdue.ledger import references as reference_ledger
from reviewdue.ledger import registerfiles as file_ledger
from reviewdue.ledger import runs
from reviewdue.ledger.registerfiles import FileRow, Known
from reviewdue.pages import Problem
from reviewdue.processes import in_batches, open_workers, some_ahead
from reviewdue.projects import Project
from reviewdue.register import no_register
from reviewdue.registerclaims import claims_of
from reviewdue.registerfiles import RegisterFile, path_below, walk_register
from reviewdue.registerreading import How, Outcome, Wanted, read_files

REGISTER = "references"
# Files that are looked up in the ledger at once.
STRETCH = 1_000
# Bytes of files that are written in one transaction: some eight thousand entries, which take half a second. Smaller
# ones go through the indexes of a new ledger more often; of larger ones too much waits in memory.
PART = 2_000_000
# Files that are taken out in one transaction.
GONE = 10
# Starting processes takes about a second; fewer bytes than these are read sooner without.
WORTH_PROCESSES = 2_000_000
# Parts that are being read while the one before them is written.
AHEAD = 2
# Before the stamp of a file that could not be opened: the next scan tries again.
CLOSED = "?"
KEPT = "bring the folder back, or confirm with “reviewdue scan --accept-fewer”"

Outcomes = Callable[[], list[Outcome]]
IsWanted = Callable[[RegisterFile, Known | None], bool]


def read_register_into_ledger(project: Project, *, accept_fewer: bool = False) -> list[str]:
    """Bring the ledger's references up to date with the register, if its files changed; what could not be done."""
    reading = Reading(project, project.root / project.settings.references)
    with project.ledger.begin() as connection:
        known = runs.source_states(connection).get(REGISTER)
    if known and known.pages and not reading.folder.is_dir() and not accept_fewer:
        with project.ledger.change() as connection:
            return [_lose_register(connection, project, known)]
    reading.moved = known is None or known.state != "ok" or known.digest != reading.fingerprint
    found = reading.read()
    if accept_fewer:
        reading.give_up_unread()
    if found or reading.moved or accept_fewer:
        with project.ledger.change() as connection:
            reading.finish(connection, accept_fewer=accept_fewer)
    return []


def _lose_register(connection: Connection, project: Project, known: runs.SourceState) -> str:
    """The folder is gone, which does not mean that nobody cites anything: its entries stay as they were."""
    place = project.settings.references
    message = f"the folder {place} is not there; its entries stay as they were last read"
    problem = Problem(path=place, line=None, code="no_register", message=message, hint=KEPT)
    page_ledger.write_problems(connection, REGISTER, [place], [problem])
    runs.record_source(connection, state_of(project, REGISTER, "failed", message, known.pages, known.digest))
    return f"{REGISTER}: {message}"


def state_of(project: Project, name: str, state: str, detail: str, pages: int, digest: str = "") -> runs.SourceState:
    """How this run's look at a source ended."""
    return runs.SourceState(name=name, state=state, detail=detail, pages=pages, digest=digest, scanned_at=project.now)


@dataclass(slots=True)
class Reading:
    """One reading of a register. `moved`: a citation may lead elsewhere by now; `again`: files lost their stamps."""

    project: Project
    folder: Path
    moved: bool = False
    again: bool = False
    version: str = field(init=False)

    def __post_init__(self) -> None:
        # Another program may read more in the same bytes.
        self.version = hashlib.blake2b(reviewdue.__version__.encode(), digest_size=6).hexdigest()

    @property
    def fingerprint(self) -> str:
        """What the reading depends on beside the files."""
        is_there = "" if self.folder.is_dir() else " missing"
        return f"{self.version}{is_there}"

    def read(self) -> bool:
        """Read what changed, and what has to be read again for that. Whether there was anything."""
        found = self._read_those(lambda file, known: known is None or known.stamp != self.stamp_of(file))
        while self.again:
            self.again = False
            self._read_those(lambda _, known: known is not None and not known.stamp)
        return found

    def stamp_of(self, file: RegisterFile, *, closed: bool = False) -> str:
        """What a file goes by that was read, or could not be opened."""
        return f"{self.version}:{CLOSED if closed else ''}{file.stamp}"

    def _read_those(self, is_wanted: IsWanted) -> bool:
        found = False
        with open_workers(read_files, _weigh, WORTH_PROCESSES) as begin:
            for record in some_ahead(self._parts(is_wanted, begin), AHEAD):
                record()
                found = True
        return found

    def _parts(self, is_wanted: IsWanted, begin: Callable[..., Outcomes]) -> Iterator[Callable[[], None]]:
        """What is to be written of each part of the register; its files are being read by then."""
        after = ""
        with self.project.ledger.begin() as connection:
            how = How(looking_of(self.project), entry_ledger.long_due(connection))
        for stretch in in_batches(walk_register(self.folder, self.project.root), STRETCH):
            known = self._known(after, stretch[-1].path)
            after = stretch[-1].path
            yield from self._gone(known.keys() - {file.path for file in stretch})
            changed = [self._wanted(file, known) for file in stretch if is_wanted(file, known.get(file.path))]
            for part in _by_size(changed):
                yield partial(self._record, begin(how, part))
        yield from self._gone(set(self._known(after, None)))

    def _gone(self, paths: set[str]) -> Iterator[Callable[[], None]]:
        for some in in_batches(sorted(paths), GONE):
            yield partial(self._forget, some)

    def _known(self, after: str, upto: str | None) -> dict[str, Known]:
        with self.project.ledger.begin() as connection:
            return file_ledger.known_files(connection, after, upto)

    def _wanted(self, file: RegisterFile, known: dict[str, Known]) -> Wanted:
        before = known.get(file.path)
        is_ours = before is not None and before.stamp.startswith(f"{self.version}:")
        return Wanted(file, before.digest if before and is_ours else "")

    def _forget(self, gone: list[str]) -> None:
        with self.project.ledger.change() as connection:
            self._release(connection, file_ledger.held_by(connection, gone), gone)
            file_ledger.forget_files(connection, gone)
            page_ledger.write_problems(connection, REGISTER, gone, ())

    def _record(self, read: Outcomes) -> None:
        outcomes = read()
        with self.project.ledger.change() as connection:
            same = {one.file.path: self.stamp_of(one.file) for one in outcomes if one.same}
            file_ledger.write_stamps(connection, same)
            if fresh := [one for one in outcomes if not one.same]:
                self._write(connection, fresh)

    def _write(self, connection: Connection, outcomes: Sequence[Outcome]) -> None:
        kept = entry_ledger.kept_of(connection, {row[0] for one in outcomes for row, *_ in one.entries})
        claims = claims_of(outcomes, {id: one.place for id, one in kept.items() if one.place})
        left = file_ledger.held_by(connection, claims.here) - claims.taken.keys()
        self._release(connection, left, claims.here, claims.placed_anew, claims.displaced)
        if entry_ledger.write_entries(connection, claims.taken, kept):
            self._begin_change(connection)
        file_ledger.write_doubles(connection, claims.here, claims.doubles)
        problems = [problem for one in outcomes for problem in one.problems]
        page_ledger.write_problems(
            connection, REGISTER, [one.file.path for one in outcomes], [*problems, *claims.problems]
        )
        file_ledger.write_files(connection, [self._row(one) for one in outcomes])

    def _row(self, one: Outcome) -> FileRow:
        return FileRow(one.file.path, self.stamp_of(one.file, closed=one.closed), one.digest, one.unread)

    def _release(
        self,
        connection: Connection,
        left: set[str],
        here: Iterable[str],
        placed_anew: Iterable[str] = (),
        displaced: Iterable[str] = (),
    ) -> None:
        """Let go what left these files; others that have it too, or are told of another place, are read again."""
        told = file_ledger.also_in(connection, chain(left, placed_anew))
        self.again |= file_ledger.read_again(connection, (told | set(displaced)) - set(here))
        file_ledger.release(connection, left)
        if left:
            self._begin_change(connection)

    def _begin_change(self, connection: Connection) -> None:
        self.moved = True
        file_ledger.begin_change(connection, REGISTER)

    def give_up_unread(self) -> None:
        """A person says that what cannot be read holds nothing."""
        with self.project.ledger.change() as connection:
            unread = file_ledger.unread_files(connection)
            self._release(connection, file_ledger.held_by(connection, unread), unread)
        if self.again:
            self.read()

    def finish(self, connection: Connection, *, accept_fewer: bool) -> None:
        """What left the register is forgotten, if all of it could be read, and citations are led anew."""
        if accept_fewer or file_ledger.is_whole(connection):
            self.moved |= file_ledger.forget_released(connection)
        if self.moved:
            reference_ledger.reread_citations(connection)
        # A project that names no register and has none is not at fault.
        is_expected = "references" in self.project.settings.model_fields_set and not self.folder.is_dir()
        missing = [no_register(path_below(self.project.root, self.folder), self.folder.name)] if is_expected else []
        file_ledger.forget_problems_elsewhere(connection, REGISTER)
        page_ledger.write_problems(connection, REGISTER, (), missing)
        count = reference_ledger.count_registered(connection)
        runs.record_source(connection, state_of(self.project, REGISTER, "ok", "", count, self.fingerprint))


def _weigh(wanted: Iterable[Wanted]) -> int:
    return sum(one.file.size for one in wanted)


def _by_size(wanted: Iterable[Wanted]) -> Iterator[list[Wanted]]:
    part: list[Wanted] = []
    size = 0
    for one in wanted:
        part.append(one)
        size += one.file.size
        if size >= PART:
            yield part
            part, size = [], 0
    if part:
        yield part
