"""Kind `files`: a folder of page files."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import cast

from reviewdue.entering import open_entry
from reviewdue.files import Found, open_folder, walk
from reviewdue.pages import Problem
from reviewdue.projects import Project
from reviewdue.readings import filing_of, reading_of
from reviewdue.settings import Source
from reviewdue.sources.opened import Before, Opened, Outcome


@contextmanager
def open_source(project: Project, source: Source) -> Iterator[Opened]:
    """The files of the folder; a changed one is parsed, in several processes where there are thousands."""
    folder = open_folder(project.root, source)
    reading, problems = reading_of(project.settings, source), list[Problem]()
    filing = filing_of(project.settings, source, project.today)
    with open_entry() as enter:

        def read(changed: list[Found], _before: Before) -> Callable[[], list[Outcome]]:
            return cast("Callable[[], list[Outcome]]", enter(str(project.root), reading, filing, changed))

        yield Opened(
            what=f"the folder {source.path}",
            found=_named(walk(folder), source, problems),
            read=read,
            holds=lambda path: (project.root / path).exists(),
            problems=problems,
        )


def _named(found: Iterable[Found], source: Source, unnamed: list[Problem]) -> Iterator[Found]:
    """The files whose names are text; any other is a problem, since no database and no web page could name it."""
    for one in found:
        if one.path.isascii() or one.path == (name := one.path.encode("utf-8", "backslashreplace").decode()):
            yield one
        else:
            message = f"the name of the file “{name}” is not UTF-8"
            code, hint = "file_name_unreadable", "rename the file"
            unnamed.append(Problem(path=source.path, line=None, code=code, message=message, hint=hint))
