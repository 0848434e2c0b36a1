"""A change of the policy moves no date by itself."""

from datetime import date
from typing import Any

import pytest

from reviewdue.pages import Flag
from tests.projects import Root

BEFORE, AFTER = date(2028, 6, 6), date(2026, 6, 6)
REVIEWED: dict[str, Any] = {"title": "A", "owner": "breast-team", "last_reviewed": "2025-06-06"}


def tighten(root: Root) -> None:
    """Another interval for pages of standard risk than they were read with."""
    root.configure(policy={"interval": {"standard": "12 months"}})
    root.scan()


def dates(root: Root, id: str = "a") -> tuple[date | None, date | None, bool]:
    """The date that stands, the one that waits, and whether the page is flagged."""
    line = root.lines()[id]
    return line.next_review_due, line.policy_due, Flag.POLICY_CHANGED in line.flags


def test_a_date_by_the_policy_stays_and_the_page_is_flagged(root: Root) -> None:
    root.write("a.md", **REVIEWED)
    root.scan()

    tighten(root)

    assert dates(root) == (BEFORE, AFTER, True)
    assert root.figures().flags[Flag.POLICY_CHANGED] == 1


def test_a_page_that_is_edited_meanwhile_keeps_its_date_too(root: Root) -> None:
    root.write("a.md", **REVIEWED)
    root.scan()
    tighten(root)
    root.write("a.md", "Other words.", **REVIEWED)
    root.scan()

    assert dates(root) == (BEFORE, AFTER, True)


def test_a_policy_that_is_changed_back_leaves_nothing_behind(root: Root) -> None:
    root.write("a.md", **REVIEWED)
    root.scan()
    tighten(root)
    root.configure(policy={})
    root.scan()

    assert dates(root) == (BEFORE, None, False)


def test_once_somebody_accepts_it_the_date_moves_and_the_task_follows(root: Root) -> None:
    root.write("a.md", **REVIEWED)
    root.scan()
    tighten(root)

    tally = root.scan(accept_policy=True)

    assert (tally.policy_dates, tally.tasks.opened) == (1, 1)
    assert dates(root) == (AFTER, None, False)


@pytest.mark.parametrize("change", [{"last_reviewed": "2025-07-07"}, {"risk": "low"}, {"review_interval": "12 months"}])
def test_what_the_page_says_itself_moves_its_date_at_once(root: Root, change: dict[str, str]) -> None:
    root.write("a.md", **REVIEWED)
    root.scan()
    root.write("a.md", **{**REVIEWED, **change})
    root.configure(policy={"interval": {"standard": "12 months", "low": "12 months"}})
    root.scan()

    assert dates(root)[1:] == (None, False)
    assert dates(root)[0] != BEFORE


def test_a_date_that_the_page_states_has_nothing_to_do_with_the_policy(root: Root) -> None:
    root.write("a.md", **{**REVIEWED, "next_review_due": "2027-06-06"})
    root.scan()

    tighten(root)

    assert dates(root) == (date(2027, 6, 6), None, False)


def test_a_page_that_is_new_gets_the_date_of_the_policy_as_it_is(root: Root) -> None:
    root.write("a.md", **REVIEWED)
    root.scan()
    root.write("b.md", **{**REVIEWED, "title": "B"})

    tighten(root)

    assert dates(root, "b") == (AFTER, None, False)
