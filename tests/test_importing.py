"""The import: a published page becomes an entry of content/ and its sources entries of references/."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from reviewdue.checksettings import Checks
from reviewdue.cli.importing import fetch_source
from reviewdue.errors import WorkNotDone
from reviewdue.importing import Fetched, Imported, import_page, read_file, slug_of, summary_of
from reviewdue.settings import load_settings
from tests.loopback import Reply, Site, page, serve
from tests.projects import Root, make_project

TEXT = """
Lumps, stage two

A lump has a stage.

References

  • Manual of Lumps (8th edition)
    Example College of Lumps
    Example Press, 2017

  • Guidelines for the care of lumps
    A Roe and others
    Annals of Lumps, 2021. Vol 32, Issue 12. Pages 1475-1495

Last reviewed: 06 Jun 2023
Next review due: 06 Jun 2026
"""
HTML = """<!doctype html><html lang="en-GB"><head><title>Lumps | Example Health</title>
<link rel="canonical" href="https://www.example.org/lumps"></head><body><main><h1>Lumps</h1>
<p>A lump has a stage.</p><h2>References</h2><ol>
<li>Roe J, Doe AB. <i>On lumps</i>. Lump Rev 2020;1(2):3-4. https://doi.org/10.1000/abc</li></ol>
<p>Page last reviewed: 6 June 2023<br>Next review due: 6 June 2026</p></main></body></html>"""
JSON_LD = json.dumps(
    {
        "@type": "MedicalWebPage",
        "name": "Lumps",
        "url": "https://www.example.org/lumps",
        "lastReviewed": ["2023-06-06T00:00:00+01:00", "2026-06-06T00:00:00+01:00"],
        "citation": ["Roe J, Doe AB. On lumps. Lump Rev 2020;1(2):3-4. https://doi.org/10.1000/abc"],
    }
)


@pytest.fixture
def project(tmp_path: Path) -> Root:
    """A root; the import touches no ledger."""
    return make_project(tmp_path)


def run_import(project: Root, text: str, media_type: str = "text/plain") -> Imported:
    """Import a text."""
    fetched = Fetched(text=text, media_type=media_type, origin="saved")
    return import_page(project.path, load_settings(project.path), fetched)


def test_a_text_becomes_a_page_and_entries_of_the_register(project: Root) -> None:
    imported = run_import(project, TEXT)

    assert imported.written == ("content/lumps-stage-two.md", "references/lumps-stage-two.yaml")
    assert (imported.last_reviewed, imported.next_review_due) == (date(2023, 6, 6), date(2026, 6, 6))
    assert [one.title for one in imported.references] == ["Manual of Lumps", "Guidelines for the care of lumps"]
    assert imported.unread == ()


def test_what_was_written_is_a_governed_page_without_a_problem(project: Root) -> None:
    imported = run_import(project, TEXT)

    project.scan()

    line = project.lines()["lumps-stage-two"]
    assert project.problems() == []
    assert (line.title, line.last_reviewed, line.next_review_due) == (
        "Lumps, stage two",
        date(2023, 6, 6),
        date(2026, 6, 6),
    )
    assert len(imported.references) == 2


@pytest.mark.parametrize(("text", "media_type"), [(HTML, "text/html"), (JSON_LD, "application/ld+json")])
def test_html_and_json_ld_say_the_same(project: Root, text: str, media_type: str) -> None:
    imported = run_import(project, text, media_type)

    assert (imported.id, imported.url) == ("lumps", "https://www.example.org/lumps")
    assert (imported.last_reviewed, imported.next_review_due) == (date(2023, 6, 6), date(2026, 6, 6))
    assert [one.doi for one in imported.references] == ["10.1000/abc"]


def test_an_entry_goes_to_the_first_source_that_is_a_folder(project: Root) -> None:
    feed = {"name": "feed", "kind": "feed", "path": "feed.json"}
    project.configure(sources=[feed, {"name": "more", "path": "more"}])

    assert run_import(project, TEXT).written[0] == "more/lumps-stage-two.md"


def test_a_page_that_is_there_is_never_overwritten_and_nothing_else_is_written(project: Root) -> None:
    own = project.write("lumps-stage-two.md", title="My own words")
    before = own.read_bytes()

    with pytest.raises(WorkNotDone, match=r"content/lumps-stage-two\.md is there already"):
        run_import(project, TEXT)

    assert own.read_bytes() == before
    assert not (project.path / "references").exists()


def test_a_second_page_with_the_same_sources_cites_the_entries_of_the_first(project: Root) -> None:
    first = run_import(project, TEXT)
    second = run_import(project, TEXT.replace("stage two", "stage three"))

    assert [one.id for one in second.references] == [one.id for one in first.references]
    assert second.new == ()
    assert second.written == ("content/lumps-stage-three.md",)


def test_a_source_that_the_register_has_under_an_id_of_its_own_is_cited_by_that(project: Root) -> None:
    project.register({"id": "my-manual", "type": "book", "title": "Manual of Lumps", "edition": 8, "issued": 2017})

    imported = run_import(project, TEXT)

    assert imported.references[0].id == "my-manual"
    assert len(imported.new) == 1


def test_an_id_that_another_source_has_gets_a_number(project: Root) -> None:
    (made,) = [one.id for one in run_import(project, TEXT).references if one.title == "Manual of Lumps"]
    project.register({"id": made, "title": "Something else"})
    for file in project.path.glob("*/lumps*"):
        file.unlink()

    assert run_import(project, TEXT).references[0].id == f"{made}-2"


def test_a_source_that_is_cited_twice_is_one_source(project: Root) -> None:
    book = "  • Manual of Lumps (8th edition)\n    Example College of Lumps\n    Example Press, 2017\n\n"
    start, rest = TEXT.split("  • Guidelines")

    imported = run_import(project, f"{start}{book}  • Guidelines{rest}")

    assert [one.title for one in imported.references] == ["Manual of Lumps", "Guidelines for the care of lumps"]


def test_what_could_not_be_read_is_said_with_its_line(project: Root) -> None:
    imported = run_import(project, TEXT.replace("06 Jun 2023", "31 Jun 2023"))

    (unread,) = imported.unread
    assert (unread.line, unread.text) == (16, "31 Jun 2023")
    assert imported.last_reviewed is None
    assert any("31 Jun 2023" in line for line in summary_of(imported))


def test_a_page_that_says_nothing_of_reviews_and_sources_is_imported_and_that_is_said(project: Root) -> None:
    imported = run_import(project, "# Lumps\n\nA lump has a stage.\n", "text/markdown")

    reasons = [unread.reason for unread in imported.unread]
    assert reasons == [f"no {what} was found on the page" for what in ("last review", "next review", "source")]
    assert imported.written == ("content/lumps.md",)


def test_a_text_without_a_title_is_refused(project: Root) -> None:
    with pytest.raises(WorkNotDone, match="no title was found"):
        run_import(project, "{}", "application/json")

    assert list((project.path / "content").iterdir()) == []


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Lumps, stage two", "lumps-stage-two"),
        ("Grün & größer?", "grun-grosser"),
        ("../../etc/passwd", "etc-passwd"),
        ("x" * 200, "x" * 80),
        ("胸部", ""),
    ],
)
def test_a_title_becomes_a_file_name(title: str, slug: str) -> None:
    assert slug_of(title) == slug


def test_a_title_in_other_letters_gets_a_name_from_its_address_or_a_digest(project: Root) -> None:
    named = run_import(project, JSON_LD.replace('"Lumps"', '"胸部"'), "application/ld+json")
    unnamed = run_import(project, "# 胸部\n\n文\n", "text/markdown")

    assert named.written[0] == "content/lumps.md"
    assert unnamed.id.startswith("page-")


def test_the_result_as_data_is_plain(project: Root) -> None:
    data = run_import(project, TEXT).as_dict()

    assert list(data) == ["written", "page", "references", "new_references", "unread"]
    assert data["new_references"] == [one["id"] for one in data["references"]]
    assert data["page"]["references"] == data["new_references"]


@pytest.mark.parametrize(
    ("name", "media_type"),
    [("a.html", "text/html"), ("a.HTM", "text/html"), ("a.jsonld", "application/json"), ("a.txt", "text/plain")],
)
def test_a_files_name_says_what_it_holds(tmp_path: Path, name: str, media_type: str) -> None:
    (tmp_path / name).write_bytes(b"\xef\xbb\xbfLumps")

    assert read_file(tmp_path / name) == Fetched(text="Lumps", media_type=media_type, origin=str(tmp_path / name))


def test_a_file_of_an_old_editor_is_read_with_its_own_letters(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("größer – “so”".encode("cp1252"))

    assert read_file(tmp_path / "a.txt").text == "größer – “so”"


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(WorkNotDone, match=r"none\.txt: No such file"):
        read_file(tmp_path / "none.txt")


@pytest.fixture
def site() -> Iterator[Site]:
    """A site on loopback."""
    with serve() as running:
        yield running


def checks() -> Checks:
    """Checks that may look at loopback."""
    return Checks.model_validate({"allow_networks": ["127.0.0.0/8"], "timeout": 3})


def test_a_page_is_imported_from_its_address(project: Root, site: Site) -> None:
    site.routes["/lumps"] = Reply(body=HTML.encode(), headers={"content-type": "text/html; charset=utf-8"})

    imported = import_page(project.path, load_settings(project.path), fetch_source(site.url("/lumps"), checks()))

    assert imported.title == "Lumps"
    assert len(imported.references) == 1


@pytest.mark.parametrize("reply", [Reply(status=404), Reply(status=403), page("Not found", "Page not found")])
def test_an_address_that_gives_no_page_is_said_and_nothing_is_written(site: Site, reply: Reply) -> None:
    site.routes["/lumps"] = reply

    with pytest.raises(WorkNotDone, match=site.url("/lumps")):
        fetch_source(site.url("/lumps"), checks())


def test_an_address_inside_is_not_imported_unless_that_is_allowed(site: Site) -> None:
    with pytest.raises(WorkNotDone, match="private network"):
        fetch_source(site.url("/lumps"), Checks())
