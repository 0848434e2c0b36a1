"""The Cochrane checker: whether a review has a newer version, or was withdrawn, which is no retraction."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reviewdue.checkers.checker import Looking
from reviewdue.checkers.identities import COCHRANE_DOIS, doi_of, review_number
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A review as it is cited: its DOI without a version, and the version, or the year where only that is known."""

    base: str
    version: int | None = None
    year: int | None = None

    def doi(self, number: int) -> str:
        """The DOI of one of its versions."""
        return self.base if number == 1 else f"{self.base}.pub{number}"

    def known(self, answers: Answers) -> list[tuple[int, Told]]:
        """The versions that Crossref knows, from the one after the cited version on where that is known."""
        numbers = range((self.version or 0) + 1, 100)
        told = ((number, answers.get((CROSSREF.name, self.doi(number)))) for number in numbers)
        return [(number, one) for number, one in told if one is not None and one.state is State.KNOWN]

    def next_asks(self, answers: Answers) -> list[Ask]:
        """The next versions after the newest that is known."""
        newest = max((number for number, _ in self.known(answers)), default=self.version or 0)
        return [Ask(self.doi(number), CROSSREF.name) for number in range(newest + 1, newest + 1 + AHEAD)]


def cited_review(reference: Reference, answers: Answers) -> Cited | None:
    """The review that a reference is; without a DOI it goes by its number, as journals print it, and its year."""
    found = review_of(doi_of(reference, answers))
    if found:
        return Cited(base=found[0], version=found[1])
    named = review_number(reference)
    if named is None or not reference.issued:
        return None
    return Cited(base=f"{COCHRANE_DOIS}{named[0].lower()}", year=reference.issued[0])


def asks(reference: Reference, answers: Answers, looking: Looking) -> Iterator[Ask]:
    """The next versions at Crossref, until it knows none."""
    cited = cited_review(reference, answers)
    yield from cited.next_asks(answers) if cited else ()


def judge(reference: Reference, answers: Answers, looking: Looking) -> Iterator[Observation]:
    """Superseded by the newest version, or withdrawn with it; current where Crossref knows of no later one."""
    cited = cited_review(reference, answers)
    if cited is None:
        return
    known = cited.known(answers)
    ahead = [answers.get(ask.key) for ask in cited.next_asks(answers)]
    silent = next((told for told in ahead if told is not None and told.state is State.SILENT), None)
    if known and _is_newer(cited, known[-1][1].data):
        yield _of_newest(*known[-1])
    elif named := _named_newer(cited, answers):
        told, doi = named
        said = f"It is not the newest version of this review; its record names {doi}."
        yield superseded("cochrane", said, told.url, title=f"{told.data.title} ({doi})", where=f"https://doi.org/{doi}")
    elif silent is not None:
        yield unheard("cochrane", silent, Axis.CURRENCY)
    elif None not in ahead and (known or _is_known(cited, answers)):
        yield _observe(Currency.CURRENT, "Crossref knows of no later version of this review.", ahead[0])


def _is_newer(cited: Cited, newest: Work) -> bool:
    """Whether a version came after the cited one; a year that is not known tells nothing."""
    withdrawn = kind_in_title(newest.title) is Kind.WITHDRAWAL
    return cited.year is None or withdrawn or bool(newest.issued and newest.issued[0] > cited.year)


def _named_newer(cited: Cited, answers: Answers) -> tuple[Told, str] | None:
    """The newest version that the record of the cited one names, where Crossref has no record of that itself."""
    told = answers.get((CROSSREF.name, cited.doi(cited.version or 1)))
    if told is None or told.state is not State.KNOWN or cited.version is None:
        return None
    work: Work = told.data
    named = {doi: review_of(doi) for doi in work.versions}
    newer = [(found[1], doi) for doi, found in named.items() if found and found[0] == cited.base]
    newest = max(newer, default=(0, ""))
    return (told, newest[1]) if newest[0] > cited.version else None


def _is_known(cited: Cited, answers: Answers) -> bool:
    told = answers.get((CROSSREF.name, cited.doi(cited.version or 1)))
    return told is not None and told.state is State.KNOWN


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
