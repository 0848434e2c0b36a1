"""The names and dates in a sentence: codes of guidance, versions, links and days."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from reviewdue.dates import DateUnreadable, parse_date

NICE = r"NG|CG|TAG?|QS|HST|DG|IPG|MTG|PHG?|SG|SC|MPG|CSG|ESNM|ESUOM|ES|KTT|MIB|HTE|HTG|LGB|ECD"
CODE = re.compile(
    rf"\b(?P<nice>{NICE})[\s-]?0*(?P<number>[1-9]\d{{0,3}})(?![\d.]\d|\w)|"
    r"\b(?P<cochrane>CD\d{6})(?:\.pub\d+)?\b|"
    r"\b(?P<body>SIGN|RFC|ISO|IEC|GTG|BS|NICE|WHO|PEP)(?: (?:guideline|standard|publication))?(?: No\.?)? "
    r"(?P<of_body>[1-9]\d{1,5}[a-z]?(?:[:-]\d{4})?)\b|"
    r"(?P<series>(?:(?:Practice|Committee|Technical|Clinical|Policy|Scientific|Impact|Safety|Position|Best|Guidance|"
    r"Obstetric|Care|Consensus|Educational) )+(?:Bulletin|Opinion|Report|Statement|Guideline|Paper|Circular|Note|Alert|"
    r"Consensus|Advisory)) (?:No\.?|Number|#) ?(?P<of_series>\d{1,5})\b"
)
SPOKEN = re.compile(
    r"\b(?P<kind>technology appraisal(?: guidance)?|clinical guidelines?|NICE guidelines?|quality standard|"
    r"interventional procedures? guidance|diagnostics guidance|public health guid(?:ance|eline)|"
    r"highly speciali[sz]ed technolog(?:y|ies)(?: guidance| evaluation)?|medical technologies guidance|"
    r"green-top guideline)s?\s+(?:number |no\.? )?(?P<number>\d{1,4}[a-z]?)\b",
    re.IGNORECASE,
)
KINDS = {
    "technology": "TA", "clinical": "CG", "nice": "NG", "quality": "QS", "interventional": "IPG", "diagnostics": "DG",
    "public": "PH", "highly": "HST", "medical": "MTG", "green-top": "Green-top Guideline ",
}  # fmt: skip
IN_ADDRESS = re.compile(rf"(?:^|[/_=-])(?P<nice>{NICE})-?0*(?P<number>[1-9]\d{{0,3}})(?!\d)", re.IGNORECASE)
COCHRANE_IN_ADDRESS = re.compile(r"CD\d{6}", re.IGNORECASE)
VERSION = re.compile(
    r"\bv(?:ersion)?\.? ?(?P<version>\d+(?:\.\d+){0,3})\b|\b(?P<bare>\d+(?:\.\d+){1,3})\b|"
    r"\b(?P<edition>\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|"
    r"ninth|tenth) edition\b",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"\b(?:https?://|www\.)[^\s<>\"”)]+[^\s<>\"”).,;:]")
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
DAYS = re.compile(
    rf"\b\d{{4}}-\d{{1,2}}-\d{{1,2}}\b|\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)?[ -]{MONTH},?[ -]\d{{4}}\b|"
    rf"\b{MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}\b|\b{MONTH},? \d{{4}}\b|\b\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{4}}\b",
    re.IGNORECASE,
)
YEAR = re.compile(r"\b(?:in|since|from|of|year) ((?:19[5-9]|20\d)\d)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A document as a sentence names it: by a code such as NG101, in words, by a link; `since` when it is said."""

    code: str | None = None
    title: str | None = None
    url: str | None = None
    since: date | None = None

    def __str__(self) -> str:
        if self.title and self.code and self.code.lower() not in self.title.lower():
            return f"{self.title} ({self.code})"
        return self.title or self.code or self.url or "a document that is not named"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link in a text: the words it stands on, and where it leads."""

    text: str
    url: str


def codes_in(text: str) -> list[str]:
    """The codes in a text, in order and in one spelling: `CG014` is CG14, technology appraisal 486 is TA486."""
    found = [(one.start(), _code(one)) for one in CODE.finditer(text)]
    found += [(one.start(), KINDS[one["kind"].split()[0].lower()] + one["number"]) for one in SPOKEN.finditer(text)]
    return list(dict.fromkeys(code for _, code in sorted(found)))


def _code(found: re.Match[str]) -> str:
    if found["nice"]:
        return _nice(found)
    if found["cochrane"]:
        return found["cochrane"].upper()
    if found["series"]:
        return f"{found['series']} No. {found['of_series']}"
    return f"{found['body']} {found['of_body']}"


def _nice(found: re.Match[str]) -> str:
    return {"TAG": "TA", "PHG": "PH"}.get(found["nice"].upper(), found["nice"].upper()) + found["number"]


def codes_of_address(url: str) -> list[str]:
    """The codes that an address names as that of its page."""
    path = re.sub(r"^[a-z]+://[^/]*", "", url.partition("?")[0], flags=re.IGNORECASE)
    nice = [_nice(found) for found in IN_ADDRESS.finditer(path)]
    return nice[:1] + [found[0].upper() for found in COCHRANE_IN_ADDRESS.finditer(path)]


def version_in(text: str) -> str | None:
    """A version number or an edition in a text."""
    found = VERSION.search(text)
    if not found:
        return None
    return found["version"] or found["bare"] or f"{found['edition']} edition"


def day_in(text: str) -> date | None:
    """The first date in a text; of a month, or a year after a preposition, its last day. None when there is none."""
    for found in DAYS.finditer(text):
        try:
            return parse_date(found[0].replace(".", "/") if found[0][:1].isdigit() else found[0]).last
        except DateUnreadable:
            continue
    year = YEAR.search(text)
    return date(int(year[1]), 12, 31) if year else None


def link_of(text: str, links: Iterable[Link]) -> str | None:
    """Where a link leads that stands on words of this text, or the address that the text spells out."""
    folded = " ".join(text.split()).lower()
    for link in links:
        if link.text and link.text.lower() in folded:
            return link.url
    found = ADDRESS.search(text)
    return found[0] if found else None


def name_document(text: str, links: Sequence[Link], whole: str) -> Named:
    """The document that a piece of a sentence names; `whole` is where a date may stand."""
    title = trim_title(text)
    codes = codes_in(text)
    return Named(
        code=codes[0] if codes else version_in(text),
        title=title or None,
        url=link_of(text, links),
        since=day_in(whole),
    )


def trim_title(text: str) -> str:
    """The name of a document without the date, the reason and the punctuation that follow it."""
    bare = re.split(
        rf",? (?:on|in|from|since|as of|with effect from|effective) (?=\d|{MONTH}\b)|,? (?:because|due "
        rf"to|following)\b|"
        rf"[;:]\s|,? which\b|,? that\b|,? and (?:is|was|has|will|should)\b|\s[–—-]\s|\. ",
        text,
        maxsplit=1,
        flags=re.IGNORECASE,
    )[0]
    return " ".join(bare.split()).strip(" .,;:“”\"'")[:200]
