"""Records in shapes that the services' documents do not promise and their answers have: none may hide a notice."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewdue.availability import Answer
from reviewdue.notices import Kind, kind_in_title, read_parts
from reviewdue.services.crossref import read_work
from reviewdue.services.pubmed import Article, read_articles

DOI = "10.1000/article"
NOTICE = "10.1000/notice"
RETRACTION = {"DOI": NOTICE, "type": "retraction", "updated": {"date-parts": [[2010, 2, 6]]}}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"type": "Retraction"},
        {"type": None, "label": "Retraction"},
        {"type": ["retraction"], "label": "retraction"},
        {"type": "Retracted"},
        {"DOI": NOTICE.upper()},
        {"DOI": f"https://doi.org/{NOTICE}."},
        {"updated": {"date-time": "2010-02-06T00:00:00Z"}},
        {"updated": {"date-parts": [["2010", "2", "6"]]}},
        {"updated": {"date-parts": [2010, 2, 6]}},
        {"source": "retraction-watch", "record-id": 17},
    ],
)
def test_a_retraction_is_read_however_its_entry_is_written(changes: dict[str, Any]) -> None:
    work = read_work({"DOI": DOI, "updated-by": [RETRACTION | changes]})

    (notice,) = work.notices
    assert (notice.kind, notice.doi, notice.on) == (Kind.RETRACTION, NOTICE, (2010, 2, 6))


@pytest.mark.parametrize(
    "entry", [{"type": "retraction"}, {"type": "retraction", "DOI": None, "updated": None}, RETRACTION | {"DOI": ""}]
)
def test_a_retraction_without_the_doi_of_its_notice_is_one(entry: dict[str, Any]) -> None:
    (notice,) = read_work({"DOI": DOI, "updated-by": [entry]}).notices

    assert (notice.kind, notice.doi) == (Kind.RETRACTION, None)


def test_one_entry_may_stand_where_others_have_a_list() -> None:
    work = read_work({"DOI": DOI.upper(), "updated-by": RETRACTION, "title": "A trial"})

    assert [notice.kind for notice in work.notices] == [Kind.RETRACTION]
    assert (work.doi, work.title) == (DOI, "A trial")


def test_a_record_that_names_its_own_doi_in_another_spelling_is_retracted_in_place() -> None:
    work = read_work({"DOI": DOI, "update-to": [RETRACTION | {"DOI": f"doi:{DOI.upper()}"}]})

    assert [notice.kind for notice in work.notices] == [Kind.RETRACTION]
    assert work.notice_of == ()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
FIELDS = ("updated-by", "update-to", "title", "issued", "relation", "resource", "type", "URL")


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(FIELDS), JSON), st.dictionaries(st.sampled_from(tuple(RETRACTION)), JSON))
def test_no_record_breaks_the_reader(message: dict[str, Any], entry: dict[str, Any]) -> None:
    read_work({"DOI": DOI, "updated-by": [entry], **message})


@pytest.mark.parametrize(
    ("parts", "on"),
    [
        ([[2010, 2, 6]], (2010, 2, 6)),
        ([[2010, None, 6]], (2010,)),
        ([[None]], ()),
        ([[]], ()),
        ([], ()),
        ([[2010, 13]], (2010,)),
        ([["2010", "02"]], (2010, 2)),
        ([True, 2], ()),
        ("2010", ()),
        (None, ()),
    ],
)
def test_a_date_is_read_as_far_as_it_is_one(parts: object, on: tuple[int, ...]) -> None:
    assert read_parts(parts) == on


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("TEMPORARY REMOVAL: A trial", Kind.REMOVAL),
        ("Retracted and replaced: A trial", Kind.RETRACTION),
        ("A trial (Retracted)", Kind.RETRACTION),
        ("A trial [retracted article]", Kind.RETRACTION),
        ("A trial (Retracted article. See vol. 12, p. 3)", Kind.RETRACTION),
        ("Interventions for cough (Withdrawn)", Kind.WITHDRAWAL),
        ("Retraction: A trial", None),
        ("Why papers are retracted", None),
        ("A trial (drugs withdrawn in childhood)", None),
    ],
)
def test_a_title_may_say_it_at_either_end(title: str, kind: Kind | None) -> None:
    assert kind_in_title(title) is kind


def article(inner: str) -> Article:
    body = f"<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID>{inner}</MedlineCitation></PubmedArticle>"
    (found,) = read_articles(Answer(url="x", status=200, body=f"{body}</PubmedArticleSet>".encode()))
    return found


def test_a_type_without_its_number_is_read_by_its_name() -> None:
    types = "<PublicationTypeList><PublicationType>Retracted Publication</PublicationType></PublicationTypeList>"

    assert [notice.kind for notice in article(f"<Article>{types}</Article>").notices] == [Kind.RETRACTION]


def test_a_cochrane_review_is_known_by_its_journal_and_its_page() -> None:
    pages = "<Pagination><MedlinePgn>CD004143</MedlinePgn></Pagination>"
    journal = "<MedlineJournalInfo><MedlineTA>Cochrane Database Syst Rev</MedlineTA></MedlineJournalInfo>"

    assert article(f"<Article>{pages}</Article>{journal}").review == "CD004143"
    assert article(f"<Article>{pages}</Article>").review is None
