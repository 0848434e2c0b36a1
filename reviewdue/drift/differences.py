"""What two texts of one source differ in, sentence by sentence, for people to read."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from reviewdue.currency.sentences import split_block
from reviewdue.drift.matter import HEADING, Matter, key_of

# More is not read by anybody, and comparing it would take long.
MOST_SENTENCES = 3_000
MOST_WORDS = 400
# Two sentences that share this much are one that was changed.
ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a line: `same`, `gone` or `new`."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A sentence that is `gone`, `new` or `changed`, and the heading it stands under."""

    kind: str
    pieces: tuple[Piece, ...]
    under: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """All that differs, in the order of the newer text. A sentence that only moved is no difference."""

    lines: tuple[Line, ...] = ()

    def count(self, kind: str) -> int:
        """How many sentences are of a kind."""
        return sum(line.kind == kind for line in self.lines)


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    key: str
    under: str


def difference(before: Matter, after: Matter) -> Difference:
    """What is in one text and not in the other."""
    old, new = _sentences(before), _sentences(after)
    kept = {one.key for one in old} & {one.key for one in new}
    changed = ([one for one in side if one.key not in kept] for side in (old, new))
    return Difference(lines=tuple(_lines(*changed)))


def _sentences(matter: Matter) -> list[_Sentence]:
    """Each sentence once: it is known by what it says."""
    found: dict[str, _Sentence] = {}
    under = ""
    for block in matter.blocks:
        if block.startswith(HEADING):
            under = block.removeprefix(HEADING)
        for sentence in split_block(block.removeprefix(HEADING)):
            key = key_of(sentence)
            if key and key not in found:
                found[key] = _Sentence(sentence, key, "" if block.startswith(HEADING) else under)
            if len(found) >= MOST_SENTENCES:
                return list(found.values())
    return list(found.values())


def _lines(old: Sequence[_Sentence], new: Sequence[_Sentence]) -> Iterator[Line]:
    """Changed sentences found by their likeness, in the order of the newer text; what is gone stands where it was."""
    partners = _partners(old, new)
    told: set[int] = set()
    for place, one in enumerate(new):
        partner = partners.get(place)
        if partner is None:
            yield Line(kind="new", pieces=(Piece("new", one.text),), under=one.under)
            continue
        yield from (_gone(old[at]) for at in range(partner) if at not in told and at not in partners.values())
        told |= set(range(partner + 1))
        yield Line(kind="changed", pieces=tuple(_pieces(old[partner].text, one.text)), under=one.under)
    yield from (_gone(old[at]) for at in range(len(old)) if at not in told and at not in partners.values())


def _gone(one: _Sentence) -> Line:
    return Line(kind="gone", pieces=(Piece("gone", one.text),), under=one.under)


def _partners(old: Sequence[_Sentence], new: Sequence[_Sentence]) -> dict[int, int]:
    """For sentences of the newer text, the place of the older one that each was made from."""
    bags = [set(re.findall(r"\w+", one.key)) for one in old]
    taken: set[int] = set()
    found: dict[int, int] = {}
    for place, one in enumerate(new[:MOST_WORDS]):
        mine = set(re.findall(r"\w+", one.key))
        scores = [
            (len(mine & bag) / max(len(mine | bag), 1), -at)
            for at, bag in enumerate(bags[:MOST_WORDS])
            if at not in taken
        ]
        best, at = max(scores, default=(0.0, 0))
        if best >= ALIKE:
            found[place] = -at
            taken.add(-at)
    return found


def _pieces(before: str, after: str) -> Iterator[Piece]:
    """The words of both sentences, those that went before those that came in their place."""
    old, new = before.split()[:MOST_WORDS], after.split()[:MOST_WORDS]
    for what, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield Piece("same", " ".join(old[i1:i2]))
        else:
            yield from (
                Piece(kind, text)
                for kind, text in (("gone", " ".join(old[i1:i2])), ("new", " ".join(new[j1:j2])))
                if text
            )
