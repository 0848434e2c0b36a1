"""The check: asks the web about the references that are due, and settles where each of them stands."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.engine import Connection

from reviewdue.availability import Answer, Availability, network_is_down
from reviewdue.checkers import CHECKERS, Checker, Looking
from reviewdue.ledger import checks, runs
from reviewdue.ledger.checks import CheckRecord, Held
from reviewdue.projects import Project
from reviewdue.references import Reference, Successor, short_name, supersession
from reviewdue.verdicts import Axis, Confirmation, Currency, Integrity, Observation, Verdict, next_check, settle
from reviewdue.watching import UNWATCHED, Watch

# A batch is a task of a flow: enough addresses to keep all workers busy, few enough to be repeated.
BATCH = 500
GOOD = (Availability.AVAILABLE, Availability.MOVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An address to fetch, with what the server said of its version when it was last found."""

    url: str
    etag: str | None = None
    last_modified: str | None = None


Look = Callable[[Sequence[Wanted], Callable[[int, int | None], None]], Iterable[tuple[str, Answer]]]


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


@dataclass(slots=True, kw_only=True)
class CheckTally:
    """What one run did. `changed` are the references whose answer is another than before."""

    checked: int = 0
    not_due: int = 0
    offline: bool = False
    results: list[Result] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    shortfalls: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The figures as plain data, without the results."""
        return {
            "checked": self.checked,
            "not_due": self.not_due,
            "offline": self.offline,
            "changed": self.changed,
            "shortfalls": self.shortfalls,
        }


def check(
    project: Project,
    look: Look,
    watch: Watch = UNWATCHED,
    *,
    ids: Sequence[str] | None = None,
    network_is_up: Callable[[], bool] = lambda: False,
) -> CheckTally:
    """Check the references with these ids, or those that are due a check.

    When every address fails as it would without a network and `network_is_up` does not know better, the run
    is offline: no verdict changes and the references stay due.
    """
    with project.ledger.begin() as connection:
        number = runs.begin_run(connection, "check", today=project.today, at=project.now)
        wanted = checks.due_a_check(connection, project.now) if ids is None else list(ids)
        tally = CheckTally(not_due=len(checks.ids_in_use(connection)) - len(wanted) if ids is None else 0)
    for at in range(0, len(wanted), BATCH):
        batch = _Batch(project, look, watch, wanted[at : at + BATCH], network_is_up, offline=tally.offline)
        watch.batch(lambda b=batch: b.run(tally), name="check references")()
        watch.progress(min(at + BATCH, len(wanted)), len(wanted))
    if tally.offline:
        tally.shortfalls.append("the network is down: sources were not checked and every verdict stays as it was")
    with project.ledger.begin() as connection:
        state = "offline" if tally.offline else "done"
        runs.end_run(connection, number, state=state, tally=tally.as_dict(), at=datetime.now(UTC))
    _announce_end(watch, tally)
    return tally


def _announce_end(watch: Watch, tally: CheckTally) -> None:
    event = "reviewdue.check.offline" if tally.offline else "reviewdue.check.completed"
    watch.announce(event=event, resource={"prefect.resource.id": "reviewdue.check"}, payload=tally.as_dict())


def settle_without_network(project: Project) -> None:
    """Settle what needs no network of references that are new or changed: books, and what the register says."""
    looking = looking_of(project)
    with project.ledger.begin() as connection:
        for held in checks.held(connection, checks.never_looked_at(connection)).values():
            silent = _silent(held.reference, looking)
            seen = [observed for checker in silent for observed in checker.judge(held.reference, {}, looking)]
            before = verdict_of(held)
            after = settle(before, seen, project.now, _confirmation(project))
            finished = len(silent) == len(CHECKERS)
            if after != before or finished:
                _record(connection, project, held, after, _Seen(observations=seen), finished=finished)


def _silent(reference: Reference, looking: Looking) -> list[Checker]:
    """The checkers that ask the web nothing about this reference."""
    return [checker for checker in CHECKERS if not tuple(checker.asks(reference, looking))]


def looking_of(project: Project) -> Looking:
    """The circumstances of a check in this project."""
    return Looking(today=project.today, doi_resolver=project.settings.checks.doi_resolver.rstrip("/"))


def _confirmation(project: Project) -> Confirmation:
    confirm = project.settings.checks.confirm
    return Confirmation(checks=confirm.checks, days=confirm.days)


def verdict_of(held: Held) -> Verdict:
    """Where a reference stands."""
    return Verdict(
        availability=Availability(held.availability),
        currency=Currency(held.currency),
        integrity=Integrity(held.integrity),
        confirmed=held.confirmed,
        failures=held.failures,
        failing_since=held.failing_since,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What all checkers saw of one reference, and the answer its availability rests on."""

    observations: list[Observation]
    answer: Answer | None = None


