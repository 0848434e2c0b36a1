"""What stands out anywhere in a citation: numbers, addresses, guideline codes, dates of access and update."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from reviewdue.citations.locus import find_locus
from reviewdue.references.dois import dois_in, without_sentence
from reviewdue.references.identifiers import PROGRAMMES, identifiers_of, is_address, normalise_isbn

MONTH_OR_DAY = r"(?:[A-Za-z]{3,9}\.?|\d{1,2}(?:st|nd|rd|th)?|,|\s|[/.-])"
PRINTED_DATE = (
    rf"{MONTH_OR_DAY}{{0,8}}\b(?:19|20)\d\d\b"
    r"(?:[\s-]+[A-Z][a-z]{2,8}\b(?:\s+\d{1,2}\b)?|-\d{1,2}-\d{1,2})?"
)

LIST_MARKER = re.compile(
    r"^\s*(?:\(\d{1,3}\)\s*|[•·▪◦‣●○*]\s*|[-–—]\s+|\[\d{1,3}\]\s*|\d{1,3}[.)]\s+|\d{1,3}\.(?=[^\W\d_])|"
    r"(?:[A-Z][\w ]{0,12} )?Citation (?:[A-Z]{1,3} )?\d{1,3}\s*[-–:]\s+)"
)
LINK_LABEL = re.compile(
    r"\[\s*(?:pubmed(?: abstract)?|pmc free article|abstract|google scholar|cross-?ref|full[ -]text|"
    r"free full text|internet|online|database|web ?site|web ?page|view article|article|medline|doi|link|pdf|"
    r"preprint|serial online)\s*\]",
    re.IGNORECASE,
)
ADDRESS = re.compile(
    r"<?\b(?:https?://|www\.)[^\s<>\"“”]+>?|"
    # Without a scheme an address is known by its end and its path: bestpractice.example.com/topics/7
    r"(?<![\w@./-])(?:[a-z0-9-]+\.)+(?:com|org|net|edu|gov|int|eu|uk|ie|au|ca|nz)/[^\s<>\"“”]+",
    re.IGNORECASE,
)
PMID = re.compile(r"\(?\bPMID:?\s*(\d{1,8})\b\)?", re.IGNORECASE)
PMCID = re.compile(r"\(?\b(?:PMCID:?\s*)?PMC(\d{4,9})\b\)?", re.IGNORECASE)
ISBN = re.compile(r"\bISBN(?:-1[03])?\b:?\s*([0-9][0-9Xx‐‑– -]{8,20}[0-9Xx])", re.IGNORECASE)
ACCESSED = re.compile(
    rf"[\[(]?\b(?:(?:last|date)\s+)?(?:accessed|cited|retrieved|viewed)\b(?:\s+online)?(?:\s+on|"
    rf"\s+in)?\s*:?\s*({PRINTED_DATE})[\])]?(?:,?\s+from\b:?)?",
    re.IGNORECASE,
)
UPDATED = re.compile(
    rf"(?:(?:^|(?<=[.,;:\n]))\s*|[(\[]\s*)((?:date\s+)?(?:(?:last|content)\s+)?(?:updated|reviewed|revised|modified|"
    rf"amended))\b"
    rf"(?:\s+on|\s+in)?\s*:?\s*({PRINTED_DATE})[\])]?",
    re.IGNORECASE,
)
VERSION = re.compile(r"[(\[]?\b[Vv]ersion\s+(\d[\w.]*\w|\d)\b(?:[)\]]|(?=\s*(?:[.,;](?!\d)|\n|$)))")
AVAILABLE = re.compile(
    r"\b(?:also\s+)?available\s*(?:(?<=\s)(?:from|at|online|via|as)\b(?:\s+(?:at|from)\b|\s+with\s+free\s+\w+)?\s*:?|"
    r":)|\bretrieved\s+from\b\s*:?|"
    r"\bURL\s*:|\bEpub\s+[^.;]{0,30}\d{4}[^.;]{0,10}|\bdoi\s*:",
    re.IGNORECASE,
)
# What a work is besides: a thesis of some university, a volume of some series.
BESIDE = re.compile(
    r"\[(?:unpublished )?(?:doctoral|ph\.?d\.?|master(?:['’]s)?|m\.?sc\.?)[^\[\]]{3,100}\]|"
    r"(?<=\.\s)\([A-Z][^()]{8,120}?(?:\bno\.|\bvol\.|\bseries\b)[^()]{0,40}\)\.?\s*$",
    re.IGNORECASE,
)
POSTED = re.compile(r"\b(?:Preprint\.?\s+)?(?:Posted|Preprint posted)(?: online)?(?: on)? (?=[A-Z\d])")
CODE = re.compile(
    r"[\[(]?\b(?:(?:NICE|[Cc]linical|[Tt]echnology appraisal|[Dd]iagnostics?|[Pp]ublic health|[Qq]uality)\s+)*"
    r"(?:(?:[Gg]uidelines?|[Gg]uidance|[Ss]tandard)\s*)?(?:NICE\s*)?"
    rf"[\[(]?\b({PROGRAMMES})\s?0*([1-9]\d{{0,3}})\b[\])]*"
)
SIGN_CODE = re.compile(r"[\[(]?\bSIGN\s+(?:publication\s+|guideline\s+)?(?:no\.?\s*)?(\d{1,3})\b[\])]?")


@dataclass(slots=True)
class Marks:
    """What has been taken out of a citation; `rest` is the text that remains."""

    rest: str
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    isbn: str | None = None
    url: str | None = None
    guideline: str | None = None
    version: str | None = None
    accessed: str | None = None
    online: bool = False
    unread: list[str] = field(default_factory=list)


def take_marks(text: str) -> Marks:
    """Take out everything that names itself, so that what remains is authors, title, place and date."""
    marks = Marks(rest=LIST_MARKER.sub("", text))
    for take in (_take_doi, _take_addresses, _take_numbers, _take_dates, _take_codes, _take_labels):
        take(marks)
    lines = (re.sub(r"[(\[]\s*[)\]]|[ \t]+", " ", line).strip(" \t,;") for line in marks.rest.split("\n"))
    marks.rest = "\n".join(line for line in lines if line.strip(" .:()[]"))
    return marks


def _take(marks: Marks, pattern: re.Pattern[str], keep: Callable[[re.Match[str]], bool]) -> None:
    """Remove every match that `keep` could use."""
    marks.rest = pattern.sub(lambda found: " " if keep(found) else found[0], marks.rest)


def _take_doi(marks: Marks) -> None:
    for found, doi, stuck in reversed(list(dois_in(marks.rest))):
        marks.doi = doi
        marks.rest = f"{marks.rest[: found.start()]} {stuck}{marks.rest[found.end() :]}"


def _take_addresses(marks: Marks) -> None:
    def keep(found: re.Match[str]) -> bool:
        bare = without_sentence(found[0].strip("<>"))
        address = bare if "://" in bare else f"https://{bare}"
        if not is_address(address):
            return False
        named = identifiers_of(address)
        for name in ("doi", "pmid", "pmcid", "isbn", "guideline"):
            setattr(marks, name, getattr(marks, name) or getattr(named, name))
        marks.url = marks.url or (f"https://pubmed.ncbi.nlm.nih.gov/{named.pmid}/" if named.pmid else address)
        return True

    _take(marks, ADDRESS, keep)


def _take_numbers(marks: Marks) -> None:
    def keep_pmid(found: re.Match[str]) -> bool:
        marks.pmid = marks.pmid or found[1].lstrip("0") or None
        return True

    def keep_pmcid(found: re.Match[str]) -> bool:
        marks.pmcid = marks.pmcid or f"PMC{found[1].lstrip('0')}"
        return True

    def keep_isbn(found: re.Match[str]) -> bool:
        given = found[1].strip()
        if normalise_isbn(given) is None:
            marks.unread.append(f"ISBN {given}")
        else:
            marks.isbn = marks.isbn or given
        return True

    _take(marks, PMID, keep_pmid)
    _take(marks, PMCID, keep_pmcid)
    _take(marks, ISBN, keep_isbn)


def _take_dates(marks: Marks) -> None:
    def keep_accessed(found: re.Match[str]) -> bool:
        marks.accessed = marks.accessed or " ".join(found[1].split())
        return True

    def keep_updated(found: re.Match[str]) -> bool:
        marks.version = marks.version or f"{found[1].lower()} {' '.join(found[2].split())}"
        return True

    def keep_version(found: re.Match[str]) -> bool:
        if find_locus(found.string[found.end() :]):
            return False  # of an article's title it is a part
        marks.version = marks.version or found[1]
        return True

    _take(marks, ACCESSED, keep_accessed)
    _take(marks, UPDATED, keep_updated)
    _take(marks, VERSION, keep_version)


def _take_codes(marks: Marks) -> None:
    def keep_nice(found: re.Match[str]) -> bool:
        marks.guideline = marks.guideline or f"NICE {found[1]}{found[2]}"
        return True

    def keep_sign(found: re.Match[str]) -> bool:
        marks.guideline = marks.guideline or f"SIGN {found[1]}"
        return True

    # The letters alone mean nothing: NG, TA and PH stand for much else outside NICE.
    if re.search(
        r"\bNICE\b|National Institute for (?:Health and (?:Care|Clinical)|Clinical)|nice\.org\.uk", marks.rest
    ) or (marks.guideline or "").startswith("NICE"):
        _take(marks, CODE, keep_nice)
    _take(marks, SIGN_CODE, keep_sign)


def _take_labels(marks: Marks) -> None:
    def keep_beside(found: re.Match[str]) -> bool:
        marks.unread.append(found[0].strip(" .()[]"))
        return True

    marks.online = (
        AVAILABLE.search(marks.rest) is not None
        or re.search(r"\[(?:internet|online|database|web)", marks.rest, re.I) is not None
    )
    marks.rest = POSTED.sub("Published online ", marks.rest)
    _take(marks, LINK_LABEL, lambda found: True)
    _take(marks, BESIDE, keep_beside)
    _take(marks, AVAILABLE, lambda found: True)
