"""The checkers that are measured: how each is started, and what it says of an address.

Peers are no dependencies of the project. They are found on PATH, or said to be missing.
"""

import csv
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
ALLOWED = {"REVIEWDUE_CHECKS__ALLOW_NETWORKS": "[127.0.0.0/8]"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """A checker. `command` prepares a folder and names the command; `said` reads what that printed or wrote.

    `said` gives each address with a word; a peer knows only `fine` and `broken`.
    """

    name: str
    program: str
    command: Callable[[Path, list[str]], list[str]]
    said: Callable[[Path, str], Iterator[tuple[str, str]]]

    @property
    def is_here(self) -> bool:
        """Whether its program is on PATH."""
        return shutil.which(self.program) is not None


def environment() -> dict[str, str]:
    """What every contender is started with; this tree first on the path, and loopback allowed to be checked."""
    return {**os.environ, **ALLOWED, "PYTHONPATH": str(REPOSITORY), "PYTHONWARNINGS": "ignore"}


def _list(folder: Path, addresses: list[str]) -> str:
    Path(folder, "list.txt").write_text("".join(f"{url}\n" for url in addresses), encoding="utf-8")
    return "list.txt"


def _html(folder: Path, addresses: list[str]) -> str:
    links = "".join(f'<p><a href="{escape(url)}">x</a></p>\n' for url in addresses)
    Path(folder, "list.html").write_text(f"<!doctype html><title>Links</title>{links}", encoding="utf-8")
    return "list.html"


def _reviewdue(folder: Path, addresses: list[str]) -> list[str]:
    return [sys.executable, "-m", "reviewdue", "check", "--urls", _list(folder, addresses), "--format", "json"]


def _reviewdue_said(folder: Path, printed: str) -> Iterator[tuple[str, str]]:
    for result in json.loads(printed)["results"]:
        yield result["url"], result["availability"]


def _library(folder: Path, addresses: list[str]) -> list[str]:
    return [sys.executable, "-m", "benchmarks.checking.library", _list(folder, addresses)]


def _lines_said(folder: Path, printed: str) -> Iterator[tuple[str, str]]:
    for line in printed.splitlines():
        word, _, url = line.partition(" ")
        yield url, word


def _requests(folder: Path, addresses: list[str]) -> list[str]:
    return [sys.executable, "-m", "benchmarks.checking.script", _list(folder, addresses)]


def _lychee(folder: Path, addresses: list[str]) -> list[str]:
    return ["lychee", "--no-progress", "--format", "json", "-vv", _html(folder, addresses)]


def _lychee_said(folder: Path, printed: str) -> Iterator[tuple[str, str]]:
    found = json.loads(printed[printed.index("{") :])
    for word, part in (("fine", "success_map"), ("broken", "error_map"), ("broken", "timeout_map")):
        for entries in found[part].values():
            yield from ((entry["url"], word) for entry in entries)


def _linkinator(folder: Path, addresses: list[str]) -> list[str]:
    return ["linkinator", _html(folder, addresses), "--format", "json"]


def _linkinator_said(folder: Path, printed: str) -> Iterator[tuple[str, str]]:
    for link in json.loads(printed[printed.index("{") :])["links"]:
        yield link["url"], "fine" if link["state"] == "OK" else "broken"


def _linkchecker(folder: Path, addresses: list[str]) -> list[str]:
    folder.chmod(0o755)  # run as root it becomes nobody first
    return ["linkchecker", "--no-status", "--no-warnings", "-v", "-r1", "--check-extern", "-o", "csv",
            _html(folder, addresses)]  # fmt: skip


def _linkchecker_said(folder: Path, printed: str) -> Iterator[tuple[str, str]]:
    lines = [line for line in printed.splitlines() if line and not line.startswith("#")]
    for row in csv.DictReader(lines, delimiter=";"):
        yield row["urlname"], "fine" if row["valid"] == "True" else "broken"


def _sphinx(folder: Path, addresses: list[str]) -> list[str]:
    Path(folder, "conf.py").write_text("project = 'links'\n")
    links = "".join(f".. _l{number}: {url}\n" for number, url in enumerate(addresses))
    used = "".join(f"l{number}_\n\n" for number in range(len(addresses)))
    Path(folder, "index.rst").write_text(f"Links\n=====\n\n{used}\n{links}", encoding="utf-8")
    return ["sphinx-build", "-q", "-b", "linkcheck", ".", "out"]


def _sphinx_said(folder: Path, printed: str) -> Iterator[tuple[str, str]]:
    for line in Path(folder, "out/output.json").read_text(encoding="utf-8").splitlines():
        found = json.loads(line)
        yield found["uri"], "fine" if found["status"] in ("working", "redirected") else "broken"


REVIEWDUE = Contender(name="reviewdue check", program=sys.executable, command=_reviewdue, said=_reviewdue_said)
LIBRARY = Contender(name="reviewdue, library", program=sys.executable, command=_library, said=_lines_said)
SCRIPT = Contender(name="requests, 64 threads", program=sys.executable, command=_requests, said=_lines_said)
PEERS = (
    Contender(name="lychee", program="lychee", command=_lychee, said=_lychee_said),
    Contender(name="linkinator", program="linkinator", command=_linkinator, said=_linkinator_said),
    Contender(name="linkchecker", program="linkchecker", command=_linkchecker, said=_linkchecker_said),
    Contender(name="Sphinx linkcheck", program="sphinx-build", command=_sphinx, said=_sphinx_said),
)
