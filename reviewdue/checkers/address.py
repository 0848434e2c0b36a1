"""The address checker: whether a reference is still where it says it is, by its DOI or its web address."""

from collections.abc import Iterator

from reviewdue.availability import Answer, Availability, Finding
from reviewdue.availability import judge as judge_answer
from reviewdue.checkers.checker import Looking
from reviewdue.checkers.registration import asks_for_record, doi_of, is_asked_for, record_of
from reviewdue.doi import judge_handle
from reviewdue.references import Reference
from reviewdue.references.dois import doi_in
from reviewdue.services import PAGE, Answers, Ask, State, Told
from reviewdue.services.doi import HANDLE
from reviewdue.verdicts import Axis, Observation


def asks(reference: Reference, answers: Answers, looking: Looking) -> Iterator[Ask]:
    """The DOI where there is one, else the address itself; that too where nothing good is known of the DOI."""
    doi, page = doi_of(reference), _page_of(reference)
    if doi is None:
        if page:
            yield Ask(page, conditional=True)
        return
    yield from asks_for_record(doi, answers, looking)
    if not is_asked_for(doi, answers, looking) or record_of(doi, answers):
        return
    if HANDLE.name in looking.services:
        yield Ask(doi, HANDLE.name)
    handle = answers.get((HANDLE.name, doi))
    is_settled = HANDLE.name in looking.services and (handle is None or _is_registered(handle))
    if page and not is_settled:
        yield Ask(page, conditional=True)


def _page_of(reference: Reference) -> str | None:
    """The address, where it is more than another way to write the DOI."""
    return reference.url if reference.url and not doi_in(reference.url) else None


def judge(reference: Reference, answers: Answers, looking: Looking) -> Iterator[Observation]:
    """One answer: a publisher's site that refuses robots says nothing against a DOI that resolves."""
    doi, page = doi_of(reference), _page_of(reference)
    told = answers.get((PAGE, page)) if page else None
    if doi is None and page is None:
        yield _observe(Availability.NOT_ONLINE, "It has no address to check; a person confirms it.", None)
    elif doi is None and told and told.answer:
        yield judge_page(told)
    elif doi is not None:
        yield from _judge_doi(doi, told, answers)


def _judge_doi(doi: str, page: Told | None, answers: Answers) -> Iterator[Observation]:
    record, handle = record_of(doi, answers), answers.get((HANDLE.name, doi))
    if record is not None:
        yield _observe(Availability.AVAILABLE, f"the DOI is registered and leads to {record.data.target}", record.url)
        return
    found = judge_page(page) if page and page.answer else None
    seen = judge_handle_told(handle) if handle else None
    if found and seen and found.value in (Availability.AVAILABLE, Availability.MOVED):
        yield _observe(Availability(found.value), f"{found.observed}; but of its DOI: {seen.observed}", found.url)
    elif seen or found:
        yield from filter(None, [seen or found])


def answer_of(reference: Reference, answers: Answers) -> Answer | None:
    """The answer that the availability rests on."""
    doi, page = doi_of(reference), _page_of(reference)
    told = answers.get((PAGE, page)) if page else None
    if told is None and doi is not None:
        told = record_of(doi, answers) or answers.get((HANDLE.name, doi))
    return told.answer if told else None


def judge_page(told: Told) -> Observation:
    """What a page's answer says of its availability."""
    assert told.answer is not None, "a page always has an answer"  # noqa: S101
    finding = judge_answer(told.answer)
    return _observe(finding.availability, finding.reason, told.about)


def judge_handle_told(told: Told) -> Observation:
    """What the handle service says of a DOI; its silence says nothing."""
    if told.state is State.KNOWN:
        finding: Finding = told.data.finding
        return _observe(finding.availability, finding.reason, told.url)
    value = judge_handle(told.answer or Answer(url=told.about)).finding.availability
    reason = told.detail if told.detail.startswith("the DOI service") else f"the DOI service {told.detail}"
    return Observation(
        axis=Axis.AVAILABILITY, value=value, checker="address", observed=reason, url=told.url, silent=True
    )


def _is_registered(handle: Told) -> bool:
    good = Availability.AVAILABLE
    return handle.state is State.KNOWN and handle.data.finding.availability is good


def _observe(value: Availability, observed: str, url: str | None) -> Observation:
    return Observation(axis=Axis.AVAILABILITY, value=value, checker="address", observed=observed, url=url)
