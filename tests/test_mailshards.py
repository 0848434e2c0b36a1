"""A mailing in parts: every mailbox belongs to one of them, and the run that shared it out says what became of all."""

import threading
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from reviewdue.errors import MailRefused
from reviewdue.lanes import Shard, lane_of
from reviewdue.ledger import runs
from reviewdue.ledger.taskschema import task_event
from reviewdue.mail import Delivery, Message
from reviewdue.mailroom import SendingMailroom, open_mailroom
from reviewdue.mailshards import remind_part, remind_shard
from reviewdue.reminding import PART, remind, rests
from reviewdue.remindtally import RemindTally
from reviewdue.watching import UNWATCHED
from reviewdue.writing import Desk
from tests.mail_servers import Letterbox, accept_only, real_server, scripted_server
from tests.mailings import outbox, recipients, remind_on, states, to_smtp, write_overdue
from tests.projects import TODAY, Heard, Root

TEAMS = 12


def send_in_parts(root: Root, of: int = 2, *, dry_run: bool = False, but: int | None = None) -> RemindTally:
    """A mailing whose parts are all sent at once, each opened anew as a worker does; part `but` never begins."""

    def send(number: int) -> None:
        with suppress(MailRefused):
            remind_part(str(root.path), TODAY, number, of, UNWATCHED)

    def spread() -> int:
        threads = [threading.Thread(target=send, args=(number,)) for number in range(of) if number != but]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return of

    with root.open() as project, open_mailroom(project, dry_run=dry_run, quiet=rests(project)) as mailroom:
        return remind(project, mailroom, Heard().watch, spread=spread)


def part_runs(root: Root) -> list[runs.PastRun]:
    with root.open() as project, project.ledger.begin() as connection:
        return runs.runs_after(connection, PART, 0)


def mine(number: int, of: int = 2) -> list[str]:
    """The teams that are in a part."""
    return [f"team-{at}" for at in range(TEAMS) if Shard(number=number, of=of).has(f"team-{at}@example.org")]


@given(st.emails(), st.integers(1, 50))
def test_a_mailbox_belongs_to_exactly_one_part_whatever_its_capitals(mailbox: str, of: int) -> None:
    assert [number for number in range(of) if Shard(number=number, of=of).has(mailbox)] == [lane_of(mailbox) % of]
    assert lane_of(mailbox.lower()) == lane_of(mailbox)


@pytest.mark.parametrize("way", ["smtp", "outbox"])
@pytest.mark.parametrize("of", [2, 5])
def test_parts_at_once_write_to_everybody_once_and_count_as_one_mailing(root: Root, way: str, of: int) -> None:
    write_overdue(root, TEAMS)
    with real_server() as (letterbox, port):
        if way == "smtp":
            to_smtp(root, port)
        tally = send_in_parts(root, of)
        again = send_in_parts(root, of)

    sent = recipients(letterbox) if way == "smtp" else [str(message["To"]) for message in outbox(root)]
    assert len(sent) == len(set(sent)) == TEAMS
    assert set(recipients(letterbox).values()) <= {1}
    assert (tally.sent, tally.failed, tally.uncertain, tally.nothing_due, tally.shortfalls) == (TEAMS, 0, 0, 0, [])
    assert (again.sent, again.nothing_due, again.shortfalls) == (0, TEAMS, [])
    counted = [part.tally["counts"]["sent"] for part in part_runs(root)]
    # What had nothing to send was not shared out again.
    assert (len(counted), sum(counted)) == (of, TEAMS)
    assert [part.state for part in part_runs(root)] == ["done"] * of


def test_messages_are_told_as_those_of_a_mailing_that_is_not_shared_out(root: Root) -> None:
    write_overdue(root, 3)
    with root.open() as project, open_mailroom(project, dry_run=True) as mailroom:
        shown = remind(project, mailroom).messages

    tally = send_in_parts(root)

    def facts(one: dict[str, object]) -> tuple[object, ...]:
        return tuple(str(one[name]) for name in ("key", "recipient", "subject", "pages", "rung"))

    assert sorted(map(facts, tally.messages)) == sorted(map(facts, shown))
    assert all(str(one["path"]).startswith("outbox/") for one in tally.messages)


def test_two_that_share_out_the_same_mailing_write_to_nobody_twice(root: Root) -> None:
    write_overdue(root, TEAMS)
    with real_server() as (letterbox, port):
        to_smtp(root, port)
        apart = replace(root, ledger=None)
        threads = [threading.Thread(target=send_in_parts, args=(apart, of)) for of in (2, 2, 3)]
        threads.append(threading.Thread(target=remind_on, args=(apart,)))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        remind_on(root)

    assert recipients(letterbox) == {f"team-{at}@example.org": 1 for at in range(TEAMS)}
    assert set(states(root).values()) == {"sent"}


