"""A Reference as a CSL item and back: the keys, the easy forms people write, and what is wrong."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from reviewdue.references.csldates import read_day, read_issued, says_more, with_numbers, write_issued
from reviewdue.references.flaws import Flaw, Flaws
from reviewdue.references.identifiers import (
    is_address,
    isbns_in,
    normalise_doi,
    normalise_pmcid,
    normalise_pmid,
)
from reviewdue.references.reference import Name, Reference, Successor
from reviewdue.references.vocabulary import (
    CSL_TYPES,
    DATE_VARIABLES,
    HELD_KEYS,
    INTENDED,
    NAME_PARTS,
    NAME_SWITCHES,
    PASSED_OVER,
    SUCCESSOR_DATES,
    SUCCESSOR_KEYS,
    SUCCESSOR_LISTS,
    SUCCESSOR_TEXT,
    TEXT_KEYS,
    WATCH_KEYS,
)


class CslUnreadable(ValueError):
    """A CSL item that was written by us holds something that cannot be read back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CslReading:
    """What a CSL item says as far as it can be read, and what is wrong with the rest."""

    reference: Reference
    flaws: tuple[Flaw, ...] = ()


def from_csl(item: Mapping[str, Any]) -> Reference:
    """The inverse of `to_csl`. Raises CslUnreadable for anything that `read_csl` would report as a flaw."""
    reading = read_csl(item)
    if reading.flaws:
        raise CslUnreadable("; ".join(f"{flaw.name}: {flaw.message}" for flaw in reading.flaws))
    return reading.reference


def read_csl(item: Mapping[str, Any]) -> CslReading:
    """Read one CSL item in any form people write; a flawed value is reported and left out."""
    flaws = Flaws()
    _check_keys(item, HELD_KEYS, PASSED_OVER, flaws)
    fields: dict[str, Any] = {
        field: _text(item[key], key, flaws) for key, field in TEXT_KEYS.items() if key in item and key != "title"
    }
    reference = Reference(
        id=_required(item, "id", flaws),
        title=_required(item, "title", flaws),
        type=_type(item.get("type"), flaws),
        author=tuple(_names(item.get("author"), flaws)),
        issued=read_issued(item.get("issued"), flaws),
        doi=_valid(item, "DOI", normalise_doi, "Write the DOI as 10.1016/j.example.2021.09.019", flaws),
        isbn=_valid(item, "ISBN", _as_given, "Compare it with the book: the check digit does not fit", flaws),
        pmid=_valid(item, "PMID", normalise_pmid, "Write the PubMed number, digits only", flaws),
        pmcid=_valid(item, "PMCID", normalise_pmcid, "Write it as PMC1234567", flaws),
        url=_valid(item, "URL", _address, "Write the whole address, with https:// in front", flaws),
        supersedes=tuple(_texts(item.get("supersedes"), "supersedes", flaws)),
        superseded_by=tuple(_successors(item.get("superseded_by"), flaws)),
        confirmed_on=read_day(item.get("confirmed_on"), "confirmed_on", flaws),
        intended=tuple(_intended(item.get("intended"), flaws)),
        more=_more(item),
        **_watch(item.get("watch"), flaws),
        **fields,
    )
    return CslReading(reference=reference, flaws=flaws.found)


def to_csl(reference: Reference) -> dict[str, Any]:
    """A CSL item with our own keys added, ready for JSON; keys without a value are left out."""
    item: dict[str, Any] = {"id": reference.id, "type": reference.type, "title": reference.title}
    item["author"] = [_write_name(name) for name in reference.author]
    item |= {key: getattr(reference, field) for key, field in TEXT_KEYS.items() if key not in ("title", *_AT_THE_END)}
    item["issued"] = write_issued(reference.issued, reference.more.get("issued"))
    item |= {"DOI": reference.doi, "ISBN": reference.isbn, "PMID": reference.pmid, "PMCID": reference.pmcid}
    item |= {"URL": reference.url} | {key: value for key, value in reference.more.items() if key in PASSED_OVER}
    item["supersedes"] = list(reference.supersedes)
    item["superseded_by"] = [_write_successor(successor) for successor in reference.superseded_by]
    item["confirmed_by"] = reference.confirmed_by
    item["confirmed_on"] = reference.confirmed_on.isoformat() if reference.confirmed_on else None
    item |= {"intended": list(reference.intended), "watch": _write_watch(reference), "note": reference.note}
    return {key: value for key, value in item.items() if value or key in ("id", "title")}


_AT_THE_END = ("confirmed_by", "watch", "note")


def _write_name(name: Name) -> dict[str, Any]:
    return _filled(**{part: getattr(name, part.replace("-", "_")) for part in NAME_PARTS})


def _write_successor(successor: Successor) -> dict[str, Any]:
    texts = {key: getattr(successor, key) for key in SUCCESSOR_TEXT}
    days = {key: day.isoformat() for key in SUCCESSOR_DATES if (day := getattr(successor, key))}
    topics = {key: list(getattr(successor, key)) for key in SUCCESSOR_LISTS}
    return _filled(**{key: (texts | days | topics).get(key) for key in _SUCCESSOR_ORDER})


_SUCCESSOR_ORDER = (
    "id", "title", "edition", "released", "effective_from", "changed", "unchanged",
    "evidence_url", "confirmed_by", "confirmed_on", "note",
)  # fmt: skip


def _more(item: Mapping[str, Any]) -> dict[str, Any]:
    """The variables that are kept as they are; a date that says more than its parts is among them."""
    kept = {key: value for key, value in item.items() if key in PASSED_OVER and value not in (None, "", [])}
    kept |= {"issued": item["issued"]} if says_more(item.get("issued")) else {}
    return kept | {key: with_numbers(kept[key]) for key in kept if key in DATE_VARIABLES}


