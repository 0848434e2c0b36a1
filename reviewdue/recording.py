"""What a scan writes of one stretch of files: thousands of them are one transaction, which may be repeated."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from reviewdue.citing import FreeText, is_id, read_free_text, settle_texts, unanswered
from reviewdue.entering import Entered, enter
from reviewdue.files import Found
from reviewdue.ledger import entries as entry_ledger
from reviewdue.ledger import pages as page_ledger
from reviewdue.ledger import references as reference_ledger
from reviewdue.ledger.pages import Known
from reviewdue.pagefiles import Parsed
from reviewdue.pagerows import PageRow, Prior, row_over
from reviewdue.pages import Problem
from reviewdue.processes import collecting_nothing
from reviewdue.projects import Project
from reviewdue.readings import filing_of
from reviewdue.settings import Source
from reviewdue.sources import Kept, Opened, Outcome


class Batches:
    """Makes batches of one source."""

    def __init__(self, project: Project, source: Source, opened: Opened) -> None:
        self.project = project
        self.source = source
        self.opened = opened
        self.filing = filing_of(project.settings, source, project.today)

    def prepare(self, after: str, found: list[Found]) -> "Batch":
        """Find out what changed in one stretch of the source, and begin to read it."""
        with self.project.ledger.begin() as connection:
            known = page_ledger.known_files(connection, self.source.name, after, found[-1].path)
        before = {path: self._stamp_within(one.stamp) for path, one in known.items()}
        is_current = self.opened.is_current
        changed = [one for one in found if not is_current(one, before.get(one.path))]
        return Batch(self, found, known, changed, self.opened.read(changed, before))

    def _stamp_within(self, stamp: str) -> str | None:
        prefix = self.filing.prefix
        return stamp[len(prefix) :] if stamp.startswith(prefix) else None


@dataclass(frozen=True, slots=True)
class Batch:
    """One stretch of a source, and what the ledger knows of it."""

    of: Batches
    found: list[Found]
    known: dict[str, Known]
    changed: list[Found]
    outcomes: Callable[[], list[Outcome]]

    @collecting_nothing()
    def record(self) -> None:
        """Write what changed, and which files are missing or back."""
        here = {one.path for one in self.found}
        missing = self.known.keys() - here
        back = [path for path, known in self.known.items() if known.missing and path in here]
        if not (missing or back or self.changed):
            return
        source, today = self.of.source.name, self.of.project.today
        # Read before the transaction begins: others may write while the parsers work.
        outcomes = self.outcomes() if self.changed else []
        stamps = {one.path: one.stamp for one in self.changed}
        entered = [self._entered(one, stamps) for one in outcomes if not isinstance(one, Kept)]
        kept = {one.path: self.of.filing.prefix + one.stamp for one in outcomes if isinstance(one, Kept)}
        with self.of.project.ledger.change() as connection:
            page_ledger.mark_missing(connection, source, missing, today)
            page_ledger.mark_found(connection, source, back)
            page_ledger.write_stamps(connection, source, kept)
            if entered:
                self._write(connection, entered)

    def _entered(self, one: Entered | Parsed, stamps: Mapping[str, str]) -> Entered:
        return enter(one, stamps[one.page.path], self.of.filing) if isinstance(one, Parsed) else one

    def _write(self, connection: Connection, entered: list[Entered]) -> None:
        held = page_ledger.priors(connection, [one.row.id for one in entered])
        pages, doubles = self._by_id(entered, held)
        if doubles:
            held = page_ledger.priors(connection, pages)
        problems = [problem for each in entered for problem in each.problems]
        # Only files that were there before can have left something behind.
        read = {one.row.path for one in entered}
        again = [one for one in self.changed if one.path in read and one.path in self.known]
        before = {path for one in again for path in (one.path, one.sidecar) if path}
        rows = [one.row for one in pages.values()]
        now = {row.path: row.id for row in rows if row.path in self.known}
        source, today = self.of.source.name, self.of.project.today
        page_ledger.forget_places(connection, source, now)
        if held:
            rows = [row_over(row, held[row.id], today) if row.id in held else row for row in rows]
        page_ledger.write_pages(connection, rows)
        unknown = _write_citations(connection, pages, held)
        page_ledger.write_problems(connection, source, before, [*problems, *doubles, *unknown])

    def _by_id(self, wanted: list[Entered], held: Mapping[str, Prior]) -> tuple[dict[str, Entered], list[Problem]]:
        """The pages by id, each id given out once; who comes second keeps its path for an id."""
        claims = {one.row.path: one.row.id for one in wanted}
        pages: dict[str, Entered] = {}
        problems: list[Problem] = []
        for one in wanted:
            row = one.row
            rival = pages[row.id].row.path if row.id in pages else self._holder(held.get(row.id), row, claims)
            if rival is not None:
                problems.append(_double(one, rival))
                one = one._replace(row=row._replace(id=row.path))
            pages[one.row.id] = one
        return pages, problems

    def _holder(self, prior: Prior | None, page: PageRow, claims: Mapping[str, str]) -> str | None:
        """The file that holds this page's id already; one that was moved here, or has another id now, does not."""
        if prior is None or prior.path == page.path or prior.removed_on is not None:
            return None
        if claims.get(prior.path, page.id) != page.id:
            return None
        return prior.path if self._is_there(prior) else None

    def _is_there(self, prior: Prior) -> bool:
        """Whether what held an id is still to be found; a source that is not being read is believed to have it."""
        project, source = self.of.project, self.of.source
        if prior.source == source.name:
            return self.of.opened.holds(prior.path)
        of_files = any(one.name == prior.source and one.kind == "files" for one in project.settings.sources)
        return (project.root / prior.path).exists() if of_files else True


def _double(one: Entered, rival: str) -> Problem:
    return Problem(
        path=one.row.path,
        line=one.id_line,
        code="duplicate_id",
        message=f"the id “{one.row.id}” belongs to {rival} already; this page goes by its path",
        hint="give one of the two another “id:”",
    )


def _write_citations(connection: Connection, pages: dict[str, Entered], before: Iterable[str]) -> list[Problem]:
    cited = {one.cited: one for page in pages.values() for one in page.references}
    registered = reference_ledger.registered_ids(connection, filter(is_id, cited))
    texts = read_free_text(cited.values())
    leads_to = {**dict(zip(registered, registered, strict=True)), **_settle(connection, texts)}
    rows = [
        (id, at, one.cited, one.line, leads_to.get(one.cited), " ".join(one.intended))
        for id, page in pages.items()
        for at, one in enumerate(page.references)
    ]
    reference_ledger.write_citations(connection, before, rows)
    unknown = cited.keys() - leads_to.keys()
    every = ((page.row.path, one) for page in pages.values() for one in page.references) if unknown else ()
    return [unanswered(path, one) for path, one in every if one.cited in unknown]


def _settle(connection: Connection, texts: Mapping[str, FreeText]) -> Mapping[str, str]:
    """The id each citation in words leads to; references that nobody had are recorded."""
    if not texts:
        return {}
    owners = reference_ledger.owners_of(connection, {key for text in texts.values() for key in text.keys})
    taken = reference_ledger.known_ids(connection, [one.reference.id for one in texts.values() if one.reference])
    settled = settle_texts(texts, owners, taken, reference_ledger.keys_of(connection, set(owners.values())))
    entry_ledger.write_found(connection, settled.new)
    return settled.ids
