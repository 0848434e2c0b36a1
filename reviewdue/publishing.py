"""Publishing the dashboard: the ledger's figures and lists as static pages in a folder."""

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Connection

from reviewdue import views
from reviewdue.dashboard import copy_assets, render_site
from reviewdue.ledger import checks, listing, runs
from reviewdue.ledger import tasks as task_ledger
from reviewdue.ledger.checks import Held
from reviewdue.ledger.listing import Figures, PageLine
from reviewdue.pages import ReviewStatus
from reviewdue.people import people_of
from reviewdue.projects import Project
from reviewdue.rendering import build_environment
from reviewdue.showing import show_pages, show_problem, show_sources_in_use
from reviewdue.standings import verdict_of
from reviewdue.verdicts import needs_look
from reviewdue.watching import UNWATCHED, Watch

MOST_URGENT = 12
FIRST_PROBLEMS = 5
# Of sources that need a look so many are followed to their pages when looking for the most urgent ones.
FOLLOWED = 200


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


def _site(connection: Connection, project: Project) -> views.Site:
    return views.Site(
        overview=_overview(connection, project),
        pages=show_pages(connection, project, listing.page_lines(connection, project.day)),
        sources=show_sources_in_use(connection, project),
        problems=(show_problem(problem) for problem in listing.problems(connection)),
        people=_people(connection, project),
    )


def status_counts(figures: Figures) -> views.StatusCounts:
    """The pages by status, as every template shows them."""
    return views.StatusCounts(**{str(status): figures.statuses[status] for status in ReviewStatus})


def _overview(connection: Connection, project: Project) -> views.Overview:
    figures = listing.figures(connection, project.day)
    states = {name: state for name, state in runs.source_states(connection).items() if name != "references"}
    last = {step: runs.last_run(connection, step) for step in STEPS}
    counts, suspects = _count_sources(connection)
    problems = [problem for problem, _ in zip(listing.problems(connection), range(FIRST_PROBLEMS), strict=False)]
    return views.Overview(
        publisher=project.settings.publisher.name,
        today=project.today,
        written_at=project.now,
        pages_scanned=sum(state.pages for state in states.values()),
        pages=status_counts(figures),
        lead_days=project.settings.policy.lead,
        scanned_at=_finished(last["scan"]),
        checked_at=_finished(last["check"]) if last["check"] and last["check"].state == "done" else None,
        left_out=tuple(f"{state.name}: {state.detail}." for state in states.values() if state.state != "ok"),
        notices=tuple(notices(states, last)),
        flags={str(flag): count for flag, count in figures.flags.items()},
        sources=counts,
        urgent=tuple(_urgent(connection, project, suspects)),
        reasons=task_ledger.count_by_reason(connection),
        months=tuple(_months(project.today, figures)),
        problem_count=figures.problems,
        problems=tuple(show_problem(problem) for problem in problems),
        steps=tuple(_step(step, run) for step, run in last.items()),
    )


STEPS = ("scan", "check", "remind", "publish")
OUTCOMES = {"done": "done", "incomplete": "partial", "offline": "failed", "failed": "failed", "running": "failed"}
NOTICES = {
    "failed": "could not be read",
    "empty": "holds no pages",
    "fell": "has far fewer pages than before",
}


def _finished(run: runs.PastRun | None) -> datetime | None:
    return (run.finished_at or run.started_at) if run else None


def notices(states: Mapping[str, runs.SourceState], last: Mapping[str, runs.PastRun | None]) -> Iterator[views.Notice]:
    """What could not be done, in plain sentences: sources that failed, and sources nobody could check."""
    for state in states.values():
        if state.state in NOTICES:
            meaning = "Its pages are shown as they were last seen."
            yield views.Notice(
                what=f"The source “{state.name}” {NOTICES[state.state]}.",
                detail=f"{state.detail}.".capitalize(),
                meaning=meaning,
            )
    check = last.get("check")
    if check and check.state == "offline":
        yield views.Notice(
            what="Sources were not checked.",
            detail="The network could not be reached.",
            meaning="No verdict changed. They are tried again at the next check.",
        )


