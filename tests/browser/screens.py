"""Every screen that people see, each with how to get there: published files, the live dashboard, acting pages, mail."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from playwright.sync_api import Page

from reviewdue.foreseeing import Part, accept_plan, foresee
from tests.live.people import Browser, link_in, names, settle, signing_in, wait_for_mail
from tests.live.visitors import Served
from tests.mailings import outbox
from tests.projects import make_project
from tests.test_summarising import summarise

NASTY = "<script>alert(1)</script>\"'& and a title that is a great deal longer than anybody would like it to be"
BOOK = {"id": "tnm/8", "type": "book", "title": "Manual of Lumps", "edition": 8, "superseded_by": "tnm/9"}
NEWER = {"id": "tnm/9", "type": "book", "title": "Manual of Lumps", "edition": 9, "issued": 2025}


@dataclass(frozen=True, slots=True)
class Site:
    """A running dashboard whose visitor is signed in as a manager, and the folder of what was written."""

    live: Served
    manager: Browser
    folder: Path


def _fill(folder: Path) -> Iterator[Site]:
    project = make_project(folder)
    project.register(BOOK, NEWER)
    project.write_pages(60)
    late = {
        "owner": "breast-team",
        "last_reviewed": "2023-11-20",
        "references": ["tnm/8", f"A printed {'leaflet' * 12}, 2020"],
    }
    project.write(
        "a.md",
        id="a",
        title="Living with lumps",
        url="https://www.example.org/a",
        next_review_due="2026-11-20",
        topics=["breast"],
        **late,
    )
    project.write("b.md", id="b/1", title=NASTY, next_review_due="2027-06-01", owner="lung-team")
    project.write("broken.md", id="broken", title="Broken", next_review_due="2026-02-31")
    project.write("endless.md", id="endless", title="Otorhinolaryngology" * 9, next_review_due="2026-11-30")
    project.write("undated.md", id="undated", title="No date")
    project.scan(date(2026, 11, 1))
    project.scan()
    with signing_in(project, public={"pages": True, "flags": True}) as live:
        manager = Browser(live)
        manager.sign_in("lead@example.org")
        _accept_a_plan(live)
        yield Site(live, manager, folder)


def _accept_a_plan(live: Served) -> None:
    project = live.desk.project()
    with project.ledger.begin() as connection:
        found = foresee(connection, project)
    accept_plan(project, found, Part(page=found.moves[0].review.page_id), "lead")


make_site = contextmanager(_fill)


def _on(path: str) -> Callable[[Site], str]:
    return lambda site: site.live.url + path


def _acting(path: str = "") -> Callable[[Site], str]:
    return lambda site: site.live.link() + path


def _sign_in_link(site: Site) -> str:
    before = names(site.live)
    Browser(site.live).post("/sign-in", {"address": "breast@example.org", "next": "/"})
    settle(site.live)
    return site.live.url + link_in(wait_for_mail(site.live, before))


def _mute_link(site: Site) -> str:
    summarise(site.live.root, site.live.clock.now.date())
    message = next(one for one in outbox(site.live.root) if one["List-Unsubscribe"])
    address = str(message["List-Unsubscribe"]).strip("<>")
    return site.live.url + address.removeprefix(str(site.live.desk.settings.serve.url))


def _press(*selectors: str) -> Callable[[Page], None]:
    def press(page: Page) -> None:
        for selector in selectors:
            page.click(selector)
        page.wait_for_selector("[role=alert], [role=status]")

    return press


def _ask_for_a_link(page: Page) -> None:
    page.fill("#address", "nobody@example.org")
    with page.expect_navigation():
        page.click("button")


def _make_a_calendar(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Make an address for Head of content").click()


SCREENS: Mapping[str, Callable[[Site], str]] = {
    "overview": _on("/"),
    "pages": _on("/pages/index.html"),
    "pages found": _on("/pages/index.html?status=overdue&person=breast-team"),
    "no page found": _on("/pages/index.html?q=zzz"),
    "a page": _on("/pages/a/index.html"),
    "a broken page": _on("/pages/broken/index.html"),
    "sources": _on("/sources/index.html"),
    "a source": _on("/sources/tnm%2F8/index.html"),
    "people": _on("/people/index.html"),
    "forecast": _on("/forecast.html"),
    "forecast of a person": _on("/forecast.html?person=breast-team"),
    "forecast, accepted": _on("/forecast.html?accepted=2"),
    "forecast, changed": _on("/forecast.html?stale=1"),
    "planned earlier": _on("/forecast/accepted.html"),
    "planned earlier, taken back": _on("/forecast/accepted.html?person=nobody&taken=2&left=1"),
    "take plans back": _on("/forecast/take-back?all=1"),
    "take plans back, nothing ticked": _on("/forecast/take-back"),
    "pages, handed on": _on("/pages/index.html?done=assign&many=3"),
    "hand on": _on("/tasks/choose?page=a&do=assign"),
    "put off, refused": _on("/tasks/choose?page=a&do=defer"),
    "put off, nothing ticked": _on("/tasks/choose?do=defer"),
    "problems": _on("/problems.html"),
    "nothing there": _on("/nothing.html"),
    "account": _on("/account"),
    "account, calendar made": _on("/account"),
    "sign in": _on("/sign-in"),
    "sign in, link sent": _on("/sign-in"),
    "sign in, button": _sign_in_link,
    "sign in, too late": _on("/sign-in/nonsense"),
    "task": _acting(),
    "task, put off too far": _acting(),
    "finish": _acting("/finish"),
    "finish, refused": _acting("/finish"),
    "flag": _on("/public/flag/a"),
    "link of nobody": _acting("x"),
    "mute": _mute_link,
}
THEN: Mapping[str, Callable[[Page], None]] = {
    "account, calendar made": _make_a_calendar,
    "put off, refused": _press("form.deed-form button"),
    "sign in, link sent": _ask_for_a_link,
    "task, put off too far": _press('summary:has-text("Put it off")', "details[open] button"),
    "finish, refused": _press("text=Record this review"),
}
WITHOUT_SESSION = {name for name in SCREENS if name.startswith("sign in") or name in ("task", "finish", "mute", "flag")}
