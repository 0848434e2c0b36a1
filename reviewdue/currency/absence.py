"""Notices that say a page is not there or keeps robots out; the words are those of the availability of pages."""

import re

from reviewdue.availability import Availability, phrases

MOVED = re.compile(
    r"(?:this|our|the) (?:website|site|page|content|service|document|resource) (?:has (?:now "
    r")?(?:been )?)?moved to (?!a new version)|"
    r"(?:this|the) (?:page|document|publication|resource|website|site|service|guidance) (?:is|was|"
    r"has been) (?:no longer available|"
    r"deleted|removed from (?:this|our|the) (?:site|website|server)|closed|taken down)"
)
NEVER = re.compile(
    r"decision:? not selected|topic selection.{0,40}not selected|(?:guidance|topic) (?:has been|"
    r"was) (?:suspended|discontinued)"
)
FEW = 6


def availability_said(text: str) -> Availability | None:
    """What a short text says of its own availability, if it says anything."""
    said = phrases.sentences(text)
    if len(said) > FEW or len(text) > 1_500:
        return None
    folded = phrases.fold(text)
    if phrases.CHALLENGE_IN_TEXT.search(folded) or any(phrases.says_challenge(one) for one in said):
        return Availability.RESTRICTED
    if MOVED.search(folded) or NEVER.search(folded) or any(_says_lost(one) for one in said):
        return Availability.NOT_FOUND
    return None


def _says_lost(sentence: str) -> bool:
    return len(sentence) > 12 and phrases.says_not_found(sentence.strip())
