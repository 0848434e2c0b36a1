"""Reviews that were escalated are counted by whom they are with, as long as they wait."""

from reviewdue.ledger import tasks as task_ledger
from reviewdue.ledger.escalations import Stuck, stuck_reviews
from reviewdue.overviews import show_overview
from reviewdue.tasks.acting import Acting
from tests.projects import TODAY, Root


def stuck(root: Root) -> list[Stuck]:
    with root.open() as project, project.ledger.begin() as connection:
        return list(stuck_reviews(connection))


def escalate(root: Root, *pages: str) -> None:
    with root.open() as project, project.ledger.change() as connection:
        tasks = task_ledger.active_of(connection, pages)
        task_ledger.escalate(connection, {task.id: "lead" for task in tasks.values()})


def test_who_is_stuck_is_counted_until_the_review_is_over(root: Root) -> None:
    for name in ("a", "b", "c"):
        owner = "lung-team" if name == "c" else "breast-team"
        root.write(f"{name}.md", id=name, title=name, owner=owner, next_review_due="2026-11-20")
    root.scan()
    before = stuck(root)
    escalate(root, "a", "b", "c")
    with root.open() as project:
        Acting(project=project, page_id="b", actor="lead").cancel("It is merged into another.")
        Acting(project=project, page_id="a", actor="lead").assign("lung-team")
        with project.ledger.begin() as connection:
            shown = show_overview(connection, project).stuck

    assert before == []
    assert [(one.person, one.escalated_to, one.tasks) for one in stuck(root)] == [("lung-team", "lead", 2)]
    assert [(one.name, one.escalated_to) for one in shown] == [("Lung team", "Head of content")]
    assert all(one.since < TODAY for one in shown)
