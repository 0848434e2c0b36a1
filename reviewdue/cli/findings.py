"""What `validate`, `init` and `doctor` print; findings also as GitHub annotations and as SARIF 2.1.0 (OASIS)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any
from urllib.parse import quote

from rich.console import Console
from rich.text import Text

import reviewdue
from reviewdue.beginning import Beginning
from reviewdue.cli.results import dump
from reviewdue.doctor import Health, Symptom
from reviewdue.lint import Severity, severity_of
from reviewdue.pages import Problem
from reviewdue.validating import Validation
from reviewdue.wording import plural

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "dim"}
# The workflow commands of GitHub Actions; `notice` is its word for a note.
COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def say(found: Validation) -> str:
    """The count in one line."""
    counts = (plural(found.count(one), str(one)) for one in Severity)
    return f"{plural(found.files, 'file')}: {', '.join(counts)}"


def print_findings(found: Validation) -> None:
    """One line each, as compilers write them, so that an editor can jump to the place."""
    console = Console(highlight=False, soft_wrap=True)
    for problem in found.problems:
        severity = severity_of(problem)
        place = f"{problem.path}:{problem.line}" if problem.line else problem.path
        line = Text(f"{place}: ").append(f"{severity}: ", COLOURS[severity])
        console.print(line.append(f"{problem.message} ({problem.code}); {problem.hint}"))
    console.print(Text(say(found)))


def print_json(found: Validation) -> None:
    """The problems of the contract, each with its severity."""
    problems = [{**asdict(problem), "severity": severity_of(problem)} for problem in found.problems]
    counts = {"files": found.files, **{f"{one}s": found.count(one) for one in Severity}}
    _write({"counts": counts, "problems": problems, "not_governed": found.not_governed})


def print_github(found: Validation) -> None:
    """Annotations that stand at the line in a pull request."""
    for problem in found.problems:
        place = {"file": problem.path, **({"line": problem.line} if problem.line else {}), "title": problem.code}
        properties = ",".join(f"{name}={_property(str(value))}" for name, value in place.items())
        _line(f"::{COMMANDS[severity_of(problem)]} {properties}::{_data(f'{problem.message}; {problem.hint}')}")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def print_sarif(found: Validation) -> None:
    """One run, with a rule for each code that was found."""
    codes = sorted({problem.code for problem in found.problems})
    driver = {
        "name": "reviewdue",
        "version": reviewdue.__version__,
        "rules": [{"id": code, "name": code.title().replace("_", "")} for code in codes],
    }
    results = [_sarif_result(problem, codes.index(problem.code)) for problem in found.problems]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    _write({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _sarif_result(problem: Problem, rule: int) -> Mapping[str, Any]:
    # Without a line the whole file is meant, which a result without a region says.
    region = {"region": {"startLine": problem.line}} if problem.line else {}
    location = {"artifactLocation": {"uri": quote(problem.path), "uriBaseId": "%SRCROOT%"}, **region}
    return {
        "ruleId": problem.code,
        "ruleIndex": rule,
        "level": severity_of(problem),
        "message": {"text": f"{problem.message}; {problem.hint}"},
        "locations": [{"physicalLocation": location}],
    }


def _write(value: Any) -> None:
    _line(dump(value))


def _line(text: str) -> None:
    print(text)  # noqa: T201 - the command's output


def print_beginning(made: Beginning) -> None:
    """What is there now, and what to do next."""
    seen = made.seen
    if seen.pages:
        _line(f"{plural(seen.pages, 'page')} in {seen.path}/, as far as was looked")
    for name, own in seen.fields.items():
        _line(f"your pages call {name.replace('_', ' ')} “{own}”")
    for verb, paths in (("written", made.written), ("left as it was", made.kept)):
        for path in paths:
            _line(f"{verb}: {made.root / path}")
    if seen.owners:
        _line(f"owners on your pages, to be given an address in reviewdue.yaml: {', '.join(seen.owners)}")
    _line(f"next: reviewdue scan --root {made.root}")


MARKS = {Health.OK: ("ok", "green"), Health.WARNING: ("look", "yellow"), Health.FAULT: ("fault", "red")}


def print_symptoms(symptoms: Iterable[Symptom]) -> None:
    """A line for each, and below it what to do."""
    console = Console(highlight=False, soft_wrap=True)
    for one in symptoms:
        mark, colour = MARKS[one.health]
        console.print(Text(f"{mark:6}", colour).append(f"{one.part:14}", "dim").append(one.seen, "default"))
        if one.fix:
            console.print(Text(f"{'':20}→ {one.fix}"))


PRINTERS: dict[str, Callable[[Validation], None]] = {
    "table": print_findings,
    "json": print_json,
    "github": print_github,
    "sarif": print_sarif,
}
