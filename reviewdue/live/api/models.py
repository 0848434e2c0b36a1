"""What the API answers, as its OpenAPI document describes it; read from the values that the screens show."""

from collections.abc import Mapping
from datetime import date, datetime

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(from_attributes=True)


class Page(Model):
    """A page as it stands today; `owner` and `reviewers` are ids or addresses."""

    id: str
    path: str
    title: str
    url: str | None
    language: str | None
    topics: list[str]
    owner: str | None
    reviewers: list[str]
    risk: str
    last_reviewed: date | None
    next_review_due: date | None
    due_basis: str | None
    review_interval: str | None
    status: str
    days_left: int | None
    flags: list[str]


class Listed(Model):
    """One part of a list: how many there are in all, and which part this is of how many."""

    today: date
    total: int
    part: int
    parts: int


class Pages(Listed):
    """Pages that were found."""

    pages: list[Page]


class Reason(Model):
    """Why a review is asked for."""

    reason: str
    why: str
    since: date | None
    due: date | None
    source_id: str | None
    instead: str | None
    instead_url: str | None
    lifted: bool


class Task(Model):
    """A review that is asked for; people by name."""

    reason: str
    state: str
    due: date | None
    assignee: str | None
    escalated_to: str | None
    opened: date | None
    deferrals: int
    outcome: str | None
    reasons: list[Reason]


class Evidence(Model):
    """One look at a source."""

    axis: str
    checker: str
    observed: str
    at: datetime
    url: str | None


class Successor(Model):
    """What replaced a source."""

    label: str
    url: str | None
    since: date | None
    scope: str | None


class Source(Model):
    """A source and its three answers; `id` is null for free text that is in no register."""

    id: str | None
    label: str
    availability: str
    currency: str
    integrity: str
    confirmed: bool
    failed_checks: int
    checked_at: datetime | None
    needs_look: bool
    url: str | None
    new_url: str | None
    successor: Successor | None
    evidence: list[Evidence]


class Sources(Listed):
    """Sources that were found."""

    sources: list[Source]


class Review(Model):
    """A finished review."""

    done_on: date
    outcome: str
    reviewers: list[str]
    summary: str | None
    next_due: date | None
    signed_off_by: str | None


class Problem(Model):
    """Something that could not be read, and what to do about it."""

    path: str
    line: int | None
    code: str
    message: str
    hint: str


class Problems(Listed):
    """Everything that could not be read."""

    problems: list[Problem]


class PageInFull(Page):
    """A page with its task, its sources in its own order, its reviews, and what of it could not be read."""

    note: str | None
    task: Task | None
    sources: list[Source]
    reviews: list[Review]
    problems: list[Problem]


class Citing(Model):
    """A page that cites a source, and what the source calls for on it."""

    id: str
    title: str
    status: str
    next_review_due: date | None
    reason: str | None
    why: str | None
    review_due: date | None
    dealt_with: bool


class SourceInFull(Source):
    """A source with every page that cites it."""

    cited_by: int
    details: dict[str, str]
    note: str | None
    pages: list[Citing]


class Statuses(Model):
    """Pages by status; the five are all of them."""

    total: int
    overdue: int
    due: int
    current: int
    undated: int
    unreadable: int


class Person(Model):
    """Somebody who owns or reviews pages, and how many of each status."""

    id: str
    name: str
    counts: Statuses


class People(Model):
    """Everybody who owns or reviews pages, the most overdue first."""

    today: date
    people: list[Person]


class SourceCounts(Model):
    """Sources by each axis; each adds up to `total`. `suspected` are missing ones that are not confirmed yet."""

    total: int
    needs_look: int
    availability: Mapping[str, int]
    currency: Mapping[str, int]
    integrity: Mapping[str, int]


class Month(Model):
    """A month by its first day, and how many reviews fall due in it."""

    month: date
    count: int


class Step(Model):
    """The last run of a step: done, partial, failed or never."""

    name: str
    outcome: str
    at: datetime | None
    says: str


class Counts(Model):
    """The figures of the first screen."""

    today: date
    pages: Statuses
    flags: Mapping[str, int]
    reasons: Mapping[str, int]
    sources: SourceCounts
    months: list[Month]
    problems: int
    steps: list[Step]


class MonthLoad(Model):
    """A month as 2026-11: how many reviews fall due in it, and how many the plan has in it."""

    month: str
    due: int
    planned: int


class PersonForecast(Model):
    """One person's months; `id` is null for what is with nobody."""

    id: str | None
    capacity: int
    capacity_basis: str
    overdue: int
    months: list[MonthLoad]
    overfull: list[str]


class Move(Model):
    """A review that the plan has earlier."""

    page: str
    title: str
    person: str | None
    due: date
    planned: date


class Forecast(Model):
    """Due dates by month and person, with the plan that moves reviews earlier."""

    today: date
    months: list[MonthLoad]
    people: list[PersonForecast]
    moves: list[Move]
