"""The Retraction Watch checker: what its table says of a publication, looked up without asking anybody."""

from collections.abc import Iterator

from reviewdue.availability import Availability
from reviewdue.checkers.checker import Looking
from reviewdue.checkers.cochrane import observe_withdrawal, withdrawals
from reviewdue.checkers.identities import doi_of, pmid_of, retraction_keys
from reviewdue.checkers.saying import sound, unheard, weighed
from reviewdue.references import Reference
from reviewdue.services import Answers, Ask, State
from reviewdue.services.crossref import CROSSREF
from reviewdue.services.doi import AGENCY, HANDLE
from reviewdue.services.pubmed import PUBMED
from reviewdue.services.retractionwatch import RETRACTION_WATCH
from reviewdue.verdicts import Axis, Integrity, Observation

NAME = "retraction_watch"


def asks(reference: Reference, answers: Answers, looking: Looking) -> Iterator[Ask]:
    """Its DOI and its PubMed number: the table may have either."""
    for key in retraction_keys(reference, answers):
        yield Ask(key, RETRACTION_WATCH.name)


def judge(reference: Reference, answers: Answers, looking: Looking) -> Iterator[Observation]:
    """Whether it is listed. What the table has under the DOI counts before what it has under the number."""
    keys = [(RETRACTION_WATCH.name, key) for key in retraction_keys(reference, answers)]
    told = [answers[key] for key in keys if key in answers]
    known = next((one for one in told if one.state is State.KNOWN), None)
    silent = next((one for one in told if one.state is State.SILENT), None)
    if known is not None:
        notices, withdrawn = withdrawals(doi_of(reference, answers), reference.title, known.data)
        yield from observe_withdrawal(NAME, known, withdrawn)
        yield weighed(NAME, known, notices, (), "Retraction Watch lists it as withdrawn only.")
    elif silent is not None:
        yield unheard(NAME, silent, Axis.INTEGRITY)
    elif told and _would_be_listed(reference, answers):
        yield sound(NAME, told[0], Integrity.CLEAR, "Retraction Watch does not list it.")
    elif told:
        said = "Retraction Watch does not list it, which says nothing: nobody knows it as a publication."
        yield sound(NAME, told[0], Integrity.UNKNOWN, said)


def _would_be_listed(reference: Reference, answers: Answers) -> bool:
    """Whether it may be a publication such as are listed: not a data set, and nothing that does not exist."""
    doi, pmid = doi_of(reference, answers), pmid_of(reference)
    agency, handle = answers.get((AGENCY.name, doi or "")), answers.get((HANDLE.name, doi or ""))
    if doi is not None and agency is not None and agency.state is State.KNOWN:
        return bool(agency.data != "DataCite")
    if doi is not None and handle is not None and handle.state is State.KNOWN:
        return bool(handle.data.finding.availability is Availability.AVAILABLE)
    asked = [answers.get((PUBMED.name, pmid or "")), answers.get((CROSSREF.name, doi or "")), agency]
    return not any(one is not None and one.state is State.ABSENT for one in asked)
