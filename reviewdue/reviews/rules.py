"""What a review must say to count, and when the next one is due: pure."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from reviewdue.intervals import Interval
from reviewdue.reviews.records import Haste, Interests, Outcome, Reviewer, SourceAnswer, Statement, Support
from reviewdue.wording import day as say_day
from reviewdue.wording import listing

CHANGES = (Outcome.MINOR_CHANGE, Outcome.CLINICAL_CHANGE)
# The part whose reviewers answer for the sources, where a review has parts.
SOURCES_PART = "sources"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that a review lacks: the field of the statement, and a sentence."""

    field: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What a statement is held against.

    `cited` are the page's entries, `required` the parts a whole review has (none: it is not divided), `covered` those
    that earlier reviews of the same text covered, `answered` the sources they answered for. `interval` is the time to
    the next review, `longest` the most that the policy allows without approval.
    """

    today: date
    interval: Interval
    longest: Interval
    cited: Sequence[str] = ()
    authors: Collection[str] = ()
    required: tuple[str, ...] = ()
    covered: Collection[str] = ()
    answered: Collection[str] = ()
    people: Collection[str] = field(default=())

    def usual(self, done_on: date) -> date:
        """When the next review is due by the page's interval, or the policy's."""
        return self.interval.after(done_on)


def faults_of(statement: Statement, held: Circumstances) -> list[Fault]:
    """Everything that a statement lacks."""
    return [
        *_about_reviewers(statement, held),
        *_about_outcome(statement),
        *_about_sources(statement, held),
        *_about_dates(statement, held),
    ]


def parts_of(statement: Statement, held: Circumstances) -> tuple[str, ...]:
    """The parts that a review covers, in the order of those that are required."""
    if any(not reviewer.parts for reviewer in statement.reviewers):
        return held.required
    named = {part for reviewer in statement.reviewers for part in reviewer.parts}
    return tuple(part for part in held.required if part in named)


def missing_parts(statement: Statement, held: Circumstances) -> tuple[str, ...]:
    """The parts that nobody covered yet."""
    done = {*held.covered, *parts_of(statement, held)}
    return tuple(part for part in held.required if part not in done)


def _about_reviewers(statement: Statement, held: Circumstances) -> Iterator[Fault]:
    if not statement.reviewers:
        yield Fault(field="reviewers", message="name at least one reviewer")
    for reviewer in statement.reviewers:
        yield from _about_reviewer(reviewer, held)
    authors = {name.strip().casefold() for name in (*statement.authors, *held.authors)}
    if statement.reviewers and all(_is_among(reviewer, authors) for reviewer in statement.reviewers):
        names = listing(reviewer.name for reviewer in statement.reviewers)
        message = f"{names} wrote the text: somebody who did not must review it too"
        yield Fault(field="reviewers", message=message)
    if statement.outcome in CHANGES and not (statement.authors or held.authors):
        yield Fault(field="authors", message="name who changed the text: whoever did is not its only reviewer")


def _is_among(reviewer: Reviewer, names: Collection[str]) -> bool:
    return bool({reviewer.known_as, reviewer.name.strip().casefold()} & set(names))


def _about_reviewer(reviewer: Reviewer, held: Circumstances) -> Iterator[Fault]:
    if not reviewer.name.strip():
        yield Fault(field="reviewers", message="a reviewer has no name")
    if reviewer.interests is Interests.DECLARED and not reviewer.interests_note.strip():
        yield Fault(field="interests", message=f"say which interests {reviewer.name} declared")
    unknown = [part for part in reviewer.parts if part not in held.required]
    if unknown:
        known = f"it has {listing(held.required)}" if held.required else "it is not divided into parts"
        yield Fault(field="parts", message=f"the review of this page has no part {listing(unknown)}; {known}")


def _about_outcome(statement: Statement) -> Iterator[Fault]:
    if statement.outcome is not Outcome.NO_CHANGE and not statement.summary.strip():
        yield Fault(field="summary", message="say what changed, or why the page is to be withdrawn")
    if statement.outcome is Outcome.CLINICAL_CHANGE and not (statement.signed_off_by or "").strip():
        yield Fault(field="signed_off_by", message="a clinical change needs a clinical sign-off: say whose")


def _about_sources(statement: Statement, held: Circumstances) -> Iterator[Fault]:
    given = [answer.cited for answer in statement.sources]
    for name in dict.fromkeys(given):
        if name not in held.cited:
            yield Fault(field="sources", message=f"the page does not cite “{name}”")
        elif given.count(name) > 1:
            yield Fault(field="sources", message=f"“{name}” is answered twice")
    if _answers_for_sources(statement, held):
        for name in dict.fromkeys(held.cited):
            if name not in given and name not in held.answered:
                yield Fault(field="sources", message=f"say of “{name}” whether it still supports the text")
    for answer in statement.sources:
        yield from _about_answer(answer, statement.outcome)


def _about_answer(answer: SourceAnswer, outcome: Outcome) -> Iterator[Fault]:
    noted = bool(answer.note.strip())
    if answer.supports is Support.NOT_SEEN and not noted:
        yield Fault(field="sources", message=f"say why “{answer.cited}” was not seen")
    if answer.supports is not Support.NOT_SEEN and not answer.edition.strip():
        yield Fault(field="sources", message=f"say which edition of “{answer.cited}” was seen")
    if answer.supports is Support.NO and outcome is Outcome.NO_CHANGE and not noted:
        message = f"“{answer.cited}” does not support the text, and nothing changed: say why in its note"
        yield Fault(field="sources", message=message)


def _answers_for_sources(statement: Statement, held: Circumstances) -> bool:
    """Whether these reviewers have to answer for the sources: all must, where the sources are no part of their own."""
    return SOURCES_PART not in held.required or SOURCES_PART in parts_of(statement, held)


def _about_dates(statement: Statement, held: Circumstances) -> Iterator[Fault]:
    done = statement.done_on or held.today
    if done > held.today:
        yield Fault(field="done_on", message=f"{say_day(done)} has not come yet")
    start, end = statement.started_at, statement.finished_at
    if start and end and end < start:
        yield Fault(field="finished_at", message="it was finished before it was started")
    if statement.outcome is Outcome.WITHDRAW:
        if statement.next_due is not None:
            yield Fault(field="next_due", message="a page that is to be withdrawn has no next review")
        return
    yield from _about_next(statement, held, done)


def _about_next(statement: Statement, held: Circumstances, done: date) -> Iterator[Fault]:
    usual = held.usual(done)
    due = statement.next_due or usual
    if due <= done:
        yield Fault(field="next_due", message=f"{say_day(due)} is no day for the next review: it is not after this one")
    elif due != usual and not statement.next_due_why.strip():
        message = f"say why the next review is due on {say_day(due)} and not, as usual, on {say_day(usual)}"
        yield Fault(field="next_due_why", message=message)
    if due > held.longest.after(done):
        yield from _about_approval(statement, f"{say_day(due)} is later than the policy's longest interval allows")


def _about_approval(statement: Statement, why: str) -> Iterator[Fault]:
    approver = (statement.approver or "").strip().casefold()
    if not approver:
        yield Fault(field="approver", message=f"{why}: name who approves it")
    elif any(_is_among(reviewer, {approver}) for reviewer in statement.reviewers):
        yield Fault(field="approver", message=f"{why}: nobody approves a review of their own")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How quick a review may be, in seconds, and how many of one person in an hour, before that is pointed out."""

    quickest: int
    bulk: int


def haste_of(statement: Statement, others: int, pace: Pace) -> tuple[Haste, ...]:
    """What makes a review look like a rubber stamp; `others` are those of the same person in the hour before."""
    start, end = statement.started_at, statement.finished_at
    quick = bool(start and end and end - start < timedelta(seconds=pace.quickest))
    bulk = others + 1 >= pace.bulk
    return tuple(haste for haste, so in ((Haste.IN_SECONDS, quick), (Haste.IN_BULK, bulk)) if so)
