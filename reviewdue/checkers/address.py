"""The address checker: whether a reference is still where it says it is, by its DOI, web address or PubMed number."""

from collections.abc import Iterator

from reviewdue.availability import Answer, Availability, Finding
from reviewdue.checkers.checker import Looking
from reviewdue.checkers.identities import doi_of, pmid_of, stated_doi
from reviewdue.checkers.registration import asks_for_record, is_asked_for, record_of
from reviewdue.doi import judge_handle
from reviewdue.references import Reference
from reviewdue.references.dois import doi_in
from reviewdue.services import PAGE, Answers, Ask, State, Told
from reviewdue.services.doi import HANDLE
from reviewdue.services.pubmed import PUBMED
from reviewdue.verdicts import Axis, Observation

HERE = (Availability.AVAILABLE, Availability.MOVED)


def asks(reference: Reference, answers: Answers, looking: Looking) -> Iterator[Ask]:
    """The DOI where there is one, else the address itself; the other one too where the first is no help."""
    page = page_of(reference)
    if doi := stated_doi(reference):
        yield from _asks_by_doi(doi, page, answers, looking)
    elif page:
        yield Ask(page, conditional=True)
        behind = doi_of(reference, answers)
        if behind and _keeps_robots_out(answers.get((PAGE, page))):
            yield from _asks_for_registration(behind, answers, looking)
    elif pmid := pmid_of(reference):
        yield Ask(pmid, PUBMED.name)


def _asks_by_doi(doi: str, page: str | None, answers: Answers, looking: Looking) -> Iterator[Ask]:
    yield from _asks_for_registration(doi, answers, looking)
    if page is None or not is_asked_for(doi, answers, looking) or record_of(doi, answers):
        return
    may_ask = HANDLE.name in looking.services
    handle = answers.get((HANDLE.name, doi))
    if not may_ask or (handle is not None and not _is_registered(handle)):
        yield Ask(page, conditional=True)


def _asks_for_registration(doi: str, answers: Answers, looking: Looking) -> Iterator[Ask]:
    """The agency's record, which says where the DOI leads for many at a time; without one, the DOI system itself."""
    yield from asks_for_record(doi, answers, looking)
    if is_asked_for(doi, answers, looking) and not record_of(doi, answers):
        yield Ask(doi, HANDLE.name)


def page_of(reference: Reference) -> str | None:
    """The address, where it is more than another way to write the DOI."""
    return reference.url if reference.url and not doi_in(reference.url) else None


def judge(reference: Reference, answers: Answers, looking: Looking) -> Iterator[Observation]:
    """One answer: a publisher's site that refuses robots says nothing against a DOI that resolves."""
    page, pmid = page_of(reference), pmid_of(reference)
    told = answers.get((PAGE, page)) if page else None
    if doi := stated_doi(reference):
        yield from _judge_doi(doi, told, answers)
    elif page:
        yield from _judge_page(reference, told, answers)
    elif pmid:
        yield from _judge_record(answers.get((PUBMED.name, pmid)))
    else:
        yield _observe(Availability.NOT_ONLINE, "It has no address to check; a person confirms it.", None)


def _judge_doi(doi: str, page: Told | None, answers: Answers) -> Iterator[Observation]:
    seen = _judge_registration(doi, answers)
    found = judge_page(page) if page and page.answer else None
    if found and seen and found.value in HERE:
        yield _observe(Availability(found.value), f"{found.observed}; but of its DOI: {seen.observed}", found.url)
    else:
        yield from filter(None, [seen or found])


def _judge_page(reference: Reference, told: Told | None, answers: Answers) -> Iterator[Observation]:
    if told is None or told.answer is None:
        return
    seen, behind = judge_page(told), doi_of(reference, answers)
    registered = _judge_registration(behind, answers) if behind and _keeps_robots_out(told) else None
    if registered and registered.value == Availability.AVAILABLE:
        said = f"the page {seen.observed}, which says nothing against it: {registered.observed}"
        yield _observe(Availability.AVAILABLE, said, told.url)
    else:
        yield seen


def _judge_record(told: Told | None) -> Iterator[Observation]:
    if told is None:
        return
    if told.state is State.SILENT:
        observed = f"PubMed {told.detail}"
        yield _observe(Availability.UNREACHABLE, observed, told.url, silent=True)
    elif told.state is State.KNOWN:
        yield _observe(Availability.AVAILABLE, "PubMed has its record", told.url)
    else:
        yield _observe(Availability.NOT_FOUND, f"PubMed has no record {told.about}", told.url)


def _judge_registration(doi: str, answers: Answers) -> Observation | None:
    record, handle = record_of(doi, answers), answers.get((HANDLE.name, doi))
    if record is not None:
        observed = f"the DOI {doi} is registered and leads to {record.data.target}"
        return _observe(Availability.AVAILABLE, observed, record.url)
    return judge_handle_told(handle) if handle else None


def answer_of(reference: Reference, answers: Answers) -> Answer | None:
    """The answer that the availability rests on."""
    doi, page, pmid = stated_doi(reference), page_of(reference), pmid_of(reference)
    told = answers.get((PAGE, page)) if page else None
    if told is None and doi is not None:
        told = record_of(doi, answers) or answers.get((HANDLE.name, doi))
    if told is None and doi is None and pmid is not None:
        told = answers.get((PUBMED.name, pmid))
    return told.answer if told else None


def judge_page(told: Told) -> Observation:
    """What a page's answer says of its availability."""
    return _observe(told.finding.availability, told.finding.reason, told.about)


def judge_handle_told(told: Told) -> Observation:
    """What the handle service says of a DOI; its silence says nothing."""
    if told.state is State.KNOWN:
        finding: Finding = told.data.finding
        return _observe(finding.availability, finding.reason, told.url)
    value = judge_handle(told.answer or Answer(url=told.about)).finding.availability
    reason = told.detail if told.detail.startswith("the DOI service") else f"the DOI service {told.detail}"
    return _observe(value, reason, told.url, silent=True)


def _is_registered(handle: Told) -> bool:
    return handle.state is State.KNOWN and handle.data.finding.availability is Availability.AVAILABLE


def _keeps_robots_out(told: Told | None) -> bool:
    return bool(told and told.answer and told.finding.availability is Availability.RESTRICTED)


def _observe(value: Availability, observed: str, url: str | None, *, silent: bool = False) -> Observation:
    return Observation(
        axis=Axis.AVAILABILITY, value=value, checker="address", observed=observed, url=url, silent=silent
    )
