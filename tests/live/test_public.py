"""What anybody may ask for, on both engines: what a page says of its review, and the form in which readers flag it."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from reviewdue.reviews.recording import record_review
from reviewdue.reviews.records import Outcome, Reviewer, SourceAnswer, Statement, Support
from tests.live.people import Browser, signing_in
from tests.live.visitors import Answer, Served, write_due
from tests.projects import TODAY, Root

NASTY = "</script><script>alert(1)</script>"
OPEN = {"pages": True, "flags": True}
WHAT = "The dose in the second table is out of date."


@pytest.fixture
def live(root: Root) -> Iterator[Served]:
    root.configure(publisher={"name": "Example Health", "base_url": "https://www.example.org"})
    root.register({"id": "paper", "type": "article-journal", "title": "A trial", "DOI": "10.1000/1", "issued": "2020"})
    root.write("nasty.md", id="n/a b", title=NASTY, url="/nasty", next_review_due="2028-12-06",
               last_reviewed="2025-12-06")  # fmt: skip
    write_due(root, "a", url="/a", references=["paper"], last_reviewed="2025-06-06", topics=["breast cancer"])
    with signing_in(root, public=OPEN) as found:
        yield found


def review(root: Root) -> None:
    """A recorded review of a page."""
    with root.open(TODAY) as project:
        statement = Statement(
            outcome=Outcome.NO_CHANGE,
            reviewers=(Reviewer(name="A. Person", role="Breast surgeon", organisation="Example Hospital"),),
            sources=(SourceAnswer(cited="paper", supports=Support.YES, edition="2020"),),
            reason="It was due.",
        )
        record_review(project, "a", statement, actor="lead")


# What a page says of its review


def test_a_page_is_described_as_schema_org_has_it(live: Served) -> None:
    answer = Browser(live).get("/public/pages/a/about.jsonld")
    described = json.loads(answer.response.text)

    assert answer.response.headers["content-type"] == "application/ld+json"
    assert described["@type"] == "MedicalWebPage"
    assert described["url"] == "https://www.example.org/a"
    assert described["lastReviewed"] == "2025-06-06"
    assert described["publisher"] == {"@type": "Organization", "name": "Example Health"}
    assert described["citation"] == [
        {"@type": "ScholarlyArticle", "name": "A trial", "datePublished": "2020", "url": "https://doi.org/10.1000/1",
         "identifier": ["doi:10.1000/1"]}
    ]  # fmt: skip
    assert "reviewedBy" not in described


@pytest.mark.parametrize(
    ("reviewers", "expected"),
    [
        ("nobody", None),
        ("roles", {"@type": "Person", "jobTitle": "Breast surgeon"}),
        ("names", {"@type": "Person", "name": "A. Person", "jobTitle": "Breast surgeon"}),
    ],
)
def test_reviewers_are_named_as_far_as_it_is_allowed(root: Root, reviewers: str, expected: Any) -> None:
    root.register({"id": "paper", "type": "article-journal", "title": "A trial"})
    write_due(root, "a", url="https://www.example.org/a", references=["paper"], last_reviewed="2025-06-06")
    review(root)
    with signing_in(root, public={"pages": True, "reviewers": reviewers}) as live:
        text = Browser(live).get("/public/pages/a/about.jsonld").response.text

    found = json.loads(text).get("reviewedBy")
    hospital = {"affiliation": {"@type": "Organization", "name": "Example Hospital"}}
    assert found == ([{**expected, **hospital}] if expected else None)
    assert ("A. Person" in text) is (reviewers == "names")


def test_no_title_ends_the_element_in_which_the_document_stands(live: Served) -> None:
    text = Browser(live).get("/public/pages/n%2Fa%20b/about.jsonld").response.text

    assert "<" not in text
    assert json.loads(text)["name"] == NASTY


def test_the_line_to_be_embedded_has_the_dates_and_nothing_that_runs(live: Served) -> None:
    line = Browser(live).get("/public/pages/n%2Fa%20b/reviewed.html")
    overdue = Browser(live).get("/public/pages/a/reviewed.html")
    frame = Browser(live).get("/public/pages/n%2Fa%20b/frame.html")

    assert line.response.text.startswith('<p class="last-reviewed">')
    assert "Last reviewed 6 December 2025 . Next review due 6 December 2028 ." in line.says
    assert "Next review due" not in overdue.says
    assert "<script" not in frame.response.text
    policy = frame.response.headers["content-security-policy"]
    assert "frame-ancestors https://www.example.org" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy


@pytest.mark.parametrize(
    "address",
    ["/public/pages/nothing/about.jsonld", "/public/flag/nothing", "/public/flag/a%00b", "/public/pages/a/index.html",
     "/public/pages/..%2F..%2Freviewdue.yaml/about.jsonld", "/public/", "/public/flag/", "/public/../pages.csv"],
)  # fmt: skip
def test_what_is_not_on_the_lists_is_not_there(live: Served, address: str) -> None:
    answer = Browser(live).get(address)

    assert answer.status == 404 or answer.response.url.startswith(f"{live.url}/sign-in")


def test_nothing_is_public_until_that_is_said(root: Root) -> None:
    write_due(root, "a", url="https://www.example.org/a")
    with signing_in(root) as live:
        places = ("/public/pages/a/about.jsonld", "/public/pages/a/reviewed.html", "/public/flag/a")
        answers = [Browser(live).get(place).status for place in places]
        posted = Browser(live).post("/public/flag/a", {"what": WHAT}).status

    assert answers == [404, 404, 404]
    assert posted == 404


# Flagging


def flag(live: Served, browser: Browser | None = None, page: str = "a", wait: int = 10, **fields: str) -> Answer:
    """Open the form, wait as somebody who writes, and send it."""
    browser = browser or Browser(live)
    ticket = browser.get(f"/public/flag/{page}").value("input[name=ticket]")
    live.clock.now += timedelta(seconds=wait)
    return browser.post(f"/public/flag/{page}", {"ticket": ticket, "what": WHAT, "website": "", **fields})


def reasons(live: Served) -> list[str]:
    return [one.finding.why for one in live.task("a").reasons if one.finding.reason == "flagged"]


def test_what_a_reader_flags_becomes_a_reason_of_the_page_s_task(live: Served) -> None:
    answer = flag(live, what="  The dose\r\nis <b>old</b>.\x07 ")

    assert "Thank you" in answer.says
    assert reasons(live) == ["A reader wrote: “The dose is <b>old</b>.”"]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"website": "http://spam.example"}, 200),
        ({"what": "Short"}, 422),
        ({"what": "x" * 1_001}, 422),
        ({"ticket": "forged"}, 422),
        ({"ticket": ""}, 422),
    ],
)
def test_what_a_program_sends_does_nothing(live: Served, fields: dict[str, Any], status: int) -> None:
    answer = flag(live, **fields)

    assert answer.status == status
    assert reasons(live) == []


def test_a_form_is_sent_neither_in_no_time_nor_the_next_day_nor_for_another_page_nor_by_another_site(
    live: Served,
) -> None:
    browser = Browser(live)
    quick, late = flag(live, wait=2), flag(live, wait=86_401)
    ticket = browser.get("/public/flag/n%2Fa%20b").value("input[name=ticket]")
    live.clock.now += timedelta(seconds=10)
    other = browser.post("/public/flag/a", {"ticket": ticket, "what": WHAT})
    again = browser.get("/public/flag/a").value("input[name=ticket]")
    browser.session.headers["X-Forwarded-For"] = "203.0.113.9"
    live.clock.now += timedelta(seconds=10)
    foreign = browser.post("/public/flag/a", {"ticket": again, "what": WHAT}, headers={"Sec-Fetch-Site": "cross-site"})

    assert (quick.status, late.status, other.status, foreign.status) == (422, 422, 422, 403)
    assert WHAT in quick.value("textarea")
    assert reasons(live) == []


def test_a_form_that_is_sent_twice_flags_once(live: Served) -> None:
    browser = Browser(live)
    ticket = browser.get("/public/flag/a").value("input[name=ticket]")
    live.clock.now += timedelta(seconds=10)
    answers = [browser.post("/public/flag/a", {"ticket": ticket, "what": WHAT}).status for _ in range(2)]

    assert answers == [200, 200]
    assert len(reasons(live)) == 1


def test_a_crowd_does_not_flood_a_page(live: Served) -> None:
    answers = []
    for number in range(5):
        browser = Browser(live)
        browser.session.headers["X-Forwarded-For"] = f"203.0.113.{number}"
        answers.append(flag(live, browser).status)
    one = [flag(live, page="n%2Fa%20b").status for _ in range(4)]

    assert answers == [200, 200, 200, 429, 429]
    assert len(reasons(live)) == 3
    assert one[3] == 429


def test_a_colleague_flags_in_their_own_name(live: Served) -> None:
    looker = Browser(live)
    looker.sign_in("looker@example.org")
    answer = looker.post("/flag/a", {"form_token": looker.token(), "why": "The photo is of another clinic."})
    nothing = looker.post("/flag/a", {"form_token": looker.token(), "why": " "})
    nowhere = looker.post("/flag/nothing", {"form_token": looker.token(), "why": "It is so."})

    assert answer.status == 200
    assert reasons(live) == ["The photo is of another clinic."]
    assert (nothing.status, nowhere.status) == (422, 422)
