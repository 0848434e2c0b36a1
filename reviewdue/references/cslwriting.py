"""A Reference as a CSL item, with its keys in the order in which people write them."""

from operator import attrgetter
from typing import Any

from reviewdue.references.csldates import write_issued
from reviewdue.references.reference import Name, Reference, Successor
from reviewdue.references.vocabulary import (
    NAME_PARTS,
    PASSED_OVER,
    SUCCESSOR_DATES,
    SUCCESSOR_LISTS,
    SUCCESSOR_TEXT,
    TEXT_KEYS,
)


def to_csl(reference: Reference) -> dict[str, Any]:
    """A CSL item with our own keys added, ready for JSON; keys without a value are left out."""
    item: dict[str, Any] = {"id": reference.id, "type": reference.type, "title": reference.title}
    if not reference.type:
        del item["type"]
    if reference.author:
        item["author"] = [_write_name(name) for name in reference.author]
    _put(item, TEXTS, _texts_of(reference))
    if reference.issued or "issued" in reference.more:
        item["issued"] = write_issued(reference.issued, reference.more.get("issued"))
    _put(item, NUMBERS, _numbers_of(reference))
    if reference.more:
        item |= {key: value for key, value in reference.more.items() if value and key in PASSED_OVER}
    return item | _write_our_own(reference)


TEXTS = tuple(key for key in TEXT_KEYS if key not in ("title", "confirmed_by", "note"))
NUMBERS = ("DOI", "ISBN", "PMID", "PMCID", "URL")
OUR_OWN = ("supersedes", "superseded_by", "confirmed_by", "confirmed_on", "intended", "watch", "note")
# What is not there costs nothing: all of many fields are had in one call, and most are empty.
_texts_of = attrgetter(*(TEXT_KEYS[key] for key in TEXTS))
_numbers_of = attrgetter(*map(str.lower, NUMBERS))
_our_own_of = attrgetter(*("is_watched" if key == "watch" else key for key in OUR_OWN))


def _put(item: dict[str, Any], keys: tuple[str, ...], values: tuple[Any, ...]) -> None:
    if any(values):
        item |= {key: value for key, value in zip(keys, values, strict=True) if value}


def _write_our_own(reference: Reference) -> dict[str, Any]:
    values = _our_own_of(reference)
    if not any(values):
        return {}
    item = dict(zip(OUR_OWN, values, strict=True))
    item["supersedes"] = list(reference.supersedes)
    item["superseded_by"] = [_write_successor(successor) for successor in reference.superseded_by]
    item["confirmed_on"] = reference.confirmed_on.isoformat() if reference.confirmed_on else None
    item |= {"intended": list(reference.intended), "watch": _write_watch(reference)}
    return _filled(**item)


def _write_watch(reference: Reference) -> Any:
    if reference.watch_part or reference.watch in ("true", "false"):
        return _filled(text=reference.watch, part=reference.watch_part)
    return reference.watch or reference.watch_on


def _write_name(name: Name) -> dict[str, Any]:
    return {part: value for part, value in zip(NAME_PARTS, _parts_of_name(name), strict=True) if value}


_parts_of_name = attrgetter(*(part.replace("-", "_") for part in NAME_PARTS))


def _write_successor(successor: Successor) -> dict[str, Any]:
    texts = {key: getattr(successor, key) for key in SUCCESSOR_TEXT}
    days = {key: day.isoformat() for key in SUCCESSOR_DATES if (day := getattr(successor, key))}
    topics = {key: list(getattr(successor, key)) for key in SUCCESSOR_LISTS}
    return _filled(**{key: (texts | days | topics).get(key) for key in _SUCCESSOR_ORDER})


_SUCCESSOR_ORDER = (
    "id", "title", "edition", "released", "effective_from", "changed", "unchanged",
    "evidence_url", "confirmed_by", "confirmed_on", "note",
)  # fmt: skip


def _filled(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}
