"""The check command: references of the register, or a plain list of addresses."""

import os
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from reviewdue.checkers.wording import observations_of
from reviewdue.checking import check
from reviewdue.checksettings import Checks
from reviewdue.checktally import CheckTally
from reviewdue.cli.progress import progress_bar
from reviewdue.cli.results import print_json
from reviewdue.cli.tables import print_checks
from reviewdue.currency import Notice
from reviewdue.errors import ConfigurationError
from reviewdue.ledger import checks
from reviewdue.looking import Looked, look_at, network_is_up, open_look, read_urls
from reviewdue.projects import Project, open_project
from reviewdue.settings import FILE_NAME, load_settings, parse_settings
from reviewdue.standings import result_as_dict
from reviewdue.verdicts import Currency
from reviewdue.watching import Watch

OFFLINE = "the network is down: nothing was checked and every verdict stays as it was"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which references to check: all, one, or those that are due."""

    everything: bool
    reference: str | None

    def ids(self, project: Project) -> Sequence[str] | None:
        """Their ids; None for those that are due. Raises ConfigurationError for one that is not there."""
        with project.ledger.begin() as connection:
            if self.reference and not checks.held(connection, [self.reference]):
                raise ConfigurationError(f"there is no reference “{self.reference}”; run “reviewdue scan” first")
            if self.reference:
                return [self.reference]
            return checks.ids_in_use(connection) if self.everything else None


def check_references(root: Path, today: date | None, wanted: Selection, *, as_json: bool) -> list[str]:
    """Check references and print what came out; returns what could not be done."""
    with open_project(root, today) as project:
        settings = project.settings.checks
        with open_look(settings, project) as look, progress_bar("Checking sources") as progress:
            tally = check(
                project,
                look,
                Watch(progress=progress),
                ids=wanted.ids(project),
                network_is_up=lambda: network_is_up(settings),
            )
    results = [result_as_dict(result) for result in tally.results]
    _print({**_counts(results), **_figures(tally)}, results, as_json=as_json)
    return tally.shortfalls


def _figures(tally: CheckTally) -> dict[str, int]:
    return {"checked": tally.checked, "not_due": tally.not_due}


def check_list(file: Path, root: Path, *, as_json: bool) -> list[str]:
    """Check a plain list of addresses, without a register or a ledger, and print what came out."""
    settings, now = _settings(root), datetime.now(UTC)
    with progress_bar("Checking addresses") as progress:
        found, offline = look_at(read_urls(_read(file)), settings, progress, now.date())
    at = now.isoformat(timespec="seconds")
    results = [_as_dict(one, at) for one in found]
    _print({**_counts(results), "checked": 0 if offline else len(results)}, results, as_json=as_json)
    return [OFFLINE] if offline else []


def _settings(root: Path) -> Checks:
    # A project is not needed here; if there is one, its limits and allowed networks hold.
    if (root / FILE_NAME).exists():
        return load_settings(root.resolve()).checks

    return parse_settings("", FILE_NAME, os.environ).checks


def _read(file: Path) -> str:
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{file}: cannot be read: {error}") from error


def _counts(results: list[dict[str, Any]]) -> dict[str, int]:
    return dict(sorted(Counter(result["availability"] for result in results).items()))


def _as_dict(one: Looked, at: str) -> dict[str, Any]:
    """One address with the keys of the contract; a single look confirms no absence."""
    answer, notice = one.answer, one.notice or Notice()
    words = {seen.observed: seen.url for seen in observations_of(notice, answer)}
    return {
        "url": one.url,
        "availability": str(one.availability),
        "currency": str(notice.status),
        "integrity": str(notice.integrity),
        "confirmed": one.availability not in ("not_found", "unreachable", "unchecked"),
        "http_status": answer.status,
        "final_url": answer.final_url or None,
        "superseded_by": _say_successor(notice),
        "evidence": [
            {"checker": "address", "url": answer.url, "observed": one.observed, "at": at},
            *({"checker": "wording", "url": url, "observed": observed, "at": at} for observed, url in words.items()),
        ],
        "elapsed_ms": answer.elapsed_ms,
    }


def _say_successor(notice: Notice) -> str | None:
    """What to use instead, in words; its address is in the evidence."""
    has_ended = notice.status in (Currency.SUPERSEDED, Currency.WITHDRAWN)
    return str(notice.successor) if has_ended and notice.successor else None


def _print(counts: dict[str, int], results: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        print_json({"counts": counts, "results": results})
    else:
        print_checks(counts, results)
