"""The pages on commands, configuration and operation hold what the program has, and nothing else."""

import re
import types
import typing
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from reviewdue.cli.app import app
from reviewdue.settings import Settings
from reviewdue.settingtypes import Section
from tests.cli.commands import REPOSITORY

COMMANDS_PAGE = (REPOSITORY / "docs" / "commands.md").read_text()
CONFIGURATION_PAGE = (REPOSITORY / "docs" / "configuration.md").read_text()
COMMON = {"--root", "--today", "--format"}
# What typer makes of the app: its commands with their parameters.
MADE = typer.main.get_command(app)


def sections(page: str) -> dict[str, str]:
    """The text below each second heading, by the heading's first word."""
    parts = re.split(r"^## (\S+).*$", page, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def commands() -> dict[str, set[str]]:
    """The options of every command, those of the commands below it among them."""
    return {name: options_of(command) for name, command in getattr(MADE, "commands", {}).items()}


def options_of(command: Any) -> set[str]:
    """The options of a command or of a group of commands."""
    own = {opt for one in command.params for opt in one.opts if opt.startswith("--")}
    return own.union(*(options_of(below) for below in getattr(command, "commands", {}).values()))


def test_every_command_has_its_section_and_no_other_has_one() -> None:
    assert sections(COMMANDS_PAGE).keys() == commands().keys()


@pytest.mark.parametrize("command", sorted(commands()))
def test_the_section_of_a_command_names_its_options_and_no_others(command: str) -> None:
    named = set(re.findall(r"--[a-z][a-z-]+", sections(COMMANDS_PAGE)[command]))

    assert named == commands()[command] - COMMON - {"--help"}


def keys_of(section: type[Section], before: str = "") -> Iterator[str]:
    """Every key of the configuration as the page writes it; a list's items are `name[]`."""
    for name, field in section.model_fields.items():
        kinds = [kind for kind in flattened(field.annotation) if isinstance(kind, type) and issubclass(kind, Section)]
        listed = typing.get_origin(field.annotation) is tuple
        if not kinds:
            yield f"{before}{name}"
        for kind in kinds:
            yield from keys_of(kind, f"{before}{name}{'[]' if listed else ''}.")


def flattened(annotation: object) -> Iterator[object]:
    yield annotation
    if typing.get_origin(annotation) in (tuple, typing.Union, types.UnionType):
        for inner in typing.get_args(annotation):
            yield from flattened(inner)


@pytest.mark.parametrize("key", sorted(keys_of(Settings)))
def test_every_key_of_the_configuration_is_on_its_page(key: str) -> None:
    table, _, name = key.rpartition(".")

    # The keys of a person stand in one line, and those that every service has in one for all.
    shared = {"people[]": f"`{name}`"}.get(table, re.sub(r"^(checks\.services)\.\w+", r"`\1.*", key) + "`")
    assert f"`{key}`" in CONFIGURATION_PAGE or shared in CONFIGURATION_PAGE


def test_the_page_names_no_key_that_is_not_there() -> None:
    written = {key for line in CONFIGURATION_PAGE.splitlines() if line.startswith("| `") for key in keys_in(line)}

    known = set(keys_of(Settings))
    known |= {re.sub(r"^(checks\.services)\.\w+", r"\1.*", key) for key in known}
    assert written - known == {"people[]", "sources"}


def keys_in(line: str) -> list[str]:
    return re.findall(r"`([^`]+)`", line.split("|")[1])


def test_the_operating_page_names_the_variables_and_deployments_that_are_there() -> None:
    page = (REPOSITORY / "docs" / "operating.md").read_text()
    deployment = (REPOSITORY / "prefect.yaml").read_text()

    assert "{{ $REVIEWDUE_HOME }}" in deployment
    assert all(word in page for word in ("REVIEWDUE_HOME", "02:00", "03:00", "08:00", "08:30"))
