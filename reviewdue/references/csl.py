"""A CSL item to a Reference: the keys, the easy forms people write, and what is wrong."""

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from reviewdue.references.csldates import read_day, read_issued, says_more, with_numbers
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
    # Most items have few of the many keys, and what they do not have is what a Reference has by itself.
    fields: dict[str, Any] = {field: _text(item[key], key, flaws) for key, field in TEXT_FIELDS if key in item}
    fields |= {key: _required(item, key, flaws) for key in ("id", "title")}
    fields |= {field: read(item[key], key, flaws) for key, field, read in READERS if key in item}
    if "watch" in item:
        fields |= _watch(item["watch"], flaws)
    return CslReading(reference=Reference(**fields, more=_more(item)), flaws=flaws.found)


def _more(item: Mapping[str, Any]) -> dict[str, Any]:
    """The variables that are kept as they are; a date that says more than its parts is among them."""
    kept = {key: value for key, value in item.items() if key in PASSED_OVER and value not in (None, "", [])}
    if says_more(item.get("issued")):
        kept["issued"] = item["issued"]
    return kept | {key: with_numbers(kept[key]) for key in DATE_VARIABLES & kept.keys()} if kept else kept


def _check_keys(item: Mapping[str, Any], known: Set[str], ignored: Set[str], flaws: Flaws) -> None:
    if item.keys() <= known:
        return
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
    _check_keys(value, frozenset(WATCH_KEYS), frozenset(), flaws.inside("watch"))
    text, part = (_text(value.get(key), f"watch.{key}", flaws) for key in WATCH_KEYS)
    return {"watch": text, "watch_part": part}


def _type(value: object, flaws: Flaws) -> str:
    text = _text(value, "type", flaws)
    if text is None or text in CSL_TYPES:
        return text or "document"
    near = get_close_matches(text.lower(), sorted(CSL_TYPES), n=1, cutoff=0.5)
    flaws.add("unknown_type", "type", f"“{text}” is not a CSL type", f"Write {near[0] if near else 'document'}.")
    return "document"


def _valid(normalise: Callable[[str], str | None], remedy: str) -> Callable[[object, str, Flaws], str | None]:
    def read(value: object, key: str, flaws: Flaws) -> str | None:
        text = _text(value, key, flaws)
        if text is None:
            return None
        good = normalise(text)
        if good is None:
            flaws.add(f"bad_{key.lower()}", key, f"“{text}” is not a valid {key}", f"{remedy}.")
        return good

    return read


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


def _person(entry: dict[str, Any], where: str, flaws: Flaws) -> Name:
    _check_keys(entry, NAME_KEYS, frozenset(), flaws.inside(where))
    said = {field: _text(entry[key], f"{where}.{key}", flaws) for key, field in NAME_FIELDS if key in entry}
    return Name(**said)


NAME_KEYS = frozenset((*NAME_PARTS, *NAME_SWITCHES))
NAME_FIELDS = tuple((part, part.replace("-", "_")) for part in NAME_PARTS)


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
    _check_keys(entry, SUCCESSOR_KEYS, frozenset(), flaws.inside(where))
    fields: dict[str, Any] = {key: _text(entry.get(key), f"{where}.{key}", flaws) for key in SUCCESSOR_TEXT}
    fields |= {key: read_day(entry.get(key), f"{where}.{key}", flaws) for key in SUCCESSOR_DATES}
    fields |= {key: tuple(_texts(entry.get(key), f"{where}.{key}", flaws)) for key in SUCCESSOR_LISTS}
    return Successor(**fields)


def _whole(read: Callable[[object, Flaws], Any]) -> Callable[[object, str, Flaws], Any]:
    """A reader of a value that has one key only."""
    return lambda value, _, flaws: read(value, flaws)


def _many(read: Callable[[object, Flaws], Iterator[Any]]) -> Callable[[object, str, Flaws], Any]:
    return lambda value, _, flaws: tuple(read(value, flaws))


# The keys whose value is plain text, with the field for each; and the others in the order in which they are looked at.
TEXT_FIELDS = tuple((key, field) for key, field in TEXT_KEYS.items() if key != "title")
READERS: tuple[tuple[str, str, Callable[[object, str, Flaws], Any]], ...] = (
    ("type", "type", _whole(_type)),
    ("author", "author", _many(_names)),
    ("issued", "issued", _whole(read_issued)),
    ("DOI", "doi", _valid(normalise_doi, "Write the DOI as 10.1016/j.example.2021.09.019")),
    ("ISBN", "isbn", _valid(_as_given, "Compare it with the book: the check digit does not fit")),
    ("PMID", "pmid", _valid(normalise_pmid, "Write the PubMed number, digits only")),
    ("PMCID", "pmcid", _valid(normalise_pmcid, "Write it as PMC1234567")),
    ("URL", "url", _valid(_address, "Write the whole address, with https:// in front")),
    ("supersedes", "supersedes", lambda value, key, flaws: tuple(_texts(value, key, flaws))),
    ("superseded_by", "superseded_by", _many(_successors)),
    ("confirmed_on", "confirmed_on", read_day),
    ("intended", "intended", _many(_intended)),
)
