"""RIS as databases export it, and the way back."""

import pytest

from reviewdue.bibliographies import Kind, read_bibliography, write_bibliography
from reviewdue.bibliographies.ris import read_date
from reviewdue.references import Name, Reference, read_csl

RECORD = """TY  - JOUR
TI  - Lumps: a review
  of many
AU  - Roe, Jane
AU  - van den Elm, Ida
AU  - Ash, R. S., Jr.
AU  - Example Lump Group
T2  - Journal of lumps
J2  - J Lumps
DA  - 2023/01/09/
PY  - 2023
VL  - 12
IS  - 1
SP  - 1
EP  - 19
DO  - 10.1000/Abc
SN  - 1573-3602 1050-5350
KW  - lump
KW  - review
N1  - PMID: 34678411
N1  - read twice
UR  - https://example.org/a
XX  - unheard of
ER  -
"""


def read(text: str) -> list[Reference]:
    return [read_csl(entry.data).reference for entry in read_bibliography(text, Kind.RIS).entries]


def test_a_record_comes_out_whole() -> None:
    one = read(RECORD)[0]

    assert (one.type, one.title) == ("article-journal", "Lumps: a review of many")
    assert one.author == (
        Name(family="Roe", given="Jane"),
        Name(family="Elm", given="Ida", non_dropping_particle="van den"),
        Name(family="Ash", given="R. S.", suffix="Jr."),
        Name(literal="Example Lump Group"),
    )
    assert (one.container_title, one.volume, one.issue, one.page) == ("Journal of lumps", "12", "1", "1-19")
    assert (one.issued, one.doi, one.pmid, one.note) == ((2023, 1, 9), "10.1000/abc", "34678411", "read twice")
    assert one.more["keyword"] == "lump, review"
    assert one.more["custom"] == {"ris": {"XX": ["unheard of"]}}


@pytest.mark.parametrize(
    ("tags", "field", "value"),
    [
        ("TY  - CHAP\nT2  - Book of Lumps\nSN  - 978-3-319-40617-6", "isbn", "978-3-319-40617-6"),
        ("TY  - BOOK\nA1  - Roe, J.\nT1  - Lumps", "type", "book"),
        ("TY  - JOUR\nDB  - PubMed\nAN  - 34678411", "pmid", "34678411"),
        ("TY  - JOUR\nC2  - PMC1234567", "pmcid", "PMC1234567"),
        ("TY  - JOUR\nY1  - 2019///Winter", "issued", (2019,)),
        ("TY  - JOUR\nSP  - 12-9", "page", "12-9"),
        ("TY  - ELEC\nUR  - https://example.org/a;https://example.org/b", "url", "https://example.org/a"),
        ("TY - JOUR\nJO - J Lumps", "container_title", "J Lumps"),
        ("TY  - NOPE", "type", "document"),
    ],
)
def test_the_tags_of_one_exporter_or_another(tags: str, field: str, value: object) -> None:
    assert getattr(read(f"{tags}\nTI  - Lumps\nER  - \n")[0], field) == value


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends_and_a_byte_order_mark_do_no_harm(newline: str) -> None:
    assert read("\ufeff" + RECORD.replace("\n", newline)) == read(RECORD)


def test_a_record_without_an_end_is_read_and_said() -> None:
    found = read_bibliography("TY  - BOOK\nTI  - One\nTY  - BOOK\nTI  - Two\nER  - \nTI  - astray\n", Kind.RIS)

    assert [entry.data["title"] for entry in found.entries] == ["One", "Two"]
    assert [(one.line, one.code) for one in found.findings] == [(1, "unended_entry"), (6, "broken_entry")]


def test_a_value_has_the_line_of_its_tag() -> None:
    found = read_bibliography("\nTY  - BOOK\nTI  - One\nDO  - wrong\nER  - \n", Kind.RIS)

    assert (found.entries[0].line, found.entries[0].line_of("DOI")) == (2, 4)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2023/01/09/", {"date-parts": [[2023, 1, 9]]}),
        ("2022///", {"date-parts": [[2022]]}),
        ("2021/06//Apr ", {"date-parts": [[2021, 6]], "season": "Apr"}),
        ("2021-06-01", {"date-parts": [[2021, 6, 1]]}),
        ("in press", {"raw": "in press"}),
        ("", {}),
    ],
)
def test_a_date_is_read_as_far_as_it_goes(text: str, date: dict[str, object]) -> None:
    assert read_date(text) == date


def test_what_has_no_tag_stands_in_a_labelled_note_and_comes_back() -> None:
    guideline = Reference(
        id="a", type="report", title="On lumps", guideline="NICE CG81", note="license: free", version="2", watch="Look."
    )

    written = write_bibliography([guideline], Kind.RIS)

    assert "N1  - guideline: NICE CG81" in written
    assert read(written) == [guideline]
