"""Every spelling of an identifier comes to one form, and nothing that is typed into a field is an error."""

from collections.abc import Callable
from urllib.parse import SplitResult, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reviewdue.references import Reference, identity_keys
from reviewdue.references.addresses import host_in, split_address
from reviewdue.references.dois import doi_in, doi_of_address, dois_in, normalise_doi
from reviewdue.references.identifiers import (
    cochrane_id,
    guideline_in,
    identifiers_of,
    is_address,
    isbns_in,
    normalise_address,
    normalise_guideline,
    normalise_isbn,
    normalise_pmcid,
    normalise_pmid,
)

SICI = "10.1002/(sici)1097-0142(19990501)85:9<1959::aid-cncr12>3.0.co;2-#"
PIECES = st.sampled_from(
    ["https://", "dx.", "doi.org/", "doi:", "DOI ", "10.1000", "/", "%2F", "%25", "(", ")", "<", ">", "&lt;", "&amp;",
     ".", ",", "#", "?", "a", "É", "İ", "٣", "\u200b", "PMID: ", "PMC", "12345", "ISBN ", "978-3-319-40617-6", "[",
     "NICE ", "CG0", "81", "nice.org.uk", "/guidance/", "SIGN ", "ncbi.nlm.nih.gov/pubmed/", "X", " ", "–"]
)  # fmt: skip
TYPED = st.text(max_size=40) | st.lists(PIECES, max_size=12).map("".join)


@pytest.mark.parametrize(
    ("written", "doi"),
    [
        ("https://doi.org/10.1016/J.Example.2021", "10.1016/j.example.2021"),
        ("doi: 10.1000/ABC", "10.1000/abc"),
        ("https://dx.doi.org/10.1000%2Fabc", "10.1000/abc"),
        ("doi.org/10.1000/abc", "10.1000/abc"),
        ("DOI: https://doi.org/10.1000/abc", "10.1000/abc"),
        ("<https://doi.org/10.1000/abc>", "10.1000/abc"),
        ("10.1000/abc.", "10.1000/abc"),
        ("(doi:10.1000/abc(1))", "10.1000/abc(1)"),
        ("10.1016/S0140-6736(05)67887-9", "10.1016/s0140-6736(05)67887-9"),
        ("https://doi.org/10.1016/S0140-6736%2805%2967887-9).", "10.1016/s0140-6736(05)67887-9"),
        ("10.1016/S0140‐6736(05)67887–9", "10.1016/s0140-6736(05)67887-9"),
        ("10.1002/(SICI)1097-0142(19990501)85:9<1959::AID-CNCR12>3.0.CO;2-#", SICI),
        ("10.1002/(SICI)1097-0142(19990501)85:9&lt;1959::AID-CNCR12&gt;3.0.CO;2-#", SICI),
        ("https://doi.org/10.1002/(SICI)1097-0142(19990501)85:9%3C1959::AID-CNCR12%3E3.0.CO;2-%23", SICI),
        ("10.1056/example1.PMID:123", "10.1056/example1"),
        ("10.1000", None),
        ("see 10.1000/abc", None),
        ("", None),
    ],
)
def test_a_doi_is_brought_to_one_form(written: str, doi: str | None) -> None:
    assert normalise_doi(written) == doi


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("https://doi.org/10.1016/j.annonc.2021.09.019", "10.1016/j.annonc.2021.09.019"),
        ("http://dx.doi.org/10.1000/XYZ", "10.1000/XYZ"),
        ("HTTPS://WWW.DOI.ORG/10.1000/xyz", "10.1000/xyz"),
        ("https://doi.org/10.1000%2Fxyz?utm_source=a#b", "10.1000/xyz"),
        ("doi:10.1000/xyz", "10.1000/xyz"),
        ("DOI: 10.1000/xyz.", "10.1000/xyz"),
        ("https://doi.org/10.1016/S0140-6736(05)67394-1).", "10.1016/S0140-6736(05)67394-1"),
        ("https://doi.org/", None),
        ("https://doi.org/the-identifier/resources", None),
        ("https://doi.org.example.org/10.1000/xyz", None),
        ("https://example.org/10.1000/xyz", None),
        ("10.1000/xyz", None),
        ("", None),
    ],
)
def test_only_the_resolver_and_a_label_name_a_doi_to_ask(text: str, doi: str | None) -> None:
    assert doi_in(text) == doi


