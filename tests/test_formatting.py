"""References as a style prints them; every work here is made up."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewdue.errors import ConfigurationError
from reviewdue.formatting import Format, open_style
from reviewdue.references import OTHERS, Name, Reference, cite
from reviewdue.references.vocabulary import CSL_TYPES
from reviewdue.rendering import shipped_templates

AUTHORS = tuple(Name(family=family, given="JQ") for family in ("Ash", "Beech", "Cedar", "Doe", "Elm", "Fir", "Gorse"))
ARTICLE = Reference(
    id="a",
    type="article-journal",
    title="On lumps: a review of BRCA1.",
    author=AUTHORS[:3],
    container_title="Annals of Lumps",
    volume="32",
    issue="12",
    page="1475-1495",
    issued=(2021, 12, 5),
    doi="10.1000/abc",
    pmid="34678411",
)
BOOK = Reference(
    id="b",
    type="book",
    title="Staging Manual",
    author=(Name(literal="Example Committee on Lumps"),),
    edition="8",
    publisher="Example Press",
    issued=(2017,),
    more={"publisher-place": "Oxford"},
)
GUIDELINE = Reference(
    id="g",
    type="report",
    title="Advanced lumps",
    author=(Name(literal="Example Institute"),),
    issued=(2009,),
    url="https://www.example.org/cg81",
    guideline="NICE CG81",
)
CHAPTER = Reference(
    id="c",
    type="chapter",
    title="Old lumps",
    author=AUTHORS[:1],
    container_title="Book of Lumps",
    edition="2",
    publisher="Example Press",
    page="1-9",
    issued=(2019,),
    more={"editor": [{"family": "Roe", "given": "K"}]},
)


@pytest.fixture(scope="module")
def vancouver() -> Format:
    """The default style."""
    return open_style("vancouver", [shipped_templates()])


@pytest.mark.parametrize(
    ("reference", "printed"),
    [
        (
            ARTICLE,
            "Ash JQ, Beech JQ, Cedar JQ. On lumps: a review of BRCA1. Annals of Lumps. 2021 Dec 5;32(12):1475–95. "
            "doi:10.1000/abc PubMed PMID: 34678411.",
        ),
        (BOOK, "Example Committee on Lumps. Staging Manual. 8th edn. Oxford: Example Press; 2017."),
        (
            GUIDELINE,
            "Example Institute. Advanced lumps (NICE CG81) [Internet]. 2009. "
            "Available from: https://www.example.org/cg81",
        ),
        (
            CHAPTER,
            "Ash JQ. Old lumps. In: Roe K, editor. Book of Lumps. 2nd edn. Example Press; 2019. p. 1–9.",
        ),
    ],
    ids=["article", "book", "guideline", "chapter"],
)
def test_the_default_style_is_vancouver(vancouver: Format, reference: Reference, printed: str) -> None:
    assert vancouver(reference) == printed


def test_a_seventh_author_and_others_are_et_al(vancouver: Format) -> None:
    seven = Reference(id="a", type="book", title="Lumps", author=AUTHORS, issued=(2020,))
    some = Reference(id="a", type="book", title="Lumps", author=(AUTHORS[0], OTHERS), issued=(2020,))

    assert vancouver(seven).startswith("Ash JQ, Beech JQ, Cedar JQ, Doe JQ, Elm JQ, Fir JQ, et al. Lumps.")
    assert vancouver(some).startswith("Ash JQ, et al. Lumps.")


@pytest.mark.parametrize(
    ("style", "beginning"),
    [
        ("ama", "Ash JQ, Beech JQ, Cedar JQ. On lumps: a review of BRCA1. Annals of Lumps. 2021;32(12):1475-1495."),
        (
            "apa",
            "Ash, J. Q., Beech, J. Q., & Cedar, J. Q. (2021). On lumps: a review of BRCA1. Annals of Lumps, 32(12)",
        ),
        ("bmj", "Ash JQ, Beech JQ, Cedar JQ. On lumps: a review of BRCA1. Annals of Lumps. 2021;32:1475–95."),
        ("harvard", "Ash, J.Q., Beech, J.Q. and Cedar, J.Q. (2021) ‘On lumps: a review of BRCA1’, Annals of Lumps, 32"),
    ],
)
def test_another_style_can_be_named(style: str, beginning: str) -> None:
    assert open_style(style, [shipped_templates()])(ARTICLE).startswith(beginning)


def test_a_title_that_stands_for_authors_is_printed_once() -> None:
    nobodys = Reference(id="a", type="book", title="Lumps", issued=(2020,), publisher="Example Press")

    assert open_style("apa", [shipped_templates()])(nobodys) == "Lumps. (2020). Example Press."


def test_a_style_of_the_project_comes_before_the_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "styles").mkdir()
    shipped = (shipped_templates() / "styles" / "bmj.csl").read_text()
    (tmp_path / "styles" / "ours.csl").write_text(shipped)
    (tmp_path / "styles" / "vancouver.csl").write_text(shipped)

    ours, vancouver = (open_style(name, [tmp_path, shipped_templates()]) for name in ("ours", "vancouver"))

    assert (
        ours(BOOK)
        == vancouver(BOOK)
        == "Example Committee on Lumps. Staging Manual. 8th edn. Oxford: Example Press 2017."
    )


def test_a_style_that_is_not_there_is_answered_with_those_that_are() -> None:
    with pytest.raises(ConfigurationError, match="“chicago”; write one of ama, apa, bmj, harvard, vancouver"):
        open_style("chicago", [shipped_templates()])


@pytest.mark.parametrize(
    "text", ["", "<style", "<html/>", "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"]
)
def test_a_file_that_is_no_style_is_an_error_with_its_path(tmp_path: Path, text: str) -> None:
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "ours.csl").write_text(text)

    with pytest.raises(ConfigurationError, match=r"ours\.csl is no style"):
        open_style("ours", [tmp_path])


@pytest.mark.parametrize("kind", sorted(CSL_TYPES))
def test_every_type_of_csl_is_printed(vancouver: Format, kind: str) -> None:
    assert "On lumps" in vancouver(Reference(id="a", type=kind, title="On lumps", issued=(2020, 2)))


TEXTS = st.none() | st.text(max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=30), TEXTS, TEXTS, TEXTS, st.sampled_from(["book", "article-journal", "chapter", "webpage"]))
def test_what_a_style_cannot_print_is_cited_plainly(
    vancouver: Format, title: str, volume: str | None, page: str | None, edition: str | None, kind: str
) -> None:
    odd = Reference(
        id="a", type=kind, title=title, volume=volume, page=page, edition=edition, more={"editor": [{"given": ""}]}
    )

    printed = vancouver(odd)

    assert "\n" not in printed
    assert printed or not cite(odd).strip()
