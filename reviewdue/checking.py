"""The check: asks the web about the references that are due, and settles where each of them stands."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.engine import Connection

from reviewdue.availability import Answer, Availability, network_is_down
from reviewdue.checkers import CHECKERS, Checker, Looking
from reviewdue.ledger import checks, runs
from reviewdue.ledger.checks import CheckRecord, Held
from reviewdue.ledger.dialects import in_parts
from reviewdue.ledger.settling import settle_citing
from reviewdue.news import announce_change
from reviewdue.projects import Project
from reviewdue.references import Reference
from reviewdue.standings import Result, results_of, verdict_of
from reviewdue.tasks.settling import TaskTally, settle_tasks
from reviewdue.verdicts import Axis, Confirmation, Observation, Verdict, next_check, settle
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


@dataclass(slots=True, kw_only=True)
class CheckTally:
    """What one run did. `changed` are the references whose answer is another than before."""

    checked: int = 0
    not_due: int = 0
    offline: bool = False
    results: list[Result] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    tasks: TaskTally = field(default_factory=TaskTally)
    shortfalls: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The figures as plain data, without the results."""
        return {
            "checked": self.checked,
            "not_due": self.not_due,
            "offline": self.offline,
            "changed": self.changed,
            "tasks": self.tasks.as_dict(),
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
    tally, wanted, addresses = _wanted(project, ids)
    with project.ledger.change() as connection:
        number = runs.begin_run(connection, "check", today=project.today, at=project.now)
    done = 0
    for part in batches_of(wanted, addresses):
        batch = _Batch(project, look, watch, part, network_is_up, offline=tally.offline)
        watch.batch(lambda b=batch: b.run(tally), name="check references")()
        done += len(part)
        watch.progress(done, len(wanted))
    tally.tasks = settle_tasks(project, watch)
    if tally.offline:
        tally.shortfalls.append("the network is down: sources were not checked and every verdict stays as it was")
    with project.ledger.change() as connection:
        state = "offline" if tally.offline else "done"
        runs.end_run(connection, number, state=state, tally=tally.as_dict(), at=datetime.now(UTC))
    _announce_end(watch, tally)
    return tally


def _wanted(project: Project, ids: Sequence[str] | None) -> tuple[CheckTally, Sequence[str], Mapping[str, str]]:
    """What is to be checked, and the addresses that several references share."""
    with project.ledger.begin() as connection:
        addresses = checks.shared_addresses(connection)
        if ids is not None:
            return CheckTally(), ids, addresses
        wanted = checks.due_a_check(connection, project.now)
        return CheckTally(not_due=checks.count_in_use(connection) - len(wanted)), wanted, addresses


def batches_of(ids: Sequence[str], addresses: Mapping[str, str]) -> Iterator[list[str]]:
    """The ids in batches, all those of one address in the same one: within a batch an address is fetched once."""
    together: dict[str, list[str]] = {}
    for id in ids:
        if id in addresses:
            together.setdefault(addresses[id], []).append(id)
    batch: list[str] = []
    for id in ids:
        batch += together.pop(addresses[id], []) if id in addresses else [id]
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _announce_end(watch: Watch, tally: CheckTally) -> None:
    event = "reviewdue.check.offline" if tally.offline else "reviewdue.check.completed"
    watch.announce(event=event, resource={"prefect.resource.id": "reviewdue.check"}, payload=tally.as_dict())


def settle_without_network(project: Project, watch: Watch = UNWATCHED) -> None:
    """Settle what needs no network of references that are new or changed: books, and what the register says."""
    with project.ledger.begin() as connection:
        wanted = checks.never_looked_at(connection)
    for part in in_parts(wanted):
        with project.ledger.change() as connection:
            for held in checks.held(connection, part).values():
                _settle_without_network(connection, project, held, watch)


def _settle_without_network(connection: Connection, project: Project, held: Held, watch: Watch) -> None:
    looking = looking_of(project)
    silent = _silent(held.reference, looking)
    seen = [observed for checker in silent for observed in checker.judge(held.reference, {}, looking)]
    before = verdict_of(held)
    after = settle(before, seen, project.now, _confirmation(project))
    finished = len(silent) == len(CHECKERS)
    if after != before or finished:
        _record(connection, project, held, after, _Seen(observations=seen), finished=finished)
        announce_change(watch, held.reference, before, after)


def _silent(reference: Reference, looking: Looking) -> list[Checker]:
    """The checkers that ask the web nothing about this reference."""
    return [checker for checker in CHECKERS if not tuple(checker.asks(reference, looking))]


def looking_of(project: Project) -> Looking:
    """The circumstances of a check in this project."""
    return Looking(today=project.today, doi_resolver=project.settings.checks.doi_resolver.rstrip("/"))


def _confirmation(project: Project) -> Confirmation:
    confirm = project.settings.checks.confirm
    return Confirmation(checks=confirm.checks, days=confirm.days)


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
        if not tally.offline:
            with self.project.ledger.change() as connection:
                self._record_all(connection, held, answers, tally)
        with self.project.ledger.begin() as connection:
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
            if announce_change(self.watch, one.reference, before, after):
                tally.changed.append(one.reference.id)

    def _see(self, reference: Reference, answers: Mapping[str, Answer]) -> _Seen:
        observations: list[Observation] = []
        answer: Answer | None = None
        for checker in CHECKERS:
            asked = {ask.url: answers[ask.url] for ask in checker.asks(reference, self.looking) if ask.url in answers}
            answer = answer or next(iter(asked.values()), None)
            observations += checker.judge(reference, asked, self.looking)
        return _Seen(observations=observations, answer=answer)


def _record(
    connection: Connection, project: Project, held: Held, after: Verdict, seen: _Seen, *, finished: bool
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
