"""Open Library: the edition that an ISBN is of, and the other editions of the same work."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from reviewdue.availability import Address, Answer
from reviewdue.services.service import MOST_BYTES, Access, Service, Telling, Told, Unreadable, read_json

WORK_KEY = re.compile(r"/works/OL\d{1,12}W")
YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One edition of a book, as far as Open Library knows it; `work` is the key of the work it is of."""

    title: str = ""
    name: str = ""
    year: int | None = None
    isbns: tuple[str, ...] = ()
    work: str | None = None
    language: str = ""
    url: str = ""


def _ask_books(isbns: Sequence[str], access: Access) -> Address:
    query = {"bibkeys": ",".join(f"ISBN:{isbn}" for isbn in isbns), "jscmd": "details", "format": "json"}
    return _address(f"{access.url}/api/books?{urlencode(query, safe=':,')}")


def _address(url: str) -> Address:
    return Address(url=url, headers=(("Accept", "application/json"),), max_bytes=MOST_BYTES)


def _read_books(isbns: Sequence[str], answer: Answer, access: Access) -> Iterator[Told]:
    books = read_json(answer)
    if answer.status != 200 or not isinstance(books, dict):
        raise Unreadable(f"answered {answer.status} without books")
    telling = Telling(service=BOOKS.name, answer=answer)
    for isbn in isbns:
        book = books.get(f"ISBN:{isbn}")
        details = book.get("details") if isinstance(book, dict) else None
        if isinstance(details, dict):
            edition = _edition(details, access)
            yield telling.known(isbn, edition, edition.url)
        else:
            yield telling.absent(isbn)


def _edition(details: Mapping[str, Any], access: Access) -> Edition:
    works = details.get("works")
    work = works[0].get("key") if isinstance(works, list) and works and isinstance(works[0], dict) else None
    year = YEAR.search(str(details.get("publish_date") or ""))
    isbns = [str(isbn) for name in ("isbn_13", "isbn_10") for isbn in details.get(name) or ()]
    return Edition(
        title=str(details.get("title") or ""),
        name=str(details.get("edition_name") or ""),
        year=int(year[1]) if year else None,
        isbns=tuple(isbns),
        language=_language(details),
        # It becomes a part of an address.
        work=work if isinstance(work, str) and WORK_KEY.fullmatch(work) else None,
        url=f"{access.url}{details.get('key') or ''}",
    )


def _language(details: Mapping[str, Any]) -> str:
    languages = details.get("languages")
    first = languages[0] if isinstance(languages, list) and languages else None
    return str(first.get("key") or "") if isinstance(first, dict) else ""


def _ask_editions(works: Sequence[str], access: Access) -> Address:
    return _address(f"{access.url}{works[0]}/editions.json?limit=200")


def _read_editions(works: Sequence[str], answer: Answer, access: Access) -> Iterator[Told]:
    telling = Telling(service=EDITIONS.name, answer=answer)
    if answer.status in (404, 410):
        yield telling.absent(works[0])
        return
    data = read_json(answer)
    entries = data.get("entries") if isinstance(data, dict) else None
    if answer.status != 200 or not isinstance(entries, list):
        raise Unreadable(f"answered {answer.status} without editions")
    editions = tuple(_edition(entry, access) for entry in entries if isinstance(entry, dict))
    yield telling.known(works[0], editions, f"{access.url}{works[0]}")


def _pace(access: Access) -> tuple[float, int]:
    return (3, 1) if access.contact else (1, 1)


BOOKS = Service(name="openlibrary", title="Open Library", request=_ask_books, read=_read_books, batch=50, pace=_pace)
EDITIONS = Service(
    name="openlibrary_editions",
    title="Open Library",
    request=_ask_editions,
    read=_read_editions,
    settings="openlibrary",
    pace=_pace,
)
