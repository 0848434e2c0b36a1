"""The application on a real server on loopback, for tests, and a person who opens the links of their mail."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import requests
import uvicorn
from bs4 import BeautifulSoup, Tag
from fastapi import FastAPI

from reviewdue.ledger import tasks as task_ledger
from reviewdue.live import make_app
from reviewdue.live.desk import Desk
from reviewdue.tasks import Task
from reviewdue.visits import link_for
from tests.projects import TODAY, Root

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        """The time."""
        return self.now


@dataclass
class Served:
    """A running application."""

    app: FastAPI
    desk: Desk
    url: str
    clock: Clock
    root: Root
    session: requests.Session = field(default_factory=requests.Session)

    def link(self, page: str = "a", mailbox: str = "breast@example.org") -> str:
        """The link of a page's task in the mail to somebody."""
        task = self.task(page)
        found = link_for(self.desk.project(), self.desk.signer, task.id, mailbox)
        assert found is not None
        return self.url + found.removeprefix(str(self.desk.settings.serve.url))

    def task(self, page: str = "a") -> Task:
        """The newest task of a page."""
        with self.desk.ledger.begin() as connection:
            return task_ledger.tasks_of(connection, [page])[page][0]

    def history(self, page: str = "a") -> list[str]:
        """What happened to the task of a page."""
        task = self.task(page)
        with self.desk.ledger.begin() as connection:
            return [step.event for step in task_ledger.history_of(connection, [task.id])[task.id]]

    def get(self, address: str, **options: Any) -> "Answer":
        """Open an address."""
        return Answer(self.session.get(address, timeout=20, **options))

    def send(self, address: str, purpose: str, **fields: str) -> "Answer":
        """Open the page at an address, fill in one of its forms, and send it."""
        return self.post(address, purpose, self.get(address).ticket(purpose), **fields)

    def post(self, address: str, purpose: str, ticket: str, **fields: str) -> "Answer":
        """Send a form."""
        return Answer(self.session.post(f"{address}/{purpose}", {"ticket": ticket, **fields}, timeout=20))


@dataclass
class Answer:
    """What the application answered."""

    response: requests.Response

    @property
    def status(self) -> int:
        """The status of the last answer, after redirects."""
        return self.response.status_code

    @property
    def soup(self) -> BeautifulSoup:
        """The page."""
        return BeautifulSoup(self.response.text, "html.parser")

    @property
    def says(self) -> str:
        """The words of the page."""
        return " ".join(self.soup.get_text(" ").split())

    def ticket(self, purpose: str) -> str:
        """The ticket of one of the page's forms."""
        found = self.soup.select_one(f'form[action$="/{purpose}"] input[name=ticket]')
        assert isinstance(found, Tag), self.says
        return str(found["value"])

    def value(self, selector: str) -> str:
        """What stands in a field of the page."""
        found = self.soup.select_one(selector)
        assert isinstance(found, Tag), self.says
        return found.text if found.name == "textarea" else str(found.get("value", ""))


@contextmanager
def served(root: Root, today: date | None = TODAY, **serve: Any) -> Iterator[Served]:
    """The application of a root; `serve` is what its configuration says of the live pages."""
    root.configure(serve={"url": "https://reviews.example.org", **serve})
    clock = Clock()
    app = make_app(root.path, today, clock=clock)
    config = uvicorn.Config(app, port=0, log_level="error", access_log=False, proxy_headers=False)
    server, listener = uvicorn.Server(config), config.bind_socket()
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        yield Served(app=app, desk=app.state.desk, url=url, clock=clock, root=root)
    finally:
        server.should_exit = True
        thread.join(20)
        listener.close()


def write_due(root: Root, name: str = "a", **fields: Any) -> None:
    """A page that is due since three days, and a scan."""
    usual = {"title": f"Page {name}", "owner": "breast-team", "next_review_due": "2026-11-20"}
    root.write(f"{name}.md", **{**usual, **fields})
    root.scan()
