"""What a source is known by: DOI, ISBN, PMID, address and NICE code, each brought to one form to compare."""

import re
from urllib.parse import unquote, urlsplit

DOI_PREFIX = re.compile(r"^(?:https?://(?:dx\.|www\.)?doi\.org/|doi:?\s*)", re.IGNORECASE)
DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
NICE_ADDRESS = re.compile(r"^(?:www\.)?nice\.org\.uk/guidance/([a-z]{2,4}\d{1,4})\b")


def normalise_doi(text: str) -> str | None:
    """The bare DOI in lower case (a DOI does not depend on case), or None when the text is none."""
    prefix = DOI_PREFIX.match(text.strip())
    bare = text.strip()[prefix.end() if prefix else 0 :]
    if prefix and "/" in prefix[0]:
        bare = unquote(bare)
    return bare.lower() if DOI.fullmatch(bare) else None


def normalise_isbn(text: str) -> str | None:
    """The thirteen digits of an ISBN-13 or ISBN-10 whose check digit is right, or None."""
    digits = re.sub(r"[\s‐‑–-]", "", text.upper()).removeprefix("ISBN").lstrip(":")
    if re.fullmatch(r"97[89][0-9]{10}", digits):
        return digits if digits[12] == _check_digit(digits[:12]) else None
    if not re.fullmatch(r"[0-9]{9}[0-9X]", digits):
        return None
    weighed = sum((10 - place) * (10 if digit == "X" else int(digit)) for place, digit in enumerate(digits))
    return "978" + digits[:9] + _check_digit("978" + digits[:9]) if weighed % 11 == 0 else None


def isbns_in(text: str) -> tuple[str, ...]:
    """Every ISBN of a CSL `ISBN` field, normalised; reference managers put several into one field.

    Empty when any part of the text is no valid ISBN.
    """
    whole = normalise_isbn(text)
    if whole:
        return (whole,)
    parts = [normalise_isbn(part) for part in re.split(r"[\s,;]+", text.strip())]
    found = tuple(part for part in parts if part)
    return found if len(found) == len(parts) else ()


def normalise_pmid(text: str) -> str | None:
    """A PubMed number without its prefix and leading zeros, or None."""
    found = re.fullmatch(r"(?:PMID:?\s*)?0*([1-9][0-9]{0,7})", text.strip(), re.IGNORECASE)
    return found[1] if found else None


def is_address(text: str) -> bool:
    """Whether the text is a web address with a host."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not re.search(r"\s", text.strip())


def normalise_address(text: str) -> str:
    """An address without what seldom tells two pages apart: scheme, `www.`, fragment, trailing slash."""
    parts = urlsplit(text.strip())
    query = f"?{parts.query}" if parts.query else ""
    return parts.netloc.lower().removeprefix("www.") + parts.path.rstrip("/") + query


def guideline_in(address: str) -> str | None:
    """The NICE code that an address on nice.org.uk names, such as `NICE CG81`."""
    found = NICE_ADDRESS.match(normalise_address(address).lower())
    return f"NICE {found[1].upper()}" if found else None


def _check_digit(twelve: str) -> str:
    weighed = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(twelve))
    return str(-weighed % 10)
