"""The forecast of a project: what its ledger holds, asked for once and handed to the pure core."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy.engine import Connection

from reviewdue.forecast import DueReview, Forecast, forecast_reviews
from reviewdue.forecast.forecasts import average_done, horizon
from reviewdue.ledger import listing
from reviewdue.ledger import tasks as task_ledger
from reviewdue.people import people_of
from reviewdue.projects import Project

MONTHS = 24
# With a month to spare: what counts is twelve whole months.
A_YEAR = timedelta(days=400)


def foresee(connection: Connection, project: Project, *, months: int = MONTHS, everyone: int | None = None) -> Forecast:
    """Reviews by month and person, and the plan; `everyone` can do so many a month unless their own is stated."""
    people = project.settings.people
    return forecast_reviews(
        _due(connection, project, months),
        today=project.today,
        months=months,
        stated={person.id: person.capacity for person in people if person.capacity is not None},
        done=average_done(_done(connection, project), project.today),
        everyone=everyone,
    )


def _done(connection: Connection, project: Project) -> Iterator[tuple[str, date]]:
    zone = project.settings.publisher.zone
    for person, at in task_ledger.finished_since(connection, project.now - A_YEAR):
        yield person, at.astimezone(zone).date()


def _due(connection: Connection, project: Project, months: int) -> Iterator[DueReview]:
    people = people_of(project.settings.people, today=project.today)
    for line in listing.lines_due_by(connection, horizon(project.today, months), project.day):
        if line.next_review_due is not None:
            reached = people.recipients(line.owner, line.reviewers, escalated=False, topics=line.topics)
            person = reached[0].id if reached else line.owner
            yield DueReview(page_id=line.id, title=line.title, due=line.next_review_due, person=person)
