"""Notices that say a page is not there or keeps robots out; the words are those of the availability of pages."""

from reviewdue.availability import Availability, phrases, walls

FEW = 6


def availability_said(text: str) -> Availability | None:
    """What a short text says of its own availability, if it says anything."""
    said = phrases.sentences(text)
    if len(said) > FEW or len(text) > 1_500:
        return None
    folded = phrases.fold(text)
    walled = (walls.says_challenge, walls.says_paywall, walls.says_sign_in)
    if walls.keeps_out(folded, ()) or any(says(one) for says in walled for one in said):
        return Availability.RESTRICTED
    if phrases.says_it_left(text) or any(_says_lost(one) for one in said):
        return Availability.NOT_FOUND
    return None


def _says_lost(sentence: str) -> bool:
    return len(sentence) > 12 and phrases.says_not_found(sentence.strip())
