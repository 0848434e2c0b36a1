"""WCAG 2.2 AA as far as a program can tell (axe-core), on every screen: light and dark, on a desk and on a phone.

In the same visit: nothing is wider than the screen, and the browser has nothing to complain about.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.screens import SCREENS, THEN, WITHOUT_SESSION, Site, make_site
from tests.browser.test_accessibility import RULES
from tests.browser.test_dashboard import KINDS, browser, found, site
from tests.cli.commands import reviewdue

__all__ = ["browser", "site"]  # fixtures

pytestmark = pytest.mark.slow

# Mail is read inside another page, which has the landmarks and the headings around it.
LETTERS = {"reminder.html", "summary.html", "sign_in.html"}
# Layout goes by width and colour by scheme, so each is judged in full once; what is left to judge is colours.
WIDEST, NARROWEST = 1280, 320
COLOURS = ("color-contrast", "link-in-text-block")
LOOKS: tuple[tuple[int, Literal["light", "dark"], bool], ...] = (
    (WIDEST, "light", True), (WIDEST, "dark", False), (390, "dark", True), (390, "light", False),
)  # fmt: skip


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with make_site(tmp_path_factory.mktemp("screens")) as made:
        yield made


@pytest.fixture(scope="module")
def stranger(browser: Browser) -> Iterator[BrowserContext]:
    """The browser of somebody whom nobody knows, without motion: half-way a colour is neither the one nor the other."""
    context = browser.new_context(reduced_motion="reduce")
    yield context
    context.close()


@pytest.fixture(scope="module")
def manager(browser: Browser, dashboard: Site) -> Iterator[BrowserContext]:
    """The same of a manager who is signed in."""
    context = browser.new_context(reduced_motion="reduce")
    context.add_cookies([{"name": "reviewdue", "value": dashboard.manager.cookie, "url": dashboard.live.url}])
    yield context
    context.close()


def look_at(page: Page, rules: list[str]) -> list[str]:
    """What is wrong with a page in any look."""
    said = []
    for width, scheme, in_full in LOOKS:
        if width < WIDEST:
            # What is folded away on a desk is judged unfolded on a phone.
            page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        wanted = {"type": "tag", "values": rules} if in_full else {"type": "rule", "values": COLOURS}
        # Nothing that a page does not load is loaded for axe.
        report = Axe().run(page, options={"runOnly": wanted, "preload": False}).response
        assert len(report["passes"]) > (5 if in_full else 0)
        for one in report["violations"]:
            said += [f"{width} {scheme} {one['id']}: {node['html'][:200]}" for node in one["nodes"]]
        said += overflow(page, width)
    # A desk at four times the size (1.4.10).
    page.set_viewport_size({"width": NARROWEST, "height": 900})
    return said + overflow(page, NARROWEST)


def overflow(page: Page, width: int) -> list[str]:
    """A word on a page that is wider than the screen."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [f"on a screen of {width} it is {wide} wide"] if wide > width else []


def listen(page: Page) -> list[str]:
    """What the browser complains about, but for the addresses that are refused or missing on purpose."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if "status of 4" not in message.text else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_of_the_running_dashboard_is_for_everybody(
    stranger: BrowserContext, manager: BrowserContext, dashboard: Site, name: str
) -> None:
    page = (stranger if name in WITHOUT_SESSION else manager).new_page()
    complaints = listen(page)
    address = SCREENS[name](dashboard)
    page.goto(address)
    # Nobody was sent away to sign in.
    assert page.url == address
    if name in THEN:
        THEN[name](page)

    assert look_at(page, [*RULES]) == []
    assert complaints == []
    page.close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_published_page_and_a_letter_are_for_everybody(stranger: BrowserContext, site: Path, kind: str) -> None:
    page = stranger.new_page()
    complaints = listen(page)
    page.goto(found(site, kind).as_uri())

    assert look_at(page, [rule for rule in RULES if rule != "best-practice" or kind not in LETTERS]) == []
    assert complaints == []
    page.close()


def test_the_evidence_of_a_page_is_for_everybody(stranger: BrowserContext, dashboard: Site) -> None:
    ended = reviewdue("evidence", "a", "--output", "packs", cwd=dashboard.folder)
    assert ended.status == 0, ended.err
    page = stranger.new_page()
    page.goto((dashboard.folder / "packs" / "a.html").as_uri())

    assert look_at(page, [*RULES]) == []
    page.close()
