"""What pages say of their reviews, written for the site that publishes them."""

import json
from pathlib import Path

from tests.cli.commands import reviewdue
from tests.projects import Root, make_project


def project(folder: Path) -> Root:
    root = make_project(folder, publisher={"name": "Example Health", "base_url": "https://www.example.org"})
    root.write(
        "a.md", id="a/b", title="A </script>", url="/a", last_reviewed="2025-06-06", next_review_due="2028-06-06"
    )
    root.write("draft.md", id="draft", title="A draft")
    root.scan()
    return root


def test_files_are_written_for_every_page(tmp_path: Path) -> None:
    project(tmp_path)
    ended = reviewdue("describe", "--output", "told", "--today", "2026-11-23", cwd=tmp_path)
    index = json.loads((tmp_path / "told" / "index.json").read_text())
    described = (tmp_path / "told" / index["a/b"]["jsonld"]).read_text()

    assert ended.out == "2 pages described; told/index.json says which files are whose.\n"
    assert set(index) == {"a/b", "draft"}
    assert index["a/b"]["url"] == "https://www.example.org/a"
    assert json.loads(described)["lastReviewed"] == "2025-06-06"
    assert "<" not in described
    assert "Last reviewed <time" in (tmp_path / "told" / index["a/b"]["html"]).read_text()
    assert len(list((tmp_path / "told").iterdir())) == 5


def test_pages_are_printed_and_one_that_is_not_there_is_said(tmp_path: Path) -> None:
    project(tmp_path)
    printed = reviewdue("describe", "a/b", cwd=tmp_path).document["pages"]
    by_file = reviewdue("describe", "content/a.md", cwd=tmp_path).document["pages"]
    missing = reviewdue("describe", "nothing", cwd=tmp_path)

    assert [one["name"] for one in printed] == ["A </script>"]
    assert by_file == printed
    assert missing.status == 2
    assert "there is no page “nothing”" in missing.err
