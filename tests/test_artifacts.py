from dataclasses import replace
from pathlib import Path

import pytest

from reviewdue import artifacts
from reviewdue.views import ProblemView, StatusCounts
from tests.sample_views import FULL_SOURCE, PROBLEM, SUSPECTED, TODAY, make_environment

ROW = artifacts.PageRow(title="a | b", path="a.md", days_left=-3, url="https://d.example.org/a")
MAIL = artifacts.MailRow(recipient="breast-team", subject="2 pages", state="sent", pages=2)
REPORTS: list[artifacts.Report] = [
    artifacts.ScanReport(today=TODAY, counts=StatusCounts()),
    artifacts.ScanReport(
        today=TODAY,
        counts=StatusCounts(overdue=1),
        problem_count=2,
        left_out=("A feed.",),
        pages=(ROW, artifacts.PageRow(title="", path="b.md")),
        problems=(PROBLEM, replace(PROBLEM, line=None)),
    ),
    artifacts.CheckReport(today=TODAY),
    artifacts.CheckReport(today=TODAY, checked=5, not_due=3, offline=True, changed=(FULL_SOURCE, SUSPECTED)),
    artifacts.RemindReport(today=TODAY),
    artifacts.RemindReport(
        today=TODAY,
        dry_run=True,
        counts=dict.fromkeys(("sent", "failed", "suppressed", "uncertain", "nothing_due", "no_recipient"), 1),
        messages=(MAIL, replace(MAIL, state="uncertain", path="outbox/1.eml")),
    ),
    artifacts.PublishReport(today=TODAY, folder="site", files=1),
    artifacts.PublishReport(today=TODAY, folder="site", files=2, address="https://d.example.org", disagreements=("a",)),
    artifacts.GovernReport(today=TODAY, counts=StatusCounts()),
    artifacts.GovernReport(
        today=TODAY,
        counts=StatusCounts(overdue=1),
        steps=(artifacts.StepReport(name="scan", outcome="skipped", says="1 page"),),
        dashboard="site/index.html",
        outbox="outbox",
    ),
]


@pytest.mark.parametrize("report", REPORTS)
def test_an_artifact_renders_at_its_fullest_and_at_its_emptiest(report: artifacts.Report, tmp_path: Path) -> None:
    markdown = artifacts.render_artifact(make_environment(tmp_path), report)

    assert markdown.startswith("# ")
    assert "22 November 2026" in markdown.splitlines()[0]


def test_rows_of_a_markdown_table_stand_together(tmp_path: Path) -> None:
    markdown = artifacts.render_artifact(make_environment(tmp_path), REPORTS[1])

    assert "| --- | --- | --- |\n| [a \\| b](<https://d.example.org/a>) | 3 days overdue | nobody named |\n" in markdown


def test_an_artifact_shows_a_hundred_rows_and_says_so(tmp_path: Path) -> None:
    problems = tuple(ProblemView(path=f"{n}.md", line=1, code="c", message="m", hint="h") for n in range(150))
    report = artifacts.ScanReport(today=TODAY, counts=StatusCounts(), problem_count=150, problems=problems)

    markdown = artifacts.render_artifact(make_environment(tmp_path), report)

    assert markdown.count("| m | h |") == 100
    assert "The first 100 of 150." in markdown
