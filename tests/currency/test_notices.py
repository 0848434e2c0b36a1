"""The words of notices: 1,180 wordings with their answers, and what no text may do to the reader."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reviewdue.availability import Availability
from reviewdue.currency import Link, Notice, read_notice
from reviewdue.verdicts import Currency, Integrity

TODAY = date(2026, 6, 6)
HERE = Path(__file__).parent
SETS = {name: yaml.safe_load((HERE / f"{name}.yaml").read_text("utf-8")) for name in ("notices", "bodies")}
WORDINGS = SETS["notices"]
CURRENCIES = ("superseded", "withdrawn", "updated", "current")
ABSENCES = {"gone": Availability.NOT_FOUND, "blocked": Availability.RESTRICTED}


def read(wording: str) -> tuple[Notice, str]:
    """The notice of a wording, and the code of the successor that it must name."""
    text, code, url = (*(part.strip() for part in wording.split("|")), "", "")[:3]
    return read_notice(text.replace("¶", "\n"), url or None, today=TODAY), code


def is_right(label: str, notice: Notice) -> bool:
    if label in CURRENCIES:
        return notice.status == label
    if label == "unknown":
        return notice.status in (Currency.UNKNOWN, Currency.CURRENT)
    if label in ABSENCES:
        return notice.availability is ABSENCES[label]
    return notice.integrity == ("unknown" if label == "sound" else label)


@pytest.mark.parametrize(("name", "label"), [(name, label) for name, labels in SETS.items() for label in labels])
def test_every_wording_is_read_as_it_is_meant(name: str, label: str) -> None:
    read_as = {wording: read(wording) for wording in SETS[name][label]}

    assert [wording for wording, (notice, _) in read_as.items() if not is_right(label, notice)] == []
    codes = {wording: (notice.successor and notice.successor.code, code) for wording, (notice, code) in read_as.items()}
    assert {wording: both for wording, both in codes.items() if both[1] and both[0] != both[1]} == {}


def test_the_set_is_large_and_holds_as_many_traps_as_alarms() -> None:
    sizes = {label: len(wordings) for label, wordings in WORDINGS.items()}

    assert sum(sizes.values()) > 500
    assert sizes["current"] + sizes["unknown"] > sizes["superseded"]


def test_the_successor_has_a_code_a_title_an_address_and_a_day() -> None:
    link = Link(text="NICE guideline NG101", url="https://www.example.org/ng101")

    notice = read_notice(
        "This guidance was updated and replaced by NICE guideline NG101 on 18 July 2018.",
        "https://www.example.org/guidance/cg80",
        links=[link],
    )

    successor = notice.successor
    assert notice.status is Currency.SUPERSEDED
    assert successor is not None
    assert (successor.code, successor.title) == ("NG101", "NICE guideline NG101")
    assert (successor.url, successor.since) == (link.url, date(2018, 7, 18))


def test_only_a_part_that_was_replaced_is_named_as_the_scope() -> None:
    notice = read_notice("Recommendations 1.2.1 to 1.2.4 of this guideline have been replaced by NG240.")

    assert notice.status is Currency.UPDATED
    assert notice.scope == "Recommendations 1.2.1 to 1.2.4 of this guideline"


def test_a_code_is_this_document_only_where_the_address_or_the_title_says_so() -> None:
    words = "CG80 has been replaced by NG101."

    assert read_notice(words, "https://www.example.org/guidance/cg80").status is Currency.SUPERSEDED
    assert read_notice(words, title="Breast cancer (CG80)").status is Currency.SUPERSEDED
    assert read_notice(words, "https://www.example.org/guidance/ng209").status is Currency.UNKNOWN


@pytest.mark.parametrize(
    ("today", "status"), [(date(2021, 12, 31), Currency.CURRENT), (date(2022, 1, 1), Currency.WITHDRAWN)]
)
def test_what_was_announced_happens_on_its_day(today: date, status: Currency) -> None:
    notice = read_notice("This guideline will be withdrawn on 1 January 2022.", today=today)

    assert notice.status is status


def test_the_page_s_stamp_is_kept_whatever_the_status() -> None:
    notice = read_notice("This page was last updated: 3 May 2024\nThis guideline remains current.")

    assert notice.status is Currency.CURRENT
    assert notice.updated_on == date(2024, 5, 3)


def test_a_stamp_of_today_is_the_clock_of_the_site() -> None:
    assert read_notice("Page last updated: 6 June 2026", today=TODAY).updated_on is None


def test_a_retraction_says_nothing_of_currency_and_a_withdrawn_review_nothing_of_integrity() -> None:
    retracted = read_notice("This article has been retracted.")
    withdrawn = read_notice("", title="WITHDRAWN: Exercise for back pain")

    assert (retracted.status, retracted.integrity) == (Currency.UNKNOWN, Integrity.RETRACTED)
    assert (withdrawn.status, withdrawn.integrity) == (Currency.WITHDRAWN, Integrity.UNKNOWN)


def test_a_weak_notice_far_down_a_long_page_is_not_believed() -> None:
    page = "\n".join([f"Paragraph {number} says what helps." for number in range(60)] + ["Guideline replaced by NG1."])

    assert read_notice(page).status is Currency.UNKNOWN


def test_an_older_edition_of_a_known_work_is_superseded_from_the_day_the_new_one_came() -> None:
    title = "The 8th edition of the UICC TNM Classification"

    assert read_notice("", title=title, today=date(2025, 7, 2)).status is Currency.UNKNOWN
    assert read_notice("", title=title, today=date(2025, 7, 3)).status is Currency.SUPERSEDED
    assert read_notice("", title="AJCC Cancer Staging Manual, 8th edition", today=TODAY).status is Currency.UNKNOWN


SAID = """this guideline|has been|was|replaced by|withdrawn|updated and|NG101|(|)|“|”|,|.|:|?|which|not|will be|
|Status|the|section 3 of|retracted|2020|no longer|is|it|and|—|[|]|a newer version of|last updated|1 May 2020"""
PIECES = st.sampled_from(tuple(SAID.split("|")))


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=400), st.lists(PIECES, max_size=40).map(" ".join)))
@example("this which has been replaced by")
@example("( ( ( replaced ) ) )")
def test_any_text_has_an_answer(text: str) -> None:
    notice = read_notice(text, "https://www.example.org/guidance/cg80", title=text[:60], headings=[text], today=TODAY)

    assert notice.status in Currency
    assert notice.integrity in Integrity


@pytest.mark.parametrize(
    "piece", ["replaced by ", "this guideline, which ", "( ", "“", "a newer version of ", "1.", "- "]
)
def test_a_long_hostile_text_is_read_in_time(piece: str) -> None:
    read_notice(piece * (200_000 // len(piece)), "https://www.example.org/")
