"""Where in a journal an article stands: volume, issue, pages and date, in the orders that are printed."""

import re
from dataclasses import dataclass

YEAR = r"(?:1[6-9]\d\d|20\d\d)"
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
SEASONS = ("spr", "sum", "aut", "fal", "win")
MONTH = rf"(?:(?:{'|'.join(MONTHS)})[a-z]*\.?)"
"""In any case: to be used with re.IGNORECASE."""

MONTH_AND_ON = r"(?P<month>[A-Z][a-z]{2,8})\b\.?(?:\s*[-–/]\s*[A-Z][a-z]{2,8})?(?:\s+(?P<day>\d{1,2})(?:[-–]\d{1,2})?)?"
DATED = rf"\(?(?:\d{{1,2}}\s+)?(?P<month>{MONTH})?\s*\b(?P<year>{YEAR})\b\)?"
VOLUME = r"(?P<volume>[A-Z]{0,2}\d{1,5}[A-Z]?(?:[-–/]\d{1,5})?)(?![\w])"
SUPPLEMENT = r"(?:[\s,]+(?P<supplement>(?:[Ss]uppl(?:ement)?\.?(?:\s*\w{1,4})?|(?:Pt|Spec No)\.?\s*\w{1,3})))"
ISSUE = rf"(?:\s*\((?P<issue>[^()]{{1,40}})\)|{SUPPLEMENT})?(?:\s*\((?P<part>[^()]{{1,20}})\))?"
PAGE = (
    # An article ahead of print has the publisher's number for a page: S0140-6736(20)30001-2
    r"(?P<page>[SB]\d{4}-\d{3}[\dX]\(\d\d\)\d{5}-[\dX]|"
    # An abstract of a congress: P1-16-01
    r"[A-Z]{1,3}\d{1,2}-\d{2}-\d{2}|"
    r"[A-Za-z]{0,4}[-–]?\d[\w.]{0,24}(?:\s*(?:[-–‒−]|\bto\b)\s*[A-Za-z]?\d[\w.]{0,24})?)"
)
PAGES_AND_MORE = rf"{PAGE}(?P<more>(?:,\s*[A-Z]?\d[\w–-]*|;\s*(?:discussion|author reply|quiz)[\s\d,;–-]+)*)"
GAP = r"[\s,.;:]*"
WORD_VOLUME = r"\b[Vv]ol(?:ume)?\b\.?\s*(?P<volume>[\w/–-]+)"
WORD_ISSUE = rf"(?:{GAP}\b(?:[Ii]ssue|[Nn]o|[Nn]umber|[Ii]ss)\b\.?\s*(?P<issue>(?:[Ss]uppl(?:ement)?\.?\s*)?[\w/–-]+))?"
WORD_PAGES = (
    rf"(?:{GAP}\b(?:Pages?|pp?|Article(?:\s+ID)?"
    rf"|Art(?:icle)?\.?\s+[Nn]o)\b[.:]*\s*{PAGE}|,\s*(?P<article>[a-z]{{1,2}}\d{{3,}}))?"
)

ONLINE = r"[Pp]ublished [Oo]nline(?: [Ff]irst)?:?\s+"

