"""Who is meant by the subject or the object of a sentence: this document, a part of it, another one, or who speaks."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from reviewdue.availability.places import names
from reviewdue.currency import words as lexicon
from reviewdue.currency.names import codes_in
from reviewdue.currency.nouns import (
    are_all_recommendations,
    document,
    document_at_end,
    ends_group,
    is_below,
    is_dated,
    is_ordinal,
    is_part,
    is_year,
)
from reviewdue.currency.sentences import Word


class Party(StrEnum):
    """Whom a group of words means."""

    SELF = "self"
    WEAK = "weak"  # “the guideline”, or nobody named: this document, unless another was spoken of
    PART = "part"
    OTHER = "other"
    SPEAKER = "speaker"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What a document is known by: its codes, and the words of its title in small letters."""

    codes: frozenset[str] = frozenset()
    title: str = ""
    subjects: frozenset[str] = frozenset()  # words of its title and address that name what it is about
    short: bool = False  # the text is a notice and no more, so what it speaks of is its document


def party_of(group: Sequence[Word], own: Own, text: str) -> Party:
    """Whom these words of the sentence `text` mean."""
    if _is_printed_here(group):
        return Party.SELF
    segment = _main_segment(group)
    if not segment:
        return Party.NOBODY
    said = text[segment[0].start : segment[-1].end]
    lows = [word.low for word in segment]
    codes = codes_in(said)
    whose = _whose(lows, said, codes, own)
    if whose is Party.OTHER or not is_part(lows):
        return whose
    return Party.PART if whose in (Party.SELF, Party.WEAK, Party.NOBODY) else whose


def _is_printed_here(group: Sequence[Word]) -> bool:
    """“Our 2012 statement, reproduced below”."""
    lows = [word.low for word in group]
    return any(one in PRINTED and other in {"below", "here"} for one, other in pairwise(lows))


PRINTED = names("reproduced shown presented printed given set")


def _main_segment(group: Sequence[Word]) -> list[Word]:
    """The part between commas that names somebody; what was put in between is passed over."""
    segments: list[list[Word]] = [[]]
    for word in group:
        if word.low in {",", "|", "–", "—"}:
            segments.append([])
        else:
            segments[-1].append(word)
    for segment in reversed(segments):
        named = _without_opening(segment)
        if named and not _is_inserted(named):
            return named
    return []


OPENINGS = names(
    "please note that notice note nb important update warning however also further therefore "
    "consequently accordingly sorry "
    "attention alert archived and but or as of now today e g"
)


def _without_opening(segment: list[Word]) -> list[Word]:
    place = 0
    while place < len(segment) and segment[place].low in OPENINGS | lexicon.ADVERBS - {
        "only",
        "both",
        "all",
        "first",
        "last",
    }:
        place += 1
    return segment[place:]


def _is_inserted(segment: list[Word]) -> bool:
    """“published in 2009”, “on suspected cancer”: said of somebody, and nobody itself."""
    first = segment[0].low
    second = segment[1].low if len(segment) > 1 else "in"
    participle = first.endswith("ed") and len(first) > 4 and first not in lexicon.ELSEWHERE
    said_of = second in lexicon.PREPOSITIONS or second[:1].isdigit()
    return (participle and said_of) or first in lexicon.PREPOSITIONS or first in {"then", "when"}


LAWS = names("act acts regulations bill treaty constitution")


def _whose(lows: list[str], said: str, codes: list[str], own: Own) -> Party:
    if own.codes & set(codes) or ("you" in lows and set(lows) & {"viewing", "reading"}):
        return Party.SELF
    demonstrative = _after(lows, lexicon.DEMONSTRATIVES)
    if lows[0] in lexicon.PRONOUNS and (len(lows) == 1 or lows[1] in lexicon.PREPOSITIONS | lexicon.AUXILIARIES):
        return Party.SELF if lows[0] in lexicon.DEMONSTRATIVES else Party.NOBODY
    if lows[0] == "its" and set(lows[1:3]) & (lexicon.PARTS | SUBSTANCE):
        return Party.NOBODY
    if own.title and _names_title(said, own.title):
        return Party.SELF
    if demonstrative is not None:
        return _demonstrated(lows, demonstrative)
    if is_below(lows):
        return Party.SELF
    if codes:
        return Party.WEAK if own.short and not own.codes and _is_bare(lows) else Party.OTHER
    spoken = lows[0] in lexicon.SPEAKERS or (lows[0] in lexicon.ARTICLES and set(lows[1:4]) & lexicon.SPEAKERS)
    if spoken and (not document(lows) or lows[0] in {"we", "i", "they"}):
        return Party.SPEAKER
    return _definite(lows, own)


