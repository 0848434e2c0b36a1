"""The live dashboard in a browser: it answers without a script, and without a reload where there is one."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.test_dashboard import browser
from tests.live.serving import served
from tests.projects import make_project

__all__ = ["browser"]  # a fixture

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    project = make_project(tmp_path_factory.mktemp("live"))
    project.register({"id": "book", "type": "book", "title": "A book", "issued": 2017})
    project.write_pages(60)
    project.write("late.md", title="Long overdue", owner="lung-team", next_review_due="2026-01-01", references=["book"])
    project.write("broken.md", title="Broken", next_review_due="2026-02-31")
    project.scan()
    with served(project.path) as address:
        yield address


def test_with_a_script_the_list_follows_what_is_typed_and_the_address_too(browser: Browser, site: str) -> None:
    page = browser.new_page()
    page.goto(f"{site}/pages/index.html")
    page.evaluate("window.stayed = true")

    page.get_by_label("Search").fill("overdue")
    expect(page.get_by_role("status")).to_have_text("1 page.")
    page.get_by_label("Status").select_option("current")
    expect(page.get_by_text("No page fits.")).to_be_visible()

    assert page.evaluate("window.stayed") is True
    assert page.url.endswith("/pages/index.html?q=overdue&status=current")
    expect(page.locator("#pills [aria-current]")).to_have_text("Current 0")
    page.close()


def test_with_a_script_the_heading_and_the_pills_follow_the_list_also_back(browser: Browser, site: str) -> None:
    page = browser.new_page()
    page.goto(f"{site}/pages/index.html")

    page.get_by_label("With", exact=True).select_option("lung-team")

    expect(page.get_by_role("heading", level=1)).to_have_text("Pages of Lung team")
    expect(page.locator("#pills li").first).to_have_text("All 1")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("All pages")
    expect(page.locator("#pills li").first).to_have_text("All 62")
    page.close()


def test_with_a_script_the_view_that_is_saved_is_the_one_that_is_shown(browser: Browser, site: str) -> None:
    page = browser.new_page()
    page.goto(f"{site}/pages/index.html")

    page.get_by_label("Status").select_option("overdue")
    page.get_by_text("Save this view").click()
    page.get_by_label("Name").fill("What is late")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("link", name="What is late")).to_have_attribute("href", "/pages/index.html?status=overdue")
    page.get_by_role("button", name="Forget").click()
    expect(page.get_by_role("link", name="What is late")).to_have_count(0)
    page.close()


def test_reviews_are_handed_on_with_the_keyboard_alone(browser: Browser, site: str) -> None:
    page = browser.new_page()
    page.goto(f"{site}/pages/index.html?status=overdue")

    page.get_by_label("Choose Long overdue").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Hand on").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Whom should it go to?").select_option("breast-team")
    page.get_by_role("button", name="Hand on 1 review").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("1 review handed on.")).to_be_visible()
    page.get_by_role("link", name="Long overdue").click()
    expect(page.get_by_text("With Breast team")).to_be_visible()
    page.close()


def test_without_a_script_the_button_does_the_same(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/pages/index.html")

    page.get_by_label("Search").fill("overdue")
    page.get_by_role("button", name="Show").click()

    expect(page.get_by_role("status")).to_have_text("1 page.")
    assert "q=overdue" in page.url
    context.close()


def test_the_keyboard_alone_finds_a_page_and_opens_it(browser: Browser, site: str) -> None:
    page = browser.new_page()
    page.goto(f"{site}/pages/index.html")

    page.get_by_label("Search").focus()
    page.keyboard.type("long over")
    expect(page.get_by_role("status")).to_have_text("1 page.")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Long overdue":
            break
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Long overdue")
    page.close()
