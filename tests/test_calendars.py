"""Calendar entries, read back by a library that knows the standard."""

from datetime import UTC, date, datetime
from typing import Any

import icalendar
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reviewdue.calendars import Entry, Method, make_calendar
from reviewdue.wording import single_line

STAMP = datetime(2026, 11, 23, 8, tzinfo=UTC)
ENTRY = Entry(
    uid="t1@example.org", sequence=3, day=date(2026, 12, 31), title="Review due: Stage 4", url="https://x.org/a"
)


def read_back(method: Method, *entries: Entry) -> Any:
    made = make_calendar(method, entries, organizer="reviews@example.org", stamp=STAMP)
    assert max(map(len, made.content.split(b"\r\n"))) <= 75
    assert b"\n" not in made.content.replace(b"\r\n", b"")
    return icalendar.Calendar.from_ical(made.content)


def test_an_entry_says_when_what_and_where() -> None:
    calendar = read_back(Method.PUBLISH, ENTRY)

    (event,) = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "PUBLISH"
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == ("t1@example.org", 3, "CONFIRMED")
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 12, 31), date(2027, 1, 1))
    assert event["ORGANIZER"] == "mailto:reviews@example.org"
    assert (event["SUMMARY"], event["URL"], event["TRANSP"]) == (
        "Review due: Stage 4",
        "https://x.org/a",
        "TRANSPARENT",
    )
    assert event["DTSTAMP"].dt == STAMP


def test_a_cancellation_names_the_same_entry() -> None:
    calendar = read_back(Method.CANCEL, ENTRY)

    (event,) = calendar.walk("VEVENT")
    assert (calendar["METHOD"], event["UID"], event["STATUS"]) == ("CANCEL", "t1@example.org", "CANCELLED")


@given(st.text(max_size=300), st.text(max_size=300))
@example("Stage 4\r\nEND:VEVENT\r\nBEGIN:VEVENT", "a\nb")
@example("“é” 漢字 " * 20, "back\\slash; semicolon, comma\\n")
@settings(max_examples=150, deadline=None)
def test_no_title_and_no_text_adds_an_entry_or_a_line(title: str, text: str) -> None:
    entry = Entry(uid="t1@example.org", sequence=0, day=date(2026, 1, 1), title=title, text=text)

    calendar = read_back(Method.PUBLISH, entry, ENTRY)

    one, other = calendar.walk("VEVENT")
    sound = title.encode("utf-8", "replace").decode()
    assert str(one["SUMMARY"]) == single_line(sound)
    assert str(one["UID"]) == str(other["UID"]) == "t1@example.org"
    said = [single_line(line) for line in text.encode("utf-8", "replace").decode().split("\n")]
    assert str(one.get("DESCRIPTION", "")) == ("\n".join(said) if text else "")
