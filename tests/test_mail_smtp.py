"""Did the server take it? One scripted server on loopback for each way in which the answer can go wrong."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from reviewdue.errors import MailRefused
from reviewdue.mail import Delivery, DeliveryState, Stage, Transport, open_transport, probe_transport
from tests.mail_servers import DROP, HANG, LETTER, Script, ScriptedServer, make_message, make_settings, scripted_server

SENT, FAILED, UNCERTAIN = DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.UNCERTAIN


@contextmanager
def transport_to(
    *scripts: Script, url: str = "smtp://127.0.0.1", timeout: float = 5
) -> Iterator[tuple[Transport, ScriptedServer]]:
    """A transport, and the server it leads to."""
    with scripted_server(*scripts) as server:
        settings = make_settings(f"{url}:{server.port}", timeout=timeout)
        with open_transport(settings, Path()) as deliver:
            yield deliver, server


def outcome(delivery: Delivery) -> tuple[DeliveryState, Stage | None, bool]:
    return delivery.state, delivery.stage, delivery.permanent


def send(deliver: Transport, count: int) -> list[Delivery]:
    return [deliver(make_message(message_id=f"<{number}@example.org>")) for number in range(count)]


def test_a_message_that_was_taken_is_sent() -> None:
    with transport_to() as (deliver, server):
        delivery = deliver(make_message())

    assert delivery == Delivery.sent("<one@example.org>")
    assert server.bodies == [make_message().content]


def test_fifty_messages_take_one_connection() -> None:
    with transport_to() as (deliver, server):
        states = {delivery.state for delivery in send(deliver, 50)}

    assert states == {SENT}
    assert len(server.bodies) == 50
    assert server.connections == 1
    assert server.commands[-1] == "QUIT"


def test_a_transport_that_sends_nothing_never_connects() -> None:
    with transport_to() as (_, server):
        pass

    assert server.connections == 0


def test_lines_that_start_with_a_dot_are_doubled_on_the_wire() -> None:
    with transport_to() as (deliver, server):
        deliver(make_message(replace(LETTER, text=".hidden\n..two\n")))

    assert b"\r\n..hidden\r\n...two\r\n" in server.bodies[0]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ({"GREETING": "421 busy"}, (FAILED, Stage.CONNECT, False)),
        ({"GREETING": "554 go away"}, (FAILED, Stage.CONNECT, False)),
        ({"GREETING": "hello?"}, (FAILED, Stage.CONNECT, False)),
        ({"GREETING": DROP}, (FAILED, Stage.CONNECT, False)),
        ({"EHLO": DROP}, (FAILED, Stage.CONNECT, False)),
        ({"EHLO": "421 no"}, (FAILED, Stage.CONNECT, False)),
        ({"MAIL": DROP}, (FAILED, Stage.SENDER, False)),
        ({"MAIL": "451 later"}, (FAILED, Stage.SENDER, False)),
        ({"MAIL": "550 not you"}, (FAILED, Stage.SENDER, True)),
        ({"RCPT": DROP}, (FAILED, Stage.RECIPIENT, False)),
        ({"RCPT": "450 greylisted"}, (FAILED, Stage.RECIPIENT, False)),
        ({"RCPT": "421 too many"}, (FAILED, Stage.RECIPIENT, False)),
        ({"RCPT": "550 unknown"}, (FAILED, Stage.RECIPIENT, True)),
        ({"RCPT": "bananas"}, (FAILED, Stage.RECIPIENT, False)),
        ({"DATA": DROP}, (FAILED, Stage.CONTENT, False)),
        ({"DATA": "250 eh"}, (FAILED, Stage.CONTENT, False)),
        ({"DATA": "554 no valid recipients"}, (FAILED, Stage.CONTENT, True)),
        ({"BODY": "452 disk full"}, (FAILED, Stage.CONTENT, False)),
        ({"BODY": "421 going down"}, (FAILED, Stage.CONTENT, False)),
        ({"BODY": "554 spam"}, (FAILED, Stage.CONTENT, True)),
        ({"BODY": DROP}, (UNCERTAIN, Stage.ANSWER, False)),
        ({"BODY": "what was that"}, (UNCERTAIN, Stage.ANSWER, False)),
        ({"BODY": "354 and more?"}, (UNCERTAIN, Stage.ANSWER, False)),
        ({"BODY": "250-half an answer\r\n" + "x" * 9000}, (UNCERTAIN, Stage.ANSWER, False)),
    ],
)
def test_it_is_known_where_a_message_stopped(script: Script, expected: tuple[DeliveryState, Stage, bool]) -> None:
    with transport_to(script) as (deliver, _):
        delivery = deliver(make_message())

    assert outcome(delivery) == expected
    assert delivery.error
    assert "@" not in delivery.error


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ({"GREETING": HANG}, (FAILED, Stage.CONNECT, False)),
        ({"MAIL": HANG}, (FAILED, Stage.SENDER, False)),
        ({"BODY": HANG}, (UNCERTAIN, Stage.ANSWER, False)),
    ],
)
def test_a_silent_server_is_not_waited_for_without_end(
    script: Script, expected: tuple[DeliveryState, Stage, bool]
) -> None:
    with transport_to(script, timeout=0.1) as (deliver, _):
        delivery = deliver(make_message())

    assert outcome(delivery) == expected


def test_a_server_may_take_longer_over_a_whole_message_than_over_a_command() -> None:
    with transport_to({"BODY": "after 0.5 250 taken", "MAIL": ["250 ok", HANG]}, {}, timeout=0.2) as (deliver, _):
        slow = deliver(make_message())
        start = time.monotonic()
        next_one = deliver(make_message())

    assert [slow.state, next_one.state] == [SENT, SENT]
    assert time.monotonic() - start < 1.5  # the long patience was for that one answer


def test_an_uncertain_message_is_not_repeated() -> None:
    with transport_to({"BODY": ["250 taken", DROP]}, {}) as (deliver, server):
        first, second, third = send(deliver, 3)

    assert [first.state, second.state, third.state] == [SENT, UNCERTAIN, SENT]
    assert len(server.bodies) == 3
    assert server.connections == 2


@pytest.mark.parametrize("goodbye", ["421 too many messages on this connection", DROP])
@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
def test_a_connection_that_ends_between_messages_is_opened_again(verb: str, goodbye: str) -> None:
    usual = {"MAIL": "250 ok", "RCPT": "250 ok", "DATA": "354 go on"}[verb]
    with transport_to({verb: [usual, usual, goodbye]}, {}) as (deliver, server):
        states = [delivery.state for delivery in send(deliver, 5)]

    assert states == [SENT] * 5
    assert len(server.bodies) == 5
    assert server.connections == 2


def test_a_refused_message_does_not_spoil_the_next() -> None:
    with transport_to({"RCPT": ["550 unknown", "450 later"]}) as (deliver, server):
        states = [delivery.state for delivery in send(deliver, 3)]

    assert states == [FAILED, FAILED, SENT]
    assert server.commands.count("rset") == 2
    assert server.connections == 1


def test_a_server_that_takes_no_reset_gets_a_new_connection() -> None:
    with transport_to({"RCPT": "550 unknown", "RSET": "502 no such thing"}, {}) as (deliver, server):
        states = [delivery.state for delivery in send(deliver, 2)]

    assert states == [FAILED, SENT]
    assert server.connections == 2


def test_a_server_that_fails_time_after_time_is_left_alone() -> None:
    with transport_to({"MAIL": DROP}) as (deliver, server):
        deliveries = send(deliver, 20)

    assert {delivery.state for delivery in deliveries} == {FAILED}
    assert server.connections == 3
    assert deliveries[-1].error == "not tried: the mail server failed several times just before"


def test_a_server_that_never_answers_leaves_few_messages_in_doubt() -> None:
    with transport_to({"BODY": DROP}) as (deliver, server):
        states = [delivery.state for delivery in send(deliver, 10)]

    assert states == [UNCERTAIN] * 3 + [FAILED] * 7
    assert len(server.bodies) == 3


def test_no_server_at_all_is_a_failure_that_can_be_repeated() -> None:
    with scripted_server() as gone:
        settings = make_settings(f"smtp://127.0.0.1:{gone.port}")

    with open_transport(settings, Path()) as deliver:
        delivery = deliver(make_message())

    assert outcome(delivery) == (FAILED, Stage.CONNECT, False)
    assert delivery.error == "the mail server cannot be reached: Connection refused"


def test_a_server_that_wants_a_login_first_ends_the_work() -> None:
    with (
        transport_to({"MAIL": "530 5.7.0 Authentication required"}) as (deliver, _),
        pytest.raises(MailRefused, match=r"put the user into mail\.url"),
    ):
        deliver(make_message())


def test_an_international_address_needs_a_server_that_knows_them() -> None:
    with transport_to() as (deliver, server):
        to_reader = deliver(make_message(recipient="zoë@example.org"))
        from_us = deliver(make_message(sender="zoë@example.org"))
        plain = deliver(make_message())

    assert outcome(to_reader) == (FAILED, Stage.RECIPIENT, True)
    assert outcome(from_us) == (FAILED, Stage.SENDER, True)
    assert "SMTPUTF8" in (to_reader.error or "")
    assert plain.state is SENT
    assert len(server.bodies) == 1


def test_the_size_is_announced_where_the_server_asks() -> None:
    with transport_to() as (deliver, server):
        deliver(make_message())

    (mail,) = [command for command in server.commands if command.startswith("mail")]
    assert mail == f"mail FROM:<reviews@example.org> SIZE={len(make_message().content)}"


def test_an_old_server_that_knows_no_ehlo_takes_mail_too() -> None:
    with transport_to({"EHLO": "502 what", "HELO": "250 here"}) as (deliver, server):
        delivery = deliver(make_message())

    assert delivery.state is SENT
    assert "mail FROM:<reviews@example.org>" in server.commands


def test_nobodys_address_and_no_password_appear_in_a_log_or_an_error(caplog: pytest.LogCaptureFixture) -> None:
    rude = "550 5.1.1 <breast.team@example.org>: user breast.team unknown, says reviews@example.org"
    caplog.set_level(logging.DEBUG)

    with transport_to({"RCPT": rude, "RSET": DROP}, {"RCPT": ["250 ok", DROP]}, {}) as (deliver, _):
        refused, *rest = send(deliver, 3)

    assert refused.error == "550 5.1.1 <[address]>: user [address] unknown, says [address]"
    assert [delivery.state for delivery in rest] == [SENT, SENT]
    assert "opening a new one" in caplog.text
    assert "example.org" not in caplog.text


def test_a_servers_long_story_is_cut_and_on_one_line() -> None:
    with transport_to({"RCPT": "550-" + "spam " * 100 + "\x1b[31m\r\n550 bye"}) as (deliver, _):
        error = deliver(make_message()).error or ""

    assert len(error) < 310
    assert error.isprintable()


def test_an_interrupted_message_is_not_gone_on_with(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with transport_to() as (deliver, server):
        deliver(make_message())
        monkeypatch.setattr("smtplib.SMTP.rcpt", interrupt)
        with pytest.raises(KeyboardInterrupt):
            deliver(make_message())
        monkeypatch.undo()
        again = deliver(make_message())

    assert again.state is SENT
    assert server.connections == 2


def test_a_probe_connects_and_sends_nothing() -> None:
    with scripted_server() as server:
        sentence = probe_transport(make_settings(f"smtp://127.0.0.1:{server.port}"), Path())

    assert sentence == f"127.0.0.1, port {server.port}, takes mail from us"
    assert server.commands[-1] == "QUIT"
    assert server.bodies == []


def test_a_probe_of_a_server_that_is_away_says_what_to_check() -> None:
    with scripted_server({"GREETING": "421 busy"}) as server, pytest.raises(MailRefused, match="check host and port"):
        probe_transport(make_settings(f"smtp://127.0.0.1:{server.port}"), Path())