@pytest.mark.parametrize(
    ("address", "doi"),
    [
        ("https://doi.org/10.1000/XYZ", "10.1000/xyz"),
        ("https://www.nejm.org/doi/full/10.1056/NEJMct0802899", "10.1056/nejmct0802899"),
        ("https://onlinelibrary.wiley.com/doi/abs/10.1002/cncr.12345/full", "10.1002/cncr.12345"),
        (
            "https://www.cochranelibrary.com/cdsr/doi/10.1002/14651858.CD004253.pub2/full/es",
            "10.1002/14651858.cd004253.pub2",
        ),
        ("https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0012345", "10.1371/journal.pone.0012345"),
        ("https://link.springer.com/content/pdf/10.1007/s00432-019-02917-5.pdf", "10.1007/s00432-019-02917-5"),
        ("https://www.biorxiv.org/content/10.1101/2020.01.01.123456v1.full.pdf", "10.1101/2020.01.01.123456"),
        (
            "https://www.thelancet.com/journals/lancet/article/PIIS0140-6736(05)67887-9/fulltext",
            "10.1016/s0140-6736(05)67887-9",
        ),
        ("https://www.nature.com/articles/s41586-019-1234-5", "10.1038/s41586-019-1234-5"),
        ("https://www.example.org/version/10.1/2", None),
        ("http://[", None),
        ("ftp://example.org/10.1000/x", None),
    ],
)
def test_a_publishers_address_holds_the_doi(address: str, doi: str | None) -> None:
    assert doi_of_address(address) == doi


def test_dois_are_found_in_running_text_and_addresses_left_alone() -> None:
    text = f"Doe J. doi: {SICI}. See (https://doi.org/10.1000/abc.PMID:33), https://www.nejm.org/doi/10.1056/x."

    assert [(doi, stuck) for _, doi, stuck in dois_in(text)] == [(SICI, ""), ("10.1000/abc", "PMID:33),")]


@pytest.mark.parametrize(
    ("written", "isbn"),
    [
        ("978-1-119-26357-9", "9781119263579"),
        ("ISBN-13: 978‐1‐119‐26357‐9", "9781119263579"),
        ("ISBN 0-306-40615-2", "9780306406157"),
        ("ISBN-10 0 306 40615 2", "9780306406157"),
        ("080442957X", "9780804429573"),
        ("080442957x", "9780804429573"),
        ("978-1-119-26357-8", None),
        ("0-306-40615-3", None),
        ("12345", None),
    ],
)
def test_an_isbn_counts_only_with_its_check_digit(written: str, isbn: str | None) -> None:
    assert normalise_isbn(written) == isbn


def test_a_field_may_hold_several_isbns_with_notes() -> None:
    assert isbns_in("0-306-40615-2 (pbk.), 9781119263579 (hbk.)") == ("9780306406157", "9781119263579")
    assert isbns_in("0-306-40615-2 or so") == ()


@pytest.mark.parametrize(
    ("written", "pmid"),
    [
        ("34678411", "34678411"),
        ("PMID: 0034678411", "34678411"),
        ("https://pubmed.ncbi.nlm.nih.gov/34678411/", "34678411"),
        ("http://www.ncbi.nlm.nih.gov/pubmed/34678411?dopt=Abstract", "34678411"),
        ("http://www.ncbi.nlm.nih.gov/entrez/query.fcgi?cmd=Retrieve&db=PubMed&list_uids=34678411&dopt=x", "34678411"),
        ("https://europepmc.org/abstract/MED/34678411", "34678411"),
        ("https://pubmed.ncbi.nlm.nih.gov/?term=2020+lumps", None),
        ("https://www.ncbi.nlm.nih.gov/books/NBK65881/", None),
        ("PMC123", None),
        ("0", None),
    ],
)
def test_a_pubmed_number_is_read_from_field_or_address(written: str, pmid: str | None) -> None:
    assert normalise_pmid(written) == pmid


@pytest.mark.parametrize(
    ("written", "pmcid"),
    [
        ("PMC1234567", "PMC1234567"),
        ("pmcid: pmc01234567", "PMC1234567"),
        ("1234567", "PMC1234567"),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC1234567/pdf/x.pdf", "PMC1234567"),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC1234567", "PMC1234567"),
        ("PMCX", None),
    ],
)
def test_a_pmc_number_is_read_from_field_or_address(written: str, pmcid: str | None) -> None:
    assert normalise_pmcid(written) == pmcid


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("NICE CG81", "NICE CG81"),
        ("cg81", "NICE CG81"),
        ("NICE guideline NG 101", "NICE NG101"),
        ("NICE technology appraisal guidance TA030", "NICE TA30"),
        ("https://www.nice.org.uk/guidance/cg81/chapter/1-recommendations", "NICE CG81"),
        ("http://nice.org.uk/CG014NICEguideline", "NICE CG14"),
        ("http://guidance.nice.org.uk/HST1", "NICE HST1"),
        ("http://publications.nice.org.uk/advanced-lumps-cg81/introduction", "NICE CG81"),
        ("SIGN 104", "SIGN 104"),
        ("SIGN publication no. 104", "SIGN 104"),
        ("https://www.nice.org.uk/guidance/indevelopment/gid-ng10185", None),
        ("https://www.example.org/guidance/cg81", None),
        ("Green-top Guideline No. 37a", None),
        ("the CG81 valley", None),
    ],
)
def test_a_guideline_has_one_code(written: str, code: str | None) -> None:
    assert normalise_guideline(written) == code


