"""People who sign in to the live dashboard, for tests: each with a browser of their own."""

import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

import requests
from bs4 import BeautifulSoup, Tag

from tests.live.visitors import Answer, Served, served
from tests.mailings import outbox
from tests.projects import PEOPLE, Root

SITE = "http://reviews.example.org"
ALL = (
    *PEOPLE,
    {"id": "looker", "name": "Looker", "email": "looker@example.org", "role": "editor"},
    {"id": "boss", "name": "Boss", "email": "boss@example.org", "role": "editor", "access": "admin"},
    {"id": "gone", "name": "Gone", "email": "gone@example.org", "left": "2026-11-01"},
)


@dataclass
class Browser:
    """Somebody's browser; its cookies are its own."""

    live: Served
    session: requests.Session = field(default_factory=requests.Session)

    def get(self, address: str, **options: Any) -> Answer:
        """Open an address of the site."""
        return Answer(self.session.get(self.live.url + address, timeout=20, **options))

    def post(self, address: str, fields: dict[str, Any] | None = None, **options: Any) -> Answer:
        """Send a form."""
        return Answer(self.session.post(self.live.url + address, fields or {}, timeout=20, **options))

    def token(self, address: str = "/account") -> str:
        """The token that the forms of a page carry."""
        found = self.get(address).soup.select_one("input[name=form_token]")
        assert isinstance(found, Tag)
        return str(found["value"])

    def sign_in(self, mailbox: str, next: str = "/") -> Answer:
        """Ask for a link, wait for the mail, open it and press its button."""
        before = names(self.live)
        assert self.post("/sign-in", {"address": mailbox, "next": next}).status == 200
        return self.post(link_in(wait_for_mail(self.live, before)))

    @property
    def cookie(self) -> str:
        """The session's cookie."""
        return str(self.session.cookies["reviewdue"])


def names(live: Served) -> set[str]:
    """The messages of the outbox, by their Message-ID."""
    return {str(message["Message-ID"]) for message in outbox(live.root)}


def wait_for_mail(live: Served, before: Collection[str] = ()) -> EmailMessage:
    """A message of the outbox that was not there before."""
    for _ in range(1_000):
        for message in outbox(live.root):
            if str(message["Message-ID"]) not in before:
                return message
        time.sleep(0.01)
    raise AssertionError("no mail was written")


def link_in(message: EmailMessage) -> str:
    """The address of the sign-in page in a mail, as one of the site."""
    part = message.get_body(("html",))
    assert part is not None
    link = BeautifulSoup(part.get_content(), "html.parser").select_one("a.button")
    assert link is not None
    return str(link["href"]).removeprefix(SITE)


def settle(live: Served) -> None:
    """Wait until every errand so far is done."""
    done = live.desk.errands.submit(lambda: None)
    assert done is not None
    done.result(20)


@contextmanager
def signing_in(root: Root, **serve: Any) -> Iterator[Served]:
    """The application of a root in which people sign in by mail."""
    root.configure(people=ALL)
    with served(root, **{"url": SITE, "sign_in": "mail", **serve}) as live:
        yield live
