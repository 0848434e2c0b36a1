"""What pages cite: ids of the register, citations in words, and both directions between pages and sources."""

from datetime import timedelta

import pytest

from reviewdue.citing import FreeText, is_id, read_free_text, settle_texts, unanswered, with_free_id
from reviewdue.ledger import checks, listing, references
from reviewdue.ledger import figures as figure_ledger
from reviewdue.pages import CitedSource, Page
from reviewdue.references import Reference
from tests.projects import TODAY, Root

MANUAL = {
    "id": "manual-8",
    "type": "book",
    "title": "Manual of Lumps",
    "edition": 8,
    "issued": 2017,
    "publisher": "Example Press",
}
IN_WORDS = "Manual of Lumps. 8th edition. Example Press, 2017."


def cited_by(root: Root, page_id: str) -> list[str | None]:
    """The ids of the sources of a page, in its order; None for one that leads nowhere."""
    with root.open() as project, project.ledger.begin() as connection:
        return [one.reference_id for one in references.sources_of(connection, [page_id]).get(page_id, [])]


def citing(root: Root, reference_id: str) -> list[str]:
    """The pages on the lists that cite a source."""
    with root.open() as project, project.ledger.begin() as connection:
        found = [line.id for line in listing.lines_citing(connection, reference_id, project.day)]
        assert references.citing_counts(connection).get(reference_id, 0) == len(found)
        return found


def in_use(root: Root) -> list[str]:
    """The ids of all sources in use."""
    with root.open() as project, project.ledger.begin() as connection:
        return checks.ids_in_use(connection)


@pytest.mark.parametrize(("cited", "answer"), [("nice-cg81", True), (" x ", True), ("Roe J. A book.", False)])
def test_an_id_is_one_word_and_a_citation_is_not(cited: str, answer: bool) -> None:
    assert is_id(cited) is answer


def test_a_citation_in_words_is_read_once_however_many_pages_have_it() -> None:
    pages = [Page(id=id, path=id, title=id, references=(CitedSource(cited=IN_WORDS),)) for id in "ab"]

    texts = read_free_text(cited for page in pages for cited in page.references)

    assert list(texts) == [IN_WORDS]
    assert texts[IN_WORDS].reference is not None
    assert any(key.startswith("title:manual of lumps|8|2017") for key in texts[IN_WORDS].keys)


def read(id: str, *keys: str) -> FreeText:
    """A citation that was read."""
    return FreeText(reference=Reference(id=id, title=id), keys=keys)


def test_a_known_key_leads_to_its_owner_and_the_surest_key_comes_first() -> None:
    texts = {"one": read("made", "doi:1", "title:x")}

    settled = settle_texts(texts, {"title:x": "second", "doi:1": "first"}, ())

    assert (settled.ids, settled.new) == ({"one": "first"}, ())


def test_what_nobody_has_becomes_a_reference_of_its_own() -> None:
    settled = settle_texts({"one": read("made", "doi:1")}, {}, ())

    assert settled.ids == {"one": "made"}
    assert [one.id for one in settled.new] == ["made"]


def test_two_wordings_of_one_source_become_one_reference() -> None:
    settled = settle_texts({"one": read("a", "doi:1"), "two": read("b", "title:x", "doi:1")}, {}, ())

    assert settled.ids == {"one": "a", "two": "a"}
    assert len(settled.new) == 1


def test_two_sources_that_would_have_one_id_get_two() -> None:
    settled = settle_texts({"one": read("roe", "doi:1"), "two": read("roe", "doi:2")}, {}, {"roe-2"})

    assert settled.ids == {"one": "roe", "two": "roe-3"}


def test_a_shared_title_does_not_make_two_dois_one_source() -> None:
    texts = {"one": read("a", "doi:1", "title:x"), "two": read("b", "doi:2", "title:x"), "three": read("c", "title:x")}

    settled = settle_texts(texts, {"title:x": "held"}, (), {"held": {"doi:3", "title:x"}})

    assert settled.ids == {"one": "a", "two": "b", "three": "held"}


def test_what_has_no_key_is_the_same_reference_at_every_reading() -> None:
    assert settle_texts({"one": read("made")}, {}, {"made"}).ids == {"one": "made"}


def test_a_free_id_is_the_id_itself() -> None:
    assert with_free_id(Reference(id="a", title="A"), ["b"]).id == "a"


def test_a_remark_among_the_citations_is_a_problem_that_quotes_it() -> None:
    problem = unanswered("a.md", CitedSource(cited="Please contact us for more.", line=7))

    assert (problem.path, problem.line, problem.code) == ("a.md", 7, "citation_unreadable")
    assert "Please contact us" in problem.message


def test_page_and_source_are_joined_in_both_directions(root: Root) -> None:
    root.register(MANUAL, {"id": "other", "title": "Another source"})
    root.write("a.md", title="A", references=["other", "manual-8"])
    root.write("b.md", title="B", references=["manual-8"])

    root.scan()

    assert cited_by(root, "a") == ["other", "manual-8"]
    assert citing(root, "manual-8") == ["a", "b"]
    assert citing(root, "other") == ["a"]


def test_an_id_that_the_register_has_not_is_a_problem_with_its_line(root: Root) -> None:
    root.register(MANUAL)
    root.write("a.md", title="A", references=["manual-8", "manual-9"])

    root.scan()

    problem = root.problems()[0]
    assert (problem.path, problem.line, problem.code) == ("content/a.md", 5, "unknown_reference")
    assert "manual-9" in problem.message
    assert cited_by(root, "a") == ["manual-8", None]


