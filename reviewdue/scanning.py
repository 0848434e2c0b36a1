"""The scan: what the sources hold now goes into the ledger, and only what changed is parsed again."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from reviewdue.errors import SourceFailed
from reviewdue.files import Found
from reviewdue.ledger import checks, daily, runs
from reviewdue.ledger import pages as page_ledger
from reviewdue.pages import Problem
from reviewdue.processes import in_batches, some_ahead
from reviewdue.projects import Project
from reviewdue.recording import Batch, Batches
from reviewdue.registering import REGISTER, read_register_into_ledger, state_of
from reviewdue.settings import Source
from reviewdue.sources import Opened, open_source
from reviewdue.tasks.settling import Settling, TaskTally
from reviewdue.watching import UNWATCHED, Watch

# One transaction each: smaller ones go through the indexes of a new ledger once more for every thousand pages.
BATCH = 4_000
# Batches that are being parsed while the one before them is written.
AHEAD = 2
# So many changed pages are settled at once, and fewer when everything is read.
WORTH_SETTLING = 1_000
# A page count that falls by more than this share is a fault until a person says otherwise.
STEEPEST_FALL = 0.2
MOST_UNREAD = 50


@dataclass(slots=True, kw_only=True)
class ScanTally:
    """What one scan did. `policy_dates` counts dates moved to those of a changed policy that somebody accepted.

    `shortfalls` names what could not be looked at.
    """

    files: int = 0
    parsed: int = 0
    removed: int = 0
    policy_dates: int = 0
    tasks: TaskTally = field(default_factory=TaskTally)
    shortfalls: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The tally as plain data."""
        return {**asdict(self), "tasks": self.tasks.as_dict()}


def scan(
    project: Project, watch: Watch = UNWATCHED, *, accept_fewer: bool = False, accept_policy: bool = False
) -> ScanTally:
    """Read every source and the register. A source that fails becomes a named state; the others go on.

    `accept_fewer` is a person's word that a page count which fell steeply is right, `accept_policy` that dates which
    follow from the policy may move to those of the policy as it is now.
    """
    tally, settling = ScanTally(), Settling(project, watch)
    with project.ledger.change() as connection:
        number = runs.begin_run(connection, "scan", today=project.today, at=project.now)
        names = [source.name for source in project.settings.sources] + [REGISTER]
        page_ledger.drop_other_sources(connection, names, project.today)
    tally.shortfalls += read_register_into_ledger(project, accept_fewer=accept_fewer)
    for source in project.settings.sources:
        _scan_source(project, source, watch, tally, settling, accept_fewer=accept_fewer)
    _settle_sources(project, watch)
    if accept_policy:
        with project.ledger.change() as connection:
            tally.policy_dates = len(page_ledger.accept_policy_dates(connection))
    tally.tasks = settling.finish()
    with project.ledger.change() as connection:
        state = "incomplete" if tally.shortfalls else "done"
        daily.record_day(connection, project.day, whole=not tally.shortfalls)
        runs.end_run(connection, number, state=state, tally=tally.as_dict(), at=datetime.now(UTC))
        sources = runs.source_states(connection)
    for one in sources.values():
        if one.state != "ok":
            _announce_source(watch, one)
    watch.announce(event="reviewdue.scan.completed", resource=_resource(project), payload=tally.as_dict())
    return tally


def _settle_sources(project: Project, watch: Watch) -> None:
    """Settle what needs no network of sources that are new or changed."""
    with project.ledger.begin() as connection:
        if not checks.never_looked_at(connection, 1):
            return
    # Loaded where there is one: it takes longer to load than all else that a scan needs.
    from reviewdue.checking import settle_without_network

    settle_without_network(project, watch)


def _announce_source(watch: Watch, state: runs.SourceState) -> None:
    resource = {"prefect.resource.id": f"reviewdue.source.{state.name}", "prefect.resource.name": state.name}
    payload = {"detail": state.detail, "pages": state.pages}
    watch.announce(event=f"reviewdue.source.{state.state}", resource=resource, payload=payload)


def _resource(project: Project) -> dict[str, str]:
    return {"prefect.resource.id": "reviewdue.scan", "prefect.resource.name": project.settings.publisher.name}


