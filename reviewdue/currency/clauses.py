"""A predicate with the words around it: who is its subject, who its object, and by whom it is done."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from reviewdue.currency import words as lexicon
from reviewdue.currency.claims import Claim, Context, Saying
from reviewdue.currency.names import DAYS, Named, codes_in, day_in, name_document
from reviewdue.currency.parties import Own, Party, party_of
from reviewdue.currency.predicates import Mood, Predicate
from reviewdue.currency.sentences import Word, words
from reviewdue.currency.words import Deed, Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A predicate with the words around it."""

    text: str
    said: Sequence[Word]
    predicate: Predicate
    subject: Party
    subject_text: str
    context: Context


def subject_of(text: str, own: Own) -> Party | None:
    """Whom a sentence is about: for what “it” means in the next one."""
    said = words(text)
    if [word.low for word in said[:1]] == ["you"] and {word.low for word in said[1:4]} & {"viewing", "reading"}:
        return Party.SELF
    for place, word in enumerate(said):
        if place and word.low in lexicon.AUXILIARIES:
            return party_of(said[:place], own, text)
    return None


def read_clause(text: str, said: Sequence[Word], predicate: Predicate, context: Context) -> Clause:
    group = subject_group(said, predicate)
    party = party_of(group, context.own, text)
    reduced = _is_reduced(said, predicate) and not _ends_in_document(group, text)
    if reduced or _is_any(said, predicate, group):
        party = Party.OTHER if group else party
    pronoun = (
        bool(group) and group[0].low in lexicon.PRONOUNS and (len(group) == 1 or group[1].low in lexicon.AUXILIARIES)
    )
    if group and (party is Party.NOBODY or (pronoun and _has_words(text[: group[0].start]))):
        party = _spoken_of(text, group, context)
    elif party is Party.NOBODY and predicate.first and not _opens(said, predicate):
        party = Party.OTHER
    subject = text[group[0].start : group[-1].end] if group else ""
    return Clause(text=text, said=said, predicate=predicate, subject=party, subject_text=subject, context=context)


def _spoken_of(text: str, group: Sequence[Word], context: Context) -> Party:
    """Whom “it” means: whom the sentence before was about, or what this one began with."""
    if not _has_words(text[: group[-1].start]):
        return context.spoken_of
    if _names_this(text[: group[-1].start]):
        return Party.SELF
    return subject_of(text[: group[0].start], context.own) or Party.OTHER


def _names_this(text: str) -> bool:
    """Whether “this document” stands in a text."""
    pairs = pairwise(words(text))
    return any(one.low in lexicon.DEMONSTRATIVES and other.low in lexicon.DOCUMENTS for one, other in pairs)


def _has_words(text: str) -> bool:
    return any(letter.isalnum() for letter in text)


def _opens(said: Sequence[Word], predicate: Predicate) -> bool:
    return all(not word.low[:1].isalnum() for word in said[: predicate.first])


def _is_reduced(said: Sequence[Word], predicate: Predicate) -> bool:
    """“Drugs replaced by others”, “studies that were retracted”: said of the noun before, not of the whole subject."""
    before = said[predicate.first - 1].low if predicate.first else ""
    if before in lexicon.RELATIVES:
        return said[predicate.first - 2].low != ","
    auxiliaries = {word.low for word in said[predicate.first : predicate.last]} & lexicon.AUXILIARIES
    return predicate.passive and not auxiliaries and before not in {"and", "but", "or", "then"}


def _is_any(said: Sequence[Word], predicate: Predicate, group: Sequence[Word]) -> bool:
    """“It supersedes guidance that was withdrawn”: without an article, and not what the sentence is about."""
    is_relative = bool(predicate.first) and said[predicate.first - 1].low in lexicon.RELATIVES
    determined = lexicon.DEMONSTRATIVES | lexicon.ARTICLES | lexicon.PRONOUNS
    return is_relative and bool(group) and group[0] is not said[0] and group[0].low not in determined


def _ends_in_document(group: Sequence[Word], text: str) -> bool:
    tail = [word for word in group if word.low[:1].isalnum()]
    if not tail:
        return False
    last = tail[-1]
    if last.low.endswith("s") and any(word.low == "this" for word in tail):
        return False  # “this page lists guidelines …”
    return (
        last.low in lexicon.DOCUMENTS | lexicon.PARTS | lexicon.PRONOUNS | {"quote"}
        or last.low[:4].isdigit()
        or bool(codes_in(text[group[0].start : last.end]))
    )


def subject_group(said: Sequence[Word], predicate: Predicate) -> Sequence[Word]:
    """The words that may be the subject: back to the last boundary, and on from the nearest article."""
    end = predicate.first
    if end > 1 and said[end - 1].low in {"and", "but"} and said[end].low in lexicon.AUXILIARIES:
        return _first_subject(said[: end - 1])
    if end and said[end - 1].low in lexicon.RELATIVES:
        end -= 1
        while end and said[end - 1].low in {",", "and"}:
            end -= 1
    start = end
    stops = lexicon.BOUNDARIES
    if end < predicate.first:  # an antecedent: the noun nearest to “which”
        stops = stops | {word.low for word in said if lexicon.VERBS.get(word.low, ("", ""))[1] is Form.THIRD}
    while start and said[start - 1].low not in stops:
        start -= 1
        if _ends_insertion(said, start, end):
            end = start = start - 2  # “this statement, which was last revised in 2012, has been”
    for place in range(end - 1, start, -1):
        if _begins_noun(said, place) or _begins_clause(said, start, place):
            return said[place:end]
    return said[start:end]


