"""Review dates printed in the text of a page, in every dress they were met in."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewdue.dates import parse_date
from reviewdue.printed import compile_labels, find_printed

BOTH = {"last_reviewed": "2023-06-06", "next_review_due": "2026-06-06"}
LAST, DUE = ({name: BOTH[name]} for name in BOTH)


def days_in(body: str) -> dict[str, str]:
    return {name: parse_date(printed.text).first.isoformat() for name, printed in find_printed(body).items()}


@pytest.mark.parametrize(
    "body",
    [
        "Last reviewed: 6 June 2023\nNext review due: 6 June 2026",
        "Last reviewed:\n06 Jun 2023\nNext review due:\n06 Jun 2026",
        "Last reviewed:\n\n\n\n\n06 Jun 2023\n\nNext review due:\n\n06 Jun 2026",
        "Last reviewed: 6 June\n2023\nNext review due: 6 June\n2026",
        "**Last reviewed:** 6 June 2023  \n**Next review due:** 6 June 2026",
        "**Last reviewed**: 6 June 2023 | **Next review due**: 6 June 2026",
        "***Page last reviewed: 6 June 2023  \nNext review due: 6 June 2026  \nMore***",
        "_Last reviewed: 2023-06-06_\n\n_Next review due: 2026-06-06_",
        "__Last reviewed__: 2023-06-06\n\n`Next review due`: 2026-06-06",
        "> Last reviewed: 6 June 2023\n> Next review due: 6 June 2026",
        "- Last reviewed: 6 June 2023\n- Next review due: 6 June 2026",
        "| Last reviewed | 6 June 2023 |\n|---|---|\n| Next review due | 6 June 2026 |",
        "| Last reviewed | Next review due |\n|---|---|\n| 6 June 2023 | 6 June 2026 |",
        "| Owner | Last reviewed | Next review due |\n|:--|:-:|--:|\n| A team | 6 June 2023 | 6 June 2026 |",
        "<tr><th>Last reviewed</th><th>Next review due</th></tr>\n<tr><td>6 June 2023</td><td>6 June 2026</td></tr>",
        "<td>Last reviewed:</td>\n<td>\n  6 June 2023\n</td>\n<td>Next review due:</td>\n<td>6 June 2026</td>",
        "<dl><dt>Last reviewed</dt><dd>6 June 2023</dd><dt>Next review due</dt><dd>6 June 2026</dd></dl>",
        '<p>Last reviewed: <time datetime="2023-06-06">6 June 2023</time></p>'
        "<p>Next review due: <b>6&nbsp;June&nbsp;2026</b></p>",
        "Page last reviewed: 6 June 2023<br>Next review due: 6 June 2026",
        "Last&nbsp;reviewed:&nbsp;6 June 2023<br/>Next review due&#58; 6 June 2026",
        "Last reviewed: <b>6</b> June <i>2023</i>\nNext review due: <b>6</b> June <i>2026</i>",
        "Page last reviewed: 6 June 2023. Next review due: 6 June 2026.",
        "Last reviewed 6 June 2023, next review due 6 June 2026",
        "Last reviewed 6 June 2023 and next review due 6 June 2026",
        "Last reviewed: 6 June 2023 Next review due: 6 June 2026",
        "Last reviewed (United Kingdom): 6 June 2023\nNext review due (whole page): 6 June 2026",
        "Last reviewed (6 June 2023); next review (6 June 2026)",
        "This page was last reviewed on 6 June 2023. It needs to be reviewed again on 6 June 2026.",
        "Reviewed: 6 June 2023; review due: 6 June 2026",
        "Medically reviewed on June 6, 2023\nDue for review: 06/06/2026",
        "Date of last review: 2023-06-06\nDate of next review: 2026–06–06",
        "LAST REVIEWED: 6 JUNE 2023\nNEXT REVIEW DUE: 6 JUNE 2026",
        "\u200bLast reviewed:\u00a006 Jun 2023\n\u200bNext review due:\u00a006 Jun 2026",
        "```\nLast reviewed: 1 January 2020\n```\nLast reviewed: 6 June 2023\nNext review due: 6 June 2026",
    ],
)
def test_printed_dates_are_found(body: str) -> None:
    assert days_in(body) == BOTH
    assert days_in(f"# A heading\n\nSome words.\n\n{body}\n\n[A link](https://www.example.org)") == BOTH


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("| Last reviewed | Next review due |\n|---|---|\n| | 6 June 2026 |", DUE),
        ("| Last reviewed | Next review due |\n|---|---|\n| 6 June 2023 | |", LAST),
        ("| Page | Last reviewed |\n|---|---|\n| 1 May 2020 | |", {}),
        ("Last reviewed:\n\nNext review due: 6 June 2026", DUE),
    ],
)
def test_an_empty_cell_or_label_does_not_borrow_its_neighbours_date(body: str, found: dict[str, str]) -> None:
    assert days_in(body) == found


@pytest.mark.parametrize(
    "body",
    [
        "Your medicine was last reviewed by nobody.",
        "Ask when your treatment is due for review.",
        "The next review of your medicines happens after six months.",
        "Preview by 6 June 2026",
        "We reviewed 6 June 2023 figures.",
        "Last reviewed:",
        "Last updated: 6 June 2023",
    ],
)
def test_prose_is_not_taken_for_a_label(body: str) -> None:
    assert find_printed(body) == {}


@pytest.mark.parametrize("words", ["tbc", "31 Juni 2026", "2018-012-07", "in three years", "2026"])
def test_words_behind_a_labels_colon_are_kept_so_that_they_become_a_problem(words: str) -> None:
    assert find_printed(f"Next review due: {words}")["next_review_due"].text == words


def test_where_a_label_stands_twice_the_last_counts_with_its_line() -> None:
    printed = find_printed("Last reviewed: 1 May 2020\n\nwords\nLast reviewed: 6 June 2023")["last_reviewed"]

    assert (printed.text, printed.line) == ("6 June 2023", 4)


def test_a_sites_own_labels_take_the_place_of_the_usual_ones() -> None:
    labels = compile_labels({"last_reviewed": ["Geprüft am"], "next_review_due": ["Gültig bis"]})

    found = find_printed("Last reviewed: 1 May 2020\nGeprüft am: 06.06.2023\nGültig bis 06.06.2026", labels)

    assert {name: printed.text for name, printed in found.items()} == {
        "last_reviewed": "06.06.2023",
        "next_review_due": "06.06.2026",
    }


@pytest.mark.parametrize(
    "line",
    [
        "Last reviewed: ",
        "Last reviewed | ",
        "Last reviewed (",
        "(",
        "Last reviewed\n",
        "Last reviewed: 6 June ",
        "eview 1 and ",
    ],
)
def test_a_long_line_of_labels_takes_no_long_time(line: str) -> None:
    started = time.process_time()

    find_printed("review" + line * (200_000 // len(line)))

    assert time.process_time() - started < 2


@settings(deadline=None)
@given(st.text(max_size=200), st.text(alphabet="*_|>:<b/ \n(-\u00a0.", max_size=12))
def test_any_text_can_be_searched(text: str, between: str) -> None:
    for printed in find_printed(f"{text}\nLast reviewed{between}6 June 2023{text}").values():
        assert printed.text.strip()
