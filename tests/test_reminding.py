"""The reminders: to the right people, on the right day, and what a run did is said."""

import logging
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from reviewdue import reminding
from reviewdue.ledger import runs
from reviewdue.ledger.schema import metadata
from reviewdue.watching import Watch
from tests.mail_servers import real_server, scripted_server
from tests.mailings import outbox, recipients, remind_on, to_smtp, write_overdue
from tests.projects import TODAY, Root

SATURDAY, CHRISTMAS = date(2026, 11, 28), date(2026, 12, 25)


def test_a_reminder_names_the_page_and_goes_to_its_owner(root: Root) -> None:
    write_overdue(root)

    tally = remind_on(root)

    (message,) = outbox(root)
    assert tally.counts == {
        "sent": 1, "failed": 0, "suppressed": 0, "uncertain": 0, "nothing_due": 0, "no_recipient": 0,
    }  # fmt: skip
    assert message["To"] == "Team 0 <team-0@example.org>"
    assert "Page 0" in message["Subject"]
    assert tally.messages == [
        {
            "key": ["page-0|2026-11-20|0|team-0@example.org"],
            "recipient": "team-0@example.org",
            "subject": message["Subject"],
            "pages": ["page-0"],
            "rung": 0,
            "state": "sent",
            "path": tally.messages[0]["path"],
        }
    ]
    assert (root.path / tally.messages[0]["path"]).is_file()


def test_a_second_run_sends_nothing(root: Root) -> None:
    write_overdue(root, 2)
    remind_on(root)

    tally = remind_on(root)

    assert (tally.sent, tally.nothing_due, tally.messages) == (0, 2, [])
    assert len(outbox(root)) == 2


def test_a_person_gets_one_message_for_all_their_pages(root: Root) -> None:
    for id in "ab":
        root.write(f"{id}.md", title=f"Page {id}", owner="breast-team", next_review_due="2026-11-20")
    root.scan()

    tally = remind_on(root)

    assert (tally.sent, tally.messages[0]["pages"]) == (1, ["a", "b"])
    assert outbox(root)[0]["Subject"].startswith("2 pages need")


def test_two_pages_that_fall_due_later_do_not_repeat_those_sent_before(root: Root) -> None:
    root.write("a.md", title="Page a", owner="breast-team", next_review_due="2026-11-20")
    root.scan()
    remind_on(root)
    root.write("b.md", title="Page b", owner="breast-team", next_review_due="2026-11-21")
    root.scan()

    tally = remind_on(root)

    assert [message["pages"] for message in tally.messages] == [["b"]]


def test_the_reviewers_get_it_in_place_of_the_owner(root: Root) -> None:
    page = {"owner": "breast-team", "reviewers": ["lung-team", "nurse@example.org"], "next_review_due": "2026-11-20"}
    root.write("a.md", title="A", **page)
    root.scan()

    remind_on(root)

    assert [str(message["To"]) for message in outbox(root)] == [
        '"nurse@example.org" <nurse@example.org>',
        "Lung team <lung@example.org>",
    ]


@pytest.mark.parametrize(("days", "to"), [(13, ["breast"]), (14, ["breast", "lead"])])
def test_whoever_they_escalate_to_gets_it_from_the_fourteenth_day_on(root: Root, days: int, to: list[str]) -> None:
    root.write("a.md", title="A", owner="breast-team", next_review_due=str(TODAY - timedelta(days=days)))
    root.scan()

    tally = remind_on(root)

    assert [message["recipient"].partition("@")[0] for message in tally.messages] == to


def test_a_page_with_nobody_to_go_to_is_counted(root: Root) -> None:
    root.write("a.md", title="A", next_review_due="2026-11-20")
    root.write("b.md", title="B", next_review_due="2026-11-20", owner="somebody unknown")
    root.scan()

    tally = remind_on(root)

    assert (tally.no_recipient, tally.messages) == (2, [])


def test_a_page_without_a_readable_date_gets_no_reminder(root: Root) -> None:
    root.write("a.md", title="A", owner="breast-team", next_review_due="2026-02-31", last_reviewed="2020-01-01")
    root.write("b.md", title="B", owner="breast-team")
    root.scan()

    assert remind_on(root).counts["sent"] == 0


