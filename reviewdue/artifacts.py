"""The short Markdown summaries that a run leaves for whoever watches it, and the values they are made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from jinja2.sandbox import SandboxedEnvironment

from reviewdue.incidents import Incident
from reviewdue.views import ProblemView, SourceState, StatusCounts

MOST_ROWS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRow:
    """A page in a summary; `days_left` is negative once overdue, `url` leads to it on the dashboard."""

    title: str
    path: str
    owner: str | None = None
    due: date | None = None
    days_left: int | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRow:
    """A message in a summary; people are named by id, never by address."""

    recipient: str
    subject: str
    state: str
    pages: int
    path: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanReport:
    """What a scan found; `left_out` as on the overview, `pages` are those that became overdue or due."""

    today: date
    counts: StatusCounts
    problem_count: int = 0
    left_out: tuple[str, ...] = ()
    pages: tuple[PageRow, ...] = ()
    problems: tuple[ProblemView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What a check found; `changed` are the sources whose answer is another than before, `incidents` the hosts."""

    today: date
    checked: int = 0
    not_due: int = 0
    offline: bool = False
    changed: tuple[SourceState, ...] = ()
    incidents: tuple[Incident, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RemindReport:
    """What a reminder run did; `counts` has the keys of the command's JSON."""

    today: date
    dry_run: bool = False
    counts: Mapping[str, int] = field(default_factory=dict)
    messages: tuple[MailRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishReport:
    """What was written where; `disagreements` as in `dashboard.SiteTally`."""

    today: date
    folder: str
    files: int
    address: str | None = None
    disagreements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StepReport:
    """One step of the main job: `outcome` is `done`, `partial`, `failed` or `skipped`, `says` a phrase."""

    name: str
    outcome: str
    says: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GovernReport:
    """The main job in one view: its steps and where its results are."""

    today: date
    counts: StatusCounts
    steps: tuple[StepReport, ...] = ()
    dashboard: str | None = None
    outbox: str | None = None


Report = ScanReport | CheckReport | RemindReport | PublishReport | GovernReport

TEMPLATES: dict[type[Report], str] = {
    ScanReport: "artifact/scan.md",
    CheckReport: "artifact/check.md",
    RemindReport: "artifact/remind.md",
    PublishReport: "artifact/publish.md",
    GovernReport: "artifact/govern.md",
}


def render_artifact(environment: SandboxedEnvironment, report: Report) -> str:
    """The Markdown for one report; of long tables the first 100 rows, and it says so."""
    template = environment.get_template(TEMPLATES[type(report)])
    return template.render(report=report, most_rows=MOST_ROWS).strip() + "\n"
