"""Who has an id: of several files the first by its path, of several entries of a file the first; no SQL lives here."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from reviewdue.ledger.entries import Holder, place_of
from reviewdue.pages import Problem
from reviewdue.registerfiles import duplicate
from reviewdue.registerreading import Outcome
from reviewdue.sourcerows import Entry


@dataclass(slots=True)
class Claims:
    """What files that were just read have, against what `held` says of the ids in all the others.

    `doubles` are ids that another file has before, `displaced` the files that had an id until one of these came first.
    """

    here: frozenset[str]
    held: Mapping[str, Holder]
    taken: dict[str, Entry] = field(default_factory=dict)
    doubles: set[tuple[str, str]] = field(default_factory=set)
    displaced: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def claim(self, path: str, entry: Entry) -> None:
        """Give an entry its id, or say who has it."""
        (id, *_), _, id_line = entry
        first = self._first(id, path)
        if first is None:
            self.taken[id] = entry
            return
        if first.file != path:
            self.doubles.add((path, id))
        self.problems.append(duplicate(path, id_line, id, f"{first.file}:{first.line}"))

    def _first(self, id: str, path: str) -> Holder | None:
        if taken := self.taken.get(id):
            return place_of(taken)
        holder = self.held.get(id)
        # What a file had that was just read says nothing any more.
        if holder is None or holder.file in self.here:
            return None
        if holder.file < path:
            return holder
        self.displaced.add(holder.file)
        return None

    @property
    def placed_anew(self) -> Iterator[str]:
        """The ids of entries that stand elsewhere than before."""
        return (id for id, one in self.taken.items() if self.held.get(id) != place_of(one))


def claims_of(outcomes: Iterable[Outcome], held: Mapping[str, Holder]) -> Claims:
    """The claims of files in the order of their paths."""
    read = [one for one in outcomes if not one.unread]
    claims = Claims(frozenset(one.file.path for one in read), held)
    for one in read:
        for entry in one.entries:
            claims.claim(one.file.path, entry)
    return claims
