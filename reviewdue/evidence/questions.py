"""The questions of the PIF TICK and of the NHS standard for creating health content, each with what the record says.

The PIF TICK has ten criteria (piftick.org.uk, as updated in June 2022), the NHS standard its sections
(service-manual.nhs.uk). Their wording is ours, in `templates/evidence/questions.html`. What a record of reviews cannot
know is `elsewhere`, and never a yes. Pure.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from reviewdue.reviews.records import Interests, Outcome, Review, SeenSource, Standing, Support

SOUND_FOR = timedelta(days=30)
BAD = {"superseded", "withdrawn", "retracted", "not_found"}


class Says(StrEnum):
    """What the record says to a question."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One question with its answer; `figures` are the numbers that the sentence names."""

    scheme: str
    question: str
    says: Says
    figures: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the answers follow from. `reviews` are those of the page, the newest first."""

    today: date
    reviews: Sequence[Review]
    owner: str | None
    last_reviewed: date | None
    next_review_due: date | None
    stated: bool
    beyond_policy: bool
    cited: int
    checked: int
    flagged: int

    @property
    def newest(self) -> Review | None:
        """The newest whole review."""
        return next((one for one in self.reviews if one.complete), None)

    @property
    def cycle(self) -> Sequence[Review]:
        """The newest whole review with the reviews of parts that it completed."""
        found: list[Review] = []
        for one in self.reviews:
            if one.complete and found:
                break
            if one.complete or found:
                found.append(one)
        return found


Judgement = tuple[Says, dict[str, int]]


def _process(facts: Facts) -> Judgement:
    if facts.newest is None:
        return Says.NO, {}
    return (Says.YES if facts.owner else Says.PARTLY), {"reviews": sum(one.complete for one in facts.reviews)}


def _evidence(facts: Facts) -> Judgement:
    if not facts.cited or facts.newest is None:
        return Says.NO, {"cited": facts.cited}
    sources = [source for review in facts.cycle for source in review.sources]
    sound = sum(map(_is_sound, sources))
    says = Says.YES if sources and sound == len(sources) else Says.PARTLY
    return says, {"sound": sound, "answered": len(sources), "cited": facts.cited}


def _is_sound(source: SeenSource) -> bool:
    bad = {source.availability, source.currency, source.integrity} & BAD
    return source.answer.supports is Support.YES and not bad


def _users(facts: Facts) -> Judgement:
    lay = sum(one.standing is Standing.LAY for review in facts.cycle for one in review.statement.reviewers)
    return (Says.YES if lay else Says.NO), {"lay": lay}


def _plain_language(facts: Facts) -> Judgement:
    covered = any("plain_language" in review.parts for review in facts.cycle)
    return (Says.YES if covered else Says.ELSEWHERE), {}


def _feedback(facts: Facts) -> Judgement:
    return (Says.PARTLY if facts.flagged else Says.ELSEWHERE), {"flagged": facts.flagged}


def _clinical_approval(facts: Facts) -> Judgement:
    if facts.newest is None:
        return Says.NO, {}
    signed = any(review.statement.signed_off_by for review in facts.cycle)
    return (Says.YES if signed else Says.PARTLY), {}


def _cycle(facts: Facts) -> Judgement:
    due = facts.next_review_due
    if due is None or due < facts.today:
        return Says.NO, {"days": (facts.today - due).days if due else 0}
    return (Says.YES if facts.stated and not facts.beyond_policy else Says.PARTLY), {}


def _interests(facts: Facts) -> Judgement:
    reviewers = [one for review in facts.cycle for one in review.statement.reviewers]
    if not reviewers:
        return Says.NO, {}
    declared = sum(one.interests is not Interests.NOTHING_DECLARED for one in reviewers)
    says = Says.YES if declared == len(reviewers) else Says.PARTLY if declared else Says.NO
    return says, {"declared": declared, "reviewers": len(reviewers)}


def _dates(facts: Facts) -> Judgement:
    if facts.last_reviewed is None:
        return Says.NO, {}
    return (Says.YES if facts.stated else Says.PARTLY), {}


def _versions(facts: Facts) -> Judgement:
    if not facts.reviews:
        return Says.NO, {}
    return Says.YES, {"versions": len({one.content_hash for one in facts.reviews})}


def _experts(facts: Facts) -> Judgement:
    reviewers = [one for review in facts.cycle for one in review.statement.reviewers]
    if not reviewers:
        return Says.NO, {}
    with_role = sum(bool(one.role) for one in reviewers)
    return (Says.YES if with_role else Says.PARTLY), {"reviewers": len(reviewers), "with_role": with_role}


def _each_review(facts: Facts) -> Judgement:
    whole = [one for one in facts.reviews if one.complete and one.statement.outcome is not Outcome.WITHDRAW]
    answered = sum(bool(one.sources) for one in whole)
    if not whole or not facts.cited:
        return Says.NO, {"reviews": len(whole), "answered": answered}
    return (Says.YES if answered == len(whole) else Says.PARTLY), {"reviews": len(whole), "answered": answered}


def _source_record(facts: Facts) -> Judgement:
    return (Says.YES if facts.cited else Says.NO), {"cited": facts.cited}


def _developments(facts: Facts) -> Judgement:
    figures = {"checked": facts.checked, "cited": facts.cited}
    if not facts.cited or not facts.checked:
        return Says.NO, figures
    return (Says.YES if facts.checked == facts.cited else Says.PARTLY), figures


def _elsewhere(_facts: Facts) -> Judgement:
    return Says.ELSEWHERE, {}


def _publisher(_facts: Facts) -> Judgement:
    return Says.YES, {}


PIF: Mapping[str, Callable[[Facts], Judgement]] = {
    "systems": _process,
    "training": _elsewhere,
    "need": _elsewhere,
    "evidence": _evidence,
    "users": _users,
    "inequalities": _plain_language,
    "design": _elsewhere,
    "feedback": _feedback,
    "reach": _elsewhere,
    "impact": _elsewhere,
}
NHS: Mapping[str, Callable[[Facts], Judgement]] = {
    "approval": _clinical_approval,
    "cycle": _cycle,
    "publisher": _publisher,
    "interests": _interests,
    "dates": _dates,
    "versions": _versions,
    "experts": _experts,
    "each_review": _each_review,
    "source_record": _source_record,
    "developments": _developments,
    "law": _elsewhere,
    "user_needs": _users,
    "access": _plain_language,
}
SCHEMES = {"pif": PIF, "nhs": NHS}


def answers_of(facts: Facts) -> tuple[Answer, ...]:
    """Every question of both schemes, in their order, with what the record says to it."""
    return tuple(
        Answer(scheme=scheme, question=name, says=says, figures=figures)
        for scheme, questions in SCHEMES.items()
        for name, judge in questions.items()
        for says, figures in [judge(facts)]
    )
