"""A program for tests: sends reminders in processes of its own, and kills them at the step it is told.

A line on standard input is a day and, for each sender that is to run at once, the step at which it dies (0: never),
followed by `:1/2` for one that sends the second of two parts. A line on standard output is how many steps each of them
came. A step is before or after a statement in the ledger, a commit, a command to the mail server or its answer.
"""

import os
import signal
import smtplib
import sys
import traceback
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from reviewdue.lanes import WHOLE, Shard
from reviewdue.mailroom import open_mailroom
from reviewdue.mailshards import remind_shard
from reviewdue.projects import open_project
from reviewdue.reminding import remind
from reviewdue.watching import UNWATCHED


class Steps:
    """Counts the steps of this process, and ends it at one of them as a power cut would."""

    def __init__(self, last: int, count: int) -> None:
        self.last, self.taken, self.count = last, 0, count

    def take(self, *_: Any) -> None:
        """One step more."""
        self.taken += 1
        os.write(self.count, b".")
        if self.taken == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """A function with a step before and after it."""

        def stepping(*arguments: Any, **named: Any) -> Any:
            self.take()
            result = function(*arguments, **named)
            self.take()
            return result

        return stepping


def send(root: Path, day: date, steps: Steps, shard: Shard) -> None:
    """One run, or one part of a run, counted."""
    smtplib.SMTP.send = steps.around(smtplib.SMTP.send)  # type: ignore[method-assign]
    smtplib.SMTP.getreply = steps.around(smtplib.SMTP.getreply)  # type: ignore[method-assign]
    with open_project(root, day) as project, open_mailroom(project, shard=shard) as mailroom:
        for event in ("before_cursor_execute", "after_cursor_execute", "commit"):
            sa.event.listen(project.ledger.engine, event, steps.take)
        if shard == WHOLE:
            remind(project, mailroom)
        else:
            remind_shard(project, mailroom, UNWATCHED, shard)


def start(root: Path, day: date, sender: str) -> tuple[int, int]:
    """A sender in a process of its own; its id, and where it leaves a mark for each step."""
    marks, count = os.pipe()
    if pid := os.fork():
        os.close(count)
        return pid, marks
    try:
        os.close(marks)
        last, _, part = sender.partition(":")
        number, _, of = part.partition("/")
        send(root, day, Steps(int(last), count), Shard(number=int(number), of=int(of)) if part else WHOLE)
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)


def wait_for(pid: int, marks: int) -> int:
    """How many steps a sender came."""
    taken = 0
    while part := os.read(marks, 65536):
        taken += len(part)
    os.close(marks)
    os.waitpid(pid, 0)
    return taken


def main() -> None:
    """Do what the lines say, one after the other."""
    root = Path(sys.argv[1])
    for line in sys.stdin:
        day, *senders = line.split()
        started = [start(root, date.fromisoformat(day), sender) for sender in senders]
        print(*[wait_for(*one) for one in started], flush=True)  # noqa: T201 - whoever started it reads this


if __name__ == "__main__":
    main()
