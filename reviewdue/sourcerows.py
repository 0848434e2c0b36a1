"""A source as its row in the ledger; pure, so that the processes that read the register make the rows."""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from reviewdue.lanes import lane_of
from reviewdue.references import Reference, identity_keys, to_csl
from reviewdue.references.addresses import host_in
from reviewdue.references.dois import doi_in
from reviewdue.shelfmarks import sort_title, words

# As json.dumps would write it, which makes an encoder for each.
encode = json.JSONEncoder(ensure_ascii=False).encode
# What the entry itself says, as a row has it.
STATED = ("csl", "title", "address", "host", "lane", "intended", "sort_title", "words")
# Where the columns of a row end that begins with the id.
PLACE = 1 + len(STATED)

# What a row holds that is new to the register, as the driver takes it: one process makes it, and another enters it.
ENTERED = ("id", *STATED, "file", "line", "next_check_at")
Row = tuple[Any, ...]
# An entry of the register: its row, its keys, and the line of its id. Plain tuples, as there is one for every entry and
# it goes from one process to another.
Entry = tuple[Row, tuple[str, ...], int]


class Stated(NamedTuple):
    """What a reference says, as it is kept, and the keys it goes by."""

    id: str
    csl: str
    title: str
    address: str | None
    host: str | None
    lane: int
    intended: str
    sort_title: str
    words: str
    keys: tuple[str, ...]


def enter(one: Reference, file: str, line: int, id_line: int, next_check: Any) -> Entry:
    """A reference as an entry of the register. The driver takes the time of its `next_check` as it is."""
    stated = state(one)
    return (*stated[:PLACE], file, line, next_check), stated.keys, id_line


def state(one: Reference) -> Stated:
    """A reference as it is kept."""
    host, csl = host_of(one), to_csl(one)
    intended = " ".join(one.intended)
    texts: list[str] = []
    _gather(csl.values(), texts)
    found = sort_title(one.title), words(*texts)
    place = address_of(one), host, lane_of(host)
    return Stated(one.id, encode(csl), one.title, *place, intended, *found, identity_keys(one))


def _gather(values: Iterable[Any], texts: list[str]) -> None:
    """Every text and number in plain data."""
    for value in values:
        if isinstance(value, str):
            texts.append(value)
        elif isinstance(value, (dict, list)):
            _gather(value.values() if isinstance(value, dict) else value, texts)
        else:
            texts.append(str(value))


def address_of(one: Reference) -> str | None:
    """What is asked about a reference: its DOI, or its address; the same text is the same thing asked."""
    doi = one.doi or (doi_in(one.url) if one.url else None)
    return f"doi:{doi.lower()}" if doi else one.url


def host_of(one: Reference) -> str | None:
    """The host that is asked for a reference; none where its DOI is asked."""
    if one.url is None or one.doi or doi_in(one.url):
        return None
    return host_in(one.url)
