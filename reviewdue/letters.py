"""The letters: what the mail templates receive, and how a message becomes subject, plain text and HTML."""

from dataclasses import dataclass
from datetime import date

from jinja2.sandbox import SandboxedEnvironment

from reviewdue.views import Notice, ProblemView, SourceState, StatusCounts
from reviewdue.wording import single_line

LONGEST_SUBJECT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message ready to be sent; `subject` is one line without control characters.

    `answers` are the Message-IDs of earlier messages about the same, the oldest first: a mail program shows all of
    them as one conversation.
    """

    subject: str
    text: str
    html: str
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterTask:
    """One page that waits for its reader. `days_left` is negative once overdue.

    `reasons` are task reasons of the contract, the most telling first; `why` is a sentence that says more, or
    None. `review_url` opens the page with the button; None leaves the button out and names `path` instead.
    `sources` are all that the page cites, those that need a look first.
    """

    title: str
    path: str
    status: str
    due: date | None = None
    days_left: int | None = None
    last_reviewed: date | None = None
    reasons: tuple[str, ...] = ("scheduled",)
    why: str | None = None
    page_url: str | None = None
    review_url: str | None = None
    sources: tuple[SourceState, ...] = ()
    reminded: int = 0
    escalated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderLetter:
    """One mail to one recipient with all that is theirs; `tasks` holds at least one, most urgent first.

    `role` says why they get it: `reviewer`, `owner`, `escalation`. `contact` is an address to answer to.
    """

    publisher: str
    today: date
    recipient: str
    tasks: tuple[LetterTask, ...]
    role: str = "reviewer"
    contact: str | None = None
    dashboard_url: str | None = None

    @property
    def has_buttons(self) -> bool:
        """Whether any of the tasks has a page to open with a button on it."""
        return any(task.review_url for task in self.tasks)


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryPage:
    """A page in the weekly summary; `owner` is None when nobody is named."""

    title: str
    path: str
    owner: str | None = None
    due: date | None = None
    days_left: int | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SummarySource:
    """A source that changed since the last summary, with the number of pages that cite it."""

    state: SourceState
    cited_by: int
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryLetter:
    """Monday's mail to a content manager.

    The tuples hold what is to be listed; the counts beside them say how many there are in all, so a list
    that was cut says so. `no_recipient` are pages whose reminder found nobody to go to.
    """

    publisher: str
    today: date
    counts: StatusCounts
    lead_days: int = 90
    notices: tuple[Notice, ...] = ()
    overdue: tuple[SummaryPage, ...] = ()
    due_next: tuple[SummaryPage, ...] = ()
    changed: tuple[SummarySource, ...] = ()
    changed_count: int = 0
    problems: tuple[ProblemView, ...] = ()
    problem_count: int = 0
    no_recipient: tuple[SummaryPage, ...] = ()
    no_recipient_count: int = 0
    dashboard_url: str | None = None


def render_letter(environment: SandboxedEnvironment, message: str, values: ReminderLetter | SummaryLetter) -> Letter:
    """The letter from the three templates in `templates/email/<message>/`, which see it as `letter`."""
    subject, text, html = (
        environment.get_template(f"email/{message}/{part}").render(letter=values, today=values.today)
        for part in ("subject.txt", "body.txt", "body.html")
    )
    return Letter(subject=cut(single_line(subject)), text=text.strip() + "\n", html=html)


def cut(subject: str) -> str:
    """The subject, cut at a word where it is too long for any mail program to show."""
    if len(subject) <= LONGEST_SUBJECT:
        return subject
    return subject[: LONGEST_SUBJECT - 1].rsplit(" ", 1)[0] + "…"
