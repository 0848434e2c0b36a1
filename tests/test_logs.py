"""Log lines are read by people or programs, and hold no address of anybody."""

import json
import logging
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewdue.logs import JsonLines, PlainLines, to_standard_error
from tests.cli.commands import reviewdue


def record(message: str, *arguments: object) -> logging.LogRecord:
    return logging.LogRecord("reviewdue.mail", logging.WARNING, "x.py", 1, message, arguments, None)


def test_a_line_for_programs_is_one_json_object() -> None:
    line = JsonLines().format(record("sent to %s, “nine”\n%d", "nurse@example.org", 9))

    said = json.loads(line)
    assert "\n" not in line
    assert said.keys() == {"at", "level", "logger", "message"}
    assert (said["level"], said["logger"]) == ("warning", "reviewdue.mail")
    assert said["message"] == "sent to (an address), “nine”\n9"


@given(st.emails(), st.text())
def test_no_address_is_in_a_line(address: str, around: str) -> None:
    for formatter in (PlainLines("%(levelname)s %(message)s"), JsonLines()):
        assert address not in formatter.format(record("%s", f"to <{address}> {around.replace('@', '')}"))


def test_a_fault_is_in_the_line_without_the_addresses_in_it() -> None:
    try:
        raise ValueError("no mailbox nurse@example.org")
    except ValueError as error:
        one = record("it failed")
        one.exc_info = (type(error), error, error.__traceback__)

    said = json.loads(JsonLines().format(one))
    assert "ValueError: no mailbox (an address)" in said["fault"]


@pytest.mark.parametrize(("environment", "kind"), [({}, PlainLines), ({"REVIEWDUE_LOG": "json"}, JsonLines)])
def test_the_environment_says_which(environment: dict[str, str], kind: type) -> None:
    assert isinstance(to_standard_error(environment, "%(message)s").formatter, kind)


def test_the_variable_is_no_key_of_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "reviewdue.yaml").write_text("publisher: {name: Example Health}\n")
    (tmp_path / "content").mkdir()

    ended = reviewdue("validate", cwd=tmp_path, environment={"REVIEWDUE_LOG": "json"})

    assert "REVIEWDUE_LOG" not in ended.err
    assert ended.status == 0, ended.err
