"""What a check leaves in the ledger: its record with the evidence, and where the reference stands now."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from reviewdue.availability import Answer
from reviewdue.ledger import checks
from reviewdue.ledger.checks import CheckRecord, Held
from reviewdue.ledger.settling import settle_citing
from reviewdue.pages import Risk
from reviewdue.projects import Project
from reviewdue.revisits import History, Pace, calm_after, next_look
from reviewdue.standings import verdict_of
from reviewdue.verdicts import Axis, Currency, Observation, Verdict
from reviewdue.wording import day


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What all checkers saw of one reference, and the answer its availability rests on."""

    observations: list[Observation]
    answer: Answer | None = None
    risk: Risk = Risk.STANDARD


@dataclass(slots=True, kw_only=True)
class Records:
    """Gathers what the checks of a few hundred references leave, and writes it at once."""

    project: Project
    made: list[CheckRecord] = field(default_factory=list)
    standings: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    news: list[str] = field(default_factory=list)

    def add(self, held: Held, after: Verdict, seen: Seen, *, finished: bool) -> None:
        """Add a check to the record, move the reference's standing on, and have its pages looked at if that is new."""
        changed = changed_on(held, seen.observations) if finished else held.updated_on
        before = verdict_of(held)
        if after != before or held.checked_at is None or changed != held.updated_on:
            self.news.append(held.reference.id)
        record = _check_record(held, after, seen, self.project)
        self.made.append(record)
        standing: dict[str, Any] = {name: getattr(after, name) for name in _SETTLED}
        standing |= _answered(after, seen, self.project.now, finished=finished)
        if finished:
            standing |= {"updated_on": changed, **_looked_at(held, before, after, record, seen, self.project)}
        self.standings.append((held.reference.id, standing))

    def write(self, connection: Connection) -> None:
        """Write what was gathered."""
        settle_citing(connection, self.news)
        checks.record_checks(connection, self.made)
        checks.record_standings(connection, self.standings)


def _looked_at(
    held: Held, before: Verdict, after: Verdict, record: CheckRecord, seen: Seen, project: Project
) -> dict[str, Any]:
    """What a look at a source leaves that was asked all there is to ask."""
    return {
        # Given back with what is written anyway: in PostgreSQL each change of a row writes all of it anew.
        "claimed_until": None,
        "http_status": record.http_status,
        "final_url": record.final_url,
        "reason": next((one.observed for one in seen.observations if one.axis is Axis.AVAILABILITY), None),
        "checked_at": project.now,
        **_revisit(held, seen, project, after, changed=_answers(after) != _answers(before)),
        **_versions(held, seen.answer),
    }


# What is intended is the register's to say.
_SETTLED = tuple(name for name in Verdict.__dataclass_fields__ if name != "intended")


def _answered(after: Verdict, seen: Seen, now: datetime, *, finished: bool) -> dict[str, Any]:
    """Since when the answers of services stand, and the successor that goes with the currency."""
    standing: dict[str, Any] = {}
    for axis in (Axis.CURRENCY, Axis.INTEGRITY):
        heard = [one for one in seen.observations if one.axis is axis and not one.silent]
        if any(one.value == getattr(after, axis) for one in heard):
            standing[f"{axis}_at"] = now
    if after.currency not in (Currency.SUPERSEDED, Currency.WITHDRAWN):
        return standing | {"successor": None}
    told = [one for one in seen.observations if one.axis is Axis.CURRENCY]
    found = [one.successor for one in told if one.successor is not None]
    if found:
        return standing | {"successor": checks.write_successor(found[0])}
    # Who is silent now may have named it.
    return standing if not finished or any(one.silent for one in told) else standing | {"successor": None}


def changed_on(held: Held, seen: Iterable[Observation]) -> date | None:
    """The newest day on which a source says it was changed; who is silent now may be who said the one before."""
    told = [one for one in seen if one.axis in (Axis.CURRENCY, Axis.INTEGRITY)]
    days = [one.changed_on for one in told if one.changed_on]
    kept = [held.updated_on] if held.updated_on and any(one.silent for one in told) else []
    return max([*days, *kept], default=None)


def _revisit(held: Held, seen: Seen, project: Project, after: Verdict, *, changed: bool) -> dict[str, Any]:
    """When to look again: the next day where a service could not be asked that may answer then."""
    checks = project.settings.checks
    issued = held.entry.issued[:1]
    history = History(
        id=held.reference.id,
        calm=held.calm,
        is_new=held.checked_at is None,
        risk=seen.risk,
        age=project.today.year - issued[0] if issued else None,
    )
    pace = Pace(every=checks.every, soonest=checks.soonest, latest=checks.latest)
    at = next_look(after, project.now, pace, history, changed=changed)
    if any(one.silent and one.soon for one in seen.observations):
        at = min(at, project.now + timedelta(days=1, hours=-1))
    return {"next_check_at": at, "calm": calm_after(history, changed=changed)}


def _answers(verdict: Verdict) -> tuple[str, ...]:
    return verdict.availability, verdict.currency, verdict.integrity


def _check_record(held: Held, after: Verdict, seen: Seen, project: Project) -> CheckRecord:
    answer, at = seen.answer, project.now
    return CheckRecord(
        reference_id=held.reference.id,
        at=at,
        availability=after.availability,
        currency=after.currency,
        integrity=after.integrity,
        confirmed=after.confirmed,
        http_status=answer.status if answer else None,
        final_url=answer.final_url if answer and answer.hops else None,
        elapsed_ms=answer.elapsed_ms if answer else None,
        evidence=[
            {
                "axis": one.axis,
                "value": one.value,
                "checker": one.checker,
                "url": one.url,
                "observed": one.observed + _age(one, held, project),
                "at": at.isoformat(),
            }
            for one in seen.observations
        ],
    )


def _age(one: Observation, held: Held, project: Project) -> str:
    """Of a service that could not be asked: how old the answer is that stands."""
    before = {Axis.AVAILABILITY: held.checked_at, Axis.CURRENCY: held.currency_at, Axis.INTEGRITY: held.integrity_at}
    at = before[one.axis]
    if not one.silent or at is None:
        return ""
    end = "" if one.observed.endswith(".") else "."
    return f"{end} The answer of {day(at.astimezone(project.settings.publisher.zone).date())} stands."


def _versions(held: Held, answer: Answer | None) -> dict[str, str | None]:
    if answer is None or answer.status == 304:
        return {"etag": held.etag, "last_modified": held.last_modified}
    return {"etag": answer.etag, "last_modified": answer.last_modified}
