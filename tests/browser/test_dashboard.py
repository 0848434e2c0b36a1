import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from reviewdue.dashboard import copy_assets, render_site
from reviewdue.letters import ReminderLetter, SignInLetter, SummaryLetter, render_letter
from reviewdue.views import Site
from tests.sample_letters import DUE_TASK, FULL_TASK, make_full_summary, make_reminder, make_sign_in
from tests.sample_views import into, make_empty_site, make_environment, make_full_site

pytestmark = pytest.mark.slow

CHROMIUM = Path(os.environ.get("REVIEWDUE_TEST_CHROMIUM", "/usr/bin/chromium"))
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = [1280, 390]
KINDS = [
    "index.html",
    "pages/index.html",
    "pages/overdue.html",
    "pages/flag-unowned.html",
    "pages/month-2026-12.html",
    "pages/stage-4/index.html",
    "pages/b-1-{digest}/index.html",
    "sources/index.html",
    "sources/needs-look.html",
    "sources/manual-8/index.html",
    "people/index.html",
    "forecast.html",
    "forecast/lung-team-{digest}.html",
    "problems.html",
    "reminder.html",
    "summary.html",
    "sign_in.html",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        reason = f"no Chromium at {CHROMIUM}: install it, or name another in REVIEWDUE_TEST_CHROMIUM"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The full site on disk, with the letters beside it, as it is opened from a folder."""
    folder = tmp_path_factory.mktemp("site")
    write_site(make_full_site(), folder)
    environment = make_environment(folder)
    letters: dict[str, ReminderLetter | SummaryLetter | SignInLetter] = {
        "reminder": make_reminder(FULL_TASK, DUE_TASK),
        "summary": make_full_summary(),
        "sign_in": make_sign_in(),
    }
    for name, letter in letters.items():
        html = render_letter(environment, name, letter).html
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
    return folder


def write_site(site: Site, folder: Path) -> None:
    render_site(site, make_environment(folder), into(folder))
    copy_assets(folder, folder)


def open_page(browser: Browser, file: Path, *, width: int = 1280, script: bool = True) -> tuple[Page, list[str]]:
    """A page of the site in the browser, and the complaints the browser makes about it."""
    complaints: list[str] = []
    page = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script).new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(f"missing {request.url}"))
    page.goto(file.as_uri())
    return page, complaints


def visible_titles(page: Page) -> list[str]:
    return [title.strip() for title in page.locator("tbody tr:visible .lead-cell a").all_inner_texts()]


def found(site: Path, kind: str) -> Path:
    """The file of a kind of page; a digest in its name is looked up."""
    return next(site.glob(kind.replace("{digest}", "*")))


@pytest.mark.parametrize("width", WIDTHS)
def test_the_first_day_of_a_project_shows_well(browser: Browser, tmp_path: Path, width: int) -> None:
    write_site(make_empty_site(), tmp_path)

    page, complaints = open_page(browser, tmp_path / "index.html", width=width)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert complaints == []
    assert page.get_by_text("No scan has run yet").is_visible()
    page.context.close()


def test_the_six_cards_leave_no_hole_on_a_phone(browser: Browser, site: Path) -> None:
    page, _ = open_page(browser, site / "index.html", width=390)

    boxes = page.locator(".cards > li").evaluate_all("all => all.map(each => each.getBoundingClientRect().x)")

    assert boxes == [boxes[0], boxes[1]] * 3
    page.context.close()


def test_a_row_becomes_a_block_on_a_phone(browser: Browser, site: Path) -> None:
    page, _ = open_page(browser, site / "pages" / "index.html", width=390)

    assert page.locator("tbody tr").first.evaluate("row => getComputedStyle(row).display") == "block"
    assert page.locator("thead").first.is_hidden()
    page.context.close()


@pytest.mark.parametrize("kind", ["pages/index.html", "sources/index.html", "people/index.html", "problems.html"])
def test_cells_stand_under_their_headings(browser: Browser, site: Path, kind: str) -> None:
    page, _ = open_page(browser, site / kind)

    def left(selector: str) -> list[int]:
        found: list[int] = page.locator(selector).evaluate_all("all => all.map(each => each.offsetLeft)")
        return found

    assert left("tbody tr:first-child td") == left("thead th")
    page.context.close()


def test_typing_finds_rows_and_says_how_many(browser: Browser, site: Path) -> None:
    page, _ = open_page(browser, site / "pages" / "index.html")

    page.get_by_label("Search").fill("lung screening")

    assert visible_titles(page) == ["Lung screening 0", "Lung screening 1", "Lung screening 12"]
    assert page.get_by_role("status").inner_text() == "3 of 7 rows fit."
    page.get_by_role("button", name="Clear").click()
    assert len(visible_titles(page)) == 7
    page.context.close()


def test_a_search_that_finds_nothing_says_so(browser: Browser, site: Path) -> None:
    page, _ = open_page(browser, site / "pages" / "index.html")

    page.get_by_label("Search").fill("zzz")

    assert page.get_by_text("No row fits.").is_visible()
    page.context.close()


def test_owner_and_remark_can_be_chosen_together(browser: Browser, site: Path) -> None:
    page, _ = open_page(browser, site / "pages" / "index.html")

    page.get_by_label("Owner").select_option("Breast team")
    page.get_by_label("Remark").select_option("changed since review")

    assert visible_titles(page) == ["Stage 4 breast cancer"]
    page.context.close()


def test_a_heading_sorts_and_sorts_back_with_the_unknown_last(browser: Browser, site: Path) -> None:
    page, _ = open_page(browser, site / "pages" / "index.html")
    head = page.get_by_role("columnheader", name="Due")

    head.get_by_role("button").click()
    rising = page.locator("tbody tr").evaluate_all("rows => rows.map(row => row.dataset.due)")
    first = head.get_attribute("aria-sort")
    head.get_by_role("button").click()
    falling = page.locator("tbody tr").evaluate_all("rows => rows.map(row => row.dataset.due)")

    assert rising == [*sorted(filter(None, rising)), "", ""]
    assert falling == [*sorted(filter(None, rising), reverse=True), "", ""]
    assert (first, head.get_attribute("aria-sort")) == ("ascending", "descending")
    page.context.close()


def test_without_a_script_every_row_is_there_and_lists_are_links(browser: Browser, site: Path) -> None:
    page, _ = open_page(browser, site / "pages" / "index.html", script=False)

    assert len(visible_titles(page)) == 7
    assert page.get_by_label("Search").is_hidden()
    page.get_by_role("link", name="Overdue 1").click()
    assert visible_titles(page) == ["Stage 4 breast cancer"]
    page.context.close()


def test_a_keyboard_reaches_the_content_first(browser: Browser, site: Path) -> None:
    page, _ = open_page(browser, site / "index.html")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "content"
    page.context.close()


def test_the_policy_stops_a_script_that_slipped_in(browser: Browser, site: Path, tmp_path: Path) -> None:
    html = (site / "index.html").read_text(encoding="utf-8")
    trap = tmp_path / "trap.html"
    trap.write_text(html.replace("</main>", "<script>document.title = 'caught'</script></main>"), encoding="utf-8")

    page, complaints = open_page(browser, trap)

    assert page.title() != "caught"
    assert any("Content Security Policy" in complaint for complaint in complaints)
    page.context.close()


CONTRAST = """() => {
  const parse = text => (text.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, at) => sum + v * [.2126, .7152, .0722][at], 0);
  const ground = element => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const weak = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    if (!own || !element.checkVisibility() || element.closest(".visually-hidden, .skip")) continue;
    const [a, b] = [light(parse(getComputedStyle(element).color)), light(ground(element))];
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) weak.push(`${element.className} ${element.textContent.trim().slice(0, 30)} ${ratio.toFixed(2)}`);
  }
  return weak;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "kind", ["index.html", "pages/index.html", "pages/stage-4/index.html", "sources/index.html", "reminder.html"]
)
def test_words_stand_out_from_their_ground(browser: Browser, site: Path, kind: str, scheme: str) -> None:
    page, _ = open_page(browser, site / kind)
    # Without motion: half-way through a transition a colour is neither the one nor the other.
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]

    assert page.evaluate(CONTRAST) == []
    page.context.close()


def test_a_long_list_says_that_a_search_covers_one_part(browser: Browser, tmp_path: Path) -> None:
    overview = make_full_site().overview
    many = replace(overview.pages, overdue=700)
    site = make_full_site()
    write_site(replace(site, overview=replace(overview, pages=many)), tmp_path)

    page, _ = open_page(browser, tmp_path / "pages" / "overdue.html")

    assert page.get_by_text("Other parts have their own.").is_visible()
    page.context.close()
