"""Works whose editions are known to us: a page that presents an older one is superseded, whatever it says.

Nothing here is looked up: it is for the few works that health pages cite by edition and whose own pages never say
that a newer one is out. A register entry's `superseded_by` says more and is to be preferred.
"""

import re
from dataclasses import dataclass
from datetime import date

from reviewdue.currency.names import Named

_NAMES = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
ORDINALS = {name: number for number, name in enumerate(_NAMES.split(), start=1)}
EDITION = r"(?P<number>\d{1,2}(?=(?:st|nd|rd|th)\b)|" + "|".join(ORDINALS) + r")(?:st|nd|rd|th)?[ -]edition"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownWork:
    """A work by the words that name it, and its newest edition; `unless` names works that only sound like it."""

    title: str
    named: re.Pattern[str]
    newest: int
    released: date


KNOWN = (
    KnownWork(
        title="UICC TNM Classification of Malignant Tumours",
        named=re.compile(
            rf"\buicc\b[^.]{{0,60}}\b{EDITION}|\b{EDITION.replace('?P<number>', '?P<before>')}(?: of)?(?: "
            rf"the)? (?:uicc )?"
            rf"tnm\b|\btnm[ -](?:classification[^.]{{0,40}} )?{EDITION.replace('?P<number>', '?P<after>')}",
            re.IGNORECASE,
        ),
        newest=9,
        released=date(2025, 7, 3),
    ),
)


def edition_of(presented: str, today: date | None) -> tuple[bool, Named] | None:
    """Whether a title or a notice presents an older edition of a known work, and the newest one; None if neither."""
    for work in KNOWN:
        found = work.named.search(presented)
        if found and (today is None or today >= work.released):
            said = next(value for value in found.groupdict().values() if value)
            number = int(said) if said.isdigit() else ORDINALS[said.lower()]
            newest = Named(title=work.title, code=f"{work.newest}th edition", since=work.released)
            return number < work.newest, newest
    return None


THIS_VERSION = re.compile(
    r"\bthis \w+(?: is| shows|:)? (?:version|edition|release|revision) v?(\d+(?:\.\d+)*)\b", re.IGNORECASE
)
NOW = re.compile(
    r"\bthe (?:current|latest|newest|most recent) (?:\w+ )?(?:version|edition|release|revision) is (?:version |"
    r"v)?(\d+(?:\.\d+)*)\b",
    re.IGNORECASE,
)


OF_YEAR = re.compile(r"\bthis is the ((?:19|20)\d\d) (?:edition|version|guideline|update)\b", re.IGNORECASE)
NOW_OF_YEAR = re.compile(
    r"\bthe ((?:19|20)\d\d) (?:edition|version|guideline|update) (?:is|has been|was) (?:now )?(?:available|published|"
    r"current|out)\b",
    re.IGNORECASE,
)


def newer_version_in(text: str) -> tuple[str, str] | None:
    """The number of the current version, and the sentence, where a short text says that it is another one itself."""
    here, now = THIS_VERSION.search(text), NOW.search(text)
    if here and now and here[1] != now[1]:
        return now[1], now[0]
    here, now = OF_YEAR.search(text), NOW_OF_YEAR.search(text)
    return (now[1], now[0]) if here and now and here[1] < now[1] else None
