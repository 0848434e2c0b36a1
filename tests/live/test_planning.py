"""The forecast's screen: the numbers of the command, and a plan that a manager accepts in whole or in part."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from bs4 import Tag

from reviewdue.foreseeing import foresee
from reviewdue.ledger import trail
from tests.live.people import Browser, signing_in
from tests.live.visitors import Answer, Served
from tests.projects import Root

NASTY = "<script>alert(1)</script>\"'&"


@pytest.fixture
def live(root: Root) -> Iterator[Served]:
    """Two reviews of a team whose even share is one a month, in each of two months, and one of nobody's."""
    for number, due in enumerate(("2027-03-05", "2027-03-20", "2027-06-01", "2027-06-02")):
        title = NASTY if number == 2 else f"Page {number}"
        root.write(f"{number}.md", id=f"page/{number}", title=title, owner="breast-team", next_review_due=due)
    root.write("nobodys.md", id="nobodys", title="Nobody's", next_review_due="2027-01-01")
    root.scan()
    with signing_in(root) as running:
        yield running


@dataclass
class Planner:
    """Somebody who looks at the forecast and presses its buttons."""

    browser: Browser

    def see(self, query: str = "") -> Answer:
        """Open the forecast."""
        return self.browser.get(f"/forecast.html{query}")

    def press(self, button: str, query: str = "") -> Answer:
        """Press the button whose words begin so."""
        for form in self.see(query).soup.select("form[action='/forecast/accept']"):
            if form.get_text(" ", strip=True).startswith(button):
                return self.send({str(field["name"]): str(field["value"]) for field in form.select("input")})
        raise AssertionError(f"no button says {button}")

    def send(self, fields: dict[str, str]) -> Answer:
        """Send a form."""
        return self.browser.post("/forecast/accept", fields)


def signed_in(live: Served, mailbox: str = "lead@example.org") -> Planner:
    browser = Browser(live)
    browser.sign_in(mailbox)
    return Planner(browser)


def moves(live: Served) -> dict[str, str]:
    """What the plan of now still moves."""
    project = live.desk.project()
    with live.desk.ledger.begin() as connection:
        return {move.review.page_id: str(move.planned) for move in foresee(connection, project).moves}


def rows(answer: Answer, table: str) -> list[list[str]]:
    """The cells of a table's rows, by the id that names it."""
    found = answer.soup.select(f"table[aria-labelledby='{table}'] tbody tr")
    return [[cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])] for row in found]


def test_the_screen_has_the_numbers_of_the_command(live: Served) -> None:
    shown = signed_in(live).see()

    project = live.desk.project()
    with live.desk.ledger.begin() as connection:
        found = foresee(connection, project)
    assert [[int(cell.split()[0]) for cell in row[1:3]] for row in rows(shown, "months")] == [
        [month.due, month.planned] for month in found.months
    ]
    assert [(row[0], row[6]) for row in rows(shown, "people")] == [("Breast team", "2"), ("With nobody", "0")]
    assert [row[0] for row in rows(shown, "moves")] == ["Page 0", NASTY]
    assert NASTY not in shown.response.text


def test_a_person_has_a_forecast_of_their_own_and_nobody_has_one_too(live: Served) -> None:
    planner = signed_in(live)

    team, nobody, unknown = (planner.see(f"?person={one}") for one in ("breast-team", "nobody", "lung-team"))

    assert "Breast team: what falls due" in team.says
    assert "1 review a month can be done, an even share." in team.says
    assert "Nobody is named for these pages; the plan spreads them evenly, 1 a month." in nobody.says
    assert "No month asks for more than can be done." in nobody.says
    assert "Nothing falls due for Lung team in these months. This is the forecast of everyone." in unknown.says


def test_the_whole_plan_is_accepted_and_its_screen_says_so(live: Served) -> None:
    planner = signed_in(live)

    answer = planner.press("Accept the whole plan")

    assert "2 reviews are planned earlier." in answer.says
    assert "No date on a page has changed." in answer.says
    assert moves(live) == {}
    assert [row[1:3] for row in rows(answer, "months") if row[0] == "Feb 2027"] == [["1", "1"]]


@pytest.mark.parametrize(
    ("button", "query", "left"),
    [
        ("Accept for Page 0", "", {"page/2"}),
        ("Accept the moves out of June 2027", "", {"page/0"}),
        ("Accept it for March 2027", "?month=2027-03", {"page/2"}),
        ("Accept the whole plan", "?person=breast-team", set()),
    ],
)
def test_a_plan_is_accepted_in_part(live: Served, button: str, query: str, left: set[str]) -> None:
    signed_in(live).press(button, query)

    assert moves(live).keys() == left


def test_who_accepted_what_is_in_the_trail(live: Served) -> None:
    signed_in(live).press("Accept the moves out of June 2027")

    with live.desk.ledger.begin() as connection:
        (entry,) = trail.entries_of(connection, "the plan of reviews")
    assert (entry.kind, entry.facts) == ("plan", {"page": None, "month": "2027-06", "reviews": 1})
    assert entry.actor != trail.ITSELF


def test_a_plan_that_is_another_by_now_is_not_accepted(live: Served) -> None:
    planner = signed_in(live)
    form = planner.see().soup.select_one("form[action='/forecast/accept']")
    assert isinstance(form, Tag)
    fields = {str(field["name"]): str(field["value"]) for field in form.select("input")}
    planner.press("Accept for Page 0")

    answer = planner.send(fields)

    assert "Nothing was accepted. The plan has changed since you saw it." in answer.says
    assert moves(live).keys() == {"page/2"}


def test_whoever_may_not_accept_sees_the_plan_without_a_button(live: Served) -> None:
    planner = signed_in(live, "looker@example.org")
    shown = planner.see()

    refused = planner.send({"form_token": planner.browser.token(), "count": "2"})

    assert rows(shown, "moves") != []
    assert shown.soup.select("form[action='/forecast/accept']") == []
    assert refused.status == 403
    assert len(moves(live)) == 2


@pytest.mark.parametrize(
    "fields", [{"month": "soon", "count": "2"}, {"count": "9" * 400}, {"page": "\0", "count": "1"}]
)
def test_what_no_form_of_ours_says_changes_nothing(live: Served, fields: dict[str, str]) -> None:
    planner = signed_in(live)

    answer = planner.send({"form_token": planner.browser.token(), **fields})

    assert answer.status in (200, 400)
    assert len(moves(live)) == 2
