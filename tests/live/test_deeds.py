"""Acting from lists: what was ticked is shown first, and then it is done once, as far as one may."""

from typing import Any
from urllib.parse import urlencode

import pytest

from reviewdue.ledger import tasks as task_ledger
from reviewdue.tasks import TaskState
from reviewdue.tasks.together import MOST
from tests.live.people import Browser, signing_in
from tests.live.visitors import Answer, Served, write_due
from tests.projects import Root

LEAD, REVIEWER, LOOKER = "lead@example.org", "breast@example.org", "looker@example.org"


def manager(live: Served, mailbox: str = LEAD) -> Browser:
    browser = Browser(live)
    browser.sign_in(mailbox)
    return browser


def choose(browser: Browser, do: str, *pages: str, **more: str) -> Answer:
    """Tick pages and press a button below the list."""
    return browser.get("/tasks/choose?" + urlencode([("do", do), *(("page", page) for page in pages), *more.items()]))


def fields(answer: Answer, **filled: str) -> dict[str, Any]:
    """The form of a page, filled in."""
    form = answer.soup.select_one("form.deed-form")
    assert form is not None, answer.says
    found: dict[str, Any] = {}
    for one in form.select("input[type=hidden]"):
        found.setdefault(str(one["name"]), []).append(str(one["value"]))
    return {**found, **filled}


@pytest.fixture
def due(root: Root) -> Root:
    """Two pages that are due, and one that is not."""
    write_due(root, "a")
    write_due(root, "b")
    root.write("c.md", id="c", title="Page c", next_review_due="2029-01-01", owner="breast-team")
    root.scan()
    return root


def ids(root: Root) -> dict[str, str]:
    return {line.title: line.id for line in root.lines().values()}


def test_what_was_ticked_is_shown_with_what_will_happen_and_nothing_has(due: Root) -> None:
    page = ids(due)
    with signing_in(due) as live:
        answer = choose(manager(live), "assign", *page.values())

        assert live.task(page["Page a"]).assignee is None
    assert "Hand on 2 reviews" in answer.says
    assert "no review of it is asked for at present" in answer.says


def test_a_manager_hands_several_on_at_once_and_is_told_on_the_list(due: Root) -> None:
    page = ids(due)
    with signing_in(due) as live:
        browser = manager(live)
        form = fields(choose(browser, "assign", page["Page a"], page["Page b"]), to="lung-team", why="They know it.")
        answer = browser.post("/tasks/do", form)
        again = browser.post("/tasks/do", form)

        assert [live.task(page[name]).assignee for name in ("Page a", "Page b")] == ["lung-team"] * 2
        assert live.history(page["Page a"]).count("assigned") == 1
    assert "2 reviews handed on." in answer.says
    assert "2 reviews handed on." in again.says


@pytest.mark.parametrize(
    ("do", "filled", "state"),
    [
        ("defer", {"until": "2026-12-20", "why": "Staff are away."}, TaskState.DEFERRED),
        ("cancel", {"why": "The page is merged into another."}, TaskState.CANCELLED),
        ("request", {"why": "A reader asked."}, TaskState.OPEN),
    ],
)
def test_reviews_are_put_off_called_off_and_asked_for(
    due: Root, do: str, filled: dict[str, str], state: TaskState
) -> None:
    page = ids(due)["Page a"]
    with signing_in(due) as live:
        browser = manager(live)
        browser.post("/tasks/do", fields(choose(browser, do, page), **filled))

        assert live.task(page).state is state
        assert "lead" in actors(live, page)


def actors(live: Served, page: str) -> set[str]:
    """Who did something with the task of a page."""
    with live.desk.ledger.begin() as connection:
        task = task_ledger.tasks_of(connection, [page])[page][0]
        return {step.actor for step in task_ledger.history_of(connection, [task.id])[task.id]}


