"""DataCite: the record of a data set, report or preprint, and what follows it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from reviewdue.availability import Address, Answer
from reviewdue.doi import UNQUOTED
from reviewdue.references.dois import normalise_doi
from reviewdue.services.service import MOST_BYTES, Access, Service, Telling, Told, Unreadable, read_json

# The relations whose target takes the place of the work that has them.
FOLLOWED_BY = frozenset(("IsPreviousVersionOf", "IsObsoletedBy"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """What DataCite knows of a work. `newer` are DOIs, or addresses where the relation names one."""

    doi: str
    title: str = ""
    version: str = ""
    target: str = ""
    newer: tuple[str, ...] = ()


def _request(dois: Sequence[str], access: Access) -> Address:
    contact = {"mailto": access.contact} if access.contact else {}
    headers = (("Accept", "application/vnd.api+json"),)
    if len(dois) == 1:
        query = f"?{urlencode(contact)}" if contact else ""
        return Address(url=doi_address(dois[0], access) + query, headers=headers, max_bytes=MOST_BYTES)
    query = urlencode({"ids": ",".join(dois), "page[size]": len(dois), **contact}, safe=",/")
    return Address(url=f"{access.url}/dois?{query}", headers=headers, max_bytes=MOST_BYTES)


def doi_address(doi: str, access: Access) -> str:
    """Where the record of one work is."""
    return f"{access.url}/dois/{quote(doi, safe=UNQUOTED)}"


def _read(dois: Sequence[str], answer: Answer, access: Access) -> Iterator[Told]:
    telling = Telling(service=DATACITE.name, answer=answer)
    if len(dois) == 1 and answer.status in (404, 410):
        yield telling.absent(dois[0], doi_address(dois[0], access))
        return
    data = read_json(answer)
    rows = data.get("data") if isinstance(data, dict) else None
    if answer.status != 200 or rows is None:
        raise Unreadable(f"answered {answer.status} without a record")
    found = {work.doi: work for work in map(_read_one, rows if isinstance(rows, list) else [rows])}
    for doi in dois:
        address = doi_address(doi, access)
        yield telling.known(doi, found[doi], address) if doi in found else telling.absent(doi, address)


def _read_one(row: Mapping[str, Any]) -> Dataset:
    facts = row["attributes"]
    doi = str(facts.get("doi") or row["id"]).lower()
    titles = facts.get("titles")
    title = titles[0].get("title") if isinstance(titles, list) and titles and isinstance(titles[0], dict) else ""
    related = [one for one in facts.get("relatedIdentifiers") or () if isinstance(one, dict)]
    return Dataset(
        doi=doi,
        title=" ".join(str(title or "").split()),
        version=str(facts.get("version") or ""),
        target=str(facts.get("url") or f"https://doi.org/{doi}"),
        newer=tuple(
            normalise_doi(str(one["relatedIdentifier"])) or str(one["relatedIdentifier"])
            for one in related
            if one.get("relationType") in FOLLOWED_BY and one.get("relatedIdentifier")
        ),
    )


DATACITE = Service(
    name="datacite",
    title="DataCite",
    request=_request,
    read=_read,
    batch=40,
    # A thousand in five minutes for whoever names a contact.
    pace=lambda access: (3, 2) if access.contact else (1.5, 1),
    alone=lambda doi: "," in doi,
)
