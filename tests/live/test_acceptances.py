"""The screen of what was planned earlier, from which a manager takes it back after a look at what will happen."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from bs4 import Tag

from reviewdue.ledger import trail
from reviewdue.ledger.auditing import audit
from reviewdue.tasks.acting import Acting
from tests.live.people import Browser
from tests.live.test_planning import NASTY, Planner, live, moves, rows, signed_in
from tests.live.visitors import Answer, Served

__all__ = ["live"]  # a fixture

PLACE = "/forecast/accepted.html"
FORM = "form[action='/forecast/take-back'][method='post']"


@dataclass
class Manager:
    """Somebody who has accepted the whole plan and looks at what it planned."""

    browser: Browser

    def see(self, query: str = "") -> Answer:
        """Open the list."""
        return self.browser.get(f"{PLACE}{query}")

    def choose(self, query: str) -> Answer:
        """Press the button below the list, with what is ticked as the query says."""
        return self.browser.get(f"/forecast/take-back?{query}")

    def press(self, shown: Answer) -> Answer:
        """Press the button of the second form."""
        form = shown.soup.select_one(FORM)
        assert isinstance(form, Tag), shown.says
        fields: dict[str, list[str]] = {}
        for field in form.select("input"):
            fields.setdefault(str(field["name"]), []).append(str(field["value"]))
        return self.browser.post("/forecast/take-back", fields)


@pytest.fixture
def manager(live: Served) -> Manager:
    planner = signed_in(live)
    planner.press("Accept the whole plan")
    return Manager(planner.browser)


def titles(answer: Answer) -> list[str]:
    return [link.get_text() for link in answer.soup.select("tbody .lead-cell a")]


def test_what_was_accepted_is_shown_with_who_accepted_it_and_when(manager: Manager) -> None:
    shown = manager.see()

    assert titles(shown) == ["Page 0", NASTY]
    assert NASTY not in shown.response.text
    assert shown.says.count("by Head of content") == 2
    assert "23 November 2026" in shown.says
    assert "2 reviews are planned earlier already." in manager.browser.get("/forecast.html").says


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?month=2027-03", ["Page 0"]),
        ("?person=breast-team&month=2027-06", [NASTY]),
        ("?person=lung-team", []),
        ("?month=soon&part=9&person=%00", ["Page 0", NASTY]),
    ],
)
def test_the_list_is_what_its_address_asks_for(manager: Manager, query: str, expected: list[str]) -> None:
    assert titles(manager.see(query)) == expected


def test_a_look_at_what_will_happen_changes_nothing(live: Served, manager: Manager) -> None:
    shown = manager.choose("page=page/0")

    assert [row[3] for row in rows(shown, "meant")] == ["due on 5 Mar 2027 again"]
    assert moves(live) == {}


@pytest.mark.parametrize(
    ("query", "said", "back"),
    [
        ("page=page/0", "1 plan was taken back.", {"page/0"}),
        ("page=page/0&page=page/2", "2 plans were taken back.", {"page/0", "page/2"}),
        ("all=1", "2 plans were taken back.", {"page/0", "page/2"}),
        ("all=1&month=2027-06", "1 plan was taken back.", {"page/2"}),
        ("all=1&person=breast-team&page=page/0", "2 plans were taken back.", {"page/0", "page/2"}),
    ],
)
def test_plans_are_taken_back_in_whole_or_in_part(
    live: Served, manager: Manager, query: str, said: str, back: set[str]
) -> None:
    answer = manager.press(manager.choose(query))

    assert said in answer.says
    assert moves(live).keys() == back
    with live.desk.ledger.begin() as connection:
        entry = trail.entries_of(connection, "the plan of reviews")[-1]
        assert audit(connection).faults == []
    assert (entry.kind, entry.facts["reviews"]) == ("plan_taken_back", len(back))
    assert entry.actor != trail.ITSELF


@pytest.mark.usefixtures("manager")
def test_what_somebody_has_acted_on_since_is_left_alone_and_said(live: Served) -> None:
    live.clock.now += timedelta(days=80)
    live.desk.today = live.clock.now.date()
    live.root.scan(live.desk.today)
    Acting(project=live.desk.project(), page_id="page/0", actor="breast-team").acknowledge()
    manager = Manager(signed_in(live).browser)

    shown = manager.choose("all=1")
    answer = manager.press(shown)

    assert [row[3] for row in rows(shown, "meant")] == [
        "nothing somebody has acted on it since",
        "due on 1 Jun 2027 again",
    ]
    assert "1 plan was taken back." in answer.says
    assert "1 review was left alone, because somebody has acted on it since." in answer.says
    assert titles(answer) == ["Page 0"]
    assert "There is nothing to take back." in manager.choose("page=page/0").says


def test_a_form_that_shows_another_list_takes_nothing_back(live: Served, manager: Manager) -> None:
    shown = manager.choose("all=1")
    manager.press(manager.choose("page=page/0"))

    answer = manager.press(shown)

    assert answer.status == 422
    assert "The list is another one than when you saw it." in answer.says
    assert moves(live).keys() == {"page/0"}


def test_pressed_twice_it_is_done_once(live: Served, manager: Manager) -> None:
    shown = manager.choose("all=1")
    manager.press(shown)

    assert manager.press(shown).status == 422
    with live.desk.ledger.begin() as connection:
        kinds = [entry.kind for entry in trail.entries_of(connection, "the plan of reviews")]
    assert kinds == ["plan", "plan_taken_back"]


def test_whoever_may_not_plan_sees_the_list_and_takes_nothing_back(live: Served, manager: Manager) -> None:
    looker = signed_in(live, "looker@example.org").browser
    shown = looker.get(PLACE)

    asked = looker.get("/forecast/take-back?all=1")
    sent = looker.post("/forecast/take-back", {"form_token": looker.token(), "all": "1", "count": "2"})
    forged = manager.browser.post("/forecast/take-back", {"form_token": looker.token(), "all": "1", "count": "2"})

    assert titles(shown) == ["Page 0", NASTY]
    assert shown.soup.select("input.tick, form[action='/forecast/take-back']") == []
    assert [asked.status, sent.status, forged.status] == [403, 403, 403]
    assert moves(live) == {}


@pytest.mark.parametrize(
    "fields",
    [{"month": "soon", "all": "1", "count": "2"}, {"all": "1", "count": "9" * 400}, {"page": "\0", "count": "0"}],
)
def test_what_no_form_of_ours_says_takes_nothing_back(live: Served, manager: Manager, fields: dict[str, str]) -> None:
    answer = manager.browser.post("/forecast/take-back", {"form_token": manager.browser.token(), **fields})

    assert answer.status in (400, 422)
    assert moves(live) == {}


def test_where_nothing_is_planned_earlier_the_screen_says_so(live: Served) -> None:
    shown = Planner(signed_in(live).browser).browser.get(PLACE)

    assert "No review is planned earlier than it falls due." in shown.says
    assert shown.soup.select("form.finder, table") == []