@pytest.mark.parametrize(
    ("do", "filled", "said"),
    [
        ("assign", {}, "Choose whom it should go to."),
        ("defer", {"why": "x"}, "Name a day"),
        ("defer", {"until": "2026-12-20"}, "Say why"),
        ("cancel", {}, "Say why"),
    ],
)
def test_a_form_that_lacks_something_changes_nothing_and_says_what(
    due: Root, do: str, filled: dict[str, str], said: str
) -> None:
    page = ids(due)["Page a"]
    with signing_in(due) as live:
        browser = manager(live)
        answer = browser.post("/tasks/do", fields(choose(browser, do, page), **filled))

        assert live.history(page) == ["opened"]
    assert answer.status == 422
    assert said in answer.says
    assert "Nothing has been changed" in answer.says


def test_what_the_policy_refuses_is_named_page_by_page(due: Root) -> None:
    page = ids(due)["Page a"]
    with signing_in(due) as live:
        browser = manager(live)
        form = fields(choose(browser, "defer", page), until="2028-01-01", why="Later.")
        answer = browser.post("/tasks/do", form)

        assert live.task(page).state is TaskState.OPEN
    assert "1 review was not put off" in answer.says
    assert "more than 90 days away" in answer.says


def test_all_that_a_list_finds_is_acted_on_unless_the_list_has_changed(due: Root) -> None:
    page = ids(due)
    with signing_in(due) as live:
        browser = manager(live)
        shown = fields(choose(browser, "assign", of="status=overdue", all="1"), to="lung-team")
        due.write("d.md", id="d", title="Page d", next_review_due="2026-11-01", owner="lung-team")
        due.scan()
        changed = browser.post("/tasks/do", shown)
        browser.post("/tasks/do", fields(changed, to="lung-team"))

        assert [live.task(page[name]).assignee for name in ("Page a", "Page b")] == ["lung-team"] * 2
        assert live.task("d").assignee == "lung-team"
    assert changed.status == 422
    assert "another one than when you saw it" in changed.says


def test_more_than_is_done_at_once_is_refused(due: Root) -> None:
    due.write_pages(MOST + 1)
    due.scan()
    with signing_in(due) as live:
        answer = choose(manager(live), "request", of="", all="1")

    assert "more than is done at once" in answer.says
    assert answer.soup.select_one("form.deed-form") is None


def test_a_reviewer_acts_on_their_own_and_on_no_other(due: Root) -> None:
    due.write("l.md", id="l", title="Page l", next_review_due="2026-11-01", owner="lung-team")
    due.scan()
    page = ids(due)["Page a"]
    with signing_in(due) as live:
        browser = manager(live, REVIEWER)
        answer = choose(browser, "defer", page, "l")
        form = fields(answer, until="2026-12-20", why="Away.")
        browser.post("/tasks/do", {**form, "page": [page, "l"], "count": "1"})

        assert (live.task(page).state, live.task("l").state) == (TaskState.DEFERRED, TaskState.OPEN)
    assert "this review is not yours" in answer.says


def test_whoever_may_only_look_is_offered_nothing_and_refused(due: Root) -> None:
    page = ids(due)["Page a"]
    with signing_in(due) as live:
        browser = manager(live, LOOKER)
        listed = browser.get("/pages/index.html")
        answer = choose(browser, "cancel", page)

    assert listed.soup.select("input.tick") == []
    assert answer.status == 403


def test_a_form_leads_back_to_no_other_site(due: Root) -> None:
    page = ids(due)["Page a"]
    with signing_in(due) as live:
        browser = manager(live)
        answer = choose(browser, "cancel", page, back="//evil.example/")
        form = fields(answer, why="x", back="https://evil.example/")
        sent = browser.post("/tasks/do", form, allow_redirects=False)

    assert "evil" not in answer.response.text
    assert sent.response.headers["location"].startswith("/?done=cancel")


def test_what_is_no_deed_is_not_there(due: Root) -> None:
    with signing_in(due) as live:
        assert choose(manager(live), "explode", "a").status == 404
