from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from reviewdue.letters import LONGEST_SUBJECT, LetterTask, ReminderLetter, SignInLetter, SummaryLetter, render_letter
from tests.sample_letters import (
    DUE_TASK,
    FULL_TASK,
    make_empty_summary,
    make_full_summary,
    make_reminder,
    make_sign_in,
    make_task,
)
from tests.sample_views import FULL_SOURCE, NASTY, SUSPECTED, make_environment, make_source


def soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def words_in(html: str) -> str:
    return " ".join(soup(html).get_text(" ").split())


@pytest.mark.parametrize(
    ("message", "letter"),
    [
        (
            "reminder",
            make_reminder(FULL_TASK, DUE_TASK, contact="web@example.org", dashboard_url="https://d.example.org"),
        ),
        ("reminder", make_reminder(make_task(due=None, days_left=None, status="undated"))),
        ("reminder", make_reminder(role="escalation")),
        ("summary", make_full_summary()),
        ("summary", make_empty_summary()),
    ],
)
def test_a_letter_renders_at_its_fullest_and_at_its_emptiest(
    message: str, letter: ReminderLetter | SummaryLetter, tmp_path: Path
) -> None:
    rendered = render_letter(make_environment(tmp_path), message, letter)

    assert rendered.subject
    assert "\n\n\n\n" not in rendered.text
    assert "<!doctype html>" in rendered.html
    assert "<script" not in rendered.html
    assert "<img" not in rendered.html


@pytest.mark.parametrize(
    ("tasks", "subject"),
    [
        ((FULL_TASK, DUE_TASK), "2 pages need your review: Stage 4 breast cancer is 169 days overdue"),
        ((DUE_TASK,), "1 page needs your review: Lung screening is due in 12 days"),
        (
            (make_task(days_left=200, status="current", reasons=("source_retracted",)),),
            "1 page needs your review: Stage 4 breast cancer cites a retracted source",
        ),
        (
            (make_task(days_left=None, due=None, status="undated"),),
            "1 page needs your review: Stage 4 breast cancer has no review date",
        ),
    ],
)
def test_the_subject_says_how_many_and_which_first(tasks: tuple[LetterTask, ...], subject: str, tmp_path: Path) -> None:
    letter = render_letter(make_environment(tmp_path), "reminder", make_reminder(*tasks))

    assert letter.subject == subject


def test_a_title_cannot_bring_a_mail_header(tmp_path: Path) -> None:
    task = make_task(title="Stage 4\r\nBcc: all@example.org\x00\u2028X-Trap: 1")

    letter = render_letter(make_environment(tmp_path), "reminder", make_reminder(task))

    assert len(letter.subject.splitlines()) == 1
    assert letter.subject.isprintable()


def test_a_very_long_title_does_not_make_a_very_long_subject(tmp_path: Path) -> None:
    letter = render_letter(make_environment(tmp_path), "reminder", make_reminder(make_task(title="word " * 200)))

    assert len(letter.subject) <= LONGEST_SUBJECT
    assert letter.subject.endswith("word…")


def test_a_title_is_escaped_in_the_html_and_plain_in_the_text(tmp_path: Path) -> None:
    nasty = make_source(label=NASTY, currency="superseded", successor=replace(FULL_SOURCE.successor, label=NASTY))  # type: ignore[type-var]
    task = make_task(title=NASTY, why=NASTY, path=NASTY, sources=(nasty,))

    letter = render_letter(make_environment(tmp_path), "reminder", make_reminder(task, recipient=NASTY))

    assert "<script" not in letter.html
    assert "&lt;script&gt;" in letter.html
    assert NASTY in letter.text


def test_the_text_and_the_html_say_the_same_of_a_source(tmp_path: Path) -> None:
    letter = render_letter(make_environment(tmp_path), "reminder", make_reminder(FULL_TASK))
    says = "there is a newer edition: 9th edition since 1 July 2025; its third chapter did not change"

    assert says in " ".join(letter.text.split())
    assert says in words_in(letter.html).replace(" :", ":").replace(" ,", ",")


