"""Reviews made of a few words, and the project they are recorded in."""

from typing import Any

from reviewdue.ledger import reviews as review_ledger
from reviewdue.reviews.recording import record_review
from reviewdue.reviews.records import Outcome, Review, Reviewer, SourceAnswer, Statement, Support
from tests.projects import TODAY, Root

NURSE = Reviewer(name="Breast team", id="breast-team", role="reviewer", organisation="Example Health")
LAY = Reviewer(name="Patient panel", role="reader")


def make_statement(**changes: Any) -> Statement:
    """A review of a page that cites nothing, to which nothing was changed."""
    return Statement(**{"outcome": Outcome.NO_CHANGE, "reviewers": (NURSE,), **changes})


def answer(cited: str, supports: str = "yes", **changes: Any) -> SourceAnswer:
    """What became of a source."""
    return SourceAnswer(**{"cited": cited, "supports": Support(supports), "edition": "2017", **changes})


def finish(root: Root, page: str = "stages", actor: str = "breast-team", today: Any = TODAY, **changes: Any) -> Review:
    """Record a review."""
    with root.open(today) as project:
        return record_review(project, page, make_statement(**changes), actor=actor)


def recorded(root: Root, page: str = "stages") -> list[Review]:
    """The reviews of a page, the newest first."""
    with root.open() as project, project.ledger.begin() as connection:
        return review_ledger.reviews_of(connection, [page]).get(page, [])
