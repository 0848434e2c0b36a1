"""How a source is named to people and told apart from others: names, citation lines, keys and ids."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from reviewdue.references.bodies import letters_of
from reviewdue.references.identifiers import (
    Identifiers,
    cochrane_id,
    identifiers_of,
    isbns_in,
    normalise_address,
    normalise_doi,
    normalise_guideline,
    normalise_pmcid,
    normalise_pmid,
)
from reviewdue.references.reference import OTHERS, Name, Reference

COCHRANE_DOIS = "10.1002/14651858."
BETWEEN_WORDS = re.compile(r"[\W_]+")
LONGEST_ID = 60
NAMED_AUTHORS = 3
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
ORDINAL_WORDS = {word: number for number, word in enumerate(_ORDINALS.split(), start=1)}


def edition_number(edition: str | None) -> str:
    """What an edition comes down to, to compare: `8th edition`, `Eighth ed.` and `8` are all `8`."""
    if not edition:
        return ""
    bare = re.sub(r"\b(?:edition|edn|ed)\b\.?", "", edition.casefold()).strip(" .,()")
    numbered = re.fullmatch(r"0*(\d+)(?:st|nd|rd|th)?", bare)
    return numbered[1] if numbered else str(ORDINAL_WORDS.get(bare, bare))


def say_edition(edition: str) -> str:
    """An edition in words: `8th edition`, `revised edition`; what already names itself stays as it is."""
    number = edition_number(edition)
    if not number.isdigit():
        return (
            edition if re.search(r"edition|version|update|protocol", edition, re.IGNORECASE) else f"{edition} edition"
        )
    teen = number[-2:] in ("11", "12", "13")
    ending = "th" if teen else {"1": "st", "2": "nd", "3": "rd"}.get(number[-1], "th")
    return f"{number}{ending} edition"


def short_name(reference: Reference) -> str:
    """What to call a source in a sentence: its title with edition or guideline code."""
    title = (
        reference.title or _place(reference) or reference.guideline or reference.doi or reference.url or reference.id
    )
    if reference.edition:
        title = f"{title}, {say_edition(reference.edition)}"
    known = reference.guideline and reference.guideline.casefold() not in title.casefold()
    return f"{title} ({reference.guideline})" if known else title


def cite(reference: Reference) -> str:
    """One plain line for people: authors, title and edition, then the journal, or the publisher and year."""
    names = _say_authors(reference.author)
    where = _place(reference) or _imprint(reference)
    dated = f"{where} ({reference.version})" if reference.version and where else where or reference.version
    sentences = [part for part in (names, short_name(reference) if reference.title else "", dated) if part]
    return ". ".join(part.rstrip(".") for part in sentences) + "." if sentences else reference.id


def identity_keys(reference: Reference) -> tuple[str, ...]:
    """Strings that two descriptions of one source share, the surest first; equal key, equal source."""
    address = identifiers_of(reference.url or "")
    doi = (normalise_doi(reference.doi) if reference.doi else None) or address.doi
    keys = [f"doi:{doi}"] if doi else []
    keys += [f"isbn:{isbn}" for isbn in _isbns(reference, address)]
    pmid = (normalise_pmid(reference.pmid) if reference.pmid else None) or address.pmid
    keys += [f"pmid:{pmid}"] if pmid else []
    pmcid = (normalise_pmcid(reference.pmcid) if reference.pmcid else None) or address.pmcid
    keys += [f"pmcid:{pmcid.casefold()}"] if pmcid else []
    keys += _cochrane_keys(reference, doi)
    guideline = _guideline(reference) or address.guideline
    keys += [f"guideline:{guideline.casefold()}"] if guideline else []
    keys += _title_key(reference)
    place = normalise_address(reference.url or "")
    # A front page tells nothing apart.
    keys += [f"url:{place}"] if "/" in place else []
    return tuple(keys)


def contradict(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether keys of two descriptions name two sources, though they share another key, such as a title and a year."""
    mine, theirs = _by_kind(one), _by_kind(other)
    return any(kind in theirs and not mine[kind] & theirs[kind] for kind in mine)


