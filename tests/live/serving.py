"""The live dashboard on loopback, and a client that asks it as a browser would."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import requests
import uvicorn
from bs4 import BeautifulSoup, Tag

from reviewdue.live import make_app
from tests.projects import TODAY


@contextmanager
def served(root: Path) -> Iterator[str]:
    """The application of a project on loopback; its address."""
    server = uvicorn.Server(uvicorn.Config(make_app(root, TODAY), port=0, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@dataclass
class Client:
    """Asks one site; keeps its cookies."""

    site: str
    session: requests.Session = field(default_factory=requests.Session)

    def get(self, address: str, **options: object) -> requests.Response:
        """What the site answers at an address that begins with a slash."""
        return self.session.get(self.site + address, timeout=30, **options)  # type: ignore[arg-type]

    def page(self, address: str) -> BeautifulSoup:
        """The page at an address, which must be there."""
        answer = self.get(address)
        assert answer.status_code == 200, answer.url
        return BeautifulSoup(answer.text, "html.parser")

    def titles(self, address: str) -> list[str]:
        """The names in the first column of the list at an address."""
        return [said(cell.select_one("a")) for cell in self.page(address).select("tbody .lead-cell")]


def said(tag: Tag | None) -> str:
    """The words of a tag that must be there."""
    assert tag is not None
    return tag.get_text()
