"""The dashboard as it is published: its figures are those of its lists, and what is gone is gone from it."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from reviewdue.ledger import runs
from reviewdue.publishing import MARK, PublishTally, publish
from tests.projects import TODAY, Heard, Root, emptied, make_project

NASTY = "<script>alert(1)</script>\"'&"
BOOK = {"id": "manual-8", "type": "book", "title": "Manual of Lumps", "edition": 8}


def publish_on(root: Root, day: date = TODAY, folder: Path | None = None, heard: Heard | None = None) -> PublishTally:
    """Publish on a day."""
    with root.open(day) as project:
        return publish(project, (heard or Heard()).watch, folder=folder)


def read(site: Path, file: str) -> BeautifulSoup:
    """A file of a site."""
    return BeautifulSoup((site / file).read_text(), "html.parser")


def rows(site: Path, file: str) -> int:
    """How many pages or sources a list has."""
    return len(read(site, file).select("tbody tr"))


def fill(root: Root) -> None:
    """Seven pages of every status, and a source that needs a look."""
    root.register({**BOOK, "superseded_by": [{"edition": "9", "released": "2025-07-03"}]})
    for number, days in enumerate((-400, -1, 0, 30, 400)):
        due = str(TODAY + timedelta(days=days))
        root.write(f"page-{number}.md", title=f"Page {number}", owner="breast-team", next_review_due=due)
    root.write("undated.md", title="Undated", references=["manual-8"])
    root.write("unreadable.md", title="Unreadable", next_review_due="2026-02-31")
    root.scan()


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What one publication left: its site, its tally, the run in the ledger and the events."""

    site: Path
    tally: PublishTally
    run: runs.PastRun | None
    events: list[tuple[str, str]]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def published(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Published:
    """A site that is published once for all tests that only look at it."""
    with emptied(request.getfixturevalue(f"{request.param}_ledger")) as ledger:
        root = make_project(tmp_path_factory.mktemp("published"), ledger)
        fill(root)
        heard = Heard()
        tally = publish_on(root, heard=heard)
        with ledger.begin() as connection:
            run = runs.last_run(connection, "publish")
    return Published(site=root.path / "site", tally=tally, run=run, events=heard.events)


def test_the_figures_on_the_overview_are_the_lengths_of_the_lists(published: Published) -> None:
    overview = read(published.site, "index.html")
    expected = {"overdue": 2, "due": 2, "current": 1, "undated": 1, "unreadable": 1}
    for status, count in expected.items():
        link = overview.select_one(f'a[href="pages/{status}.html"]')
        assert link is not None
        assert re.search(rf"\b{count}\b", link.get_text(" ")), (status, link)
        assert rows(published.site, f"pages/{status}.html") == count
    assert rows(published.site, "pages/index.html") == sum(expected.values())
    assert rows(published.site, "problems.html") == 1
    assert published.tally.disagreements == []


def test_every_page_and_source_has_a_page_of_its_own_and_every_link_leads_somewhere(published: Published) -> None:
    site = published.site
    files = [path for path in site.rglob("*.html") if "assets" not in path.parts]
    assert published.tally.files == len(files)
    assert (site / "pages" / "page-0" / "index.html").is_file()
    assert (site / "sources" / "manual-8" / "index.html").is_file()
    assert broken_links(site) == []


def broken_links(site: Path) -> list[tuple[Path, str]]:
    """Links within the site that lead nowhere."""
    found = []
    for file in (path for path in site.rglob("*.html") if "assets" not in path.parts):
        for link in BeautifulSoup(file.read_text(), "html.parser").select("a[href], link[href], script[src]"):
            to = str(link.get("href") or link.get("src")).partition("#")[0]
            if not (to.startswith(("http", "mailto:")) or (file.parent / to).exists()):
                found.append((file, to))
    return found


def test_of_very_many_sources_only_those_to_look_at_or_to_watch_have_a_page(
    root: Root, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, tally = publish_very_many(root, monkeypatch)

    cited = read(site, "pages/a/index.html").get_text()
    assert sorted(path.parent.name for path in site.glob("sources/*/index.html")) == ["manual-8", "watched"]
    assert all(title in cited for title in ("Manual of Lumps", "Watched", "Fine", "Good", "Here"))
    assert tally.disagreements == []
    assert broken_links(site) == []


def test_a_list_of_very_many_sources_holds_the_first_of_them_and_says_so(
    root: Root, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, _ = publish_very_many(root, monkeypatch)

    found = {name: titles_in(site, f"sources/{name}.html") for name in ("index", "currency-unknown", "needs-look")}
    assert found == {
        "index": ["Manual of Lumps, 8th edition", "Watched", "Fine"],
        "currency-unknown": ["Watched", "Fine", "Good"],
        "needs-look": ["Manual of Lumps, 8th edition"],
    }
    assert "only the first 3 are written" in read(site, "sources/index.html").get_text()
    assert "are written" not in read(site, "sources/needs-look.html").get_text()


def publish_very_many(root: Root, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, PublishTally]:
    """Publish one source that is replaced, one to watch and three more, where three are very many."""
    monkeypatch.setattr("reviewdue.publishing.MOST_SOURCES", 3)
    replaced = {**BOOK, "superseded_by": [{"edition": "9", "released": "2025-07-03"}]}
    watched = {"id": "watched", "type": "book", "title": "Watched", "watch": "Look at chapter 3"}
    fine = [{"id": title.lower(), "type": "book", "title": title} for title in ("Here", "Good", "Fine")]
    root.register(replaced, watched, *fine)
    root.write("a.md", title="A", references=["manual-8", "watched", "fine", "good", "here"])
    root.scan()
    tally = publish_on(root)
    return Path(tally.folder), tally


def titles_in(site: Path, file: str) -> list[str]:
    """What the rows of a list of sources are headed by."""
    cells = read(site, file).select("tbody tr td.lead-cell")
    return [str(next(cell.stripped_strings)) for cell in cells]


def test_files_of_pages_that_are_gone_are_removed(root: Root) -> None:
    fill(root)
    publish_on(root)
    (root.path / "content" / "page-0.md").unlink()
    root.scan()

    publish_on(root)

    assert not (root.path / "site" / "pages" / "page-0").exists()
    assert (root.path / "site" / "pages" / "page-1" / "index.html").is_file()
    assert (root.path / "site" / "assets").is_dir()


def test_an_unchanged_file_keeps_its_bytes_and_nothing_unfinished_is_left(root: Root) -> None:
    fill(root)
    page = root.path / "site" / "pages" / "page-4" / "index.html"
    # Of one moment: each page says when it was written.
    with root.open() as project:
        publish(project)
        before = (page.stat().st_ino, page.read_bytes())
        publish(project)

    assert (page.stat().st_ino, page.read_bytes()) == before
    assert list((root.path / "site").rglob("*.new")) == []


def test_a_folder_that_was_not_ours_loses_none_of_its_own_files(root: Root, tmp_path: Path) -> None:
    fill(root)
    folder = tmp_path / "public"
    (folder / "pages").mkdir(parents=True)
    own = [folder / "own.html", folder / "pages" / "own.html"]
    for file in own:
        file.write_text("<p>Mine.</p>")

    publish_on(root, folder=folder)

    assert all(file.read_text() == "<p>Mine.</p>" for file in own)
    assert (folder / MARK).is_file()


def test_a_title_cannot_inject_a_script(root: Root) -> None:
    root.register({"id": "nasty", "title": NASTY, "URL": "javascript:alert(1)", "watch": NASTY})
    root.write("a.md", title=NASTY, owner=NASTY, topics=[NASTY], references=["nasty", NASTY], url="javascript:alert(1)")
    root.scan()

    publish_on(root)

    for file in (root.path / "site").rglob("*.html"):
        text = file.read_text()
        assert "<script>alert" not in text
        assert not BeautifulSoup(text, "html.parser").select('[href^="javascript:"]')
    assert NASTY in read(root.path / "site", "pages/a/index.html").get_text()


def test_a_page_whose_source_changed_is_among_the_urgent_ones_with_the_reason(published: Published) -> None:
    text = read(published.site, "index.html").get_text(" ")

    assert "Undated" in text
    assert "Manual of Lumps, 8th edition" in text


def test_what_could_not_be_looked_at_stands_on_the_overview(root: Root) -> None:
    fill(root)
    (root.path / "content").rename(root.path / "elsewhere")
    root.scan()

    publish_on(root)

    assert "The source “pages” could not be read." in read(root.path / "site", "index.html").get_text(" ")


def test_each_person_has_a_list_of_their_pages(published: Published) -> None:
    assert rows(published.site, "people/breast-team/index.html") == 5


def test_a_project_without_pages_has_a_dashboard_too(root: Root) -> None:
    root.scan()

    assert publish_on(root).disagreements == []
    assert (root.path / "site" / "index.html").is_file()


def test_a_project_that_was_never_scanned_has_a_dashboard_too(root: Root) -> None:
    assert publish_on(root).disagreements == []


def test_no_address_of_a_person_stands_on_the_dashboard(published: Published) -> None:
    assert not any("breast@example.org" in file.read_text() for file in published.site.rglob("*.html"))


def test_the_run_is_kept_and_announced(published: Published) -> None:
    assert published.run is not None
    assert (published.run.state, published.run.tally) == ("done", published.tally.as_dict())
    assert published.events == [("reviewdue.publish.completed", "reviewdue.dashboard")]
