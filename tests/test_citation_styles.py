"""Citations in the styles that health pages print, the one work in each; every work and name is made up."""

import json
from pathlib import Path

import pytest

from benchmarks.citations.__main__ import GOLD, IN_GOLD, read_truth
from benchmarks.citations.scoring import Score, fields_of
from reviewdue.citations import Citation, parse_citation
from reviewdue.references import Reference


def cited(text: str) -> Reference:
    found = parse_citation(text)
    assert isinstance(found, Citation), found
    return found.reference


def families(reference: Reference) -> list[str]:
    return [name.literal or name.surname for name in reference.author]


def editors(reference: Reference) -> list[str]:
    return [name.get("literal") or name["family"] for name in reference.more.get("editor", ())]


@pytest.mark.parametrize(
    "text",
    [
        "Roe JA, van den Elm I, Ash B. On lumps: a BRCA1 review. J Lump Res. 2020 Dec;12(3):45-67.",
        "Roe JA, van den Elm I, Ash B. On Lumps: A BRCA1 Review. J Lump Res. 2020;12(3):45-67. doi:10.1000/a",
        "Roe, J. A., van den Elm, I., & Ash, B. (2020). On lumps: A BRCA1 review. J Lump Res, 12(3), 45–67.",
        "Roe, J.A., van den Elm, I. and Ash, B. (2020) ‘On lumps: a BRCA1 review’, J Lump Res, 12(3), pp. 45–67.",
        "Roe JA, van den Elm I and Ash B (2020) On lumps: a BRCA1 review. J Lump Res 12(3):45–67",
        "Roe, J.A., van den Elm, I., Ash, B., 2020. On lumps: a BRCA1 review. J Lump Res 12 (3), 45–67.",
        "Roe, J. A., van den Elm, I. & Ash, B. On lumps: a BRCA1 review. J Lump Res 12(3), 45–67 (2020).",
        "Roe, J. A., I. van den Elm, and B. Ash. 2020. “On Lumps: A BRCA1 Review.” J Lump Res 12 (3): 45–67.",
        "J. A. Roe, I. van den Elm and B. Ash, “On lumps: a BRCA1 review,” J Lump Res, vol. 12, no. 3, pp. 45–67, 2020",
        "Roe JA, van den Elm I, Ash B: On lumps: a BRCA1 review. J Lump Res 12 (3): 45-67, 2020 Nov-Dec.",
        "(1) Roe, J. A.; van den Elm, I.; Ash, B. On Lumps: A BRCA1 Review. J Lump Res 2020, 12 (3), 45–67.",
        "1. Roe JA, van den Elm I, Ash B. On lumps: a BRCA1 review. J. Lump. Res. 2020; 12(3): 45–67.",
    ],
)
def test_an_article_is_the_same_in_every_style(text: str) -> None:
    article = cited(text)

    assert article.type == "article-journal"
    assert families(article) == ["Roe", "van den Elm", "Ash"]
    assert article.title.lower() == "on lumps: a brca1 review"
    assert (article.container_title or "").replace(".", "") == "J Lump Res"
    assert (article.volume, article.issue, article.page) == ("12", "3", "45-67")
    assert article.issued[0] == 2020


