"""A message as it would go out, for whoever edits its templates: about what is due, or about an invented page."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from reviewdue.calendars import Entry
from reviewdue.errors import ConfigurationError
from reviewdue.letters import Letter, LetterTask, ReminderLetter, SummaryLetter, render_letter
from reviewdue.mail import Envelope, Outbox, build_message, make_message_id
from reviewdue.mailroom import HoldingMailroom, Report, draft
from reviewdue.postings import Posting
from reviewdue.projects import Project
from reviewdue.reminding import remind
from reviewdue.rendering import build_environment
from reviewdue.summarising import send_summary
from reviewdue.views import SourceState, Successor
from reviewdue.writing import Draft

MESSAGES = ("reminder", "summary")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A message: as people read it, and as it goes out. `invented` where nothing real is due."""

    name: str
    recipient: str
    letter: Letter
    content: bytes
    invented: bool

    def as_dict(self) -> dict[str, object]:
        """As plain data."""
        plain = {"message": self.name, "recipient": self.recipient, "subject": self.letter.subject}
        return {**plain, "text": self.letter.text, "html": self.letter.html, "invented": self.invented}


@dataclass
class Collecting:
    """A mailroom that keeps the first draft, or the first to one recipient, and sends nothing."""

    sender: str
    now: datetime
    recipient: str | None = None
    acts: bool = False
    outbox: Outbox | None = None
    drafts: list[Draft] = field(default_factory=list)
    recover = HoldingMailroom.recover

    def post_all(self, postings: Iterable[Posting], report: Report) -> None:
        """Keep what was asked for."""
        for posting in postings:
            wanted = self.recipient is None or posting.recipient.mailbox == self.recipient.lower()
            if wanted and not self.drafts:
                self.drafts.append(draft(posting, frozenset(posting.keys), self.sender, self.now))


def preview(project: Project, message: str, recipient: str | None = None) -> Preview:
    """The message that would go out today, to this recipient or to the first. Raises ConfigurationError."""
    if message not in MESSAGES:
        raise ConfigurationError(f"there is no message “{message}”; there are {' and '.join(MESSAGES)}")
    found = _real(project, message, recipient)
    if found is None and recipient is not None:
        raise ConfigurationError(f"nothing would go to {recipient} today; leave --to out to see an invented message")
    one = found or _invented(project, message)
    environment = build_environment(project.root, project.settings.publisher.zone)
    if isinstance(one.values, Letter):
        raise ConfigurationError(f"the message “{message}” has no templates")
    letter = render_letter(environment, message, one.values)
    return Preview(
        name=message,
        recipient=one.envelope.recipient,
        letter=letter,
        content=build_message(letter, one.envelope).content,
        invented=found is None,
    )


def _real(project: Project, message: str, recipient: str | None) -> Draft | None:
    mailroom = Collecting(sender=project.settings.mail.sender, now=project.now, recipient=recipient)
    (remind if message == "reminder" else send_summary)(project, mailroom)
    return mailroom.drafts[0] if mailroom.drafts else None


def _invented(project: Project, message: str) -> Draft:
    sender = project.settings.mail.sender
    envelope = Envelope(
        sender=sender,
        recipient="reviewer@example.org",
        recipient_name="A reviewer",
        message_id=make_message_id(("preview", message), sender),
        date=project.now,
    )
    values = _reminder(project) if message == "reminder" else _summary(project)
    return Draft(template=message, values=values, envelope=envelope)


def _reminder(project: Project) -> ReminderLetter:
    newer = Successor(label="An invented handbook, 9th edition", since=project.today - timedelta(days=90))
    source = SourceState(
        id="handbook", label="An invented handbook, 8th edition", availability="available", currency="superseded",
        needs_look=True, successor=newer,
    )  # fmt: skip
    due = project.today - timedelta(days=7)
    task = LetterTask(
        title="An invented page",
        path="content/an-invented-page.md",
        status="overdue",
        due=due,
        days_left=-7,
        last_reviewed=due - timedelta(days=1096),
        reasons=("source_superseded", "scheduled"),
        page_url="https://www.example.org/an-invented-page",
        review_url=f"{project.settings.serve.url or 'https://reviews.example.org'}/act/preview",
        sources=(source, SourceState(id=None, label="A printed leaflet", availability="not_online")),
        reminded=1,
        entry=Entry(uid="preview@example.org", sequence=1, day=due, title="An invented page"),
    )
    return ReminderLetter(
        publisher=project.settings.publisher.name,
        today=project.today,
        recipient="A reviewer",
        tasks=(task,),
        contact=project.settings.mail.sender,
        dashboard_url=project.settings.publisher.dashboard_url,
        stamp=project.now,
    )


def _summary(project: Project) -> SummaryLetter:
    from reviewdue.summarising import summary_letter

    with project.ledger.begin() as connection:
        return summary_letter(connection, project)
