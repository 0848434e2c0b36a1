"""Free-text citations in the styles that health pages print; every work cited here is made up."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reviewdue.citations import Citation, Unread, parse_citation
from reviewdue.references import Reference

NICE = "National Institute for Health and Care Excellence"
AUTHORS = "Roe AB, van den Elm-de Lange I, Ash RS Jr, et al."
PIECES = ["Roe J, Doe AB, et al.", ": ", ". ", "\n", "(8th edition)", "In: ", "2019", "; ", "12 (3): 4-5, 2001",
          "NICE CG1",
          "doi:10.1000/x", "ISBN 0-306-40615-2", "Vol 3, Issue 4", "pp ", "[PubMed]", "Accessed June 2020", "Press, ",
          "https://example.org/a", "last updated May 2017", "J Things", "eds.", "&", "(", "]", "10.1/"]  # fmt: skip


def cited(text: str) -> Reference:
    found = parse_citation(text)
    assert isinstance(found, Citation), found
    return found.reference


def names(reference: Reference) -> list[str]:
    return [str(name) for name in reference.author]


def place(reference: Reference) -> tuple[object, ...]:
    return reference.container_title, reference.volume, reference.issue, reference.page, reference.issued


def test_a_manual_of_a_body_on_three_lines() -> None:
    manual = cited("Organ Staging Manual (8th edition)\nAmerican Joint Committee on Cancer\nSpringer, 2017")

    assert (manual.type, manual.title, manual.edition) == ("book", "Organ Staging Manual", "8")
    assert names(manual) == ["American Joint Committee on Cancer"]
    assert (manual.publisher, manual.issued) == ("Springer", (2017,))


def test_a_body_and_editors_on_lines_of_their_own() -> None:
    editors = "Union for International Cancer Control\nJ Ash, M Beech and C Cedar"

    book = cited(f"Lump Classification (8th edition)\n{editors}  \nWiley  Blackwell, 2017")

    assert names(book) == ["Union for International Cancer Control", "J Ash", "M Beech", "C Cedar"]
    assert (book.title, book.publisher) == ("Lump Classification", "Wiley Blackwell")


@pytest.mark.parametrize(
    ("printed", "issued", "version"),
    [
        (f"{NICE}, 2009. Last updated August 2017", (2009,), "last updated August 2017"),
        (f"The {NICE} (NICE), 2018. Last updated 2023", (2018,), "last updated 2023"),
        (f"{NICE} (NICE), 2015 (updated 2021)", (2015,), "updated 2021"),
        (f"{NICE}, September 2013", (2013, 9), None),
    ],
)
def test_a_guideline_of_a_body_with_its_last_update(printed: str, issued: tuple[int, ...], version: str | None) -> None:
    guideline = cited(f"Advanced lumps: diagnosis and treatment\n{printed}")

    assert (guideline.type, guideline.title) == ("report", "Advanced lumps: diagnosis and treatment")
    assert names(guideline) == [NICE]
    assert (guideline.issued, guideline.version) == (issued, version)
    assert guideline.guideline is None


@pytest.mark.parametrize(
    "text",
    [
        f"{NICE}. Advanced lumps. Clinical guideline [CG81]. 2009.",
        "NICE (2009) Advanced lumps. NICE guideline CG81",
        "Advanced lumps\nNICE guideline CG81, 2009",
        f"Advanced lumps. {NICE}, 2009. https://www.nice.org.uk/guidance/cg81",
    ],
)
def test_a_guideline_code_counts_where_it_is_printed(text: str) -> None:
    guideline = cited(text)

    assert (guideline.guideline, guideline.title, guideline.issued) == ("NICE CG81", "Advanced lumps", (2009,))
    assert names(guideline) == [NICE]


def test_letters_and_digits_are_no_guideline_code_without_nice() -> None:
    assert cited("Roe J. Wells in the CG81 valley. J Things. 2009;1:2-3").guideline is None


@pytest.mark.parametrize(
    ("last_line", "where"),
    [
        ("Ann Lumps, 2021. Vol 32, Issue 12. Pages 1475-1495", ("Ann Lumps", "32", "12", "1475-1495", (2021,))),
        (
            "The Example, 2021. Volume 397, Issue 10286, Pages 1750 - 1769",
            ("The Example", "397", "10286", "1750-1769", (2021,)),
        ),
        (
            "Clinical Lumps, December 2017. Volume 17, Issue 8, Pages e669 – e671",
            ("Clinical Lumps", "17", "8", "e669-e671", (2017, 12)),
        ),
        (
            "Ann Lumps, Volume 30, Issue 8, August 2019, Pages 1194–1220",
            ("Ann Lumps", "30", "8", "1194-1220", (2019, 8)),
        ),
        ("Ann Lumps, Volume 30, Pages 3 to 9, 2019", ("Ann Lumps", "30", None, "3-9", (2019,))),
        ("Ann Lumps. 2019;30(8):1194-1220", ("Ann Lumps", "30", "8", "1194-1220", (2019,))),
        (
            "Example Medical Journal, 2015. Volume 350, h1234",
            ("Example Medical Journal", "350", None, "h1234", (2015,)),
        ),
    ],
)
def test_an_article_on_three_lines(last_line: str, where: tuple[object, ...]) -> None:
    article = cited(f"Guidelines for the care of people with lumps\nA Roe and others\n{last_line}")

    assert (article.type, article.title) == ("article-journal", "Guidelines for the care of people with lumps")
    assert names(article) == ["A Roe", "others"]
    assert place(article) == where


@pytest.mark.parametrize(
    "text",
    [
        f"{AUTHORS}: On lumps: a review. J Lump Res 20 (5): 374-87, 2000 Jul-Aug. [PUBMED Abstract]",
        f"{AUTHORS} On lumps: a review. J Lump Res 2000 Jul; 20(5):374–87.",
        f"Citation 3 - {AUTHORS} On lumps: a review. J Lump Res. 2000 Jul;20(5):374-87. Epub 2000 May 3.",
    ],
)
def test_an_article_in_one_line(text: str) -> None:
    article = cited(text)

    assert names(article) == ["AB Roe", "I van den Elm-de Lange", "RS Ash Jr", "others"]
    assert article.title == "On lumps: a review"
    assert place(article) == ("J Lump Res", "20", "5", "374-87", (2000, 7))


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("Roe J: Lumps. Lump Rev (2): CD002285, 2006.", ("Lump Rev", None, "2", "CD002285", (2006,))),
        (
            "Roe J: Lumps. Lump Rev (Old Ser) 294 (6565): 179, 1987.",
            ("Lump Rev (Old Ser)", "294", "6565", "179", (1987,)),
        ),
        ("Roe J: Lumps. Lump Rev 105 (4 Pt 2): 941-7, 2000.", ("Lump Rev", "105", "4 Pt 2", "941-7", (2000,))),
        ("Roe J: Lumps. Lump Rev 39: 101170, 2020.", ("Lump Rev", "39", None, "101170", (2020,))),
        ("Roe J: Lumps. Lump Rev : , 2019.", ("Lump Rev", None, None, None, (2019,))),
        ("Roe J: [Lumps] Lump Rev 15 (10): 615-7, 1995.", ("Lump Rev", "15", "10", "615-7", (1995,))),
        (
            "Roe J: Lumps. [Abstract] Lump Rev 24 (Suppl 18): A-3500, 2006.",
            ("Lump Rev", "24", "Suppl 18", "A-3500", (2006,)),
        ),
        ("Roe J. Lumps. N. Engl. J. Lump. 2008;359:10-12.", ("N. Engl. J. Lump", "359", None, "10-12", (2008,))),
        (
            "Roe, J. A., & Doe, B. (2020). Lumps. Lump Review, 12(3), 45–67.",
            ("Lump Review", "12", "3", "45-67", (2020,)),
        ),
        ("Roe J, Doe B (2020) Lumps. Lump Rev 12(3): 45-67", ("Lump Rev", "12", "3", "45-67", (2020,))),
        ("Roe J, Doe B et al (2019). Lumps. Lump Rev 5 (1): 66.", ("Lump Rev", "5", "1", "66", (2019,))),
        ("Lumps. J Roe and others. Lump Review, 2015. Vol 3, pages 4-5", ("Lump Review", "3", None, "4-5", (2015,))),
    ],
)
def test_the_place_in_a_journal_is_read_in_many_forms(text: str, where: tuple[object, ...]) -> None:
    article = cited(text)

    assert place(article) == where
    assert article.title == "Lumps"
    assert article.author


@pytest.mark.parametrize(
    "text",
    [
        "Roe J, Doe AB, eds.: Book of Lumps: A Guide. 2nd ed. Example Press, 2006.",
        "Roe J, Doe AB, editors. Book of Lumps: A Guide. 2nd ed. Hoboken (NJ): Example Press; 2006. 272 p.",
        "Book of Lumps: A Guide (2nd edition), J Roe and AB Doe. Example Press, 2006",
        "Book of Lumps: A Guide (Second Edition) J Roe, AB Doe. Example Press, 2006",
        "Book of Lumps: A Guide, 2nd Edition\nJ Roe and AB Doe\nExample Press, 2006",
    ],
)
def test_a_book_in_many_forms(text: str) -> None:
    book = cited(text)

    assert (book.type, book.title, book.edition) == ("book", "Book of Lumps: A Guide", "2")
    assert names(book) == ["J Roe", "AB Doe"]
    assert (book.publisher, book.issued) == ("Example Press", (2006,))


def test_a_chapter_belongs_to_its_book() -> None:
    chapter = cited(
        "Roe KV: Old lumps. In: Doe M S, Ash JR, eds.: Basics of Lumps. 6th ed. Example Press, 2019, pp 483-510."
    )

    assert (chapter.type, chapter.title, chapter.container_title) == ("chapter", "Old lumps", "Basics of Lumps")
    assert (chapter.edition, chapter.page, names(chapter)) == ("6", "483-510", ["KV Roe"])


def test_a_volume_of_a_series_is_no_place_in_a_journal() -> None:
    book = cited("Kinds of Lumps: Arms (5th Edition, Volume 2)\nLump Editorial Board\nExample Press, 2019")

    assert (book.type, book.volume, book.edition, book.publisher) == ("book", "2", "5", "Example Press")


def test_a_title_with_a_line_of_bodies_is_enough() -> None:
    work = cited("Drugs for lumps\nJoint Formulary Committee and Royal Example Society")

    assert names(work) == ["Joint Formulary Committee", "Royal Example Society"]


def test_a_journal_without_a_title_is_still_a_citation() -> None:
    article = cited("Citation 2 - New Journal of Lumps 2008; 359(15):1590–1601. DOI: 10.1056/NEJMct0802899")

    assert (article.title, article.container_title) == ("", "New Journal of Lumps")
    assert article.doi == "10.1056/nejmct0802899"


def test_a_web_page_with_the_day_it_was_looked_at() -> None:
    found = parse_citation(
        "National Cancer Institute. Lumps (PDQ). https://www.example.org/lumps. Accessed June 5, 2020."
    )

    assert isinstance(found, Citation)
    assert found.accessed == "June 5, 2020"
    assert (found.reference.type, found.reference.title) == ("webpage", "Lumps (PDQ)")
    assert found.reference.url == "https://www.example.org/lumps"
    assert names(found.reference) == ["National Cancer Institute"]


def test_numbers_are_found_anywhere() -> None:
    text = "Roe J. Lumps. Lump Rev. 2021;3:4-5. doi: 10.1000/S0140(21)1-x. PMID: 34678411. PMCID: PMC1234567."

    article = cited(text)

    assert (article.doi, article.pmid) == ("10.1000/s0140(21)1-x", "34678411")
    assert cited("Book of Lumps. Example Press; 2017. ISBN 978-1-119-26357-9.").isbn == "978-1-119-26357-9"


def test_an_isbn_with_a_wrong_digit_is_left_unread() -> None:
    found = parse_citation("Book of Lumps. 2nd ed. Example Press; 2017. ISBN 978-1-119-26357-8.")

    assert isinstance(found, Citation)
    assert found.reference.isbn is None
    assert found.unread == ("ISBN 978-1-119-26357-8",)


def test_words_that_fit_nowhere_are_reported() -> None:
    found = parse_citation("Roe J: Lumps. Lump Rev 105 (5): 1482-8, table of contents, 2007.")

    assert isinstance(found, Citation)
    assert found.unread == ("table of contents",)


def test_a_title_that_was_wrapped_is_one_title() -> None:
    text = "Guidelines for the diagnosis, staging\nand treatment of lumps\nA Roe and others\nAnn Lumps, 2021. Vol 3"

    assert cited(text).title == "Guidelines for the diagnosis, staging and treatment of lumps"


def test_a_one_line_citation_that_was_wrapped_is_read_as_one() -> None:
    article = cited("Roe J, Doe AB. Lumps and how they\nare found. Lump Rev.\n2021;3(4):4-5.")

    assert (article.title, place(article)) == ("Lumps and how they are found", ("Lump Rev", "3", "4", "4-5", (2021,)))


@pytest.mark.parametrize(
    "text",
    [
        "This list is short. We read many more papers in 2019. Please contact us with your questions.",
        "If you need further sources, please email us.",
    ],
)
def test_a_remark_to_the_reader_is_no_citation(text: str) -> None:
    found = parse_citation(text)

    assert isinstance(found, Unread)
    assert found.remark


@pytest.mark.parametrize(
    "text",
    ["", "  \n ", "the lump can be any size", "Since 2017 there are 3 kinds", "Dr Roe told somebody", "x" * 5000],
)
def test_other_text_is_no_citation_and_no_remark(text: str) -> None:
    found = parse_citation(text)

    assert isinstance(found, Unread)
    assert not found.remark
    assert found.reason


@given(st.text(max_size=300) | st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=25).map(" ".join))
@example("10.1234/" + "(" * 50)
@example("Aa A, A Aa.ET AL. :NICE CG0")
@settings(max_examples=400, deadline=None)
def test_no_text_breaks_the_reader(text: str) -> None:
    found = parse_citation(text)

    assert found.text == text
    if isinstance(found, Citation):
        assert found.reference.id
        of = found.reference
        assert any((of.title, of.container_title, of.doi, of.pmid, of.isbn, of.url, of.guideline))
