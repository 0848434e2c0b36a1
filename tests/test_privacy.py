"""What is kept about a person is exported whole, and erased so that the trail verifies; on both engines."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from reviewdue.errors import ActionRefused
from reviewdue.ledger import plans
from reviewdue.ledger.auditing import audit
from reviewdue.ledger.muting import mute
from reviewdue.ledger.plans import Plan
from reviewdue.ledger.schema import metadata, planned_review
from reviewdue.mailroom import open_mailroom
from reviewdue.people import ERASED, people_of
from reviewdue.privacy import Kept, erase_person, export, names_of, strangers
from reviewdue.reminding import remind
from reviewdue.reviews.records import Interests
from tests.projects import REVIEWED, Root
from tests.reviews.statements import NURSE, finish

NOTE = "Paid for a lecture in 2025."


@pytest.fixture
def reviewed(root: Root) -> Root:
    """A page whose reviewer was reminded, said what their interests are, and wants no summary."""
    root.write("stages.md", title="Stages", **REVIEWED | {"next_review_due": "2026-11-16"})
    root.scan()
    with root.open() as project, open_mailroom(project) as mailroom:
        remind(project, mailroom)
    finish(root, reviewers=(replace(NURSE, interests=Interests.DECLARED, interests_note=NOTE),))
    with root.open() as project, project.ledger.change() as connection:
        mute(connection, "breast@example.org", project.now)
    return root


def exported(root: Root, *names: str) -> Kept:
    """What is kept about a person."""
    with root.open() as project:
        return export(project, names)


def everything(root: Root) -> str:
    """Every row of the ledger but those that tell of the pages, as one text."""
    with root.open() as project, project.ledger.begin() as connection:
        tables = (table for table in metadata.sorted_tables if table.name not in ("page", "source"))
        return "\n".join(str(row) for table in tables for row in connection.execute(sa.select(table)))


@pytest.mark.parametrize("named", ["breast-team", "breast@example.org", "Breast team"])
def test_everything_about_a_person_is_exported_however_they_are_named(reviewed: Root, named: str) -> None:
    kept = exported(reviewed, named)

    assert set(kept.names) == {"breast-team", "Breast team", "breast@example.org"}
    assert kept.entry is not None
    assert set(kept.rows) == {"reminder", "task_event", "review", "review_person", "muted"}
    assert [row["interests_note"] for row in kept.rows["review_person"]] == [NOTE]
    assert [row["page_id"] for row in kept.rows["review"]] == ["stages"]


def test_whoever_is_erased_is_in_no_row_and_the_record_verifies(reviewed: Root) -> None:
    with reviewed.open() as project:
        rows = erase_person(project, ["breast-team"], actor="lead")

    left = everything(reviewed)
    assert rows >= 5
    assert not [word for word in ("breast-team", "breast@example.org", "Breast team", NOTE) if word in left]
    assert exported(reviewed, "breast-team").rows == {}
    with reviewed.open() as project, project.ledger.begin() as connection:
        found = audit(connection)
    assert (found.faults, found.pending) == ([], {})


def test_what_others_did_stays(reviewed: Root) -> None:
    reviewed.write("lung.md", title="Lung", **REVIEWED | {"next_review_due": "2026-11-16"})
    reviewed.scan()
    finish(reviewed, page="lung", actor="lead", reviewers=(replace(NURSE, id="lead", name="Head of content"),))

    with reviewed.open() as project:
        erase_person(project, ["breast-team"], actor="lead")

    assert len(exported(reviewed, "lead").rows["review"]) == 1


def test_a_review_that_the_erased_one_planned_stays_planned(reviewed: Root) -> None:
    plan = Plan(
        page_id="stages",
        cycle_due=date(2027, 11, 16),
        planned_for=date(2027, 9, 16),
        accepted_at=datetime(2026, 11, 23, 8, 0, tzinfo=UTC),
        accepted_by="breast-team",
    )
    with reviewed.open() as project, project.ledger.change() as connection:
        plans.accept_plans(connection, [plan])
    told = exported(reviewed, "breast-team").rows["planned_review"]
    with reviewed.open() as project:
        erase_person(project, ["breast-team"], actor="lead")
        with project.ledger.begin() as connection:
            left = connection.execute(sa.select(planned_review.c.planned_for, planned_review.c.accepted_by)).all()

    assert [row["page_id"] for row in told] == ["stages"]
    assert [(day, who.startswith(ERASED)) for day, who in left] == [(plan.planned_for, True)]
    assert people_of(()).name_of(left[0].accepted_by) == "somebody who was erased"


def test_nobody_is_erased_by_a_name_that_the_ledger_does_not_know(reviewed: Root) -> None:
    before = everything(reviewed)

    with reviewed.open() as project, pytest.raises(ActionRefused, match="nothing in the ledger names “nurse-9”"):
        erase_person(project, ["nurse-9"], actor="lead")

    assert everything(reviewed) == before


def test_a_person_without_a_name_is_nobody(root: Root) -> None:
    with root.open() as project, pytest.raises(ActionRefused, match="name the person"):
        names_of(project, [" "])


def test_whoever_has_left_the_configuration_is_found(reviewed: Root) -> None:
    with reviewed.open() as project:
        assert strangers(project) == []
    reviewed.configure(people=[{"id": "lead", "name": "Head of content", "email": "lead@example.org"}])

    with reviewed.open() as project:
        found = {one.text for one in strangers(project)}

    assert found == {"breast-team", "Breast team", "breast@example.org"}


def test_an_export_is_plain_data(reviewed: Root) -> None:
    kept = exported(reviewed, "breast-team")

    assert "sealed" not in json.dumps(kept.rows, default=str)
