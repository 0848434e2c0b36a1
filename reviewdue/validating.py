"""The check for authors: what is wrong in pages and register as they stand on disk, without ledger or network."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from reviewdue.citing import is_id, read_free_text, unanswered
from reviewdue.errors import ConfigurationError
from reviewdue.files import Found, open_folder, walk
from reviewdue.lint import Rules, Severity, lint_page, severity_of
from reviewdue.pagefiles import Parsed
from reviewdue.pages import Page, Problem
from reviewdue.parsing import open_parser
from reviewdue.readings import reading_of
from reviewdue.register import Register, read_register
from reviewdue.settings import FILE_NAME, Settings, Source

BATCH = 1_000


@dataclass(slots=True, kw_only=True)
class Validation:
    """What was found. `files` were read; `not_governed` are paths that were named and belong to no source."""

    files: int = 0
    problems: list[Problem] = field(default_factory=list)
    not_governed: list[str] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Whether anything was found that an author must mend."""
        return any(severity_of(problem) is not Severity.NOTE for problem in self.problems)

    def count(self, severity: Severity) -> int:
        """How many findings there are of a severity."""
        return sum(severity_of(problem) is severity for problem in self.problems)


def validate(root: Path, settings: Settings, paths: Sequence[Path], today: date) -> Validation:
    """Read the files at these paths, or all there are, and say what is wrong with each.

    Raises ConfigurationError for a path that does not exist, SourceFailed for a source that cannot be looked at.
    """
    wanted = _Wanted.at(root, paths)
    result = Validation()
    register = _register(root, settings, wanted, result)
    rules = Rules(
        today=today,
        people={person.id for person in settings.people},
        max_interval=settings.policy.max_interval,
    )
    ids: dict[str, str] = {}
    for source in settings.sources:
        if source.kind == "files":
            for parsed in _parsed(root, settings, source, wanted, result):
                result.problems += parsed.problems
                result.problems += [*lint_page(parsed.page, rules), *_doubles(parsed.page, ids)]
                result.problems += _unknown_sources(parsed.page, register)
    result.problems.sort(key=lambda problem: (problem.path, problem.line or 0, problem.code))
    result.not_governed = wanted.untouched()
    return result


@dataclass(slots=True)
class _Wanted:
    """The paths that were named, relative to the root, and which of them led to a file."""

    named: dict[str, bool]

    @classmethod
    def at(cls, root: Path, paths: Sequence[Path]) -> "_Wanted":
        if gone := [str(path) for path in paths if not path.exists()]:
            raise ConfigurationError(f"{gone[0]}: there is no such file or folder")
        return cls({Path(os.path.relpath(path.resolve(), root)).as_posix(): False for path in paths})

    def takes(self, path: str) -> bool:
        """Whether a file was named, or lies in a folder that was; all are where nothing was named."""
        hits = [name for name in self.named if name in (".", path) or path.startswith(f"{name}/")]
        self.named.update(dict.fromkeys(hits, True))
        return bool(hits) or not self.named

    def untouched(self) -> list[str]:
        # The configuration was read by the time anything is validated.
        return [name for name, touched in self.named.items() if not touched and name != FILE_NAME]


def _register(root: Path, settings: Settings, wanted: _Wanted, result: Validation) -> Register:
    folder = root / settings.references
    if not folder.is_dir() and "references" not in settings.model_fields_set:
        return Register()
    register = read_register(folder, root=root)
    files = {path.relative_to(root).as_posix() for path in folder.rglob("*") if path.is_file()}
    taken = {path for path in sorted(files) if wanted.takes(path)}
    result.files += len(taken)
    lost = [problem for problem in register.problems if problem.path not in files]
    result.problems += [*lost, *(problem for problem in register.problems if problem.path in taken)]
    return register


def _parsed(root: Path, settings: Settings, source: Source, wanted: _Wanted, result: Validation) -> Iterator[Parsed]:
    reading = reading_of(settings, source)
    with open_parser() as parse:
        for batch in _batches(root, source, wanted):
            result.files += len(batch)
            yield from parse(str(root), reading, batch)()


def _batches(root: Path, source: Source, wanted: _Wanted) -> Iterator[list[Found]]:
    batch: list[Found] = []
    for found in walk(open_folder(root, source)):
        # Both are asked about, since either may have been named, or both.
        named = [wanted.takes(path) for path in (found.path, found.sidecar) if path]
        if any(named):
            batch.append(found)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _doubles(page: Page, ids: dict[str, str]) -> Iterator[Problem]:
    first = ids.setdefault(page.id, page.path)
    if first != page.path:
        message = f"the id “{page.id}” belongs to {first} already"
        line = page.locator.get("id")
        hint = "give one of the two another “id:”"
        yield Problem(path=page.path, line=line, code="duplicate_id", message=message, hint=hint)


def _unknown_sources(page: Page, register: Register) -> Iterator[Problem]:
    texts = read_free_text(page.references)
    for cited in page.references:
        known = cited.cited in register.references if is_id(cited.cited) else texts[cited.cited].reference
        if not known:
            yield unanswered(page.path, cited)
