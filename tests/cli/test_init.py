"""`reviewdue init`: a project from nothing, and one around pages that are there."""

from pathlib import Path

from tests.cli.commands import reviewdue

DAY = ("--today", "2026-11-23")


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_new_project_can_be_scanned_at_once_and_nothing_in_it_is_wrong(tmp_path: Path) -> None:
    begun = reviewdue("init", "health pages", *DAY, cwd=tmp_path)
    folder = tmp_path / "health pages"

    scanned = reviewdue("scan", "--format", "json", *DAY, cwd=folder)
    validated = reviewdue("validate", *DAY, cwd=folder)

    assert begun.status == 0
    assert "next: reviewdue scan --root" in begun.out
    assert files(folder)[:4] == [".gitignore", "content/example.md", "references/sources.yaml", "reviewdue.db"]
    assert scanned.document["counts"] == {
        "pages": 1, "overdue": 0, "due": 0, "current": 1, "undated": 0, "unreadable": 0, "unowned": 0,
        "never_reviewed": 0, "problems": 0,
    }  # fmt: skip
    assert (validated.status, validated.out) == (0, "2 files: 0 errors, 0 warnings, 0 notes\n")


def test_pages_that_are_there_are_governed_by_the_names_they_use(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "page.md").write_text("---\nms.date: 07/21/2026\nowner: nurses\n---\nText\n")
    (tmp_path / ".gitignore").write_text("mine\n")

    begun = reviewdue("init", ".", "--format", "json", *DAY, cwd=tmp_path)
    scanned = reviewdue("scan", "--format", "json", *DAY, cwd=tmp_path)

    made = begun.document
    assert made["written"] == ["reviewdue.yaml", "references/sources.yaml"]
    assert made["kept"] == [".gitignore"]
    assert (made["fields"], made["owners"]) == ({"last_reviewed": "ms.date"}, ["nurses"])
    assert (tmp_path / ".gitignore").read_text() == "mine\n"
    assert [page["last_reviewed"] for page in scanned.document["pages"]] == ["2026-07-21"]


def test_a_project_that_is_there_is_left_alone(tmp_path: Path) -> None:
    reviewdue("init", ".", *DAY, cwd=tmp_path)
    (tmp_path / "content" / "example.md").unlink()

    again = reviewdue("init", ".", *DAY, cwd=tmp_path)

    assert again.status == 2
    assert "is there already; nothing was changed" in again.err
    assert "content/example.md" not in files(tmp_path)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    ended = reviewdue("init", "file/project", cwd=tmp_path)

    assert ended.status == 2
    assert "cannot be written" in ended.err
