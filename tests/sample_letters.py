"""Invented letters, at their fullest and at their emptiest, for tests of the mail."""

from dataclasses import replace
from datetime import date, timedelta

from reviewdue.letters import LetterTask, ReminderLetter, SignInLetter, SummaryLetter, SummaryPage, SummarySource
from reviewdue.views import Notice, StatusCounts
from tests.sample_views import FREE_TEXT, FULL_SOURCE, NEVER_CHECKED, NIGHT, PROBLEM, SUSPECTED, TODAY


def make_task(**changes: object) -> LetterTask:
    plain = LetterTask(
        title="Stage 4 breast cancer",
        path="content/breast/stage-4.md",
        status="overdue",
        due=date(2026, 6, 6),
        days_left=-169,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


FULL_TASK = make_task(
    last_reviewed=date(2023, 6, 6),
    reasons=("scheduled", "source_superseded"),
    why="The manual has a 9th edition.",
    page_url="https://www.example.org/stage-4",
    review_url="https://reviews.example.org/t/" + "aB3" * 60,
    sources=(FULL_SOURCE, SUSPECTED, NEVER_CHECKED, FREE_TEXT),
    reminded=2,
    escalated=True,
)
DUE_TASK = make_task(title="Lung screening", status="due", due=date(2026, 12, 4), days_left=12)


def make_reminder(*tasks: LetterTask, **changes: object) -> ReminderLetter:
    plain = ReminderLetter(
        publisher="Example Health", today=TODAY, recipient="Breast team", tasks=tasks or (FULL_TASK,)
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def make_full_summary() -> SummaryLetter:
    page = SummaryPage(
        title="Stage 4 breast cancer",
        path="content/breast/stage-4.md",
        owner="Breast team",
        due=date(2026, 6, 6),
        days_left=-169,
        url="https://dashboard.example.org/pages/stage-4/index.html",
    )
    return SummaryLetter(
        publisher="Example Health",
        today=TODAY,
        counts=StatusCounts(overdue=37, due=64, current=1092, undated=12, unreadable=9),
        notices=(Notice(what="Sources were not checked.", next_try=NIGHT + timedelta(days=1)),),
        overdue=(page,),
        due_next=(replace(page, days_left=12, owner=None, url=None),),
        changed=(SummarySource(state=FULL_SOURCE, cited_by=14, url="https://dashboard.example.org/s"),),
        changed_count=9,
        problems=(PROBLEM, replace(PROBLEM, line=None)),
        problem_count=3,
        no_recipient=(page,),
        no_recipient_count=2,
        dashboard_url="https://dashboard.example.org/",
    )


def make_empty_summary() -> SummaryLetter:
    return SummaryLetter(publisher="Example Health", today=TODAY, counts=StatusCounts())


def make_sign_in() -> SignInLetter:
    return SignInLetter(
        publisher="Example Health",
        today=TODAY,
        recipient="Breast team",
        link="https://reviews.example.org/sign-in/" + "aB3" * 20,
        minutes=15,
        contact="Content reviews <reviews@example.org>",
    )
