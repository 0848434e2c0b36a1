"""Reading what services answer: whatever comes, each identifier is told something, and nothing breaks."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewdue.availability import Answer
from reviewdue.services import SERVICES, Access, State, Told
from reviewdue.services.asking import read_answer
from reviewdue.services.retractionwatch import read_us_day

ACCESS = Access(url="https://service.example.org", key="k")
ABOUTS = {
    "doi": ["10.1000/a"],
    "doi_agency": ["10.1000/a", "10.1000/b"],
    "crossref": ["10.1000/a", "10.1000/b"],
    "datacite": ["10.1000/a", "10.1000/b"],
    "pubmed": ["1", "2"],
    "pubmed_numbers": ["10.1000/a"],
    "openlibrary": ["9783319406176"],
    "openlibrary_editions": ["/works/OL1W"],
    "nice": ["CG81"],
    "nice_products": ["CG81"],
    "wayback": ["20250101 https://www.example.org/a"],
}
NAMES = """
message items DOI title updated-by update-to updated date-parts type retraction source relation resource
primary URL data attributes doi titles relatedIdentifiers relationType relatedIdentifier IsObsoletedBy url
responseCode values RA status IndexItems GuidanceNumber ProductStatus RelatedProductList Relationship
IsReplacedBy Id details works key entries isbn_13 publish_date edition_name ISBN:9783319406176 10.1000/a
10.1000/b CG81 is-replaced-by id
"""
WORDS = st.sampled_from(NAMES.split())
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=5),
    max_leaves=20,
)


def told(service: str, body: bytes, status: int = 200) -> list[Told]:
    """What each identifier is told when a service answers so."""
    return read_answer(SERVICES[service], ABOUTS[service], Answer(url="", status=status, body=body), ACCESS)[0]


def test_every_service_that_is_asked_is_among_these() -> None:
    assert {name for name, service in SERVICES.items() if service.read} == set(ABOUTS)


@pytest.mark.parametrize("service", sorted(ABOUTS))
@given(data=ANYTHING, status=st.sampled_from([200, 400, 404, 500]))
def test_whatever_a_service_answers_each_identifier_is_told_something(service: str, data: Any, status: int) -> None:
    found = told(service, json.dumps(data).encode(), status)

    assert [one.about for one in found] == ABOUTS[service]
    assert all(one.detail for one in found if one.state is State.SILENT)


@pytest.mark.parametrize("service", sorted(ABOUTS))
@given(body=st.binary(max_size=200))
def test_what_is_in_no_format_at_all_is_silence(service: str, body: bytes) -> None:
    assert {one.state for one in told(service, body)} <= {State.SILENT, State.ABSENT}


ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE PubmedArticleSet [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><PubmedArticleSet>&b;</PubmedArticleSet>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE PubmedArticleSet [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<PubmedArticleSet><PubmedArticle>&a;</PubmedArticle></PubmedArticleSet>"""


@pytest.mark.parametrize(
    "body", [ENTITIES, OUTSIDE, b"<PubmedArticleSet>", b"<eFetchResult><ERROR>x</ERROR></eFetchResult>"]
)
def test_xml_that_would_grow_or_reach_for_files_is_not_read(body: bytes) -> None:
    assert {one.state for one in told("pubmed", body)} == {State.SILENT}


def test_a_record_of_a_book_in_pubmed_is_known_and_has_nothing_against_it() -> None:
    record = b"<PubmedBookArticle><BookDocument><PMID>1</PMID><ArticleTitle>A summary</ArticleTitle></BookDocument>"
    found = told("pubmed", b"<PubmedArticleSet>" + record + b"</PubmedBookArticle></PubmedArticleSet>")

    assert [one.state for one in found] == [State.KNOWN, State.ABSENT]
    assert (found[0].data.title, found[0].data.notices) == ("A summary", ())


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("8/16/2023 0:00", (2023, 8, 16)),
        ("12/1/1999", (1999, 12, 1)),
        ("16/8/2023 0:00", ()),
        ("", ()),
        ("2023-08-16", ()),
        ("2/30/2020 0:00", ()),
    ],
)
def test_a_date_of_retraction_watch_has_its_month_first(text: str, on: tuple[int, ...]) -> None:
    assert read_us_day(text) == on


@pytest.mark.parametrize(
    ("service", "abouts", "expected"),
    [
        ("crossref", ["10.1000/a(1)<b>;2-c#d"], "/works/10.1000/a(1)%3Cb%3E;2-c%23d"),
        ("crossref", ["10.1000/a", "10.1000/b&c"], "/works?filter=doi:10.1000/a,doi:10.1000/b%26c&rows=2"),
        ("doi_agency", ["10.1000/a,b"], "/doiRA/10.1000/a%2Cb"),
        ("pubmed", ["1", "2"], "/efetch.fcgi?db=pubmed&id=1,2&retmode=xml&tool=reviewdue&api_key=k"),
        ("openlibrary", ["9783319406176"], "/api/books?bibkeys=ISBN:9783319406176&jscmd=details&format=json"),
    ],
)
def test_identifiers_are_written_as_each_service_takes_them(service: str, abouts: list[str], expected: str) -> None:
    asked = SERVICES[service].request(abouts, ACCESS)

    assert asked.url == ACCESS.url + expected


def headers_of(service: str, access: Access) -> Mapping[str, str]:
    """What a service is sent."""
    return dict(SERVICES[service].request(ABOUTS[service], access).headers)


def test_a_contact_is_named_as_each_service_asks() -> None:
    access = Access(url="https://service.example.org", contact="web@example.org")

    urls = {name: SERVICES[name].request(ABOUTS[name], access).url for name in ("crossref", "datacite", "pubmed")}

    assert "mailto=web%40example.org" in urls["crossref"]
    assert "mailto=web%40example.org" in urls["datacite"]
    assert "email=web%40example.org" in urls["pubmed"]
    assert headers_of("nice", ACCESS)["API-Key"] == "k"
