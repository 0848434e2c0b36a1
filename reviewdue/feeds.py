"""Calendar feeds: the due dates of a person or team, below an address that only who made it knows."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from urllib.parse import quote

from jinja2.sandbox import SandboxedEnvironment
from sqlalchemy.engine import Connection

from reviewdue import passes
from reviewdue.calendars import Entry, Method, make_calendar
from reviewdue.errors import ActionRefused
from reviewdue.intervals import Interval
from reviewdue.ledger import listing, searching
from reviewdue.ledger import tasks as task_ledger
from reviewdue.ledger.listing import PageLine
from reviewdue.ledger.searching import Order, Search
from reviewdue.mail import parse_mailbox
from reviewdue.passes import Kind
from reviewdue.people import people_of
from reviewdue.projects import Project
from reviewdue.tasks import Task

# What is due later is planned elsewhere; a calendar program fetches all of it several times a day.
AHEAD = Interval(24)
MOST = 2_000


def make_feed(connection: Connection, project: Project, holder: str, *, by: str, at: datetime) -> str:
    """The secret of a new feed for a person or team; the one before ends. Raises ActionRefused."""
    if holder not in {person.id for person in project.settings.people}:
        raise ActionRefused(f"“{holder}” is not among the people")
    passes.end(connection, Kind.FEED, holder=holder, by=by, at=at)
    return passes.issue(connection, passes.Order(kind=Kind.FEED, holder=holder, ends_at=None), by=by, at=at)[0]


def holder_of(connection: Connection, project: Project, secret: str, at: datetime) -> str | None:
    """Whose due dates a secret opens; None where it opens nothing, or they have left."""
    found = passes.find(connection, Kind.FEED, secret, at)
    people = people_of(project.settings.people, today=project.today)
    person = people.by_id.get(found.holder) if found else None
    return person.id if person and not people.has_left(person) else None


def calendar_of(connection: Connection, project: Project, environment: SandboxedEnvironment, holder: str) -> bytes:
    """Every review that is due of what they own, review or were handed, as an iCalendar document."""
    words = environment.get_template("calendar/event.txt")
    organizer = parse_mailbox(project.settings.mail.sender).address
    due = list(_due(connection, project, holder))
    steps = task_ledger.count_steps(connection, {task.id for _, task in due if task})
    entries = [
        _worded(words.render(line=line, task=task, today=project.today), _entry(project, line, task, organizer, steps))
        for line, task in due
    ]
    return make_calendar(Method.PUBLISH, entries, organizer=organizer, stamp=project.now).content


def _due(connection: Connection, project: Project, holder: str) -> Iterator[tuple[PageLine, Task | None]]:
    search = Search(person=holder, order=Order.DUE)
    own = list(islice(searching.found_lines(connection, search, project.day, most=MOST), MOST))
    handed = listing.lines_by_id(connection, task_ledger.pages_handed_to(connection, holder), project.day)
    lines = {line.id: line for line in (*own, *handed.values())}
    tasks = task_ledger.active_of(connection, lines)
    for line in lines.values():
        task = tasks.get(line.id)
        if task is not None and task.assignee not in (None, holder):
            continue
        day = _day(line, task)
        if day is not None and day <= AHEAD.after(project.today):
            yield line, task


def _day(line: PageLine, task: Task | None) -> date | None:
    return task.due if task else line.next_review_due


def _entry(project: Project, line: PageLine, task: Task | None, organizer: str, steps: Mapping[str, int]) -> Entry:
    # A task's entry is the one that its reminders bring along.
    name = task.id if task else f"{passes.digest_of(line.id)[:24]}-{line.next_review_due}"
    url = (
        f"{project.settings.serve.url}/pages/{quote(line.id, safe='')}/index.html"
        if project.settings.serve.url
        else None
    )
    day = _day(line, task) or project.today
    sequence = steps.get(task.id, 0) if task else 0
    return Entry(uid=f"{name}@{organizer.rpartition('@')[2]}", sequence=sequence, day=day, title=line.title, url=url)


def _worded(text: str, entry: Entry) -> Entry:
    title, _, more = text.strip().partition("\n")
    return replace(entry, title=title, text=more.strip())


def teams_of(project: Project, person: str) -> Iterable[str]:
    """The teams that somebody is a member of."""
    return tuple(team.id for team in project.settings.people if person in team.members)
