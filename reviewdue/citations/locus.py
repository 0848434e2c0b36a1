"""Where in a journal an article stands: volume, issue, pages and date, in the orders that are printed."""

import re
from dataclasses import dataclass

YEAR = r"(?:1[6-9]\d\d|20\d\d)"
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = rf"(?:(?:{'|'.join(MONTHS)})[a-z]*\.?)"
MONTH_AND_ON = r"(?P<month>[A-Z][a-z]{2,8})\b\.?(?:\s*[-–/]\s*[A-Z][a-z]{2,8})?(?:\s+(?P<day>\d{1,2})(?:[-–]\d{1,2})?)?"
DATED = rf"\(?(?:\d{{1,2}}\s+)?(?P<month>{MONTH})?\s*\b(?P<year>{YEAR})\b\)?"
VOLUME = r"(?P<volume>[A-Z]{0,2}\d{1,5}[A-Z]?(?:[-–/]\d{1,5})?)"
SUPPLEMENT = r"(?:\s+(?P<supplement>(?:Suppl(?:ement)?\.?(?:\s*\w{1,4})?|Pt\.?\s*\w{1,3})))"
ISSUE = rf"(?:\s*\((?P<issue>[^()]{{1,40}})\)|{SUPPLEMENT})?(?:\s*\((?P<part>[^()]{{1,20}})\))?"
PAGE = r"(?P<page>[A-Za-z]{0,3}[-–]?\d[\w.]{0,24}(?:\s*(?:[-–‒−]|\bto\b)\s*[A-Za-z]?\d[\w.]{0,24})?)"
GAP = r"[\s,.;:]*"
WORD_VOLUME = r"\bVol(?:ume)?\b\.?\s*(?P<volume>[\w/–-]+)"
WORD_ISSUE = rf"(?:{GAP}\b(?:Issue|No|Number|Iss)\b\.?\s*(?P<issue>[\w/–-]+))?"
WORD_PAGES = rf"(?:{GAP}\b(?:Pages?|pp?|Article)\b\.?\s*{PAGE}|,\s*(?P<article>[a-z]{{1,2}}\d{{3,}}))?"

PUBMED = re.compile(
    # 20 (5): 374-87, 2000 Jul-Aug
    rf"(?:{VOLUME})?{ISSUE}\s*:\s*(?P<page>[^:]{{0,60}}?),\s*(?P<year>{YEAR})\b(?:\s+{MONTH_AND_ON})?"
)
FORMS = (
    # 2008 Oct 9; 359(15):1590–1601
    re.compile(rf"(?P<year>{YEAR})(?:\s+{MONTH_AND_ON})?\s*;\s*(?:{VOLUME})?{ISSUE}(?:\s*:\s*{PAGE})?"),
    # 397:1750-69 (2021)
    re.compile(rf"(?P<volume>\d{{1,5}}){ISSUE}\s*[:,]\s*{PAGE}\s*[,.]?\s*\((?P<year>{YEAR})\)"),
    # Volume 30, Issue 8, August 2019, Pages 1194–1220
    re.compile(rf"{GAP}{WORD_VOLUME}{WORD_ISSUE}{GAP}{DATED}{WORD_PAGES}", re.IGNORECASE),
    # , 2021. Vol 32, Issue 12. Pages 1475-1495
    re.compile(rf"{GAP}{DATED}{GAP}(?:{WORD_VOLUME})?{WORD_ISSUE}{WORD_PAGES}", re.IGNORECASE),
    # Volume 30, Issue 8, Pages 1194–1220, August 2019
    re.compile(rf"{GAP}{WORD_VOLUME}{WORD_ISSUE}{WORD_PAGES}(?:{GAP}{DATED})?", re.IGNORECASE),
    # 12(3), 45–67 or 12(3):45-67, the year being elsewhere
    re.compile(
        r"[,\s]\s*(?P<volume>\d{1,4})\s*(?:\((?P<issue>[^()]{1,20})\))?\s*[,:]\s*(?:pp?\.\s*)?"
        r"(?P<page>[A-Za-z]?\d\w{0,24}\s*[-–]\s*\w{1,24}|e\d{1,24})"
    ),
    # 5 (1): 66, the year being elsewhere
    re.compile(r"[,\s]\s*(?P<volume>\d{1,4})\s*\((?P<issue>[^()]{1,20})\)\s*[:,]\s*(?P<page>[A-Za-z]?\d\w{0,24})"),
)

AHEAD_OF_PRINT = re.compile(r"\s*:\s*,")
"""PubMed's citations print an article that has no pages yet as `Journal : , 2019`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Locus:
    """Where the description of the place begins and ends in the text, and what it says."""

    start: int
    end: int
    volume: str | None
    issue: str | None
    page: str | None
    issued: tuple[int, ...]
    unread: str | None = None


def find_locus(text: str) -> Locus | None:
    """The place in a journal that the text names, by the first of the printed forms that fits."""
    for found in PUBMED.finditer(text):
        if found["volume"] or found["issue"] or found["supplement"] or AHEAD_OF_PRINT.match(found[0]):
            return _locus(found)
    for form in FORMS:
        for found in form.finditer(text):
            if any(found.groupdict().get(key) for key in ("volume", "issue", "supplement", "page")):
                return _locus(found)
    return None


def read_month(text: str | None) -> int | None:
    """The number of a month from the beginning of its English name."""
    return MONTHS.index(text[:3].lower()) + 1 if text and text[:3].lower() in MONTHS else None


def tidy_pages(text: str) -> str:
    """A page range with a plain hyphen and no spaces around it."""
    return re.sub(r"\s*[-–‒−]\s*|\s+to\s+", "-", text.strip(" .,;"))


def _locus(found: re.Match[str]) -> Locus:
    parts = found.groupdict()
    page, _, rest = re.sub(";", ",", parts.get("page") or parts.get("article") or "").partition(",")
    issue = [part for key in ("issue", "supplement", "part") if (part := parts.get(key))]
    return Locus(
        start=found.start(),
        end=found.end(),
        volume=parts.get("volume"),
        issue=" ".join(issue) or None,
        page=tidy_pages(page) or None,
        issued=_issued(parts),
        unread=rest.strip() or None,
    )


def _issued(parts: dict[str, str | None]) -> tuple[int, ...]:
    year, month, day = parts.get("year"), read_month(parts.get("month")), int(parts.get("day") or 0)
    if not year or not month:
        return (int(year),) if year else ()
    # A day beyond the shortest month's end is not worth being wrong about.
    return (int(year), month, day) if 1 <= day <= 28 else (int(year), month)
