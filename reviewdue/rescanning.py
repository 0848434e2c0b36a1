"""One page file read again, so that the ledger follows what has just been written into it."""

from reviewdue.files import Found, find, open_folder
from reviewdue.ledger import pages as page_ledger
from reviewdue.parsing import parse_files
from reviewdue.projects import Project
from reviewdue.readings import reading_of
from reviewdue.recording import Batch, Batches
from reviewdue.settings import Source
from reviewdue.sources import Opened, Outcome


def find_page(project: Project, source: Source, path: str) -> Found | None:
    """The file of a page as it is now; None if it is gone. Raises SourceFailed."""
    return find(open_folder(project.root, source), path)


def rescan(project: Project, source: Source, path: str) -> None:
    """Record one file of a source as it is now, if it is there."""
    found = find_page(project, source, path)
    if found is None:
        return
    opened = Opened(
        what=f"the file {path}",
        found=[found],
        read=lambda changed, _before: lambda: _read(project, source, changed),
        holds=lambda other: (project.root / other).exists(),
    )
    with project.ledger.begin() as connection:
        known = page_ledger.known_file(connection, source.name, path)
    batch = Batch(Batches(project, source, opened), [found], known, [found], opened.read([found], {}))
    batch.record()


def _read(project: Project, source: Source, found: list[Found]) -> list[Outcome]:
    return list(parse_files(str(project.root), reading_of(project.settings, source), found))
