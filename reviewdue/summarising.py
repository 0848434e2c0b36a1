"""The weekly summary to content managers, once a week to each."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy.engine import Connection

from reviewdue.absences import absences
from reviewdue.composing import signer_of
from reviewdue.ledger import answers as answer_ledger
from reviewdue.ledger import checks, listing, references, runs
from reviewdue.ledger import figures as figure_ledger
from reviewdue.ledger.checks import Held
from reviewdue.ledger.listing import PageLine
from reviewdue.ledger.muting import muted_mailboxes
from reviewdue.ledger.reminders import Key, taken
from reviewdue.letters import SummaryLetter, SummaryPage, SummarySource
from reviewdue.links import Signer
from reviewdue.mailroom import Mailroom
from reviewdue.outages import outages
from reviewdue.overviews import STEPS, notices, status_counts
from reviewdue.pages import ReviewStatus
from reviewdue.people import People, Recipient, people_of
from reviewdue.postings import Posting
from reviewdue.projects import Project
from reviewdue.remindtally import RemindTally
from reviewdue.showing import show_problem, show_source
from reviewdue.views import ProblemView
from reviewdue.visits import mute_link
from reviewdue.watching import UNWATCHED, Watch

MANAGER = "content_manager"
MOST_ROWS = 20


def send_summary(project: Project, mailroom: Mailroom, watch: Watch = UNWATCHED) -> RemindTally:
    """Send the summary of the week of the project's day to every content manager who has not had it."""
    tally = RemindTally()
    for posted in mailroom.recover():
        tally.add(posted)
    monday = project.today - timedelta(days=project.today.weekday())
    signer = signer_of(project)
    for recipient in _who_want_it(project):
        watch.batch(lambda r=recipient: _send(project, mailroom, r, monday, signer, tally), name="send summary")()
    if tally.failed:
        tally.shortfalls.append(f"{tally.failed} of {len(tally.messages)} messages could not be sent")
    return tally


def managers(project: Project) -> list[Recipient]:
    """Everyone whose role is content_manager and who has an address, each mailbox once."""
    people = people_of(project.settings.people)
    found: dict[str, Recipient] = {}
    for person in project.settings.people:
        for recipient in people.recipients(person.id, (), escalated=False) if person.role == MANAGER else ():
            found.setdefault(recipient.mailbox, recipient)
    return list(found.values())


def _who_want_it(project: Project) -> list[Recipient]:
    with project.ledger.begin() as connection:
        muted = muted_mailboxes(connection)
    return [one for one in managers(project) if one.mailbox not in muted]


def _send(
    project: Project,
    mailroom: Mailroom,
    recipient: Recipient,
    monday: date,
    signer: Signer | None,
    tally: RemindTally,
) -> None:
    key = Key(kind="summary", page_id="", cycle_due=monday, rung=0, recipient=recipient.mailbox)
    if _is_taken(project, key):
        tally.nothing_due += 1
        return

    mute_url = mute_link(project, signer, recipient.mailbox) if signer else None

    def compose(won: frozenset[Key]) -> SummaryLetter:
        with project.ledger.begin() as connection:
            return replace(summary_letter(connection, project), mute_url=mute_url)

    name = f"summary|{monday.isoformat()}|0|{recipient.mailbox}"
    posting = Posting(recipient=recipient, keys=(key,), names=(name,), template="summary", compose=compose)
    mailroom.post_all([posting], tally.add)


def _is_taken(project: Project, key: Key) -> bool:
    with project.ledger.begin() as connection:
        return key in taken(connection, key.kind, [key.page_id])


def summary_letter(connection: Connection, project: Project) -> SummaryLetter:
    """What the summary says, from the same queries as the dashboard."""
    states = {name: state for name, state in runs.source_states(connection).items() if name != "references"}
    last = {step: runs.last_run(connection, step) for step in STEPS}
    looked_at = [answer_ledger.needing_look(connection)]
    changed = list(answer_ledger.found_sources(connection, looked_at, most=MOST_ROWS))
    cited_by = references.citing_counts(connection, [held.reference.id for held in changed])
    people = people_of(project.settings.people)
    nobody = [line for line in listing.page_lines(connection, project.day) if _has_nobody(people, line)]
    figures = figure_ledger.count_pages(connection, project.day)
    return SummaryLetter(
        publisher=project.settings.publisher.name,
        today=project.today,
        counts=status_counts(figures.statuses),
        lead_days=project.settings.policy.lead,
        notices=(*notices(states, last), *outages(connection, project), *absences(connection, project)),
        overdue=_pages(connection, project, ReviewStatus.OVERDUE),
        due_next=_pages(connection, project, ReviewStatus.DUE),
        changed=tuple(_source(connection, project, held, cited_by) for held in changed),
        changed_count=answer_ledger.count_sources(connection, looked_at),
        problems=_problems(connection),
        problem_count=figures.problems,
        no_recipient=tuple(_page(project, line) for line in nobody[:MOST_ROWS]),
        no_recipient_count=len(nobody),
        dashboard_url=project.settings.publisher.dashboard_url,
    )


def _has_nobody(people: People, line: PageLine) -> bool:
    wanting = line.status in (ReviewStatus.OVERDUE, ReviewStatus.DUE)
    return wanting and not people.recipients(line.owner, line.reviewers, escalated=False)


def _pages(connection: Connection, project: Project, status: ReviewStatus) -> tuple[SummaryPage, ...]:
    lines = (line for line in listing.page_lines(connection, project.day) if line.status is status)
    return tuple(_page(project, line) for line, _ in zip(lines, range(MOST_ROWS), strict=False))


def _page(project: Project, line: PageLine) -> SummaryPage:
    people = people_of(project.settings.people)
    return SummaryPage(
        title=line.title,
        path=line.path,
        owner=people.name_of(line.owner) if line.owner else None,
        due=line.next_review_due,
        days_left=line.days_left,
        url=line.url,
    )


def _source(connection: Connection, project: Project, held: Held, cited_by: Mapping[str, int]) -> SummarySource:
    last = checks.last_checks(connection, [held.reference.id]).get(held.reference.id)
    return SummarySource(state=show_source(project, held, last), cited_by=cited_by.get(held.reference.id, 0))


def _problems(connection: Connection) -> tuple[ProblemView, ...]:
    found = zip(listing.problems(connection), range(MOST_ROWS), strict=False)
    return tuple(show_problem(problem) for problem, _ in found)
