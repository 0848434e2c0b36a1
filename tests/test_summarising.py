"""The weekly summary: to every content manager once a week, and its figures are those of the lists."""

from datetime import date, timedelta

from reviewdue.mailroom import open_mailroom
from reviewdue.pages import ReviewStatus
from reviewdue.reminding import rests
from reviewdue.remindtally import RemindTally
from reviewdue.summarising import managers, send_summary, summary_letter
from tests.mail_servers import scripted_server
from tests.projects import TODAY, Root

BOOK = {"id": "manual-8", "type": "book", "title": "Manual of Lumps", "edition": 8}
SUPERSEDED = {**BOOK, "superseded_by": [{"edition": "9", "released": "2025-07-03"}]}


def summarise(root: Root, day: date = TODAY, *, dry_run: bool = False) -> RemindTally:
    """Send the summary on a day, as the flow does."""
    with root.open(day) as project, open_mailroom(project, dry_run=dry_run, quiet=rests(project)) as mailroom:
        return send_summary(project, mailroom)


def fill(root: Root) -> None:
    """Pages of every kind, a superseded source and a problem."""
    root.register(SUPERSEDED)
    for number, days in enumerate((-30, -1, 5)):
        due = str(TODAY + timedelta(days=days))
        root.write(f"page-{number}.md", title=f"Page {number}", owner="breast-team", next_review_due=due)
    root.write("nobody.md", title="Nobody's", next_review_due="2026-11-01", references=["manual-8", "manual-9"])
    root.scan()


def test_a_content_manager_gets_it_once_a_week(root: Root) -> None:
    fill(root)

    tallies = [summarise(root, TODAY + timedelta(days=days)) for days in (0, 0, 1, 6, 7)]

    assert [tally.sent for tally in tallies] == [1, 0, 0, 0, 1]
    assert [tally.nothing_due for tally in tallies] == [0, 1, 1, 1, 0]
    assert tallies[0].messages[0]["recipient"] == "lead@example.org"
    assert tallies[0].messages[0]["key"] == ["summary|2026-11-23|0|lead@example.org"]


def test_a_dry_run_shows_it_and_leaves_no_trace(root: Root) -> None:
    fill(root)

    assert summarise(root, dry_run=True).suppressed == 1
    assert summarise(root).sent == 1


def test_one_that_was_refused_is_said_and_sent_by_the_next_run(root: Root) -> None:
    fill(root)
    with scripted_server({"RCPT": ["550 no"]}, {}) as server:
        root.configure(mail={"url": f"smtp://127.0.0.1:{server.port}", "timeout": 5})
        first, second = summarise(root), summarise(root)

    assert first.shortfalls == ["1 of 1 messages could not be sent"]
    assert (second.sent, second.shortfalls) == (1, [])


def test_two_managers_with_one_mailbox_get_it_once(root: Root) -> None:
    one, two, none = (
        {"id": id, "name": id, "email": email, "role": "content_manager"}
        for id, email in (("one", "lead@example.org"), ("two", "LEAD@example.org"), ("none", None))
    )
    root.configure(people=[one, two, none])

    with root.open() as project:
        assert [recipient.id for recipient in managers(project)] == ["one"]


def test_its_figures_are_those_of_the_lists(root: Root) -> None:
    fill(root)
    figures = root.figures()

    with root.open() as project, project.ledger.begin() as connection:
        letter = summary_letter(connection, project)

    assert letter.counts.overdue == figures.statuses[ReviewStatus.OVERDUE] == 3
    assert [page.title for page in letter.overdue] == ["Page 0", "Nobody's", "Page 1"]
    assert [page.title for page in letter.due_next] == ["Page 2"]
    assert (letter.no_recipient_count, [page.title for page in letter.no_recipient]) == (1, ["Nobody's"])
    assert (letter.problem_count, [problem.code for problem in letter.problems]) == (1, ["unknown_reference"])
    assert (letter.changed_count, letter.changed[0].cited_by) == (1, 1)
    assert letter.changed[0].state.currency == "superseded"


def test_what_could_not_be_looked_at_is_its_first_line(root: Root) -> None:
    fill(root)
    (root.path / "content").rename(root.path / "elsewhere")
    root.scan()

    with root.open() as project, project.ledger.begin() as connection:
        letter = summary_letter(connection, project)

    assert [notice.what for notice in letter.notices] == ["The source “pages” could not be read."]
    assert letter.counts.overdue == 3
