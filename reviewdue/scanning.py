"""The scan: what the sources hold now goes into the ledger, and only what changed is parsed again."""

import hashlib
import itertools
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.engine import Connection

import reviewdue
from reviewdue.checking import settle_without_network
from reviewdue.citing import FreeText, is_id, read_free_text, settle, unanswered
from reviewdue.errors import SourceFailed
from reviewdue.fieldmaps import FieldMap
from reviewdue.files import Folder, Found, open_folder, walk
from reviewdue.ledger import pages as page_ledger
from reviewdue.ledger import references as reference_ledger
from reviewdue.ledger import runs
from reviewdue.ledger.references import Citation
from reviewdue.pagefiles import Parsed, Reading
from reviewdue.pages import DueRule, Page, Problem
from reviewdue.parsing import Parse, open_parser
from reviewdue.projects import Project
from reviewdue.register import Register, read_register
from reviewdue.settings import Settings, Source
from reviewdue.watching import UNWATCHED, Watch

BATCH = 1_000
# Batches that are being parsed while the one before them is written.
AHEAD = 3
# A page count that falls by more than this share is a fault until a person says otherwise.
STEEPEST_FALL = 0.2
REGISTER = "references"


@dataclass(slots=True, kw_only=True)
class ScanTally:
    """What one scan did. `shortfalls` names what could not be looked at."""

    files: int = 0
    parsed: int = 0
    removed: int = 0
    shortfalls: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The tally as plain data."""
        return asdict(self)


def scan(project: Project, watch: Watch = UNWATCHED, *, accept_fewer: bool = False) -> ScanTally:
    """Read every source and the register. A source that fails becomes a named state; the others go on.

    `accept_fewer` is a person's word that a page count which fell steeply is right.
    """
    tally = ScanTally()
    with project.ledger.begin() as connection:
        number = runs.begin_run(connection, "scan", today=project.today, at=project.now)
        page_ledger.drop_other_sources(
            connection, [source.name for source in project.settings.sources] + [REGISTER], project.today
        )
    read_register_into_ledger(project)
    for source in project.settings.sources:
        _scan_source(project, source, watch, tally, accept_fewer=accept_fewer)
    settle_without_network(project)
    with project.ledger.begin() as connection:
        state = "incomplete" if tally.shortfalls else "done"
        runs.end_run(connection, number, state=state, tally=tally.as_dict(), at=datetime.now(UTC))
    watch.announce(event="reviewdue.scan.completed", resource=_resource(project), payload=tally.as_dict())
    return tally


def _resource(project: Project) -> dict[str, str]:
    return {"prefect.resource.id": "reviewdue.scan", "prefect.resource.name": project.settings.publisher.name}


def read_register_into_ledger(project: Project) -> None:
    """Bring the ledger's references up to date with the register, if its files changed."""
    folder = project.root / project.settings.references
    stated = "references" in project.settings.model_fields_set
    # A project that names no register and has none is not at fault.
    register = read_register(folder, root=project.root) if stated or folder.is_dir() else Register()
    with project.ledger.begin() as connection:
        known = runs.source_states(connection).get(REGISTER)
        if known and known.digest == register.digest:
            return
        references = register.references
        reference_ledger.forget_unregistered(connection, references)
        reference_ledger.write_references(connection, references.values(), registered=True)
        reference_ledger.reread_open_citations(connection)
        paths = {problem.path for problem in register.problems}
        page_ledger.clear_problems(connection, REGISTER)
        page_ledger.write_problems(connection, REGISTER, paths, register.problems)
        runs.record_source(connection, _state(project, REGISTER, "ok", "", len(references), register.digest))


def _state(project: Project, name: str, state: str, detail: str, pages: int, digest: str = "") -> runs.SourceState:
    return runs.SourceState(name=name, state=state, detail=detail, pages=pages, digest=digest, scanned_at=project.now)


def reading_of(settings: Settings, source: Source) -> Reading:
    """How the files of a source are read, from the configuration."""
    fields = FieldMap(own=source.fields)
    return Reading(
        fields=fields,
        labels=fields.labels(),
        order=source.date_order,
        zone=settings.publisher.zone,
        due_rule=DueRule(intervals=settings.policy.intervals),
        base_url=settings.publisher.base_url,
    )


