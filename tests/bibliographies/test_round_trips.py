"""What is exported in a format and imported again is the same, as far as the format can hold it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewdue.bibliographies import Kind, kind_of, read_bibliography, write_bibliography
from reviewdue.references import OTHERS, Name, Reference, Successor, read_csl

LETTERS = st.text("abcdeéßøABC", min_size=1, max_size=6)
WORDS = st.lists(
    LETTERS | st.sampled_from(["&", "50%", "a_b", "$1", "#2", "{x}", "p--q", "“z”", "β", "C:\\d", "^", "~"])
)
TEXTS = WORDS.map(" ".join).filter(lambda text: any(char.isalpha() for char in text))
SOME = st.none() | TEXTS
SURNAMES = st.sampled_from(["Roe", "O'Elm", "Ash-Beech", "Van Zee", "Berrington de González"])
PEOPLE = st.builds(
    Name,
    family=SURNAMES,
    given=st.sampled_from(["J.", "Jane Q.", "JQ"]),
    suffix=st.sampled_from([None, "Jr", "III"]),
    non_dropping_particle=st.sampled_from([None, "van den", "de", "'t"]),
)
NAMES = PEOPLE | st.sampled_from([Name(literal="Lump Trial and Study Group"), OTHERS])
REFERENCES = st.builds(
    Reference,
    id=st.just("a"),
    type=st.sampled_from(["article-journal", "book", "chapter", "report", "webpage", "document", "software", "thesis"]),
    title=TEXTS,
    author=st.lists(NAMES, max_size=3).map(tuple),
    container_title=SOME,
    volume=st.sampled_from([None, "12", "35 Suppl 1"]),
    issue=st.sampled_from([None, "3-4", "Suppl 2"]),
    page=st.sampled_from([None, "1-9", "e123", "S12-S19", "1-9, 12"]),
    publisher=SOME,
    edition=st.sampled_from([None, "8", "revised"]),
    version=st.sampled_from([None, "2.1"]),
    issued=st.sampled_from([(), (2020,), (2020, 2), (2020, 2, 29)]),
    doi=st.sampled_from([None, "10.1000/abc_d(1)<2>"]),
    isbn=st.sampled_from([None, "978-3-319-40617-6"]),
    pmid=st.sampled_from([None, "34678411"]),
    pmcid=st.sampled_from([None, "PMC1234567"]),
    url=st.sampled_from([None, "https://www.example.org/a_b?c=%20d&e~f#g"]),
    guideline=st.sampled_from([None, "NICE CG81"]),
    watch=SOME,
    note=SOME,
    more=st.sampled_from(
        [
            {},
            {"abstract": "100% of lumps & more", "keyword": "lump, bump"},
            {"editor": [{"family": "Roe", "given": "J."}], "accessed": {"date-parts": [[2024, 3, 3]]}},
            {"publisher-place": "Oxford", "number": "A-1", "collection-title": "Lumps", "collection-number": "7"},
        ]
    ),
)


def there_and_back(reference: Reference, kind: Kind) -> Reference:
    written = write_bibliography([reference], kind)
    found = read_bibliography(written, kind)
    assert kind_of(written) is kind
    assert found.findings == ()
    reading = read_csl(found.entries[0].data)
    assert reading.flaws == ()
    return reading.reference


@pytest.mark.parametrize("kind", Kind)
@settings(max_examples=60, deadline=None)
@given(reference=REFERENCES)
def test_nothing_is_lost_on_the_way_there_and_back(kind: Kind, reference: Reference) -> None:
    assert there_and_back(reference, kind) == reference


@pytest.mark.parametrize("kind", [Kind.CSL_JSON, Kind.CSL_YAML])
def test_csl_carries_the_successors_too(kind: Kind) -> None:
    book = Reference(
        id="a", type="book", title="A", supersedes=("b",), superseded_by=(Successor(edition="9", changed=("lung",)),)
    )

    assert there_and_back(book, kind) == book


def test_a_strict_reader_of_csl_meets_no_key_of_ours() -> None:
    book = Reference(id="a", type="report", title="A", guideline="NICE CG81", watch="Look.")

    written = write_bibliography([book], Kind.CSL_JSON)

    assert '"custom": {\n      "reviewdue": {' in written
    assert "guideline" not in read_csl({"id": "a", "title": "A"}).reference.more
    assert replace(there_and_back(book, Kind.CSL_JSON), guideline=None) == replace(book, guideline=None)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('[{"id": "a", "type": "book", "title": "A"}]', Kind.CSL_JSON),
        ('{"type": "book", "title": "A"}', Kind.CSL_JSON),
        ('{"items": [{"type": "book", "title": "A"}]}', Kind.CSL_JSON),
        ("- id: a\n  title: A\n", Kind.CSL_YAML),
        ("---\nreferences:\n- id: a\n  title: A\n...\n", Kind.CSL_YAML),
        ("% made by hand\n@Book{a,\n title={A}}", Kind.BIBTEX),
        ("\ufeffTY  - JOUR\nER  - \n", Kind.RIS),
        ('{"@type": "MedicalWebPage", "name": "Lumps"}', None),
        ("[1, 2", None),
        ("<html><body>@book{a, title}</body></html>", None),
        ("---\ntitle: Lumps\nreferences:\n- a\n---\n\nText.\n", None),
        ("Lumps\n\nWrite to us @ the office.\n\n- one\n- two\n", None),
        ("", None),
    ],
)
def test_a_bibliography_is_known_by_what_it_says(text: str, kind: Kind | None) -> None:
    assert kind_of(text) is kind


def test_numbers_that_zotero_puts_into_the_note_are_found() -> None:
    text = '[{"id": "a", "type": "book", "title": "A", "note": "PMID: 34678411\\nPMCID: PMC1234567\\nread"}]'

    one = read_csl(read_bibliography(text, Kind.CSL_JSON).entries[0].data).reference

    assert (one.pmid, one.pmcid) == ("34678411", "PMC1234567")


PIECES = st.sampled_from(
    ["@book{", "a,", "title=", "{", "}", '"', "\\", "%", "\nTY  - ", "\nER  - ", "AU  - ", " and ", ",", "#", "x"]
)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80) | st.lists(PIECES).map("".join))
def test_no_text_is_an_error_of_ours(text: str) -> None:
    kind_of(text)
    for kind in (Kind.BIBTEX, Kind.RIS):
        for entry in read_bibliography(text, kind).entries:
            read_csl(entry.data)
