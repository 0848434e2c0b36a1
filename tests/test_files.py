"""The files of a source: which there are, in which order, and what stands beside them."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewdue.errors import SourceFailed
from reviewdue.files import LARGEST, Found, open_folder, read_bytes, walk
from reviewdue.settings import Source


def write(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(f"# {path}")


def found_in(root: Path, **source: object) -> list[Found]:
    return list(walk(open_folder(root, Source.model_validate({"path": "content", **source}))))


def paths_in(root: Path, **source: object) -> list[str]:
    return [found.path for found in found_in(root, **source)]


def test_every_page_file_is_found_and_nothing_else(tmp_path: Path) -> None:
    pages = ["a.md", "b.markdown", "c.mdx", "d.html", "e.HTM", "f.html.md.erb", "g.yaml", "h.yml", "i.json"]
    write(
        tmp_path,
        *(f"content/{page}" for page in [*pages, "j.txt", "k.md.bak", ".l.md", ".git/m.md", "node_modules/n.md"]),
    )

    assert paths_in(tmp_path) == [f"content/{page}" for page in pages]


def test_a_page_is_named_by_its_path_without_what_says_how_it_is_written(tmp_path: Path) -> None:
    write(tmp_path, "content/a/b.html.md.erb", "content/v1.2.md")

    assert [found.default_id for found in found_in(tmp_path)] == ["a/b", "v1.2"]


def test_patterns_say_what_belongs_to_the_source(tmp_path: Path) -> None:
    write(tmp_path, "content/a.md", "content/a.html", "content/b/c.md", "content/b/draft.md", "content/_part.erb")

    assert paths_in(tmp_path, include="**/*.md", exclude="**/draft.md") == ["content/a.md", "content/b/c.md"]
    assert paths_in(tmp_path, include="b/") == ["content/b/c.md", "content/b/draft.md"]
    assert "content/_part.erb" not in paths_in(tmp_path)
    assert "content/_part.erb" in paths_in(tmp_path, exclude=[])


def test_a_pattern_may_make_an_exception_from_the_one_before_it(tmp_path: Path) -> None:
    write(tmp_path, "content/a.md", "content/b.md", "content/c.md")

    assert paths_in(tmp_path, exclude=["*.md", "!b.md"]) == ["content/b.md"]
    assert paths_in(tmp_path, exclude=["!b.md", "b.md", "a.*"]) == ["content/c.md"]


@settings(max_examples=30, deadline=None)
@given(
    st.sets(
        st.from_regex(r"\A[a-c.\-é]{1,3}(/[a-c.\-]{1,3})?\Z").filter(
            lambda path: "./" not in path and "/." not in path and path[0] != "."
        )
    )
)
def test_files_come_in_the_order_the_ledger_sorts_paths_in(
    tmp_path_factory: pytest.TempPathFactory, names: set[str]
) -> None:
    root = tmp_path_factory.mktemp("order")
    write(root, "content/z.md", *(f"content/{name}.md" for name in names))

    paths = paths_in(root)

    assert paths == sorted(paths)
    assert len(paths) == len(names | {"z"})


def test_a_source_may_be_the_root_itself_or_beside_it(tmp_path: Path) -> None:
    write(tmp_path, "root/a.md", "other/b.md")

    assert paths_in(tmp_path / "root", path=".") == ["a.md"]
    assert paths_in(tmp_path / "root", path="../other") == ["../other/b.md"]


@pytest.mark.parametrize(("page", "beside"), [("a.md", "a.yaml"), ("a.html", "a.json"), ("a.html.md.erb", "a.yml")])
def test_a_data_file_of_the_same_name_is_no_page_and_stands_beside_one(tmp_path: Path, page: str, beside: str) -> None:
    write(tmp_path, f"content/b/{page}", f"content/b/{beside}", "content/b/c.yaml")

    assert [(found.path, found.sidecar) for found in found_in(tmp_path)] == [
        (f"content/b/{page}", f"content/b/{beside}"),
        ("content/b/c.yaml", None),
    ]


def test_a_data_file_beside_a_page_that_is_left_out_is_a_page_of_its_own(tmp_path: Path) -> None:
    write(tmp_path, "content/a.md", "content/a.yaml")

    assert [(found.path, found.sidecar) for found in found_in(tmp_path, exclude="*.md")] == [("content/a.yaml", None)]


def test_the_stamp_changes_with_the_file_and_with_what_stands_beside_it(tmp_path: Path) -> None:
    write(tmp_path, "content/a.md", "content/a.yaml")
    stamps = [found_in(tmp_path)[0].stamp]

    for path in ("content/a.md", "content/a.yaml"):
        (tmp_path / path).write_text("other words")
        stamps.append(found_in(tmp_path)[0].stamp)

    assert len(set(stamps)) == 3
    assert found_in(tmp_path)[0].stamp == stamps[-1]


def test_a_link_that_leads_nowhere_round_in_a_circle_or_to_a_folder_is_told(tmp_path: Path) -> None:
    write(tmp_path, "content/a.md", "elsewhere/b.md")
    links: dict[str, str | Path] = {
        "broken.md": "nothing.md",
        "circle.md": "circle.md",
        "folder": tmp_path / "elsewhere",
        "page.md": "a.md",
        "text.txt": "nothing",
    }
    for name, target in links.items():
        (tmp_path / "content" / name).symlink_to(target)

    faults = {found.path: found.fault for found in found_in(tmp_path)}

    assert faults.keys() == {f"content/{name}" for name in ("a.md", "broken.md", "circle.md", "folder", "page.md")}
    assert faults["content/a.md"] is faults["content/page.md"] is None
    assert faults["content/broken.md"] == "No such file or directory"
    assert faults["content/circle.md"] == "Too many levels of symbolic links"
    assert "not followed" in (faults["content/folder"] or "")


def test_what_is_no_ordinary_file_is_no_page(tmp_path: Path) -> None:
    write(tmp_path, "content/a.md")
    os.mkfifo(tmp_path / "content" / "pipe.md")
    (tmp_path / "content" / "folder.md").mkdir()

    assert paths_in(tmp_path) == ["content/a.md"]


@pytest.mark.parametrize("path", ["contents", "content/a.md", "content/a.md/b"])
def test_a_folder_that_is_not_there_fails_the_source(tmp_path: Path, path: str) -> None:
    write(tmp_path, "content/a.md")

    with pytest.raises(SourceFailed, match=f"the folder {path} is not there"):
        found_in(tmp_path, path=path)


def test_a_folder_that_goes_while_it_is_walked_fails_the_source(tmp_path: Path) -> None:
    write(tmp_path, "content/a.md", "content/b/c.md")
    found = walk(open_folder(tmp_path, Source()))
    next(found)

    (tmp_path / "content/b/c.md").unlink()
    (tmp_path / "content/b").rmdir()

    with pytest.raises(SourceFailed, match="b/ cannot be read: No such file"):
        list(found)


def test_a_file_of_the_largest_size_is_read_and_one_byte_more_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"x" * LARGEST)
    (tmp_path / "b.md").write_bytes(b"x" * (LARGEST + 1))

    assert len(read_bytes(str(tmp_path), "a.md")) == LARGEST
    with pytest.raises(OSError, match="larger than 10 MiB"):
        read_bytes(str(tmp_path), "b.md")
