"""The DOI system: which agency registered a DOI, many at a time, and where a single one leads."""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from reviewdue.availability import Address, Answer, Availability
from reviewdue.doi import UNQUOTED, handle_address, judge_handle
from reviewdue.services.service import MOST_BYTES, Access, Service, Telling, Told, Unreadable, read_json

JSON = (("Accept", "application/json"),)


def _ask_agencies(dois: Sequence[str], access: Access) -> Address:
    # A comma within a DOI would divide it.
    listed = ",".join(quote(doi, safe=UNQUOTED.replace(",", "")) for doi in dois)
    return Address(url=f"{access.url}/doiRA/{listed}", headers=JSON, max_bytes=MOST_BYTES)


def _read_agencies(dois: Sequence[str], answer: Answer, access: Access) -> Iterator[Told]:
    rows = read_json(answer)
    if answer.status != 200 or not isinstance(rows, list):
        raise Unreadable(f"answered {answer.status} without naming an agency")
    named = {str(row.get("DOI", "")).lower(): row for row in rows if isinstance(row, dict)}
    telling = Telling(service=AGENCY.name, answer=answer)
    for doi in dois:
        row: dict[str, Any] = named.get(doi.lower(), {})
        agency = row.get("RA")
        if isinstance(agency, str):
            yield telling.known(doi, agency)
        elif row:
            yield telling.absent(doi)
        else:
            raise Unreadable(f"answered {answer.status} without a word on {doi}")


def _ask_handle(dois: Sequence[str], access: Access) -> Address:
    return Address(url=handle_address(dois[0], access.url), headers=JSON)


def _read_handle(dois: Sequence[str], answer: Answer, access: Access) -> Iterator[Told]:
    found = judge_handle(answer)
    if found.finding.availability in (Availability.UNREACHABLE, Availability.UNCHECKED):
        raise Unreadable(found.finding.reason)
    yield Telling(service=HANDLE.name, answer=answer).known(dois[0], found, handle_address(dois[0], access.url))


AGENCY = Service(
    name="doi_agency",
    title="the DOI system",
    request=_ask_agencies,
    read=_read_agencies,
    batch=50,
    pace=lambda access: (10, 4),
    settings="doi",
    alone=lambda doi: "," in doi,
)
HANDLE = Service(
    name="doi",
    title="the DOI system",
    request=_ask_handle,
    read=_read_handle,
    pace=lambda access: (10, 4),
)
