"""What a review of a page is held against: its text, its sources, its parts and its authors as they are now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection

from reviewdue.errors import ActionRefused, NoSuchPage, SourceFailed
from reviewdue.fieldmaps import normal_key
from reviewdue.files import read_bytes
from reviewdue.intervals import parse_interval
from reviewdue.ledger import checks
from reviewdue.ledger import pages as page_ledger
from reviewdue.ledger import references as reference_ledger
from reviewdue.ledger import reviews as review_ledger
from reviewdue.ledger.pages import Place
from reviewdue.pagefiles import read_metadata
from reviewdue.pages import Risk
from reviewdue.projects import Project
from reviewdue.references import Reference, short_name
from reviewdue.rescanning import find_page, rescan
from reviewdue.reviews.records import Review, SeenSource, SourceAnswer, Support
from reviewdue.reviews.rules import Circumstances
from reviewdue.settings import Source

PARTS_KEYS = ("reviewparts",)
AUTHOR_KEYS = ("author", "authors", "writtenby", "writer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewable:
    """A page that can be reviewed now, and what its review is held against.

    `sources` are those it cites, not answered for yet; `editions` what the register says of each, to be confirmed.
    """

    place: Place
    source: Source | None
    held: Circumstances
    sources: tuple[SeenSource, ...]
    editions: tuple[str, ...]


def look_at_page(project: Project, page_id: str, *, refresh: bool = True) -> Reviewable:
    """The page as it is now; a file is read again first. Raises ActionRefused where there is no such page.

    Without `refresh` it is as the ledger has it, and nothing is recorded.
    """
    place = _place(project, page_id)
    source = next((one for one in project.settings.sources if one.name == place.source), None)
    stated: dict[str, tuple[str, ...]] = {}
    if source is not None and source.kind == "files":
        stated = _read(project, source, place, refresh=refresh)
        place = _place(project, page_id)
    with project.ledger.begin() as connection:
        sources, editions = _sources(connection, page_id)
        earlier = _of_this_text(review_ledger.reviews_of(connection, [page_id]).get(page_id, []), place.content_hash)
    held = _circumstances(project, place, [one.answer.cited for one in sources], stated, earlier)
    return Reviewable(place=place, source=source, held=held, sources=sources, editions=editions)


def _place(project: Project, page_id: str) -> Place:
    with project.ledger.begin() as connection:
        place = page_ledger.place_of(connection, page_id)
    if place is None:
        raise NoSuchPage(page_id)
    return place


def _read(project: Project, source: Source, place: Place, *, refresh: bool) -> dict[str, tuple[str, ...]]:
    """Read the page's file again; what its metadata says of the parts of its review and of its authors."""
    try:
        found = find_page(project, source, place.path)
        if found is None:
            raise ActionRefused(f"the file {place.path} is not there any more; run “reviewdue scan”")
        if refresh:
            rescan(project, source, place.path)
        path = found.sidecar or found.path
        data = read_metadata(read_bytes(str(project.root), path), path)
    except (OSError, SourceFailed) as error:
        raise ActionRefused(f"{place.path} cannot be read: {error}") from error
    return {"parts": _named(data, PARTS_KEYS), "authors": _named(data, AUTHOR_KEYS)}


def _named(data: dict[str, Any], keys: Iterable[str]) -> tuple[str, ...]:
    values = [value for key, value in data.items() if normal_key(key) in keys]
    flat = [item for value in values for item in (value if isinstance(value, list) else str(value).split(","))]
    names = (item.get("name") or item.get("id") if isinstance(item, dict) else item for item in flat)
    return tuple(str(name).strip() for name in names if name and str(name).strip())


def _of_this_text(reviews: Sequence[Review], content_hash: str) -> list[Review]:
    """The parts of a review that is not whole yet, as far as the text is still the same."""
    found = []
    for review in reviews:
        if review.complete:
            break
        if review.content_hash == content_hash:
            found.append(review)
    return found


def _circumstances(
    project: Project, place: Place, cited: list[str], stated: dict[str, tuple[str, ...]], earlier: list[Review]
) -> Circumstances:
    policy = project.settings.policy
    interval = parse_interval(place.review_interval) if place.review_interval else policy.intervals[Risk(place.risk)]
    return Circumstances(
        today=project.today,
        interval=interval,
        longest=policy.max_interval,
        cited=cited,
        authors=stated.get("authors", ()),
        required=stated.get("parts") or policy.review.parts,
        covered={part for review in earlier for part in review.parts},
        answered={one.cited for review in earlier for one in review.statement.sources},
    )


def _sources(connection: Connection, page_id: str) -> tuple[tuple[SeenSource, ...], tuple[str, ...]]:
    citations = reference_ledger.sources_of(connection, [page_id]).get(page_id, [])
    held = checks.held(connection, {one.reference_id for one in citations if one.reference_id})
    seen: dict[str, tuple[SeenSource, str]] = {}
    for citation in citations:
        cited = citation.cited.cited
        one = held.get(citation.reference_id or "")
        answer = SourceAnswer(cited=cited, supports=Support.NOT_SEEN)
        if one is None:
            seen.setdefault(cited, (SeenSource(answer=answer, label=cited), ""))
            continue
        stands = {name: getattr(one, name) for name in ("availability", "currency", "integrity", "checked_at")}
        label = short_name(one.reference)
        shown = SeenSource(answer=answer, reference_id=one.reference.id, label=label, **stands)
        seen.setdefault(cited, (shown, edition_of(one.reference)))
    return tuple(one for one, _ in seen.values()), tuple(edition for _, edition in seen.values())


def edition_of(reference: Reference) -> str:
    """Which edition of a source the register knows: its edition, version or date."""
    year = str(reference.issued[0]) if reference.issued else ""
    return next((str(part) for part in (reference.edition, reference.version, year) if part), "")
