"""The main job: its steps in order, what it says of the pages, and what becomes of a step that falls short."""

import logging
from pathlib import Path

import pytest

from reviewdue.governing import FellShort, GovernTally, govern, say_source
from reviewdue.views import SourceState, Successor
from reviewdue.watching import Watch
from tests.mail_servers import real_server
from tests.projects import Root, make_project

PAGE = {"title": "Stage 4", "next_review_due": "2026-06-06", "owner": "breast-team", "topics": ["breast"]}
BOOK = {
    "id": "book",
    "type": "book",
    "title": "A book",
    "edition": 8,
    "superseded_by": [{"edition": 9, "released": "2025-07-03", "unchanged": ["breast"]}],
}


def run(project: Root) -> GovernTally:
    with project.open() as opened:
        return govern(opened, Watch())


@pytest.fixture
def project(tmp_path: Path) -> Root:
    """One overdue page that cites a book with a newer edition, and a book about which nothing is known."""
    made = make_project(tmp_path)
    made.write("stage-4.md", **PAGE, references=["book", "other"])
    made.register(BOOK, {"id": "other", "type": "book", "title": "Other"})
    return made


def test_everything_that_is_due_is_done_and_counted(project: Root) -> None:
    tally = run(project)

    assert list(tally.steps) == ["scan", "check", "remind", "publish"]
    assert tally.shortfalls == []
    assert tally.counts == {"pages": 1, "overdue": 1, "due": 0, "current": 0, "undated": 0, "unreadable": 0}
    assert Path(str(tally.dashboard)).is_file()
    assert len(list(Path(str(tally.outbox)).iterdir())) == tally.steps["remind"]["counts"]["sent"] > 0


def test_an_overdue_page_names_the_sources_that_need_a_look_and_only_those(project: Root) -> None:
    (page,) = run(project).overdue

    (source,) = page.pop("sources")
    assert page == {"id": "stage-4", "title": "Stage 4", "next_review_due": "2026-06-06", "days_left": -170}
    assert (source["id"], source["answer"]) == ("book", "superseded")
    assert source["label"] == "A book, 8th edition"
    assert source["detail"] == "9th edition since 3 July 2025; its breast chapter did not change"


def test_no_more_than_ten_overdue_pages_are_named_and_all_are_counted(project: Root) -> None:
    for number in range(12):
        project.write(f"more/{number}.md", title=f"More {number}", next_review_due=f"2026-07-{number + 1:02}")

    tally = run(project)

    assert tally.counts["overdue"] == 13
    assert [page["title"] for page in tally.overdue] == ["Stage 4", *(f"More {number}" for number in range(9))]


def test_a_step_that_cannot_be_done_does_not_keep_the_next_from_their_work(project: Root) -> None:
    with real_server() as (letterbox, port):
        project.configure(mail={"url": f"smtp://127.0.0.1:{port}?starttls=required", "sender": "reviews@example.org"})
        tally = run(project)

    assert "offers no STARTTLS" in tally.steps["remind"]["error"]
    assert tally.shortfalls == [f"remind: {tally.steps['remind']['error']}"]
    assert tally.steps["publish"]["files"] > 1
    assert letterbox.taken == []


def test_a_source_that_cannot_be_read_is_a_shortfall_and_the_rest_is_done(project: Root) -> None:
    project.configure(sources=[{"name": "pages", "path": "nowhere"}])

    tally = run(project)

    assert [shortfall.split(":")[0] for shortfall in tally.shortfalls] == ["pages"]
    assert "error" not in tally.steps["publish"]
    assert str(FellShort(tally)) == tally.shortfalls[0]


def test_the_log_says_what_the_job_is_at(project: Root, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="reviewdue.governing")

    run(project)

    assert [record.message for record in caplog.records if record.name == "reviewdue.governing"] == [
        "Reading the pages",
        "Checking the sources they cite",
        "Writing to the reviewers",
        "Writing the dashboard",
    ]


@pytest.mark.parametrize(
    ("source", "answer", "detail"),
    [
        (SourceState(id="a", label="A", integrity="retracted", currency="superseded"), "retracted", None),
        (SourceState(id="a", label="A", availability="restricted"), "restricted", None),
        (SourceState(id="a", label="A", availability="not_found", confirmed=True), "not found", None),
        (
            SourceState(id="a", label="A", currency="superseded", successor=Successor(label="B", scope="since May")),
            "superseded",
            "since May",
        ),
    ],
)
def test_of_a_source_its_gravest_answer_is_said(source: SourceState, answer: str, detail: str | None) -> None:
    assert say_source(source) == {"id": "a", "label": "A", "answer": answer, "detail": detail}
