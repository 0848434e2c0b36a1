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


def test_files_are_written_for_every_page_that_has_an_address(tmp_path: Path) -> None:
    project(tmp_path)
    ended = reviewdue("describe", "--output", "told", "--today", "2026-11-23", cwd=tmp_path)
    index = json.loads((tmp_path / "told" / "index.json").read_text())
    described = (tmp_path / "told" / index["a/b"]["jsonld"]).read_text()

    assert ended.out == "1 page described; told/index.json says which files are whose.\n"
    assert set(index) == {"a/b"}
    assert index["a/b"]["url"] == "https://www.example.org/a"
    assert json.loads(described)["lastReviewed"] == "2025-06-06"
    assert "<" not in described
    assert "Last reviewed <time" in (tmp_path / "told" / index["a/b"]["html"]).read_text()
    assert {path.name for path in (tmp_path / "told").iterdir()} == {"index.json", *list(index["a/b"].values())[1:]}


def test_pages_are_printed_and_one_that_is_not_there_or_has_no_address_is_said(tmp_path: Path) -> None:
    project(tmp_path)
    printed = reviewdue("describe", "a/b", cwd=tmp_path).document["pages"]
    missing, draft = (reviewdue("describe", name, cwd=tmp_path) for name in ("nothing", "draft"))

    assert [one["name"] for one in printed] == ["A </script>"]
    assert (missing.status, draft.status) == (2, 2)
    assert "there is no page “nothing”" in missing.err
    assert "has no address yet" in draft.err
