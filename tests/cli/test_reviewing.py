"""The review command, as it is used in a terminal."""

from pathlib import Path

import pytest

from tests.cli.commands import reviewdue
from tests.projects import REVIEWED, Root, make_project

DAY = ("--today", "2026-11-23", "--by", "breast-team")
CITED = {"id": "cg81", "type": "report", "title": "Advanced breast cancer"}


@pytest.fixture
def scanned(tmp_path: Path) -> Root:
    """A project with an overdue page that cites a source."""
    root = make_project(tmp_path)
    root.register(CITED)
    root.write("stages.md", title="Stages", **REVIEWED | {"next_review_due": "2026-11-01"}, references=["cg81"])
    reviewdue("scan", "--today", "2026-11-23", cwd=tmp_path)
    return root


def test_a_review_from_options_moves_the_dates(scanned: Root) -> None:
    options = ("--outcome", "no_change", "--source", "cg81=yes; 2017; page 3 = the same", "--interests", "Fees in 2025")
    ended = reviewdue("review", "stages", *options, *DAY, "--format", "json", cwd=scanned.path)

    document = ended.document
    assert (ended.status, document["complete"], document["next_due"]) == (0, True, "2029-11-23")
    assert document["dates"]["state"] == "written"
    assert document["sources"][0]["note"] == "page 3 = the same"
    assert document["reviewers"][0]["interests"] == "declared"
    assert "last_reviewed: '2026-11-23'" in (scanned.path / "content" / "stages.md").read_text()


def test_a_form_is_printed_filled_in_and_recorded(scanned: Root) -> None:
    form = reviewdue("review", "stages", "--template", *DAY, cwd=scanned.path).out
    filled = form.replace("outcome:  ", "outcome: no_change ").replace("supports:  ", "supports: yes ")
    filled = filled.replace('edition: ""', 'edition: "2017"')

    ended = reviewdue("review", "stages", "--file", "-", *DAY, cwd=scanned.path, stdin=filled)
    history = reviewdue("review", "stages", "--history", *DAY, cwd=scanned.path)

    assert ended.status == 0, ended.err
    assert "The dates are written in content/stages.md." in ended.out
    assert history.out == "23 November 2026: no_change, by Breast team\n"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "say what came of it"),
        (("--outcome", "fine"), "“fine” is none of no_change"),
        (("--outcome", "no_change"), "sources: say of “cg81” whether it still supports the text"),
        (("--outcome", "no_change", "--source", "cg81"), "“cg81” says nothing of a source; write ID=yes"),
        (("--outcome", "no_change", "--source", "cg81=yes"), "sources: say which edition of “cg81” was seen"),
        (("--write",), "there are no dates to write"),
        (("--file", "nowhere.yaml"), "nowhere.yaml: cannot be read"),
    ],
)
def test_what_is_wrong_is_said_and_ends_with_2(scanned: Root, options: tuple[str, ...], said: str) -> None:
    ended = reviewdue("review", "stages", *options, *DAY, cwd=scanned.path)

    assert ended.status == 2
    assert said in ended.err
    assert "Traceback" not in ended.err


def test_a_file_about_another_page_is_refused(scanned: Root) -> None:
    ended = reviewdue(
        "review", "stages", "--file", "-", *DAY, cwd=scanned.path, stdin="page: other\noutcome: no_change\n"
    )

    assert (ended.status, "a review of “other”, not of “stages”" in ended.err) == (2, True)


def test_dates_that_cannot_be_written_end_with_3_and_say_what_to_do(scanned: Root) -> None:
    (scanned.path / ".git").write_text("gitdir: nowhere\n")
    options = ("--outcome", "no_change", "--source", "cg81=yes; 2017")

    ended = reviewdue("review", "stages", *options, *DAY, cwd=scanned.path)
    (scanned.path / ".git").unlink()
    again = reviewdue("review", "stages", "--write", *DAY, cwd=scanned.path)

    assert (ended.status, "review PAGE --write" in ended.out) == (3, True)
    assert (again.status, "The dates are written" in again.out) == (0, True)
