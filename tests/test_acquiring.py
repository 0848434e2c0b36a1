"""A bibliography into the register: each source once, ids kept, and what cannot be read said with its line."""

from pathlib import Path

import pytest

from reviewdue.acquiring import Acquired, bibliography_of, import_bibliography, summary_of
from reviewdue.bibliographies import Kind
from reviewdue.errors import ConfigurationError, WorkNotDone
from reviewdue.exporting import export_register
from reviewdue.importing import Fetched, read_file
from reviewdue.register import read_register
from reviewdue.settings import load_settings
from tests.projects import Root, make_project

OHDSI = Path(__file__).parent / "data" / "bibliographies" / "ohdsi-book.bib"
TWO = """@article{roe2020, title = {On lumps}, author = {Roe, J.}, journal = {J Lumps}, year = 2020, doi = {10.1000/a}}
@book{ash, title = {Lumps}, author = {Ash, B.}, year = 2019}
"""


@pytest.fixture
def project(tmp_path: Path) -> Root:
    """A root; the import touches no ledger."""
    return make_project(tmp_path)


def run_import(project: Root, text: str, origin: str = "lumps.bib") -> Acquired:
    fetched = Fetched(text=text, media_type="text/plain", origin=origin)
    kind = bibliography_of(fetched)
    assert kind
    return import_bibliography(project.path, load_settings(project.path), fetched, kind)


def ids(project: Root) -> list[str]:
    return list(read_register(project.path / "references").references)


def test_entries_go_into_a_file_of_the_register_and_keep_their_keys(project: Root) -> None:
    acquired = run_import(project, TWO)

    assert acquired.written == ("references/lumps.yaml",)
    assert [one.id for one in acquired.new] == ids(project) == ["roe2020", "ash"]
    assert read_register(project.path / "references").problems == ()


def test_a_second_import_adds_nothing(project: Root) -> None:
    run_import(project, TWO)
    before = (project.path / "references/lumps.yaml").read_bytes()

    again = run_import(project, TWO)

    assert (again.new, again.written) == ((), ())
    assert (project.path / "references/lumps.yaml").read_bytes() == before


def test_a_source_that_the_register_has_keeps_the_registers_id(project: Root) -> None:
    project.register({"id": "roe", "title": "On lumps and bumps", "DOI": "10.1000/A"})

    acquired = run_import(project, TWO)

    assert acquired.same == {"roe2020": "roe"}
    assert [one.id for one in acquired.new] == ["ash"]


def test_another_source_with_the_same_key_gets_a_number(project: Root) -> None:
    project.register({"id": "ash", "title": "Something else"})

    assert run_import(project, TWO).same == {"ash": "ash-2"}


def test_a_key_that_cannot_be_cited_is_made_anew(project: Root) -> None:
    text = '[{"id": "http://example.org/items/AB 12", "type": "book", "title": "Lumps", "issued": "2019"}]'

    assert [one.id for one in run_import(project, text, "x.json").new] == ["2019-lumps"]


def test_what_cannot_be_read_is_said_with_its_line(project: Root) -> None:
    text = "@book{a,\n title = {A},\n isbn = {123},\n year = 2020}\n@book{b, year = 2019}\n@book{c, title = {C\n"

    acquired = run_import(project, text)

    assert [(one.line, one.text) for one in acquired.unread] == [(3, "a"), (5, "b"), (6, "")]
    assert [one.id for one in acquired.new] == ["a"]
    assert any("line 3" in line and "not a valid ISBN" in line for line in summary_of(acquired))


def test_a_real_bibliography_is_read_whole_and_its_double_is_seen(project: Root) -> None:
    fetched = read_file(OHDSI)

    acquired = import_bibliography(project.path, load_settings(project.path), fetched, Kind.BIBTEX)

    assert (len(acquired.new), acquired.unread) == (118, ())
    assert acquired.same == {"Rubbo2015phenotypes": "rubbo_use_2015"}
    register = read_register(project.path / "references")
    assert (len(register.references), register.problems) == (118, ())


@pytest.mark.parametrize(
    ("text", "origin", "said"),
    [
        ("nothing here", "lumps.bib", "no entry of bibtex was found"),
        ("@book{b, year = 2019}", "lumps.bib", "line 1: The reference has no title"),
        ("references:\n- id: a\n  title: [", "lumps.yaml", "lumps.yaml"),
    ],
)
def test_a_bibliography_without_a_source_is_not_done(project: Root, text: str, origin: str, said: str) -> None:
    with pytest.raises(WorkNotDone, match=said):
        run_import(project, text, origin)


def test_the_register_is_exported_and_imported_as_it_is(project: Root, tmp_path: Path) -> None:
    run_import(project, TWO)
    other = make_project(tmp_path / "other")

    for kind in Kind:
        exported = export_register(project.path, load_settings(project.path), (), kind)
        run_import(other, exported.text, f"x.{kind}")

    before, after = (read_register(one.path / "references").references for one in (project, other))
    assert before == after


def test_some_entries_are_exported_and_an_unknown_one_is_an_error(project: Root) -> None:
    run_import(project, TWO)
    settings = load_settings(project.path)

    assert export_register(project.path, settings, ["ash"], "bibtex").count == 1
    with pytest.raises(ConfigurationError, match="no entry “elm”"):
        export_register(project.path, settings, ["elm"], "ris")


def test_what_the_register_could_not_read_is_said_with_the_export(project: Root) -> None:
    project.register({"id": "a", "title": "A", "DOI": "nonsense"})

    exported = export_register(project.path, load_settings(project.path), (), "csl-json")

    assert len(exported.shortfalls) == 1
    assert "not a valid DOI" in exported.shortfalls[0]
