"""A screen that was shown is sent again, packed and only while nothing has changed, and to nobody else."""

import gzip

import requests
import sqlalchemy as sa

from tests.live.people import Browser, signing_in
from tests.live.serving import served
from tests.live.visitors import write_due
from tests.projects import Root

PACKED = {"Accept-Encoding": "gzip"}


def test_a_screen_comes_packed_or_plain_and_is_the_same(root: Root) -> None:
    write_due(root)
    with served(root.path) as site:
        packed = requests.get(f"{site}/pages/index.html", headers=PACKED, stream=True, timeout=20)
        raw = packed.raw.read()
        plain = requests.get(f"{site}/pages/index.html", headers={"Accept-Encoding": "identity"}, timeout=20)

    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert "content-encoding" not in plain.headers
    assert gzip.decompress(raw) == plain.content
    assert len(raw) < len(plain.content) / 2


def test_what_a_browser_has_already_is_not_sent_again_until_something_changes(root: Root) -> None:
    write_due(root)
    with served(root.path) as site:
        first = requests.get(f"{site}/", headers=PACKED, timeout=20)
        known = {**PACKED, "If-None-Match": first.headers["etag"]}
        same = requests.get(f"{site}/", headers=known, timeout=20)
        write_due(root, "b")
        other = requests.get(f"{site}/", headers=known, timeout=20)

    assert (same.status_code, same.content) == (304, b"")
    assert other.status_code == 200
    assert other.headers["etag"] != first.headers["etag"]


def test_what_is_written_past_the_program_is_on_the_next_screen(root: Root) -> None:
    write_due(root, title="Before")
    with served(root.path) as site:
        before = requests.get(f"{site}/pages/index.html", timeout=20).text
        with root.open() as project, project.ledger.change() as connection:
            connection.execute(sa.text("UPDATE page SET title = 'After'"))
        after = requests.get(f"{site}/pages/index.html", timeout=20).text

    assert "Before" in before
    assert "After" in after
    assert "Before" not in after


def test_nobody_gets_a_screen_that_was_made_for_somebody_else(root: Root) -> None:
    write_due(root)
    with signing_in(root) as live:
        lead, looker, nobody = Browser(live), Browser(live), Browser(live)
        lead.sign_in("lead@example.org")
        looker.sign_in("looker@example.org")
        shown = lead.get("/pages/index.html")
        others = looker.get("/pages/index.html")
        outside = nobody.get("/pages/index.html")

    assert shown.soup.select("input.tick")
    assert others.soup.select("input.tick") == []
    assert "Head of content" not in others.says
    assert "Head of content" not in outside.says
    assert outside.soup.select("table") == []


def test_a_session_that_ended_gets_no_screen_that_was_kept_for_it(root: Root) -> None:
    write_due(root)
    with signing_in(root) as live:
        lead = Browser(live)
        lead.sign_in("lead@example.org")
        lead.get("/pages/index.html")
        lead.post("/sign-out", {"form_token": lead.token()})
        after = lead.get("/pages/index.html")

    assert after.soup.select("table") == []


def test_a_fault_is_not_kept(root: Root) -> None:
    with served(root.path) as site:
        missing = requests.get(f"{site}/pages/late/index.html", timeout=20)
        write_due(root, "late", id="late")
        found = requests.get(f"{site}/pages/late/index.html", timeout=20)

    assert (missing.status_code, found.status_code) == (404, 200)