class _Batch:
    """Checks a few hundred references; repeating it asks again and records again, and harms nothing."""

    def __init__(
        self,
        project: Project,
        look: Look,
        watch: Watch,
        ids: list[str],
        network_is_up: Callable[[], bool],
        *,
        offline: bool,
    ) -> None:
        self.project, self.look, self.watch, self.ids = project, look, watch, ids
        self.network_is_up, self.offline = network_is_up, offline
        self.looking = looking_of(project)

    def run(self, tally: CheckTally) -> None:
        """Ask, judge and record."""
        with self.project.ledger.begin() as connection:
            held = checks.held(connection, self.ids)
        answers = {} if self.offline else dict(self.look(list(self._wanted(held.values())), self.watch.progress))
        tally.offline = self.offline or (network_is_down(answers.values()) and not self.network_is_up())
        with self.project.ledger.begin() as connection:
            if not tally.offline:
                self._record_all(connection, held, answers, tally)
            tally.results += results_of(connection, self.ids, self.project)

    def _wanted(self, held: Iterable[Held]) -> Iterator[Wanted]:
        for one in held:
            for ask in (ask for checker in CHECKERS for ask in checker.asks(one.reference, self.looking)):
                fresh = ask.conditional and one.availability in GOOD
                yield Wanted(
                    url=ask.url,
                    etag=one.etag if fresh else None,
                    last_modified=one.last_modified if fresh else None,
                )

    def _record_all(
        self, connection: Connection, held: Mapping[str, Held], answers: Mapping[str, Answer], tally: CheckTally
    ) -> None:
        for one in held.values():
            seen = self._see(one.reference, answers)
            before = verdict_of(one)
            after = settle(before, seen.observations, self.project.now, _confirmation(self.project))
            _record(connection, self.project, one, after, seen, finished=True)
            tally.checked += 1
            for event in events_of(before, after):
                tally.changed.append(one.reference.id)
                self.watch.announce(event=event, resource=_resource(one.reference), payload=_change(before, after))

    def _see(self, reference: Reference, answers: Mapping[str, Answer]) -> _Seen:
        observations: list[Observation] = []
        answer: Answer | None = None
        for checker in CHECKERS:
            asked = {ask.url: answers[ask.url] for ask in checker.asks(reference, self.looking) if ask.url in answers}
            answer = answer or next(iter(asked.values()), None)
            observations += checker.judge(reference, asked, self.looking)
        return _Seen(observations=observations, answer=answer)


def _resource(reference: Reference) -> dict[str, str]:
    return {
        "prefect.resource.id": f"reviewdue.reference.{reference.id}",
        "prefect.resource.name": short_name(reference),
    }


def _change(before: Verdict, after: Verdict) -> dict[str, Any]:
    return {axis: {"before": getattr(before, axis), "after": getattr(after, axis)} for axis in Axis}


QUIET = {Availability.UNCHECKED, Currency.UNKNOWN, Integrity.UNKNOWN}


def events_of(before: Verdict, after: Verdict) -> list[str]:
    """The events of a change, such as reviewdue.reference.superseded; a source is gone once that is confirmed."""
    events = [
        f"reviewdue.reference.{getattr(after, axis)}"
        for axis in Axis
        if getattr(after, axis) != getattr(before, axis) and getattr(after, axis) not in QUIET
    ]
    if after.confirmed and after.availability is Availability.NOT_FOUND and not before.confirmed:
        events.append("reviewdue.reference.gone")
    return events


def _record(
    connection: Connection, project: Project, held: Held, after: Verdict, seen: _Seen, *, finished: bool
) -> None:
    """Add the check to the record and move the reference's standing on."""
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


def _check_record(id: str, after: Verdict, seen: _Seen, at: datetime) -> CheckRecord:
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
        evidence=[{key: value for key, value in one.items() if key != "axis"} for one in last.evidence] if last else [],
        elapsed_ms=last.elapsed_ms if last else None,
    )


def successor_name(reference: Reference, successor: Successor) -> str:
    """A successor in a few words: its own title or the old one's, and its edition."""
    return short_name(
        replace(reference, title=successor.title or reference.title, edition=successor.edition, superseded_by=())
    )


def result_as_dict(result: Result) -> dict[str, Any]:
    """One result with the keys of the contract."""
    verdict = result.verdict
    return {
        "id": result.id,
        **{axis: str(getattr(verdict, axis)) for axis in Axis},
        "confirmed": verdict.confirmed,
        **{key: value for key, value in asdict(result).items() if key not in {"id", "verdict"}},
    }