@pytest.mark.parametrize(
    ("text", "container", "page", "issued"),
    [
        ("Roe J. Lumps. J Lump Res. Published online January 9, 2023:1-19.", "J Lump Res", "1-19", (2023, 1, 9)),
        ("Roe J. Lumps. J Lump Res. Published Online First: 4 April 2022.", "J Lump Res", None, (2022, 4, 4)),
        ("Roe J. Lumps. J Lump Res. 2023 Jan 9;1–9.", "J Lump Res", "1-9", (2023, 1, 9)),
        ("Roe J. Lumps. J Lump Res 2019:103253.", "J Lump Res", "103253", (2019,)),
        ("Roe J. Lumps. J Lump Res. 2017 Oct.", "J Lump Res", None, (2017, 10)),
        ("Roe, J. (2017). Lumps. J Lump Res.", "J Lump Res", None, (2017,)),
        ("Roe J. Lumps. J Lump Res (2017).", "J Lump Res", None, (2017,)),
        ("Roe J: Lumps. J Lump Res : , 2019. [PUBMED Abstract]", "J Lump Res", None, (2019,)),
        (
            "Roe J. Lumps. J Lump Res. 2020 Jan 5:S0140-6736(20)30001-2.",
            "J Lump Res",
            "S0140-6736(20)30001-2",
            (2020, 1, 5),
        ),
    ],
)
def test_an_article_ahead_of_print_has_a_journal(
    text: str, container: str, page: str | None, issued: tuple[int, ...]
) -> None:
    article = cited(text)

    assert (article.type, article.title, families(article)) == ("article-journal", "Lumps", ["Roe"])
    assert (article.container_title, article.page, article.issued) == (container, page, issued)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Roe J: Lumps. [Abstract] J Lump Res 25 (Suppl 18): A-532, 2007.", ("25", "Suppl 18", "A-532")),
        ("Roe J: Lumps. [Abstract] J Lump Res 17: A-389, 101a, 1998.", ("17", None, "A-389, 101a")),
        ("Roe J: Lumps. J Lump Res 28 (15_suppl): LBA9500, 2010.", ("28", "15_suppl", "LBA9500")),
        ("Roe J: Lumps. J Lump Res 35 Suppl 7: 32-5, 1996.", ("35", "Suppl 7", "32-5")),
        ("Roe J: Lumps. J Lump Res 28A (10): 1733-8, 1992.", ("28A", "10", "1733-8")),
        ("Roe J: Lumps. J Lump Res 5 (1): 2-3; author reply 4-5, 2010.", ("5", "1", "2-3; author reply 4-5")),
        ("Roe J: Lumps. J Lump Res 22 (Suppl 6): vi12-24, 2011.", ("22", "Suppl 6", "vi12-24")),
        ("Roe J, 2020. Lumps. J Lump Res 6 (November): 38.", ("6", None, "38")),
    ],
)
def test_supplements_abstracts_and_replies_have_their_place(text: str, place: tuple[str | None, ...]) -> None:
    article = cited(text)

    assert (article.title, article.container_title) == ("Lumps", "J Lump Res")
    assert (article.volume, article.issue, article.page) == place


def test_a_title_may_hold_a_colon_and_a_year() -> None:
    article = cited("Roe J, Ash B: Lump statistics: the year, 2020. CA Lump J Clin 70 (1): 7-30, 2021.")

    assert (article.title, article.container_title) == ("Lump statistics: the year, 2020", "CA Lump J Clin")
    assert (article.volume, article.issued) == ("70", (2021,))


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        ("Early Lump Trialists' Collaborative Group (ELTCG): Lumps. Lump Rev 1 (2): 3-4, 2005.",
         ["Early Lump Trialists' Collaborative Group"]),
        ("Roe J, Ash B; Lump Oncology Group: Lumps. Lump Rev 1 (2): 3-4, 2005.", ["Roe", "Ash", "Lump Oncology Group"]),
        ("Lump Genome Research Network, Roe JN, et al.: Lumps. Lump Rev 1 (2): 3-4, 2005.",
         ["Lump Genome Research Network", "Roe", "others"]),
        ("Roe, J., Lump Trial Working Group, & Ash, B. (2005). Lumps. Lump Rev, 1(2), 3-4.",
         ["Roe", "Lump Trial Working Group", "Ash"]),
        ("Roe, J., Elm, A., … Ash, B. (2005). Lumps. Lump Rev, 1(2), 3-4.", ["Roe", "Elm", "Ash"]),
        ("Center JR, Ash RS Jr, 't Hoen PA, Berrington de González A, D’Elm R, St John AB: Lumps. Lump Rev 1: 3, 2005.",
         ["Center", "Ash", "'t Hoen", "Berrington de González", "D’Elm", "St John"]),
        ("Roe, Jane A., and John Ash. 2005. “Lumps.” Lump Rev 1 (2): 3-4.", ["Roe", "Ash"]),
        ("Ash AB, Jr, O J, for the Lump Investigators: Lumps. Lump Rev 1 (2): 3-4, 2005.",
         ["Ash", "O", "Lump Investigators"]),
        ("Zhu Yu, Tran Th, Ash B, Elm C: Lumps. Lump Rev 1 (2): 3-4, 2005.", ["Zhu Yu", "Tran Th", "Ash", "Elm"]),
        ("Lumps. Lump Study Group. Lump Rev 1 (2): 3-4, 2005.", ["Lump Study Group"]),
        ("Wu S-Y, Qqq 7, Ash B, et al.: Lumps. Lump Rev 1 (2): 3-4, 2005.", ["Wu", "Qqq 7", "Ash", "others"]),
    ],
)  # fmt: skip
def test_groups_and_all_sorts_of_names_are_authors(text: str, authors: list[str]) -> None:
    assert families(cited(text)) == authors
    assert cited(text).title == "Lumps"


