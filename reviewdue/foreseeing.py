"""The forecast of a project from its ledger, and the plan that somebody accepts of it."""

import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from sqlalchemy.engine import Connection

from reviewdue.errors import ActionRefused
from reviewdue.forecast import DueReview, Forecast, Move, forecast_reviews
from reviewdue.forecast.forecasts import average_done, horizon
from reviewdue.forecast.levelling import key_of, month_of
from reviewdue.ledger import listing, plans, settling, trail
from reviewdue.ledger import tasks as task_ledger
from reviewdue.ledger.plans import Plan
from reviewdue.people import people_of
from reviewdue.projects import Project
from reviewdue.tasks.settling import settle_tasks
from reviewdue.watching import UNWATCHED, Watch

MONTHS = 24
# With a month to spare: what counts is twelve whole months.
A_YEAR = timedelta(days=400)


def foresee(connection: Connection, project: Project, *, months: int = MONTHS, everyone: int | None = None) -> Forecast:
    """Reviews by month and person, and the plan; `everyone` can do so many a month unless their own is stated.

    A review that was planned counts on its planned day.
    """
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
    person_of = persons(project)
    for one in plans.due_pages(connection, horizon(project.today, months)):
        person = person_of(one.owner, one.reviewers, one.topics)
        yield DueReview(page_id=one.id, title=one.title or one.path, due=one.due, person=person)


def persons(project: Project) -> Callable[[str | None, str, str], str | None]:
    """Tells whose review a page's is, from its owner, and its reviewers and topics as JSON."""
    people = people_of(project.settings.people, today=project.today)

    # Most pages share their people and topics with many others.
    @lru_cache(maxsize=10_000)
    def person_of(owner: str | None, reviewers: str, topics: str) -> str | None:
        reached = people.recipients(owner, json.loads(reviewers), escalated=False, topics=json.loads(topics))
        return reached[0].id if reached else owner

    return person_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Which moves of a plan somebody accepts: those of a page, of a person, out of a month; all by default.

    The person may be `nobody`, for what is with nobody.
    """

    page: str | None = None
    person: str | None = None
    month: date | None = None

    def of(self, moves: Collection[Move]) -> list[Move]:
        """The moves it names."""
        return [move for move in moves if self.names(move)]

    def names(self, move: Move) -> bool:
        """Whether a move is one of them."""
        review = move.review
        wanted = ((self.page, review.page_id), (self.person, key_of(review.person)), (self.month, month_of(review.due)))
        return all(asked in (None, found) for asked, found in wanted)


def accept_plan(project: Project, forecast: Forecast, part: Part, actor: str, watch: Watch = UNWATCHED) -> list[Move]:
    """Plan reviews as a forecast proposes: their tasks fall due on the planned day. No date of a page changes.

    Raises ActionRefused where the plan moves nothing of what was named.
    """
    moves = part.of(forecast.moves)
    if not moves:
        raise ActionRefused("the plan moves none of these; “reviewdue forecast” shows what it moves")
    with project.ledger.change() as connection:
        lines = listing.lines_by_id(connection, [move.review.page_id for move in moves], project.day)
        plans.accept_plans(
            connection,
            [
                Plan(
                    page_id=move.review.page_id,
                    cycle_due=lines[move.review.page_id].next_review_due or move.review.due,
                    planned_for=move.planned,
                    accepted_at=project.now,
                    accepted_by=actor,
                )
                for move in moves
                if move.review.page_id in lines
            ],
        )
        settling.settle_pages(connection, lines)
        facts = {"page": part.page, "month": part.month and f"{part.month:%Y-%m}", "reviews": len(moves)}
        trail.append(connection, "plan", "the plan of reviews", facts, actor=actor, at=project.now)
    settle_tasks(project, watch)
    return moves
