"""The commands about tasks, as a user starts them."""

from pathlib import Path

import pytest

from tests.cli.commands import reviewdue
from tests.projects import make_project
from tests.tasks.test_bounces import notice
from tests.tasks.test_settling import MANUAL, URL

TODAY = "2026-11-23"
REVIEWED = {"last_reviewed": "2025-06-06", "next_review_due": "2027-06-06", "owner": "breast-team"}


@pytest.fixture
def cited(tmp_path: Path) -> Path:
    """A scanned root: a superseded manual cited by two pages, and a leaflet by none."""
    root = make_project(tmp_path)
    root.register({**MANUAL, "ISBN": "978-3-319-40617-6"}, {"id": "leaflet", "title": "Leaflet", "URL": URL})
    root.write("lung.md", title="Lung", topics=["lung"], references=["manual-8"], **REVIEWED)
    root.write("breast.md", title="Breast", topics=["breast"], references=["manual-8"], **REVIEWED)
    root.scan()
    return tmp_path


def test_the_impact_of_a_source_names_its_pages_and_what_they_need(cited: Path) -> None:
    found = reviewdue("impact", "manual-8", "--today", TODAY, "--format", "json", cwd=cited).document

    assert found["reference"]["superseded_by"] == "Manual, 9th edition"
    assert found["counts"] == {"pages": 2, "need_review": 1}
    lung, breast = sorted(found["pages"], key=lambda page: not page["needs_review"])
    assert (lung["id"], lung["reason"], lung["due"]) == ("lung", "source_superseded", "2026-12-23")
    assert lung["task"]["state"] == "open"
    assert "its lung chapter changed. Use instead: Manual, 9th edition." in lung["why"]
    assert (breast["needs_review"], breast["reason"], breast["task"]) == (False, None, None)


@pytest.mark.parametrize("named", ["978-3-319-40617-6", "9783319406176"])
def test_a_source_may_be_named_by_its_number(cited: Path, named: str) -> None:
    assert reviewdue("impact", named, "--format", "json", cwd=cited).document["reference"]["id"] == "manual-8"


def test_the_impact_of_what_has_not_happened_changes_nothing(cited: Path) -> None:
    before = reviewdue("task", "--today", TODAY, "--format", "json", cwd=cited).document

    found = reviewdue("impact", "manual-8", "--if", "retracted", "--today", TODAY, "--format", "json", cwd=cited)

    assert [page["reason"] for page in found.document["pages"]] == ["source_retracted"] * 2
    assert reviewdue("task", "--today", TODAY, "--format", "json", cwd=cited).document == before


def test_the_impact_for_people_says_who_needs_what(cited: Path) -> None:
    said = " ".join(reviewdue("impact", "manual-8", "--today", TODAY, cwd=cited).out.split())

    assert "2 pages cite it, 1 of them need a review because of it" in said
    assert "review by 23 Dec 2026, open." in said
    assert "no page" not in reviewdue("impact", "leaflet", cwd=cited).out


def test_a_source_that_is_not_there_is_wrong_use(cited: Path) -> None:
    ended = reviewdue("impact", "nothing", cwd=cited)

    assert ended.status == 2
    assert "there is no reference “nothing”" in ended.err


def test_a_task_is_acted_on_and_shown(cited: Path) -> None:
    act = ("task", "lung", "--today", TODAY, "--by", "lung-team")
    reviewdue(*act, "--acknowledge", cwd=cited)
    shown = reviewdue(
        *act, "--defer", "2026-12-30", "--reason", "Waiting for print.", "--format", "json", cwd=cited
    ).document

    (task,) = shown["tasks"]
    assert (task["state"], task["due"], task["deferrals"]) == ("deferred", "2026-12-30", 1)
    assert [step["event"] for step in task["history"]] == ["opened", "acknowledged", "deferred"]
    assert task["history"][-1]["actor"] == "lung-team"


def test_the_tasks_are_listed_with_whom_they_are_with(cited: Path) -> None:
    said = reviewdue("task", "--today", TODAY, cwd=cited).out

    assert said.startswith("1 open\n")
    assert "source superseded" in said
    assert "Breast team" in said


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("lung", "--defer", "2026-12-30"), "a deferral needs a reason"),
        (("lung", "--acknowledge", "--cancel"), "--acknowledge and --cancel are two things"),
        (("breast", "--acknowledge"), "no review of “breast” is asked for"),
        (("nowhere",), "there is no page “nowhere”; “reviewdue scan --format json” names them all"),
        (("brest",), "there is no page “brest”; did you mean breast?"),
        (("--acknowledge",), "name the page"),
    ],
)
def test_what_is_not_allowed_is_said_and_ends_with_2(cited: Path, arguments: tuple[str, ...], message: str) -> None:
    ended = reviewdue("task", *arguments, "--today", TODAY, cwd=cited)

    assert ended.status == 2
    assert message in ended.err


def test_a_page_may_be_named_by_its_file(cited: Path) -> None:
    assert reviewdue("task", "content/lung.md", "--format", "json", cwd=cited).document["page"] == "lung"


def test_mail_that_came_back_is_taken_in_and_shown(cited: Path) -> None:
    reviewdue("remind", "--today", TODAY, cwd=cited)
    (letter,) = (cited / "outbox").glob("*.eml")
    about = next(line for line in letter.read_text().splitlines() if line.lower().startswith("message-id:"))

    taken_in = reviewdue("bounces", "-", "--format", "json", cwd=cited, stdin=notice(about.split()[1]).decode())
    cleared = reviewdue("bounces", "--clear", "breast@example.org", "--format", "json", cwd=cited)

    assert taken_in.document["counts"]["bounced"] == 1
    assert [one["mailbox"] for one in taken_in.document["mailboxes"]] == ["breast@example.org"]
    assert cleared.document["mailboxes"] == []


def test_a_file_of_notices_that_is_not_there_is_wrong_use(cited: Path) -> None:
    ended = reviewdue("bounces", "nowhere.eml", cwd=cited)

    assert (ended.status, "nowhere.eml: cannot be read" in ended.err) == (2, True)
