"""Crossref: the record of a work, with the notices about it and the works it is a notice of."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from reviewdue.availability import Address, Answer
from reviewdue.doi import UNQUOTED
from reviewdue.notices import Kind, Notice, read_parts
from reviewdue.references.dois import normalise_doi
from reviewdue.services.service import Access, Service, Telling, Told, Unreadable, read_json

MOST_BYTES = 16 * 1024 * 1024
# Crossref's own words for updates; one that is not here is no verdict on the work.
KINDS = {
    "retraction": Kind.RETRACTION,
    "withdrawal": Kind.WITHDRAWAL,
    "removal": Kind.REMOVAL,
    "partial_retraction": Kind.PARTIAL_RETRACTION,
    "expression_of_concern": Kind.CONCERN,
    "concern": Kind.CONCERN,
    "correction": Kind.CORRECTION,
    "corrigendum": Kind.CORRECTION,
    "erratum": Kind.CORRECTION,
    "addendum": Kind.ADDITION,
    "clarification": Kind.ADDITION,
    "reinstatement": Kind.REINSTATEMENT,
    "retracted": Kind.RETRACTION,
    "retraction_and_replacement": Kind.RETRACTION,
    "withdrawn": Kind.WITHDRAWAL,
    "removed": Kind.REMOVAL,
    "corrected": Kind.CORRECTION,
}
NEWER = frozenset(("new_version", "new_edition"))
SOURCES = {"publisher": "the publisher", "retraction-watch": "Retraction Watch"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What Crossref knows of a work. `notice_of` are the DOIs it is a notice about, `newer` those that follow it."""

    doi: str
    title: str = ""
    type: str = ""
    issued: tuple[int, ...] = ()
    target: str = ""
    notices: tuple[Notice, ...] = ()
    notice_of: tuple[str, ...] = ()
    newer: tuple[str, ...] = ()
    published_as: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()  # other versions that it names, older or newer


def _request(dois: Sequence[str], access: Access) -> Address:
    contact = {"mailto": access.contact} if access.contact else {}
    headers: tuple[tuple[str, str], ...] = (("Accept", "application/json"),)
    if access.key:
        headers += (("Crossref-Plus-API-Token", f"Bearer {access.key}"),)
    if len(dois) == 1:
        query = f"?{urlencode(contact)}" if contact else ""
        return Address(url=work_address(dois[0], access) + query, headers=headers, max_bytes=MOST_BYTES)
    wanted = ",".join(f"doi:{doi}" for doi in dois)
    query = urlencode({"filter": wanted, "rows": len(dois), **contact}, safe=":,/()")
    return Address(url=f"{access.url}/works?{query}", headers=headers, max_bytes=MOST_BYTES)


def work_address(doi: str, access: Access) -> str:
    """Where the record of one work is."""
    return f"{access.url}/works/{quote(doi, safe=UNQUOTED)}"


def _read(dois: Sequence[str], answer: Answer, access: Access) -> Iterator[Told]:
    telling = Telling(service=CROSSREF.name, answer=answer)
    if len(dois) == 1 and answer.status in (404, 410):
        yield telling.absent(dois[0], work_address(dois[0], access))
        return
    works = {work.doi: work for work in map(read_work, _messages(answer, alone=len(dois) == 1))}
    for doi in dois:
        found = works.get(doi) or (next(iter(works.values()), None) if len(dois) == 1 else None)
        address = work_address(doi, access)
        yield telling.known(doi, found, address) if found else telling.absent(doi, address)


def _messages(answer: Answer, *, alone: bool) -> list[Mapping[str, Any]]:
    data = read_json(answer)
    message = data.get("message") if isinstance(data, dict) else None
    if answer.status != 200 or not isinstance(message, dict):
        raise Unreadable(f"answered {answer.status} without a record")
    if alone and "DOI" in message:
        return [message]
    items = message.get("items")
    if not isinstance(items, list):
        raise Unreadable(f"answered {answer.status} without a record")
    return [item for item in items if isinstance(item, dict) and "DOI" in item]


