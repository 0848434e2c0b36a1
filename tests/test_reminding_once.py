"""A reminder goes out once: whatever the server answers, whenever a run dies, and however many run at a time."""

import subprocess
import sys
import threading
from collections import Counter
from dataclasses import replace
from signal import SIGKILL

import pytest

from reviewdue.errors import MailRefused
from reviewdue.ledger import runs
from reviewdue.remindtally import RemindTally
from tests.mail_servers import Script, accept_only, real_server, scripted_server
from tests.mailings import outbox, recipients, remind_on, states, to_smtp, write_overdue
from tests.projects import Heard, Root


def test_a_refused_recipient_is_failed_and_tried_again_by_the_next_run(root: Root) -> None:
    write_overdue(root, 3)
    refused: Script = {"RCPT": ["250 ok", "550 there is no such mailbox", "250 ok"]}
    with scripted_server(refused, {}) as server:
        to_smtp(root, server.port)
        first = remind_on(root)
        between = states(root)
        second = remind_on(root)

    assert (first.sent, first.failed, first.shortfalls) == (2, 1, ["1 of 3 messages could not be sent"])
    assert between == {"team-0": "sent", "team-1": "failed", "team-2": "sent"}
    assert (second.sent, second.nothing_due, second.shortfalls) == (1, 2, [])
    assert len(server.bodies) == 3


def test_a_login_that_fails_ends_the_run_and_claims_nothing(root: Root) -> None:
    write_overdue(root, 2)
    with real_server(authenticator=accept_only("reviews", "right"), auth_require_tls=False) as (letterbox, port):
        root.configure(mail={"url": f"smtp://reviews:wrong@127.0.0.1:{port}"})
        with pytest.raises(MailRefused):
            remind_on(root)
        refused = states(root)
        with root.open() as project, project.ledger.begin() as connection:
            run = runs.last_run(connection, "remind")
        root.configure(mail={"url": f"smtp://reviews:right@127.0.0.1:{port}"})
        tally = remind_on(root)

    assert "claimed" not in refused.values()
    assert run is not None
    assert run.state == "failed"
    assert (tally.sent, tally.uncertain) == (2, 0)
    assert recipients(letterbox) == {"team-0@example.org": 1, "team-1@example.org": 1}


def test_mail_of_which_nobody_knows_is_told_once_and_more_of_it_again(root: Root) -> None:
    told = []
    for count, script in ((1, {"BODY": "drop"}), (2, {}), (3, {"BODY": "drop"})):
        write_overdue(root, count)
        heard = Heard()
        with scripted_server(script) as server:
            to_smtp(root, server.port)
            remind_on(root, watch=heard.watch)
        told.append([name for name, _ in heard.events].count("reviewdue.mail.uncertain"))

    assert told == [1, 0, 1]
    assert list(states(root).values()) == ["claimed", "sent", "claimed"]


def test_a_server_that_never_answers_leaves_it_uncertain_and_nobody_is_written_to_twice(root: Root) -> None:
    write_overdue(root, 2)
    with scripted_server({"BODY": "drop"}, {}) as server:
        to_smtp(root, server.port)
        first = remind_on(root)
        second = remind_on(root)

    assert (first.sent, first.uncertain) == (1, 1)
    assert (second.sent, second.uncertain, second.messages[0]["state"]) == (0, 1, "claimed")
    assert second.messages[0]["subject"] == first.messages[0]["subject"]
    assert len(server.bodies) == 2


DYING = """
import os, signal, sys
from datetime import date
from reviewdue.mailroom import open_mailroom
from reviewdue.projects import open_project
from reviewdue.reminding import remind

root, moment = sys.argv[1:]
with open_project(root, date(2026, 11, 23)) as project, open_mailroom(project) as mailroom:
    handed_over = 0
    transport = mailroom.transport

    def deliver(message):
        global handed_over
        handed_over += 1
        if handed_over == 2 and moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        delivery = transport(message)
        if handed_over == 2 and moment == "after":
            os.kill(os.getpid(), signal.SIGKILL)
        return delivery

    mailroom.transport = deliver
    remind(project, mailroom)
"""


def die_at_the_second_message(root: Root, moment: str) -> None:
    """A run that is killed before or after it hands over the second message."""
    done = subprocess.run([sys.executable, "-c", DYING, str(root.path), moment], check=False)
    assert done.returncode == -SIGKILL


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_run_that_is_killed_between_claim_and_record_is_made_up_for_and_nothing_is_sent_twice(
    root: Root, moment: str
) -> None:
    write_overdue(root, 4)
    with real_server() as (letterbox, port):
        to_smtp(root, port)
        die_at_the_second_message(root, moment)
        tally = remind_on(root)

    taken = recipients(letterbox)
    assert set(taken.values()) == {1}
    assert len(taken) == (3 if moment == "before" else 4)
    assert (tally.sent, tally.uncertain) == (2, 1)
    (uncertain,) = [message for message in tally.messages if message["state"] == "claimed"]
    assert uncertain["recipient"] == "team-1@example.org"
    assert "Page 1" in uncertain["subject"]
    assert "not known" in uncertain["error"]


@pytest.mark.parametrize("moment", ["before", "after"])
def test_in_an_outbox_it_is_seen_what_a_killed_run_wrote(root: Root, moment: str) -> None:
    write_overdue(root, 4)
    die_at_the_second_message(root, moment)

    tally = remind_on(root)

    assert (tally.sent, tally.uncertain) == ((3, 0) if moment == "before" else (2, 0))
    assert [str(message["To"]) for message in outbox(root)] == [f"Team {at} <team-{at}@example.org>" for at in range(4)]
    assert set(states(root).values()) == {"sent"}


@pytest.mark.parametrize("way", ["smtp", "outbox"])
def test_two_runs_at_the_same_time_send_each_reminder_once(root: Root, way: str) -> None:
    write_overdue(root, 8)
    tallies: list[RemindTally] = []
    with real_server() as (letterbox, port):
        if way == "smtp":
            to_smtp(root, port)
        apart = replace(root, ledger=None)
        threads = [threading.Thread(target=lambda: tallies.append(remind_on(apart))) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    sent = recipients(letterbox) if way == "smtp" else Counter(str(message["To"]) for message in outbox(root))
    assert len(tallies) == 3
    assert (len(sent), set(sent.values())) == (8, {1})
    assert sum(tally.sent for tally in tallies) == 8
    assert sum(tally.uncertain for tally in tallies) == 0
