"""Author lists as they are printed: initials behind or before the name, “et al.”, editors, and bodies."""

import re

from reviewdue.references.bodies import BODIES, full_name, is_body
from reviewdue.references.reference import OTHERS, Name

PARTICLES = frozenset(
    {"van", "von", "de", "da", "di", "del", "della", "der", "den", "du", "la", "le", "ter", "ten", "dos"}
    | {
        "das",
        "el",
        "al",
        "bin",
        "ibn",
        "van't",
        "van’t",
        "'t",
        "af",
        "av",
        "zu",
        "zur",
        "vom",
        "do",
        "y",
        "e",
    }
)
SUFFIXES = frozenset({"Jr", "Sr", "II", "III", "IV", "2nd", "3rd"})
HONOURS = re.compile(r"^(?:Dr|Prof|Professor|Sir|Mr|Mrs|Ms)\.?\s+")
AND_OTHERS = re.compile(
    r"[\s,;]*(?:\bet\.?\s+al\b\.?|\b(?:and|&)\s+(?:others|colleagues|co-?workers)\b\.?|…)[\s,;:.]*$",
    re.IGNORECASE,
)
EDITORS = re.compile(
    r"[\s,;]*(?:\(\s*eds?\.?\s*\)|\(\s*editors?\s*\)|\beds?\b\.?|\beditors?\b\.?)[\s,;:.]*$", re.IGNORECASE
)
JOINTS = re.compile(r"\s*(?:,\s*and\s+|,\s*&\s*|;\s*|,\s+|\s+and\s+|\s+&\s+)\s*")
BACKWARDS = re.compile(
    r"(?P<family>[^\W\d_][\w'’-]+(?:\s[^\W\d_][\w'’-]+){0,2}),\s+(?P<given>(?:[^\W\d_]\.[\s-]?){1,4})"
)
LONGEST_LIST = 1500


def read_authors(text: str) -> tuple[Name, ...] | None:
    """The names of an author list, or None when any part of the text is no name."""
    if not text.strip() or len(text) > LONGEST_LIST:
        return None
    listed, others = _without_tail(text)
    backwards = _read_backwards(listed)
    if backwards:
        return backwards + others
    bodies = JOINTS.split(listed)
    # “Health and Care Excellence” is one body; only where each part is one do they count as several.
    if is_body(listed) and not all(is_body(body) for body in bodies):
        return (Name(literal=full_name(listed)), *others)
    names = [_read_name(piece) for piece in JOINTS.split(listed.removesuffix("."))]
    known = tuple(name for name in names if name)
    return known + others if len(known) == len(names) else None


def read_full_names(text: str) -> tuple[Name, ...] | None:
    """Names with given names written out, as a line of its own may hold them: `Jane Q Roe and John Doe`."""
    known = read_authors(text)
    if known:
        return known
    listed, others = _without_tail(text)
    pieces = JOINTS.split(listed.rstrip("."))
    names = [_read_name(piece) or _written_out(piece) for piece in pieces]
    found = tuple(name for name in names if name)
    return found + others if len(found) == len(pieces) and not re.search(r"\d", text) else None


def says_others(text: str) -> bool:
    """Whether a list of names ends in “et al.” or the like, which no title does."""
    return AND_OTHERS.search(text) is not None


def _without_tail(text: str) -> tuple[str, tuple[Name, ...]]:
    """The list without “eds.” and “et al.”, and what stands for the latter."""
    bare = EDITORS.sub("", text.strip())
    others = () if AND_OTHERS.search(bare) is None else (OTHERS,)
    return EDITORS.sub("", AND_OTHERS.sub("", bare)).strip(" ,;:"), others


def _read_name(piece: str) -> Name | None:
    bare = HONOURS.sub("", piece.strip())
    if is_body(bare):
        return Name(literal=full_name(bare))
    words = bare.split()
    return _family_first(words) or _given_first(words)


def _family_first(words: list[str]) -> Name | None:
    """`van den Berg-de Lange I`, `Paffenbarger RS Jr`, `Micozzi M S`."""
    suffix = words[-1:] if words and words[-1].rstrip(".") in SUFFIXES else []
    core = words[: len(words) - len(suffix)]
    at = len(core)
    while at and _is_initials(core[at - 1]):
        at -= 1
    if at == len(core) or not _is_family(core[:at]):
        return None
    return Name(family=" ".join(core[:at]), given=" ".join((*core[at:], *suffix)))


def _given_first(words: list[str]) -> Name | None:
    """`VT DeVita`, `J. A. van Dam`."""
    at = 0
    while at < len(words) and _is_initials(words[at]) and words[at].upper() not in BODIES:
        at += 1
    initials = "".join(words[:at]).replace(".", "")
    if not at or len(initials) > 3 or len(words) - at > 4 or not _is_family(words[at:]):
        return None
    return Name(family=" ".join(words[at:]), given=" ".join(words[:at]))


def _is_initials(word: str) -> bool:
    letters = re.sub(r"[.\-‐]", "", word)
    return letters.isalpha() and letters.isupper() and len(letters) <= 4


def _is_family(words: list[str]) -> bool:
    if not 1 <= len(words) <= 5 or not _is_surname(words[-1]):
        return False
    return all(word.lower() in PARTICLES or _is_surname(word) for word in words)


def _is_surname(word: str) -> bool:
    bare = re.sub(r"^(?:[dDlL]|van|[A-Z][a-z]?)['’]", "", word)
    return (
        len(bare) > 1
        and re.fullmatch(r"[^\W\d_][\w'’\-‐–]*", bare) is not None
        and bare[0].isupper()
        and any(letter.islower() for letter in bare)
    )


def _written_out(piece: str) -> Name | None:
    words = HONOURS.sub("", piece.strip()).split()
    outer = [word for at, word in enumerate(words) if at in (0, len(words) - 1) or not _is_initials(word)]
    if not 2 <= len(words) <= 4 or not _is_family(outer):
        return None
    return Name(family=words[-1], given=" ".join(words[:-1]))


def _read_backwards(text: str) -> tuple[Name, ...] | None:
    """`Smith, J. A., & Jones, B.` as the APA has it."""
    names, at = [], 0
    while found := BACKWARDS.match(text, at):
        names.append(Name(family=found["family"], given=found["given"].strip()))
        joint = re.compile(r"\s*(?:[,;]\s*(?:&\s*|and\s+)?|&\s*|and\s+)").match(text, found.end())
        at = joint.end() if joint else found.end()
    return tuple(names) if names and not text[at:].strip(" .,…") else None
