"""Reminders into a chat: a JSON receiver on loopback takes what a chat would."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from reviewdue.errors import ConfigurationError
from tests.mail_servers import real_server
from tests.mailings import outbox, recipients, remind_on, states, to_smtp
from tests.projects import TODAY, Root
from tests.tasks.test_settling import write


class Chat(HTTPServer):
    """Takes messages and answers as it is told: a status, or none at all."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.status: int | None = 200
        self.taken: list[dict[str, Any]] = []

    @property
    def url(self) -> str:
        return f"json://127.0.0.1:{self.server_port}/team"


class Handler(BaseHTTPRequestHandler):
    server: Chat

    def do_POST(self) -> None:
        self.server.taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        if self.server.status is not None:
            self.send_response(self.server.status)
            self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def chat() -> Iterator[Chat]:
    with Chat() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def two_teams(root: Root, url: str) -> Root:
    """Two teams with an overdue page each; the breast team prefers a chat."""
    people = [
        {"id": "breast-team", "name": "Breast team", "email": "Breast@Example.org", "notify": url},
        {"id": "lung-team", "name": "Lung team", "email": "lung@example.org"},
    ]
    root.configure(people=people)
    for id, owner in (("a", "breast-team"), ("b", "lung-team")):
        write(root, id, owner=owner, next_review_due=str(TODAY))
    root.scan()
    return root


def test_a_team_that_prefers_a_chat_gets_its_reminders_there_once(root: Root) -> None:
    with chat() as team, real_server() as (letterbox, port):
        two_teams(root, team.url)
        to_smtp(root, port)
        first, second = remind_on(root), remind_on(root)

    (message,) = team.taken
    assert (first.sent, second.sent) == (2, 0)
    assert "A is due today" in message["title"]
    assert "Why now: Its regular review is due." in message["message"]
    assert "<html" not in message["message"]
    assert recipients(letterbox) == {"lung@example.org": 1}


def test_a_chat_that_answers_no_is_tried_again(root: Root) -> None:
    with chat() as team, real_server() as (_, port):
        two_teams(root, team.url)
        to_smtp(root, port)
        team.status = 503
        first = remind_on(root)
        team.status = 200
        second = remind_on(root)

    assert [(m["recipient"], m["state"]) for m in first.messages] == [
        ("Breast@Example.org", "failed"), ("lung@example.org", "sent"),
    ]  # fmt: skip
    assert first.messages[0]["error"] == "the chat answered 503"
    assert second.sent == 1


def test_a_chat_that_does_not_answer_is_uncertain_and_not_tried_again(root: Root) -> None:
    with chat() as team, real_server() as (_, port):
        two_teams(root, team.url)
        to_smtp(root, port)
        team.status = None
        remind_on(root)
        team.status = 200
        second = remind_on(root)

    assert len(team.taken) == 1
    assert (second.sent, second.uncertain) == (0, 1)
    assert states(root) == {"breast": "claimed", "lung": "sent"}


def test_while_mail_is_written_to_an_outbox_nothing_goes_to_a_chat(root: Root) -> None:
    with chat() as team:
        two_teams(root, team.url)
        remind_on(root)

    assert (team.taken, len(outbox(root))) == ([], 2)


def test_an_address_that_is_no_chat_is_said_without_telling_it(root: Root) -> None:
    with real_server() as (_, port):
        two_teams(root, "nonsense://token-of-a-team")
        to_smtp(root, port)
        with pytest.raises(ConfigurationError, match="is no address that apprise knows") as told:
            remind_on(root)

    assert "token" not in str(told.value)