@pytest.mark.parametrize(
    "text",
    [
        "Roe J. Lumps. In: Ash B, Elm C, eds. Book of Arms. 2nd ed. Oxford: Example Press; 2015:121-134.",
        "Roe J: Lumps. In: Ash B, Elm C, eds.: Book of Arms. 2nd ed. Oxford: Example Press, 2015, pp 121-34.",
        "Roe, J. (2015). Lumps. In B. Ash & C. Elm (Eds.), Book of Arms (2nd ed., pp. 121–134). Example Press.",
        "Roe, J. (2015) ‘Lumps’, in B. Ash and C. Elm (eds.) Book of Arms. 2nd edn. Example Press, pp. 121–134.",
        "Roe, J. Lumps. in Book of Arms (eds. Ash, B. & Elm, C.) 121–134 (Example Press, Oxford, 2015).",
        "Roe J. Lumps. In: Ash B, Elm C, editors. Book of Arms. 2nd edn. Oxford: Example Press; 2015. p. 121–34.",
    ],
)
def test_a_chapter_is_the_same_in_every_style(text: str) -> None:
    chapter = cited(text)

    assert (chapter.type, chapter.title, chapter.container_title) == ("chapter", "Lumps", "Book of Arms")
    assert (families(chapter), editors(chapter)) == (["Roe"], ["Ash", "Elm"])
    assert (chapter.page or "").startswith("121-")
    assert (chapter.publisher, chapter.issued, chapter.edition in ("2", None)) == ("Example Press", (2015,), True)


@pytest.mark.parametrize(
    "text",
    [
        "Roe JA. Handbook of lumps. Vol. 3. Example Press; 2009.",
        "Roe, J. A. (2009). Handbook of lumps (Vol. 3). Example Press.",
        "Roe, J. A. Handbook of lumps. vol. 3 (Example Press, 2009).",
    ],
)
def test_a_volume_of_a_book_is_no_place_in_a_journal(text: str) -> None:
    book = cited(text)

    assert (book.title, book.volume, book.publisher, book.issued) == (
        "Handbook of lumps",
        "3",
        "Example Press",
        (2009,),
    )
    assert book.container_title is None


@pytest.mark.parametrize(
    ("text", "author", "title", "publisher"),
    [
        ("American Cancer Society: Lump Facts and Figures 2022. American Cancer Society, 2022. Available online. "
         "Last accessed October 7, 2022.", "American Cancer Society", "Lump Facts and Figures 2022",
         "American Cancer Society"),
        ("National Cancer Institute: Lump Stat Facts: Arms. Bethesda, Md: National Cancer Institute. Available online. "
         "Last accessed August 18, 2023.", "National Cancer Institute", "Lump Stat Facts: Arms",
         "National Cancer Institute"),
        ("Example Pharmaceuticals LLC: LUMPEX: Prescribing information. Wilmington, Del: Example Pharmaceuticals LLC, "
         "2012. Available online. Last accessed June 9, 2023.", "Example Pharmaceuticals LLC",
         "LUMPEX: Prescribing information", "Example Pharmaceuticals LLC"),
        ("U.S. Food and Drug Administration: FDA approves a lump. Silver Spring, Md: U.S. Food and Drug "
         "Administration, 2019. Available online. Last accessed June 9, 2023.", "U.S. Food and Drug Administration",
         "FDA approves a lump", "U.S. Food and Drug Administration"),
    ],
)  # fmt: skip
def test_a_page_of_a_body_has_the_body_as_author_and_publisher(
    text: str, author: str, title: str, publisher: str
) -> None:
    page = cited(text)

    assert (families(page), page.title, page.publisher) == ([author], title, publisher)
    assert page.type in ("webpage", "report")


def test_the_site_that_a_page_belongs_to_is_no_publisher() -> None:
    page = cited("Lump Charity UK. (2022, May 10). Signs of lumps. About Lumps. https://www.example.org/signs")

    assert (page.type, page.title, page.container_title) == ("webpage", "Signs of lumps", "About Lumps")
    assert (families(page), page.publisher, page.issued) == (["Lump Charity UK"], None, (2022,))


def test_a_quotation_within_a_title_is_not_the_title() -> None:
    article = cited('Roe J: "The Lump on Your Shoulder": A Study of Lumps. Lump Rev 2016: 4298420, 2016.')

    assert article.title == '"The Lump on Your Shoulder": A Study of Lumps'


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ('Roe J: The meaning of "lump." J Lump Res 3 (4): 5-6, 1999.', 'The meaning of "lump."'),
        ("Roe J: Lumps in the U.S. J Lump Res 3 (4): 5-6, 1999.", "Lumps in the U.S"),
        (
            "Roe J: Lumps [published erratum appears in: J Lump Res 12 (3): 4, 1994]. J Lump Res 12 (1): 5-9, 1994.",
            "Lumps [published erratum appears in: J Lump Res 12 (3): 4, 1994]",
        ),
        ("Roe J: Lumps: are we there? Yes! J Lump Res 3 (4): 5-6, 1999.", "Lumps: are we there? Yes!"),
    ],
)
def test_a_title_ends_where_the_journal_begins(text: str, title: str) -> None:
    article = cited(text)

    assert (article.title, article.container_title) == (title, "J Lump Res")


