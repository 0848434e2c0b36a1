"""Mail that comes back: whose mailbox takes none is said, and their lead stands in."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewdue.absences import absences
from reviewdue.ledger import bounces
from reviewdue.ledger.bounces import Bounce
from reviewdue.mail.returns import Return, read_return
from reviewdue.returning import ReturnTally, read_notices, take_in
from tests.mail_servers import scripted_server
from tests.mailings import outbox, remind_on, states, to_smtp
from tests.projects import TODAY, Root
from tests.tasks.test_settling import write

GONE = "550 5.1.1 <breast@example.org>: Recipient address rejected: no such user"
NOTICE = """\
From: MAILER-DAEMON@mx.example.org
To: reviews@example.org
Subject: Undelivered Mail Returned to Sender
Message-ID: <notice-1@mx.example.org>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; {to}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}

--b
Content-Type: text/rfc822-headers

From: reviews@example.org
Message-ID: {about}
Subject: 1 page needs your review

--b--
"""


def notice(about: str, **changes: str) -> bytes:
    """A notice as a mail server writes it."""
    usual = {"to": "breast@example.org", "action": "failed", "status": "5.1.1", "said": GONE, "about": about}
    return NOTICE.format(**usual | changes).encode()


def late(root: Root) -> Root:
    write(root, next_review_due=str(TODAY))
    root.scan()
    return root


def sent(root: Root) -> str:
    """Remind, and say under which id the first message went."""
    remind_on(root)
    return str(outbox(root)[0]["Message-ID"])


def came_back(root: Root, *notices: bytes) -> ReturnTally:
    with root.open() as project:
        return take_in(project, [("notice", each) for each in notices])


def bouncing(root: Root) -> list[str]:
    with root.open() as project, project.ledger.begin() as connection:
        return list(bounces.bouncing(connection))


def said(root: Root) -> list[str]:
    """The notices of the dashboard."""
    with root.open() as project, project.ledger.begin() as connection:
        return [f"{one.what} {one.detail} {one.meaning}" for one in absences(connection, project)]


def mailed(root: Root, days: int) -> list[tuple[str, str]]:
    """To whom a run writes so many days later, and what became of it."""
    messages = remind_on(root, TODAY + timedelta(days=days)).messages
    return [(message["recipient"].partition("@")[0], message["state"]) for message in messages]


def test_a_mailbox_that_does_not_exist_bounces_at_once_and_the_next_run_writes_to_the_lead(root: Root) -> None:
    late(root)
    with scripted_server({"RCPT": GONE}, {}) as server:
        to_smtp(root, server.port)
        first, second, third = mailed(root, 0), mailed(root, 0), mailed(root, 0)

    assert (first, second, third) == ([("breast", "bounced")], [("lead", "sent")], [])
    assert states(root) == {"breast": "bounced", "lead": "sent"}


def refused(root: Root, *days_ago: int) -> None:
    """The mailbox was refused on these days."""
    at = [datetime.now(UTC) - timedelta(days=days) for days in days_ago]
    every = {"mailbox": "breast@example.org", "final": False, "message_id": "<1@example.org>", "why": "550 no"}
    with root.open() as project, project.ledger.change() as connection:
        bounces.record_bounces(connection, [Bounce(at=each, **every) for each in at])  # type: ignore[arg-type]


def test_a_refusal_that_may_have_other_causes_is_tried_again_and_counts_on_the_second_day(root: Root) -> None:
    late(root)
    refused(root, 1)
    before = bouncing(root)
    with scripted_server({"RCPT": "550 5.7.1 not today"}, {}) as server:
        to_smtp(root, server.port)
        first, second = mailed(root, 0), mailed(root, 0)

    assert before == []
    assert (first, second) == ([("breast", "failed")], [("lead", "sent")])


def test_mail_that_was_taken_since_sets_refusals_aside(root: Root) -> None:
    late(root)
    remind_on(root)

    refused(root, 9, 8)

    assert bouncing(root) == []


def test_a_notice_that_comes_later_takes_the_reminder_back(root: Root) -> None:
    late(root)

    tally = came_back(root, notice(sent(root)))

    assert tally.counts["bounced"] == 1
    assert tally.bounces[0]["recipient"] == "breast@example.org"
    assert "example.org" not in tally.bounces[0]["why"]
    assert states(root) == {"breast": "bounced"}
    assert mailed(root, 0) == [("lead", "sent")]


def test_a_notice_that_is_taken_in_twice_counts_once(root: Root) -> None:
    late(root)
    again = notice(sent(root))

    tally = came_back(root, again, again)

    assert (tally.counts["bounced"], tally.counts["known"]) == (1, 1)


@pytest.mark.parametrize(
    ("changes", "counted"),
    [
        ({"action": "delayed", "status": "4.4.1"}, "delayed"),
        ({"action": "delivered", "status": "2.0.0"}, "delivered"),
        ({"about": "<somebody-elses@example.com>"}, "not_ours"),
        ({"about": "no id at all"}, "no_notice"),
    ],
)
def test_any_other_notice_changes_nothing(root: Root, changes: dict[str, str], counted: str) -> None:
    late(root)
    about = sent(root)

    tally = came_back(root, notice(**{"about": about, **changes}))

    assert (tally.counts[counted], tally.bounces, bouncing(root)) == (1, [], [])
    assert states(root) == {"breast": "sent"}


def test_a_full_mailbox_is_no_missing_one(root: Root) -> None:
    late(root)

    came_back(root, notice(sent(root), status="5.2.2", said="552 5.2.2 mailbox full"))

    assert (states(root), bouncing(root)) == ({"breast": "bounced"}, [])


def test_the_notices_own_id_is_not_what_it_is_about() -> None:
    found = read_return(notice("<ours@example.org>"))

    assert found is not None
    assert (found.message_id, found.outcome, found.final) == ("<ours@example.org>", Return.BOUNCED, True)


@settings(deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_no_message_ends_the_reading(data: bytes) -> None:
    read_return(data)
    read_return(notice("<a@b>").replace(b"5.1.1", data))


def test_the_dashboard_says_whom_mail_does_not_reach_and_who_stands_in(root: Root) -> None:
    late(root)
    came_back(root, notice(sent(root)))

    (notice_of_it,) = said(root)

    assert notice_of_it.startswith("Mail to Breast team does not arrive. 550 5.1.1 ")
    assert notice_of_it.endswith("Head of content gets their reminders.")
    assert "@" not in notice_of_it


def test_the_dashboard_says_who_left_and_is_still_named(root: Root) -> None:
    people: list[dict[str, Any]] = [
        {"id": "breast-team", "name": "Breast team", "email": "breast@example.org", "left": str(TODAY)}
    ]
    root.configure(people=people)
    late(root)

    assert said(root) == [
        "Breast team has left and is still named on pages.  Nobody stands in: name somebody in their escalate_to."
    ]
    assert remind_on(root).no_recipient == 1


def test_a_mailbox_that_works_again_gets_its_mail_again(root: Root) -> None:
    late(root)
    came_back(root, notice(sent(root)))
    with root.open() as project, project.ledger.change() as connection:
        cleared = bounces.clear(connection, "Breast@example.org", project.now)

    assert (cleared, bouncing(root)) == (1, [])
    assert mailed(root, 7) == [("breast", "sent")]


def test_notices_are_read_from_a_file_an_mbox_and_a_maildir(tmp_path: Path) -> None:
    one = notice("<1@example.org>")
    (tmp_path / "one.eml").write_bytes(one)
    (tmp_path / "box").write_bytes(b"From x Mon Nov 23 09:00:00 2026\n" + one + b"\n")
    with (tmp_path / "box").open("ab") as box:
        box.write(b"From y Mon Nov 23 09:00:00 2026\n" + one)
    for folder in ("cur", "new", "tmp"):
        (tmp_path / "maildir" / folder).mkdir(parents=True)
        (tmp_path / "maildir" / folder / "1").write_bytes(one)

    found = [read_return(data) for _, data in read_notices(tmp_path / name for name in ("one.eml", "box", "maildir"))]

    assert [each.message_id for each in found if each] == ["<1@example.org>"] * 5