def test_a_suspicion_is_not_told_as_a_fact_in_a_letter(tmp_path: Path) -> None:
    letter = render_letter(make_environment(tmp_path), "reminder", make_reminder(make_task(sources=(SUSPECTED,))))

    assert "possibly gone, not confirmed" in " ".join(letter.text.split())
    assert "possibly gone, not confirmed" in words_in(letter.html)


def test_the_button_leads_to_the_review_and_nothing_changes_before_it_is_pressed(tmp_path: Path) -> None:
    letter = render_letter(make_environment(tmp_path), "reminder", make_reminder(FULL_TASK))
    button = soup(letter.html).select_one("a.button")

    assert button is not None
    assert button["href"] == FULL_TASK.review_url
    assert str(FULL_TASK.review_url) in letter.text.splitlines()
    assert "Nothing changes until you press a button on the page that opens." in letter.text


def test_the_registers_word_to_the_reviewer_stands_with_its_source(tmp_path: Path) -> None:
    source = replace(FULL_TASK.sources[0], watch="Breast is not among the sites so far.")
    task = replace(FULL_TASK, sources=(source,))

    letter = render_letter(make_environment(tmp_path), "reminder", make_reminder(task))

    assert "Breast is not among the sites so far." in " ".join(letter.text.split())
    assert "Breast is not among the sites so far." in soup(letter.html).get_text()


def test_without_an_address_there_is_no_button_but_a_path_and_what_to_do(tmp_path: Path) -> None:
    letter = render_letter(make_environment(tmp_path), "reminder", make_reminder(DUE_TASK))

    assert not soup(letter.html).select("a.button")
    assert "open the file content/breast/stage-4.md" in " ".join(letter.text.split())
    assert "press a button" not in letter.text


def test_lines_of_text_stay_within_what_mail_programs_show(tmp_path: Path) -> None:
    letter = render_letter(make_environment(tmp_path), "reminder", make_reminder(FULL_TASK, DUE_TASK))

    assert all(len(line) <= 72 or line.startswith("https://") for line in letter.text.splitlines())


def test_the_summary_tells_when_a_list_was_cut(tmp_path: Path) -> None:
    letter = render_letter(make_environment(tmp_path), "summary", make_full_summary())

    assert letter.subject.startswith("Example Health: 37 pages overdue, 64 due in 90 days, 9 sources changed")
    assert "The first 1 of 37." in letter.text
    assert "The first 1 of 37." in words_in(letter.html)


def test_an_empty_summary_says_that_there_is_nothing(tmp_path: Path) -> None:
    letter = render_letter(make_environment(tmp_path), "summary", make_empty_summary())

    for part in (" ".join(letter.text.split()), words_in(letter.html)):
        assert "No page is overdue." in part
        assert "None since the last summary." in part
        assert "Everything could be read." in part


def test_a_link_to_write_to_holds_the_address_alone(tmp_path: Path) -> None:
    contact = "Content reviews <reviews@example.org>"
    letters: dict[str, ReminderLetter | SignInLetter] = {
        "reminder": make_reminder(contact=contact),
        "sign_in": replace(make_sign_in(), contact=contact),
    }

    for name, letter in letters.items():
        assert 'href="mailto:reviews@example.org"' in render_letter(make_environment(tmp_path), name, letter).html


def test_a_brief_task_is_a_line_with_its_date_and_where_to_open_it(tmp_path: Path) -> None:
    brief = make_task(title="Lung <screening>", brief=True, reasons=("source_retracted",), escalated=True)
    linked = replace(brief, review_url="https://reviews.example.org/t/abc")

    without, with_link = (
        render_letter(make_environment(tmp_path), "reminder", make_reminder(FULL_TASK, task))
        for task in (brief, linked)
    )

    assert "1 more page waits for you as well" in without.text
    assert "- Lung <screening>\n  Due 6 June 2026: 169 days overdue\n" in without.text
    assert "content/breast/stage-4.md" in without.text
    assert "Lung &lt;screening&gt;" in without.html
    link = soup(with_link.html).find("a", string="Lung <screening>")
    assert link is not None
    assert link["href"] == "https://reviews.example.org/t/abc"
    assert all(said in words_in(with_link.html) for said in ("has been retracted", "It was escalated."))
