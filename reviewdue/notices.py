"""What was published about a publication: retractions, concerns, corrections, and what of it stands; pure."""

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import takewhile

from reviewdue.verdicts import Integrity
from reviewdue.wording import capital, listing


class Kind(StrEnum):
    """What a notice does to the publication it is about; the gravest first."""

    RETRACTION = "retraction"
    WITHDRAWAL = "withdrawal"
    REMOVAL = "removal"
    PARTIAL_RETRACTION = "partial retraction"
    CONCERN = "expression of concern"
    CORRECTION = "correction"
    ADDITION = "addition"
    REINSTATEMENT = "reinstatement"


MEANS: dict[Kind, Integrity] = {
    Kind.RETRACTION: Integrity.RETRACTED,
    Kind.WITHDRAWAL: Integrity.RETRACTED,
    Kind.REMOVAL: Integrity.RETRACTED,
    # What is left of it still stands, but nobody can tell from here whether that is what was cited.
    Kind.PARTIAL_RETRACTION: Integrity.CONCERN,
    Kind.CONCERN: Integrity.CONCERN,
    Kind.CORRECTION: Integrity.CORRECTED,
    Kind.ADDITION: Integrity.CLEAR,
    Kind.REINSTATEMENT: Integrity.CLEAR,
}
VERBS: dict[Kind, str] = {
    Kind.RETRACTION: "retracted",
    Kind.WITHDRAWAL: "withdrawn",
    Kind.REMOVAL: "removed",
    Kind.PARTIAL_RETRACTION: "retracted in part",
    Kind.CONCERN: "under an expression of concern",
    Kind.CORRECTION: "corrected",
    Kind.ADDITION: "added to",
    Kind.REINSTATEMENT: "reinstated",
}
# A title may be all that says so, in records from before notices were linked.
IN_TITLE = re.compile(
    r"\W*(?:temporar(?:y|ily)\s+)?(retracted|withdrawn|removed|removal)(?:\s+(?:article|chapter|paper|and\s+replaced))?"
    r"\s*[:\]—–-]\s*|.*[\[(](retracted|withdrawn)(?:\s+(?:article|chapter|paper))?(?:[.,;:]\s[^()\[\]]*)?[\])]\W*$",
    re.IGNORECASE | re.DOTALL,
)
IN_TITLE_KINDS = {
    "retracted": Kind.RETRACTION,
    "withdrawn": Kind.WITHDRAWAL,
    "removed": Kind.REMOVAL,
    "removal": Kind.REMOVAL,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One notice about a publication. `on` is its year, or year and month, or day; `by` who says so; `why` in words."""

    kind: Kind
    on: tuple[int, ...] = ()
    doi: str | None = None
    pmid: str | None = None
    by: tuple[str, ...] = ()
    where: str | None = None
    why: str | None = None

    def said(self) -> str:
        """It in words, such as `retracted on 6 February 2010 (notice 10.1016/…; publisher)`."""
        notice = f"notice {self.doi}" if self.doi else f"notice PubMed {self.pmid}" if self.pmid else self.where
        about = "; ".join(part for part in (notice, listing(self.by), self.why) if part)
        return f"{VERBS[self.kind]}{_said_on(self.on)}{f' ({about})' if about else ''}"


def kind_in_title(title: str) -> Kind | None:
    """What a title such as `RETRACTED: …` says of itself."""
    found = IN_TITLE.match(title)
    return IN_TITLE_KINDS[(found[1] or found[2]).lower()] if found else None


def merge_notices(notices: Iterable[Notice]) -> list[Notice]:
    """Each notice once: the publisher and Retraction Watch report the same one, with or without its DOI."""
    merged: list[Notice] = []
    for notice in notices:
        same = next((at for at, other in enumerate(merged) if _is_same(notice, other)), None)
        if same is None:
            merged.append(notice)
        else:
            merged[same] = _together(merged[same], notice)
    return sorted(merged, key=lambda notice: list(Kind).index(notice.kind))


def _is_same(one: Notice, other: Notice) -> bool:
    if one.kind is not other.kind:
        return False
    if one.doi and other.doi:
        return one.doi == other.doi
    if one.pmid and other.pmid:
        return one.pmid == other.pmid
    return not one.on or not other.on or _nested(one.on, other.on)


def _nested(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    shared = min(len(one), len(other))
    return one[:shared] == other[:shared]


def _together(one: Notice, other: Notice) -> Notice:
    return replace(
        one,
        on=max(one.on, other.on, key=len),
        doi=one.doi or other.doi,
        pmid=one.pmid or other.pmid,
        by=tuple(dict.fromkeys((*one.by, *other.by))),
        where=one.where or other.where,
        why=one.why or other.why,
    )


def weigh(notices: Iterable[Notice], reinstated: Iterable[Notice] = ()) -> tuple[Integrity, str]:
    """What the notices come down to, and the sentence that says it; the gravest counts.

    `reinstated` are reinstatements that others know of: what was retracted before them stands again.
    """
    merged = merge_notices(notices)
    lifted = [notice for notice in (*merged, *reinstated) if notice.kind is Kind.REINSTATEMENT]
    standing = [notice for notice in merged if not any(_lifts(one, notice) for one in lifted)]
    value = min((MEANS[notice.kind] for notice in standing), key=list(_BY_GRAVITY).index, default=Integrity.CLEAR)
    lifted_too = [notice for notice in lifted if notice not in standing] if len(standing) < len(merged) else []
    said = "; ".join(dict.fromkeys(notice.said() for notice in (*standing, *lifted_too)))
    return value, f"It was {said}." if said else ""


def corrected_on(notices: Iterable[Notice]) -> date | None:
    """The day of the newest correction; of a month or a year the last, so that none is taken for older than it is."""
    return max((_last_day(one.on) for one in notices if one.kind is Kind.CORRECTION and one.on), default=None)


def _last_day(on: tuple[int, ...]) -> date:
    year, month = on[0], on[1] if len(on) > 1 else 12
    return date(year, month, on[2] if len(on) > 2 else calendar.monthrange(year, month)[1])


_BY_GRAVITY = (Integrity.RETRACTED, Integrity.CONCERN, Integrity.CORRECTED, Integrity.CLEAR)


def _lifts(reinstatement: Notice, notice: Notice) -> bool:
    if MEANS[notice.kind] is not Integrity.RETRACTED:
        return False
    shared = min(len(reinstatement.on), len(notice.on))
    return reinstatement.on[:shared] >= notice.on[:shared]


def _said_on(on: tuple[int, ...]) -> str:
    if len(on) >= 3:
        return f" on {on[2]} {calendar.month_name[on[1]]} {on[0]}"
    if len(on) == 2:
        return f" in {calendar.month_name[on[1]]} {on[0]}"
    return f" in {on[0]}" if on else ""


def read_parts(parts: object) -> tuple[int, ...]:
    """Date parts as CSL and Crossref have them, `[[2010, 2, 6]]`, as far as they are a date."""
    inner = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else parts
    known = takewhile(lambda part: part is not None, map(_whole, inner[:3] if isinstance(inner, list) else []))
    on = tuple(part for part in known if part is not None)
    try:
        date(*(*on, 1, 1)[:3])
    except (ValueError, TypeError):
        return on[:1] if on and 1000 <= on[0] <= 9999 else ()
    return on


def _whole(part: object) -> int | None:
    """A part of a date as a number, which some records have as text and some as nothing."""
    if isinstance(part, str) and part.strip().isascii() and part.strip().isdigit():
        return int(part)
    return part if isinstance(part, int) and not isinstance(part, bool) else None


def first_words(sentence: str) -> str:
    """A sentence that begins with a capital."""
    return capital(sentence)
