"""From the mail to the moved date as a reviewer does it: a real mail server, a real browser, and only the keyboard."""

import re
import time
from collections.abc import Iterator
from email import message_from_bytes, policy

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.test_dashboard import browser
from tests.live.visitors import Served, served
from tests.mail_servers import real_server
from tests.mailings import remind_on, to_smtp
from tests.projects import Root, make_project

__all__ = ["browser"]  # a fixture

pytestmark = pytest.mark.slow

BOOK = {"id": "manual-8", "type": "book", "title": "Manual of Lumps", "edition": 8}
PAGE = {"title": "Living with lumps", "owner": "breast-team", "last_reviewed": "2023-11-20"}


@pytest.fixture
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    project = make_project(tmp_path_factory.mktemp("acting"))
    project.register(BOOK)
    cited = ["manual-8", "A printed leaflet, 2020"]
    project.write("a.md", id="a", **PAGE, next_review_due="2026-11-20", references=cited)
    project.scan()
    with served(project) as running:
        yield running


def link_in_the_mail(live: Served, root: Root) -> str:
    """The address of the button in the mail that a reviewer's server took."""
    with real_server() as (letterbox, port):
        to_smtp(root, port)
        assert remind_on(root).sent == 1
    ((_, _, _, content),) = letterbox.taken
    body = message_from_bytes(content, policy=policy.default).get_body(("html",))
    assert body is not None
    address = re.findall(r'href="(https://reviews\.example\.org/act/[^"]+)"', body.get_content())[0]
    return live.url + str(address).removeprefix("https://reviews.example.org")


def tab_to(page: Page, selector: str) -> None:
    """Press the tabulator until an element has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


def choose(page: Page, name: str, down: int = 0) -> None:
    """Choose a radio button: the first, or one so many further down."""
    tab_to(page, f'input[name="{name}"]')
    page.keyboard.press("Space")
    for _ in range(down):
        page.keyboard.press("ArrowDown")


def test_a_review_is_finished_from_the_mail_with_the_keyboard_alone(browser: Browser, live: Served) -> None:
    page = browser.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=True).new_page()
    begun = time.monotonic()
    page.goto(link_in_the_mail(live, live.root))
    tab_to(page, 'a[href$="/finish"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/finish")
    for number in range(2):
        choose(page, f"supports-{number}")
        tab_to(page, f"#edition-{number}")
        page.keyboard.type("2020" if number else "8th")
    choose(page, "outcome")
    tab_to(page, "#name")
    page.keyboard.type("A breast surgeon")
    choose(page, "interests")
    tab_to(page, "button")
    page.keyboard.press("Enter")
    page.wait_for_url("**?done=finish")

    assert "The review of 23 November 2026 is recorded" in page.inner_text("main")
    assert "2026-11-23" in (live.root.path / "content" / "a.md").read_text()
    assert time.monotonic() - begun < 120
    page.context.close()
