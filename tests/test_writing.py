"""Writing letters, in this process or in several: the same messages in the same order."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from signal import SIGKILL
from zoneinfo import ZoneInfo

import pytest

from reviewdue.letters import Letter, ReminderLetter
from reviewdue.writing import WORTH_PROCESSES, Desk, Draft
from tests.mail_servers import LETTER, make_envelope
from tests.sample_letters import make_reminder

LONDON = ZoneInfo("Europe/London")


def drafts(count: int, values: ReminderLetter | Letter = LETTER) -> Iterator[Draft]:
    for number in range(count):
        yield Draft(template="reminder", values=values, envelope=make_envelope(message_id=f"<{number}@example.org>"))


@pytest.mark.slow
def test_hundreds_of_letters_are_written_by_several_processes_in_their_order(tmp_path: Path) -> None:
    count = WORTH_PROCESSES + 40
    with closing(Desk(tmp_path, LONDON)) as desk:
        written = [*desk.write_all(drafts(count, make_reminder()))]

    assert [one.message and one.message.message_id for one in written] == [f"<{at}@example.org>" for at in range(count)]
    first, last = written[0].message, written[-1].message
    assert first is not None
    assert last is not None
    # Apart from what names the message, those of one process and of several are the same.
    assert len(last.content) == len(first.content) + 2
    assert written[0].subject == written[-1].subject


@pytest.mark.slow
def test_processes_that_are_ended_from_outside_cost_no_letter(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    count = WORTH_PROCESSES + 200
    ids = []
    with closing(Desk(tmp_path, LONDON)) as desk:
        for written in desk.write_all(drafts(count)):
            ids.append(written.message and written.message.message_id)
            if len(ids) == WORTH_PROCESSES + 20:
                for worker in children_of(os.getpid()):
                    os.kill(worker, SIGKILL)

    assert ids == [f"<{at}@example.org>" for at in range(count)]
    assert caplog.text.count("ended from outside") == 1


def children_of(pid: int) -> list[int]:
    """The processes that a process has started and that write letters."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(one) for one in found if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()]


def test_an_address_that_is_none_is_a_fault_of_its_message_alone(tmp_path: Path) -> None:
    wrong = Draft(template="reminder", values=LETTER, envelope=make_envelope(recipient="nobody"))

    with closing(Desk(tmp_path, LONDON)) as desk:
        one, other = desk.write_all([wrong, *drafts(1)])

    assert one.message is None
    assert "address" in str(one.fault)
    assert other.message is not None


def test_a_template_of_the_roots_own_is_used(tmp_path: Path) -> None:
    own = tmp_path / "templates" / "email" / "reminder"
    own.mkdir(parents=True)
    (own / "subject.txt").write_text("Please look at {{ letter.tasks|length }}")

    with closing(Desk(tmp_path, LONDON)) as desk:
        (written,) = desk.write_all(drafts(1, make_reminder()))

    assert written.subject == "Please look at 1"


KILLED = """
import os, sys
from pathlib import Path
from reviewdue.processes import open_pool

if __name__ == "__main__":
    pool = open_pool()
    print(pool.submit(os.getpid).result(), flush=True)
    sys.stdin.read()
"""


@pytest.mark.slow
def test_processes_end_with_the_run_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "killed.py"
    script.write_text(KILLED)
    run = subprocess.Popen(
        [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    with run:
        assert run.stdout is not None
        worker = int(run.stdout.readline())
        run.send_signal(SIGKILL)

    for _ in range(600):
        if not is_running(worker):
            break
        time.sleep(0.05)
    assert not is_running(worker)


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
