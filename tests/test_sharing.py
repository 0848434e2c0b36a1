"""Sharing work out among processes."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewdue.addresslists import MANY
from reviewdue.errors import WorkNotDone
from reviewdue.sharing import share_out, worked_on
from tests.loopback import page, serve

LISTS = st.lists(st.text("abc", min_size=1, max_size=3), max_size=40)


@given(values=LISTS, parts=st.integers(1, 5))
def test_every_value_is_in_one_part_and_those_of_a_key_are_together(values: list[str], parts: int) -> None:
    shares = share_out(values, lambda value: value[0], parts)

    assert sorted(value for share in shares for value in share) == sorted(values)
    assert len(shares) <= parts
    for key in "abc":
        assert sum(any(value[0] == key for value in share) for share in shares) <= 1


def _with_process(part: Sequence[int]) -> Iterator[tuple[int, int]]:
    yield from ((number, os.getpid()) for number in part)


def _break(part: Sequence[int]) -> Iterator[int]:
    yield from part
    raise ZeroDivisionError("oops")


def _die(part: Sequence[int]) -> Iterator[int]:
    yield from part
    os.kill(os.getpid(), signal.SIGKILL)


def test_each_part_has_a_process_and_nothing_is_lost() -> None:
    found = list(worked_on([range(100), range(100, 103)], _with_process))

    assert sorted(number for number, _ in found) == list(range(103))
    assert len({process for _, process in found} | {os.getpid()}) == 3


def test_what_the_work_raises_is_raised_here() -> None:
    with pytest.raises(ZeroDivisionError, match="oops"):
        list(worked_on([[1], [2]], _break))


def test_a_process_that_is_killed_is_no_success() -> None:
    with pytest.raises(WorkNotDone, match="ended before its time"):
        list(worked_on([[1], [2]], _die))


def test_a_long_list_is_checked_as_a_short_one_is(tmp_path: Path) -> None:
    """By the command, which has no thread yet: two hosts are shared out where there are two processors."""
    with serve() as site:
        site.routes |= {f"/{number}": page("Guideline") for number in range(MANY)}
        urls = [site.url(f"/{number}", ("127.0.0.1", "localhost")[number % 2]) for number in range(MANY)] + [
            site.url("/gone")
        ]
        Path(tmp_path, "list.txt").write_text("\n".join(urls))
        command = [sys.executable, "-m", "reviewdue", "check", "--urls", "list.txt", "--format", "json"]
        environment = {**os.environ, "REVIEWDUE_CHECKS__ALLOW_NETWORKS": "[127.0.0.0/8]", "PYTHONPATH": os.getcwd()}
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)

    found = json.loads(done.stdout)
    assert found["counts"] == {"available": MANY, "not_found": 1, "checked": MANY + 1}
    assert [result["url"] for result in found["results"]] == urls
