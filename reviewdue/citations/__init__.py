"""Citations as free text, read into references; what is no citation is said to be none."""

import re
import unicodedata
from dataclasses import asdict, dataclass, replace
from typing import Any

from reviewdue.citations.draft import Draft
from reviewdue.citations.layout import read_lines
from reviewdue.citations.marks import Marks, take_marks
from reviewdue.references.bodies import BODIES, is_body, is_company, letters_of
from reviewdue.references.identity import make_id
from reviewdue.references.reference import Name, Reference

__all__ = ["Citation", "Unread", "parse_citation"]

LONGEST = 4000
REMARK = re.compile(
    r"\b(?:you|your|we|our|us|please|this (?:page|information|leaflet|section|website)|too many to list|"
    r"(?:contact|email|call|visit) (?:us|the))\b",
    re.IGNORECASE,
)
GUIDELINE_WORDS = re.compile(r"\bguid(?:eline|ance)s?\b", re.IGNORECASE)
NAMES_A_HOUSE = re.compile(
    r"\b(?:press|publish(?:ers|ing)|books?|verlag|elsevier|springer|wiley|mcgraw|kluwer|lippincott|saunders|mosby|"
    r"livingstone|chapman|sage|routledge|taylor|karger|thieme|crc)\b",
    re.IGNORECASE,
)
DOTS = re.compile(r"([.,;:()\[\]])(?:\s*[.,;:()\[\]]){8,}")
STRONG, WEAK = 2, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A citation that was read: the text as printed, what it says, and the words that fell into no field.

    `accessed` is the date of access as printed; `line` counts from 1 where the text came from a page.
    """

    text: str
    reference: Reference
    unread: tuple[str, ...] = ()
    accessed: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A text that is no citation, or none that can be read. A remark speaks to the reader of the page."""

    text: str
    reason: str
    remark: bool = False


def parse_citation(text: str) -> Citation | Unread:
    """Read one citation, printed in one line or in several, into a reference with an id made from it."""
    clean = _clean(text)
    if not clean:
        return Unread(text=text, reason="there is no text")
    if len(clean) > LONGEST:
        return Unread(text=text, reason="the text is too long to be a citation")
    marks = take_marks(clean)
    draft = read_lines(marks.rest) if marks.rest else Draft()
    evidence = _evidence(draft, marks)
    if REMARK.search(marks.rest) and (evidence < STRONG or _is_prose(marks.rest)):
        return Unread(text=text, reason="a remark to the reader, not a citation", remark=True)
    if evidence < STRONG:
        return Unread(text=text, reason="no author, body, journal, edition, date or address that makes it a citation")
    return _citation(text, draft, marks)


def _clean(text: str) -> str:
    """Plain spaces and line ends, and nothing that cannot be printed."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").split("\n")
    kept = ("".join(" " if unicodedata.category(char) in ("Cc", "Zs") else char for char in line) for line in lines)
    printable = ("".join(char for char in line if unicodedata.category(char) not in ("Cf", "Cs")) for line in kept)
    clean = "\n".join(line for line in (" ".join(line.split()) for line in printable) if line)
    # Rows of dots lead the eye to a page number; to the patterns they would be thousands of places to begin.
    return DOTS.sub(r"\1", clean)


def _evidence(draft: Draft, marks: Marks) -> int:
    """How much speaks for a citation: numbers and places in journals are enough, a year or a name is not."""
    strong = (marks.doi, marks.pmid, marks.isbn, marks.guideline, draft.volume, draft.edition, draft.page)
    weak: tuple[object, ...] = (
        draft.author,
        draft.issued,
        draft.publisher,
        marks.url,
        marks.version,
        draft.container_title,
    )
    # A title with a line of names below it is how citations are set, and hardly anything else.
    weak += (draft.author and "\n" in marks.rest,)
    found = sum(STRONG for value in (*strong, marks.accessed) if value) + sum(WEAK for value in weak if value)
    numbers = (marks.doi, marks.pmid, marks.isbn, marks.url, marks.guideline)
    named = _tidy_title(draft.title) or draft.container_title or any(numbers)
    return found if named else 0


def _is_prose(text: str) -> bool:
    return len(re.findall(r"[a-z]{2,}[.!?](?:\s+[A-Z][a-z]+\s+[a-z]|$)", text)) > 1


def _citation(text: str, draft: Draft, marks: Marks) -> Citation:
    kind = _type(draft, marks)
    # The site that a page belongs to stands where a book has its publisher.
    named = draft.publisher and not (is_body(draft.publisher) or is_company(draft.publisher))
    site = draft.publisher if kind == "webpage" and named else None
    reference = Reference(
        id="",
        type=kind,
        title=_tidy_title(draft.title),
        author=draft.author or _issuer(marks),
        container_title=draft.container_title or (site if not draft.place else None),
        volume=draft.volume,
        issue=draft.issue,
        page=draft.page,
        publisher=draft.publisher if not site or draft.place else None,
        edition=draft.edition,
        version=marks.version,
        issued=draft.issued or _updated(marks),
        doi=marks.doi,
        isbn=marks.isbn,
        pmid=marks.pmid,
        pmcid=marks.pmcid,
        url=marks.url,
        guideline=marks.guideline,
        more=_more(draft),
    )
    reference = replace(reference, id=make_id(reference))
    return Citation(text=text, reference=reference, unread=(*draft.unread, *marks.unread), accessed=marks.accessed)


def _more(draft: Draft) -> dict[str, Any]:
    """What CSL has variables for and nothing here reads: a book's editors and the place it was published in."""
    names = [{key: value for key, value in asdict(name).items() if value} for name in draft.editor]
    return {key: value for key, value in {"editor": names, "publisher-place": draft.place}.items() if value}


def _updated(marks: Marks) -> tuple[int, ...]:
    """The year of the last update, where a page states no other date."""
    found = re.search(r"\b(?:19|20)\d\d\b", marks.version or "") if "updated" in (marks.version or "") else None
    return (int(found[0]),) if found else ()


def _issuer(marks: Marks) -> tuple[Name, ...]:
    """The body that a guideline's code names."""
    letters = (marks.guideline or "").partition(" ")[0]
    return (Name(literal=BODIES[letters]),) if letters in BODIES else ()


def _tidy_title(title: str) -> str:
    """A title without the full stop behind it; brackets around the whole mean a translated title."""
    bare = title.strip(" ,;:").removesuffix(".").strip()
    return bare[1:-1].strip() if re.fullmatch(r"\[[^\[\]]*\]", bare) else bare


def _type(draft: Draft, marks: Marks) -> str:
    """The CSL type that the fields found make likely."""
    if draft.kind != "document":
        return draft.kind
    body = any(is_body(name.literal) for name in draft.author if name.literal)
    if marks.guideline or (body and (GUIDELINE_WORDS.search(draft.title) or _makes_guidelines(draft))):
        return "report"
    if marks.isbn:
        return "book"
    if draft.container_title and (marks.doi or not marks.url):
        return "article-journal"
    printed = draft.publisher and not body and not is_body(draft.publisher) and NAMES_A_HOUSE.search(draft.publisher)
    if (marks.url or marks.accessed or marks.online) and not (printed and not marks.accessed):
        return "webpage"
    if draft.publisher and not body:
        return "book"
    return "report" if body else "document"


def _makes_guidelines(draft: Draft) -> bool:
    return any(letters_of(name.literal) in ("NICE", "SIGN") for name in draft.author if name.literal)