def _is_bare(lows: list[str]) -> bool:
    return not set(lows) & (lexicon.ELSEWHERE | lexicon.PARTITIVES | lexicon.ARTICLES)


def _names_title(said: str, title: str) -> bool:
    folded = " ".join(said.lower().split()).strip("“”\"'")
    return len(folded) > 12 and (folded == title or folded.removeprefix("the ") == title)


def _after(lows: list[str], wanted: frozenset[str]) -> int | None:
    return next((place for place, low in enumerate(lows) if low in wanted), None)


def _demonstrated(lows: list[str], place: int) -> Party:
    """“This guideline”, and “sections of this guideline”; not “guidelines listed on this page”."""
    head = document(lows[place + 1 :]) or document_at_end(lows[place + 1 :])
    if head is None:
        follows = lows[place + 1] if place + 1 < len(lows) else ""
        lone = not follows or follows == "one" or follows in lexicon.AUXILIARIES | lexicon.PREPOSITIONS
        return Party.SELF if lone and place == 0 else Party.OTHER
    if place == 0:
        return Party.SELF
    before = lows[:place]
    if before[:2] == ["the", "one"]:
        return Party.SELF  # “the one on this page”
    if before[-1] == "of" and any(is_year(low) for low in before):
        return Party.OTHER  # “the 2015 version of this page”
    first = document(before)
    if before[-1] in {"of", "in", "from"} and first and first in lexicon.PARTS:
        return Party.SELF
    plural = bool(first and first.endswith("s"))
    listed = plural and bool(set(before) & {"listed", "linked", "cited", "mentioned", "named"})
    if before[-1] in {"on", "in"} and before[0] == "the" and first and not listed and len(before) <= 5:
        return Party.OTHER if set(before) & (lexicon.ELSEWHERE - {"draft", "interim"}) else Party.SELF
    if before[-1] == "of" and not (set(before) & lexicon.ELSEWHERE) and not _other_documents(before):
        return Party.SELF
    return Party.SELF if _is_substance(before) else Party.OTHER


SUBSTANCE = names("content contents information material advice text guidance data materials pages anything everything")


def _is_substance(before: list[str]) -> bool:
    """“The information on”, “all content on” this page."""
    if are_all_recommendations([*before, "this"]):
        return True
    return bool(set(before[:3]) & SUBSTANCE) and not set(before) & (lexicon.ELSEWHERE | {"some"})


def _other_documents(before: list[str]) -> bool:
    documents = lexicon.DOCUMENTS - SUBSTANCE - lexicon.PARTS - {"version", "edition", "text", "copy"}
    return bool(set(before) & documents)


def _definite(lows: list[str], own: Own) -> Party:
    """“The guideline” and “Guideline”: this document as long as nothing says otherwise."""
    head = document(lows)
    if head is None or not ends_group(lows, head):
        return Party.OTHER
    group = lows[: lows.index(head) + 1]
    if set(lows) & lexicon.ELSEWHERE or any(is_year(low) for low in group) or is_dated(lows):
        return Party.OTHER
    numbered = any(is_ordinal(low) for low in group) or any(low[:1].isdigit() for low in lows[len(group) :][:1])
    if numbered and head in {"edition", "version", "revision", "release"}:
        return Party.OTHER
    if head in lexicon.PARTS and group[0] in {"a", "an"} and own.short:
        return Party.WEAK
    if _is_about_another(lows[len(group) :], own):
        return Party.OTHER
    if head in lexicon.PARTS and group[0] in lexicon.ARTICLES | {head}:
        return Party.OTHER if set(lows) & LAWS else Party.WEAK
    if group[0] in lexicon.PARTITIVES or group[0] in {
        "a",
        "an",
        "another",
        "any",
        "each",
        "every",
        "their",
        "its",
        "both",
    }:
        return Party.SELF if _is_substance(group) and "all" in group else Party.OTHER
    plural = head.endswith("s") and head not in {"contents", "consensus", "synopsis", "series"}
    if group[0] in lexicon.ARTICLES | {"current", "present", "entire", "whole", "full", "your"}:
        return Party.OTHER if plural and not own.short else Party.WEAK
    is_bare = all(low in lexicon.DOCUMENTS | lexicon.PARTS | lexicon.MODIFIERS for low in group)
    return Party.WEAK if len(group) <= 4 and not plural and is_bare else Party.OTHER


def _is_about_another(after: list[str], own: Own) -> bool:
    """“The guidance on face coverings” on a page about something else."""
    if not own.subjects or after[:1] not in (["on"], ["for"], ["about"]):
        return False
    about = {low for low in after[1:6] if len(low) > 3}
    return bool(about) and not about & (own.subjects | lexicon.DOCUMENTS | lexicon.DEMONSTRATIVES)
