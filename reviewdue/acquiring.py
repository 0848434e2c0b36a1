"""A bibliography becomes entries of the register: each source once, and what cannot be read said with its line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import urlsplit

from reviewdue.bibliographies import Kind, kind_of, read_bibliography
from reviewdue.citing import with_free_id
from reviewdue.documents import DocumentUnreadable
from reviewdue.errors import WorkNotDone
from reviewdue.importing import Fetched, Unread, slug_of
from reviewdue.references import Reference, contradict, identity_keys, make_id, read_csl, short_name, to_csl
from reviewdue.references.entries import Entry
from reviewdue.register import Register, RegisterUnwritable, append_to_register, read_register
from reviewdue.settings import Settings

SUFFIXES = {".bib": Kind.BIBTEX, ".bibtex": Kind.BIBTEX, ".ris": Kind.RIS}
USABLE_ID = re.compile(r"(?=.*[A-Za-z])[\w.:+-]{1,80}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Acquired:
    """What a bibliography gave: its sources, those that the register had not, and entries that were one source.

    `same` leads from the id in the bibliography to that of the source, where the two differ.
    """

    kind: Kind
    references: tuple[Reference, ...]
    new: tuple[Reference, ...]
    same: dict[str, str]
    unread: tuple[Unread, ...]
    written: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The result as plain data, in the shape of an imported page's."""
        return {
            "written": list(self.written),
            "page": None,
            "bibliography": str(self.kind),
            "references": [to_csl(one) for one in self.references],
            "new_references": [one.id for one in self.new],
            "same_references": self.same,
            "unread": [{"line": one.line, "text": one.text, "reason": one.reason} for one in self.unread],
        }


def bibliography_of(fetched: Fetched) -> Kind | None:
    """The format of what was fetched, if it is a bibliography: by its content, else by the end of its name."""
    place = urlsplit(fetched.origin).path or fetched.origin
    return kind_of(fetched.text) or SUFFIXES.get(PurePath(place).suffix.lower())


def import_bibliography(root: Path, settings: Settings, fetched: Fetched, kind: Kind) -> Acquired:
    """Write the sources of a bibliography into the register. Raises WorkNotDone when it holds none."""
    register = read_register(root / settings.references, root=root)
    acquired = acquire(fetched, kind, register)
    if not acquired.references:
        reasons = "; ".join(_said(one) for one in acquired.unread[:3]) or f"no entry of {kind} was found in it"
        raise WorkNotDone(f"{fetched.origin}: {reasons}")
    file = root / settings.references / f"{_stem(fetched.origin)}.yaml"
    try:
        written = append_to_register(file, acquired.new) if acquired.new else ()
    except RegisterUnwritable as error:
        raise WorkNotDone(str(error)) from error
    return replace(acquired, written=(file.relative_to(root).as_posix(),) if written else ())


def acquire(fetched: Fetched, kind: Kind, register: Register) -> Acquired:
    """The sources of a bibliography beside those of the register; nothing is written."""
    try:
        read = read_bibliography(fetched.text, kind)
    except DocumentUnreadable as error:
        raise WorkNotDone(f"{fetched.origin}: {error}") from error
    taking = _Taking(register=register)
    taking.unread += [Unread(line=one.line, text="", reason=f"{one.message}. {one.hint}") for one in read.findings]
    for entry in read.entries:
        taking.take(entry)
    return Acquired(
        kind=kind,
        references=tuple(taking.found.values()),
        new=tuple(one for id, one in taking.found.items() if id not in register.references),
        same=taking.same,
        unread=tuple(sorted(taking.unread, key=lambda one: one.line or 0)),
    )


@dataclass(slots=True)
class _Taking:
    """Gathers the sources of a bibliography entry by entry."""

    register: Register
    found: dict[str, Reference] = field(default_factory=dict)
    by_key: dict[str, Reference] = field(default_factory=dict)
    same: dict[str, str] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)

    def take(self, entry: Entry) -> None:
        if not isinstance(entry.data, dict):
            self.unread.append(Unread(line=entry.line, text=str(entry.data)[:80], reason="this is no reference"))
            return
        reading = read_csl(entry.data)
        for flaw in reading.flaws:
            if flaw.code != "missing_id":
                reason = f"{flaw.message}. {flaw.remedy}"
                self.unread.append(Unread(line=entry.line_of(flaw.name), text=reading.reference.id, reason=reason))
        if reading.reference.title:
            self.place(reading.reference)

    def place(self, reference: Reference) -> None:
        """Keep the source, or the entry that describes it already; its id stays unless another source has it."""
        keys = identity_keys(reference)
        here = (self.by_key[key] for key in keys if key in self.by_key)
        known = self.register.match(reference) or next(
            (one for one in here if not contradict(keys, identity_keys(one))), None
        )
        usable = USABLE_ID.fullmatch(reference.id) is not None
        named = reference if usable else replace(reference, id=make_id(reference))
        one = known or with_free_id(named, {*self.register.references, *self.found})
        self.found[one.id] = one
        self.by_key = dict.fromkeys(keys, one) | self.by_key
        if reference.id and reference.id != one.id:
            self.same[reference.id] = one.id


def _stem(origin: str) -> str:
    """The name of the register's file, from that of the bibliography."""
    place = urlsplit(origin).path if "://" in origin else origin
    name = PurePath(place).name
    while PurePath(name).suffix:
        name = PurePath(name).stem
    return slug_of(name) or "bibliography"


def _said(one: Unread) -> str:
    return f"line {one.line}: {one.reason}" if one.line else one.reason


def summary_of(acquired: Acquired) -> Iterator[str]:
    """What was written and what could not be read, a line each."""
    known = len(acquired.references) - len(acquired.new)
    counts = f"{len(acquired.references)} sources, {len(acquired.new)} new, {known} in the register already"
    yield f"{acquired.kind}: {counts}"
    for one in acquired.new:
        yield f"  new {one.id}: {short_name(one)}"
    for id, one_id in acquired.same.items():
        yield f"  {id} is {one_id} in the register"
    yield from (f"wrote {path}" for path in acquired.written)
    for fault in acquired.unread:
        yield f"not read: {_said(fault)}" + (f" ({fault.text})" if fault.text else "")
