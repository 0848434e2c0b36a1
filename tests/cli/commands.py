"""The command as a user starts it: a process of its own, with what it printed and how it ended."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[2]
ARGUMENTS = (sys.executable, "-m", "reviewdue")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A finished command."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document that standard output holds."""
        return json.loads(self.out)


def environment_with(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Our environment, where the package is found and nothing is set that would change a command."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT", "REVIEWDUE", "PYTHON", "PYTEST"))}
    # Lines as they are written, whatever the terminal of whoever runs the tests.
    plain = {"PYTHONPATH": str(REPOSITORY), "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "120", "NO_COLOR": "1"}
    return {**kept, **plain, **(more or {})}


def reviewdue(*arguments: str, cwd: Path, stdin: str = "", environment: Mapping[str, str] | None = None) -> Ended:
    """Run one command in a folder; warnings of Python are errors in it, too."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "reviewdue", *arguments],
        cwd=cwd, env=environment_with(environment), input=stdin, capture_output=True, text=True, timeout=180,
        check=False,
    )  # fmt: skip
    return Ended(status=done.returncode, out=done.stdout, err=done.stderr)
