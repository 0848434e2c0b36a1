"""By which identifiers the services are asked about a reference, from its fields, its address and other answers."""

from collections.abc import Iterator

from reviewdue.references import Reference
from reviewdue.references.dois import doi_in, doi_of_address
from reviewdue.references.identifiers import cochrane_id, guideline_in, identifiers_of, isbns_in, normalise_guideline
from reviewdue.services import Answers, State
from reviewdue.services.pubmed import NUMBERS, PUBMED

COCHRANE_DOIS = "10.1002/14651858."


def stated_doi(reference: Reference) -> str | None:
    """The DOI that a reference goes by, also where it is only given as an address of the resolver."""
    doi = reference.doi or (doi_in(reference.url) if reference.url else None)
    return doi.lower() if doi else None


def doi_of(reference: Reference, answers: Answers) -> str | None:
    """The DOI of a reference: the one it goes by, one in its publisher's address, or the one that PubMed has of it."""
    stated = stated_doi(reference) or (doi_of_address(reference.url) if reference.url else None)
    return stated or _doi_by_pubmed(reference, answers) or _doi_of_review(reference)


def _doi_by_pubmed(reference: Reference, answers: Answers) -> str | None:
    pmid = pmid_of(reference)
    told = answers.get((PUBMED.name, pmid)) if pmid else None
    doi: str | None = told.data.doi if told is not None and told.state is State.KNOWN else None
    return doi


def _doi_of_review(reference: Reference) -> str | None:
    """The DOI of a Cochrane review that is cited by number and version."""
    number, version = review_number(reference) or ("", None)
    if version is None:
        return None
    return f"{COCHRANE_DOIS}{number.lower()}" + (f".pub{version}" if version > 1 else "")


def review_number(reference: Reference) -> tuple[str, int | None] | None:
    """The number of a Cochrane review, and its version where that is printed: it stands for the pages, or in the
    address."""
    journal, url = (reference.container_title or "").casefold(), reference.url or ""
    if reference.page and "cochrane" in journal and (found := cochrane_id(reference.page)):
        return found
    return cochrane_id(url) if "cochrane" in url.casefold() else None


def pmid_of(reference: Reference) -> str | None:
    """The PubMed number of a reference."""
    return reference.pmid or (identifiers_of(reference.url).pmid if reference.url else None)


def pmid_by(reference: Reference, answers: Answers) -> str | None:
    """The PubMed number of a reference: its own, or the one that PubMed has its DOI under."""
    if stated := pmid_of(reference):
        return stated
    told = answers.get((NUMBERS.name, stated_doi(reference) or ""))
    if told is None or told.state is not State.KNOWN:
        return None
    article = answers.get((PUBMED.name, told.data))
    is_another = article is not None and article.state is State.KNOWN and article.data.doi not in (None, told.about)
    return None if is_another else str(told.data)


def isbns_of(reference: Reference) -> tuple[str, ...]:
    """The numbers of a book; a chapter bears those of its book."""
    return isbns_in(reference.isbn) if reference.isbn else ()


def nice_code_of(reference: Reference) -> str | None:
    """The code of NICE's guidance, such as `CG81`."""
    for text in filter(None, (reference.guideline, reference.url)):
        named = normalise_guideline(text) if text == reference.guideline else guideline_in(text)
        if named and named.startswith("NICE "):
            return named.removeprefix("NICE ").upper()
    return None


def retraction_keys(reference: Reference, answers: Answers) -> Iterator[str]:
    """What Retraction Watch has a publication under."""
    if doi := doi_of(reference, answers):
        yield f"doi:{doi}"
    if pmid := pmid_by(reference, answers):
        yield f"pmid:{pmid}"
