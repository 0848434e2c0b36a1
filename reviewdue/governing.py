"""The main job: scan, check, remind and publish in order; one that falls short does not stop the next."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.engine import Connection

from reviewdue.checking import check
from reviewdue.errors import WorkNotDone
from reviewdue.ledger import figures as figure_ledger
from reviewdue.ledger import listing
from reviewdue.looking import open_look
from reviewdue.mailroom import open_mailroom
from reviewdue.pages import ReviewStatus
from reviewdue.projects import Project
from reviewdue.publishing import publish
from reviewdue.reaching import network_is_up
from reviewdue.reminding import remind, rests
from reviewdue.scanning import scan
from reviewdue.showing import know, show_sources
from reviewdue.views import SourceState
from reviewdue.watching import Watch, with_lines

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class GovernTally:
    """What the main job did: the tally of each step, the figures of the day, and what could not be done."""

    steps: dict[str, dict[str, Any]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    overdue: list[dict[str, Any]] = field(default_factory=list)
    outbox: str | None = None
    dashboard: str | None = None
    offline: bool = False
    shortfalls: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The tally as plain data."""
        return {name: getattr(self, name) for name in GovernTally.__dataclass_fields__}


class FellShort(WorkNotDone):
    """Some of the work could not be done; `tally` says what was done and what was not."""

    def __init__(self, tally: GovernTally) -> None:
        super().__init__("; ".join(tally.shortfalls))
        self.tally = tally


MOST_OVERDUE = 10


def govern(project: Project, watch: Watch) -> GovernTally:
    """Do all that is due today."""
    tally = GovernTally()
    for name, step in STEPS.items():
        log.info(BEGINS[name])
        try:
            tally.steps[name] = step(project, replace(watch, progress=with_lines(watch.progress, BEGINS[name])), tally)
        except WorkNotDone as error:
            tally.steps[name] = {"error": str(error)}
            tally.shortfalls.append(f"{name}: {error}")
    with project.ledger.begin() as connection:
        figures = figure_ledger.count_pages(connection, project.day)
        tally.counts = {"pages": figures.pages, **{str(status): figures.statuses[status] for status in ReviewStatus}}
        tally.overdue = list(_overdue(connection, project))
    return tally


def _overdue(connection: Connection, project: Project) -> Iterator[dict[str, Any]]:
    """The pages that are longest overdue, each with those of its sources that need a look."""
    late = (line for line in listing.page_lines(connection, project.day) if line.status is ReviewStatus.OVERDUE)
    lines = [line for line, _ in zip(late, range(MOST_OVERDUE), strict=False)]
    known = know(connection, lines, project.settings.publisher.zone)
    for line in lines:
        yield {
            "id": line.id,
            "title": line.title,
            "next_review_due": line.next_review_due.isoformat() if line.next_review_due else None,
            "days_left": line.days_left,
            "sources": [say_source(one) for one in show_sources(project, line, known) if one.needs_look],
        }


FINE = ("clear", "current", "unknown")


def say_source(source: SourceState) -> dict[str, str | None]:
    """What speaks against a source: its gravest answer, and of a successor what it is and whether it matters here."""
    answers = [str(answer) for answer in (source.integrity, source.currency) if answer not in FINE]
    return {
        "id": source.id,
        "label": source.label,
        "answer": answers[0] if answers else source.shown("availability").replace("_", " "),
        "detail": source.successor.scope if source.successor and "superseded" in answers[:1] else None,
    }


def _scan(project: Project, watch: Watch, tally: GovernTally) -> dict[str, Any]:
    done = scan(project, watch)
    tally.shortfalls += done.shortfalls
    return done.as_dict()


def _check(project: Project, watch: Watch, tally: GovernTally) -> dict[str, Any]:
    settings = project.settings.checks
    with open_look(settings, project) as look:
        done = check(project, look, watch, network_is_up=lambda: network_is_up(settings), with_results=False)
    tally.offline = done.offline
    tally.shortfalls += done.shortfalls
    return done.as_dict()


def _remind(project: Project, watch: Watch, tally: GovernTally) -> dict[str, Any]:
    with open_mailroom(project, quiet=rests(project)) as mailroom:
        done = remind(project, mailroom, watch)
    tally.outbox = str(mailroom.outbox.folder) if mailroom.outbox else None
    tally.shortfalls += done.shortfalls
    return {"counts": done.counts, "messages": done.messages}


def _publish(project: Project, watch: Watch, tally: GovernTally) -> dict[str, Any]:
    done = publish(project, watch)
    tally.dashboard = f"{done.folder}/index.html"
    tally.shortfalls += done.disagreements
    return done.as_dict()


STEPS: dict[str, Callable[[Project, Watch, GovernTally], dict[str, Any]]] = {
    "scan": _scan,
    "check": _check,
    "remind": _remind,
    "publish": _publish,
}


BEGINS = {
    "scan": "Reading the pages",
    "check": "Checking the sources they cite",
    "remind": "Writing to the reviewers",
    "publish": "Writing the dashboard",
}
