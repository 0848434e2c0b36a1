"""What a source is known by: ISBN, PMID, PMCID, NICE code, Cochrane id and address, each brought to one form."""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import SplitResult, unquote, urlsplit

from reviewdue.references.dois import doi_of_address, normalise_doi

__all__ = [
    "Identifiers",
    "cochrane_id",
    "guideline_in",
    "identifiers_of",
    "is_address",
    "isbns_in",
    "normalise_address",
    "normalise_doi",
    "normalise_guideline",
    "normalise_isbn",
    "normalise_pmcid",
    "normalise_pmid",
]

PROGRAMMES = "NG|CG|TA|QS|HST|DG|IPG|MTG|PH|SG|SC|MPG|CSG|HTE|HTG|ESNM|ESUOM|ESMPB|ES|MIB|KTT|LGB|PMG"
"""The letters of NICE's programmes, as they stand before a number."""

NICE_HOSTS = frozenset(f"{name}nice.org.uk" for name in ("", "www.", "guidance.", "publications.", "pathways."))
NICE_IN_PATH = re.compile(rf"(?<![a-z])(?<!gid-)({PROGRAMMES})0*([1-9][0-9]{{0,3}})(?![0-9])", re.IGNORECASE)
NICE_CODE = re.compile(rf"(?<![A-Z])({PROGRAMMES})[\s-]?0*([1-9][0-9]{{0,3}})(?![0-9])", re.IGNORECASE)
SIGN_CODE = re.compile(r"SIGN\s+(?:(?:publication|guideline)\s+)?(?:(?:no|number)\.?\s*)?0*([1-9][0-9]{0,2})", re.I)
COCHRANE = re.compile(r"(?<![a-z0-9])((?:CD|MR|ED)[0-9]{6})(?:\.pub([0-9]{1,2}))?(?![0-9])", re.IGNORECASE)

PUBMED_HOSTS = ("ncbi.nlm.nih.gov", "pubmed.gov", "europepmc.org")
PMID_IN_PATH = re.compile(r"^(?:/(?:m/)?pubmed|/pmc/articles/pmid|/\w+/med)?/0*([1-9][0-9]{0,8})/?$", re.IGNORECASE)
PMID_IN_QUERY = re.compile(r"(?:^|&)(?:list_uids|term|uid)=0*([1-9][0-9]{0,8})(?=$|[&\[])", re.IGNORECASE)
PMCID_IN_PATH = re.compile(r"/(PMC[1-9][0-9]{0,8})(?![a-z0-9])", re.IGNORECASE)
ISBN_IN_ADDRESS = re.compile(
    r"(?<![0-9])(97[89](?:-?[0-9]){10})(?![0-9])|(?:/dp/|/isbn/|isbn=)([0-9]{9}[0-9X])(?![0-9X])", re.IGNORECASE
)
TRACKING = re.compile(r"(?:utm_\w+|fbclid|gclid|mc_[ce]id)=", re.IGNORECASE)
HYPHENS = "‐‑‒–—−-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifiers:
    """What an address says of the source behind it."""

    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    isbn: str | None = None
    guideline: str | None = None


@lru_cache(maxsize=4096)
def identifiers_of(address: str) -> Identifiers:
    """Everything that an address names: of the DOI resolver, a publisher, PubMed, a bookshop, NICE."""
    parts = _parts(address)
    doi = doi_of_address(address)
    at_pubmed = (parts.hostname or "").endswith(PUBMED_HOSTS)
    pmid = at_pubmed and (PMID_IN_PATH.search(parts.path) or PMID_IN_QUERY.search(unquote(parts.query)))
    pmcid = at_pubmed and PMCID_IN_PATH.search(parts.path)
    return Identifiers(
        doi=doi,
        pmid=pmid[1] if pmid else None,
        pmcid=pmcid[1].upper() if pmcid else None,
        # The DOI of a chapter holds the number of its book.
        isbn=None if doi else _isbn_of(address),
        guideline=guideline_in(address),
    )


