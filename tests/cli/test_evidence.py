"""The evidence command, as an assessor's host uses it."""

from pathlib import Path

import pytest

from tests.cli.commands import reviewdue
from tests.projects import Root, make_project


@pytest.fixture
def scanned(tmp_path: Path) -> Root:
    """A project with a few pages."""
    root = make_project(tmp_path)
    root.write_pages(6)
    reviewdue("scan", "--today", "2026-11-23", cwd=tmp_path)
    return root


def test_a_pack_is_written_as_html_and_pdf(scanned: Root) -> None:
    ended = reviewdue("evidence", "page-1", "--today", "2026-11-23", cwd=scanned.path)

    assert (ended.status, ended.out) == (0, "page-1: evidence/page-1.html and evidence/page-1.pdf\n")
    assert (scanned.path / "evidence" / "page-1.pdf").read_bytes().startswith(b"%PDF")


def test_a_sample_names_its_seed_and_can_be_picked_again(scanned: Root) -> None:
    first = reviewdue("evidence", "--sample", "2", "--format", "json", "--output", "packs", cwd=scanned.path)
    seed = str(first.document["seed"])
    again = reviewdue(
        "evidence", "--sample", "2", "--seed", seed, "--format", "json", "--output", "packs", cwd=scanned.path
    )

    assert first.status == again.status == 0
    assert first.document == again.document
    assert len(first.document["packs"]) == 2
    assert all((scanned.path / one["html"]).is_file() for one in first.document["packs"])


@pytest.mark.parametrize("options", [(), ("page-1", "--sample", "2")])
def test_a_page_or_a_sample_is_needed_and_not_both(scanned: Root, options: tuple[str, ...]) -> None:
    ended = reviewdue("evidence", *options, cwd=scanned.path)

    assert (ended.status, "name a page, or say how many" in ended.err) == (2, True)