def _fingerprint(settings: Settings, source: Source) -> str:
    """What a page's reading depends on beside its file: another program or configuration reads it anew."""
    parts = (reviewdue.__version__, settings.publisher, source, sorted(settings.policy.intervals.items()))
    return hashlib.blake2b(repr(parts).encode(), digest_size=6).hexdigest()


def _scan_source(project: Project, source: Source, watch: Watch, tally: ScanTally, *, accept_fewer: bool) -> None:
    try:
        folder = open_folder(project.root, source)
        _scan_folder(project, source, folder, watch, tally)
    except SourceFailed as error:
        _fall_short(project, source, tally, "source_failed", str(error), "failed")
        return
    _settle(project, source, tally, accept_fewer=accept_fewer)


def _scan_folder(project: Project, source: Source, folder: Folder, watch: Watch, tally: ScanTally) -> None:
    with open_parser() as parse:
        batches = _prepared(_Batches(project, source, parse), walk(folder))
        last = ""
        for batch in batches:
            watch.batch(batch.record, name=f"read {source.name}")()
            tally.files += len(batch.found)
            tally.parsed += len(batch.changed)
            last = batch.found[-1].path
            watch.progress(tally.files, None)
    with project.ledger.begin() as connection:
        beyond = page_ledger.known_files(connection, source.name, last, None)
        page_ledger.mark_missing(connection, source.name, beyond, project.today)


def _prepared(batches: "_Batches", found: Iterable[Found]) -> Iterator["_Batch"]:
    """The batches in order, a few of them ahead, so that parsing goes on while the ledger is written."""
    waiting: deque[_Batch] = deque()
    after = ""
    for stretch in _in_batches(found):
        waiting.append(batches.prepare(after, stretch))
        after = stretch[-1].path
        if len(waiting) > AHEAD:
            yield waiting.popleft()
    yield from waiting


def _in_batches(found: Iterable[Found]) -> Iterator[list[Found]]:
    remaining = iter(found)
    while batch := list(itertools.islice(remaining, BATCH)):
        yield batch


def _settle(project: Project, source: Source, tally: ScanTally, *, accept_fewer: bool) -> None:
    """Decide what the missing files mean: pages taken down, or a source that was not all there."""
    with project.ledger.begin() as connection:
        listed, missing = page_ledger.count_present(connection, source.name)
    if listed == 0:
        _fall_short(project, source, tally, "source_empty", f"the folder {source.path} holds no pages", "empty")
    elif missing > STEEPEST_FALL * listed and not accept_fewer:
        message = f"{missing} of {listed} pages were not found; they stay on the lists as they were last seen"
        _fall_short(project, source, tally, "pages_fell", message, "fell")
    else:
        with project.ledger.begin() as connection:
            page_ledger.remove_missing(connection, source.name, project.today)
            page_ledger.write_problems(connection, source.name, [source.path], [])
            runs.record_source(connection, _state(project, source.name, "ok", "", listed - missing))
        tally.removed += missing


HINTS = {
    "source_failed": "check the source's path and permissions in reviewdue.yaml; its pages stay as last seen",
    "source_empty": "check the source's path and include patterns in reviewdue.yaml",
    "pages_fell": "bring the files back, or confirm with “reviewdue scan --accept-fewer”",
}


def _fall_short(project: Project, source: Source, tally: ScanTally, code: str, message: str, state: str) -> None:
    tally.shortfalls.append(f"{source.name}: {message}")
    problem = Problem(path=source.path, line=None, code=code, message=message, hint=HINTS[code])
    with project.ledger.begin() as connection:
        listed, _ = page_ledger.count_present(connection, source.name)
        page_ledger.write_problems(connection, source.name, [source.path], [problem])
        runs.record_source(connection, _state(project, source.name, state, message, listed))


class _Batches:
    """Makes batches of one source."""

    def __init__(self, project: Project, source: Source, parse: Parse) -> None:
        self.project = project
        self.source = source
        self.parse = parse
        self.reading = reading_of(project.settings, source)
        self.fingerprint = _fingerprint(project.settings, source)

    def prepare(self, after: str, found: list[Found]) -> "_Batch":
        """Find out what changed in one stretch of the walk, and begin to parse it."""
        with self.project.ledger.begin() as connection:
            known = page_ledger.known_files(connection, self.source.name, after, found[-1].path)
        stamps = {one.path: f"{self.fingerprint}:{one.stamp}" for one in found}
        changed = [one for one in found if one.path not in known or known[one.path].stamp != stamps[one.path]]
        parsed = self.parse(str(self.project.root), self.reading, changed)
        return _Batch(self.project, self.source, found, known, changed, stamps, parsed)