def _filled(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}


def _check_keys(item: Mapping[str, Any], known: Collection[str], ignored: Collection[str], flaws: Flaws) -> None:
    for key in item:
        if key in known or key in ignored:
            continue
        folded = {word.casefold().replace("-", "_"): word for word in sorted(known)}
        near = get_close_matches(str(key).casefold().replace("-", "_"), folded, n=1, cutoff=0.6)
        hint = f"Did you mean {folded[near[0]]}?" if near else "Remove it, or put it into note."
        flaws.add("unknown_key", str(key), f"“{key}” is not a key of a reference", hint)


def _required(item: Mapping[str, Any], key: str, flaws: Flaws) -> str:
    before = flaws.found
    text = _text(item.get(key), key, flaws)
    if text is None and flaws.found == before:
        flaws.add(f"missing_{key}", key, f"The reference has no {key}", f"Add a line “{key}: …”.")
    return text or ""


def _text(value: object, key: str, flaws: Flaws) -> str | None:
    """A scalar as text: JSON and YAML give numbers where people write `volume: 32`."""
    if value is None:
        return None
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        return " ".join(str(value).split()) or None
    flaws.add("wrong_type", key, f"“{key}” is not plain text", "Write one value, in quotes if need be.")
    return None


def _texts(value: object, key: str, flaws: Flaws) -> Iterator[str]:
    entries = value if isinstance(value, list) else [value]
    for at, entry in enumerate(entries):
        text = _text(entry, f"{key}.{at}" if isinstance(value, list) else key, flaws)
        if text:
            yield text


def _intended(value: object, flaws: Flaws) -> Iterator[str]:
    for word in _texts(value, "intended", flaws):
        if word in INTENDED:
            yield word
        else:
            said = f"“{word}” is nothing that is said against a source"
            flaws.add("unknown_intended", "intended", said, f"Write one of {', '.join(INTENDED)}.")


def _watch(value: object, flaws: Flaws) -> dict[str, Any]:
    """True, a word to the reviewer, or both that and the part to watch."""
    if not isinstance(value, dict):
        # YAML is read as text, JSON has its own true.
        text = str(value).lower() if isinstance(value, bool) else _text(value, "watch", flaws)
        return {"watch_on": text == "true"} if text in ("true", "false") else {"watch": text}
    _check_keys(value, WATCH_KEYS, (), flaws.inside("watch"))
    text, part = (_text(value.get(key), f"watch.{key}", flaws) for key in WATCH_KEYS)
    return {"watch": text, "watch_part": part}


def _write_watch(reference: Reference) -> Any:
    if reference.watch_part or reference.watch in ("true", "false"):
        return _filled(text=reference.watch, part=reference.watch_part)
    return reference.watch or reference.watch_on


def _type(value: object, flaws: Flaws) -> str:
    text = _text(value, "type", flaws)
    if text is None or text in CSL_TYPES:
        return text or "document"
    near = get_close_matches(text.lower(), sorted(CSL_TYPES), n=1, cutoff=0.5)
    flaws.add("unknown_type", "type", f"“{text}” is not a CSL type", f"Write {near[0] if near else 'document'}.")
    return "document"


def _valid(
    item: Mapping[str, Any], key: str, normalise: Callable[[str], str | None], remedy: str, flaws: Flaws
) -> str | None:
    text = _text(item.get(key), key, flaws)
    if text is None:
        return None
    good = normalise(text)
    if good is None:
        flaws.add(f"bad_{key.lower()}", key, f"“{text}” is not a valid {key}", f"{remedy}.")
    return good


def _as_given(isbn: str) -> str | None:
    return isbn if isbns_in(isbn) else None


def _address(text: str) -> str | None:
    return text if is_address(text) else None


def _names(value: object, flaws: Flaws) -> Iterator[Name]:
    entries = value if isinstance(value, list) else [] if value is None else [value]
    for at, entry in enumerate(entries):
        where = f"author.{at}" if isinstance(value, list) else "author"
        name = _person(entry, where, flaws) if isinstance(entry, dict) else Name(literal=_text(entry, where, flaws))
        if name != NOBODY:
            yield name


NOBODY = Name()
NAME_KEYS = (*NAME_PARTS, *NAME_SWITCHES)


def _person(entry: dict[str, Any], where: str, flaws: Flaws) -> Name:
    _check_keys(entry, NAME_KEYS, (), flaws.inside(where))
    said = {key: _text(entry[key], f"{where}.{key}", flaws) for key in NAME_PARTS if key in entry}
    return Name(**{key.replace("-", "_"): value for key, value in said.items()})


def _successors(value: object, flaws: Flaws) -> Iterator[Successor]:
    entries = value if isinstance(value, list) else [] if value is None else [value]
    for at, entry in enumerate(entries):
        where = f"superseded_by.{at}" if isinstance(value, list) else "superseded_by"
        successor = (
            _successor(entry, where, flaws) if isinstance(entry, dict) else Successor(id=_text(entry, where, flaws))
        )
        if successor != Successor():
            yield successor


def _successor(entry: dict[str, Any], where: str, flaws: Flaws) -> Successor:
    _check_keys(entry, SUCCESSOR_KEYS, (), flaws.inside(where))
    fields: dict[str, Any] = {key: _text(entry.get(key), f"{where}.{key}", flaws) for key in SUCCESSOR_TEXT}
    fields |= {key: read_day(entry.get(key), f"{where}.{key}", flaws) for key in SUCCESSOR_DATES}
    fields |= {key: tuple(_texts(entry.get(key), f"{where}.{key}", flaws)) for key in SUCCESSOR_LISTS}
    return Successor(**fields)
