"""The check command for a plain list of addresses."""

import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from reviewdue.addresslists import Looked, look_at, read_urls
from reviewdue.checksettings import Checks
from reviewdue.cli.checked import OFFLINE, print_checked
from reviewdue.cli.progress import progress_bar
from reviewdue.currency import Notice
from reviewdue.environment import lay_over
from reviewdue.errors import ConfigurationError
from reviewdue.verdicts import Currency

FILE_NAME = "reviewdue.yaml"


def check_list(file: Path, root: Path, *, as_json: bool) -> list[str]:
    """Check a plain list of addresses, without a register or a ledger, and print what came out."""
    settings, now = _settings(root), datetime.now(UTC)
    with progress_bar("Checking addresses") as progress:
        found, offline = look_at(read_urls(_read(file)), settings, progress, now.date())
    at = now.isoformat(timespec="seconds")
    results = [_as_dict(one, at) for one in found]
    counts = dict(sorted(Counter(result["availability"] for result in results).items()))
    print_checked({**counts, "checked": 0 if offline else len(results)}, results, as_json=as_json)
    return [OFFLINE] if offline else []


def _settings(root: Path) -> Checks:
    """A project is not needed here; if there is one, its limits and allowed networks hold."""
    if not (root / FILE_NAME).exists() and (checks := _from_environment(os.environ)):
        return checks
    from reviewdue.settings import load_settings, parse_settings

    found = load_settings(root.resolve()) if (root / FILE_NAME).exists() else parse_settings("", FILE_NAME, os.environ)
    return found.checks


def _from_environment(environment: Mapping[str, str]) -> Checks | None:
    """The settings of checks alone; None where there are others, or faults that are explained elsewhere."""
    stated, _ = lay_over({}, environment)
    try:
        return Checks.model_validate(stated.get("checks", {})) if set(stated) <= {"checks"} else None
    except ValidationError:
        return None


def _read(file: Path) -> str:
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{file}: cannot be read: {error}") from error


def _as_dict(one: Looked, at: str) -> dict[str, Any]:
    """One address with the keys of the contract; a single look confirms no absence."""
    answer, notice = one.answer, one.notice or Notice()
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
            *({"checker": "wording", "url": url, "observed": observed, "at": at} for observed, url in _words(one)),
        ],
        "elapsed_ms": answer.elapsed_ms,
    }


def _words(one: Looked) -> Iterator[tuple[str, str | None]]:
    if one.notice is None:
        return
    from reviewdue.checkers.wording import observations_of

    yield from {seen.observed: seen.url for seen in observations_of(one.notice, one.answer)}.items()


def _say_successor(notice: Notice) -> str | None:
    """What to use instead, in words; its address is in the evidence."""
    has_ended = notice.status in (Currency.SUPERSEDED, Currency.WITHDRAWN)
    return str(notice.successor) if has_ended and notice.successor else None
