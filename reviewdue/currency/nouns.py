"""What a group of words names: which document, a part of one, one of another year; words alone, without whose it is."""

from itertools import pairwise

from reviewdue.availability.places import names
from reviewdue.currency import words as lexicon
from reviewdue.currency.sentences import QUOTE


def is_below(lows: list[str]) -> bool:
    """“The guideline below”, “the 2015 guidelines set out below”."""
    if "below" not in lows or lows[0] != "the" or document(lows) is None:
        return False
    return lows[lows.index("below") - 1] not in {"listed", "named", "linked", "given", "mentioned", "described"}


def is_year(low: str) -> bool:
    return low[:4].isdigit() and low[:2] in {"19", "20"} and len(low) >= 4


def document(lows: list[str]) -> str | None:
    """The document that a noun group is about: the last word of the group that is one, before any preposition."""
    head = None
    for low in lows[:9]:
        if low in lexicon.PREPOSITIONS or low in lexicon.AUXILIARIES:
            break
        bare = low.removesuffix("'s")
        if bare in lexicon.NON_DOCUMENT_HEADS and bare not in lexicon.DOCUMENTS:
            head = None
        elif bare in lexicon.DOCUMENTS or bare in lexicon.PARTS:
            head = low
    return head


def document_at_end(lows: list[str]) -> str | None:
    """“This Royal College of Radiologists publication”: the name of a body may stand before the document."""
    end = next((place for place, low in enumerate(lows) if low in lexicon.AUXILIARIES), len(lows))
    last = lows[end - 1] if end else ""
    return last if last in lexicon.DOCUMENTS and not last.endswith("s") else None


def is_ordinal(low: str) -> bool:
    return low in ORDINALS or (low[:1].isdigit() and low.endswith(("st", "nd", "rd", "th")))


ORDINALS = names("first second third fourth fifth sixth seventh eighth ninth tenth")


def ends_group(lows: list[str], head: str) -> bool:
    """“The protocol”, not “the protocol bits”."""
    place = len(lows) - 1 - lows[::-1].index(head)
    following = lows[place + 1] if place + 1 < len(lows) else "of"
    joined = (
        lexicon.PREPOSITIONS | lexicon.AUXILIARIES | lexicon.ADVERBS | {"and", "or", "you", "below", "above", "number"}
    )
    return (
        following in joined
        or following.endswith(("ed", "en"))
        or following[:1].isdigit()
        or any(letter.isdigit() for letter in following)
    )


def are_all_recommendations(lows: list[str]) -> bool:
    """“The recommendations in this guideline”: what it says, and so the guideline."""
    bare = [low for low in lows[:6] if low not in {"all", "of", "the"}]
    named = lows[0] in {"the", "all"} and bare[:1] == ["recommendations"]
    return named and bool(set(bare[1:2]) & {"in", "on", "from", "this"}) and "this" in bare[1:3]


CHAPTERS = names("topic topics chapter chapters module modules")


def _is_lone_chapter(lows: list[str]) -> bool:
    """“This topic”, “this chapter”: published alone it is a document; “this chapter of the book” is not."""
    head = document(lows[1:]) if lows[0] in lexicon.DEMONSTRATIVES else None
    return head in CHAPTERS and not set(lows) & {"of", "in", "from"}


def _is_whole_page(lows: list[str]) -> bool:
    """“The 2016 recommendation on this page”: of all that is called so, the page has this one."""
    return lows[0] == "the" and lows[-3:-1] == ["on", "this"] and "recommendation" in lows


def is_dated(lows: list[str]) -> bool:
    """“The chapter of 2013”, “the guideline from 2009”: told from this one by its year."""
    return any(one in {"of", "from", "dated"} and is_year(other) for one, other in pairwise(lows))


def is_part(lows: list[str]) -> bool:
    """Whether only a section, a recommendation or some of it is meant."""
    if lows[0] in lexicon.PARTITIVES - {"all"} and "of" in lows[1:4]:
        return True
    if lows[0] in lexicon.DEMONSTRATIVES and lows[1:2] in (["recommendation"], ["recommendations"]):
        return False  # some bodies call the whole document so
    if are_all_recommendations(lows) or _is_lone_chapter(lows) or _is_whole_page(lows):
        return False
    stop = next((place for place, low in enumerate(lows) if low in lexicon.PREPOSITIONS), len(lows))
    group = [low.removesuffix("'s") for low in lows[:stop]]
    nouns = [low for low in group if low in lexicon.PARTS or low in lexicon.DOCUMENTS]
    if not nouns or group[0] in {QUOTE.lower()}:
        return False
    return nouns[-1] in lexicon.PARTS
