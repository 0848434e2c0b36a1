"""What an author is told about one page: dates that cannot be meant, and people who are nobody."""

from datetime import date
from typing import Any

import pytest

from reviewdue.intervals import Interval
from reviewdue.lint import Rules, Severity, lint_page, severity_of
from reviewdue.pages import Page, Problem
from tests.projects import TODAY

RULES = Rules(today=TODAY, people={"breast-team"}, max_interval=Interval(36))


def codes(**changes: Any) -> list[str]:
    """The codes of what is said about a page that is in order but for these changes."""
    facts: dict[str, Any] = {
        "id": "page", "path": "content/page.md", "title": "Page", "owner": "breast-team",
        "last_reviewed": date(2025, 6, 6), "next_review_due": date(2027, 6, 6),
    }  # fmt: skip
    return [problem.code for problem in lint_page(Page(**{**facts, **changes}), RULES)]


def test_a_page_in_order_is_passed_over() -> None:
    assert codes() == []


@pytest.mark.parametrize(("last", "told"), [(TODAY, False), (date(2026, 11, 24), True)])
def test_a_review_from_tomorrow_on_is_in_the_future(last: date, told: bool) -> None:
    assert ("reviewed_in_future" in codes(last_reviewed=last)) is told


@pytest.mark.parametrize(("due", "told"), [(date(2028, 6, 6), False), (date(2028, 6, 7), True)])
def test_an_interval_is_too_long_from_the_first_day_beyond_the_policy(due: date, told: bool) -> None:
    assert ("beyond_policy" in codes(next_review_due=due)) is told


@pytest.mark.parametrize(
    ("owner", "reviewers", "expected"),
    [
        ("breast-team", (), []),
        ("someone@example.org", (), []),
        ("brest-team", (), ["unknown_person"]),
        (None, ("breast-team", "nobody"), ["unknown_person"]),
        (None, (), ["unowned"]),
    ],
)
def test_everyone_who_is_named_must_be_reachable(
    owner: str | None, reviewers: tuple[str, ...], expected: list[str]
) -> None:
    assert codes(owner=owner, reviewers=reviewers) == expected


def test_a_page_without_any_date_is_told_of_and_one_that_could_not_be_read_only_as_that() -> None:
    nothing = {"last_reviewed": None, "next_review_due": None}

    assert codes(**nothing) == ["undated"]
    assert codes(**nothing, unreadable=True, owner=None) == []


@pytest.mark.parametrize(
    ("code", "severity"),
    [
        ("date_impossible", Severity.ERROR),
        ("never heard of", Severity.ERROR),
        ("beyond_policy", Severity.WARNING),
        ("unowned", Severity.NOTE),
    ],
)
def test_what_is_not_known_to_be_harmless_is_an_error(code: str, severity: Severity) -> None:
    assert severity_of(Problem(path="a.md", line=1, code=code, message="", hint="")) is severity
