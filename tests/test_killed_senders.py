"""Whenever a sender is killed, and however many there are: nobody is written to twice, and nobody is left out.

Killed at steps that are drawn by chance: REVIEWDUE_TEST_KILLS says how many (10), REVIEWDUE_TEST_SEED which.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from email import message_from_bytes
from random import Random

import pytest
import sqlalchemy as sa

from reviewdue.ledger.schema import reminder
from tests.mail_servers import real_server
from tests.mailings import recipients, remind_on, to_smtp, write_overdue
from tests.projects import TODAY, Root

KILLS = int(os.environ.get("REVIEWDUE_TEST_KILLS", "10"))
SEED = int(os.environ.get("REVIEWDUE_TEST_SEED", "20261123"))
PEOPLE = 4
# Every day is a rung of its own, so that each trial begins with reminders nobody has claimed.
DAILY = {"reminders": [0], "repeat": 1, "escalate_after": 36_000, "quiet": {"weekends": False}}
Run = Callable[..., list[int]]


@contextmanager
def senders(root: Root) -> Iterator[Run]:
    """A function that runs senders on a day, each killed at a step, and says how many steps they came."""
    command = [sys.executable, "-m", "tests.killing", str(root.path)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=sys.path[0] or None
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        say, hear = program.stdin, program.stdout

        def run(day: date, *last: int | str) -> list[int]:
            say.write(f"{day} {' '.join(map(str, last))}\n")
            say.flush()
            return [int(steps) for steps in hear.readline().split()]

        try:
            yield run
        finally:
            say.close()


def states_on(root: Root, day: date) -> dict[str, str]:
    """What the ledger says of the reminders of a day."""
    rung = (TODAY - timedelta(days=3) - day).days
    with root.open(day) as project, project.ledger.begin() as connection:
        query = sa.select(reminder.c.recipient, reminder.c.state).where(reminder.c.rung == rung)
        return {recipient: state for recipient, state in connection.execute(query)}  # noqa: C416 - no pairs to mypy


@pytest.mark.slow
def test_whenever_senders_are_killed_each_reminder_goes_out_once_or_is_shown_as_uncertain(root: Root) -> None:
    random = Random(SEED)
    uncertain = 0
    root.configure(policy=DAILY)
    write_overdue(root, PEOPLE)
    with real_server() as (letterbox, port), senders(root) as run:
        to_smtp(root, port)
        (steps,) = run(TODAY, 0)
        assert recipients(letterbox) == {f"team-{at}@example.org": 1 for at in range(PEOPLE)}
        for trial in range(KILLS):
            day = TODAY + timedelta(days=trial + 1)
            last = [random.randint(1, steps), random.choice([0, random.randint(1, steps)])]
            letterbox.taken.clear()
            run(day, *last)
            tally = remind_on(root, day)
            uncertain += check(root, day, letterbox.taken, tally.messages, f"seed {SEED}, trial {trial}, killed {last}")

    assert uncertain < 2 * KILLS  # most deaths leave nothing that is not known


def check(root: Root, day: date, taken: list[tuple[list[str], str, list[str], bytes]], told: object, trial: str) -> int:
    """What must hold after a trial; how many reminders nobody can know about."""
    states = states_on(root, day)
    arrived = [to for _, _, to, _ in taken]
    ids = {message_from_bytes(content)["Message-ID"] for _, _, _, content in taken}
    claimed = {recipient for recipient, state in states.items() if state == "claimed"}

    assert set(states) == {f"team-{at}@example.org" for at in range(PEOPLE)}, trial
    assert set(states.values()) <= {"sent", "claimed"}, trial
    assert len(arrived) == len(ids), f"{trial}: the same message twice"
    assert len(claimed) <= 2, f"{trial}: more is uncertain than senders died"
    for recipient, state in states.items():
        count = arrived.count([recipient])
        assert count == 1 if state == "sent" else count <= 1, f"{trial}: {recipient} is {state} and got {count}"
    shown = {one["recipient"] for one in told if one["state"] == "claimed"}  # type: ignore[attr-defined]
    assert claimed <= shown, f"{trial}: what is uncertain is not shown"
    return len(claimed)


@pytest.mark.slow
def test_whenever_a_part_of_a_mailing_is_killed_the_others_and_the_next_run_write_to_all_the_rest(root: Root) -> None:
    random = Random(SEED + 1)
    root.configure(policy=DAILY)
    write_overdue(root, PEOPLE)
    with real_server() as (letterbox, port), senders(root) as run:
        to_smtp(root, port)
        steps = min(run(TODAY, "0:0/2", "0:1/2"))
        assert recipients(letterbox) == {f"team-{at}@example.org": 1 for at in range(PEOPLE)}
        for trial in range(KILLS):
            day = TODAY + timedelta(days=trial + 1)
            last = random.randint(1, steps)
            letterbox.taken.clear()
            run(day, f"{last}:{trial % 2}/2", f"0:{(trial + 1) % 2}/2")
            tally = remind_on(root, day)
            told = f"seed {SEED + 1}, trial {trial}, part killed at {last}"
            assert check(root, day, letterbox.taken, tally.messages, told) <= 1
