"""The Crossref checker: notices about a work that has a DOI, and works that take its place."""

from collections.abc import Iterator

from reviewdue.checkers.checker import Looking
from reviewdue.checkers.cochrane import observe_withdrawal, review_of, withdrawals
from reviewdue.checkers.identities import doi_of
from reviewdue.checkers.registration import asks_for_record
from reviewdue.checkers.saying import reinstatements, sound, superseded, unheard, weighed
from reviewdue.notices import Kind, Notice, kind_in_title
from reviewdue.references import Reference
from reviewdue.services import Answers, Ask, State, Told
from reviewdue.services.crossref import CROSSREF, Work
from reviewdue.verdicts import Axis, Currency, Integrity, Observation

NAME = "crossref"


def asks(reference: Reference, answers: Answers, looking: Looking) -> Iterator[Ask]:
    """The record of the DOI, at the agency that has it."""
    doi = doi_of(reference, answers)
    if doi is not None:
        yield from asks_for_record(doi, answers, looking)


def judge(reference: Reference, answers: Answers, looking: Looking) -> Iterator[Observation]:
    """Whether the work stands, and whether another took its place."""
    told = answers.get((CROSSREF.name, doi_of(reference, answers) or ""))
    if told is None:
        return
    if told.state is State.SILENT:
        yield unheard(NAME, told, Axis.INTEGRITY)
        yield unheard(NAME, told, Axis.CURRENCY)
    elif told.state is State.ABSENT:
        yield sound(NAME, told, Integrity.UNKNOWN, "Crossref has no record of it.")
    else:
        yield from _judge_work(told, list(reinstatements(reference, answers)))


def _judge_work(told: Told, reinstated: list[Notice]) -> Iterator[Observation]:
    work: Work = told.data
    notices, withdrawn = withdrawals(work.doi, work.title, work.notices)
    yield from observe_withdrawal(NAME, told, withdrawn)
    if review_of(work.doi) and kind_in_title(work.title) is Kind.WITHDRAWAL and not withdrawn:
        said = "The review is titled as withdrawn. That is not a retraction."
        yield Observation(axis=Axis.CURRENCY, value=Currency.WITHDRAWN, checker=NAME, observed=said, url=told.url)
    yield _judge_notices(told, work, notices, reinstated)
    yield from _judge_successors(told, work)


def _judge_notices(told: Told, work: Work, notices: list[Notice], reinstated: list[Notice]) -> Observation:
    if not notices and work.notice_of:
        said = f"It is itself the notice about {', '.join(work.notice_of)}; nothing is said against the notice."
        return sound(NAME, told, Integrity.CLEAR, said)
    titled = None if review_of(work.doi) else kind_in_title(work.title)
    if not notices and titled is not None:
        # Records from before notices were linked say it in their titles only.
        notices = [Notice(kind=titled, by=("its title",))]
    return weighed(NAME, told, notices, reinstated, "Crossref has no notice about it.")


def _judge_successors(told: Told, work: Work) -> Iterator[Observation]:
    for doi in work.newer:
        said = f"A newer version was published: {doi}."
        yield superseded(NAME, said, told.url, title=f"{work.title} ({doi})", where=f"https://doi.org/{doi}")
    for doi in work.published_as:
        said = f"It is a preprint and was published as {doi}."
        yield superseded(NAME, said, told.url, title=f"{work.title} ({doi})", where=f"https://doi.org/{doi}")
