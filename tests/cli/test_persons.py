"""The person command: exported, erased, audited."""

from pathlib import Path

import pytest

from tests.cli.commands import reviewdue
from tests.projects import REVIEWED, make_project


@pytest.fixture
def reminded(tmp_path: Path) -> Path:
    """A root whose breast team has been reminded of a page."""
    make_project(tmp_path).write("stages.md", title="Stages", **REVIEWED | {"next_review_due": "2026-11-16"})
    reviewdue("scan", "--today", "2026-11-23", cwd=tmp_path)
    reviewdue("remind", "--today", "2026-11-23", cwd=tmp_path)
    return tmp_path


def test_a_person_is_exported_erased_and_the_record_still_verifies(reminded: Path) -> None:
    kept = reviewdue("person", "export", "breast-team", cwd=reminded).document
    refused = reviewdue("person", "erase", "breast-team", cwd=reminded, stdin="n\n")
    still = reviewdue("person", "export", "breast-team", cwd=reminded).document
    erased = reviewdue("person", "erase", "breast-team", "--yes", cwd=reminded)
    after = reviewdue("person", "export", "breast-team", cwd=reminded).document
    audited = reviewdue("audit", cwd=reminded)

    assert kept["configuration"]["email"] == "breast@example.org"
    assert [row["recipient"] for row in kept["ledger"]["reminder"]] == ["breast@example.org"]
    assert (refused.status, still) == (1, kept)
    assert "“breast-team” is still in reviewdue.yaml" in erased.out
    assert (after["ledger"], audited.status) == ({}, 0)


def test_who_is_not_in_the_configuration_any_more_is_listed(reminded: Path) -> None:
    before = reviewdue("person", "list", cwd=reminded).out
    make_project(reminded, people=[])

    after = reviewdue("person", "list", "--format", "json", cwd=reminded).document

    assert "in the configuration, too" in before
    assert "breast@example.org" in {one["text"] for one in after["people"]}
