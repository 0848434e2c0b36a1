"""The check: asks the web about the references that are due, and settles where each of them stands."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy.engine import Connection

from reviewdue.archives import ask_for_copies
from reviewdue.availability import Availability, network_is_down
from reviewdue.checkers import CHECKERS, Checker, Looking, asks_of, judge_all
from reviewdue.checkers.address import answer_of
from reviewdue.checkqueue import due_batches, named_batches
from reviewdue.checkrecords import Records, Seen, changed_on
from reviewdue.checktally import CheckTally
from reviewdue.circumstances import looking_of
from reviewdue.drifting import observe_drift
from reviewdue.incidents import Incident, incidents_among
from reviewdue.ledger import checks, claims, hosts, references, runs, texts
from reviewdue.ledger.checks import Held
from reviewdue.mailroom import clock_of
from reviewdue.news import HeldNews, announce_change
from reviewdue.pages import Risk
from reviewdue.projects import Project
from reviewdue.references import Reference
from reviewdue.services import Answers, Look, Told, Wanted
from reviewdue.sourcerows import host_of
from reviewdue.standings import results_of, verdict_of
from reviewdue.tasks.settling import settle_tasks
from reviewdue.verdicts import Confirmation, Currency, Observation, Verdict, as_cited, settle
from reviewdue.watching import UNWATCHED, Watch
from reviewdue.wording import plural

# A question may depend on the answer to another, and so on, but not without end.
STAGES = 8
# References of which is settled in one transaction what needs no network.
SETTLED_AT_ONCE = 500
# A run that checked a part of what is due, for another that draws the parts together.
PART = "check-shard"
GOOD = (Availability.AVAILABLE, Availability.MOVED)


def check(
    project: Project,
    look: Look,
    watch: Watch = UNWATCHED,
    *,
    ids: Sequence[str] | None = None,
    network_is_up: Callable[[], bool] = lambda: False,
    with_results: bool = True,
    spread: Callable[[], int] | None = None,
) -> CheckTally:
    """Check the references with these ids, or those that are due a check.

    `with_results` the tally holds where each of them stands, which for a million takes gigabytes.
    When every address fails as it would without a network and `network_is_up` does not know better, the run
    is offline: no verdict changes and the references stay due.
    `spread` has what is due checked elsewhere, by `check_shard`, and returns in how many parts.
    """
    tally = CheckTally()
    with project.ledger.change() as connection:
        number = runs.begin_run(connection, "check", today=project.today, at=project.now)
        due = claims.count_due(connection, project.now) if ids is None else len(ids)
        tally.not_due = checks.count_in_use(connection) - due if ids is None else 0
    if spread is not None:
        _draw_together(project, tally, spread(), number)
    else:
        with closing(due_batches(project) if ids is None else named_batches(project, ids)) as batches:
            work_off(project, look, watch, tally, batches, due, network_is_up, with_results=with_results)
    if not tally.offline:
        copies = ask_for_copies(project, lambda asks: look([Wanted(ask=ask) for ask in asks], watch.progress))
        tally.count_silence(copies)
    tally.incidents = _incidents(project)
    tally.tasks = settle_tasks(project, watch)
    if tally.offline:
        tally.shortfalls.append("the network is down: sources were not checked and every verdict stays as it was")
    if ids is None:
        tally.shortfalls += _say_what_others_have(project)
    tally.shortfalls += tally.say_silence()
    with project.ledger.change() as connection:
        state = "offline" if tally.offline else "done"
        runs.end_run(connection, number, state=state, tally=tally.as_dict(), at=datetime.now(UTC))
    _announce_end(watch, tally)
    return tally


def _say_what_others_have(project: Project) -> Iterator[str]:
    """What was due and is with another run: one that is at it, or one that was killed and could give nothing back."""
    with project.ledger.begin() as connection:
        count = claims.count_taken(connection, project.now, clock_of(project)())
    if count:
        minutes = claims.LEASE // timedelta(minutes=1)
        yield (
            f"{plural(count, 'source')} that {'is' if count == 1 else 'are'} due {'is' if count == 1 else 'are'} with "
            f"another run; if that one was killed, check again after {minutes} minutes"
        )


def _draw_together(project: Project, tally: CheckTally, parts: int, after: int) -> None:
    """Add up what the parts did; one that broke off is said, and what it had is due again."""
    with project.ledger.begin() as connection:
        ended = [part for part in runs.runs_after(connection, PART, after) if part.finished_at is not None]
    for part in ended:
        tally.take_in(part.tally)
    if missing := parts - len(ended):
        tally.shortfalls.append(f"{missing} of {parts} parts of the check broke off; what they had is due again")


def work_off(
    project: Project,
    look: Look,
    watch: Watch,
    tally: CheckTally,
    batches: Iterator[list[str]],
    due: int,
    network_is_up: Callable[[], bool],
    *,
    with_results: bool,
) -> None:
    """Check batch after batch; without a network nothing is asked after the first one, and all stay due."""
    news = HeldNews(watch=watch, incidents=_incidents(project))
    done = 0
    for part in batches:
        batch = _Batch(project, look, watch, part, network_is_up, news=news, offline=tally.offline)
        watch.batch(lambda b=batch: b.run(tally), name="check references")()
        if with_results:
            with project.ledger.begin() as connection:
                tally.results += results_of(connection, part, project)
        done += len(part)
        watch.progress(done, max(due, done))
        if tally.offline and not with_results:
            break
    tally.changed += news.settle(_incidents(project))


def _incidents(project: Project) -> list[Incident]:
    with project.ledger.begin() as connection:
        return incidents_among(hosts.doubts(connection), project.now)


def _announce_end(watch: Watch, tally: CheckTally) -> None:
    event = "reviewdue.check.offline" if tally.offline else "reviewdue.check.completed"
    watch.announce(event=event, resource={"prefect.resource.id": "reviewdue.check"}, payload=tally.as_dict())


def settle_without_network(project: Project, watch: Watch = UNWATCHED) -> None:
    """Settle what needs no network of references that are new or changed: books, and what the register says."""
    looking = looking_of(project)
    while True:
        with project.ledger.begin() as connection:
            wanted = checks.never_looked_at(connection, SETTLED_AT_ONCE)
        if not wanted:
            break
        with project.ledger.change() as connection:
            records = Records(project=project)
            settled = [
                _settle_without_network(records, one, looking) for one in checks.held(connection, wanted).values()
            ]
            records.write(connection)
            # Each of them is due after this, and so not among the next ones.
            checks.wait_for_network(connection, wanted)
        for before, after in settled:
            announce_change(watch, before.reference, verdict_of(before), after)


def _settle_without_network(records: Records, held: Held, looking: Looking) -> tuple[Held, Verdict]:
    unasking = _unasking(held.entry, looking)
    seen = [observed for checker in unasking for observed in checker.judge(held.entry, {}, looking)]
    finished = len(unasking) == len(CHECKERS)
    before = verdict_of(held)
    # What a service said before stands until it is asked again.
    waiting = [] if finished else [replace(one, silent=True) for one in seen]
    after = settle(before, [*seen, *waiting], records.project.now, _confirmation(records.project))
    if after != before or finished:
        records.add(held, after, Seen(observations=seen), finished=finished)
    return held, after


def _unasking(reference: Reference, looking: Looking) -> list[Checker]:
    """The checkers that ask the web nothing about this reference."""
    return [checker for checker in CHECKERS if not any(map(looking.may_ask, checker.asks(reference, {}, looking)))]


def _confirmation(project: Project) -> Confirmation:
    confirm = project.settings.checks.confirm
    return Confirmation(checks=confirm.checks, days=confirm.days)


class _Batch:
    """Checks a few hundred references. Repeated, it asks again about those that it did not come to record."""

    def __init__(
        self,
        project: Project,
        look: Look,
        watch: Watch,
        ids: list[str],
        network_is_up: Callable[[], bool],
        *,
        news: HeldNews,
        offline: bool,
    ) -> None:
        self.project, self.look, self.watch, self.ids = project, look, watch, ids
        self.network_is_up, self.news, self.offline = network_is_up, news, offline
        self.looking = looking_of(project)
        self.has_begun = False

    def run(self, tally: CheckTally) -> None:
        """Ask, judge and record; what is recorded is counted and told, whatever happens to this run then."""
        with self.project.ledger.begin() as connection:
            held = checks.held(connection, self.ids)
        if self.has_begun:
            self._leave_out_recorded(held, tally)
        self.has_begun = True
        answers = self._ask(list(held.values()))
        tally.offline = self.offline
        if not tally.offline:
            with self.project.ledger.change() as connection:
                recorded = self._record_all(connection, held, answers)
            tally.count_silence(answers)
            tally.checked += len(recorded)
            tally.changed += [one.reference.id for one, after in recorded if self._tell(one, after)]

    def _leave_out_recorded(self, held: dict[str, Held], tally: CheckTally) -> None:
        # A database that went away while it committed did not say whether it had.
        for id in [id for id, one in held.items() if one.checked_at == self.project.now]:
            del held[id]
            tally.checked += 1

    def _tell(self, held: Held, after: Verdict) -> bool:
        return self.news.tell(host_of(held.entry), held.reference, verdict_of(held), after)

    def _ask(self, held: Sequence[Held]) -> Answers:
        """Ask, and ask what the answers lead to, until nothing is open. Finds out on the way whether to be offline."""
        answers: dict[tuple[str, str], Told] = {}
        for _ in range(STAGES):
            wanted = self._wanted(held, answers)
            if self.offline or not wanted:
                break
            answers |= {told.key: told for told in self.look(wanted, self.watch.progress)}
            came = [told.answer for told in answers.values() if told.answer is not None]
            self.offline = network_is_down(came) and not self.network_is_up()
        return answers

    def _wanted(self, held: Sequence[Held], answers: Answers) -> list[Wanted]:
        wanted: dict[tuple[str, str], Wanted] = {}
        for one in held:
            for ask in asks_of(one.entry, answers, self.looking):
                fresh = ask.conditional and ask.about == one.entry.url and _is_as_it_should_be(one)
                mine = Wanted(
                    ask=ask,
                    etag=one.etag if fresh else None,
                    last_modified=one.last_modified if fresh else None,
                )
                wanted[ask.key] = _widest(wanted.get(ask.key, mine), mine)
        return list(wanted.values())

    def _record_all(
        self, connection: Connection, held: Mapping[str, Held], answers: Answers
    ) -> list[tuple[Held, Verdict]]:
        """Write what was found; each source as it was held, with where it stands now."""
        reviewed, risks = references.oldest_reviews(connection, held), references.gravest_risks(connection, held)
        records = Records(project=self.project)
        known = texts.versions_of(connection, [id for id, one in held.items() if one.entry.is_watched])
        recorded = []
        for id, one in held.items():
            drift = observe_drift(connection, one, answers, known.get(id, ()), self.project)
            seen = self._see(one.entry, answers, risks.get(id, Risk.STANDARD), drift)
            settled = settle(verdict_of(one), seen.observations, self.project.now, _confirmation(self.project))
            currency = as_cited(settled.currency, changed_on(one, seen.observations), reviewed.get(id))
            after = replace(settled, currency=currency)
            records.add(one, after, seen, finished=True)
            recorded.append((one, after))
        records.write(connection)
        return recorded

    def _see(self, reference: Reference, answers: Answers, risk: Risk, drift: Sequence[Observation]) -> Seen:
        seen = [*judge_all(reference, answers, self.looking), *drift]
        return Seen(observations=seen, answer=answer_of(reference, answers), risk=risk)


def _is_as_it_should_be(held: Held) -> bool:
    """Whether it is enough to hear that a page is unchanged: what speaks against a source is read again in full."""
    return held.availability in GOOD and held.currency in (Currency.CURRENT, Currency.UNKNOWN)


def _widest(one: Wanted, other: Wanted) -> Wanted:
    """Of two who want the same page, what serves both: as much of it as either, and whole if one does not know it."""
    if one.ask == other.ask and (one.etag, one.last_modified) == (other.etag, other.last_modified):
        return one
    most = max(one.ask.max_bytes or 0, other.ask.max_bytes or 0) or None
    known = one if one.ask.conditional and other.ask.conditional else Wanted(ask=replace(one.ask, conditional=False))
    return replace(known, ask=replace(known.ask, max_bytes=most))