def _by_kind(keys: Iterable[str]) -> dict[str, set[str]]:
    """The keys of which a source has one only. A book has an ISBN for each binding, so two of them prove nothing."""
    found: dict[str, set[str]] = {}
    for key in keys:
        if key.startswith(("doi:", "pmid:", "guideline:")):
            found.setdefault(key.partition(":")[0], set()).add(key)
    return found


def _isbns(reference: Reference, address: Identifiers) -> tuple[str, ...]:
    """A chapter bears the ISBN of its book, so the number does not tell it apart."""
    if reference.type == "chapter":
        return ()
    stated = isbns_in(reference.isbn) if reference.isbn else ()
    return stated or ((address.isbn,) if address.isbn else ())


def _guideline(reference: Reference) -> str | None:
    """The code in the register's own field, in whatever words, or a code that stands as the report's number."""
    if not reference.guideline:
        return None
    stated = reference.guideline
    return normalise_guideline(stated) or " ".join(stated.split()) or None


def _cochrane_keys(reference: Reference, doi: str | None) -> list[str]:
    """A review's number is one for all its versions, so it counts with the version or with the year."""
    journal = (reference.container_title or "").casefold()
    page, url = reference.page or "", reference.url or ""
    places = {doi or "": COCHRANE_DOIS in (doi or ""), page: "cochrane" in journal, url: "cochrane" in url.lower()}
    found = next((id for place, theirs in places.items() if theirs and (id := cochrane_id(place))), None)
    if not found:
        return []
    number, version = found
    keys = [f"cochrane:{number.lower()}.pub{version}"] if version else []
    year = reference.issued[0] if reference.issued else None
    return keys + ([f"cochrane:{number.lower()}|{year}"] if year else [])


def make_id(reference: Reference) -> str:
    """A readable id for a source that has none: first author or body, year, words of the title; ASCII."""
    first = reference.author[0] if reference.author else Name()
    author = letters_of(first.literal) or first.literal if first.literal else first.surname
    dated = str(reference.issued[0]) if reference.issued else reference.edition or ""
    words = _slug(" ".join((author or "", dated, reference.title or reference.container_title or ""))).split("-")
    kept = ""
    for word in words:
        if len(kept) + len(word) >= LONGEST_ID:
            break
        kept = f"{kept}-{word}".strip("-")
    if any(character.isalpha() for character in kept):
        return kept
    # Nothing of the title can be written in ASCII: the digest is stable and cannot collide by accident.
    return "ref-" + hashlib.sha256(repr(reference).encode("utf-8", "backslashreplace")).hexdigest()[:12]


def fold(text: str) -> str:
    """Letters and digits in lower case with single spaces, to compare titles printed in different ways."""
    plain = text.lower()
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text).casefold()
        plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    return BETWEEN_WORDS.sub(" ", plain.replace("&", " and ")).strip()


def _title_key(reference: Reference) -> list[str]:
    title = fold(reference.title)
    year = reference.issued[0] if reference.issued else ""
    return [f"title:{title}|{edition_number(reference.edition)}|{year}"] if title else []


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("ø", "o").replace("Ø", "O").replace("ß", "ss"))
    ascii_only = re.sub(r"['’]", "", plain).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", ascii_only.lower()).strip("-")


def _say_authors(names: tuple[Name, ...]) -> str:
    known = [str(name) for name in names if name != OTHERS]
    if len(known) > NAMED_AUTHORS or len(known) < len(names):
        return ", ".join(known[:NAMED_AUTHORS]) + " and others"
    return ", ".join(known)


def _place(reference: Reference) -> str:
    """Journal, year, volume, issue and pages as `Annals of Oncology 2021;32(12):1475-1495`."""
    if not reference.container_title:
        return ""
    year = f" {reference.issued[0]}" if reference.issued else ""
    issue = f"({reference.issue})" if reference.issue else ""
    where = f"{reference.volume or ''}{issue}" + (f":{reference.page}" if reference.page else "")
    return reference.container_title + year + (f";{where}" if where else "")


def _imprint(reference: Reference) -> str:
    year = str(reference.issued[0]) if reference.issued else ""
    return ", ".join(part for part in (reference.publisher, year) if part)
