"""What changed in watched sources, for the pages that cite them: each page sees what changed since its own review."""

from collections.abc import Iterable, Mapping
from datetime import date, tzinfo

from sqlalchemy.engine import Connection

from reviewdue.drifting import Change, change_before_last, change_since, say_difference
from reviewdue.ledger import references, texts
from reviewdue.ledger.checks import Held
from reviewdue.ledger.listing import PageLine
from reviewdue.ledger.references import Citation
from reviewdue.ledger.texts import Version
from reviewdue.views import SourceChange

# Of more lines than these the rest is counted; of more reviews than these the newest ones are compared.
MOST_LINES = 60
MOST_REVIEWS = 5


def changes_of(
    connection: Connection,
    citations: Mapping[str, Iterable[Citation]],
    held: Mapping[str, Held],
    lines: Iterable[PageLine],
    zone: tzinfo,
) -> dict[tuple[str, str], SourceChange]:
    """What changed since its review, for each page and each source that it cites."""
    known = _changed_texts(connection, held.values())
    if not known:
        return {}
    reviewed = {line.id: line.last_reviewed for line in lines}
    found: dict[tuple[str, str], SourceChange] = {}
    seen: dict[tuple[str, date], SourceChange | None] = {}
    for page_id, cited in citations.items():
        day = reviewed.get(page_id)
        for id in {one.reference_id for one in cited if one.reference_id in known}:
            if day is None or id is None:
                continue
            if (id, day) not in seen:
                seen[id, day] = _show(change_since(connection, known[id], day, zone), zone)
            if change := seen[id, day]:
                found[page_id, id] = change
    return found


def changes_in(connection: Connection, held: Held, zone: tzinfo) -> tuple[SourceChange, ...]:
    """What changed in one source since the reviews of the pages that cite it; its last change where none does."""
    known = _changed_texts(connection, [held]).get(held.reference.id, [])
    if not known:
        return ()
    days = references.review_days(connection, held.reference.id)[:MOST_REVIEWS]
    found = [change_since(connection, known, day, zone) for day in days] or [change_before_last(connection, known)]
    by_number = {change.number: change for change in found if change}
    return tuple(shown for change in by_number.values() if (shown := _show(change, zone)))


def _changed_texts(connection: Connection, held: Iterable[Held]) -> dict[str, list[Version]]:
    """The texts of those watched sources that have said more than one thing."""
    watched = [one.reference.id for one in held if one.reference.is_watched]
    return {id: known for id, known in texts.versions_of(connection, watched).items() if len(known) > 1}


def _show(change: Change | None, zone: tzinfo) -> SourceChange | None:
    if change is None or not change.difference.lines:
        return None
    lines = change.difference.lines
    return SourceChange(
        number=change.number,
        since=change.since.astimezone(zone).date(),
        until=change.until.astimezone(zone).date(),
        said=say_difference(change.difference),
        lines=lines[:MOST_LINES],
        more=max(len(lines) - MOST_LINES, 0),
    )
