"""What a check leaves in the ledger: its record with the evidence, and where the reference stands now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from reviewdue.availability import Answer
from reviewdue.ledger import checks
from reviewdue.ledger.checks import CheckRecord, Held
from reviewdue.ledger.settling import settle_citing
from reviewdue.projects import Project
from reviewdue.standings import verdict_of
from reviewdue.verdicts import Axis, Observation, Verdict, next_check


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What all checkers saw of one reference, and the answer its availability rests on."""

    observations: list[Observation]
    answer: Answer | None = None


def record_check(
    connection: Connection, project: Project, held: Held, after: Verdict, seen: Seen, *, finished: bool
) -> None:
    """Add the check to the record and move the reference's standing on, and have its pages looked at if that is new."""
    if after != verdict_of(held) or held.checked_at is None:
        settle_citing(connection, [held.reference.id])
    record = _check_record(held.reference.id, after, seen, project.now)
    checks.record_checks(connection, [record])
    standing: dict[str, Any] = {name: getattr(after, name) for name in Verdict.__dataclass_fields__}
    if finished:
        standing |= {
            "http_status": record.http_status,
            "final_url": record.final_url,
            "reason": next((one.observed for one in seen.observations if one.axis is Axis.AVAILABILITY), None),
            "checked_at": project.now,
            "next_check_at": next_check(after, project.now, project.settings.checks.every),
            **_versions(held, seen.answer),
        }
    checks.record_standing(connection, held.reference.id, standing)


def _check_record(id: str, after: Verdict, seen: Seen, at: datetime) -> CheckRecord:
    answer = seen.answer
    return CheckRecord(
        reference_id=id,
        at=at,
        availability=after.availability,
        currency=after.currency,
        integrity=after.integrity,
        confirmed=after.confirmed,
        http_status=answer.status if answer else None,
        final_url=answer.final_url if answer and answer.hops else None,
        elapsed_ms=answer.elapsed_ms if answer else None,
        evidence=[
            {"axis": one.axis, "checker": one.checker, "url": one.url, "observed": one.observed, "at": at.isoformat()}
            for one in seen.observations
        ],
    )


def _versions(held: Held, answer: Answer | None) -> dict[str, str | None]:
    if answer is None or answer.status == 304:
        return {"etag": held.etag, "last_modified": held.last_modified}
    return {"etag": answer.etag, "last_modified": answer.last_modified}
