"""WCAG 2.2 AA as far as a program can tell (axe-core), on every kind of page, in both colour schemes and widths."""

from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browser.test_dashboard import KINDS, browser, found, site

__all__ = ["browser", "site"]  # fixtures

pytestmark = pytest.mark.slow

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# Mail is read inside another page, which has the landmarks and the headings around it.
LETTERS = {"reminder.html", "summary.html"}


# Layout goes by width and contrast by scheme: a kind in both of each, and the first screen in every way.
LOOKS: list[tuple[str, int, Literal["light", "dark"]]] = [
    *((kind, 1280, "light") for kind in KINDS),
    *((kind, 390, "dark") for kind in KINDS),
    ("index.html", 1280, "dark"),
    ("index.html", 390, "light"),
]


@pytest.mark.parametrize(("kind", "width", "scheme"), LOOKS)
def test_axe_finds_nothing(
    browser: Browser, site: Path, kind: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.goto(found(site, kind).as_uri())
    rules = [rule for rule in RULES if rule != "best-practice"] if kind in LETTERS else [*RULES]

    report = Axe().run(page, options={"runOnly": {"type": "tag", "values": rules}}).response

    told = [f"{one['id']}: {node['html'][:200]}" for one in report["violations"] for node in one["nodes"]]
    assert told == []
    assert len(report["passes"]) > 5
    context.close()


@pytest.mark.parametrize("kind", ["index.html", "pages/index.html", "sources/manual-8/index.html"])
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
