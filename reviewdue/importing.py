"""The import: a published page becomes an entry of content/ and the sources it cites entries of references/."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from reviewdue.citations import Citation
from reviewdue.citing import with_free_id
from reviewdue.dates import DateOrder, DateUnreadable, parse_date
from reviewdue.errors import WorkNotDone
from reviewdue.published import Draft, Stated, read_published
from reviewdue.references import Reference, contradict, identity_keys, short_name, to_csl
from reviewdue.register import Register, RegisterUnwritable, append_to_register, read_register
from reviewdue.settings import Settings, Source

MEDIA_TYPES = {".html": "text/html", ".htm": "text/html", ".json": "application/json", ".jsonld": "application/json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A published page's text, its media type, and where it came from."""

    text: str
    media_type: str
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """What could not be read: the line of the published page (None: the page as a whole), the text, the reason."""

    line: int | None
    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """The entry made of a page; `references` are its sources, and `new` those that the register had not."""

    id: str
    title: str
    last_reviewed: date | None
    next_review_due: date | None
    references: tuple[Reference, ...]
    new: tuple[Reference, ...]
    note: str | None
    url: str | None
    language: str | None
    unread: tuple[Unread, ...]
    written: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The entry as plain data; references as CSL items."""
        return {
            "written": list(self.written),
            "page": self.page_fields(),
            "references": [to_csl(one) for one in self.references],
            "new_references": [one.id for one in self.new],
            "unread": [{"line": one.line, "text": one.text, "reason": one.reason} for one in self.unread],
        }

    def page_fields(self) -> dict[str, Any]:
        """The front matter of the entry; what the page does not say is left out."""
        fields = {
            "id": self.id,
            "title": self.title,
            "url": self.url,
            "language": self.language,
            "last_reviewed": self.last_reviewed,
            "next_review_due": self.next_review_due,
            "references": [one.id for one in self.references],
            "note": self.note,
        }
        return {name: value for name, value in fields.items() if value}


def read_file(path: Path) -> Fetched:
    """A published page saved as a file. Raises WorkNotDone."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise WorkNotDone(f"{path}: {error.strerror}") from error
    text = _decode(data)
    return Fetched(text=text, media_type=MEDIA_TYPES.get(path.suffix.lower(), "text/plain"), origin=str(path))


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def import_page(root: Path, settings: Settings, fetched: Fetched) -> Imported:
    """Write the entries of a published page. Raises WorkNotDone when there is an entry already, or no title."""
    register = read_register(root / settings.references, root=root)
    imported = draft_entry(read_published(fetched.text, media_type=fetched.media_type), register, settings)
    if not imported.title:
        raise WorkNotDone(f"{fetched.origin}: no title was found; is this the page's text, HTML or JSON-LD?")
    page = root / _home(settings).path / f"{imported.id}.md"
    if page.exists():
        raise WorkNotDone(f"{page.relative_to(root)} is there already; remove it to import the page again")
    sources = _add_references(root, settings, imported)
    _write_page(page, imported)
    return replace(imported, written=(page.relative_to(root).as_posix(), *sources))


def _home(settings: Settings) -> Source:
    """Where entries go: the first source that is a folder."""
    return next((source for source in settings.sources if source.kind == "files"), Source())


def draft_entry(draft: Draft, register: Register, settings: Settings) -> Imported:
    """The entry a draft makes: dates read, citations matched with the register or made into new references."""
    faults: list[Unread] = [Unread(line=one.line, text=one.text, reason=one.reason) for one in draft.unread]
    last, due = (_day(stated, settings, faults) for stated in (draft.last_reviewed, draft.next_review_due))
    faults += _missing(draft)
    references = _matched(draft, register)
    faults += [left for citation in draft.citations for left in _left_over(citation)]
    return Imported(
        id=_id_of(draft),
        title=draft.title,
        last_reviewed=last,
        next_review_due=due,
        references=references,
        new=tuple(one for one in references if one.id not in register.references),
        note=draft.note,
        url=draft.url,
        language=draft.language,
        unread=tuple(faults),
    )


def _day(stated: Stated | None, settings: Settings, faults: list[Unread]) -> date | None:
    if stated is None:
        return None
    order: DateOrder = _home(settings).date_order
    try:
        return parse_date(stated.text, order=order, zone=settings.publisher.zone).last
    except DateUnreadable as error:
        faults.append(Unread(line=stated.line, text=stated.text, reason=f"{error.message}; {error.hint}"))
        return None


def _missing(draft: Draft) -> Iterator[Unread]:
    wanted = {"last review": draft.last_reviewed, "next review": draft.next_review_due, "source": draft.citations}
    for what, found in wanted.items():
        if not found:
            yield Unread(line=None, text="", reason=f"no {what} was found on the page")


def _left_over(citation: Citation) -> Iterator[Unread]:
    for words in citation.unread:
        reason = f"these words of “{short_name(citation.reference)}” fell into no field"
        yield Unread(line=citation.line, text=words, reason=reason)


def _matched(draft: Draft, register: Register) -> tuple[Reference, ...]:
    """The sources of a page, each once: entries of the register, or new ones with free ids."""
    found: dict[str, Reference] = {}
    by_key: dict[str, Reference] = {}
    for citation in draft.citations:
        keys = identity_keys(citation.reference)
        here = (by_key[key] for key in keys if key in by_key)
        known = register.match(citation.reference) or next(
            (one for one in here if not contradict(keys, identity_keys(one))), None
        )
        one = known or with_free_id(citation.reference, {*register.references, *found})
        found[one.id] = one
        by_key = dict.fromkeys(keys, one) | by_key
    return tuple(found.values())


def _id_of(draft: Draft) -> str:
    """A title in letters that ASCII has not leaves nothing: then the end of the address serves, or a digest."""
    address = urlsplit(draft.url or "").path.rstrip("/").rpartition("/")[2]
    return slug_of(draft.title) or slug_of(address) or "page-" + hashlib.sha256(draft.title.encode()).hexdigest()[:12]


def slug_of(title: str) -> str:
    """A title as an id and file name: ASCII letters and digits with hyphens, at most 80 characters."""
    plain = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80].rstrip("-")


def _add_references(root: Path, settings: Settings, imported: Imported) -> list[str]:
    if not imported.new:
        return []
    file = root / settings.references / f"{imported.id}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        append_to_register(file, imported.new)
    except RegisterUnwritable as error:
        raise WorkNotDone(str(error)) from error
    return [file.relative_to(root).as_posix()]


def _write_page(page: Path, imported: Imported) -> None:
    page.parent.mkdir(parents=True, exist_ok=True)
    fields = yaml.safe_dump(imported.page_fields(), sort_keys=False, allow_unicode=True, width=100)
    page.write_text(f"---\n{fields}---\n", encoding="utf-8")


def summary_of(imported: Imported) -> Iterator[str]:
    """What was written and what could not be read, a line each."""
    last, due = imported.last_reviewed or "unknown", imported.next_review_due or "unknown"
    yield f"{imported.title}: last reviewed {last}, next review due {due}"
    for one in imported.references:
        yield f"  cites {one.id}: {short_name(one)}" + (" (new in the register)" if one in imported.new else "")
    yield from (f"wrote {path}" for path in imported.written)
    for fault in imported.unread:
        where = f"line {fault.line}: " if fault.line else ""
        yield f"not read: {where}{fault.reason}" + (
            f": {json.dumps(fault.text, ensure_ascii=False)}" if fault.text else ""
        )
