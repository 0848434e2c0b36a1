"""What calls for a review of a page: its date, its sources and its own text; pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from reviewdue.availability import Availability
from reviewdue.references import Reference, Supersession, short_name, supersession
from reviewdue.references.reference import Successor
from reviewdue.services.wayback import Copy, nearest
from reviewdue.standings import successor_name
from reviewdue.tasks.tasks import Finding, Reason
from reviewdue.verdicts import Axis, Currency, Integrity, Verdict, as_cited
from reviewdue.wording import capital, day


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """What is known of a page when its tasks are settled.

    `planned_for` is a day before `next_review_due` for which somebody planned this cycle's review.
    """

    id: str
    topics: tuple[str, ...] = ()
    last_reviewed: date | None = None
    next_review_due: date | None = None
    planned_for: date | None = None
    edited: bool = False
    edited_on: date | None = None
    listed: bool = True

    @property
    def review_by(self) -> date | None:
        """The day by which this cycle's review is to be done."""
        return self.planned_for or self.next_review_due


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFacts:
    """A cited source that speaks against its page, with the evidence of the newest look at it.

    Of one that is gone, `copies` are those in an archive, by the day they are nearest to.
    """

    reference: Reference
    verdict: Verdict
    evidence: tuple[Mapping[str, Any], ...] = ()
    updated_on: date | None = None
    copies: Mapping[date, Copy] = field(default_factory=dict)

    def observed(self, axis: Axis) -> str:
        """What the checkers saw on an axis, in their words; of those who agree with the verdict, if any do."""
        told = [one for one in self.evidence if one.get("axis") == axis]
        agreeing = [one for one in told if one.get("value") == getattr(self.verdict, axis)]
        return " ".join(str(one["observed"]).rstrip(".") for one in agreeing or told)

    def cited_for(self, intended: Collection[str]) -> "SourceFacts":
        """The source as it is cited by a page that means what is said against it."""
        both = tuple(dict.fromkeys((*self.verdict.intended, *intended)))
        return replace(self, verdict=replace(self.verdict, intended=both))

    def seen_from(self, reviewed: date | None) -> "SourceFacts":
        """The source as it stands for a page that was reviewed on a day: updated means after that."""
        currency = as_cited(self.verdict.currency, self.updated_on, reviewed)
        return replace(self, verdict=replace(self.verdict, currency=currency))


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """When reviews fall due: `window` is how many days before its date a page gets a task, `early` the days that
    each other reason leaves."""

    window: int
    early: Mapping[str, int]

    def due(self, reason: Reason, today: date) -> date:
        """The day by which a finding of today asks for a review."""
        return today + timedelta(days=self.early[reason])


def findings_of(page: PageFacts, sources: Iterable[SourceFacts], times: Times, today: date) -> list[Finding]:
    """Everything that calls for a review of a page on a day."""
    if not page.listed:
        return []
    found = [finding for source in sources for finding in findings_of_source(page, source, times, today)]
    return [*found, *_edited(page, times, today), *_scheduled(page, times, today)]


def _scheduled(page: PageFacts, times: Times, today: date) -> Iterator[Finding]:
    stated, planned, by = page.next_review_due, page.planned_for, page.review_by
    if stated is None or by is None or (by - today).days > times.window:
        return
    if planned is None:
        yield Finding(reason=Reason.SCHEDULED, due=stated, mark=stated.isoformat())
    else:
        # Another mark: a task that was open before the plan learns of the earlier day.
        mark, why = f"{stated} planned {planned}", f"Planned for {day(planned)}; it falls due on {day(stated)}."
        yield Finding(reason=Reason.SCHEDULED, due=planned, mark=mark, why=why)


def _edited(page: PageFacts, times: Times, today: date) -> Iterator[Finding]:
    if page.edited and page.last_reviewed:
        when = f"Edited on {day(page.edited_on)}" if page.edited_on else "Edited"
        yield Finding(
            reason=Reason.CONTENT_CHANGED,
            due=times.due(Reason.CONTENT_CHANGED, today),
            mark=page.last_reviewed.isoformat(),
            why=f"{when}, after the review of {day(page.last_reviewed)}.",
        )