PUBMED = re.compile(
    # 20 (5): 374-87, 2000 Jul-Aug
    rf"(?:{VOLUME})?{ISSUE}\s*:\s*(?P<page>[^:]{{0,60}}?),\s*(?P<year>{YEAR})\b(?:\s+{MONTH_AND_ON})?"
)
FORMS = (
    # Published online January 9, 2023:1-19
    re.compile(
        rf"{ONLINE}(?:(?P<month>[A-Z][a-z]{{2,8}})\s*(?P<day>\d{{1,2}})?,?\s+)?(?P<year>{YEAR})(?:\s*:\s*{PAGE})?"
    ),
    # Published Online First: 4 April 2022
    re.compile(rf"{ONLINE}(?P<day>\d{{1,2}})\s+(?P<month>[A-Z][a-z]{{2,8}})\s+(?P<year>{YEAR})"),
    # 2008 Oct 9; 359(15):1590–1601
    re.compile(rf"(?P<year>{YEAR})(?:\s+{MONTH_AND_ON})?\s*;\s*(?:{VOLUME})?{ISSUE}\s*:\s*{PAGES_AND_MORE}"),
    # 2019 Jul;103253 or 2023 Jan 9;1–9: pages without a volume
    re.compile(
        rf"(?P<year>{YEAR})(?:\s+{MONTH_AND_ON})?\s*;\s*:?\s*"
        r"(?P<page>[A-Za-z]{0,4}\d{6,}|[a-z]\d{4,}|[A-Z]?\d+\s*[-–]\s*\d+)(?![\w(])(?!\s*[:(])"
    ),
    # 2008 Oct; 359(15)
    re.compile(rf"(?P<year>{YEAR})(?:\s+{MONTH_AND_ON})?\s*;\s*(?:{VOLUME})?{ISSUE}"),
    # 2020 Jan 5:S0140-6736(20)30001-2
    re.compile(rf"(?<=\.\s)(?P<year>{YEAR})\s+{MONTH_AND_ON}\s*:\s*{PAGE}"),
    # , 2011. 50(2): p. 187-93
    re.compile(rf",\s*(?P<year>{YEAR})\.\s*{VOLUME}{ISSUE}\s*:\s*(?:pp?\.\s*)?{PAGE}"),
    # 188 (2021) 345–352
    re.compile(
        rf"(?<=[^\W\d.)])\.?\s(?P<volume>\d{{1,4}}[A-Z]?)(?:\s\((?P<issue>[^()]{{1,20}})\))?\s\((?P<year>{YEAR})\)\s(?:pp?\.\s)?{PAGE}"
    ),
    # 397:1750-69 (2021)
    re.compile(rf"(?P<volume>\d{{1,5}}){ISSUE}\s*[:,]\s*{PAGE}\s*[,.]?\s*\((?P<year>{YEAR})\)"),
    # 12, no. 3 (2020): 45–67
    re.compile(
        rf"(?P<volume>\d{{1,5}}){WORD_ISSUE}\s*\((?:(?P<month>[A-Z][a-z]{{2,8}})\s+)?(?P<year>{YEAR})\)\s*:\s*{PAGE}"
    ),
    # Volume 30, Issue 8, August 2019, Pages 1194–1220
    re.compile(rf"{GAP}{WORD_VOLUME}{WORD_ISSUE}{GAP}{DATED}{WORD_PAGES}", re.IGNORECASE),
    # , 2021. Vol 32, Issue 12. Pages 1475-1495
    re.compile(rf"{GAP}(?<!vol\.\s){DATED}{GAP}(?:{WORD_VOLUME})?{WORD_ISSUE}{WORD_PAGES}", re.IGNORECASE),
    # Volume 30, Issue 8, Pages 1194–1220, August 2019; a volume alone may be that of a book
    re.compile(
        rf"{GAP}{WORD_VOLUME}(?={GAP}(?:issue|no|number|iss|p|art)){WORD_ISSUE}{WORD_PAGES}(?:{GAP}{DATED})?", re.I
    ),
    # 2011, 10 (2), 150–161
    re.compile(rf"\s(?P<year>{YEAR}),\s*(?P<volume>\d{{1,4}})(?:\s*\((?P<issue>[^()]{{1,20}})\))?,\s*{PAGE}"),
    # 12(3), 45–67 or 12(3):45-67, the year being elsewhere
    re.compile(
        rf"[,\s]\s*(?P<volume>\d{{1,4}})\s*(?:\((?P<issue>[^()]{{1,20}})\)|{SUPPLEMENT})?\s*[,:]\s*(?:pp?\.\s*)?"
        r"(?P<page>[A-Za-z]?\d\w{0,24}\s*[-–]\s*\w{1,24}|e\d{1,24})"
    ),
    # 5 (1): 66, the year being elsewhere
    re.compile(
        r"[,\s]\s*(?P<volume>\d{1,4})\s*\((?P<issue>[^()]{1,20})\)\s*[:,]\s*(?:pp?\.\s*)?(?P<page>[A-Za-z]?\d\w{0,24})"
    ),
)
AT_END = (
    # 19, (2022) or 103253 (2019) or 1–19 (2023)
    re.compile(
        rf"\s(?:(?P<volume>\d{{1,4}}){ISSUE},|(?P<page>\d+\s*[-–]\s*\d+|"
        rf"[a-z]?\d{{5,}}))\s*\((?P<year>{YEAR})\)[\s.;,]*$"
    ),
    # 2023:1–9 or 2019:103253
    re.compile(rf"\s(?P<year>{YEAR})\s*:\s*(?P<page>[A-Za-z]?\d+\s*[-–]\s*\d+|[a-z]?\d{{5,}})[\s.]*$"),
)
AT_END_WITH_YEAR_IN_FRONT = (
    # Journal 6, 38
    re.compile(rf"(?<=[^\W\d.)])[)]?\s(?P<volume>\d{{1,4}}[A-Z]?){ISSUE},\s*{PAGE}[\s.,;]*$"),
    # , 6, 38 or , 18(13) or , 13, Article 940397
    re.compile(rf",\s*(?P<volume>\d{{1,4}}[A-Z]?){ISSUE}(?:\s*[,:]\s*(?:pp?\.\s*|[Aa]rticle\s+)?{PAGE})?[\s.,;]*$"),
    # , 1–19
    re.compile(r",\s*(?:pp?\.\s*)?(?P<page>[A-Za-z]?\d+\s*[-–]\s*\d+|(?:[Aa]rticle\s+)?[a-z]?\d{5,})[\s.,;]*$"),
    # Journal 70: 41 or Journal 6 (November): 38
    re.compile(
        rf"\s(?P<volume>\d{{1,4}}[A-Z]?)(?:,\s*no\.\s*(?P<part>[\w–-]+))?(?:\s*\((?P<issue>[^()]{{1,40}})\))?\s*:\s*{PAGE}[\s.,;]*$"
    ),
    re.compile(rf"\s(?!{YEAR}[-–](?:\d\d|{YEAR})[\s.,;]*$)(?P<page>\d+\s*[-–]\s*\d+|\d{{5,}})[\s.,;]*$"),
)
# What may stand before the year: `Dec 24 2020;383(26):2557` or `24 Dec 2020;…`
DAY_BEFORE = re.compile(
    rf"(?:^|(?<=[.,;]\s))(?:(?P<first>\d{{1,2}})\s+)?(?P<month>{MONTH})(?:\s+(?P<second>\d{{1,2}}))?,?\s+$",
    re.IGNORECASE,
)