def _scan_source(
    project: Project, source: Source, watch: Watch, tally: ScanTally, settling: Settling, *, accept_fewer: bool
) -> None:
    try:
        with open_source(project, source) as opened:
            _read_source(project, source, opened, watch, tally, settling)
    except SourceFailed as error:
        _fall_short(project, source, tally, "source_failed", str(error), "failed")
        return
    _settle(project, source, opened, tally, accept_fewer=accept_fewer)


def _read_source(
    project: Project, source: Source, opened: Opened, watch: Watch, tally: ScanTally, settling: Settling
) -> None:
    """Read the source into the ledger, a stretch at a time; what is plain of it is settled while the next is parsed."""
    last = ""
    with project.ledger.change() as connection:
        page_ledger.reread_doubles(connection, source.name)
    for batch in some_ahead(_prepared(Batches(project, source, opened), opened.found), AHEAD):
        watch.batch(batch.record, name=f"read {source.name}")()
        tally.files += len(batch.found)
        tally.parsed += len(batch.changed)
        before, last = last, batch.found[-1].path
        if len(batch.changed) >= WORTH_SETTLING:
            settling.settle_stretch(source.name, before, last)
        watch.progress(tally.files, None)
    with project.ledger.change() as connection:
        beyond = page_ledger.known_files(connection, source.name, last, None)
        page_ledger.mark_missing(connection, source.name, beyond, project.today)


def _prepared(batches: Batches, found: Iterable[Found]) -> Iterator[Batch]:
    after = ""
    for stretch in in_batches(found, BATCH):
        yield batches.prepare(after, stretch)
        after = stretch[-1].path


def _settle(project: Project, source: Source, opened: Opened, tally: ScanTally, *, accept_fewer: bool) -> None:
    """Decide what the missing pages mean: pages taken down, or a source that was not all there."""
    with project.ledger.begin() as connection:
        listed, missing = page_ledger.count_present(connection, source.name)
    fell = missing > STEEPEST_FALL * listed
    if fell and missing < listed and not accept_fewer:
        message = f"{missing} of {listed} pages were not found; they stay on the lists as they were last seen"
        _fall_short(project, source, tally, "pages_fell", message, "fell", opened.problems)
        return
    if not fell or accept_fewer:
        with project.ledger.change() as connection:
            if missing:
                page_ledger.remove_missing(connection, source.name, project.today)
            page_ledger.write_problems(connection, source.name, [source.path], opened.problems)
            runs.record_source(connection, state_of(project, source.name, "ok", "", listed - missing))
        tally.removed += missing
    if missing == listed:
        kept = f"; {listed} pages stay on the lists as they were last seen" if listed and not accept_fewer else ""
        message = f"{opened.what} holds no pages{kept}"
        _fall_short(project, source, tally, "source_empty", message, "empty", opened.problems)
    elif opened.unread:
        _leave_unread(project, source, opened, tally)


def _leave_unread(project: Project, source: Source, opened: Opened, tally: ScanTally) -> None:
    """Some pages did not answer: they stay as they were, and the scan does not pass for a whole one."""
    pages = "1 page" if len(opened.unread) == 1 else f"{len(opened.unread)} pages"
    message = f"{pages} could not be looked at; what was last seen of them stays on the lists"
    hint = "see that they can be read without signing in, or exclude them from this source"
    each = [
        Problem(path=source.path, line=None, code="page_unread", message=text, hint=hint)
        for text in opened.unread[:MOST_UNREAD]
    ]
    _fall_short(project, source, tally, "pages_unread", message, "partial", [*opened.problems, *each])


HINTS = {
    "source_failed": "check the source's path and permissions in reviewdue.yaml; its pages stay as last seen",
    "source_empty": "check the source's path and include patterns in reviewdue.yaml",
    "pages_fell": "bring the files back, or confirm with “reviewdue scan --accept-fewer”",
    "pages_unread": "look at the ones listed; the next scan asks for them again",
}


def _fall_short(
    project: Project,
    source: Source,
    tally: ScanTally,
    code: str,
    message: str,
    state: str,
    problems: Iterable[Problem] = (),
) -> None:
    tally.shortfalls.append(f"{source.name}: {message}")
    problem = Problem(path=source.path, line=None, code=code, message=message, hint=HINTS[code])
    with project.ledger.change() as connection:
        listed, _ = page_ledger.count_present(connection, source.name)
        page_ledger.write_problems(connection, source.name, [source.path], [problem, *problems])
        runs.record_source(connection, state_of(project, source.name, state, message, listed))
