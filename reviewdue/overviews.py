"""What the first screen shows: figures, what is urgent, what could not be done, and how the system is."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy.engine import Connection

from reviewdue import views
from reviewdue.absences import absences
from reviewdue.histories import DayFigures, average, lasting, make_history, months_before
from reviewdue.intervals import Interval
from reviewdue.lateness import is_under_way, late_runs
from reviewdue.ledger import answers as answer_ledger
from reviewdue.ledger import daily, listing, runs
from reviewdue.ledger import figures as figure_ledger
from reviewdue.ledger import tasks as task_ledger
from reviewdue.ledger.escalations import stuck_reviews
from reviewdue.ledger.figures import Figures
from reviewdue.outages import outages
from reviewdue.pages import ReviewStatus
from reviewdue.people import people_of
from reviewdue.projects import Project
from reviewdue.showing import show_pages, show_problem, show_rows
from reviewdue.tasks.views import StuckView

MOST_URGENT = 10
FIRST_PROBLEMS = 5
MONTHS_AHEAD, MONTHS_BEFORE = 24, 12


def status_counts(statuses: Counter[ReviewStatus]) -> views.StatusCounts:
    """The pages by status, as every template shows them."""
    return views.StatusCounts(**{str(status): statuses[status] for status in ReviewStatus})


def show_overview(connection: Connection, project: Project) -> views.Overview:
    """The overview of a day, from one moment of the ledger."""
    figures = figure_ledger.count_pages(connection, project.day)
    states = {name: state for name, state in runs.source_states(connection).items() if name != "references"}
    last = {step: runs.last_run(connection, step) for step in STEPS}
    counts, finished = _count_sources(connection), _count_finished(connection, project)
    late = late_runs(last, project.now, project.settings.publisher.zone)
    problems = [problem for problem, _ in zip(listing.problems(connection), range(FIRST_PROBLEMS), strict=False)]
    return views.Overview(
        publisher=project.settings.publisher.name,
        today=project.today,
        written_at=project.now,
        pages_scanned=sum(state.pages for state in states.values()),
        pages=status_counts(figures.statuses),
        lead_days=project.settings.policy.lead,
        scanned_at=_finished(last["scan"]),
        checked_at=_finished(last["check"]) if last["check"] and last["check"].state == "done" else None,
        left_out=tuple(f"{state.name}: {state.detail}." for state in states.values() if state.state != "ok"),
        notices=(*late, *notices(states, last), *outages(connection, project), *absences(connection, project)),
        flags={str(flag): count for flag, count in figures.flags.items()},
        sources=counts,
        urgent=tuple(_urgent(connection, project, counts.needs_look)),
        stuck=tuple(_stuck(connection, project)),
        reasons=task_ledger.count_by_reason(connection),
        months=tuple(_months(project.today, figures)),
        finished=tuple(views.MonthCount(month=month, count=count) for month, count in finished.items()),
        finished_per_month=average(finished),
        history=make_history(daily.days_until(connection, project.today), _today(project.today, figures)),
        problem_count=figures.problems,
        problems=tuple(show_problem(problem) for problem in problems),
        steps=tuple(_step(step, run, project.now) for step, run in last.items()),
    )


STEPS = ("scan", "check", "remind", "publish")
OUTCOMES = {"done": "done", "incomplete": "partial", "offline": "failed", "failed": "failed", "running": "failed"}
NOTICES = {
    "failed": "could not be read",
    "empty": "holds no pages",
    "fell": "has far fewer pages than before",
    "partial": "could not be read in full",
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


def _stuck(connection: Connection, project: Project) -> Iterator[StuckView]:
    people = people_of(project.settings.people)
    for one in stuck_reviews(connection):
        name = people.name_of(one.person) if one.person else None
        above = people.name_of(one.escalated_to)
        yield StuckView(id=one.person, name=name, escalated_to=above, tasks=one.tasks, since=one.since)


def _step(name: str, run: runs.PastRun | None, now: datetime) -> views.StepView:
    if name == "publish":
        return views.StepView(name=name, outcome="done", at=run.started_at if run else None, says="this dashboard")
    if run is None:
        return views.StepView(name=name, outcome="never")
    if is_under_way(run, now):
        return views.StepView(name=name, outcome="running", at=run.started_at)
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
    for ahead in range(MONTHS_AHEAD):
        month = Interval(ahead).after(today.replace(day=1))
        yield views.MonthCount(month=month, count=figures.months[month])


def _count_finished(connection: Connection, project: Project) -> Mapping[date, int]:
    months = months_before(project.today, MONTHS_BEFORE)
    return daily.count_finished(connection, lasting(months, project.settings.publisher.zone))


def _today(today: date, figures: Figures) -> DayFigures:
    counts = status_counts(figures.statuses)
    return DayFigures(day=today, **asdict(counts))


def _count_sources(connection: Connection) -> views.SourceCounts:
    """The sources in use by their answers."""
    axes = {axis: Counter[str]() for axis in ("availability", "currency", "integrity")}
    total = needing = 0
    for answers, count in answer_ledger.count_answers(connection).items():
        total += count
        needing += count if answers.needs_look else 0
        for axis, counter in axes.items():
            counter[answers.shown(axis)] += count
    return views.SourceCounts(total=total, needs_look=needing, **axes)


def _urgent(connection: Connection, project: Project, needing: int) -> Iterator[views.UrgentItem]:
    """Pages that want something now, whatever the cause: late ones, and those whose sources changed."""
    day = project.day
    found = list(listing.page_lines(connection, day, most=MOST_URGENT))
    lines = {line.id: line for line in found if line.status not in (ReviewStatus.CURRENT, ReviewStatus.UNDATED)}
    for sources in (answer_ledger.speaking_gravely(), answer_ledger.needing_look(connection)) if needing else ():
        urgent = listing.lines_citing_any(connection, sources, day, most=MOST_URGENT)
        lines |= {line.id: line for line in urgent}
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


def show_people(connection: Connection, project: Project) -> Iterator[views.PersonView]:
    """Everyone who owns or reviews pages, with the rows of theirs, the most overdue first."""
    people = people_of(project.settings.people)
    found = figure_ledger.count_by_person(connection, project.day)
    for name, counts in sorted(found.items(), key=lambda one: (-one[1][ReviewStatus.OVERDUE], one[0])):
        yield views.PersonView(
            id=name,
            name=people.name_of(name),
            counts=status_counts(counts),
            pages=show_rows(project, listing.page_lines(connection, project.day, of=name)),
        )
