"""Watched sources through the real check: what is kept, what counts as a change, and what the reviewer is shown."""

from collections.abc import Iterator
from datetime import date, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
import sqlalchemy as sa

from reviewdue.ledger import checks, texts
from reviewdue.ledger.schema import source_text
from reviewdue.mailroom import open_mailroom
from reviewdue.publishing import publish
from reviewdue.reminding import remind
from reviewdue.standings import result_as_dict
from tests.checks import check_on, held, may_look_at
from tests.loopback import Reply, Site, page, serve
from tests.projects import TODAY, Root

WEEK, LATER, LATEST = (TODAY + timedelta(days=number) for number in (7, 14, 21))
REVIEWED = TODAY - timedelta(days=100)
FIRST = "Move the arm every day. One in five people gets a swelling."
SECOND = "Move the arm every day. One in three people gets a swelling. Call a nurse if it is hot."
THIRD = "Move the arm twice a day. Call a nurse if it is hot."


@pytest.fixture
def site() -> Iterator[Site]:
    """A site on loopback."""
    with serve() as running:
        yield running


@pytest.fixture
def watched(root: Root, site: Site) -> Root:
    """A root with one watched source, cited by a page that was reviewed long ago."""
    may_look_at(root, site)
    watch(root, site)
    root.write("arm.md", title="Your arm", last_reviewed=str(REVIEWED), references=["leaflet"], owner="breast-team")
    says(site, FIRST)
    root.scan()
    return root


def watch(root: Root, site: Site, **entry: Any) -> None:
    root.register({"id": "leaflet", "title": "On the arm", "URL": site.url("/leaflet"), "watch": True, **entry})


def says(site: Site, text: str, *, around: str = "", etag: str = "") -> None:
    site.routes["/leaflet"] = page("Swelling", "Swelling of the arm", f"{text}</p>{around}<p>", etag=etag)


def check(root: Root, day: date = TODAY) -> dict[str, Any]:
    """A check of the leaflet on a day: the result, with what was seen of its text as `drift`."""
    (result,) = check_on(root, day, ids=["leaflet"]).results
    found = result_as_dict(result)
    return {**found, "drift": " ".join(one["observed"] for one in found["evidence"] if one["checker"] == "drift")}


def kept(root: Root) -> list[texts.Version]:
    with root.open() as project, project.ledger.begin() as connection:
        return texts.versions_of(connection, ["leaflet"]).get("leaflet", [])


def published(root: Root, name: str, day: date = WEEK) -> str:
    with root.open(day) as project:
        publish(project)
    return (root.path / "site" / name / "index.html").read_text()


def test_the_first_text_is_kept_and_no_change(watched: Root) -> None:
    found = check(watched)

    assert found["drift"] == "Its text is kept and compared from now on."
    assert (found["currency"], len(kept(watched))) == ("unknown", 1)


AROUND = "We use cookies on this website.", "Page last reviewed: 1 May 2026", "4,812 views", "<nav>Menu</nav>"


@pytest.mark.parametrize("around", AROUND)
def test_what_stands_around_the_text_is_no_change(watched: Root, site: Site, around: str) -> None:
    check(watched)
    says(site, FIRST, around=f"<p>{around}</p>")

    found = check(watched, WEEK)

    assert found["drift"] == "Its text is as it was."
    assert len(kept(watched)) == 1


def test_a_real_change_is_an_update_that_says_in_what(watched: Root, site: Site) -> None:
    check(watched)
    says(site, SECOND)

    found = check(watched, WEEK)

    assert found["drift"].endswith("1 sentence is changed, 1 sentence is new.")
    assert (found["currency"], held(watched, "leaflet").updated_on) == ("updated", WEEK)


def test_a_change_stays_an_update_until_the_page_is_reviewed(watched: Root, site: Site) -> None:
    check(watched)
    says(site, SECOND)
    check(watched, WEEK)

    assert check(watched, LATER)["currency"] == "updated"

    watched.write("arm.md", title="Your arm", last_reviewed=str(WEEK), references=["leaflet"])
    watched.scan(LATER)
    assert held(watched, "leaflet").currency == "current"


def test_a_page_that_stands_in_for_the_source_counts_when_it_is_seen_twice(watched: Root, site: Site) -> None:
    check(watched)
    says(site, "Our new web site opens soon.")
    site.routes["/leaflet"] = page("Soon", "Opening soon", "Our new web site opens soon.")

    first = check(watched, WEEK)
    second = check(watched, LATER)

    assert (first["currency"], "looked at again" in first["drift"]) == ("unknown", True)
    assert (second["currency"], held(watched, "leaflet").updated_on) == ("updated", WEEK)


def test_a_page_that_stood_in_for_a_day_is_forgotten(watched: Root, site: Site) -> None:
    check(watched)
    site.routes["/leaflet"] = page("Soon", "Opening soon", "Our new web site opens soon.")
    check(watched, WEEK)
    says(site, FIRST)

    found = check(watched, LATER)

    assert (found["currency"], found["drift"]) == ("unknown", "Its text is as it was.")


