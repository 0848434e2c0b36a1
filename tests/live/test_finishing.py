"""Finishing a review from the mail: the whole record, the dates moved, and nothing lost where something is missing."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from reviewdue.ledger import reviews
from reviewdue.reviews.records import Haste, Interests, Outcome, Review, Standing, Support
from reviewdue.tasks import TaskState
from tests.live.test_acting import contents
from tests.live.visitors import NOON, Answer, Served, served, write_due
from tests.projects import TODAY, Root

BOOK = {"id": "manual-8", "type": "book", "title": "Manual of Lumps", "edition": 8}
REVIEWED: dict[str, Any] = {"last_reviewed": "2023-11-20", "references": ["manual-8", "A printed leaflet, 2020"]}
ANSWERS = {
    "outcome": "no_change", "standing": "internal", "interests": "none", "name": "A breast surgeon", "role": "Surgeon",
    "organisation": "Example Health", "supports-0": "yes", "edition-0": "8th", "supports-1": "yes", "edition-1": "2020",
}  # fmt: skip


@pytest.fixture
def live(root: Root) -> Iterator[Served]:
    root.register(BOOK)
    write_due(root, **REVIEWED)
    with served(root) as running:
        yield running


def send(live: Served, **changes: str) -> Answer:
    """Open the form, fill it in, and send it twenty minutes later."""
    address = f"{live.link()}/finish"
    form = hidden(live.get(address))
    live.clock.now += timedelta(minutes=20)
    return post(live, form, **changes)


def post(live: Served, form: dict[str, str], **changes: str) -> Answer:
    return Answer(live.session.post(f"{live.link()}/finish", {**form, **ANSWERS, **changes}, timeout=20))


def hidden(page: Answer) -> dict[str, str]:
    """What the form carries by itself."""
    return {str(one["name"]): str(one["value"]) for one in page.soup.select("input[type=hidden]")}


def recorded(live: Served) -> list[Review]:
    with live.desk.ledger.begin() as connection:
        return reviews.reviews_of(connection, ["a"]).get("a", [])


def test_a_finished_review_is_recorded_in_full_and_moves_the_dates(live: Served) -> None:
    answer = send(live)

    (review,) = recorded(live)
    (reviewer,) = review.statement.reviewers
    assert answer.status == 200
    assert "The review of 23 November 2026 is recorded" in answer.says
    assert "Its dates are written in the page’s file." in answer.says.replace("'", "’")
    assert (reviewer.name, reviewer.id, reviewer.role) == ("A breast surgeon", "breast-team", "Surgeon")
    assert (reviewer.standing, reviewer.interests) == (Standing.INTERNAL, Interests.NONE)
    assert [(one.answer.cited, one.answer.supports, one.answer.edition) for one in review.sources] == [
        ("manual-8", Support.YES, "8th"), ("A printed leaflet, 2020", Support.YES, "2020"),
    ]  # fmt: skip
    assert (review.statement.started_at, review.statement.finished_at) == (NOON, NOON + timedelta(minutes=20))
    assert review.haste == ()
    assert live.task().state is TaskState.DONE
    assert "last_reviewed: '2026-11-23'" in (live.root.path / "content" / "a.md").read_text()


def test_looking_at_the_form_changes_nothing(live: Served) -> None:
    link = live.link()
    before = contents(live)

    for method in ("GET", "HEAD", "OPTIONS"):
        live.session.request(method, f"{link}/finish", timeout=20)

    assert contents(live) == before


def test_a_press_that_is_repeated_records_one_review_and_says_the_same(live: Served) -> None:
    form = hidden(live.get(f"{live.link()}/finish"))

    first, second = (post(live, form) for _ in range(2))

    assert len(recorded(live)) == 1
    assert (first.status, second.status) == (200, 200)
    assert "is recorded" in second.says


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"outcome": ""}, "Choose one."),
        ({"supports-1": ""}, "Say whether it still supports the text."),
        ({"supports-0": "not_seen"}, "Say why it was not seen."),
        ({"edition-0": ""}, "Say which edition of it was seen."),
        ({"outcome": "minor_change"}, "Say what changed"),
        ({"outcome": "clinical_change", "summary": "The dose.", "authors": "An editor"}, "clinical sign-off"),
        ({"interests": "declared"}, "Say which interests"),
        ({"outcome": "minor_change", "summary": "A comma.", "authors": "A breast surgeon"}, "somebody who did not"),
        ({"next_due": "2029-99-99"}, "That is no day"),
        ({"next_due": "2028-01-01"}, "Say why the next review is due on 1 January 2028"),
        ({"next_due": "2036-01-01", "next_due_why": "Stable."}, "name who approves it"),
    ],
)
def test_what_is_missing_is_said_beside_its_field_and_nothing_is_lost(
    live: Served, changes: dict[str, str], says: str
) -> None:
    answer = send(live, **changes, role="A role of some length", scope_not_covered="The pictures")

    assert answer.status == 422
    assert says in answer.says
    assert "Nothing has been recorded yet." in answer.says
    assert answer.value("#role") == "A role of some length"
    assert answer.value("#scope_not_covered") == "The pictures"
    assert recorded(live) == []
    assert live.task().state is TaskState.OPEN


def test_after_a_fault_is_mended_the_time_still_counts_from_when_it_was_opened(live: Served) -> None:
    refused = send(live, outcome="")
    live.clock.now += timedelta(minutes=5)

    post(live, hidden(refused))

    (review,) = recorded(live)
    assert review.statement.started_at == NOON
    assert review.statement.finished_at == NOON + timedelta(minutes=25)


def test_a_review_that_is_finished_in_seconds_is_recorded_and_flagged(live: Served) -> None:
    form = hidden(live.get(f"{live.link()}/finish"))
    live.clock.now += timedelta(seconds=3)

    post(live, form)

    assert recorded(live)[0].haste == (Haste.IN_SECONDS,)


def test_a_page_that_was_edited_meanwhile_keeps_its_dates(live: Served) -> None:
    form = hidden(live.get(f"{live.link()}/finish"))
    usual = {"title": "Page a", "owner": "breast-team", "next_review_due": "2026-11-20", **REVIEWED}
    live.root.write("a.md", "Ask your doctor.", **usual)

    answer = post(live, form)

    assert "The text was changed by then: its dates were not written." in answer.says
    assert live.task().state is not TaskState.DONE
    assert "2023-11-20" in (live.root.path / "content" / "a.md").read_text()


def test_a_part_of_a_review_is_theirs_and_the_dates_wait_for_the_others(root: Root) -> None:
    root.register(BOOK)
    root.configure(policy={"review": {"parts": ["clinical", "sources"]}})
    write_due(root, **REVIEWED)
    with served(root) as live:
        part = send(live, part="clinical")
        rest = send(live, part="sources")

    assert "Still to do: sources" in part.says
    assert "The next review is due on" in rest.says


def test_a_clinical_change_with_its_sign_off_is_recorded_as_that(live: Served) -> None:
    send(live, outcome="clinical_change", summary="The dose.", authors="An editor", signed_off_by="A pharmacist")

    (review,) = recorded(live)
    assert (review.statement.outcome, review.statement.signed_off_by) == (Outcome.CLINICAL_CHANGE, "A pharmacist")
    assert review.next_due is not None
    assert review.next_due > date(2027, 1, 1)
    assert review.done_on == TODAY