def test_of_a_part_that_broke_off_the_rest_waits_for_the_next_run(root: Root) -> None:
    write_overdue(root, TEAMS)

    tally = send_in_parts(root, but=1)
    later = send_in_parts(root)

    left = len(mine(1))
    assert 1 < left < TEAMS - 1
    assert (tally.sent, later.sent, later.nothing_due) == (TEAMS - left, left, TEAMS - left)
    assert tally.shortfalls == ["1 of 2 parts of the mailing broke off", f"{left} messages wait for the next run"]
    assert later.shortfalls == []


def test_what_stops_every_part_is_told_once_and_nothing_is_claimed(root: Root) -> None:
    write_overdue(root, 4)
    with real_server(authenticator=accept_only("reviews", "right"), auth_require_tls=False) as (letterbox, port):
        root.configure(mail={"url": f"smtp://reviews:wrong@127.0.0.1:{port}"})
        tally = send_in_parts(root)

    assert (tally.sent, letterbox.taken) == (0, [])
    assert "claimed" not in states(root).values()
    assert tally.shortfalls[0].startswith("2 of 2 parts of the mailing broke off: the mail server refused the login")


def test_a_refused_recipient_is_failed_and_a_message_without_an_answer_uncertain(root: Root) -> None:
    write_overdue(root, TEAMS)
    with scripted_server({"RCPT": ["550 no"], "BODY": ["250 taken", "drop"]}, {}) as server:
        to_smtp(root, server.port)
        # One part alone, as this server takes one connection at a time.
        tally = send_in_parts(root, but=0)

    assert (tally.sent, tally.failed, tally.uncertain) == (len(mine(1)) - 2, 1, 1)
    assert f"1 of {len(mine(1))} messages could not be sent" in tally.shortfalls


def test_a_dry_run_is_shared_out_with_nobody(root: Root) -> None:
    write_overdue(root, 3)

    tally = send_in_parts(root, dry_run=True)

    assert (tally.suppressed, states(root), part_runs(root)) == (3, {}, [])


def test_a_run_that_recovers_waits_for_every_part_that_is_at_it(root: Root) -> None:
    order: list[str] = []

    def recover(apart: Root) -> None:
        with apart.open() as project, open_mailroom(project) as mailroom:
            order.extend(["recovered", *(one.subject for one in mailroom.recover())])

    def hold(apart: Root, then: Callable[[], None]) -> None:
        with apart.open() as project, project.ledger.together("mail"):
            then()

    recovering = threading.Thread(target=recover, args=(replace(root, ledger=None),))

    def both_are_at_it() -> None:
        recovering.start()
        recovering.join(0.3)
        order.append("parts")

    hold(root, lambda: hold(replace(root, ledger=None), both_are_at_it))
    recovering.join()

    assert order == ["parts", "recovered"]


def test_an_escalation_that_several_parts_tell_of_is_noted_once(root: Root) -> None:
    leads = [{"id": f"lead-{at}", "name": f"Lead {at}", "email": f"lead-{at}@example.org"} for at in range(2)]
    teams = [
        {"id": f"team-{at}", "name": f"Team {at}", "email": f"team-{at}@example.org", "escalate_to": f"lead-{at}"}
        for at in range(2)
    ]
    root.configure(people=[*leads, *teams])
    root.write("late.md", title="Late", reviewers=["team-0", "team-1"], next_review_due=str(TODAY - timedelta(days=40)))
    root.scan()

    tally = send_in_parts(root, 3)

    with root.open() as project, project.ledger.begin() as connection:
        told = connection.execute(sa.select(task_event.c.why).where(task_event.c.event == "escalated")).scalars().all()
    assert tally.sent == 4
    assert lane_of("lead-0@example.org") % 3 != lane_of("lead-1@example.org") % 3
    assert len(told) == 1


def test_a_part_does_not_wait_for_another_whose_server_takes_its_time(root: Root) -> None:
    write_overdue(root, TEAMS)
    done = threading.Event()
    outcome: list[bool] = []

    def deliver(message: Message) -> Delivery:
        outcome.append(done.wait(60))
        return Delivery.sent(message.message_id)

    def slow_part(shard: Shard) -> None:
        with root.open() as project, closing(Desk(root.path, project.settings.publisher.zone)) as desk:
            remind_shard(project, SendingMailroom(project, deliver, None, desk.write_all, shard), UNWATCHED, shard)

    slow = threading.Thread(target=slow_part, args=(Shard(number=0, of=2),))
    slow.start()
    remind_part(str(root.path), TODAY, 1, 2, UNWATCHED)
    done.set()
    slow.join()

    assert outcome == [True] * len(mine(0))
    assert set(states(root).values()) == {"sent"}


def test_letterboxes_of_parts_hold_only_their_mailboxes(root: Root) -> None:
    write_overdue(root, TEAMS)
    boxes: list[Letterbox] = []
    for number in range(2):
        with real_server() as (letterbox, port):
            to_smtp(root, port)
            remind_part(str(root.path), TODAY, number, 2, UNWATCHED)
            boxes.append(letterbox)

    assert [sorted(recipients(box)) for box in boxes] == [
        sorted(f"{team}@example.org" for team in mine(number)) for number in range(2)
    ]