def test_each_rung_is_sent_once_as_days_go_by(root: Root) -> None:
    root.write("a.md", title="A", owner="lung-team", next_review_due=str(TODAY))
    root.scan()

    days_left = (91, 90, 31, 30, 1, 0, -1, -27, -28, -55, -56)
    sent = {days: remind_on(root, TODAY - timedelta(days=days)).messages for days in days_left}

    assert [days for days, messages in sent.items() if messages] == [90, 30, 1, 0, -27, -28, -56]
    assert [message["rung"] for messages in sent.values() for message in messages] == [90, 30, 7, 0, -14, -28, -56]


def test_after_an_outage_only_the_tightest_rung_is_sent(root: Root) -> None:
    root.write("a.md", title="A", owner="lung-team", next_review_due=str(TODAY + timedelta(days=90)))
    root.scan()
    remind_on(root)

    tally = remind_on(root, TODAY + timedelta(days=90 + 20))

    assert [message["rung"] for message in tally.messages] == [-14]
    assert remind_on(root, TODAY + timedelta(days=90 + 20)).messages == []


def test_a_new_due_date_begins_a_cycle_of_its_own(root: Root) -> None:
    root.write("a.md", title="A", owner="lung-team", next_review_due="2026-11-20")
    root.scan()
    remind_on(root)
    root.write("a.md", title="A", owner="lung-team", next_review_due="2026-11-22")
    root.scan()

    assert [message["key"] for message in remind_on(root).messages] == [["a|2026-11-22|0|lung@example.org"]]


@pytest.mark.parametrize("day", [SATURDAY, CHRISTMAS])
def test_on_a_quiet_day_nothing_leaves_the_building_and_now_overrides_that(root: Root, day: date) -> None:
    root.configure(policy={"quiet": {"weekends": True, "holidays": "GB-ENG"}})
    write_overdue(root)
    with real_server() as (letterbox, port):
        to_smtp(root, port)
        quiet = remind_on(root, day)
        taken = recipients(letterbox)
        now = remind_on(root, day, now=True)

    assert (quiet.sent, quiet.suppressed, quiet.messages[0]["state"]) == (0, 1, "suppressed")
    assert taken == {}
    assert (now.sent, recipients(letterbox)) == (1, {"team-0@example.org": 1})


def test_the_outbox_is_written_on_a_quiet_day_too(root: Root) -> None:
    write_overdue(root)

    assert remind_on(root, SATURDAY).sent == 1


def rows(root: Root) -> dict[str, list[Any]]:
    """Everything in the ledger."""
    with root.open() as project, project.ledger.begin() as connection:
        return {name: [*connection.execute(sa.select(table))] for name, table in metadata.tables.items()}


def test_a_dry_run_shows_what_would_be_sent_and_writes_nothing_anywhere(root: Root) -> None:
    write_overdue(root, 2)
    before = rows(root)

    tally = remind_on(root, dry_run=True)

    assert (tally.suppressed, tally.sent) == (2, 0)
    assert [message["recipient"] for message in tally.messages] == ["team-0@example.org", "team-1@example.org"]
    assert rows(root) == before
    assert not (root.path / "outbox").exists()


def test_no_address_appears_in_a_log(root: Root, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd's own, on the other side
    write_overdue(root, 2)
    with scripted_server({"RCPT": ["550 no team-0@example.org here", "250 ok"]}) as server:
        to_smtp(root, server.port)
        remind_on(root)
        remind_on(root)

    assert "reviewdue.remind.completed" in caplog.text
    assert "example.org" not in caplog.text


def test_a_run_is_kept_with_its_counts(root: Root) -> None:
    write_overdue(root, 2)

    remind_on(root)

    with root.open() as project, project.ledger.begin() as connection:
        run = runs.last_run(connection, "remind")
    assert run is not None
    assert (run.state, run.tally["counts"]["sent"]) == ("done", 2)


def test_recipients_are_sent_to_in_batches_that_are_watched(root: Root) -> None:
    write_overdue(root, 51)
    batches: list[str] = []
    seen: list[tuple[int, int | None]] = []

    def batch(work: Any, *, name: str) -> Any:
        batches.append(name)
        return work

    remind_on(root, dry_run=True, watch=Watch(batch=batch, progress=lambda done, total: seen.append((done, total))))

    assert batches == ["send reminders"] * 2
    assert seen == [(50, 51), (51, 51)]


def test_a_batch_ends_early_when_its_letters_are_about_many_pages(root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminding, "PAGES_AT_ONCE", 2)
    write_overdue(root, 5)
    batches: list[str] = []

    def batch(work: Callable[[], Any], *, name: str) -> Callable[[], Any]:
        batches.append(name)
        return work

    tally = remind_on(root, watch=Watch(batch=batch))

    assert (tally.sent, len(batches)) == (5, 3)