def test_a_page_that_cannot_be_read_changes_nothing(watched: Root, site: Site) -> None:
    check(watched)
    site.routes["/leaflet"] = Reply(status=503)

    found = check(watched, WEEK)

    assert found["drift"].startswith("Its text could not be read.")
    assert len(kept(watched)) == 1


def test_only_the_part_that_is_watched_counts(root: Root, site: Site) -> None:
    may_look_at(root, site)
    watch(root, site, watch={"text": "The figures.", "part": "How many"})
    body = "<h2>How many</h2><p>One in five.</p><h2>What helps</h2><p>{}"
    site.routes["/leaflet"] = page("Swelling", "Swelling", body.format("Moving."))
    root.scan()
    check(root)

    site.routes["/leaflet"] = page("Swelling", "Swelling", body.format("Resting."))
    unchanged = check(root, WEEK)
    site.routes["/leaflet"] = page("Swelling", "Swelling", "It moved.")
    gone = check(root, LATER)

    assert unchanged["drift"] == "Its text is as it was."
    assert gone["drift"].startswith("The part that is watched, “How many”, is not on the page.")


def test_the_reviewer_sees_what_changed_since_the_last_review_of_the_page(watched: Root, site: Site) -> None:
    watched.configure(publisher={"name": "Example Health", "dashboard_url": "https://reviews.example.org/"})
    check(watched)
    watched.write("later.md", title="Later", last_reviewed=str(WEEK), references=["leaflet"])
    for text, day in ((SECOND, WEEK), (THIRD, LATER)):
        says(site, text)
        check(watched, day)
    watched.scan(LATER)

    source, early, late = (published(watched, name, LATER) for name in ("sources/leaflet", "pages/arm", "pages/later"))

    numbers = [one.number for one in kept(watched)]
    assert f'href="../../sources/leaflet/index.html#since-{numbers[0]}"' in early
    assert f'href="../../sources/leaflet/index.html#since-{numbers[1]}"' in late
    since_first, since_second = (section(source, number) for number in numbers[:2])
    assert "<del>One in five people gets a swelling.</del>" in since_first
    assert "<del>One in three people gets a swelling.</del>" in since_second
    assert "<ins>Call a nurse if it is hot.</ins>" in since_first
    assert "Call a nurse" not in since_second
    assert f'id="since-{numbers[2]}"' not in source


def section(html: str, number: int) -> str:
    return html.partition(f'id="since-{number}"')[2].partition("</article>")[0]


def test_the_mail_tells_in_words_what_changed(watched: Root, site: Site) -> None:
    watched.configure(publisher={"name": "Example Health", "dashboard_url": "https://reviews.example.org/"})
    check(watched)
    says(site, SECOND)
    check(watched, WEEK)
    with watched.open(WEEK) as project, open_mailroom(project) as mailroom:
        remind(project, mailroom)

    (file,) = (watched.path / "outbox").rglob("*.eml")

    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    text = " ".join(mail.get_body(("plain",)).get_content().split())  # type: ignore[union-attr]
    html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "Its text changed since your last review: 1 sentence is changed, 1 sentence is new." in text
    assert "Changed: One in [was: five] [now: three] people gets a swelling." in text
    assert "New: Call a nurse if it is hot." in text
    assert "https://reviews.example.org/sources/leaflet/index.html#since-" in text
    assert "<del>five</del> <ins>three</ins>" in html


def test_markup_in_a_source_is_text_to_the_reviewer(watched: Root, site: Site) -> None:
    check(watched)
    says(site, FIRST + " &lt;script&gt;alert(1)&lt;/script&gt; is new.")
    check(watched, WEEK)

    assert "<script>alert" not in published(watched, "sources/leaflet")


def test_what_is_kept_is_small_and_not_without_end(watched: Root, site: Site) -> None:
    with watched.open() as project, project.ledger.change() as connection:
        for number in range(texts.KEPT + 12):
            at = project.now + timedelta(minutes=number)
            texts.add_text(connection, "leaflet", str(number), "A sentence. " * 10_000, doubtful=False, at=at)
        sizes = [len(packed) for packed in connection.execute(sa.select(source_text.c.text)).scalars()]

    fingerprints = [one.fingerprint for one in kept(watched)]
    assert (len(fingerprints), fingerprints[0], fingerprints[-1]) == (texts.KEPT, "0", str(texts.KEPT + 11))
    assert max(sizes) < 2_000


def test_a_source_that_is_not_watched_is_not_kept(root: Root, site: Site) -> None:
    may_look_at(root, site)
    watch(root, site, watch=False)
    says(site, FIRST)
    root.scan()

    check(root)

    assert kept(root) == []
    with root.open() as project, project.ledger.begin() as connection:
        assert not checks.held(connection, ["leaflet"])["leaflet"].entry.is_watched
