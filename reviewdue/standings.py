"""Where references stand, as a check hands it on: for programs, for people, and from the ledger's own rows."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy.engine import Connection

from reviewdue.availability import Availability
from reviewdue.ledger import checks
from reviewdue.ledger.checks import CheckRecord, Held
from reviewdue.projects import Project
from reviewdue.references import Reference, Successor, short_name, supersession
from reviewdue.verdicts import Axis, Currency, Integrity, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Where one reference stands after a run, with the evidence of the newest look at it."""

    id: str
    verdict: Verdict
    http_status: int | None
    final_url: str | None
    superseded_by: str | None
    evidence: list[dict[str, Any]]
    elapsed_ms: int | None


def verdict_of(held: Held) -> Verdict:
    """Where a reference stands."""
    return Verdict(
        availability=Availability(held.availability),
        currency=Currency(held.currency),
        integrity=Integrity(held.integrity),
        confirmed=held.confirmed,
        failures=held.failures,
        failing_since=held.failing_since,
        intended=held.entry.intended,
        unreachable_since=held.unreachable_since,
    )


def results_of(connection: Connection, ids: Sequence[str], project: Project) -> list[Result]:
    """Where these references stand, in the order given."""
    held, last = checks.held(connection, ids), checks.last_checks(connection, ids)
    return [_result(held[id], last.get(id), project) for id in ids if id in held]


def _result(held: Held, last: CheckRecord | None, project: Project) -> Result:
    found = supersession(held.reference, (), project.today)
    return Result(
        id=held.reference.id,
        verdict=verdict_of(held),
        http_status=held.http_status,
        final_url=held.final_url,
        superseded_by=successor_name(held.reference, found.successor) if found and found.superseded else None,
        evidence=[{key: value for key, value in one.items() if key not in ("axis", "value")} for one in last.evidence]
        if last
        else [],
        elapsed_ms=last.elapsed_ms if last else None,
    )


def successor_name(reference: Reference, successor: Successor) -> str:
    """A successor in a few words: its own title or the old one's, and its edition."""
    # The code of a guideline is that of the old one.
    guideline = None if successor.title else reference.guideline
    title = successor.title or reference.title
    return short_name(replace(reference, title=title, guideline=guideline, edition=successor.edition, superseded_by=()))


def result_as_dict(result: Result) -> dict[str, Any]:
    """One result with the keys of the contract."""
    verdict = result.verdict
    return {
        "id": result.id,
        **{axis: str(getattr(verdict, axis)) for axis in Axis},
        "confirmed": verdict.confirmed,
        **{key: value for key, value in asdict(result).items() if key not in {"id", "verdict"}},
    }
