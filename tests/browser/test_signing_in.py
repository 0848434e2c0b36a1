"""Signing in as people do it: from the mail, with the keyboard alone, on a desktop and on a phone; and for axe."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_accessibility import RULES
from tests.browser.test_acting import tab_to
from tests.browser.test_dashboard import WIDTHS, browser
from tests.live.people import link_in, names, signing_in, wait_for_mail
from tests.live.visitors import Served, write_due
from tests.projects import make_project

__all__ = ["browser"]  # a fixture

pytestmark = pytest.mark.slow

NASTY = "<script>document.title = 'stolen'</script>"


@pytest.fixture
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    project = make_project(tmp_path_factory.mktemp("signing-in"))
    write_due(project, "a", title=NASTY, url="https://www.example.org/a")
    with signing_in(project, public={"pages": True, "flags": True}) as running:
        yield running


def sign_in(live: Served, page: Page, mailbox: str, place: str = "/") -> None:
    """From the first address to the place that was wanted, by the keyboard."""
    before = names(live)
    page.goto(live.url + place)
    tab_to(page, "#address")
    page.keyboard.type(mailbox)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Please look into your mail")
    page.goto(live.url + link_in(wait_for_mail(live, before)))
    tab_to(page, "button")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in/" not in url)


@pytest.mark.parametrize("width", WIDTHS)
def test_somebody_signs_in_from_the_mail_makes_a_calendar_and_signs_out_without_a_script(
    browser: Browser, live: Served, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=False)
    page = context.new_page()
    sign_in(live, page, "lead@example.org", "/pages/a/index.html")
    expect(page.get_by_role("heading", level=1)).to_have_text(NASTY)
    cookies = context.cookies()
    page.get_by_label("What it is").fill("The photo is old.")
    page.get_by_role("button", name="Flag this page").press("Enter")
    expect(page.get_by_text("The photo is old.").first).to_be_visible()
    page.get_by_role("link", name="Head of content").press("Enter")
    page.get_by_role("button", name="Make an address for Head of content").press("Enter")
    expect(page.get_by_text("/calendar/")).to_be_visible()
    page.get_by_role("button", name="Sign out here").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.goto(f"{live.url}/pages/a/index.html")

    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert [(cookie["httpOnly"], cookie["sameSite"]) for cookie in cookies] == [(True, "Lax")]
    context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_no_screen_overflows_or_complains_and_axe_finds_nothing(browser: Browser, live: Served, width: int) -> None:
    complaints: list[str] = []
    options: Any = {"color_scheme": "light" if width == WIDTHS[0] else "dark"}
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        # What goes into a frame has the heading of the page around it.
        rules = [rule for rule in RULES if rule != "best-practice" or "frame" not in name]
        report = Axe().run(page, options={"runOnly": {"type": "tag", "values": rules}}).response
        found[name] = [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in report["violations"]]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found[name].append("it is wider than the screen")

    for place in ("/sign-in", "/public/flag/a", "/public/pages/a/frame.html"):
        page.goto(live.url + place)
        look(place)
    sign_in(live, page, "boss@example.org")
    for place in ("/", "/account", "/pages/a/index.html"):
        page.goto(live.url + place)
        look(place)
    page.goto(f"{live.url}/account")
    page.get_by_role("button", name="Make an address for Boss").click()
    expect(page.get_by_text("/calendar/")).to_be_visible()
    look("made")
    context.close()

    assert {name: faults for name, faults in found.items() if faults} == {}
    assert complaints == []


def test_another_site_can_neither_frame_a_screen_nor_send_its_forms(browser: Browser, live: Served) -> None:
    context = browser.new_context()
    page = context.new_page()
    sign_in(live, page, "lead@example.org")
    evil = context.new_page()
    # Another host to the browser, and so another site, which has this form and this frame.
    evil.route(
        "http://localhost/**", lambda route: route.fulfill(body=TRAP.format(site=live.url), content_type="text/html")
    )
    evil.goto("http://localhost/trap")
    evil.locator("#send").click()
    expect(evil.get_by_role("heading", level=1)).to_have_text("That did not work")
    evil.goto("http://localhost/trap")
    framed = [frame.url for frame in evil.frames[1:]]
    page.goto(f"{live.url}/account")

    expect(page.get_by_role("heading", level=1)).to_have_text("Head of content")
    assert framed == ["chrome-error://chromewebdata/"]
    context.close()


TRAP = """<!doctype html><title>Trap</title><iframe src="{site}/account"></iframe>
<form method="post" action="{site}/sign-out"><input name="everywhere" value="1"><button id="send">Win</button></form>"""