@dataclass(frozen=True, slots=True)
class _Batch:
    """Up to a thousand files of the walk; recording them is one transaction, which may be repeated."""

    project: Project
    source: Source
    found: list[Found]
    known: dict[str, page_ledger.Known]
    changed: list[Found]
    stamps: dict[str, str]
    parsed: Callable[[], list[Parsed]]

    def record(self) -> None:
        """Write what changed, and which files are missing or back."""
        here = {one.path for one in self.found}
        missing = self.known.keys() - here
        back = [path for path in self.known.keys() & here if self.known[path].missing]
        if not (missing or back or self.changed):
            return
        with self.project.ledger.begin() as connection:
            page_ledger.mark_missing(connection, self.source.name, missing, self.project.today)
            page_ledger.mark_found(connection, self.source.name, back)
            if self.changed:
                self._write(connection)

    def _write(self, connection: Connection) -> None:
        parsed = self.parsed()
        problems = [problem for each in parsed for problem in each.problems]
        pages, doubles = self._by_id(connection, parsed)
        # Only files that were there before can have left something behind.
        again = [one for one in self.changed if one.path in self.known]
        before = {path for one in again for path in (one.path, one.sidecar) if path}
        now = {page.path: page.id for page in pages.values() if page.path in self.known}
        page_ledger.forget_places(connection, self.source.name, now)
        known = page_ledger.write_pages(connection, self.source.name, pages, self.stamps, self.project.today)
        unknown = self._write_citations(connection, pages, known)
        page_ledger.write_problems(connection, self.source.name, before, [*problems, *doubles, *unknown])

    def _by_id(self, connection: Connection, wanted: list[Parsed]) -> tuple[dict[str, Page], list[Problem]]:
        """The pages by id, each id given out once; who comes second keeps its path for an id."""
        held = page_ledger.priors(connection, [one.page.id for one in wanted])
        pages: dict[str, Page] = {}
        problems: list[Problem] = []
        for one in wanted:
            rival = pages[one.page.id].path if one.page.id in pages else self._holder(held.get(one.page.id), one.page)
            page = one.page if rival is None else _renamed(one.page)
            if rival is not None:
                problems.append(_double(one.page, rival))
            pages[page.id] = page
        return pages, problems

    def _holder(self, prior: page_ledger.Prior | None, page: Page) -> str | None:
        """The file that holds this page's id already; one that was moved here holds it no more."""
        if prior is None or prior.path == page.path or prior.removed_on is not None:
            return None
        return prior.path if (self.project.root / prior.path).exists() else None

    def _write_citations(self, connection: Connection, pages: dict[str, Page], before: Iterable[str]) -> list[Problem]:
        texts = read_free_text(pages.values())
        ids = {cited.cited for page in pages.values() for cited in page.references if is_id(cited.cited)}
        keys = {key for text in texts.values() for key in text.keys}
        there, owners = reference_ledger.answering_to(connection, ids, keys)
        settled = {id: id for id in there} | _settle_texts(connection, texts, owners)
        citations = [
            Citation(page_id=page.id, position=at, cited=cited, reference_id=settled.get(cited.cited))
            for page in pages.values()
            for at, cited in enumerate(page.references)
        ]
        reference_ledger.write_citations(connection, before, citations)
        return [unanswered(pages[one.page_id].path, one.cited) for one in citations if one.reference_id is None]


def _settle_texts(connection: Connection, texts: dict[str, FreeText], owners: dict[str, str]) -> dict[str, str]:
    settled = {text: settle(parsed, owners) for text, parsed in texts.items()}
    new = {reference.id: reference for _, reference in settled.values() if reference}
    reference_ledger.write_references(connection, new.values(), registered=False)
    return {text: id for text, (id, _) in settled.items() if id}


def _renamed(page: Page) -> Page:
    return replace(page, id=page.path)


def _double(page: Page, rival: str) -> Problem:
    return Problem(
        path=page.path,
        line=page.locator.get("id"),
        code="duplicate_id",
        message=f"the id “{page.id}” belongs to {rival} already; this page goes by its path",
        hint="give one of the two another “id:”",
    )
