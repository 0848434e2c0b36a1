"""References as values: CSL both ways, names, keys and ids."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewdue.references import (
    OTHERS,
    CslUnreadable,
    Name,
    Reference,
    Successor,
    cite,
    from_csl,
    identity_keys,
    make_id,
    read_csl,
    short_name,
    to_csl,
)

WORDS = st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=20)
SOME = st.none() | WORDS
LISTS = st.lists(WORDS, max_size=3).map(tuple)
DAYS = st.none() | st.dates()
PEOPLE = st.builds(Name, family=WORDS, given=SOME, suffix=SOME, non_dropping_particle=SOME)
NAMES = PEOPLE | st.builds(Name, literal=WORDS)
SUCCESSORS = st.builds(
    Successor,
    id=SOME,
    title=WORDS,
    edition=SOME,
    released=DAYS,
    effective_from=DAYS,
    changed=LISTS,
    unchanged=LISTS,
    evidence_url=SOME,
    confirmed_by=SOME,
    confirmed_on=DAYS,
    note=SOME,
)
ISSUED = st.just(()) | st.dates().map(lambda day: (day.year, day.month, day.day)[: 1 + day.day % 3])
REFERENCES = st.builds(
    Reference,
    id=WORDS,
    type=st.sampled_from(["book", "article-journal", "report"]),
    title=WORDS,
    author=st.lists(NAMES, max_size=3).map(tuple),
    container_title=SOME,
    volume=SOME,
    issue=SOME,
    page=SOME,
    publisher=SOME,
    edition=SOME,
    version=SOME,
    issued=ISSUED,
    doi=st.sampled_from([None, "10.1000/abc(1)"]),
    isbn=st.sampled_from([None, "978-3-319-40617-6"]),
    pmid=st.sampled_from([None, "34678411"]),
    pmcid=st.sampled_from([None, "PMC1234567"]),
    url=st.sampled_from([None, "https://www.example.org/a"]),
    guideline=SOME,
    supersedes=LISTS,
    superseded_by=st.lists(SUCCESSORS, max_size=2).map(tuple),
    watch=SOME,
    note=SOME,
    more=st.sampled_from([{}, {"abstract": "…"}, {"editor": [{"family": "Roe"}], "ISSN": "1234-5678"}]),
)


def make_reference(**changes: object) -> Reference:
    book = Reference(id="handbook-8", type="book", title="Handbook of Staging", edition="8", issued=(2017,))
    return replace(book, **changes)  # type: ignore[arg-type]


@given(REFERENCES)
def test_csl_and_back_gives_the_same_reference(reference: Reference) -> None:
    assert from_csl(to_csl(reference)) == reference


@pytest.mark.parametrize("word", ["true", "false"])
def test_a_word_to_the_reviewer_is_not_read_as_yes_or_no(word: str) -> None:
    reference = make_reference(watch=word)

    assert from_csl(to_csl(reference)) == reference


def test_the_keys_are_those_of_csl() -> None:
    reference = make_reference(
        author=(Name(family="Roe", given="J"),), container_title="Journal", doi="10.1000/a", issued=(2021, 12)
    )

    item = to_csl(reference)

    assert item["issued"] == {"date-parts": [[2021, 12]]}
    assert item["author"] == [{"family": "Roe", "given": "J"}]
    assert item["container-title"] == "Journal"
    assert item["DOI"] == "10.1000/a"


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        (2017, (2017,)),
        ("2017", (2017,)),
        ("2021-12", (2021, 12)),
        ("2021-12-05", (2021, 12, 5)),
        ({"date-parts": [["2021", "12"]]}, (2021, 12)),
        ({"date-parts": [[2020, 1], [2021, 2]]}, (2020, 1)),
        ({"raw": "Spring 2019"}, (2019,)),
        ([[2019]], (2019,)),
    ],
)
def test_a_date_is_read_in_every_form_people_write(written: object, parts: tuple[int, ...]) -> None:
    reading = read_csl({"id": "a", "title": "A", "issued": written})

    assert reading.reference.issued == parts
    assert reading.flaws == ()


@pytest.mark.parametrize(
    "written", ["2022-02-31", "soon", {"date-parts": [[2018, 13]]}, {"date-parts": []}, [[0]], {}, True]
)
def test_an_impossible_date_is_a_flaw_and_no_error(written: object) -> None:
    reading = read_csl({"id": "a", "title": "A", "issued": written})

    assert [flaw.code for flaw in reading.flaws] == ["bad_date"]
    assert reading.reference.issued == ()


@pytest.mark.parametrize(
    ("entry", "code", "name"),
    [
        ({"DOI": "11.5/x"}, "bad_doi", "DOI"),
        ({"ISBN": "978-3-319-40617-7"}, "bad_isbn", "ISBN"),
        ({"PMID": "PMC123"}, "bad_pmid", "PMID"),
        ({"URL": "www.example.org"}, "bad_url", "URL"),
        ({"type": "boook"}, "unknown_type", "type"),
        ({"volume": ["1"]}, "wrong_type", "volume"),
        ({"author": [{"familly": "Roe"}]}, "unknown_key", "author.0.familly"),
        ({"superseded_by": [{"edition": 9, "released": "2025-02-30"}]}, "bad_date", "superseded_by.0.released"),
        ({"superseded_by": [{"effective-from": "2026-01-01"}]}, "unknown_key", "superseded_by.0.effective-from"),
    ],
)
def test_a_wrong_value_is_named_and_the_rest_is_kept(entry: dict[str, object], code: str, name: str) -> None:
    reading = read_csl({"id": "a", "title": "A", **entry})

    assert [(flaw.code, flaw.name) for flaw in reading.flaws] == [(code, name)]
    assert reading.reference.title == "A"


def test_a_misspelt_key_is_answered_with_the_nearest_one() -> None:
    reading = read_csl({"id": "a", "title": "A", "container_title": "Journal", "doi": "10.1/x"})

    assert [flaw.remedy for flaw in reading.flaws] == ["Did you mean container-title?", "Did you mean DOI?"]


def test_a_reference_without_id_and_title_says_so() -> None:
    assert [flaw.code for flaw in read_csl({}).flaws] == ["missing_id", "missing_title"]
    with pytest.raises(CslUnreadable, match="no title"):
        from_csl({"id": "a"})


def test_csl_variables_that_are_not_read_are_kept_as_they_are() -> None:
    item = {"abstract": "…", "ISSN": "1", "language": "en", "editor": [{"family": "Roe"}], "keyword": None}

    reading = read_csl({"id": "a", "title": "A", **item})

    assert reading.flaws == ()
    assert to_csl(reading.reference).items() >= {key: value for key, value in item.items() if value}.items()


@pytest.mark.parametrize(
    "issued", [{"date-parts": [[2020, 1], [2021, 2]]}, {"raw": "Spring 2019"}, {"date-parts": [[2019]], "circa": True}]
)
def test_a_date_that_says_more_than_a_day_is_written_as_it_was(issued: dict[str, object]) -> None:
    item = {"id": "a", "type": "book", "title": "A", "issued": issued}

    assert to_csl(from_csl(item)) == item


def test_particles_and_suffixes_stay_with_the_name() -> None:
    entry = {"family": "Berg", "given": "I", "non-dropping-particle": "van den", "suffix": "Jr"}

    reading = read_csl({"id": "a", "title": "A", "author": [entry, "The Group"]})

    person, group = reading.reference.author
    assert (person.surname, str(person), str(group)) == ("van den Berg", "I van den Berg Jr", "The Group")
    assert to_csl(reading.reference)["author"] == [entry, {"literal": "The Group"}]


def test_an_isbn_is_kept_as_written_and_compared_without_hyphens() -> None:
    written = read_csl({"id": "a", "title": "A", "ISBN": "978-1-119-26357-9"}).reference

    assert written.isbn == "978-1-119-26357-9"
    assert "isbn:9781119263579" in identity_keys(written)


@pytest.mark.parametrize("edition", ["8", "8th", "8th edition", "eighth ed."])
def test_an_edition_is_named_in_one_way(edition: str) -> None:
    reference = make_reference(edition=edition)

    assert short_name(reference) == "Handbook of Staging, 8th edition"
    assert "title:handbook of staging|8|2017" in identity_keys(reference)


@pytest.mark.parametrize(("edition", "said"), [("1", "1st"), ("2", "2nd"), ("11", "11th"), ("23", "23rd")])
def test_ordinals_are_english(edition: str, said: str) -> None:
    assert short_name(make_reference(edition=edition)).endswith(f", {said} edition")


def test_a_guideline_is_known_by_its_code_or_by_its_address() -> None:
    coded = make_reference(type="report", edition=None, guideline="NICE CG81")
    linked = make_reference(type="report", edition=None, url="https://www.nice.org.uk/guidance/cg81/chapter/1")

    assert short_name(coded) == "Handbook of Staging (NICE CG81)"
    assert "guideline:nice cg81" in identity_keys(coded)
    assert "guideline:nice cg81" in identity_keys(linked)


def test_a_chapter_is_not_taken_for_its_book() -> None:
    assert not any(key.startswith("isbn:") for key in identity_keys(make_reference(type="chapter", isbn="0306406152")))


def test_a_front_page_identifies_nothing() -> None:
    assert not any(key.startswith("url:") for key in identity_keys(make_reference(url="https://example.org/")))


def test_an_article_is_cited_on_one_line() -> None:
    article = Reference(
        id="a",
        type="article-journal",
        title="On staging",
        author=(Name(family="Roe", given="J"), OTHERS),
        container_title="Annals of Examples",
        volume="32",
        issue="12",
        page="1475-1495",
        issued=(2021, 12),
    )

    assert cite(article) == "J Roe and others. On staging. Annals of Examples 2021;32(12):1475-1495."


def test_a_fourth_author_becomes_others() -> None:
    authors = tuple(Name(family=family, given="J") for family in ("Ash", "Beech", "Cedar", "Elm"))
    book = make_reference(author=authors, publisher="Example Press")

    expected = "J Ash, J Beech, J Cedar and others. Handbook of Staging, 8th edition. Example Press, 2017."
    assert cite(book) == expected


def test_an_id_is_made_of_author_year_and_title() -> None:
    body = Name(literal="National Institute for Health and Care Excellence")
    long_title = "Advanced illness of several organs: diagnosis, treatment and everything else"

    made = make_id(make_reference(author=(body,), title=long_title))

    assert made == "nice-2017-advanced-illness-of-several-organs-diagnosis"
    assert make_id(make_reference(author=(Name(family="Fønnebø"),))) == "fonnebo-2017-handbook-of-staging"


@given(REFERENCES)
def test_an_id_is_short_ascii_and_stable(reference: Reference) -> None:
    made = make_id(reference)

    assert made
    assert made.isascii()
    assert len(made) <= 60
    assert make_id(replace(reference, id="other")) == made or made.startswith("ref-")


@pytest.mark.parametrize(
    ("written", "is_watched", "word", "part"),
    [
        (True, True, None, None),
        ("true", True, None, None),
        ("Look at the figures.", True, "Look at the figures.", None),
        ({"text": "Look.", "part": "What helps"}, True, "Look.", "What helps"),
        ({"part": "main ul"}, True, None, "main ul"),
        (False, False, None, None),
        ("false", False, None, None),
    ],
)
def test_what_is_watched_is_written_in_three_ways(
    written: object, is_watched: bool, word: str | None, part: str | None
) -> None:
    reading = read_csl({"id": "a", "title": "A", "watch": written})

    read = reading.reference
    assert (read.is_watched, read.watch, read.watch_part, reading.flaws) == (is_watched, word, part, ())
    assert read_csl(to_csl(read)).reference == read


def test_a_word_that_watch_does_not_know_is_a_flaw() -> None:
    (flaw,) = read_csl({"id": "a", "title": "A", "watch": {"section": "What helps"}}).flaws

    assert (flaw.code, "section" in flaw.message) == ("unknown_key", True)