def read_work(message: Mapping[str, Any]) -> Work:
    """A work from its record. `updated-by` is about this work; `update-to` is what this work says of others.

    A publisher that retracts in place names the work's own DOI in `update-to`.
    """
    doi = _doi(message)
    updates = _list(message.get("updated-by"))
    said = [one for one in _list(message.get("update-to")) if _doi(one)]
    about = [*updates, *(one for one in said if _doi(one) == doi)]
    relation, issued = message.get("relation"), message.get("issued")
    related = relation if isinstance(relation, dict) else {}
    return Work(
        doi=doi,
        title=_title(message),
        type=str(message.get("type", "")),
        issued=read_parts(issued.get("date-parts")) if isinstance(issued, dict) else (),
        target=_target(message),
        notices=tuple(_notice(one) for one in about if _type(one) in KINDS),
        notice_of=tuple(_doi(one) for one in said if _doi(one) != doi and _type(one) in KINDS),
        newer=(
            *(_doi(one) for one in about if _type(one) in NEWER and _doi(one)),
            *_related(related, "is-replaced-by"),
        ),
        published_as=_related(related, "is-preprint-of"),
        versions=(*_related(related, "has-version"), *_related(related, "is-version-of")),
    )


def _list(value: object) -> list[Mapping[str, Any]]:
    """A list of objects; some records have the one object where others have a list."""
    several = value if isinstance(value, list) else [value]
    return [one for one in several if isinstance(one, dict)]


def _doi(update: Mapping[str, Any]) -> str:
    named = str(update.get("DOI") or "").strip()
    return normalise_doi(named) or named.lower()


def _type(update: Mapping[str, Any]) -> str:
    """What an update does, in the words of the table above; where its type is none of them its label may be."""
    words = (str(update.get(name) or "").strip().lower() for name in ("type", "label"))
    known = [re.sub(r"[\s-]+", "_", word) for word in words]
    return next((word for word in known if word in KINDS or word in NEWER), "")


def _notice(update: Mapping[str, Any]) -> Notice:
    updated = update.get("updated")
    source = str(update.get("source") or "publisher")
    return Notice(
        kind=KINDS[_type(update)],
        on=_day(updated) if isinstance(updated, dict) else (),
        doi=_doi(update) or None,
        by=(SOURCES.get(source, source),),
    )


def _day(updated: Mapping[str, Any]) -> tuple[int, ...]:
    parts = read_parts(updated.get("date-parts"))
    spelt = re.match(r"(\d{4})-(\d\d)-(\d\d)", str(updated.get("date-time") or ""))
    return parts or (read_parts([[int(part) for part in spelt.groups()]]) if spelt else ())


def _title(message: Mapping[str, Any]) -> str:
    title = message.get("title")
    first = next((one for one in title if isinstance(one, str) and one), "") if isinstance(title, list) else title
    return " ".join(first.split()) if isinstance(first, str) else ""


def _target(message: Mapping[str, Any]) -> str:
    resource = message.get("resource")
    primary = resource.get("primary") if isinstance(resource, dict) else None
    target = primary.get("URL") if isinstance(primary, dict) else None
    return str(target or message.get("URL") or f"https://doi.org/{message['DOI']}")


def _related(relation: Mapping[str, Any], kind: str) -> tuple[str, ...]:
    return tuple(
        normalise_doi(str(one["id"])) or str(one["id"]).lower()
        for one in _list(relation.get(kind))
        if one.get("id-type") == "doi" and one.get("id")
    )


CROSSREF = Service(
    name="crossref",
    title="Crossref",
    request=_request,
    read=_read,
    batch=40,
    # Of the public pool; a contact opens the polite one, whose answers state its higher limits.
    pace=lambda access: (10, 3) if access.contact else (5, 1),
    alone=lambda doi: "," in doi,
)
