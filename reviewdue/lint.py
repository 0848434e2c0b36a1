"""What an author should mend in one page, beyond what could not be read; pure, and without a ledger."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from reviewdue.intervals import Interval
from reviewdue.pages import Page, Problem, goes_beyond
from reviewdue.people import is_address


class Severity(StrEnum):
    """How bad a finding is: an error or a warning fails the check, a note does not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


# What a page can be governed in spite of; whatever is not named here is an error.
SEVERITIES = {
    **dict.fromkeys(
        (
            "not_utf8", "control_character", "field_unknown", "label_ambiguous", "review_unclear", "metadata_twice",
            "date_imprecise", "url_unreadable", "citation_unreadable", "risk_unknown", "unknown_person",
            "beyond_policy", "duplicate_key",
        ),
        Severity.WARNING,
    ),
    **dict.fromkeys(("undated", "unowned"), Severity.NOTE),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What pages are held against: the day, the people there are, and the longest interval that is allowed."""

    today: date
    people: Collection[str]
    max_interval: Interval


def severity_of(problem: Problem) -> Severity:
    """How bad a problem is."""
    return SEVERITIES.get(problem.code, Severity.ERROR)


def lint_page(page: Page, rules: Rules) -> Iterator[Problem]:
    """What is odd about a page that could be read."""
    if page.unreadable:
        return
    yield from _dates(page, rules)
    yield from _people(page, rules)


def _dates(page: Page, rules: Rules) -> Iterator[Problem]:
    if page.last_reviewed is None and page.next_review_due is None:
        hint = "add last_reviewed and next_review_due, or review_interval"
        yield _problem(page, "title", "undated", "the page states no review date", hint)
    if page.last_reviewed is not None and page.last_reviewed > rules.today:
        message = f"the last review, {page.last_reviewed.isoformat()}, lies in the future"
        yield _problem(page, "last_reviewed", "reviewed_in_future", message, "write the day of the review")
    if goes_beyond(page.last_reviewed, page.next_review_due, rules.max_interval):
        message = f"the next review, {page.next_review_due}, is more than {rules.max_interval} after the last one"
        place = "next_review_due" if "next_review_due" in page.locator else "review_interval"
        yield _problem(page, place, "beyond_policy", message, "bring it forward; policy.max_interval is the limit")


def _people(page: Page, rules: Rules) -> Iterator[Problem]:
    if page.owner is None and not page.reviewers:
        hint = "add owner: with the id of a person or team in reviewdue.yaml"
        yield _problem(page, "title", "unowned", "nobody is named who reviews the page", hint)
    named = [("owner", page.owner)] if page.owner else []
    for place, name in [*named, *(("reviewers", name) for name in page.reviewers)]:
        if name not in rules.people and not is_address(name):
            message = f"“{name}” is nobody in reviewdue.yaml, so no reminder reaches them"
            yield _problem(page, place, "unknown_person", message, "add them under people:, or name somebody else")


def _problem(page: Page, place: str, code: str, message: str, hint: str) -> Problem:
    return Problem(path=page.path, line=page.locator.get(place), code=code, message=message, hint=hint)