def test_a_citation_in_words_leads_to_the_entry_of_the_register(root: Root) -> None:
    root.register(MANUAL)
    root.write("a.md", title="A", references=[IN_WORDS])

    root.scan()

    assert cited_by(root, "a") == ["manual-8"]
    assert in_use(root) == ["manual-8"]


def test_a_citation_in_words_that_the_register_has_not_is_a_source_all_the_same(root: Root) -> None:
    root.write("a.md", title="A", references=[IN_WORDS])
    root.write("b.md", title="B", references=[IN_WORDS])

    root.scan()

    (made,) = in_use(root)
    assert cited_by(root, "a") == cited_by(root, "b") == [made]
    assert root.problems() == []


def test_an_entry_added_to_the_register_answers_what_was_cited_before(root: Root) -> None:
    root.register({"id": "other", "title": "Another source"})
    root.write("a.md", title="A", references=["manual-8"])
    root.write("b.md", title="B", references=[IN_WORDS])
    root.scan()
    root.register(MANUAL)

    root.scan()

    assert cited_by(root, "a") == cited_by(root, "b") == ["manual-8"]
    assert root.problems() == []
    assert in_use(root) == ["manual-8"]


def test_an_entry_that_becomes_another_source_no_longer_answers_for_the_old_one(root: Root) -> None:
    root.register(MANUAL)
    root.write("a.md", title="A", references=[IN_WORDS])
    root.scan()
    root.register({**MANUAL, "edition": 9, "issued": 2025})

    root.scan()

    (id,) = cited_by(root, "a")
    assert id not in (None, "manual-8")


def test_an_entry_taken_from_the_register_is_missed_where_it_is_cited(root: Root) -> None:
    root.register(MANUAL, {"id": "other", "title": "Another source"})
    root.write("a.md", title="A", references=["manual-8"])
    root.scan()
    root.register({"id": "other", "title": "Another source"})

    root.scan()

    assert root.codes() == ["unknown_reference"]
    assert in_use(root) == ["other"]


def test_a_register_that_did_not_change_is_not_read_into_the_ledger_again(root: Root) -> None:
    root.register(MANUAL)
    root.write("a.md", title="A", references=[IN_WORDS])
    root.scan()

    assert root.scan(TODAY + timedelta(days=1)).parsed == 0


def test_a_register_whose_folder_is_gone_keeps_its_entries_and_is_said(root: Root) -> None:
    file = root.register(MANUAL)
    root.write("a.md", title="A", references=["manual-8"])
    root.scan()
    file.parent.rename(root.path / "elsewhere")

    first, second = root.scan(), root.scan()
    accepted = root.scan(accept_fewer=True)

    assert first.shortfalls == second.shortfalls
    assert first.shortfalls == [
        "references: the folder references is not there; its entries stay as they were last read"
    ]
    assert accepted.shortfalls == []
    assert root.codes() == ["unknown_reference"]


def test_a_register_that_is_back_as_it_was_is_whole_again(root: Root) -> None:
    file = root.register(MANUAL)
    root.write("a.md", title="A", references=["manual-8"])
    root.scan()
    folder = file.parent.rename(root.path / "elsewhere")
    root.scan()
    folder.rename(root.path / "references")

    assert root.scan().shortfalls == []
    assert root.problems() == []


def test_a_slip_in_a_file_of_the_register_does_not_cost_its_entries(root: Root) -> None:
    file = root.register(MANUAL)
    root.write("a.md", title="A", references=["manual-8"])
    root.scan()
    file.write_text(file.read_text() + '\n  title: "never closed\n')

    root.scan()

    assert [problem.path for problem in root.problems()] == ["references/sources.yaml"]
    assert cited_by(root, "a") == ["manual-8"]


def test_an_entry_without_a_title_stops_nothing(root: Root) -> None:
    root.register({"id": "bare", "type": "book"}, {"id": "odd", "title": "Odd", "DOI": "no doi", "issued": "soon"})
    root.write("a.md", title="A", references=["bare", "odd"])

    root.scan()

    with root.open() as project, project.ledger.begin() as connection:
        held = checks.held(connection, ["bare", "odd"])
    assert held.keys() == {"bare", "odd"}


def test_a_page_that_is_gone_cites_nothing_any_more(root: Root) -> None:
    file = root.write("a.md", title="A", references=[IN_WORDS])
    for number in range(6):
        root.write(f"page-{number}.md", title="Page")
    root.scan()
    file.unlink()

    root.scan()

    assert in_use(root) == []


def test_pages_are_found_by_owner_and_reviewer_whatever_letters_their_names_have(root: Root) -> None:
    root.write("a.md", title="A", owner="Bücher-Team", reviewers=["100%", "team"])
    root.write("b.md", title="B", owner="TEAM", reviewers=["Bücher-Team"])
    root.scan()

    with root.open() as project, project.ledger.begin() as connection:
        found = {
            name: [line.id for line in listing.page_lines(connection, project.day, of=name)]
            for name in listing.owners(connection)
        }
        counts = {name: figure_ledger.count_pages(connection, project.day, of=name).pages for name in found}

    assert found == {"100%": ["a"], "Bücher-Team": ["a", "b"], "TEAM": ["b"], "team": ["a"]}
    assert counts == {name: len(ids) for name, ids in found.items()}
