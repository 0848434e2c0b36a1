"""The live dashboard as an operator starts it: whom it says that it is for, and where it does not listen."""

import os
import re
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.cli.commands import ARGUMENTS, environment_with, reviewdue
from tests.projects import make_project


@pytest.mark.parametrize(
    ("serve", "said", "status"),
    [
        ({}, "for this machine only", 200),
        ({"url": "https://reviews.example.org", "sign_in": "mail", "host": "0.0.0.0"}, "for who signs in (mail)", 303),
        ({"host": "::1"}, "for this machine only", 200),
    ],
)
def test_it_says_whom_it_is_for(tmp_path: Path, serve: dict[str, Any], said: str, status: int) -> None:
    make_project(tmp_path, serve=serve).scan()
    command = [*ARGUMENTS, "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=tmp_path, env=environment_with(), stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        line = running.stderr.readline()
        place = re.findall(r"http://\S+/", line)
        answer = requests.get(place[0], timeout=20, allow_redirects=False) if place else None
        os.kill(running.pid, signal.SIGINT)
        running.wait(20)

    assert said in line
    assert answer is not None
    assert answer.status_code == status
    assert "server" not in answer.headers


def test_without_a_way_to_sign_in_it_listens_nowhere_else(tmp_path: Path) -> None:
    make_project(tmp_path, serve={"host": "0.0.0.0"})
    ended = reviewdue("serve", "--port", "0", cwd=tmp_path)

    assert ended.status == 2
    assert "the dashboard is for this machine only and does not listen on 0.0.0.0" in ended.err
