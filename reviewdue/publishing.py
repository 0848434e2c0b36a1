"""Publishing the dashboard: the ledger's figures and lists as static pages in a folder."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Connection

from reviewdue import views
from reviewdue.dashboard import copy_assets, render_site
from reviewdue.foreseeing import foresee
from reviewdue.ledger import listing, runs
from reviewdue.outlooks import Outlook, show_outlook
from reviewdue.overviews import show_overview, show_people
from reviewdue.people import people_of
from reviewdue.projects import Project
from reviewdue.rendering import build_environment
from reviewdue.showing import show_pages, show_problem
from reviewdue.sourceviews import keeps_page, show_sources_in_use
from reviewdue.watching import UNWATCHED, Watch

# One file holds no more; the rest is for the live dashboard, and for the command.
MOST_MOVES = 100


@dataclass(slots=True, kw_only=True)
class PublishTally:
    """What was written: the folder, and how many files. `disagreements` are lists that differ from their figure."""

    folder: str
    files: int = 0
    disagreements: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The tally as plain data."""
        return {"folder": self.folder, "files": self.files, "disagreements": self.disagreements}


def publish(project: Project, watch: Watch = UNWATCHED, *, folder: Path | None = None) -> PublishTally:
    """Write the dashboard to `folder` (default: `site` in the root); files of pages that are gone are removed."""
    target = folder or project.root / "site"
    with project.ledger.change() as connection:
        number = runs.begin_run(connection, "publish", today=project.today, at=project.now)
    tally = PublishTally(folder=str(target))
    watch.batch(lambda: _write_site(project, target, tally), name="write dashboard")()
    with project.ledger.change() as connection:
        state = "incomplete" if tally.disagreements else "done"
        runs.end_run(connection, number, state=state, tally=tally.as_dict(), at=datetime.now(UTC))
    resource = {"prefect.resource.id": "reviewdue.dashboard", "prefect.resource.name": project.settings.publisher.name}
    watch.announce(event="reviewdue.publish.completed", resource=resource, payload=tally.as_dict())
    return tally


# Names a folder that a dashboard was published to, and holds the time at which that began.
MARK = ".reviewdue-dashboard"


def _write_site(project: Project, target: Path, tally: PublishTally) -> None:
    environment = build_environment(project.root, project.settings.publisher.zone)
    is_ours = (target / MARK).exists()
    target.mkdir(parents=True, exist_ok=True)
    (target / MARK).write_text("reviewdue publish writes this folder and removes pages from it that are gone.\n")
    began = (target / MARK).stat().st_mtime_ns
    copy_assets(project.root, target)
    with project.ledger.begin() as connection:
        written = render_site(_site(connection, project), environment, lambda path, text: _write(target / path, text))
    tally.files, tally.disagreements = written.files, list(written.disagreements)
    if is_ours:
        _remove_older(target, began)


def _write(path: Path, text: str) -> None:
    """Write a file so that a reader sees the old one or the new one whole; an unchanged one is only touched."""
    data = text.encode()
    try:
        if path.stat().st_size == len(data) and path.read_bytes() == data:
            os.utime(path)
            return
    except OSError:
        path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_bytes(data)
    fresh.replace(path)


def _remove_older(target: Path, began: int) -> None:
    """Every file of this run was written or touched; an older page belongs to something that is gone."""
    for place, _, names in os.walk(target, topdown=False):
        if Path(place).is_relative_to(target / "assets"):
            continue
        for name in names:
            file = Path(place, name)
            if file.suffix == ".html" and file.stat().st_mtime_ns < began:
                file.unlink()
        if Path(place) != target and not os.listdir(place):
            os.rmdir(place)


# With more sources than these only those have a page of their own that need a look or are watched, and no list but that
# of those that need a look holds more: a million files, or rows, that say “still there” take hours to write and nobody
# reads them. All of them are on the live dashboard.
MOST_SOURCES = 20_000


def _site(connection: Connection, project: Project) -> views.Site:
    overview = show_overview(connection, project)
    most = MOST_SOURCES if overview.sources.total > MOST_SOURCES else None
    pages = show_pages(connection, project, listing.page_lines(connection, project.day))
    return views.Site(
        overview=overview,
        pages=pages if most is None else map(_with_few_links, pages),
        sources=show_sources_in_use(connection, project, most=most),
        most_sources=most,
        problems=(show_problem(problem) for problem in listing.problems(connection)),
        people=show_people(connection, project),
        outlooks=_outlooks(connection, project),
    )


def _with_few_links(page: views.PageView) -> views.PageView:
    """The page, with links to those of its sources that have a page of their own."""
    return replace(page, sources=tuple(replace(one, has_page=keeps_page(one)) for one in page.sources))


def _outlooks(connection: Connection, project: Project) -> Iterator[Outlook]:
    """The forecast of everyone, and then of each person."""
    forecast, people = foresee(connection, project), people_of(project.settings.people)
    for person in (None, *forecast.people):
        yield show_outlook(forecast, people.name_of, person=person, most=MOST_MOVES)
