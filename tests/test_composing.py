"""What a reminder carries besides its words: its thread, and due dates that change and go away by themselves."""

from datetime import date, timedelta
from email.message import EmailMessage
from typing import Any

import icalendar

from reviewdue.tasks.acting import Acting
from tests.mailings import outbox, remind_on
from tests.projects import TODAY, Root

PAGE = {"title": "Page a", "owner": "breast-team", "next_review_due": str(TODAY - timedelta(days=3))}
LATER = TODAY + timedelta(days=7)


def act(root: Root, page: str, day: date = TODAY) -> Acting:
    """What a person does on a day; the project stays open for the test."""
    with root.open(day) as project:
        return Acting(project=project, page_id=page, actor="breast-team")


def newest(root: Root, to: str = "breast@example.org") -> EmailMessage:
    """The message that somebody was sent last."""
    theirs = [message for message in outbox(root) if to in str(message["To"])]
    return max(theirs, key=lambda message: message["Date"].datetime)


def entries(message: EmailMessage) -> dict[str, list[Any]]:
    """The calendar entries in a message, by method."""
    found: dict[str, list[Any]] = {}
    for part in message.iter_attachments():
        assert part.get_content_type() == "text/calendar"
        calendar = icalendar.Calendar.from_ical(part.get_content())
        assert part.get_param("method") == calendar["METHOD"]
        found[str(calendar["METHOD"])] = calendar.walk("VEVENT")
    return found


def test_a_reminder_brings_its_due_dates_along(root: Root) -> None:
    root.write("a.md", **PAGE)
    root.write("b.md", **{**PAGE, "title": "Page b"})
    root.scan()
    remind_on(root)

    found = entries(newest(root))["PUBLISH"]

    assert [str(event["SUMMARY"]) for event in found] == ["Review due: Page a", "Review due: Page b"]
    assert {event["DTSTART"].dt for event in found} == {TODAY - timedelta(days=3)}
    assert len({str(event["UID"]) for event in found}) == 2


def test_an_entry_that_changed_has_a_higher_number_under_the_same_name(root: Root) -> None:
    root.write("a.md", **PAGE)
    root.scan()
    remind_on(root)
    (before,) = entries(newest(root))["PUBLISH"]
    act(root, "a").assign("lung-team")
    act(root, "a").assign("breast-team")

    remind_on(root, LATER)

    (after,) = entries(newest(root))["PUBLISH"]
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_a_review_that_is_over_is_taken_out_of_the_calendar_once(root: Root) -> None:
    root.write("a.md", **PAGE)
    root.write("b.md", **{**PAGE, "title": "Page b"})
    root.scan()
    remind_on(root)
    told = {str(event["SUMMARY"]): event for event in entries(newest(root))["PUBLISH"]}
    act(root, "a", TODAY + timedelta(days=1)).cancel("Nobody reads it.")

    remind_on(root, LATER)
    with_it = entries(newest(root))
    remind_on(root, LATER + timedelta(days=7))
    without = entries(newest(root))

    (over,) = with_it["CANCEL"]
    assert over["UID"] == told["Review due: Page a"]["UID"]
    assert over["SEQUENCE"] > told["Review due: Page a"]["SEQUENCE"]
    assert str(over["SUMMARY"]) == "Review is over: Page a"
    assert [str(event["SUMMARY"]) for event in with_it["PUBLISH"]] == ["Review due: Page b"]
    assert "CANCEL" not in without


def test_who_was_never_told_of_a_review_is_not_told_that_it_is_over(root: Root) -> None:
    root.write("a.md", **PAGE)
    root.write("b.md", **{**PAGE, "owner": "lung-team"})
    root.scan()
    remind_on(root)
    act(root, "a").cancel("Nobody reads it.")

    remind_on(root, LATER)

    assert set(entries(newest(root, "lung@example.org"))) == {"PUBLISH"}


def test_reminders_about_the_same_pages_are_one_conversation(root: Root) -> None:
    root.write("a.md", **PAGE)
    root.scan()
    remind_on(root)
    first = newest(root)
    remind_on(root, LATER)
    second = newest(root)
    remind_on(root, LATER + timedelta(days=7))
    third = newest(root)

    assert first["In-Reply-To"] is None
    assert second["In-Reply-To"] == first["Message-ID"]
    assert str(third["References"]).split() == [first["Message-ID"], second["Message-ID"]]
