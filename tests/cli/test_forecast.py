"""`reviewdue forecast` as a content manager starts it."""

from pathlib import Path

from tests.cli.commands import reviewdue
from tests.projects import PEOPLE, Root, make_project

DAY = ("--today", "2026-11-23")


def make_full_month(root: Path) -> Root:
    """Three reviews of one team in one month, one that is late, and one of nobody."""
    busy = {**PEOPLE[0], "capacity": 2}
    made = make_project(root, people=[busy, *PEOPLE[1:]])
    for number, due in enumerate(("2027-03-05", "2027-03-20", "2027-03-31", "2026-06-06")):
        made.write(f"page-{number}.md", title=f"Page {number}", owner="breast-team", next_review_due=due)
    made.write("nobodys.md", title="Nobody's", next_review_due="2027-01-01")
    made.scan()
    return made


def test_the_plan_does_the_first_of_a_full_month_a_month_earlier(tmp_path: Path) -> None:
    project = make_full_month(tmp_path)

    found = reviewdue("forecast", "--format", "json", *DAY, cwd=project.path).document

    assert list(found) == ["today", "months", "people", "moves", "accepted"]
    assert [one for one in found["months"] if one["due"] or one["planned"]] == [
        {"month": "2026-11", "due": 1, "planned": 1},
        {"month": "2027-01", "due": 1, "planned": 1},
        {"month": "2027-02", "due": 0, "planned": 1},
        {"month": "2027-03", "due": 3, "planned": 2},
    ]
    assert [(one["id"], one["capacity"], one["capacity_basis"], one["overdue"]) for one in found["people"]] == [
        ("breast-team", 2, "stated", 1),
        (None, 1, "even", 0),
    ]
    assert [(one["title"], one["due"], one["planned"]) for one in found["moves"]] == [
        ("Page 0", "2027-03-05", "2027-02-05")
    ]


def test_people_read_it_as_tables(tmp_path: Path) -> None:
    project = make_full_month(tmp_path)

    printed = reviewdue("forecast", *DAY, cwd=project.path).out

    assert "breast-team: 2 a month, 1 overdue" in printed
    assert "The plan moves 1 review earlier, none later" in printed
    assert "5 Feb 2027" in printed


def test_a_capacity_for_all_holds_for_whoever_has_none(tmp_path: Path) -> None:
    project = make_full_month(tmp_path)

    found = reviewdue("forecast", "--capacity", "7", "--months", "1", "--format", "json", *DAY, cwd=project.path)

    assert [(one["id"], one["capacity"]) for one in found.document["people"]] == [("breast-team", 2)]
    assert len(found.document["months"]) == 1


def test_a_plan_is_accepted_in_somebodys_name(tmp_path: Path) -> None:
    project = make_full_month(tmp_path)

    nothing = reviewdue("forecast", "--accept", "lead", "--person", "lung-team", *DAY, cwd=project.path)
    accepted = reviewdue("forecast", "--accept", "lead", "--month", "2027-03", *DAY, cwd=project.path)
    again = reviewdue("forecast", "--format", "json", *DAY, cwd=project.path)

    assert nothing.status == 2
    assert "the plan moves none of these" in nothing.err
    assert "Accepted: 1 review planned earlier" in accepted.out
    assert again.document["moves"] == []
