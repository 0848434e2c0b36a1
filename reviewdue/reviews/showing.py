"""Reviews as plain data for programs, and as the form that a reviewer fills in."""

import getpass
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from reviewdue.people import people_of
from reviewdue.projects import Project
from reviewdue.rendering import build_environment
from reviewdue.reviews.circumstances import Reviewable
from reviewdue.reviews.records import Review, SeenSource
from reviewdue.views import ReviewView
from reviewdue.wording import single_line

TEMPLATE = "review/statement.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSource:
    """A source as the form shows it."""

    cited: str
    label: str
    edition: str
    availability: str
    currency: str
    integrity: str
    checked: bool


def form_of(project: Project, page: Reviewable, by: str | None) -> str:
    """The form for a review of a page, with its sources filled in, as YAML."""
    known = people_of(project.settings.people)
    person = by or getpass.getuser()
    sources = [
        FormSource(
            cited=one.answer.cited,
            label=single_line(one.label),
            edition=edition,
            availability=one.availability,
            currency=one.currency,
            integrity=one.integrity,
            checked=one.checked_at is not None,
        )
        for one, edition in zip(page.sources, page.editions, strict=True)
    ]
    environment = build_environment(project.root, project.settings.publisher.zone)
    return environment.get_template(TEMPLATE).render(
        page_id=page.place.id,
        title=page.place.title,
        content_hash=page.place.content_hash,
        started_at=project.now,
        today=project.today,
        next_due=page.held.usual(project.today),
        reviewer_id=person if person in known.by_id else None,
        reviewer_name=known.name_of(person),
        organisation=project.settings.publisher.name,
        authors=list(page.held.authors),
        parts=list(page.held.required),
        sources=sources,
    )


def show_review(review: Review) -> ReviewView:
    """A review as the dashboard shows it."""
    people = review.statement.reviewers
    return ReviewView(
        done_on=review.done_on,
        outcome=str(review.statement.outcome),
        reviewers=tuple(f"{one.name} ({one.role})" if one.role else one.name for one in people),
        summary=review.statement.summary or None,
        next_due=review.next_due,
        signed_off_by=review.statement.signed_off_by,
        missing=review.missing_parts,
        haste=tuple(map(str, review.haste)),
        dates=str(review.written.state) if review.written else None,
        branch=review.written.branch if review.written else None,
    )


def review_as_dict(review: Review) -> dict[str, Any]:
    """A review as plain data, with the names of the contract."""
    statement = review.statement
    stated = (
        "outcome", "summary", "scope_covered", "scope_not_covered", "authors", "signed_off_by", "approver",
        "next_due_why", "started_at", "finished_at",
    )  # fmt: skip
    own = (
        "number", "page_id", "task_id", "cycle_due", "trigger", "reason", "done_on", "content_hash", "complete",
        "parts", "missing_parts", "haste", "next_due", "recorded_at", "recorded_by", "sealed",
    )  # fmt: skip
    return {
        **{name: getattr(review, name) for name in own},
        **{name: getattr(statement, name) for name in stated},
        "reviewers": [asdict(one) for one in statement.reviewers],
        "sources": [_source_as_dict(one) for one in review.sources],
        "dates": review.written.as_dict() if review.written else None,
    }


def _source_as_dict(one: SeenSource) -> Mapping[str, Any]:
    seen = ("reference_id", "label", "availability", "currency", "integrity", "checked_at")
    return {**asdict(one.answer), **{name: getattr(one, name) for name in seen}}
