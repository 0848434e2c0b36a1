"""Small governed roots for tests, written to disk as a user would write them."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import yaml
from sqlalchemy.engine import Connection

from reviewdue.histories import DayFigures
from reviewdue.ledger import Ledger, daily, guards, listing
from reviewdue.ledger import figures as figure_ledger
from reviewdue.ledger.figures import Figures
from reviewdue.ledger.listing import PageLine
from reviewdue.ledger.schema import metadata
from reviewdue.pages import Problem
from reviewdue.projects import Project, open_project
from reviewdue.scanning import ScanTally, scan
from reviewdue.watching import Watch

TODAY = date(2026, 11, 23)
PEOPLE = (
    {"id": "breast-team", "name": "Breast team", "email": "breast@example.org", "escalate_to": "lead"},
    {"id": "lung-team", "name": "Lung team", "email": "lung@example.org"},
    {"id": "lead", "name": "Head of content", "email": "lead@example.org", "role": "content_manager"},
)
REVIEWED = {"last_reviewed": "2025-06-06", "next_review_due": "2027-06-06", "owner": "breast-team"}


def make_project(root: Path, ledger: Ledger | None = None, /, **settings: Any) -> "Root":
    """A governed root with people, an outbox and an empty content folder; `settings` are sections of its file.

    A `ledger` that is open already serves every use case of it, which saves the time of opening it.
    """
    (root / "content").mkdir(parents=True, exist_ok=True)
    made = Root(path=root, settings={"publisher": {"name": "Example Health"}, "people": PEOPLE}, ledger=ledger)
    made.configure(**settings)
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """A governed root; every use case of it is opened anew, as every command does."""

    path: Path
    settings: dict[str, Any]
    ledger: Ledger | None = None

    def configure(self, **settings: Any) -> None:
        """Write reviewdue.yaml with these sections in place of what they were."""
        self.settings.update(settings)
        (self.path / "reviewdue.yaml").write_text(json.dumps(self.settings))

    def write(self, name: str, text: str = "Ask your nurse.", /, **fields: Any) -> Path:
        """Write a page: its front matter and its text."""
        file = self.path / "content" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"---\n{yaml.safe_dump(fields, sort_keys=False)}---\n\n{text}\n")
        return file

    def write_pages(self, count: int) -> list[Path]:
        """Write so many pages that are in order: page-0 and so on."""
        return [self.write(f"page-{number}.md", title=f"Page {number}", **REVIEWED) for number in range(count)]

    def register(self, *entries: Mapping[str, Any], file: str = "sources.yaml") -> Path:
        """Write a file of the register."""
        path = self.path / "references" / file
        path.parent.mkdir(exist_ok=True)
        path.write_text(yaml.safe_dump([*entries], sort_keys=False))
        return path

    @contextmanager
    def open(self, today: date = TODAY) -> Iterator[Project]:
        """The project on a day."""
        with open_project(self.path, today, ledger=self.ledger) as project:
            yield project

    def scan(self, today: date = TODAY, watch: Watch | None = None, **accept: bool) -> ScanTally:
        """Scan it; `accept` is somebody's word on what looks odd."""
        with self.open(today) as project:
            return scan(project, watch or Watch(), **accept)

    def lines(self, today: date = TODAY) -> dict[str, PageLine]:
        """The pages on the lists, by id."""
        with self.open(today) as project, project.ledger.begin() as connection:
            return {line.id: line for line in listing.page_lines(connection, project.day)}

    def figures(self, today: date = TODAY) -> Figures:
        """The figures of a day."""
        with self.open(today) as project, project.ledger.begin() as connection:
            return figure_ledger.count_pages(connection, project.day)

    def days(self, today: date = TODAY) -> list[DayFigures]:
        """The figures that were kept of each day."""
        with self.open(today) as project, project.ledger.begin() as connection:
            return daily.days_until(connection, project.today)

    def problems(self) -> list[Problem]:
        """Everything that could not be read."""
        with self.open() as project, project.ledger.begin() as connection:
            return list(listing.problems(connection))

    def codes(self) -> list[str]:
        """The codes of the problems."""
        return [problem.code for problem in self.problems()]


@contextmanager
def emptied(ledger: Ledger) -> Iterator[Ledger]:
    """The ledger, which has no row left afterwards."""
    try:
        yield ledger
    finally:
        with ledger.change() as connection, lifted(connection):
            for table in reversed(metadata.sorted_tables):
                connection.execute(table.delete())


@contextmanager
def lifted(connection: Connection) -> Iterator[None]:
    """The ledger without its guards, as whoever has the file can make it."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
        yield
        connection.execute(sa.text("SET LOCAL session_replication_role = origin"))
        return
    guards.lift(connection)
    yield
    guards.put_up(connection)


@dataclass(slots=True)
class Heard:
    """A watch that remembers the events it heard."""

    events: list[tuple[str, str]] = field(default_factory=list)

    @property
    def watch(self) -> Watch:
        """To be handed to a use case."""
        return Watch(announce=self._hear)

    def _hear(self, *, event: str, resource: dict[str, str], payload: dict[str, Any]) -> None:
        self.events.append((event, resource["prefect.resource.id"]))
