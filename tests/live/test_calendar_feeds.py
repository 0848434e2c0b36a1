"""Due dates in calendars, below addresses that cannot be guessed, on both engines."""

from datetime import date

from icalendar import Calendar

from tests.live.people import ALL, Browser, signing_in
from tests.live.visitors import Served, served, write_due
from tests.projects import Root

TEAMS = ({"id": "team", "name": "A team", "members": ["lung-team"]},)


def fetch(live: Served, address: str) -> Calendar:
    answer = Browser(live).get(address)
    assert answer.status == 200
    assert answer.response.headers["content-type"].startswith("text/calendar")
    return Calendar.from_ical(answer.response.content)


def make(browser: Browser, of: str) -> str:
    """The address of a new calendar, as the screen shows it once."""
    answer = browser.post("/account/calendar", {"form_token": browser.token(), "of": of})
    found = answer.soup.select_one("[role=status] code")
    assert found is not None, answer.says
    return found.text.removeprefix("http://reviews.example.org")


def events(calendar: Calendar) -> dict[str, date]:
    return {str(one["SUMMARY"]): one.decoded("DTSTART") for one in calendar.walk("VEVENT")}


def test_somebody_subscribes_to_what_is_theirs(root: Root) -> None:
    root.write("later.md", title="Later; much, later", owner="breast-team", next_review_due="2027-06-06")
    root.write("far.md", title="Far away", owner="breast-team", next_review_due="2030-06-06")
    root.write("other.md", title="Not theirs", owner="lung-team", next_review_due="2027-06-06")
    write_due(root, "a")
    with signing_in(root) as live:
        breast, lead = Browser(live), Browser(live)
        breast.sign_in("breast@example.org")
        lead.sign_in("lead@example.org")
        address = make(breast, "breast-team")
        found = fetch(live, address)
        handed = lead.post("/account/calendar", {"form_token": lead.token(), "of": "lung-team"})
        again = breast.get("/account")

    assert events(found) == {
        "Review due: Page a": date(2026, 11, 20),
        "Review due: Later; much, later": date(2027, 6, 6),
    }
    assert str(found.walk("VEVENT")[0]["URL"]).startswith("http://reviews.example.org/pages/")
    assert handed.status == 200
    assert handed.status == 200
    assert address not in again.response.text


def test_an_address_is_ended_by_a_new_one_and_by_a_button(root: Root) -> None:
    write_due(root, "a")
    with signing_in(root) as live:
        browser = Browser(live)
        browser.sign_in("breast@example.org")
        first = make(browser, "breast-team")
        second = make(browser, "breast-team")
        after = [Browser(live).get(one).status for one in (first, second)]
        browser.post("/account/calendar", {"form_token": browser.token(), "of": "breast-team", "end": "1"})
        ended = Browser(live).get(second).status

    assert after == [404, 200]
    assert ended == 404


def test_nobody_makes_the_calendar_of_somebody_else_unless_they_manage(root: Root) -> None:
    with signing_in(root) as live:
        browser = Browser(live)
        browser.sign_in("breast@example.org")
        wrong = [
            browser.post("/account/calendar", {"form_token": browser.token(), "of": of}).status
            for of in ("lung-team", "lead", "nobody", "")
        ]
        guessed = [
            Browser(live).get(f"/calendar/{name}.ics").status for name in ("breast-team", "x", "..%2Fa", browser.cookie)
        ]

    assert wrong == [403] * 4
    assert guessed == [404] * 4


def test_a_member_has_the_calendar_of_their_team(root: Root) -> None:
    root.configure(people=[*ALL, *TEAMS])
    root.write("t.md", title="Of the team", owner="team", next_review_due="2027-06-06")
    root.scan()
    with served(root, url="http://reviews.example.org", sign_in="mail") as live:
        browser = Browser(live)
        browser.sign_in("lung@example.org")
        found = fetch(live, make(browser, "team"))

    assert list(events(found)) == ["Review due: Of the team"]
