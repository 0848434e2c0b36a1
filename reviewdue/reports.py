"""What each flow leaves for people to read: the step's tally and the day's lists as Markdown."""

from collections.abc import Iterable, Mapping
from typing import Any

from reviewdue.artifacts import (
    CheckReport,
    GovernReport,
    MailRow,
    PageRow,
    PublishReport,
    RemindReport,
    Report,
    ScanReport,
    StepReport,
    render_artifact,
)
from reviewdue.checktally import CheckTally
from reviewdue.governing import GovernTally
from reviewdue.ledger import checks, listing
from reviewdue.ledger import figures as figure_ledger
from reviewdue.ledger.listing import PageLine
from reviewdue.overviews import status_counts
from reviewdue.pages import ReviewStatus
from reviewdue.people import people_of
from reviewdue.projects import Project
from reviewdue.publishing import PublishTally
from reviewdue.remindtally import RemindTally
from reviewdue.rendering import build_environment
from reviewdue.scanning import ScanTally
from reviewdue.showing import show_problem, show_source
from reviewdue.steps import say_step

MOST_ROWS = 100


def _render(project: Project, report: Report) -> str:
    return render_artifact(build_environment(project.root, project.settings.publisher.zone), report)


def report_scan(project: Project, tally: ScanTally) -> str:
    """What a scan found."""
    with project.ledger.begin() as connection:
        figures = figure_ledger.count_pages(connection, project.day)
        problems = zip(listing.problems(connection), range(MOST_ROWS), strict=False)
        lines = (line for line in listing.page_lines(connection, project.day) if line.status in WANTING)
        report = ScanReport(
            today=project.today,
            counts=status_counts(figures.statuses),
            problem_count=figures.problems,
            left_out=tuple(f"{shortfall}." for shortfall in tally.shortfalls),
            pages=tuple(_row(project, line) for line, _ in zip(lines, range(MOST_ROWS), strict=False)),
            problems=tuple(show_problem(problem) for problem, _ in problems),
        )
    return _render(project, report)


WANTING = (ReviewStatus.OVERDUE, ReviewStatus.DUE)


def _row(project: Project, line: PageLine) -> PageRow:
    people = people_of(project.settings.people)
    return PageRow(
        title=line.title,
        path=line.path,
        owner=people.name_of(line.owner) if line.owner else None,
        due=line.next_review_due,
        days_left=line.days_left,
        url=line.url,
    )


def report_check(project: Project, tally: CheckTally) -> str:
    """What a check found."""
    with project.ledger.begin() as connection:
        changed = checks.held(connection, tally.changed[:MOST_ROWS])
        last = checks.last_checks(connection, changed)
    report = CheckReport(
        today=project.today,
        checked=tally.checked,
        not_due=tally.not_due,
        offline=tally.offline,
        changed=tuple(show_source(project, held, last.get(id)) for id, held in changed.items()),
        incidents=tuple(tally.incidents),
    )
    return _render(project, report)


def report_reminders(project: Project, tally: RemindTally, *, dry_run: bool = False) -> str:
    """Whom reminders or summaries went to."""
    report = RemindReport(
        today=project.today,
        dry_run=dry_run,
        counts=tally.counts,
        messages=tuple(_mail(project, tally.messages)),
    )
    return _render(project, report)


def _mail(project: Project, messages: Iterable[Mapping[str, Any]]) -> Iterable[MailRow]:
    names = {person.email.lower(): person.id for person in project.settings.people if person.email}
    for message in messages:
        recipient = message["recipient"]
        yield MailRow(
            recipient=names.get(recipient.lower(), recipient.partition("@")[0]),
            subject=message["subject"],
            state=message["state"],
            pages=len(message["pages"]),
            path=message.get("path"),
        )


def report_publish(project: Project, tally: PublishTally) -> str:
    """Where the dashboard is."""
    report = PublishReport(
        today=project.today,
        folder=tally.folder,
        files=tally.files,
        address=project.settings.publisher.dashboard_url,
        disagreements=tuple(tally.disagreements),
    )
    return _render(project, report)


def report_govern(project: Project, tally: GovernTally) -> str:
    """The main job in one view."""
    with project.ledger.begin() as connection:
        counts = status_counts(figure_ledger.count_pages(connection, project.day).statuses)
    report = GovernReport(
        today=project.today,
        counts=counts,
        steps=tuple(_step(name, step) for name, step in tally.steps.items()),
        dashboard=tally.dashboard,
        outbox=tally.outbox,
    )
    return _render(project, report)


def _step(name: str, tally: Mapping[str, Any]) -> StepReport:
    short = tally.get("shortfalls") or tally.get("disagreements")
    outcome = "failed" if "error" in tally else "partial" if short else "done"
    return StepReport(name=name, outcome=outcome, says=say_step(name, tally))
