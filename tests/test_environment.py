"""REVIEWDUE_… variables and the files of secrets they name, laid over reviewdue.yaml."""

from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from reviewdue.errors import ConfigurationError
from reviewdue.settings import Settings, parse_settings

FILE = """
publisher: {name: Example Health}
sources: [{name: pages, include: ["**/*.md"]}]
policy: {quiet: {holidays: GB-ENG}}
people: [{id: breast-team, name: Breast team}]
"""


def load(text: str, **environment: str) -> Settings:
    return parse_settings(text, "reviewdue.yaml", environment)


def fault(text: str, **environment: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        load(text, **environment)
    return str(caught.value)


@pytest.mark.parametrize(
    ("variable", "text", "section", "key", "value"),
    [
        ("PUBLISHER__NAME", "Health: the best", "publisher", "name", "Health: the best"),
        ("PUBLISHER__NAME", '"Example"', "publisher", "name", "Example"),
        ("PUBLISHER__BASE_URL", "", "publisher", "base_url", None),
        ("CHECKS__WORKERS", "5", "checks", "workers", 5),
        ("CHECKS__ALLOW_NETWORKS", "[127.0.0.0/8]", "checks", "allow_networks", (ip_network("127.0.0.0/8"),)),
        ("POLICY__REMINDERS", "[7, 0]", "policy", "reminders", (7, 0)),
        ("POLICY__LEAD", "4 weeks", "policy", "lead", 28),
        ("LEDGER__URL", "postgresql+psycopg://ledger", "ledger", "url", "postgresql+psycopg://ledger"),
        ("MAIL__PASSWORD", "{not: yaml", "mail", "password", "{not: yaml"),
        ("MAIL__CA_FILE", "/etc/ca.pem", "mail", "ca_file", "/etc/ca.pem"),
    ],
)  # fmt: skip
def test_a_variable_overrides_the_file(variable: str, text: str, section: str, key: str, value: Any) -> None:
    settings = load(FILE, **{f"REVIEWDUE_{variable}": text})

    assert getattr(getattr(settings, section), key) == value
    assert settings.people == load(FILE).people


def test_a_variable_reaches_into_nested_sections_and_lists() -> None:
    settings = load(FILE, REVIEWDUE_POLICY__QUIET__WEEKENDS="false", REVIEWDUE_SOURCES__0__PATH="pages")

    assert (settings.policy.quiet.weekends, settings.policy.quiet.holidays) == (False, "GB-ENG")
    assert (settings.sources[0].path, settings.sources[0].include) == ("pages", ("**/*.md",))


def test_variables_of_others_and_of_the_deployment_are_left_alone() -> None:
    assert (
        load("", PATH="/bin", REVIEWDUE_HOME="/srv", REVIEWDUE_TEST_CHROMIUM="x", XREVIEWDUE_CHECKS="y") == Settings()
    )


@pytest.mark.parametrize(
    ("variable", "text", "told"),
    [
        ("REVIEWDUE_PUBLISHER__NAM", "x", "publisher.nam: there is no such key; did you mean “name”?"),
        ("REVIEWDUE_CHECKS__WORKERS", "many", "checks.workers: write a whole number here"),
        ("REVIEWDUE_CHECKS", "{workers: many}", "checks.workers: write a whole number here"),
        ("REVIEWDUE_POLICY__REMINDERS", "[90", "not YAML"),
        ("REVIEWDUE_SOURCES__1__PATH", "x", "sources is a list of 1: name one of them by its number, counted from 0"),
        ("REVIEWDUE_SOURCES__PATH", "x", "sources is a list of 1"),
        ("REVIEWDUE_PUBLISHER", "x", "publisher: write “key: value” pairs here"),
    ],
)
def test_a_fault_in_a_variable_names_the_variable(variable: str, text: str, told: str) -> None:
    said = fault(FILE, **{variable: text})

    assert said.startswith(f"environment variable {variable}: ")
    assert told in said
    assert "reviewdue.yaml" not in said


def test_a_secret_is_read_from_the_file_a_variable_names(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("not a secret: really\n")

    settings = load("", REVIEWDUE_MAIL__PASSWORD_FILE=str(tmp_path / "password"))

    assert settings.mail.password == "not a secret: really"


@pytest.mark.parametrize(
    ("name", "reason"),
    [("gone", "No such file"), ("empty", "is empty"), ("folder", "Is a directory"), ("binary", "not UTF-8")],
)
def test_a_secret_that_cannot_be_read_names_variable_file_and_remedy(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "empty").write_text("\n")
    (tmp_path / "folder").mkdir()
    (tmp_path / "binary").write_bytes(b"\xff\xfe\xfd")

    said = fault("", REVIEWDUE_MAIL__PASSWORD_FILE=str(tmp_path / name))

    assert said.startswith(f"environment variable REVIEWDUE_MAIL__PASSWORD_FILE: {tmp_path / name}: ")
    assert reason in said
    assert "name a file that holds the value" in said


def test_a_value_both_in_a_variable_and_in_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("a")

    said = fault("", REVIEWDUE_MAIL__PASSWORD="b", REVIEWDUE_MAIL__PASSWORD_FILE=str(tmp_path / "password"))

    assert "REVIEWDUE_MAIL__PASSWORD and REVIEWDUE_MAIL__PASSWORD_FILE: set one of the two" in said


def test_a_fault_never_shows_a_password() -> None:
    said = fault("mail: {timeout: long}", REVIEWDUE_MAIL__PASSWORD="hunter2", REVIEWDUE_CHECKS__WORKERS="many")

    assert "hunter2" not in said