def test_a_cochrane_review_has_a_number_and_a_version() -> None:
    assert cochrane_id("10.1002/14651858.cd004253.pub2") == ("CD004253", 2)
    assert cochrane_id("CD004253") == ("CD004253", None)
    assert cochrane_id("CD0042531") is None


@pytest.mark.parametrize(
    "address",
    ["https://www.example-books.org/staging-manual-9783319406176", "https://openlibrary.org/isbn/3319406175"],
)
def test_a_book_is_known_by_its_address(address: str) -> None:
    assert identifiers_of(address).isbn == "9783319406176"


def test_the_doi_of_a_chapter_is_not_the_number_of_its_book() -> None:
    named = identifiers_of("https://link.springer.com/chapter/10.1007/978-3-319-40618-3_48")

    assert (named.doi, named.isbn) == ("10.1007/978-3-319-40618-3_48", None)


@pytest.mark.parametrize(
    "spellings",
    [
        (
            {"doi": "10.1016/S0140-6736(05)67887-9"},
            {"url": "https://dx.doi.org/10.1016/S0140-6736%2805%2967887-9"},
            {"url": "https://www.thelancet.com/journals/lancet/article/PIIS0140-6736(05)67887-9/fulltext"},
        ),
        (
            {"pmid": "34678411"},
            {"url": "https://pubmed.ncbi.nlm.nih.gov/34678411/"},
            {"url": "http://www.ncbi.nlm.nih.gov/entrez/query.fcgi?db=PubMed&list_uids=34678411"},
        ),
        (
            {"guideline": "NICE guideline CG81"},
            {"guideline": "cg81"},
            {"url": "https://www.nice.org.uk/guidance/cg81/resources"},
        ),
        ({"isbn": "978-3-319-40617-6"}, {"isbn": "3319406175"}, {"url": "https://openlibrary.org/isbn/3319406175"}),
        (
            {"doi": "10.1002/14651858.CD004253.pub2", "issued": (2005,)},
            {"container_title": "Cochrane Database Syst Rev", "page": "CD004253", "issued": (2005,)},
            {"url": "https://www.cochrane.org/CD004253/lumps", "issued": (2005, 3)},
        ),
        (
            {"url": "https://www.example.org/leaflets/7/?utm_source=mail"},
            {"url": "http://example.org/leaflets/7"},
            {"url": "https://www.example.org/leaflets/7#top"},
        ),
    ],
)
def test_one_source_in_three_spellings_shares_a_key(spellings: tuple[dict[str, object], ...]) -> None:
    keys = [set(identity_keys(Reference(id="a", title="", **one))) for one in spellings]  # type: ignore[arg-type]

    assert set.intersection(*keys)


def test_two_versions_of_a_cochrane_review_are_two_sources() -> None:
    first, second = (
        Reference(id="a", title="", doi=f"10.1002/14651858.CD004253{version}", issued=(year,))
        for version, year in (("", 2003), (".pub2", 2005))
    )

    assert not set(identity_keys(first)) & set(identity_keys(second))


NORMALISERS = (normalise_doi, normalise_isbn, normalise_pmid, normalise_pmcid, normalise_guideline)


@given(TYPED, st.sampled_from(NORMALISERS))
@example("https://doi.org/10.1/%26lt%3B", normalise_doi)
@example("10.1000/a%2520b", normalise_doi)
@example("http://ncbi.nlm.nih.gov/pubmed/٣", normalise_pmid)
def test_normalising_twice_is_normalising_once(text: str, normalise: Callable[[str], str | None]) -> None:
    once = normalise(text)

    assert once is None or normalise(once) == once


@given(TYPED)
def test_no_text_is_an_error(text: str) -> None:
    identifiers_of(text)
    guideline_in(text)
    isbns_in(text)
    list(dois_in(text))
    identity_keys(Reference(id="a", title="", doi=text, isbn=text, pmid=text, pmcid=text, url=text, guideline=text))


@given(TYPED.map(lambda text: f"https://www.example.org/{text}").filter(is_address))
def test_an_address_is_normalised_once(address: str) -> None:
    once = normalise_address(address)

    assert normalise_address(f"http://{once}") == once


@given(
    st.sampled_from(["http://", "https://", "HTTP://", "", " http://"]),
    st.text("aZ9.-:/?#@[]%&=~;+ \t\n“é", max_size=20),
)
def test_an_address_comes_apart_as_the_library_takes_it_apart(scheme: str, rest: str) -> None:
    try:
        parts = urlsplit((scheme + rest).strip())
    except ValueError:
        parts = SplitResult("", "", "", "", "")

    assert split_address(scheme + rest) == parts
    assert host_in(scheme + rest) == parts.hostname