def _step(name: str, run: runs.PastRun | None) -> views.StepView:
    if name == "publish":
        return views.StepView(name=name, outcome="done", at=run.started_at if run else None, says="this dashboard")
    if run is None:
        return views.StepView(name=name, outcome="never")
    says = "broke off" if run.finished_at is None else SAYS[name](run.tally)
    return views.StepView(name=name, outcome=OUTCOMES.get(run.state, "failed"), at=_finished(run), says=says)


def _say_check(tally: Mapping[str, Any]) -> str:
    return "network down" if tally.get("offline") else f"{tally.get('checked', 0)} checked"


SAYS: dict[str, Any] = {
    "scan": lambda tally: f"{tally.get('files', 0):,} files, {tally.get('parsed', 0):,} of them new or changed",
    "check": _say_check,
    "remind": lambda tally: f"{tally['counts']['sent']} sent, {tally['counts']['failed']} failed",
}


def _months(today: date, figures: Figures) -> Iterator[views.MonthCount]:
    for ahead in range(12):
        years, month = divmod(today.month - 1 + ahead, 12)
        first = date(today.year + years, month + 1, 1)
        yield views.MonthCount(month=first, count=figures.months[first])


def _count_sources(connection: Connection) -> tuple[views.SourceCounts, list[str]]:
    """The sources in use by their answers, and the ids of those that need a look."""
    axes = {axis: Counter[str]() for axis in ("availability", "currency", "integrity")}
    suspects: list[str] = []
    total = needing = 0
    for held in checks.all_held(connection):
        total += 1
        for axis, counter in axes.items():
            counter[_shown(held, axis)] += 1
        if needs_look(verdict_of(held)):
            needing += 1
            suspects += [held.reference.id] if len(suspects) < FOLLOWED else []
    return views.SourceCounts(total=total, needs_look=needing, **axes), suspects


def _shown(held: Held, axis: str) -> str:
    # Missing but not yet confirmed is a word of its own for people: nobody is told a source is gone too soon.
    suspected = axis == "availability" and held.availability == "not_found" and not held.confirmed
    return "suspected" if suspected else str(getattr(held, axis))


def _urgent(connection: Connection, project: Project, suspects: list[str]) -> Iterator[views.UrgentItem]:
    """Pages that want something now, whatever the cause: late ones, and those whose sources changed."""
    lines: dict[str, PageLine] = {}
    for line in listing.page_lines(connection, project.day, most=MOST_URGENT):
        if line.status in (ReviewStatus.OVERDUE, ReviewStatus.DUE, ReviewStatus.UNREADABLE):
            lines[line.id] = line
    for suspect in suspects:
        for line, _ in zip(listing.lines_citing(connection, suspect, project.day), range(MOST_URGENT), strict=False):
            lines.setdefault(line.id, line)
    items = [_item(page) for page in show_pages(connection, project, lines.values())]
    yield from sorted(items, key=_urgency)[:MOST_URGENT]


def _item(page: views.PageView) -> views.UrgentItem:
    causes = sorted((source for source in page.sources if source.needs_look), key=_gravity)
    return views.UrgentItem(page=page, causes=tuple(causes))


GRAVE = ("retracted", "withdrawn", "concern", "not_found", "superseded", "updated", "corrected", "restricted")


def _gravity(source: views.SourceState) -> int:
    answers = (source.integrity, source.currency, source.availability)
    return min((GRAVE.index(str(answer)) for answer in answers if answer in GRAVE), default=len(GRAVE))


def _urgency(item: views.UrgentItem) -> tuple[bool, bool, int, str]:
    """Retracted and withdrawn sources first, then what cannot be read, then by how late it is."""
    gravest = min((_gravity(cause) for cause in item.causes), default=len(GRAVE))
    days = item.page.days_left if item.page.days_left is not None else 10_000
    return gravest > 1, item.page.status != ReviewStatus.UNREADABLE, days, item.page.path


def _people(connection: Connection, project: Project) -> Iterator[views.PersonView]:
    people = people_of(project.settings.people)
    found = [(name, listing.figures(connection, project.day, of=name)) for name in listing.owners(connection)]
    for name, figures in sorted(found, key=lambda one: -one[1].statuses[ReviewStatus.OVERDUE]):
        yield views.PersonView(
            id=name,
            name=people.name_of(name),
            counts=status_counts(figures),
            pages=show_pages(connection, project, listing.page_lines(connection, project.day, of=name)),
        )
