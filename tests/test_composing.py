"""What a reminder carries besides its words: its thread, and due dates that change and go away by themselves."""

from datetime import date, timedelta
from email.message import EmailMessage
from typing import Any

import icalendar
import sqlalchemy as sa

from reviewdue.ledger.schema import reminder
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


def write_backlog(root: Root, count: int) -> None:
    """So many overdue pages of one team; the last one cites what has been superseded."""
    root.register({"id": "manual-8", "type": "book", "title": "Manual", "edition": "8",
                   "superseded_by": [{"edition": "9", "released": "2025-07-03"}]})  # fmt: skip
    for number in range(count):
        cites = {"references": ["manual-8"]} if number == count - 1 else {}
        root.write(f"{number:03}.md", **{**PAGE, "title": f"Page {number:03}"}, **cites)
    root.scan()


def test_whoever_has_hundreds_reads_the_first_in_full_and_of_the_others_a_line_each(root: Root) -> None:
    write_backlog(root, 300)

    tally = remind_on(root)
    message = newest(root)
    text, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))  # type: ignore[union-attr]
    in_full, in_brief = text.split("287 more pages wait for you as well, the most urgent first:")

    assert tally.sent == 1
    assert message["Subject"].startswith("300 pages need your review")
    assert in_full.count("Why now:") == 13
    assert "Page 011" in in_full
    assert "Page 012" not in in_full
    # Of the last one there is more to say than that its day has come.
    assert "Page 299" in in_full
    assert "Page 299" not in in_brief
    assert all(f"Page {number:03}" in in_brief and f"Page {number:03}" in html for number in range(12, 299))
    assert len(message.as_bytes()) < 200_000


def test_what_was_told_in_a_line_was_told(root: Root) -> None:
    write_backlog(root, 40)

    remind_on(root)
    again = remind_on(root)
    with root.open() as project, project.ledger.begin() as connection:
        rows = connection.execute(sa.select(reminder.c.page_id).where(reminder.c.state == "sent")).scalars().all()

    assert (again.sent, again.nothing_due) == (0, 40)
    assert len(set(rows)) == 40
