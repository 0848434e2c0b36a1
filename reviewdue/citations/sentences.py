"""The pieces that the two ways of printing a citation share: sentences, editions, publishers with a year."""

import re
from dataclasses import dataclass

from reviewdue.citations.locus import MONTH, PAGE, YEAR, read_month, tidy_pages
from reviewdue.references.identity import ORDINAL_WORDS, edition_number

ABBREVIATED = r"(?<!\b[A-Z]\.[A-Z])(?<!\bProf)(?<!\bDr)(?<!\bSt)(?<!\bvs)(?<!\bNo)(?<!\bVol)(?<!\bSec)(?<!\bpp)(?<!\bp)"
SENTENCE_END = re.compile(rf"{ABBREVIATED}\.\s+|(?<=[?!])\s+|(?<=[.?!][\"”’'])\s+(?=[A-Z])|(?<=\])\s+(?=[A-Z])|\n+")
ORDINAL = rf"(?:\d{{1,3}}(?:st|nd|rd|th)|{'|'.join(ORDINAL_WORDS)})"
EDITION = re.compile(
    rf"[\s,.;(\[]*(?<!\w)(?:(?P<number>{ORDINAL})\s+(?:(?:revised|rev\.?|enlarged|expanded|international|online|"
    rf"updated|student)\s+)?"
    rf"(?:edition|edn|ed)\b\.?|(?:edition|edn|ed)\.?\s+(?P<after>\d{{1,3}})\b|(?P<revised>revised)\s+(?:edition|edn|"
    rf"ed)\b\.?)[)\]]?",
    re.IGNORECASE,
)
IMPRINT = re.compile(
    rf"^(?:(?P<city>[A-Z][^:;]{{1,60}}?):\s+)?(?P<publisher>[^;:]{{2,160}}?)\s*[;,]?\s*\(?(?:\d{{1,2}}\s+)?(?P<month>{MONTH})?,?\s*\b(?P<year>{YEAR})\)?(?:\s+{MONTH}(?=$|[\s.,;]))?"
    rf"(?:\s*[,.;:]\s*(?:pp?\.?|pages?)\s*{PAGE})?\s*(?P<rest>[,.;].*)?$",
    re.IGNORECASE | re.DOTALL,
)
DATE_ALONE = re.compile(
    rf"^[(\[]?(?:published:?\s*|updated:?\s*)?(?:(?P<day>\d{{1,2}})(?:st|nd|rd|"
    rf"th)?\s+)?(?P<month>{MONTH})?\s*(?:(?P<day2>\d{{1,2}}),\s*)?(?P<year>{YEAR})[)\]]?$",
    re.IGNORECASE,
)
YEAR_FIRST = re.compile(rf"^(?P<year>{YEAR})\s+(?P<month>{MONTH})(?:\s+\d{{1,2}})?$", re.IGNORECASE)
LENGTH = re.compile(r"(?:^|[\s.,;])\d{1,4}\s*p(?:ages|p)?\.?$")
PAGES_ALONE = re.compile(rf"^(?:pp?\.?|pages?)\s*{PAGE}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """Who published it and when."""

    publisher: str
    issued: tuple[int, ...]
    page: str | None = None
    unread: str | None = None


def split_sentences(text: str) -> list[str]:
    """Sentences without their full stops; a stop after initials or a known abbreviation ends none."""
    pieces = (piece.strip().rstrip(".").strip() for piece in SENTENCE_END.split(text))
    return [piece for piece in pieces if piece]


def split_edition(text: str) -> tuple[str, str | None, str]:
    """What stands before an edition, the edition as a number where it is one, and what stands behind."""
    found = EDITION.search(text)
    if not found:
        return text, None, ""
    edition = edition_number(found["number"] or found["after"] or found["revised"])
    return text[: found.start()], edition, text[found.end() :].lstrip(" .,;:")


def read_imprint(text: str) -> Imprint | None:
    """`Philadelphia: Wolters Kluwer Health; 2014` or `Elsevier, 2019, pp 483-510`."""
    bare = LENGTH.sub("", text.strip()).strip(" .,;")
    found = IMPRINT.match(bare)
    if not found:
        return None
    page = tidy_pages(found["page"]) if found["page"] else None
    rest = (found["rest"] or "").strip(" .,;") or None
    month = read_month(found["month"])
    issued = (int(found["year"]), month) if month else (int(found["year"]),)
    return Imprint(publisher=found["publisher"].strip(" ,"), issued=issued, page=page, unread=rest)


def read_date(text: str) -> tuple[int, ...]:
    """A sentence or a line that is nothing but a date, as date-parts; empty when it is something else."""
    bare = text.strip(" .,;")
    found = DATE_ALONE.match(bare) or YEAR_FIRST.match(bare)
    if not found:
        return ()
    month = read_month(found["month"])
    return (int(found["year"]), month) if month else (int(found["year"]),)
