"""Without a mouse, with one's own colours, without motion, and on paper; what axe finds is in `test_every_screen`."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.screens import Site, make_site
from tests.browser.test_acting import tab_to
from tests.browser.test_dashboard import browser, found, site

__all__ = ["browser", "site"]  # fixtures

pytestmark = pytest.mark.slow

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with make_site(tmp_path_factory.mktemp("dashboard")) as made:
        yield made


@pytest.fixture
def page(browser: Browser, dashboard: Site) -> Iterator[Page]:
    """The first screen as a manager sees it."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    context.add_cookies([{"name": "reviewdue", "value": dashboard.manager.cookie, "url": dashboard.live.url}])
    page = context.new_page()
    page.goto(dashboard.live.url)
    yield page
    context.close()


@pytest.mark.parametrize("kind", ["index.html", "forecast.html", "pages/index.html", "sources/manual-8/index.html"])
def test_the_keyboard_alone_reaches_every_link_and_shows_where_it_is(browser: Browser, site: Path, kind: str) -> None:
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(found(site, kind).as_uri())
    # The bars of a chart are links for the mouse; the table below it has the same ones.
    links = page.locator("a[href]:not([tabindex='-1']):visible, summary:visible")
    wanted = links.count() + page.locator("button:visible, input:visible, select:visible").count()
    reached: set[str] = set()

    for _ in range(wanted + 5):
        page.keyboard.press("Tab")
        where = page.evaluate(WHERE)
        if where is not None:
            reached.add(where["place"])
            assert where["outline"], where["place"]

    assert len(reached) >= wanted
    page.context.close()


WHERE = """() => {
    const at = document.activeElement;
    if (!at || at === document.body) return null;
    const all = [...document.querySelectorAll("*")];
    const style = getComputedStyle(at);
    const shown = style.outlineStyle !== "none" || style.boxShadow !== "none";
    return {place: all.indexOf(at) + " " + at.outerHTML.slice(0, 80), outline: shown};
}"""


def press(page: Page, selector: str, heading: str) -> None:
    """Go to a link by the tabulator and follow it; it shows that it is the one, and is not out of sight."""
    tab_to(page, selector)
    assert page.evaluate(WHERE)["outline"]
    expect(page.locator(":focus")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def test_from_what_is_overdue_to_its_source_and_to_the_file_of_the_list_by_the_keyboard(page: Page) -> None:
    press(page, "a.tile-bad", "Pages: overdue")
    press(page, ".lead-cell a", "Living with lumps")
    press(page, ".source h3 a", "Manual of Lumps, 8th edition")
    press(page, "a[href='/pages/a/index.html']", "Living with lumps")
    page.go_back()
    page.go_back()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pages: overdue")
    tab_to(page, "a[href^='/pages.csv']")
    with page.expect_download() as coming:
        page.keyboard.press("Enter")

    assert "Living with lumps" in coming.value.path().read_text(encoding="utf-8-sig")


def test_a_plan_is_read_and_its_table_opened_by_the_keyboard(page: Page) -> None:
    press(page, "a[href='/forecast.html']", "What falls due, and can it be done?")
    tab_to(page, ".more-numbers > summary")
    page.keyboard.press("Enter")

    expect(page.get_by_role("table", name="Reviews by month, as they fall due and as planned")).to_be_visible()


def test_a_chart_has_a_name_and_words_that_describe_it(page: Page) -> None:
    months = page.get_by_role("group", name="Reviews finished, and reviews due, by month")
    share = page.get_by_role("img", name="Share of pages in date")

    for chart, words in ((months, "The busiest month ahead is June 2027"), (share, "do not count as in date")):
        said = chart.evaluate("one => document.getElementById(one.getAttribute('aria-describedby')).textContent")
        assert words in said


def test_the_table_of_a_chart_holds_what_the_chart_shows(page: Page) -> None:
    drawn = page.locator(".drawing-standing .value").all_text_contents()
    page.locator(".more-numbers > summary").last.press("Enter")

    rows = page.get_by_role("table", name="Reviews finished, and reviews due, by month").locator("tbody .amount")

    assert [text for text in rows.all_text_contents() if text] == drawn


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_with_the_readers_own_colours_nothing_is_lost(page: Page, scheme: str) -> None:
    page.emulate_media(forced_colors="active", color_scheme=scheme)  # type: ignore[arg-type]

    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    seen = page.evaluate("""() => ({
        icons: [...document.querySelectorAll(".chip .icon")].map(one => getComputedStyle(one).backgroundColor),
        edges: [...document.querySelectorAll(".chip")].map(one => getComputedStyle(one).borderTopStyle),
        words: [...document.querySelectorAll(".drawing text")].map(one => getComputedStyle(one).fill),
        here: [...document.querySelectorAll(".main-nav a")].filter(
            one => getComputedStyle(one).borderBottomColor !== getComputedStyle(document.body).backgroundColor).length,
    })""")

    assert seen["icons"]
    assert ground not in (*seen["icons"], *seen["words"])
    assert "none" not in seen["edges"]
    assert seen["here"] == 1


def test_whoever_wants_no_motion_gets_none(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")

    moving = page.evaluate("""() => [...document.querySelectorAll("*")].filter(one =>
        parseFloat(getComputedStyle(one).transitionDuration) || parseFloat(getComputedStyle(one).animationDuration)
    ).map(one => one.outerHTML.slice(0, 80))""")

    assert moving == []


def test_paper_gets_the_numbers_and_no_dark_ground(page: Page) -> None:
    page.emulate_media(media="print", color_scheme="dark")

    colours = page.evaluate("""() => ["body", ".panel", ".tile"].map(one =>
        getComputedStyle(document.querySelector(one)).backgroundColor)""")

    assert set(colours) <= {"rgba(0, 0, 0, 0)", "rgb(255, 255, 255)"}
    assert page.locator(".main-nav").is_hidden()
    assert page.get_by_role("table", name="Share of pages in date").is_visible()


def test_a_list_that_can_be_ticked_is_printed_without_its_buttons(page: Page, dashboard: Site) -> None:
    page.goto(f"{dashboard.live.url}/pages/index.html")
    page.emulate_media(media="print")

    assert page.get_by_role("link", name="Living with lumps").is_visible()
    assert page.locator("button:visible, select:visible, input:visible, summary:visible, legend:visible").count() == 0
    assert page.locator("tbody .lead-cell").first.evaluate("one => getComputedStyle(one).paddingLeft") == "0px"
