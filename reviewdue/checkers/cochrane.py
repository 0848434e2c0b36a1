"""The Cochrane checker: whether a review has a newer version, or was withdrawn, which is no retraction."""

import re
from collections.abc import Iterable, Iterator

from reviewdue.checkers.checker import Looking
from reviewdue.checkers.identities import doi_of
from reviewdue.checkers.saying import superseded, unheard
from reviewdue.notices import MEANS, Kind, Notice, kind_in_title
from reviewdue.references import Reference
from reviewdue.services import Answers, Ask, State, Told
from reviewdue.services.crossref import CROSSREF, Work
from reviewdue.verdicts import Axis, Currency, Integrity, Observation

REVIEW = re.compile(r"(10\.1002/14651858\.(?:cd|mr|ed)\d{6})(?:\.pub(\d{1,2}))?")
# A number may be left out, so the next two versions are asked for at a time.
AHEAD = 2


def review_of(doi: str | None) -> tuple[str, int] | None:
    """The DOI of a Cochrane review without its version, and the version."""
    found = REVIEW.fullmatch(doi or "")
    return (found[1], int(found[2] or 1)) if found else None


def asks(reference: Reference, answers: Answers, looking: Looking) -> Iterator[Ask]:
    """The next versions at Crossref, until it knows none."""
    review = review_of(doi_of(reference, answers))
    if review is None:
        return
    base, version = review
    newest = max((number for number, _ in _later(base, version, answers)), default=version)
    for number in range(newest + 1, newest + 1 + AHEAD):
        yield Ask(f"{base}.pub{number}", CROSSREF.name)


def _later(base: str, version: int, answers: Answers) -> Iterator[tuple[int, Told]]:
    for number in range(version + 1, 100):
        told = answers.get((CROSSREF.name, f"{base}.pub{number}"))
        if told is not None and told.state is State.KNOWN:
            yield number, told


def judge(reference: Reference, answers: Answers, looking: Looking) -> Iterator[Observation]:
    """Superseded by the newest version, or withdrawn with it; current where Crossref knows of no later one."""
    review = review_of(doi_of(reference, answers))
    if review is None:
        return
    base, version = review
    later = list(_later(base, version, answers))
    ahead = [answers.get((CROSSREF.name, f"{base}.pub{number}")) for number in range(version + 1, version + 1 + AHEAD)]
    if later:
        yield _of_newest(*later[-1])
        return
    for told in filter(None, ahead):
        if told.state is State.SILENT:
            yield unheard("cochrane", told, Axis.CURRENCY)
            return
    if all(told is not None and told.state is State.ABSENT for told in ahead):
        yield _observe(Currency.CURRENT, "Crossref knows of no later version of this review.", ahead[0])


def _of_newest(number: int, told: Told) -> Observation:
    work: Work = told.data
    where = f"https://doi.org/{work.doi}"
    if kind_in_title(work.title) is Kind.WITHDRAWAL:
        return _observe(Currency.WITHDRAWN, f"The review was withdrawn with its version {number} ({work.doi}).", told)
    said = f"It is not the newest version of this review; version {number} is {work.doi}."
    return superseded("cochrane", said, told.url, title=f"{work.title} ({work.doi})", where=where)


def withdrawals(doi: str | None, title: str, notices: Iterable[Notice]) -> tuple[list[Notice], list[Notice]]:
    """The notices without those that withdraw a Cochrane review, and these.

    Cochrane withdraws a review by a new version of it that is titled so, mostly because it is out of date. Lists of
    retractions have it among the retracted.
    """
    review = review_of(doi)
    if review is None:
        return list(notices), []
    others: list[Notice] = []
    withdrawn: list[Notice] = []
    for notice in notices:
        is_one = MEANS[notice.kind] is Integrity.RETRACTED and _is_withdrawal(review[0], title, notice)
        (withdrawn if is_one else others).append(notice)
    return others, withdrawn


def _is_withdrawal(base: str, title: str, notice: Notice) -> bool:
    if kind_in_title(title) is Kind.RETRACTION:
        return False
    said_so = notice.kind in (Kind.WITHDRAWAL, Kind.REMOVAL) or kind_in_title(title) is Kind.WITHDRAWAL
    within = (notice.doi or "").startswith(base) or (notice.where or "").lower().startswith("cochrane database")
    return said_so or within


def observe_withdrawal(checker: str, told: Told, withdrawn: Iterable[Notice]) -> Iterator[Observation]:
    """A review that was withdrawn is not to be used, and nothing is said against its soundness."""
    for notice in withdrawn:
        said = f"The review was withdrawn: {notice.said()}. That is not a retraction."
        yield Observation(axis=Axis.CURRENCY, value=Currency.WITHDRAWN, checker=checker, observed=said, url=told.url)


def _observe(value: Currency, observed: str, told: Told | None) -> Observation:
    url = told.url if told else None
    return Observation(axis=Axis.CURRENCY, value=value, checker="cochrane", observed=observed, url=url)
