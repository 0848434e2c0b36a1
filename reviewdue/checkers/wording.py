"""The wording checker: what the page of a source says of itself: replaced, withdrawn, updated, retracted."""

from collections.abc import Iterator

from reviewdue.availability import Answer, Availability
from reviewdue.checkers.checker import Looking
from reviewdue.currency import Named, Notice, notice_in
from reviewdue.currency.pages import GUIDANCE_BYTES
from reviewdue.references import Reference, Successor
from reviewdue.references.dois import doi_in
from reviewdue.services import PAGE, Answers, Ask
from reviewdue.verdicts import Axis, Currency, Integrity, Observation
from reviewdue.wording import day

# That a page was corrected is no erratum; only of these is it said in that sense.
PUBLISHED = frozenset(
    ("article", "article-journal", "article-magazine", "article-newspaper", "chapter", "book", "report")
)


def asks(reference: Reference, answers: Answers, looking: Looking) -> Iterator[Ask]:
    """The page of a guideline or a watched source, even where its DOI answers; others the address checker asks for."""
    if (reference.guideline or reference.is_watched) and (page := page_of(reference)):
        yield Ask(page, conditional=True, max_bytes=GUIDANCE_BYTES)


def page_of(reference: Reference) -> str | None:
    """The address of the source's own page, where it is more than another way to write the DOI."""
    return reference.url if reference.url and not doi_in(reference.url) else None


def judge(reference: Reference, answers: Answers, looking: Looking) -> Iterator[Observation]:
    """What the page says; of a page that could not be read, or is unchanged, what it said before stands."""
    page = page_of(reference)
    told = answers.get((PAGE, page)) if page else None
    if told is None or told.answer is None:
        return
    answer = told.answer
    if answer.status == 304 or told.finding.availability not in (Availability.AVAILABLE, Availability.MOVED):
        why = "The page is unchanged." if answer.status == 304 else "The page could not be read."
        yield _observe(Axis.CURRENCY, Currency.UNKNOWN, why, answer, silent=True)
        return
    notice = notice_in(answer, looking.today)
    if notice is not None:
        yield from observations_of(notice, answer, is_published=reference.type in PUBLISHED or bool(reference.doi))


def observations_of(notice: Notice, answer: Answer, *, is_published: bool = True) -> Iterator[Observation]:
    """A notice as what was seen on the axes."""
    if notice.status is not Currency.UNKNOWN or notice.updated_on or notice.quote:
        yield _currency(notice, answer)
    if is_published and notice.integrity is not Integrity.UNKNOWN:
        yield _observe(Axis.INTEGRITY, notice.integrity, f"The page says: {_quoted(notice.integrity_quote)}.", answer)


def _currency(notice: Notice, answer: Answer) -> Observation:
    status = notice.status
    dated = status is Currency.UPDATED and notice.updated_on is not None
    return Observation(
        axis=Axis.CURRENCY,
        # Whether a change was after a review is another page's matter.
        value=Currency.CURRENT if dated else status,
        checker="wording",
        observed=say_notice(notice),
        url=answer.final_url or answer.url,
        successor=successor_of(notice) if status in (Currency.SUPERSEDED, Currency.WITHDRAWN) else None,
        changed_on=notice.updated_on,
    )


def successor_of(notice: Notice) -> Successor | None:
    """What the notice names to use instead, as the register would have it."""
    named = notice.successor
    if named is None:
        return None
    return Successor(title=str(named), released=named.since, evidence_url=named.url)


def say_notice(notice: Notice) -> str:
    """A notice in a sentence or two, for people."""
    said = f"The page says: {_quoted(notice.quote)}." if notice.quote else "The page says nothing of a successor."
    if notice.successor is not None:
        said += f" Instead: {_say_named(notice.successor)}."
    if notice.scope:
        said += f" Concerned: {notice.scope}."
    if notice.updated_on:
        said += f" It was last updated on {day(notice.updated_on)}."
    return said


def _say_named(named: Named) -> str:
    return f"{named}, {named.url}" if named.url and str(named) != named.url else str(named)


def _quoted(text: str) -> str:
    words = " ".join(text.split()).rstrip(".")
    return f"“{words if len(words) <= 240 else words[:239] + '…'}”"


def _observe(axis: Axis, value: str, observed: str, answer: Answer, *, silent: bool = False) -> Observation:
    url = answer.final_url or answer.url
    return Observation(axis=axis, value=value, checker="wording", observed=observed, url=url, silent=silent, soon=False)
