"""A mail server in bad weather: nothing is lost, nothing is repeated, and the run says what happened."""

from collections import Counter
from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from tests.mail_servers import DROP, HANG, Script, real_server, scripted_server
from tests.mailings import recipients, remind_on, states, to_smtp, write_overdue
from tests.projects import TODAY, Root

PEOPLE = 4


def readers(bodies: list[bytes]) -> Counter[str]:
    """How many whole messages a server had for each recipient."""
    return Counter(str(message_from_bytes(body, policy=policy.default)["To"]) for body in bodies)


def test_greylisting_is_a_failure_today_and_goes_out_in_the_next_run(root: Root) -> None:
    write_overdue(root, PEOPLE)
    with scripted_server({"RCPT": ["450 4.2.0 greylisted, come back later"] * PEOPLE}, {}) as server:
        to_smtp(root, server.port)
        first = remind_on(root)
        between = states(root)
        second = remind_on(root)
        third = remind_on(root)

    assert (first.sent, first.failed) == (0, PEOPLE)
    assert all("greylisted" in str(message["error"]) for message in first.messages)
    assert set(between.values()) == {"failed"}
    assert (second.sent, second.failed, third.sent) == (PEOPLE, 0, 0)
    assert set(readers(server.bodies).values()) == {1}


@pytest.mark.parametrize("script", [
    {"MAIL": ["250 ok", DROP]}, {"RCPT": ["250 ok", DROP]}, {"DATA": ["354 go on", DROP]},
    {"MAIL": ["250 ok", "421 too many messages"]}, {"DATA": ["354 go on", "451 disk full"]},
    {"BODY": ["250 taken", "452 no room"]}, {"RCPT": ["250 ok", HANG]},
])  # fmt: skip
def test_a_connection_that_breaks_before_the_end_of_a_message_costs_nothing(root: Root, script: Script) -> None:
    write_overdue(root, PEOPLE)
    with scripted_server(script, {}) as server:
        to_smtp(root, server.port, timeout=0.5)
        first = remind_on(root)
        second = remind_on(root)

    assert first.uncertain == second.uncertain == 0
    assert first.sent + second.sent == PEOPLE
    assert set(states(root).values()) == {"sent"}


def test_a_connection_that_breaks_in_the_middle_of_a_message_repeats_nothing(root: Root) -> None:
    write_overdue(root, PEOPLE)
    with scripted_server({"DATA": ["354 go on", "354 then nothing"], "BODY": ["250 taken", DROP]}, {}) as server:
        to_smtp(root, server.port)
        first = remind_on(root)
        second = remind_on(root)

    assert (first.sent, first.uncertain, second.sent) == (PEOPLE - 1, 1, 0)
    assert set(readers(server.bodies).values()) == {1}
    (shown,) = [message for message in second.messages if message["state"] == "claimed"]
    assert "not known" in str(shown["error"])


def test_a_slow_server_is_waited_for(root: Root) -> None:
    write_overdue(root, PEOPLE)
    slow = "after 0.1 250 ok"
    with scripted_server({"MAIL": slow, "RCPT": slow, "BODY": slow}) as server:
        to_smtp(root, server.port, timeout=5)
        tally = remind_on(root)

    assert (tally.sent, tally.failed) == (PEOPLE, 0)


def test_a_server_that_is_down_for_a_day_costs_a_day_and_no_burst_follows(root: Root) -> None:
    write_overdue(root, PEOPLE, days=7)
    with real_server() as (_, port):
        to_smtp(root, port)
    first = remind_on(root)
    with real_server() as (letterbox, port):
        to_smtp(root, port)
        second = remind_on(root, TODAY + timedelta(days=7))
        third = remind_on(root, TODAY + timedelta(days=8))

    assert (first.sent, first.failed) == (0, PEOPLE)
    assert first.shortfalls == [f"{PEOPLE} of {PEOPLE} messages could not be sent"]
    assert all("cannot be reached" in str(message["error"]) or "not tried" in str(message["error"])
               for message in first.messages)  # fmt: skip
    assert (second.sent, third.sent) == (PEOPLE, 0)
    assert {message["rung"] for message in second.messages} == {-14}
    assert set(recipients(letterbox).values()) == {1}


def test_one_of_many_who_is_refused_keeps_nobody_else_waiting(root: Root) -> None:
    write_overdue(root, PEOPLE)
    refused: Script = {"RCPT": ["250 ok", "553 that address is not allowed here", "250 ok", "250 ok"]}
    with scripted_server(refused, {}) as server:
        to_smtp(root, server.port)
        tally = remind_on(root)

    assert tally.sent == PEOPLE - 1
    assert set(readers(server.bodies).values()) == {1}
    (message,) = [one for one in tally.messages if one["state"] != "sent"]
    assert "not allowed" in str(message["error"])
