"""A small invented site, at its fullest and at its emptiest, for tests of what people see."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2.sandbox import SandboxedEnvironment

from reviewdue.rendering import build_environment
from reviewdue.tasks.views import ReasonView, TaskStep, TaskView
from reviewdue.views import (
    CitingPage,
    Evidence,
    MonthCount,
    Notice,
    Overview,
    PageView,
    PersonView,
    ProblemView,
    ReminderView,
    ReviewView,
    Site,
    SourceCounts,
    SourceState,
    SourceView,
    StatusCounts,
    StepView,
    Successor,
    UrgentItem,
)
from tests.sample_outlooks import TODAY as TODAY
from tests.sample_outlooks import make_empty_outlook, make_finished, make_outlooks, make_past

NIGHT = datetime(2026, 11, 22, 2, 4, tzinfo=UTC)
NASTY = "<script>alert(1)</script>\"'&"
LONDON = ZoneInfo("Europe/London")


def make_environment(root: Path) -> SandboxedEnvironment:
    return build_environment(root, LONDON)


def make_source(**changes: object) -> SourceState:
    plain = SourceState(id="manual-8", label="A manual, 8th edition", availability="available", checked_at=NIGHT)
    return replace(plain, **changes)  # type: ignore[arg-type]


FULL_SOURCE = make_source(
    currency="superseded",
    integrity="clear",
    needs_look=True,
    url="https://manual.example.org/8",
    new_url="https://manual.example.org/new/8",
    successor=Successor(
        label="A manual, 9th edition",
        url="https://manual.example.org/9",
        since=date(2025, 7, 1),
        scope="9th edition since 1 July 2025; its third chapter did not change",
    ),
    evidence=(
        Evidence(axis="currency", checker="publisher's list", observed="a 9th edition", at=NIGHT),
        Evidence(axis="availability", checker="http", observed="200", at=NIGHT, url="https://manual.example.org/8"),
    ),
)
SUSPECTED = make_source(id="leaflet/1", label="A leaflet", availability="not_found", failed_checks=1, needs_look=True)
GONE = make_source(
    id="leaflet/2", label="Another leaflet", availability="not_found", confirmed=True, failed_checks=4, needs_look=True
)
NEVER_CHECKED = make_source(id="new", label="A new source", availability="unchecked", checked_at=None)
FREE_TEXT = make_source(id=None, label="Words of an author", availability="not_online")
PROBLEM = ProblemView(
    path="content/breast/stage-4.md",
    line=4,
    code="date_unreadable",
    message="“2022-02-31” is not a day of the calendar",
    hint="Write a day that exists.",
    page_id="stage-4",
)


def make_page(**changes: object) -> PageView:
    plain = PageView(
        id="stage-4",
        title="Stage 4 breast cancer",
        path="content/breast/stage-4.md",
        status="overdue",
        next_review_due=date(2026, 6, 6),
        days_left=-169,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


FULL_PAGE = make_page(
    url="https://www.example.org/stage-4",
    language="en-GB",
    topics=("breast", "staging"),
    risk="high",
    flags=("changed_since_review", "beyond_policy"),
    last_reviewed=date(2023, 6, 6),
    due_basis="stated",
    review_interval="3 years",
    edited=date(2026, 11, 3),
    owner="Breast team",
    reviewers=("Breast surgeon", "Oncology nurse", "Lay reader"),
    task=TaskView(
        reason="source_superseded",
        state="open",
        due=TODAY,
        assignee="Breast team",
        escalated_to="Head of content",
        note="A 9th edition is out.",
        opened=TODAY - timedelta(days=3),
        deferrals=1,
        reasons=(
            ReasonView(
                reason="source_superseded",
                why="A manual, 8th edition: 9th edition since 1 July 2025.",
                since=TODAY - timedelta(days=3),
                due=TODAY,
                source_id="manual-8",
                instead="A manual, 9th edition",
                instead_url="https://manual.example.org/9",
            ),
            ReasonView(reason="flagged", why=NASTY, since=TODAY, due=TODAY),
            ReasonView(reason="source_gone", source_id="gone-and-forgotten", lifted=True),
        ),
        history=(
            TaskStep(at=NIGHT, actor="reviewdue", event="opened", why="A 9th edition is out."),
            TaskStep(at=NIGHT, actor="Breast team", event="deferred", why=NASTY),
        ),
    ),
    past_tasks=(TaskView(reason="scheduled", state="done", opened=date(2023, 5, 1), outcome="no_change"),),
    sources=(FULL_SOURCE, SUSPECTED, NEVER_CHECKED, FREE_TEXT),
    reminders=(ReminderView(at=NIGHT, rung=-28, recipient="Breast team", state="sent"),),
    reviews=(
        ReviewView(
            haste=("finished_in_seconds",),
            dates="committed",
            branch="reviewdue/review-stages-2023-06-06",
            missing=("lay",),
            signed_off_by="Consultant oncologist",
            done_on=date(2023, 6, 6),
            outcome="minor_change",
            reviewers=("Breast surgeon", "Editor"),
            summary="Two figures brought up to date.",
            next_due=date(2026, 6, 6),
        ),
    ),
    problems=(PROBLEM,),
    note="With the leaflet, please.",
)


def make_overview(pages: list[PageView], sources: list[SourceView], **changes: object) -> Overview:
    """An overview whose numbers are those of the given pages and sources."""
    states = [source.state for source in sources]
    months = [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]
    waiting = [page.next_review_due for page in pages if page.status in ("due", "current")]
    overview = Overview(
        publisher="Example Health",
        today=TODAY,
        written_at=NIGHT,
        pages_scanned=len(pages),
        pages=StatusCounts(**Counter(page.status for page in pages)),
        flags=Counter(flag for page in pages for flag in page.flags),
        reasons=Counter(one.reason for page in pages if page.task for one in page.task.reasons if not one.lifted),
        sources=SourceCounts(
            total=len(states),
            needs_look=sum(state.needs_look for state in states),
            availability=Counter(state.shown("availability") for state in states),
            currency=Counter(state.currency for state in states),
            integrity=Counter(state.integrity for state in states),
        ),
        months=tuple(
            MonthCount(month=month, count=sum(f"{day:%Y%m}" == f"{month:%Y%m}" for day in waiting if day))
            for month in months
        ),
    )
    return replace(overview, **changes)  # type: ignore[arg-type]


def sample_pages() -> list[PageView]:
    """One page of every status, and a few more that are due."""
    return [
        FULL_PAGE,
        *(
            make_page(
                id=f"due-{days}",
                title=f"Lung screening {days}",
                path=f"content/lung/{days}.md",
                status="due",
                next_review_due=TODAY + timedelta(days=days),
                days_left=days,
                owner="Lung team",
            )
            for days in (0, 1, 12)
        ),
        make_page(
            id="Staging", title="What is staging?", status="current", next_review_due=date(2028, 1, 12), days_left=416
        ),
        make_page(
            id="b/1",
            title=NASTY,
            path="content/b/" + "a-long-name" * 8 + ".md",
            status="undated",
            next_review_due=None,
            days_left=None,
            flags=("unowned", "never_reviewed"),
        ),
        make_page(id="c", title="", status="unreadable", next_review_due=None, days_left=None, problems=(PROBLEM,)),
    ]


def sample_sources() -> list[SourceView]:
    citing = CitingPage(
        id="stage-4",
        title="Stage 4 breast cancer",
        status="overdue",
        days_left=-169,
        reason="source_superseded",
        why="A 9th edition is out.",
        review_due=TODAY,
    )
    return [
        SourceView(
            state=FULL_SOURCE,
            cited_by=1,
            details=(("Title", "A manual"), ("URL", "https://manual.example.org/8")),
            citing=iter([citing]),
            watch="New editions come out in July.",
            note="Only the third chapter is cited.",
        ),
        SourceView(state=SUSPECTED, cited_by=0),
        SourceView(state=GONE, cited_by=0),
        SourceView(state=NEVER_CHECKED, cited_by=0),
        SourceView(state=FREE_TEXT, cited_by=0),
    ]


def make_full_site() -> Site:
    """Everything there is to show, at least once."""
    pages, sources = sample_pages(), sample_sources()
    owned = [page for page in pages if page.owner == "Lung team"]
    overview = make_overview(
        pages,
        sources,
        scanned_at=NIGHT,
        checked_at=NIGHT - timedelta(days=1),
        left_out=("The feed could not be fetched.",),
        notices=(
            Notice(
                what="Sources were not checked last night.",
                detail="The network was down.",
                meaning="No verdict changed.",
                next_try=NIGHT + timedelta(days=1),
            ),
        ),
        urgent=(
            UrgentItem(page=FULL_PAGE, causes=(FULL_SOURCE, SUSPECTED)),
            UrgentItem(page=pages[4], causes=(FREE_TEXT,)),
            UrgentItem(page=pages[5]),
        ),
        finished=make_finished(),
        finished_per_month=32,
        problem_count=1,
        problems=(PROBLEM,),
        steps=(
            StepView(name="scan", outcome="partial", at=NIGHT, says="7 pages", next_at=NIGHT + timedelta(days=1)),
            StepView(name="publish", outcome="never"),
        ),
    )
    overview = replace(overview, history=make_past(overview.pages))
    person = PersonView(id="lung team", name="Lung team", counts=StatusCounts(due=3), pages=iter(owned))
    return Site(
        overview=overview,
        pages=iter(pages),
        sources=iter(sources),
        problems=iter([PROBLEM]),
        people=iter([person]),
        outlooks=make_outlooks("stage-4"),
    )


def make_empty_site() -> Site:
    """A project on its first day: nothing scanned, nothing checked."""
    return Site(overview=make_overview([], []), outlooks=[make_empty_outlook()])


def into(folder: Path) -> Callable[[str, str], None]:
    """A writer that puts files below a folder."""

    def write(path: str, content: str) -> None:
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")

    return write
