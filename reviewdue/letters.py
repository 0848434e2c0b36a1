"""The letters: what the mail templates receive, and how a message becomes subject, plain text and HTML."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from jinja2.sandbox import SandboxedEnvironment

from reviewdue.calendars import Calendar, Entry, Method, make_calendar
from reviewdue.views import Notice, ProblemView, SourceState, StatusCounts
from reviewdue.wording import single_line

LONGEST_SUBJECT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message ready to be sent; `subject` is one line without control characters.

    `answers` are the Message-IDs of earlier messages about the same, the oldest first: a mail program shows all of
    them as one conversation. `calendars` go along as files. A POST
    to `mute_url` ends mail of this kind (RFC 8058).
    """

    subject: str
    text: str
    html: str
    answers: tuple[str, ...] = ()
    calendars: tuple[Calendar, ...] = ()
    mute_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterTask:
    """One page that waits for its reader. `days_left` is negative once overdue.

    `reasons` are task reasons of the contract, the most telling first; `why` is a sentence that says more, or
    None. `review_url` opens the page with the button; None leaves the button out and names `path` instead.
    `sources` are all that the page cites, those that need a look first. `entry` is the due date for a calendar.
    A `brief` one is to be told in a line, behind those that are told in full: it comes without sources and entry.
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
    entry: Entry | None = None
    brief: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderLetter:
    """One mail to one recipient with all that is theirs; `tasks` holds at least one, most urgent first.

    `role` says why they get it: `reviewer`, `owner`, `escalation`. `contact` is an address to answer to, `answers`
    the Message-IDs of what they got about the same before, and `over` the calendar entries of reviews that have ended
    since. `stamp` is when it was composed.
    """

    publisher: str
    today: date
    recipient: str
    tasks: tuple[LetterTask, ...]
    role: str = "reviewer"
    contact: str | None = None
    dashboard_url: str | None = None
    answers: tuple[str, ...] = ()
    over: tuple[Entry, ...] = ()
    stamp: datetime | None = None

    @property
    def has_buttons(self) -> bool:
        """Whether any of the tasks has a page to open with a button on it."""
        return any(task.review_url for task in self.tasks)

    @property
    def in_full(self) -> tuple[LetterTask, ...]:
        """The tasks that are told in full."""
        return tuple(task for task in self.tasks if not task.brief)

    @property
    def in_brief(self) -> tuple[LetterTask, ...]:
        """The tasks that are told in a line each: whoever has hundreds reads no more of them."""
        return tuple(task for task in self.tasks if task.brief)


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
    mute_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInLetter:
    """A link that signs its reader in once, within so many minutes."""

    publisher: str
    today: date
    recipient: str
    link: str
    minutes: int
    contact: str | None = None


def render_letter(
    environment: SandboxedEnvironment, message: str, values: ReminderLetter | SummaryLetter | SignInLetter
) -> Letter:
    """The letter from the three templates in `templates/email/<message>/`, which see it as `letter`."""
    subject, text, html = (
        environment.get_template(f"email/{message}/{part}").render(letter=values, today=values.today)
        for part in ("subject.txt", "body.txt", "body.html")
    )
    letter = Letter(subject=cut(single_line(subject)), text=text.strip() + "\n", html=html)
    if isinstance(values, SummaryLetter):
        return replace(letter, mute_url=values.mute_url)
    if isinstance(values, SignInLetter):
        return letter
    return replace(letter, answers=values.answers, calendars=tuple(_calendars(environment, message, values)))


def _calendars(environment: SandboxedEnvironment, message: str, letter: ReminderLetter) -> Iterator[Calendar]:
    """The due dates as calendar entries, and those to be taken out again."""
    if letter.stamp is None or letter.contact is None:
        return
    words = environment.get_template(f"email/{message}/event.txt")
    organizer = letter.contact.rpartition("<")[2].rstrip(">")

    def worded(entry: Entry, task: LetterTask | None) -> Entry:
        title, _, text = words.render(letter=letter, entry=entry, task=task).strip().partition("\n")
        return replace(entry, title=title, text=text.strip())

    dated = [worded(task.entry, task) for task in letter.tasks if task.entry is not None]
    over = [worded(entry, None) for entry in letter.over]
    for method, entries in ((Method.PUBLISH, dated), (Method.CANCEL, over)):
        if entries:
            yield make_calendar(method, entries, organizer=organizer, stamp=letter.stamp)


def cut(subject: str) -> str:
    """The subject, cut at a word where it is too long for any mail program to show."""
    if len(subject) <= LONGEST_SUBJECT:
        return subject
    return subject[: LONGEST_SUBJECT - 1].rsplit(" ", 1)[0] + "…"
