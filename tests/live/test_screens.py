"""The live dashboard, asked as a browser asks, on both engines: every screen, every list, every file."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from bs4 import BeautifulSoup

from tests.live.serving import Client, said, served
from tests.projects import Root

NASTY = '<script>alert("x")</script>'


@pytest.fixture
def filled(root: Root) -> Root:
    """Pages in every status, a superseded source, a title that is a formula and one that is a script."""
    root.register(
        {"id": "tnm/8", "type": "book", "title": "Classification", "edition": 8, "issued": 2017,
         "superseded_by": [{"edition": 9, "released": "2025-07-03"}]},
    )  # fmt: skip
    root.write("late.md", id="late", title="=1+1", owner="breast-team", next_review_due="2026-06-06",
               last_reviewed="2024-06-06", topics=["breast"], references=["tnm/8"])  # fmt: skip
    root.write("soon.md", id="a/b c", title=NASTY, owner="lung-team", next_review_due="2026-12-06")
    root.write("fine.md", id="fine", title="Fine", reviewers=["breast-team"], next_review_due="2028-12-06")
    root.write("none.md", id="none", title="No date", risk="high")
    root.write("broken.md", id="broken", title="Broken", next_review_due="2026-02-31")
    root.scan()
    return root


@pytest.fixture
def client(filled: Root) -> Iterator[Client]:
    with served(filled.path) as site:
        yield Client(site)


SCREENS = (
    "/", "/index.html", "/pages/index.html", "/pages/late/index.html", "/pages/a%2Fb%20c/index.html",
    "/sources/index.html", "/sources/tnm%2F8/index.html", "/people/index.html", "/forecast.html", "/problems.html",
)  # fmt: skip


@pytest.mark.parametrize("address", SCREENS)
def test_every_screen_answers_and_runs_no_script_of_a_title(client: Client, address: str) -> None:
    answer = client.get(address)

    assert answer.status_code == 200
    assert NASTY not in answer.text
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]


def test_every_link_of_every_screen_leads_somewhere(client: Client) -> None:
    waiting, seen = ["/"], {"/"}
    while waiting:
        answer = client.get(waiting.pop())
        assert answer.status_code == 200, answer.url
        if "html" in answer.headers["content-type"]:
            for link in BeautifulSoup(answer.text, "html.parser").select("a[href^='/'], link[href], script[src]"):
                place = str(link.get("href") or link.get("src")).partition("#")[0]
                # Filters put together lead to as many lists as there are combinations; two at once are enough.
                if place not in seen and place.count("=") <= 2:
                    seen.add(place)
                    waiting.append(place)

    assert {"/pages/late/index.html", "/pages/overdue.html", "/pages.csv", "/assets/site.css"} <= seen
    assert len(seen) > 40


def test_the_figures_of_the_overview_are_the_lengths_of_their_lists(client: Client) -> None:
    page = client.page("/")

    cards = {
        str(card["href"]): int(said(card.select_one("b, strong, .count")))
        for card in page.select(".cards a, .cards-minor a")
    }

    assert len(cards) == 9
    for place, count in cards.items():
        assert len(client.titles(f"/{place.lstrip('/')}")) == count, place


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Broken", "=1+1", NASTY, "Fine", "No date"]),
        ("status=overdue", ["=1+1"]),
        ("person=breast-team", ["=1+1", "Fine"]),
        ("owner=nobody", ["Broken", "Fine", "No date"]),
        ("source=tnm%2F8", ["=1+1"]),
        ("risk=high", ["No date"]),
        ("topic=breast", ["=1+1"]),
        ("reason=source_superseded", ["=1+1"]),
        ("month=2026-12", [NASTY]),
        ("q=fin", ["Fine"]),
        ("sort=title&q=.md", ["Broken", "Fine", "No date", "=1+1", NASTY]),
        ("status=unheard&risk=of&flag=x&sort=y&part=-1&month=soon", ["Broken", "=1+1", NASTY, "Fine", "No date"]),
        ("part=99", ["Broken", "=1+1", NASTY, "Fine", "No date"]),
        ("q=%00", ["Broken", "=1+1", NASTY, "Fine", "No date"]),
    ],
)
def test_a_list_is_what_its_address_asks_for(client: Client, query: str, expected: list[str]) -> None:
    found = client.titles(f"/pages/index.html?{query}")

    assert found == expected if "sort" not in query or "unheard" in query else sorted(found) == sorted(expected)


@pytest.mark.parametrize(
    "query",
    ["", "status=overdue", "person=breast-team", "owner=nobody&status=current", "flag=unowned", "q=e&sort=title"],
)
def test_a_pill_counts_the_pages_that_it_stands_for(client: Client, query: str) -> None:
    pills = client.page(f"/pages/index.html?{query}").select("#pills a:has(b)")

    assert len(pills) >= 6
    for pill in pills:
        # What is pressed to be taken off again counts the list that is shown.
        place = f"/pages/index.html?{query}" if "×" in pill.get_text() else str(pill["href"])
        assert len(client.titles(place)) == int(said(pill.select_one("b"))), pill


def test_a_pill_keeps_the_other_filters_and_a_remark_is_taken_off_again(client: Client) -> None:
    page = client.page("/pages/index.html?person=breast-team&flag=never_reviewed&sort=title")

    pills = {said(pill).split(",")[0].strip(" ×"): str(pill["href"]) for pill in page.select("#pills a")}
    assert pills["Overdue 0"] == "/pages/index.html?status=overdue&flag=never_reviewed&person=breast-team&sort=title"
    assert pills["Never reviewed"] == "/pages/index.html?person=breast-team&sort=title"


def test_the_form_shows_what_was_asked_for(client: Client) -> None:
    page = client.page("/pages/index.html?q=a%22b&status=due&person=lung-team")

    fields = page.select("select:has([selected])")
    chosen = {str(one["name"]): str(one.select("option[selected]")[0]["value"]) for one in fields}
    assert [one["value"] for one in page.select("#find")] == ['a"b']
    assert chosen == {"status": "due", "person": "lung-team", "sort": "urgency"}


def test_the_files_hold_exactly_what_the_list_shows(client: Client) -> None:
    query = "person=breast-team"

    rows = list(csv.DictReader(io.StringIO(client.get(f"/pages.csv?{query}").content.decode("utf-8-sig"))))
    data = client.get(f"/pages.json?{query}").json()
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"/pages.xlsx?{query}").content)).active

    assert sheet is not None
    table: list[tuple[Any, ...]] = list(sheet.iter_rows(values_only=True))
    assert [row["id"] for row in rows] == [one["id"] for one in data] == [row[0] for row in table[1:]]
    assert [row["id"] for row in rows] == ["late", "fine"]
    # What a spreadsheet would calculate is a text in both.
    assert rows[0]["title"] == "'=1+1"
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("=1+1", "s")
    assert str(table[1][6]) == "2026-06-06 00:00:00"
    assert data[0]["title"] == "=1+1"


def test_a_file_of_nothing_is_still_a_file(client: Client) -> None:
    assert client.get("/pages.json?q=nowhere").json() == []
    assert client.get("/pages.csv?q=nowhere").text.count("\n") == 1


@pytest.mark.parametrize(
    "address",
    [
        "/pages/nope/index.html",
        "/sources/nope/index.html",
        "/pages/nope.html",
        "/sources/x-y.html",
        "/assets/../app.py",
    ],
)
def test_what_is_not_there_is_said_in_the_houses_own_words(client: Client, address: str) -> None:
    answer = client.get(address)

    assert answer.status_code == 404
    if "assets" not in address:
        assert "There is nothing here" in answer.text


def test_a_list_of_many_has_parts_that_lead_on(filled: Root) -> None:
    filled.write_pages(120)
    filled.scan()
    with served(filled.path) as site:
        client = Client(site)
        first, last, beyond = (client.titles(f"/pages/index.html?sort=due&part={part}") for part in (1, 3, 99))
        shown = client.get("/pages/index.html?sort=due&part=2").text

    assert (len(first), len(last)) == (50, 25)
    # What was a part when the link was sent may be none by now.
    assert beyond == last
    assert "Showing 51 to 100 of 125 pages." in shown
    assert "/pages/index.html?sort=due&amp;part=3" in shown


@pytest.mark.parametrize("address", ["sources/index.html", "problems.html", "forecast.html"])
def test_a_part_beyond_the_last_one_says_nothing_that_is_not_so(client: Client, address: str) -> None:
    first, beyond = (client.page(f"/{address}?part={part}").select_one("main") for part in (1, 99))

    assert said(beyond) == said(first)


def test_what_was_recorded_since_is_on_the_next_screen(filled: Root) -> None:
    with served(filled.path) as site:
        client = Client(site)
        before = client.get("/").text
        filled.write("new.md", id="new", title="New", next_review_due="2026-01-01")
        filled.scan()
        after = client.get("/").text

    assert "5 pages" in before
    assert "6 pages" in after


def test_looking_changes_nothing(filled: Root, client: Client) -> None:
    with filled.open() as project, project.ledger.begin() as connection:
        before = connection.exec_driver_sql("SELECT count(*), max(number) FROM run").one()
    for address in SCREENS:
        client.get(address)
        assert client.session.head(client.site + address, timeout=30).status_code in (200, 405)
    with filled.open() as project, project.ledger.begin() as connection:
        after = connection.exec_driver_sql("SELECT count(*), max(number) FROM run").one()

    assert before == after