def findings_of_source(page: PageFacts, source: SourceFacts, times: Times, today: date) -> Iterator[Finding]:
    """What one source calls for on the page that cites it, the gravest first."""
    source = source.seen_from(page.last_reviewed)
    found = supersession(source.reference, page.topics, today)
    successor = found.successor if found and found.superseded else None
    for reason in reasons_of(source.verdict, found):
        instead, where = _instead(reason, page, source, successor)
        yield Finding(
            reason=reason,
            due=times.due(reason, today),
            subject=source.reference.id,
            mark=_mark(reason, source, successor),
            why=_why(reason, source, found, page.last_reviewed),
            instead=instead,
            instead_url=where,
            evidence=source.evidence,
            doubtful=reason is Reason.GONE and not is_gone(source.verdict),
        )


def _instead(
    reason: Reason, page: PageFacts, source: SourceFacts, successor: Successor | None
) -> tuple[str | None, str | None]:
    """What to go to in place of a source, and where it is: its successor, or a copy from about the page's review."""
    if successor is not None:
        return successor_name(source.reference, successor), successor.evidence_url
    copy = nearest(source.copies, page.last_reviewed) if reason is Reason.GONE else None
    return (f"the archived copy of {day(copy.taken_on)}", copy.url) if copy else (None, None)


def is_gone(verdict: Verdict) -> bool:
    """Whether a source was not found for long enough to be called gone."""
    return verdict.availability is Availability.NOT_FOUND and verdict.confirmed


def reasons_of(verdict: Verdict, found: Supersession | None) -> Iterator[Reason]:
    """What a verdict calls for. A newer edition that leaves the page's topics as they were calls for nothing."""
    if verdict.is_against(Integrity.RETRACTED):
        yield Reason.RETRACTED
    if verdict.is_against(Currency.WITHDRAWN):
        yield Reason.WITHDRAWN
    if verdict.is_against(Integrity.CONCERN):
        yield Reason.CONCERN
    if verdict.failing_since is not None:
        yield Reason.GONE
    if verdict.is_against(Currency.SUPERSEDED) and not (found is not None and found.touched is False):
        yield Reason.SUPERSEDED
    if verdict.is_against(Currency.UPDATED) and not _is_meant(verdict, Integrity.CORRECTED):
        yield Reason.UPDATED


def _is_meant(verdict: Verdict, answer: Integrity) -> bool:
    return verdict.integrity is answer and answer in verdict.intended


AXIS = {Reason.RETRACTED: Axis.INTEGRITY, Reason.CONCERN: Axis.INTEGRITY, Reason.GONE: Axis.AVAILABILITY}


def _mark(reason: Reason, source: SourceFacts, successor: Successor | None) -> str:
    if reason is Reason.GONE and source.verdict.failing_since:
        return source.verdict.failing_since.date().isoformat()
    if reason is Reason.SUPERSEDED and successor is not None:
        return successor.edition or successor.id or successor.title or ""
    if reason is Reason.UPDATED and source.updated_on:
        return source.updated_on.isoformat()  # the next update is news again
    return ""


def _why(reason: Reason, source: SourceFacts, found: Supersession | None, reviewed: date | None) -> str:
    said = source.observed(AXIS.get(reason, Axis.CURRENCY))
    if reason is Reason.SUPERSEDED and found is not None:
        said = found.explanation
    if reason is Reason.UPDATED and source.updated_on and reviewed:
        said = f"it was updated on {day(source.updated_on)}, after the review of {day(reviewed)}"
        if source.verdict.is_against(Integrity.CORRECTED) and (seen := source.observed(Axis.INTEGRITY)):
            said += f". {seen}"
    return f"{capital(short_name(source.reference))}: {said}." if said else f"{capital(short_name(source.reference))}."