def _ends_insertion(said: Sequence[Word], start: int, end: int) -> bool:
    inserted = start > 1 and said[start - 1].low in lexicon.RELATIVES and said[start - 2].low == ","
    return inserted and said[end - 1].low == ","


def _begins_noun(said: Sequence[Word], place: int) -> bool:
    opener = said[place].low in lexicon.DEMONSTRATIVES | {"the", "a", "an", "our", "your"}
    before = said[place - 1].low
    joined = before in lexicon.PREPOSITIONS | lexicon.PARTITIVES | {
        "and",
        "or",
        "both",
        ",",
        "&",
        "all",
        "/",
        "is",
        "are",
    }
    return opener and not joined


def _first_subject(said: Sequence[Word]) -> Sequence[Word]:
    """“It replaces the old one and was replaced in turn”: what stands behind the “and” is said of the first subject."""
    verbs = (place for place, word in enumerate(said) if place and _is_finite(said, place, word))
    end = next(verbs, len(said))
    start = end
    while start and said[start - 1].low not in lexicon.BOUNDARIES - {"which", "that", "who"}:
        start -= 1
    return said[start:end]


def _is_finite(said: Sequence[Word], place: int, word: Word) -> bool:
    third = lexicon.VERBS.get(word.low, (None, None))[1] is Form.THIRD
    return word.low in lexicon.AUXILIARIES or third


def _begins_clause(said: Sequence[Word], start: int, place: int) -> bool:
    """“This drug is not sold any more and the page has been”: what comes behind a verb and an “and” is said anew."""
    joined = said[place - 1].low in {"and", "but"} and said[place].low in ("the", "this", "these", "it", "our")
    return joined and any(word.low in lexicon.AUXILIARIES for word in said[start : place - 1])


def right_of(clause: Clause, after: frozenset[str] | None = None) -> Sequence[Word]:
    """The words after the predicate, or after the first of these words there, up to the next boundary."""
    start = clause.predicate.last + 1
    end = start
    while end < len(clause.said) and clause.said[end].low not in lexicon.BOUNDARIES - {"as"} | {"?", "!"}:
        end += 1
    right = clause.said[start:end]
    if after is None:
        return right
    for place, word in enumerate(right):
        if word.low in after:
            return right[place + 1 :]
    return []


def _first_group(right: Sequence[Word]) -> Sequence[Word]:
    """Up to the first comma, or to what it was done for; past a comma in a list of codes it does not matter."""
    for place, word in enumerate(right):
        if place and word.low in {",", "to", "with", "following", "after", "based"}:
            return right[:place]
    return right


AGENTS = frozenset(("by", "with"))
TARGETS = frozenset(("into", "in", "with", "by", "to", "within"))


def agent_of(clause: Clause) -> Sequence[Word]:
    verb = clause.said[clause.predicate.last].low
    if verb == "combined":
        return right_of(clause, TARGETS - {"with"})  # “with” names a partner
    return right_of(clause, TARGETS if verb in lexicon.INTO else AGENTS)


def party_in(clause: Clause, group: Sequence[Word]) -> Party:
    party = party_of(_first_group(group), clause.context.own, clause.text)
    is_it = party is Party.NOBODY and bool(group) and group[0].low == "it" and clause.predicate.deed is not Deed.REPLACE
    if is_it and clause.subject is not Party.SELF and _names_this(clause.text[: group[0].start]):
        return Party.SELF  # “the group responsible for this document has withdrawn it”
    return party


def is_own(party: Party) -> bool:
    return party in (Party.SELF, Party.WEAK, Party.NOBODY)


def name_of(clause: Clause, group: Sequence[Word]) -> Named | None:
    if not group:
        return None
    piece = clause.text[group[0].start : group[-1].end]
    after = clause.text[clause.said[clause.predicate.first].start :]
    return name_document(piece, clause.context.links, after)


def make_claim(clause: Clause, saying: Saying, *, named: Named | None = None, scope: str | None = None) -> Claim:
    rest = clause.text[clause.said[clause.predicate.first].start :]
    return Claim(
        saying=saying,
        quote=clause.text,
        weak=clause.subject is not Party.SELF,
        named=named,
        day=day_in(rest) or day_in(clause.text),
        scope=scope,
    )


FROM = re.compile(r"\b(?:from|on|after|as of|with effect from) $", re.IGNORECASE)


def _planned_day(clause: Clause) -> date | None:
    """The day that a plan names after its verb, or before it with a preposition; “1 July 2024:” is that of a notice."""
    verb = clause.said[clause.predicate.first].start
    if day := day_in(clause.text[verb:]):
        return day
    found = DAYS.search(clause.text[:verb])
    return day_in(found[0]) if found and FROM.search(clause.text[: found.start()]) else None


def _has_come(clause: Clause) -> bool:
    """Whether what is planned for a day is past by now."""
    day = _planned_day(clause)
    return clause.predicate.mood is Mood.PLAN and bool(day and clause.context.today and day <= clause.context.today)


def is_fact(clause: Clause) -> bool:
    return clause.predicate.mood is Mood.FACT or _has_come(clause)
