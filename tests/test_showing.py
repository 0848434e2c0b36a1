"""What dashboard and letters are told of pages and sources."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, timedelta
from typing import Any

from reviewdue import views
from reviewdue.availability import Failure, Hop
from reviewdue.checking import check
from reviewdue.ledger import listing, tasks
from reviewdue.letters import LetterTask
from reviewdue.lettertasks import letter_task
from reviewdue.mailroom import open_mailroom
from reviewdue.people import Recipient
from reviewdue.reminders import Reminder
from reviewdue.reminding import remind
from reviewdue.services import Told, Wanted
from reviewdue.showing import know, show_pages, show_problem
from reviewdue.sourceviews import show_sources_in_use
from tests.checks import told_of_page
from tests.projects import TODAY, Root

URL = "https://guidance.example.org/1"
BOOK: dict[str, Any] = {"id": "manual-8", "type": "book", "title": "Manual of Lumps", "edition": 8, "watch": "Ask."}
OUT = {"edition": "9", "released": "2025-07-03", "changed": ["lung"], "unchanged": ["breast"]}
TEAM = Recipient(id="breast-team", name="Breast team", email="breast@example.org", role="owner")


def shown(root: Root) -> dict[str, views.PageView]:
    """Every page as the dashboard shows it."""
    with root.open() as project, project.ledger.begin() as connection:
        return {page.id: page for page in show_pages(connection, project, listing.page_lines(connection, project.day))}


def sources(root: Root) -> list[views.SourceView]:
    """Every source, its citing pages read."""
    with root.open() as project, project.ledger.begin() as connection:
        return [source for source in show_sources_in_use(connection, project) if isinstance(list(source.citing), list)]


def task_of(root: Root, id: str = "a") -> LetterTask:
    """A page as a letter tells of it."""
    with root.open() as project, project.ledger.begin() as connection:
        line = listing.lines_by_id(connection, [id], project.day)[id]
        (task,) = tasks.tasks_of(connection, [id])[id]
        reminder = Reminder(page_id=id, cycle_due=task.due, rung=0, recipient=TEAM)
        return letter_task(project, line, task, reminder, know(connection, [line], UTC))


def check_with(root: Root, day: date = TODAY, **answer: Any) -> None:
    """A check in which every address gives this answer."""

    def look(wanted: Sequence[Wanted], progress: object) -> Iterable[Told]:
        return [told_of_page(one.ask.about, **answer) for one in wanted]

    with root.open(day) as project:
        check(project, look, network_is_up=lambda: True)


def test_a_page_is_shown_with_all_that_is_known_of_it(root: Root) -> None:
    root.register({"id": "guide", "title": "Guidance", "URL": URL})
    fields = {"owner": "breast-team", "reviewers": ["nurse@example.org"], "next_review_due": "2026-11-20"}
    root.write("a.md", title="A", note="We read more.", references=["guide", "missing"], **fields)
    root.scan()
    check_with(root, status=404)
    with root.open() as project, open_mailroom(project) as mailroom:
        remind(project, mailroom)

    page = shown(root)["a"]

    assert (page.title, page.status, page.owner, page.reviewers) == (
        "A",
        "overdue",
        "Breast team",
        ("nurse@example.org",),
    )
    assert (page.days_left, page.note, page.risk) == (-3, "We read more.", "standard")
    assert [(source.id, source.label, source.availability) for source in page.sources] == [
        ("guide", "Guidance", "not_found"),
        (None, "missing", "unchecked"),
    ]
    assert (page.sources[0].confirmed, page.sources[0].failed_checks, page.sources[0].needs_look) == (False, 1, False)
    assert [problem.code for problem in page.problems] == ["unknown_reference"]
    assert [(reminder.recipient, reminder.state, reminder.rung) for reminder in page.reminders] == [
        ("nurse", "sent", 0)
    ]


def test_whoever_got_a_reminder_is_shown_by_name_and_without_their_address(root: Root) -> None:
    root.write("a.md", title="A", owner="breast-team", next_review_due="2026-11-20")
    root.scan()
    with root.open() as project, open_mailroom(project) as mailroom:
        remind(project, mailroom)

    assert [reminder.recipient for reminder in shown(root)["a"].reminders] == ["Breast team"]


def test_a_source_nobody_looked_at_is_green_on_no_axis(root: Root) -> None:
    root.register({"id": "guide", "title": "Guidance", "URL": URL})
    root.write("a.md", title="A", references=["guide"])
    root.scan()

    (source,) = shown(root)["a"].sources

    assert (source.availability, source.currency, source.integrity) == ("unchecked", "unknown", "unknown")
    assert source.checked_at is None


def test_a_newer_edition_is_told_from_the_pages_own_topics(root: Root) -> None:
    root.register({**BOOK, "superseded_by": [OUT]})
    for topic in ("breast", "lung"):
        root.write(f"{topic}.md", title=topic, topics=[topic], references=["manual-8"])
    root.scan()

    scopes = {id: page.sources[0].successor for id, page in shown(root).items()}

    assert scopes["breast"] is not None
    assert scopes["lung"] is not None
    assert scopes["breast"].label == "Manual of Lumps, 9th edition"
    assert scopes["breast"].scope == "9th edition since 3 July 2025; its breast chapter did not change"
    assert scopes["lung"].scope == "9th edition since 3 July 2025; its lung chapter changed"


def test_a_source_that_moved_shows_where_to_and_one_that_only_led_on_does_not(root: Root) -> None:
    root.register({"id": "guide", "title": "Guidance", "URL": URL})
    root.write("a.md", title="A", references=["guide"])
    root.scan()
    new = "https://guidance.example.org/2"
    for status, expected in ((301, new), (302, None)):
        hops = (Hop(status=status, url=URL),)
        check_with(root, TODAY + timedelta(days=7 * status), status=200, final_url=new, hops=hops)

        assert shown(root)["a"].sources[0].new_url == expected


def test_every_source_is_shown_once_and_those_that_need_a_look_come_first(root: Root) -> None:
    root.register({"id": "aaa", "title": "A guide", "URL": URL}, {**BOOK, "superseded_by": [OUT]})
    root.write("a.md", title="A", references=["manual-8", "aaa"])
    root.write("b.md", title="B", references=["aaa"])
    root.scan()

    found = sources(root)

    assert [(source.state.id, source.cited_by) for source in found] == [("manual-8", 1), ("aaa", 2)]
    assert found[0].watch == "Ask."
    assert dict(found[0].details)["Register id"] == "manual-8"


def test_the_evidence_says_who_saw_what_where_and_when(root: Root) -> None:
    root.register({"id": "guide", "title": "Guidance", "URL": URL})
    root.write("a.md", title="A", references=["guide"])
    root.scan()
    check_with(root, status=403)

    (source,) = shown(root)["a"].sources

    assert [(one.axis, one.checker, one.url) for one in source.evidence] == [
        ("availability", "address", URL),
        ("currency", "wording", URL),
        ("currency", "register", None),
    ]
    assert source.evidence[0].at.date() == TODAY


def test_the_reasons_of_a_letter_are_what_the_sources_say_then_an_edit_then_the_date(root: Root) -> None:
    root.register({**BOOK, "superseded_by": [OUT]}, {"id": "guide", "title": "Guidance", "URL": URL})
    fields = {
        "title": "A",
        "last_reviewed": "2023-06-06",
        "next_review_due": "2026-06-06",
        "references": ["guide", "manual-8"],
    }
    root.write("a.md", "As reviewed.", **fields)
    root.scan()
    root.write("a.md", "Edited.", **fields)
    root.scan()
    for days in range(4):
        check_with(root, TODAY + timedelta(days=days), status=410)

    task = task_of(root)

    assert task.reasons == ("source_superseded", "source_gone", "content_changed", "scheduled")
    assert [source.id for source in task.sources] == ["guide", "manual-8"]


def test_a_source_that_is_only_suspected_is_no_reason(root: Root) -> None:
    root.register({"id": "guide", "title": "Guidance", "URL": URL}, BOOK)
    root.write("a.md", title="A", next_review_due="2026-06-06", references=["guide", "manual-8"])
    root.scan()
    check_with(root, status=404)

    assert task_of(root).reasons == ("scheduled",)


def test_what_needs_a_look_stands_first_in_a_letter(root: Root) -> None:
    root.register({"id": "guide", "title": "Guidance", "URL": URL}, {**BOOK, "superseded_by": [OUT]})
    root.write("a.md", title="A", next_review_due="2026-06-06", references=["guide", "manual-8"])
    root.scan()
    check_with(root, failure=Failure.TIMEOUT)

    assert [source.id for source in task_of(root).sources] == ["manual-8", "guide"]


def test_a_letter_says_how_often_this_reader_was_reminded_in_this_cycle(root: Root) -> None:
    root.write("a.md", title="A", owner="breast-team", next_review_due="2026-11-20")
    root.scan()
    for days in (0, 7):
        with root.open(TODAY + timedelta(days=days)) as project, open_mailroom(project) as mailroom:
            remind(project, mailroom)

    assert task_of(root).reminded == 2


def test_a_problem_is_shown_as_it_is(root: Root) -> None:
    root.write("a.md", title="A", next_review_due="2026-02-31")
    root.scan()

    problem = show_problem(root.problems()[0], "a")

    assert (problem.path, problem.line, problem.page_id) == ("content/a.md", 3, "a")
    assert problem.hint