def normalise_isbn(text: str) -> str | None:
    """The thirteen digits of an ISBN-13 or ISBN-10 whose check digit is right, or None."""
    bare = re.sub(r"^\s*ISBN(?:[\s-]*1[03](?=\s*[:\s]))?[\s:]*", "", text, flags=re.IGNORECASE)
    digits = re.sub(rf"[\s{HYPHENS}]", "", bare.upper())
    if re.fullmatch(r"97[89][0-9]{10}", digits):
        return digits if digits[12] == _check_digit(digits[:12]) else None
    if not re.fullmatch(r"[0-9]{9}[0-9X]", digits):
        return None
    weighed = sum((10 - place) * (10 if digit == "X" else int(digit)) for place, digit in enumerate(digits))
    return "978" + digits[:9] + _check_digit("978" + digits[:9]) if weighed % 11 == 0 else None


def isbns_in(text: str) -> tuple[str, ...]:
    """Every ISBN of a CSL `ISBN` field, normalised; reference managers put several into one field.

    Empty when any part of the text is no valid ISBN. A note in brackets, such as `(pbk.)`, is passed over.
    """
    whole = normalise_isbn(text)
    if whole:
        return (whole,)
    parts = [normalise_isbn(part) for part in re.split(r"[\s,;]+", re.sub(r"\([^()]*\)", " ", text).strip())]
    found = tuple(part for part in parts if part)
    return found if len(found) == len(parts) else ()


def normalise_pmid(text: str) -> str | None:
    """A PubMed number without its prefix and leading zeros, also from its address at PubMed, or None."""
    found = re.fullmatch(r"(?:(?:PMID|PubMed(?: ID)?)[:\s]*)?0*([1-9][0-9]{0,8})\.?", text.strip(), re.IGNORECASE)
    return found[1] if found else identifiers_of(text).pmid


def normalise_pmcid(text: str) -> str | None:
    """A number of PubMed Central as `PMC1234567`, also from its address there, or None."""
    found = re.fullmatch(r"(?:PMCID[:\s]*)?(?:PMC)?0*([1-9][0-9]{0,8})(?:\.[0-9]+)?\.?", text.strip(), re.IGNORECASE)
    return f"PMC{found[1]}" if found else identifiers_of(text).pmcid


def normalise_guideline(text: str) -> str | None:
    """A guideline's code as `NICE CG14` or `SIGN 104`, from its code, name or address at nice.org.uk; else None."""
    named = guideline_in(text)
    if named:
        return named
    bare = " ".join(text.split())
    if sign := SIGN_CODE.fullmatch(bare):
        return f"SIGN {int(sign[1])}"
    code = NICE_CODE.search(bare)
    alone = code is not None and code[0] == bare
    return f"NICE {code[1].upper()}{int(code[2])}" if code and (alone or "nice" in bare.casefold()) else None


def guideline_in(address: str) -> str | None:
    """The NICE code that an address on nice.org.uk names, such as `NICE CG81`; none for a draft."""
    # Few are, and every source is asked.
    if "nice.org.uk" not in address.lower() or (parts := _parts(address)).hostname not in NICE_HOSTS:
        return None
    found = NICE_IN_PATH.search(unquote(parts.path))
    return f"NICE {found[1].upper()}{int(found[2])}" if found else None


def cochrane_id(text: str) -> tuple[str, int | None] | None:
    """The number of a Cochrane review and its version, from a DOI, an address or a page: `CD004253`, 2."""
    found = COCHRANE.search(text)
    return (found[1].upper(), int(found[2]) if found[2] else None) if found else None


def is_address(text: str) -> bool:
    """Whether the text is a web address with a host."""
    parts = _parts(text)
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not re.search(r"\s", text.strip())


def normalise_address(text: str) -> str:
    """An address without what seldom tells two pages apart: scheme, `www.`, fragment, tracking, trailing slash."""
    parts = _parts(text)
    told = "&".join(value for value in parts.query.split("&") if value and not TRACKING.match(value))
    host = parts.netloc.lower().removeprefix("www.").removesuffix(":80").removesuffix(":443")
    return host + parts.path.rstrip("/") + (f"?{told}" if told else "")


def _parts(address: str) -> SplitResult:
    try:
        return urlsplit(address.strip())
    except ValueError:
        return SplitResult("", "", "", "", "")


def _isbn_of(address: str) -> str | None:
    found = (normalise_isbn(one[1] or one[2]) for one in ISBN_IN_ADDRESS.finditer(address))
    return next((isbn for isbn in found if isbn), None)


def _check_digit(twelve: str) -> str:
    weighed = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(twelve))
    return str(-weighed % 10)
