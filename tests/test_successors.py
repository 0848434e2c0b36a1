"""Whether a source is the newest word: versions, editions and guidance, as the services tell of them, in a check."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from reviewdue.standings import Result, result_as_dict
from tests.checks import check_on, held
from tests.library import Library, remark, update
from tests.loopback import Reply, serve
from tests.projects import TODAY, Root
from tests.test_soundness import ask_at, said

REVIEW = "10.1002/14651858.cd000001"


@pytest.fixture
def library() -> Iterator[Library]:
    """The services on loopback."""
    with serve() as site:
        yield Library(site=site)


@pytest.fixture
def sources(root: Root, library: Library) -> Root:
    """A root that asks them, and one page in it."""
    return ask_at(root, library)


def checked(root: Root, **entry: Any) -> Result:
    """Where a source with these fields stands after a check."""
    root.register({"id": "source", "title": "A review", **entry})
    root.scan()
    (result,) = check_on(root, ids=["source"]).results
    return result


def versions(library: Library, *numbers: int, **titles: str) -> None:
    """A Cochrane review with these versions; `titles` by `v2` and so on."""
    for number in numbers:
        doi = REVIEW if number == 1 else f"{REVIEW}.pub{number}"
        library.work(doi, title=titles.get(f"v{number}", "Drug for pain"))


@pytest.mark.parametrize(
    ("cited", "there", "currency", "successor"),
    [
        ("", (1, 2), "superseded", "pub2"),
        (".pub2", (1, 2), "current", None),
        (".pub2", (1, 2, 3), "superseded", "pub3"),
        (".pub2", (1, 2, 4), "superseded", "pub4"),
        (".pub2", (2, 3, 4, 5, 6, 7), "superseded", "pub7"),
        (".PUB2", (2, 3), "superseded", "pub3"),
    ],
)
def test_a_review_is_superseded_by_its_newest_version(
    sources: Root, library: Library, cited: str, there: tuple[int, ...], currency: str, successor: str | None
) -> None:
    versions(library, *there)

    result = checked(sources, DOI=f"{REVIEW}{cited}")

    assert (result.verdict.currency, result.verdict.integrity) == (currency, "clear")
    assert (successor in (result.superseded_by or "")) if successor else result.superseded_by is None


@pytest.mark.parametrize(
    "address",
    [
        "https://www.cochranelibrary.com/cdsr/doi/10.1002/14651858.CD000001.pub2/full",
        "https://onlinelibrary.wiley.com/doi/abs/10.1002/14651858.CD000001.pub2",
        "https://doi.org/10.1002/14651858.CD000001.pub2",
    ],
)
def test_a_review_is_known_by_its_address(root: Root, library: Library, address: str) -> None:
    ask_at(root, library)
    versions(library, 2, 3)

    assert checked(root, URL=address).verdict.currency == "superseded"


@pytest.mark.parametrize(
    ("entry", "currency"),
    [
        ({"page": "CD000001", "issued": 2012}, "superseded"),
        ({"page": "CD000001", "issued": 2018}, "current"),
        ({"page": "CD000001", "issued": 2020}, "current"),
        ({"page": "CD000001.pub2", "issued": 2012}, "superseded"),
        ({"page": "CD000001.pub3"}, "current"),
        ({"page": "CD000001"}, "unknown"),
        ({"page": "CD000009", "issued": 2012}, "unknown"),
        ({"page": "CD000001", "issued": 2012, "container-title": "The Lancet"}, "unknown"),
    ],
)
def test_a_review_without_a_doi_goes_by_its_number_and_year(
    sources: Root, library: Library, entry: dict[str, Any], currency: str
) -> None:
    for number, year in ((1, 2005), (2, 2012), (3, 2018)):
        doi = REVIEW if number == 1 else f"{REVIEW}.pub{number}"
        library.work(doi, title="Drug for pain", issued={"date-parts": [[year, 3]]})

    journal = {"type": "article-journal", "container-title": "Cochrane Database of Systematic Reviews"}

    assert checked(sources, **{**journal, **entry}).verdict.currency == currency


def test_a_version_that_the_record_of_the_cited_one_names_is_newer(sources: Root, library: Library) -> None:
    cited, newer = "10.1002/14651858.cd001234.pub2", "10.1002/14651858.CD001234.pub9"
    library.work(cited, relation={"has-version": [{"id-type": "doi", "id": newer}]})
    library.work("10.1002/14651858.cd009999", relation={"has-version": [{"id-type": "doi", "id": newer}]})

    assert checked(sources, DOI=cited).verdict.currency == "superseded"
    assert checked(sources, DOI="10.1002/14651858.cd009999").verdict.currency == "current"


def test_a_review_that_nobody_knows_is_not_current(sources: Root, library: Library) -> None:
    assert checked(sources, DOI=f"{REVIEW}.pub2").verdict.currency == "unknown"


def test_a_review_that_was_withdrawn_is_not_retracted(sources: Root, library: Library) -> None:
    versions(library, 2, 3, v3="WITHDRAWN: Drug for pain")

    older, itself = (checked(sources, DOI=f"{REVIEW}.pub{number}") for number in (2, 3))

    assert (older.verdict.currency, older.verdict.integrity) == ("withdrawn", "clear")
    assert (itself.verdict.currency, itself.verdict.integrity) == ("withdrawn", "clear")


@pytest.mark.parametrize("source", ["publisher", "retraction-watch"])
@pytest.mark.parametrize("kind", ["withdrawal", "retraction", "removal"])
def test_a_withdrawal_of_a_review_is_none_in_whatever_list_it_stands(
    sources: Root, library: Library, kind: str, source: str
) -> None:
    library.work(f"{REVIEW}.pub2", updated_by=[update(f"{REVIEW}.pub3", kind, 2019, 5, 1, source=source)])
    library.retractions = [
        {"OriginalPaperDOI": f"{REVIEW}.pub2", "RetractionDOI": f"{REVIEW}.pub3", "RetractionNature": "Retraction"}
    ]
    where = remark("RetractionIn", "Cochrane Database Syst Rev. 2019 May 1;5:CD000001", "31000001")
    library.article("20000001", where, doi=f"{REVIEW}.pub2", types=["D016441"])

    result = checked(sources, DOI=f"{REVIEW}.pub2", PMID="20000001")

    assert (result.verdict.currency, result.verdict.integrity) == ("withdrawn", "clear")


def test_a_review_that_was_retracted_is_retracted(sources: Root, library: Library) -> None:
    notice = update("10.1002/14651858.ed000001", "retraction", 2019)
    library.work(f"{REVIEW}.pub2", title="RETRACTED: Drug for pain", updated_by=[notice])

    assert checked(sources, DOI=f"{REVIEW}.pub2").verdict.integrity == "retracted"


def test_what_pubmed_has_as_updated_is_superseded_by_the_newest_in_the_chain(sources: Root, library: Library) -> None:
    library.article("1", remark("UpdateIn", "Cochrane Database Syst Rev. 2015;(1):CD000001", "2"))
    library.article("2", remark("UpdateIn", "Cochrane Database Syst Rev. 2020;(1):CD000001", "3"))
    library.article("3", title="Drug for pain in adults")

    result = checked(sources, PMID="1")

    assert result.verdict.currency == "superseded"
    assert result.superseded_by == "Drug for pain in adults (PubMed 3)"


def test_guidance_with_a_doi_alone_is_looked_up_in_pubmed_for_what_updates_it(sources: Root, library: Library) -> None:
    library.work("10.1000/guideline")
    library.article("11", remark("UpdateIn", "Ann Lumps. 2026", "12"), doi="10.1000/guideline")
    library.article("12", title="Lumps: a clinical practice guideline, 2026")

    result = checked(sources, DOI="10.1000/guideline", title="Lumps: a clinical practice guideline")

    assert result.verdict.currency == "superseded"
    assert "PubMed 12" in said(result, "pubmed")


def test_a_doi_that_no_agency_has_a_record_of_is_looked_up_in_pubmed(sources: Root, library: Library) -> None:
    library.handles["10.1000/elsewhere"] = "https://publisher.example.org/elsewhere"
    library.article("11", remark("RetractionIn", "J Lumps. 2020", "13"), doi="10.1000/elsewhere")

    assert checked(sources, DOI="10.1000/elsewhere").verdict.integrity == "retracted"


def test_an_article_that_crossref_knows_is_not_searched_for_in_pubmed(sources: Root, library: Library) -> None:
    library.work("10.1000/article")

    checked(sources, DOI="10.1000/article")

    assert not [one for one in library.site.requests if "esearch" in one.path]


def test_an_update_that_has_no_number_is_named_by_where_it_is(sources: Root, library: Library) -> None:
    library.article("1", remark("UpdateIn", "Ann Oncol. 2024;35(2):159-182"))

    assert checked(sources, PMID="1").superseded_by == "Ann Oncol. 2024;35(2):159-182"


def test_updates_that_lead_in_a_circle_end(sources: Root, library: Library) -> None:
    library.article("1", remark("UpdateIn", "A. 2015", "2"))
    library.article("2", remark("UpdateIn", "B. 2016", "1"))

    assert checked(sources, PMID="1").verdict.currency == "superseded"


@pytest.mark.parametrize(
    ("facts", "named"),
    [
        ({"updated_by": [update("10.1000/v2", "new_version", 2025)]}, "10.1000/v2"),
        ({"updated_by": [update("10.1000/e2", "new_edition", 2025)]}, "10.1000/e2"),
        ({"relation": {"is-replaced-by": [{"id-type": "doi", "id": "10.1000/R2"}]}}, "10.1000/r2"),
        ({"relation": {"is-preprint-of": [{"id-type": "doi", "id": "10.1000/final"}]}}, "10.1000/final"),
        ({"relation": {"has-preprint": [{"id-type": "doi", "id": "10.1000/pre"}]}}, None),
    ],
)
def test_a_record_names_what_takes_its_place(
    sources: Root, library: Library, facts: dict[str, Any], named: str | None
) -> None:
    library.work("10.1000/one", title="A statement", **facts)

    result = checked(sources, DOI="10.1000/one")

    assert result.verdict.currency == ("superseded" if named else "unknown")
    assert result.superseded_by == (f"A statement ({named})" if named else None)


@pytest.mark.parametrize(
    ("kind", "currency"),
    [("IsPreviousVersionOf", "superseded"), ("IsObsoletedBy", "superseded"), ("IsNewVersionOf", "unknown")],
)
def test_a_data_set_is_superseded_by_the_version_that_follows(
    sources: Root, library: Library, kind: str, currency: str
) -> None:
    related = [{"relationType": kind, "relatedIdentifier": "10.5281/zenodo.2", "relatedIdentifierType": "DOI"}]
    library.datasets["10.5281/zenodo.1"] = {"titles": [{"title": "Data"}], "relatedIdentifiers": related}

    assert checked(sources, DOI="10.5281/zenodo.1").verdict.currency == currency


MINE = {"key": "/books/OL1M", "title": "Manual of Lumps", "edition_name": "2nd ed.", "publish_date": "2015",
        "works": [{"key": "/works/OL1W"}], "isbn_13": ["9783319406176"]}  # fmt: skip


@pytest.mark.parametrize(
    ("other", "currency"),
    [
        ({"edition_name": "3rd ed.", "publish_date": "March 2021"}, "superseded"),
        (
            {"edition_name": "Third edition", "publish_date": "2021", "title": "Manual of lumps: a handbook"},
            "superseded",
        ),
        ({"edition_name": "", "publish_date": "2021"}, "unknown"),
        ({"edition_name": "3rd ed.", "publish_date": ""}, "unknown"),
        ({"edition_name": "1st ed.", "publish_date": "2021"}, "unknown"),
        ({"edition_name": "3rd ed.", "publish_date": "2021", "title": "Handbuch der Knoten"}, "unknown"),
        ({"edition_name": "3rd ed.", "publish_date": "2021", "languages": [{"key": "/languages/ger"}]}, "unknown"),
    ],
)
def test_a_book_is_superseded_by_a_numbered_later_edition_of_the_same_work_only(
    sources: Root, library: Library, other: dict[str, Any], currency: str
) -> None:
    library.books["9783319406176"] = {**MINE, "languages": [{"key": "/languages/eng"}]}
    library.editions["/works/OL1W"] = [MINE, {"key": "/books/OL2M", "title": "Manual of Lumps", **other}]

    result = checked(sources, type="book", title="Manual of Lumps", edition=2, issued=2015, ISBN="978-3-319-40617-6")

    assert (result.verdict.availability, result.verdict.currency) == ("not_online", currency)
    assert result.superseded_by == ("Manual of Lumps, 3rd edition" if currency == "superseded" else None)


def test_a_printing_of_a_later_year_is_a_hint_for_a_person(sources: Root, library: Library) -> None:
    library.books["9783319406176"] = MINE
    library.editions["/works/OL1W"] = [MINE, {"key": "/books/OL2M", "title": "Manual of Lumps", "publish_date": "2021"}]

    result = checked(sources, type="book", title="Manual of Lumps", issued=2015, ISBN="978-3-319-40617-6")

    assert "A newer edition may be out" in said(result, "openlibrary")


REPLACED = {"Id": "CG80", "Title": "Early breast cancer", "ProductStatus": "Withdrawn", "RelatedProductList": [
    {"Id": "NG101", "Title": "Early and locally advanced breast cancer", "Relationship": "IsReplacedBy"}]}  # fmt: skip
REPLACES = [{"Id": "TA30", "Title": "Old", "Relationship": "Replaces"}]
PARTLY = [{"Id": "NG9", "Title": "Part", "Relationship": "IsPartiallyReplacedBy"}]


@pytest.mark.parametrize(
    ("product", "currency", "successor"),
    [
        (REPLACED, "superseded", "Early and locally advanced breast cancer (NICE NG101)"),
        ({**REPLACED, "RelatedProductList": []}, "withdrawn", None),
        ({**REPLACED, "ProductStatus": "TemporarilyWithdrawn", "RelatedProductList": []}, "withdrawn", None),
        ({**REPLACED, "ProductStatus": "Published", "RelatedProductList": []}, "current", None),
        ({**REPLACED, "ProductStatus": "Published", "RelatedProductList": PARTLY}, "updated", None),
        (
            {"ProductStatus": "Published", "RelatedProductList": [{"Id": "TA30", "Relationship": "Replaces"}]},
            "current",
            None,
        ),
    ],
)
def test_the_feed_of_products_says_what_became_of_guidance(
    root: Root, library: Library, product: dict[str, Any], currency: str, successor: str | None
) -> None:
    ask_at(root, library, nice={"products": f"{library.site.base}/nice/product"})
    library.products["CG80"] = product

    result = checked(root, guideline="NICE CG80")

    assert (result.verdict.currency, result.superseded_by) == (currency, successor)


@pytest.mark.parametrize(("reviewed", "currency"), [("2026-05-01", "current"), ("2025-01-01", "updated")])
def test_guidance_that_changed_after_the_review_of_its_page_was_updated(
    root: Root, library: Library, reviewed: str, currency: str
) -> None:
    ask_at(root, library, nice={"products": f"{library.site.base}/nice/product"})
    library.products["CG81"] = {"ProductStatus": "Published", "LastMajorModificationDate": "2025-04-14T00:00:00"}
    root.write("a.md", title="A", last_reviewed=reviewed, references=["source"])

    assert checked(root, guideline="NICE CG81").verdict.currency == currency


@pytest.mark.parametrize(
    ("code", "currency"),
    [("CG81", "current"), ("CG80", "withdrawn"), ("QS12", "unknown"), ("CG081", "current")],
)
def test_the_index_of_current_guidance_has_it_or_the_others_of_its_kind(
    root: Root, library: Library, code: str, currency: str
) -> None:
    ask_at(root, library, nice={"key": "secret"})
    library.current = [f"CG{number}" for number in range(81, 90)]

    assert checked(root, guideline=f"NICE {code}").verdict.currency == currency


def test_the_index_is_fetched_once_for_all(root: Root, library: Library) -> None:
    ask_at(root, library, nice={"key": "secret"})
    library.current = [f"CG{number}" for number in range(700)]
    root.register(*({"id": f"g-{n}", "title": f"G {n}", "guideline": f"NICE CG{n}"} for n in range(1, 650)))
    root.scan()

    tally = check_on(root)

    assert {result.verdict.currency for result in tally.results} == {"current"}
    assert len(library.asked("nice")) == 1


def test_without_a_key_nice_is_not_asked(sources: Root, library: Library) -> None:
    result = checked(sources, guideline="NICE CG80")

    assert library.asked("nice") == []
    assert result.verdict.currency == "unknown"


@pytest.mark.parametrize("reply", [Reply(status=500), Reply(body=b"{}"), Reply(body=b'{"IndexItems": []}')])
def test_an_index_that_fails_or_is_empty_withdraws_nothing(root: Root, library: Library, reply: Reply) -> None:
    ask_at(root, library, nice={"key": "secret"})
    library.current = [f"CG{number}" for number in range(81, 90)]
    checked(root, guideline="NICE CG81")
    library.down["nice"] = reply

    tally = check_on(root, TODAY + timedelta(days=7))

    assert held(root, "source").currency == "current"
    assert any(shortfall.startswith("NICE could not be asked: it answered") for shortfall in tally.shortfalls)


def test_a_successor_that_a_service_named_stands_while_it_is_down_and_goes_when_it_takes_it_back(
    sources: Root, library: Library
) -> None:
    versions(library, 2, 3)
    checked(sources, DOI=f"{REVIEW}.pub2")
    library.down["crossref"] = Reply(status=503)

    (down,) = check_on(sources, TODAY + timedelta(days=7)).results
    library.down.clear()
    del library.works[f"{REVIEW}.pub3"]
    (back,) = check_on(sources, TODAY + timedelta(days=14)).results

    assert (down.verdict.currency, down.superseded_by) == ("superseded", f"Drug for pain ({REVIEW}.pub3)")
    assert (back.verdict.currency, back.superseded_by) == ("current", None)


def test_another_wording_of_an_entry_leaves_what_a_service_said_until_it_is_asked_again(
    sources: Root, library: Library
) -> None:
    versions(library, 2, 3)
    checked(sources, DOI=f"{REVIEW}.pub2")
    sources.register({"id": "source", "title": "A better title", "DOI": f"{REVIEW}.pub2"})

    sources.scan()

    assert held(sources, "source").currency == "superseded"
    assert result_as_dict(check_on(sources).results[0])["superseded_by"] == f"Drug for pain ({REVIEW}.pub3)"
