"""Lists are kept under a name: one's own for oneself, a manager's for everybody."""

import re

from reviewdue.ledger.savedviews import MOST_OF_ONE
from tests.live.people import Browser, signing_in
from tests.live.visitors import Answer, Served, write_due
from tests.projects import Root

QUERY = "status=overdue&person=breast-team"
LEAD, LOOKER, BOSS = "lead@example.org", "looker@example.org", "boss@example.org"


def signed_in(live: Served, mailbox: str) -> Browser:
    browser = Browser(live)
    browser.sign_in(mailbox)
    return browser


def save(browser: Browser, name: str, query: str = QUERY, **more: str) -> Answer:
    return browser.post("/views/save", {"form_token": browser.token(), "name": name, "query": query, **more})


def names(browser: Browser) -> list[str]:
    """The saved views that the list offers."""
    pills = browser.get("/pages/index.html").soup.select(".saved a.pill")
    return [" ".join(pill.get_text(" ").split()) for pill in pills]


def test_a_saved_view_leads_back_to_its_list_and_is_nobody_elses(root: Root) -> None:
    write_due(root)
    with signing_in(root) as live:
        lead, looker = signed_in(live, LEAD), signed_in(live, LOOKER)
        answer = save(lead, "My  overdue\nones")
        place = lead.get("/pages/index.html").soup.select_one(".saved a.pill")

        assert (names(lead), names(looker)) == (["My overdue ones"], [])
    assert answer.response.url.endswith(f"/pages/index.html?{QUERY}")
    assert place is not None
    assert place["href"] == f"/pages/index.html?{QUERY}"


def test_a_manager_saves_for_everybody_and_nobody_else_does(root: Root) -> None:
    with signing_in(root) as live:
        lead, looker = signed_in(live, LEAD), signed_in(live, LOOKER)
        save(lead, "Monday", shared="1")
        refused = save(looker, "Tuesday", shared="1")

        assert names(looker) == ["Monday for all"]
    assert refused.status == 403


def test_one_forgets_ones_own_and_a_manager_what_is_everybodys(root: Root) -> None:
    with signing_in(root) as live:
        lead, looker, boss = signed_in(live, LEAD), signed_in(live, LOOKER), signed_in(live, BOSS)
        save(lead, "Monday", shared="1")
        save(looker, "Mine")
        own, of_all = forms(looker), forms(boss)
        not_theirs = looker.post("/views/forget", {"form_token": looker.token(), "id": of_all["Monday"]})
        looker.post("/views/forget", {"form_token": looker.token(), "id": own["Mine"]})
        boss.post("/views/forget", {"form_token": boss.token(), "id": of_all["Monday"]})

        assert (names(looker), names(lead)) == ([], [])
    assert not_theirs.status == 404


def forms(browser: Browser) -> dict[str, str]:
    """The ids of the views that the list lets somebody forget, by name."""
    soup = browser.get(f"/pages/index.html?{QUERY}").soup
    found = {}
    for form in soup.select('form[action="/views/forget"]'):
        name = re.search("“(.*)”", form.get_text())
        id = form.select_one("input[name=id]")
        assert name is not None
        assert id is not None
        found[name[1]] = str(id["value"])
    return found


def test_a_name_that_is_used_again_stands_for_the_newer_list(root: Root) -> None:
    with signing_in(root) as live:
        lead = signed_in(live, LEAD)
        save(lead, "One")
        save(lead, "One", "risk=high")
        pill = lead.get("/pages/index.html").soup.select(".saved a.pill")

    assert [one["href"] for one in pill] == ["/pages/index.html?risk=high"]


def test_what_is_no_view_is_not_saved(root: Root) -> None:
    script = '"><script>alert(1)</script>'
    with signing_in(root) as live:
        lead = signed_in(live, LEAD)
        nameless, empty = save(lead, " "), save(lead, "All", "part=3&x=y")
        save(lead, script, f"q={script}&evil=//evil.example")
        page = lead.get("/pages/index.html").response.text

    assert (nameless.status, empty.status) == (422, 422)
    assert script not in page
    assert "evil.example" not in page


def test_there_is_an_end_to_the_views_of_one_person(root: Root) -> None:
    with signing_in(root) as live:
        lead = signed_in(live, LEAD)
        token = lead.token()
        fields = {"form_token": token, "query": QUERY}
        statuses = [
            lead.post("/views/save", {**fields, "name": f"View {one}"}).status for one in range(MOST_OF_ONE + 1)
        ]

    assert statuses == [200] * MOST_OF_ONE + [409]
