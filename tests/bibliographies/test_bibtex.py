"""BibTeX as people have it: LaTeX, braces, names in every order, broken entries, and the way back."""

from pathlib import Path

import pytest

from reviewdue.bibliographies import Kind, read_bibliography, write_bibliography
from reviewdue.bibliographies.latex import decode, encode
from reviewdue.references import Name, Reference, read_csl

OHDSI = Path(__file__).parents[1] / "data" / "bibliographies" / "ohdsi-book.bib"


def read(text: str) -> list[Reference]:
    found = read_bibliography(text, Kind.BIBTEX)
    assert found.findings == ()
    return [read_csl(entry.data).reference for entry in found.entries]


def read_one(text: str) -> Reference:
    return read(text)[0]


def test_every_entry_of_a_real_bibliography_comes_out_with_what_it_says() -> None:
    references = read(OHDSI.read_text())

    assert len(references) == 119
    assert all(one.title and one.author and one.issued for one in references)
    assert sum(bool(one.container_title) for one in references) == 108
    assert sum(bool(one.page) for one in references) == 99
    assert (sum(bool(one.doi) for one in references), sum(bool(one.pmid) for one in references)) == (17, 9)
    assert not any(brace in one.title for one in references for brace in "{}\\")


def test_latex_becomes_what_it_prints() -> None:
    entry = r"""@article{a, title = {On {BRCA1} \& {\"o}strogen, 100% sure, $\beta$-blockers \emph{in vitro}},
      journal = "R\&D Lumps", pages = {1--2}, year = 2016, month = feb, day = 5}"""

    read = read_one(entry)

    assert read.title == "On BRCA1 & östrogen, 100% sure, β-blockers in vitro"
    assert (read.container_title, read.page, read.issued) == ("R&D Lumps", "1-2", (2016, 2, 5))


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Roe, Jane Q.", Name(family="Roe", given="Jane Q.")),
        ("Jane Q. Roe", Name(family="Roe", given="Jane Q.")),
        ("van den Elm, Ida", Name(family="Elm", given="Ida", non_dropping_particle="van den")),
        ("Ash, Jr, R. S.", Name(family="Ash", given="R. S.", suffix="Jr")),
        (r"{\'E}lan, {\O}rjan", Name(family="Élan", given="Ørjan")),
        ("{Example and Other Lumps}", Name(literal="Example and Other Lumps")),
        ("Example Lump Society", Name(literal="Example Lump Society")),
        ("others", Name(literal="others")),
        ("Wikipedia", Name(literal="Wikipedia")),
    ],
)
def test_a_name_is_read_in_any_order(written: str, name: Name) -> None:
    entry = f"@book{{a, title = {{Lumps}}, author = {{{written} and Doe, J.}}, year = 2020}}"

    assert read_one(entry).author == (name, Name(family="Doe", given="J."))


def test_macros_parents_and_dates_of_biblatex_are_resolved() -> None:
    entries = """@string{jl = "Journal of Lumps"}
    @article{a, title = {A}, journaltitle = jl, date = {2020-03-01}, issue = {4}}
    @inproceedings{b, title = {B}, crossref = {c}, pages = {3}}
    @proceedings{c, title = {Lumps 2019}, year = 2019, publisher = {Example Press}}"""

    article, paper, _ = read(entries)

    assert (article.container_title, article.issue, article.issued) == ("Journal of Lumps", "4", (2020, 3, 1))
    assert (paper.container_title, paper.publisher, paper.issued) == ("Lumps 2019", "Example Press", (2019,))


def test_identifiers_and_addresses_are_found_where_bibtex_has_no_field_for_them() -> None:
    entries = r"""@misc{a, title = {A}, howpublished = {\url{https://example.org/a\_b%20c}}}
    @article{b, title = {B}, eprint = {34678411}, eprinttype = {pubmed}}
    @article{c, title = {C}, eprint = {1901.00001}, archiveprefix = {arXiv}}"""

    page, article, preprint = read(entries)

    assert (page.type, page.url) == ("webpage", "https://example.org/a_b%20c")
    assert article.pmid == "34678411"
    assert preprint.url == "https://arxiv.org/abs/1901.00001"


def test_a_broken_entry_is_named_with_its_line_and_those_around_it_are_read() -> None:
    text = "@book{a, title={A}}\n\n@book{b, title={B\n@book{c, title={C}, title={again}}\n@book{a, title={D}}\n"

    found = read_bibliography(text, Kind.BIBTEX)

    assert [(one.line, one.code) for one in found.findings] == [
        (3, "broken_entry"),
        (4, "duplicate_key"),
        (5, "duplicate_key"),
    ]
    assert [entry.data["title"] for entry in found.entries] == ["A", "C", "D"]
    assert [entry.line for entry in found.entries] == [1, 4, 5]


def test_a_value_has_the_line_of_its_field() -> None:
    found = read_bibliography("@book{a,\n  title = {A},\n  doi = {11.5/x},\n  year = 2020\n}", Kind.BIBTEX)

    assert (found.entries[0].line_of("DOI"), found.entries[0].line_of("issued")) == (3, 4)


def test_fields_that_csl_has_no_word_for_come_back() -> None:
    entry = "@article{a, title = {A}, intrahash = {x_y}, bdsk-url-1 = {z}}"

    written = write_bibliography([read_one(entry)], Kind.BIBTEX)

    assert read_one(written) == read_one(entry)
    assert r"intrahash = {x\_y}" in written


def test_words_with_capitals_are_kept_from_being_lowered() -> None:
    assert encode("On BRCA1 and mRNA & Lumps", keep_capitals=True) == r"On {BRCA1} and {mRNA} \& Lumps"


@pytest.mark.parametrize("text", [r"a_b % c $ d & e # f ~ g ^ h \ i {j}", "placebo--a survey---of ''lumps''", "¿``x´´"])
def test_what_is_encoded_is_decoded(text: str) -> None:
    assert decode(encode(text)) == text
    assert decode(encode(text, keep_capitals=True)) == text