def test_labelled_citations_are_read_right() -> None:
    score, gold = Score(), json.loads(Path(GOLD).read_text(encoding="utf-8"))

    wrong = [
        entry["text"][:40] for entry in gold if score.add(read_truth(entry), fields_of(cited(entry["text"])), IN_GOLD)
    ]

    # One begins with a group's name cut down to three letters, which nobody could know for one.
    assert wrong == ["Col: Breast cancer and breastfeeding: co"]


def test_works_are_read_right_in_thirty_ways_of_printing_them() -> None:
    """The articles are made up, the books and pages exist; each was labelled before it was read."""
    printed = json.loads((Path(__file__).parent / "data" / "citations.json").read_text("utf-8"))
    score = Score()

    wrong = [
        entry["text"]
        for entry in printed
        if score.add(
            truth := read_truth(entry), fields_of(cited(entry["text"])), [name for name in truth if truth[name]]
        )
    ]

    assert len({entry["style"] for entry in printed}) > 30
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        ("Roe JA, Ó Briain S, St. John M. Lumps. J Lump Res. 2020;12(3):4-5.", ["Roe", "Ó Briain", "St. John"]),
        (
            "Roe J, Ash B, for the LUMP-2 Investigators. Lumps. J Lump Res. 2020;12(3):4-5.",
            ["Roe", "Ash", "LUMP-2 Investigators"],
        ),
        (
            "Roe J, Ash B, et al; Lump Guidelines Committee. Lumps. J Lump Res. 2020;12(3):4-5.",
            ["Roe", "Ash", "others", "Lump Guidelines Committee"],
        ),
        ("Roe, Jane, Bo Ash, and John F Elm. “Lumps.” J Lump Res 12, no. 3 (2020): 4–5.", ["Roe", "Ash", "Elm"]),
        ("Roe, Jane, and Fred van Ash. Lumps. 2nd ed. Oxford: Example Press, 2014.", ["Roe", "van Ash"]),
    ],
)
def test_names_of_many_kinds_are_read(text: str, authors: list[str]) -> None:
    assert families(cited(text)) == authors


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("Roe J. Lumps. J Lump Res. Dec 24 2020;383(26):25-7. doi:10.1000/a", "issued", (2020, 12, 24)),
        ("Roe J. Lumps. medRxiv. Preprint posted online April 5, 2023. doi:10.1000/b", "container_title", "medRxiv"),
        (
            "Roe J. Guidance: lumps, version 4.2023. J Lump Res. 2023;21(6):5-8.",
            "title",
            "Guidance: lumps, version 4.2023",
        ),
        ("Example Agency (2023) Lump statistics, England 2021-22. https://www.example.org/a", "page", None),
        ("Roe J. Abstract P1-16-01: Lumps. Lump Res. 2022;82(4 Suppl):P1-16-01.", "page", "P1-16-01"),
    ],
)
def test_what_looks_like_something_else_is_what_it_is(text: str, field: str, value: object) -> None:
    assert getattr(cited(text), field) == value


@pytest.mark.parametrize(
    "text",
    [
        "1. Roe, J. and A.B. Ash, On the lumps of voles. J Lump Res, 2011. 50(2): p. 187-93.",
        "Roe, J., & Ash, A. B. On the lumps of voles. J Lump Res, 2011. 50(2): p. 187-93.",
        "Roe J., Ash A.B., On the lumps of voles, J Lump Res 50 (2) (2011) 187–93.",
        "J. Roe, A.B. Ash, On the lumps of voles, J Lump Res 50 (2011) 187–93.",
    ],
)
def test_an_article_as_endnote_and_elsevier_print_it(text: str) -> None:
    article = cited(text)

    assert families(article) == ["Roe", "Ash"]
    assert (article.title, article.container_title) == ("On the lumps of voles", "J Lump Res")
    assert (article.volume, article.issued, article.page) == ("50", (2011,), "187-93")


def test_what_a_work_is_besides_is_no_part_of_its_title() -> None:
    thesis = cited("Roe, J. (2019). Voles [Doctoral dissertation, University of Example]. https://www.example.org/7")
    volume = cited("Example Agency. Smoke. Lyon: Example Agency; 2012. (Example monographs on smoke, No. 100E.)")

    assert (thesis.title, volume.title) == ("Voles", "Smoke")


def test_an_address_without_its_scheme_is_one() -> None:
    assert cited("Example Practice. Voles. 2023. best.example.com/topics/7 (accessed June 2023).").url == (
        "https://best.example.com/topics/7"
    )