PUBMED_PARTS = ("volume", "issue", "supplement")
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


def find_locus(text: str, *, dated: bool = False) -> Locus | None:
    """The place in a journal that the text names, by the first of the printed forms that fits.

    Where the text is `dated` already, numbers at its end that would otherwise say little are a place too.
    """
    places = [one for one in PUBMED.finditer(text) if _says_where(one, PUBMED_PARTS) or AHEAD_OF_PRINT.match(one[0])]
    if places:
        # A title may hold a colon and a year as well; the place stands behind it.
        return _locus(next((one for one in reversed(places) if re.match(r"\D{0,9}\d|$", one["page"])), places[-1]))
    for form in (*FORMS, *AT_END, *(AT_END_WITH_YEAR_IN_FRONT if dated else ())):
        for found in form.finditer(text):
            if _says_where(found, (*PUBMED_PARTS, "page")) or "online" in found[0].lower():
                return _locus(found)
    return None


def _says_where(found: re.Match[str], keys: tuple[str, ...]) -> bool:
    return any(found.groupdict().get(key) for key in keys)


def read_month(text: str | None) -> int | None:
    """The number of a month from the beginning of its English name."""
    return MONTHS.index(text[:3].lower()) + 1 if text and text[:3].lower() in MONTHS else None


def tidy_pages(text: str) -> str:
    """A page range with a plain hyphen and no spaces around it."""
    return re.sub(r"\s*[-–‒−]\s*|\s+to\s+", "-", text.strip(" .,;"))


def _locus(found: re.Match[str]) -> Locus:
    parts = found.groupdict()
    page, unread = _pages((parts.get("page") or parts.get("article") or "") + (parts.get("more") or ""))
    issue = [part for key in ("issue", "supplement", "part") if (part := parts.get(key))]
    named = [part for part in issue if _is_time(part)]
    parts["month"] = parts.get("month") or (named[0] if named else None)
    before = DAY_BEFORE.search(found.string, max(0, found.start() - 20), found.start()) if parts.get("year") else None
    if before and not parts["month"]:
        parts |= {"month": before["month"], "day": before["first"] or before["second"]}
    return Locus(
        start=before.start() if before else found.start(),
        end=found.end(),
        volume=parts.get("volume"),
        issue=" ".join(part.strip(" ,") for part in issue if part not in named) or None,
        page=page,
        issued=_issued(parts),
        unread=unread,
    )


def _is_time(text: str) -> bool:
    """Whether what stands where an issue would is a month or a season: `Journal 6 (November): 38`."""
    return text.isalpha() and len(text) > 3 and text[:3].lower() in (*MONTHS, *SEASONS)


def _pages(text: str) -> tuple[str | None, str | None]:
    """Pages with what else has a number, such as a discussion; words without one are left over."""
    said = [piece.strip() for piece in re.split(r"(?<=[,;])", text) if piece.strip()]
    numbered = [piece for piece in said if re.search(r"\d", piece)]
    others = [piece.strip(" ,;") for piece in said if piece not in numbered]
    return tidy_pages(" ".join(numbered)) or None, ", ".join(other for other in others if other) or None


def _issued(parts: dict[str, str | None]) -> tuple[int, ...]:
    year, month, day = parts.get("year"), read_month(parts.get("month")), int(parts.get("day") or 0)
    if not year or not month:
        return (int(year),) if year else ()
    # A day beyond the shortest month's end is not worth being wrong about.
    return (int(year), month, day) if 1 <= day <= 28 else (int(year), month)
