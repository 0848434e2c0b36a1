"""NICE: its index of current guidance, and a feed of its products, which says what became of the others."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from reviewdue.availability import Address, Answer
from reviewdue.services.service import MOST_BYTES, Access, Service, Telling, Told, Unreadable, read_json

JSON = ("Accept", "application/json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What the index of current guidance says of a code.

    `is_current` says that it is in it. Where it is not, `siblings` tells how many of its kind are: among none at
    all, its absence says nothing.
    """

    is_current: bool
    title: str = ""
    siblings: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """What the feed says of a product; `successors` are code and title of what replaces it, `partly` in part."""

    code: str
    title: str = ""
    status: str = ""
    notes: str = ""
    changed_on: date | None = None
    successors: tuple[tuple[str, str], ...] = ()
    partly: tuple[tuple[str, str], ...] = ()


def page_of(code: str) -> str:
    """Where people read a piece of guidance."""
    return f"https://www.nice.org.uk/guidance/{code.lower()}"


def _ask_index(codes: Sequence[str], access: Access) -> Address:
    headers = (JSON, ("API-Key", access.key or ""))
    return Address(url=f"{access.url}/guidance/index/current.json", headers=headers, max_bytes=MOST_BYTES)


def _read_index(codes: Sequence[str], answer: Answer, access: Access) -> Iterator[Told]:
    data = read_json(answer)
    items = data.get("IndexItems") if isinstance(data, dict) else None
    if answer.status != 200 or not isinstance(items, list) or not items:
        raise Unreadable(f"answered {answer.status} without an index")
    titles = {_code(item): str(item.get("Title") or "") for item in items if isinstance(item, dict)}
    kinds = Counter(code.rstrip("0123456789") for code in titles)
    telling = Telling(service=INDEX.name, answer=answer)
    for code in codes:
        siblings = kinds[code.rstrip("0123456789")]
        listed = Listed(is_current=code in titles, title=titles.get(code, ""), siblings=siblings)
        yield telling.known(code, listed, page_of(code))


def _code(item: Mapping[str, Any]) -> str:
    return str(item.get("GuidanceNumber") or "").replace(" ", "").upper()


def _ask_product(codes: Sequence[str], access: Access) -> Address:
    headers = (JSON, *((("API-Key", access.key),) if access.key else ()))
    return Address(url=f"{access.url}/{codes[0]}", headers=headers, max_bytes=MOST_BYTES)


def _read_product(codes: Sequence[str], answer: Answer, access: Access) -> Iterator[Told]:
    telling, code = Telling(service=PRODUCT.name, answer=answer), codes[0]
    if answer.status in (404, 410):
        yield telling.absent(code, page_of(code))
        return
    data = read_json(answer)
    if answer.status != 200 or not isinstance(data, dict) or "ProductStatus" not in data:
        raise Unreadable(f"answered {answer.status} without a product")
    related = [one for one in data.get("RelatedProductList") or () if isinstance(one, dict)]
    product = Product(
        code=code,
        title=" ".join(str(data.get("Title") or "").split()),
        status=str(data["ProductStatus"]),
        notes=str(data.get("WithdrawnNotes") or ""),
        changed_on=_day(data.get("LastMajorModificationDate")),
        successors=_related(related, "IsReplacedBy"),
        partly=_related(related, "IsPartiallyReplacedBy"),
    )
    yield telling.known(code, product, page_of(code))


def _related(related: Sequence[Mapping[str, Any]], kind: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (str(one.get("Id")).upper(), " ".join(str(one.get("Title") or "").split()))
        for one in related
        if one.get("Relationship") == kind and one.get("Id")
    )


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


INDEX = Service(
    name="nice",
    title="NICE",
    request=_ask_index,
    read=_read_index,
    batch=500,
    once=True,
    needs_key=True,
    pace=lambda access: (1, 1),
)
PRODUCT = Service(
    name="nice_products",
    title="NICE's feed of products",
    request=_ask_product,
    read=_read_product,
    settings="nice",
    at="products",
    pace=lambda access: (1, 1),
)
