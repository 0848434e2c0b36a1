"""The PubMed checker: notices about an article that has a PubMed number, and articles that update it."""

import re
from collections.abc import Iterator

from reviewdue.checkers.checker import Looking
from reviewdue.checkers.cochrane import observe_withdrawal, review_of, withdrawals
from reviewdue.checkers.identities import COCHRANE_DOIS, pmid_by, stated_doi
from reviewdue.checkers.registration import is_asked_for, record_of
from reviewdue.checkers.saying import reinstatements, sound, superseded, unheard, weighed
from reviewdue.notices import Kind, Notice, kind_in_title
from reviewdue.references import Reference
from reviewdue.services import Answers, Ask, State, Told
from reviewdue.services.pubmed import NUMBERS, PUBMED, Article, article_address
from reviewdue.verdicts import Axis, Currency, Integrity, Observation

NAME = "pubmed"


def asks(reference: Reference, answers: Answers, looking: Looking) -> Iterator[Ask]:
    """The record of the article, and those of what updates it, as far as that goes on."""
    pmid = pmid_by(reference, answers)
    if pmid is None:
        yield from _asks_for_number(reference, answers, looking)
        return
    yield Ask(pmid, PUBMED.name)
    for article in _chain(pmid, answers):
        yield from (Ask(update.pmid, PUBMED.name) for update in article.updated_in if update.pmid)


GUIDANCE = re.compile(
    r"\b(?:guidelines?|guidance|recommendations?|consensus|statement|position paper)\b", re.IGNORECASE
)


def _asks_for_number(reference: Reference, answers: Answers, looking: Looking) -> Iterator[Ask]:
    """By its DOI, where no agency has a record of it, or where it is guidance: only PubMed links what updates that."""
    doi = stated_doi(reference)
    if doi is None or reference.type in ("dataset", "software", "webpage"):
        return
    unknown = is_asked_for(doi, answers, looking) and record_of(doi, answers) is None
    if unknown or GUIDANCE.search(reference.title):
        yield Ask(doi, NUMBERS.name)


def _chain(pmid: str, answers: Answers) -> list[Article]:
    """The article and what updates it, one after the other, as far as they are known."""
    chain: list[Article] = []
    told = answers.get((PUBMED.name, pmid))
    while told is not None and told.state is State.KNOWN and told.data not in chain:
        article: Article = told.data
        chain.append(article)
        newest = article.updated_in[-1].pmid if article.updated_in else None
        told = answers.get((PUBMED.name, newest or ""))
    return chain


def judge(reference: Reference, answers: Answers, looking: Looking) -> Iterator[Observation]:
    """Whether the article stands, and whether another updates it."""
    told = answers.get((PUBMED.name, pmid_by(reference, answers) or ""))
    if told is None:
        return
    if told.state is State.SILENT:
        yield unheard(NAME, told, Axis.INTEGRITY)
        yield unheard(NAME, told, Axis.CURRENCY)
    elif told.state is State.ABSENT:
        yield sound(NAME, told, Integrity.UNKNOWN, f"PubMed has no record {told.about}.")
    else:
        chain = _chain(told.about, answers)
        yield from _judge_article(told, chain[0], list(reinstatements(reference, answers)))
        yield from _judge_updates(told, chain)


def _judge_article(told: Told, article: Article, reinstated: list[Notice]) -> Iterator[Observation]:
    doi = article.doi or (f"{COCHRANE_DOIS}{article.review.lower()}" if article.review else None)
    notices, withdrawn = withdrawals(doi, article.title, article.notices)
    yield from observe_withdrawal(NAME, told, withdrawn)
    if review_of(doi) and kind_in_title(article.title) is Kind.WITHDRAWAL and not withdrawn:
        said = "The review is titled as withdrawn. That is not a retraction."
        yield Observation(axis=Axis.CURRENCY, value=Currency.WITHDRAWN, checker=NAME, observed=said, url=told.url)
    if not notices and (article.notice_of or article.is_notice):
        about = "; ".join(article.notice_of) or "another article"
        said = f"It is itself the notice about {about}; nothing is said against the notice."
        yield sound(NAME, told, Integrity.CLEAR, said)
        return
    titled = None if review_of(doi) else kind_in_title(article.title)
    if not notices and titled is not None:
        notices = [Notice(kind=titled, by=("its title",))]
    yield weighed(NAME, told, notices, reinstated, "PubMed has no notice about it.")


def _judge_updates(told: Told, chain: list[Article]) -> Iterator[Observation]:
    if not chain[0].updated_in:
        return
    newest = chain[-1]
    if len(chain) > 1 and kind_in_title(newest.title) is Kind.WITHDRAWAL:
        said = f"It was updated and then withdrawn: {newest.title} (PubMed {newest.pmid})."
        yield Observation(axis=Axis.CURRENCY, value=Currency.WITHDRAWN, checker=NAME, observed=said, url=told.url)
        return
    update = chain[0].updated_in[-1]
    named = f"{newest.title} (PubMed {newest.pmid})" if len(chain) > 1 else update.where or f"PubMed {update.pmid}"
    pmid = newest.pmid if len(chain) > 1 else update.pmid
    where = article_address(pmid) if pmid else told.url or ""
    yield superseded(NAME, f"It was updated: {named.rstrip('.')}.", told.url, title=named, where=where)
