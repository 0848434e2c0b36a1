"""Dates that go back as a commit on a branch, while whatever somebody does in the checkout stays as it is."""

import subprocess
from pathlib import Path

import pytest

from reviewdue.redating.checkout import branch_name, find_checkout
from reviewdue.reviews.records import WritingState
from tests.projects import REVIEWED, Root
from tests.reviews.statements import finish

WHO = ("-c", "user.name=Editor", "-c", "user.email=editor@example.org", "-c", "commit.gpgsign=false")


def git(folder: Path, *arguments: str) -> str:
    """What git prints."""
    done = subprocess.run(["git", "-C", str(folder), *WHO, *arguments], capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture
def page(root: Root) -> Path:
    """A page in a checkout, overdue and scanned."""
    file = root.write("stages.md", title="Stages", **REVIEWED | {"next_review_due": "2026-11-01"})
    git(root.path, "init", "--quiet", "--initial-branch=main")
    git(root.path, "add", "content")
    git(root.path, "commit", "--quiet", "--message=Pages")
    root.scan()
    return file


def test_the_dates_are_committed_on_a_branch_and_the_working_tree_stays(root: Root, page: Path) -> None:
    before, status = page.read_text(), git(root.path, "status", "--porcelain")

    review = finish(root)

    written = review.written
    assert written is not None
    assert (written.state, written.branch) == (WritingState.COMMITTED, "reviewdue/review-stages-2026-11-23")
    assert git(root.path, "rev-parse", str(written.branch)).strip() == written.commit
    expected = before.replace("2025-06-06", "2026-11-23").replace("2026-11-01", "2029-11-23")
    assert git(root.path, "show", f"{written.branch}:content/stages.md") == expected
    assert git(root.path, "diff", "--stat", "main", str(written.branch)).startswith(" content/stages.md | 4")
    assert (page.read_text(), git(root.path, "status", "--porcelain")) == (before, status)
    assert git(root.path, "symbolic-ref", "HEAD").strip() == "refs/heads/main"


def test_the_commit_is_made_in_the_name_that_is_configured(root: Root, page: Path) -> None:
    root.configure(write_back={"author": "Review record <record@example.org>"})

    review = finish(root)

    assert review.written is not None
    said = git(root.path, "log", "-1", "--format=%an <%ae>|%s|%b", str(review.written.branch))
    assert said.startswith("Review record <record@example.org>|Reviewed: Stages|Reviewed on 23 November 2026.")


def test_what_is_staged_or_half_done_stays_staged_and_half_done(root: Root, page: Path) -> None:
    other = root.write("other.md", title="Other")
    git(root.path, "add", str(other))
    other.write_text("half done")
    status = git(root.path, "status", "--porcelain")

    finish(root)

    assert git(root.path, "status", "--porcelain") == status


def test_after_the_merge_a_scan_sees_the_dates(root: Root, page: Path) -> None:
    review = finish(root)
    git(root.path, "merge", "--quiet", str(review.written and review.written.branch))
    root.scan()

    line = root.lines()["stages"]
    assert (str(line.last_reviewed), str(line.next_review_due), line.flags) == ("2026-11-23", "2029-11-23", ())


def test_a_text_that_is_not_committed_yet_is_not_taken_for_the_one_in_the_commit(root: Root, page: Path) -> None:
    page.write_text(page.read_text().replace("Ask your nurse.", "Ask your doctor."))

    review = finish(root)

    assert review.written is not None
    assert review.written.state is WritingState.PAGE_CHANGED
    assert git(root.path, "branch", "--format=%(refname:short)").split() == ["main"]


def test_a_second_review_on_a_day_gets_a_branch_of_its_own(root: Root, page: Path) -> None:
    first, second = finish(root), finish(root)

    assert first.written is not None
    assert second.written is not None
    assert second.written.branch == f"{first.written.branch}-2"


def test_bytes_that_git_would_convert_are_committed_as_they_are(root: Root, page: Path) -> None:
    data = page.read_bytes().replace(b"\n", b"\r\n")
    page.write_bytes(data)
    git(root.path, "-c", "core.autocrlf=false", "commit", "--quiet", "--all", "--message=CRLF")
    git(root.path, "config", "core.autocrlf", "true")

    review = finish(root)

    assert review.written is not None
    command = ["git", "-C", str(root.path), "cat-file", "blob", f"{review.written.branch}:content/stages.md"]
    blob = subprocess.run(command, capture_output=True, check=True).stdout
    assert blob == data.replace(b"2025-06-06", b"2026-11-23").replace(b"2026-11-01", b"2029-11-23")


@pytest.mark.parametrize("kind", ["untracked", "no_commit", "switched_off"])
def test_where_there_is_nothing_to_commit_to_the_file_itself_changes(root: Root, kind: str) -> None:
    file = root.write("stages.md", title="Stages", **REVIEWED | {"next_review_due": "2026-11-01"})
    git(root.path, "init", "--quiet")
    if kind != "no_commit":
        git(root.path, "add", "reviewdue.yaml", *(["content"] if kind == "switched_off" else []))
        git(root.path, "commit", "--quiet", "--message=Begin")
    root.configure(write_back={"commit": kind != "switched_off"})
    root.scan()

    review = finish(root)

    assert review.written is not None
    assert review.written.state is WritingState.WRITTEN
    assert "last_reviewed: '2026-11-23'" in file.read_text()


@pytest.mark.parametrize(
    ("page_id", "name"),
    [
        ("breast/stages", "reviewdue/review-breast/stages-2026-11-23"),
        ("https://www.example.org/a b?c=d", "reviewdue/review-https--www.example.org/a-b-c-d-2026-11-23"),
        ("../../etc", "reviewdue/review-etc-2026-11-23"),
        ("a..b@{c}.lock", None),
        ("краткое", None),
        ("///", "reviewdue/review-page-2026-11-23"),
    ],
)
def test_the_name_of_a_branch_is_one_that_git_takes(page_id: str, name: str | None, tmp_path: Path) -> None:
    made = branch_name(page_id, "2026-11-23")

    subprocess.run(["git", "check-ref-format", "--branch", made], check=True, capture_output=True)
    assert name is None or made == name


def test_a_folder_outside_of_any_checkout_is_in_none(tmp_path: Path) -> None:
    assert find_checkout(tmp_path) is None
