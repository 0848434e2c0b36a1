"""What a sentence says is done to a document: by which verb, actively or passively, and whether in fact."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from reviewdue.currency import words as lexicon
from reviewdue.currency.sentences import Word
from reviewdue.currency.words import Deed, Form

JOINTS = frozenset(("and", "or", "/", ",", "&", "then"))
STOPS = frozenset((",", ";", ":", "?", "!", ")", "|", "–", "—", "…"))
AFTER_PARTICIPLE = lexicon.PREPOSITIONS | STOPS | frozenset(("and", "or", "but", "because", "entirely", "immediately"))


class Mood(StrEnum):
    """Whether it is so."""

    FACT = "fact"
    ONGOING = "ongoing"
    PLAN = "plan"
    UNREAL = "unreal"  # a condition, a question, a possibility
    DENIED = "denied"


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicate:
    """What is done: `first` to `last` are the places of its words, auxiliaries included."""

    deeds: frozenset[Deed]
    passive: bool
    mood: Mood
    first: int
    last: int
    partial: bool = False
    nominal: bool = False
    lastly: bool = False  # "was last updated": the stamp of a page, not news
    habitual: bool = False  # "is updated every year", "we update our pages"

    @property
    def deed(self) -> Deed:
        """The gravest of what is done."""
        return max(self.deeds)


def predicates(said: Sequence[Word], *, question: bool) -> Iterator[Predicate]:
    """Every predicate about documents in a sentence, from left to right."""
    place = 0
    while place < len(said):
        if said[place].low in lexicon.VERBS and (found := _read(said, place, question=question)):
            yield found
            place = found.last
        place += 1


@dataclass(slots=True)
class _Left:
    """What stands before a verb and belongs to it."""

    first: int
    auxiliaries: list[str] = field(default_factory=list)
    adverbs: set[str] = field(default_factory=set)


def _read(said: Sequence[Word], place: int, *, question: bool) -> Predicate | None:
    deeds, last = _coordinated(said, place)
    form = lexicon.VERBS[said[place].low][1]
    left = _look_left(said, place)
    passive = _is_passive(said, left, form, place, last)
    if passive is None:
        return None
    nominal = form is Form.ING and not (set(left.auxiliaries) & lexicon.BE)
    return Predicate(
        deeds=frozenset(deeds),
        passive=passive,
        mood=Mood.UNREAL if question else _mood(said, left, form, nominal=nominal),
        first=left.first,
        last=last,
        partial=bool(left.adverbs & lexicon.PARTIAL) or _in_part(said, last),
        nominal=nominal,
        lastly="last" in left.adverbs,
        habitual=form in (Form.BASE, Form.THIRD) or (bool(left.auxiliaries) and left.auxiliaries[-1] in {"is", "are"}),
    )


def _in_part(said: Sequence[Word], last: int) -> bool:
    after = [word.low for word in said[last + 1 : last + 3]]
    return after == ["in", "part"] or after[:1] == ["partially"]


def _coordinated(said: Sequence[Word], place: int) -> tuple[set[Deed], int]:
    """The deeds of a verb and of those of the same form that are joined to it: “updated and replaced”."""
    deed, form = lexicon.VERBS[said[place].low]
    deeds, last, at = {deed}, place, place + 1
    while at < len(said):
        word = said[at].low
        if word in JOINTS or (
            word in lexicon.ADVERBS | {"has", "been", "have", "is", "was", "are", "were"}
            and said[at - 1].low != said[place].low
        ):
            at += 1
        elif word in lexicon.VERBS and lexicon.VERBS[word][1] is form and at > last + 1:
            deeds.add(lexicon.VERBS[word][0])
            last, at = at, at + 1
        else:
            break
    return deeds, last


def _look_left(said: Sequence[Word], place: int) -> _Left:
    left = _Left(first=place)
    at = place - 1
    while at >= 0:
        word = said[at].low
        if word in lexicon.AUXILIARIES or word.endswith("n't"):
            left.auxiliaries.insert(0, word)
        elif word in lexicon.ADVERBS:
            left.adverbs.add(word)
        elif word in JOINTS and at and _is_participle(said[at - 1].low):
            pass  # "reviewed and", "published, "
        elif _is_participle(word) and left.first == at + 1 and said[at + 1].low in JOINTS:
            pass
        elif word == "longer" and at and said[at - 1].low == "no":
            left.auxiliaries.insert(0, "not")
            at -= 1
        else:
            break
        left.first = at
        at -= 1
    while left.first < place and said[left.first].low in JOINTS:
        left.first += 1
    return left


def _is_participle(word: str) -> bool:
    return word in lexicon.VERBS or (word.endswith("ed") and len(word) > 4)


def _is_passive(said: Sequence[Word], left: _Left, form: Form, place: int, last: int) -> bool | None:
    """Whether the subject is what it is done to; None where the word is an adjective or no verb at all."""
    auxiliaries = set(left.auxiliaries)
    if form is not Form.PARTICIPLE:
        return None if form is Form.BASE and not _is_verb(said, left, place) else False
    if said[place].low in lexicon.INTRANSITIVE or auxiliaries & lexicon.BE:
        return True
    if auxiliaries & lexicon.HAVE:
        return False
    following = said[last + 1].low if last + 1 < len(said) else ""
    if following in AFTER_PARTICIPLE or not following or following[:1].isdigit():
        return True
    is_object = following in {"this", "these", "the", "our", "its"}
    return None if _is_attribute(said, left) and not is_object else False


def _is_attribute(said: Sequence[Word], left: _Left) -> bool:
    """“An updated version”, “new and updated recommendations”: an adjective, not a verb."""
    if not left.first:
        return True
    before = said[left.first - 1].low
    agents = lexicon.SPEAKERS | lexicon.DOCUMENTS | lexicon.PRONOUNS | lexicon.RELATIVES
    return not (before in agents - {"this", "these"} or any(letter.isdigit() for letter in before))


def _is_verb(said: Sequence[Word], left: _Left, place: int) -> bool:
    """A base form is a verb after an auxiliary or a plural subject; “an update” and “update history” are nouns."""
    if set(left.auxiliaries) & (lexicon.PLANS | lexicon.DOUBTS | lexicon.NEGATIONS | {"do", "does", "did"}):
        return True
    before = said[left.first - 1].low if left.first else ""
    plural = {"we", "they", "not", "don't", "editors", "authors", "guidelines", "recommendations", "these"}
    following = said[place + 1].low if place + 1 < len(said) else ""
    return before in plural or (before in lexicon.SPEAKERS and following in lexicon.DEMONSTRATIVES | {"the", "our"})


def _mood(said: Sequence[Word], left: _Left, form: Form, *, nominal: bool) -> Mood:
    auxiliaries = left.auxiliaries
    clause = [word.low for word in said[: left.first]]
    if _is_conditional(clause):
        return Mood.UNREAL
    if set(auxiliaries) & lexicon.NEGATIONS or any(word.endswith("n't") for word in auxiliaries):
        return Mood.DENIED
    if set(auxiliaries) & lexicon.DOUBTS or "had" in auxiliaries:
        return Mood.UNREAL  # “had been superseded” tells a story
    if set(auxiliaries) & lexicon.PLANS:
        return Mood.PLAN
    if nominal and clause and clause[-1] in lexicon.PROPOSALS | {"the"}:
        return Mood.UNREAL
    if (form is Form.PARTICIPLE and "being" in auxiliaries) or (form is Form.ING and not nominal):
        return Mood.ONGOING
    if auxiliaries and auxiliaries[0] == "be":
        return Mood.UNREAL  # "that this be withdrawn"
    return Mood.FACT


def _is_conditional(clause: list[str]) -> bool:
    """Whether the clause began with a condition; one that a comma has closed is over."""
    for place in range(len(clause) - 1, -1, -1):
        word = clause[place]
        if word in {";", ":"}:
            return False
        if word == "," and not any(other in lexicon.CONDITIONS for other in clause[place + 1 :]):
            return False
        if word in lexicon.CONDITIONS:
            return word != "should" or place == 0
    return False
