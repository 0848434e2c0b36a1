"""The ladder over weeks: weekly digests, and the promise that holds whatever happens: a reminder goes out once."""

import contextlib
import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewdue.errors import ActionRefused
from reviewdue.ledger import Ledger
from tests.mail_servers import scripted_server
from tests.mailings import remind_on, to_smtp
from tests.projects import TODAY, Root, emptied, make_project
from tests.tasks.test_acting import act
from tests.tasks.test_settling import tasks_of, write

MONDAY = TODAY
LEAD = {"id": "lead", "name": "Head of content", "email": "lead@example.org"}
WEEKLY = {"id": "breast-team", "name": "Breast team", "email": "breast@example.org", "escalate_to": "lead"}


def weekly(root: Root) -> Root:
    """A root whose one team wants a digest, with a page that is due on Wednesday."""
    root.configure(people=[{**WEEKLY, "digest": "weekly"}, LEAD])
    write(root, next_review_due=str(MONDAY + timedelta(days=2)))
    root.scan()
    return root


def sent(root: Root, *days: int) -> list[list[str]]:
    """The pages of each message of runs on these days."""
    return [message["pages"] for day in days for message in remind_on(root, MONDAY + timedelta(days=day)).messages]


def test_a_digest_comes_once_a_week_with_all_that_is_on_the_ladder(root: Root) -> None:
    weekly(root)

    assert sent(root, 0, 0, 1, 2, 4) == [["a"]]
    assert sent(root, 7, 8) == [["a"]]


def test_what_comes_up_in_the_week_waits_for_the_next_digest(root: Root) -> None:
    weekly(root)
    sent(root, 0)
    write(root, "b", next_review_due=str(MONDAY))
    root.scan()

    assert sent(root, 1, 3) == []
    assert [sorted(pages) for pages in sent(root, 7)] == [["a", "b"]]


def test_a_digest_whose_day_was_missed_goes_out_on_the_next(root: Root) -> None:
    weekly(root)

    assert sent(root, 3, 4) == [["a"]]


def test_what_is_escalated_waits_for_no_digest(root: Root) -> None:
    root.configure(people=[WEEKLY, {**LEAD, "digest": "weekly"}])
    write(root, next_review_due=str(MONDAY - timedelta(days=12)))
    write(root, "b", owner="lead", next_review_due=str(MONDAY + timedelta(days=60)))
    root.scan()

    def to_the_lead(days: int) -> list[list[str]]:
        messages = remind_on(root, MONDAY + timedelta(days=days)).messages
        return [message["pages"] for message in messages if message["recipient"] == "lead@example.org"]

    assert [to_the_lead(days) for days in (0, 1, 2, 3)] == [[["b"]], [], [["a"]], []]


def test_a_digest_that_could_not_be_sent_is_sent_the_next_day(root: Root) -> None:
    weekly(root)
    with scripted_server({"RCPT": "450 come back later"}) as server:
        to_smtp(root, server.port)
        assert remind_on(root, MONDAY).failed == 1
    root.configure(mail={})

    assert sent(root, 1) == [["a"]]


# What may happen on a day, besides that nothing runs.
DEEDS = ["run", "run", "run twice", "acknowledge", "defer", "flag", "finish", "edit", "review", "scan"]
STEPS = st.lists(st.tuples(st.integers(0, 40), st.sampled_from(DEEDS)), min_size=1, max_size=9)


class Story:
    """A page and its owner over some months, and every reminder that was delivered."""

    def __init__(self, root: Root) -> None:
        self.root, self.day = root, TODAY
        self.delivered: Counter[str] = Counter()
        self.last_reviewed, self.due = date(2025, 6, 6), TODAY + timedelta(days=40)
        self.text = "Ask your nurse."
        self.write()

    def write(self) -> None:
        """Write the page and scan."""
        about = {"title": "A", "owner": "breast-team"}
        dates = {"last_reviewed": str(self.last_reviewed), "next_review_due": str(self.due)}
        self.root.write("a.md", self.text, **about, **dates)
        self.root.scan(self.day)

    def play(self, steps: Sequence[tuple[int, str]]) -> None:
        """Let the days pass; every promise is looked at after every run."""
        for days, step in steps:
            self.day += timedelta(days=days)
            self.do(step)
            self.run()

    def do(self, step: str) -> None:
        """What happens on a day."""
        if step == "run twice":
            self.run()
        elif step == "edit":
            self.text += " Again."
            self.write()
        elif step == "review":
            self.last_reviewed, self.due = self.day, self.day + timedelta(days=200)
            self.write()
        elif step == "scan":
            self.root.scan(self.day)
        elif step != "run":
            self.act(step)

    def act(self, verb: str) -> None:
        """Somebody does something with the task, if there is one and they may."""
        later = self.day + timedelta(days=30)
        arguments = {"defer": (later, "Not yet."), "flag": ("Look.",), "finish": ("no_change",)}
        with contextlib.suppress(ActionRefused):
            act(self.root, verb, *arguments.get(verb, ()), day=self.day)

    def run(self) -> None:
        """Remind, and hold what goes out to the promises."""
        messages = [one for one in remind_on(self.root, self.day, now=True).messages if one["state"] == "sent"]
        assert max(Counter(one["recipient"] for one in messages).values(), default=0) <= 1, "two mails in one run"
        self.delivered.update(key for one in messages for key in one["key"])
        assert set(self.delivered.values()) <= {1}, "a reminder went out twice"
        active = [task for task in tasks_of(self.root) if task.active]
        assert len(active) <= 1, "two tasks wait at once"
        assert not messages or (active and str(active[0].state) != "deferred"), "mail about nothing that waits"


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_happens_a_reminder_goes_out_once(
    request: pytest.FixtureRequest, engine: str, steps: list[tuple[int, str]]
) -> None:
    ledger: Ledger = request.getfixturevalue(f"{engine}_ledger")
    with tempfile.TemporaryDirectory() as folder, emptied(ledger):
        url = ledger.engine.url.render_as_string(hide_password=False)
        Story(make_project(Path(folder), ledger, ledger={"url": url})).play(steps)


def test_a_run_on_every_day_sends_every_rung_and_none_twice(root: Root) -> None:
    story = Story(root)

    story.play([(1, "run")] * 100)

    rungs = sorted(int(key.split("|")[2]) for key in story.delivered if "breast" in key)
    assert rungs == [-56, -28, -14, -7, 0, 7, 30, 90]
