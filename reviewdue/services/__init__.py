"""The outside services, one file each: how each is asked about many things at once, and how its answer is divided.

A service is pure, like a checker. A new one is one file here, one line in SERVICES and its address in
`checks.services`.
"""

from reviewdue.services import crossref, datacite, doi, nice, openlibrary, pubmed, retractionwatch, wayback
from reviewdue.services.service import PAGE, Access, Answers, Ask, Look, Service, State, Told, Wanted, silent

SERVICES: dict[str, Service] = {
    service.name: service
    for service in (
        doi.HANDLE,
        doi.AGENCY,
        crossref.CROSSREF,
        datacite.DATACITE,
        pubmed.PUBMED,
        pubmed.NUMBERS,
        openlibrary.BOOKS,
        openlibrary.EDITIONS,
        nice.INDEX,
        nice.PRODUCT,
        retractionwatch.RETRACTION_WATCH,
        wayback.WAYBACK,
    )
}

__all__ = ["PAGE", "SERVICES", "Access", "Answers", "Ask", "Look", "Service", "State", "Told", "Wanted", "silent"]
