"""Author lists as they are printed: initials behind or before the name, “et al.”, editors, and bodies."""

import re

from reviewdue.references.bodies import BODIES, full_name, is_body, is_company
from reviewdue.references.reference import OTHERS, Name

_PARTICLES = (
    "van von de da di del della dello der den du la le ter ten dos das el al bin ibn af av zu "
    "zur vom do y e ó ní st st. ste abu abdel bint ap"
)
PARTICLES = frozenset(_PARTICLES.split()) | {"van't", "van’t", "'t", "’t", "d'", "d’"}
SUFFIXES = frozenset({"Jr", "Sr", "II", "III", "IV", "2nd", "3rd", "4th"})
COUNTRIES = frozenset({"UK", "US", "USA", "EU", "NZ"})
HONOURS = re.compile(r"^(?:Dr|Prof|Professor|Sir|Mr|Mrs|Ms)\.?\s+")
AND_OTHERS = re.compile(
    r"[\s,;]*(?:\[?\bet\.?\s+al\b\.?\]?|(?:\band|&)\s+(?:others|colleagues|co-?workers)\b\.?|,\s*others\b|…|"
    r"\.\s?\.\s?\.)"
    r"[\s,;:.]*$",
    re.IGNORECASE,
)
# Cardoso F, Ohno S, et al; ESMO Guidelines Committee.
GROUP_BEHIND = re.compile(
    r"[\s,;]*\bet\.?\s+al\b\.?\s*[;,]\s*(?:on behalf of |for )?(?:the )?(?P<group>[A-Z][^.;,]{3,80})\.?$"
)
EDITORS = re.compile(
    r"[\s,;]*(?:\(\s*eds?\.?\s*\)|\(\s*editors?\s*\)|\beds?\b\.?|\beditors?\b\.?)[\s,;:.]*$", re.IGNORECASE
)
JOINTS = re.compile(r"\s*(?:,\s*and\s+|,\s*&\s*|;\s*(?:and\s+|&\s*)?|,\s+|\s+and\s+|\s+&\s+)\s*")

LETTER = r"[^\W\d_]"
INITIALS = rf"(?:{LETTER}\.[\s-]?){{1,4}}"
SURNAME = rf"(?:(?:Ó|Ní|St\.|Ste\.)\s)?{LETTER}[\w'’‐-]+(?:\s{LETTER}[\w'’‐-]+){{0,3}}"
SUFFIX = r"(?:,?\s*(?P<suffix>[JS]r|I{2,3}|IV|[23]rd|2nd|4th)\b\.?)?"
BACKWARDS = re.compile(rf"(?P<family>{SURNAME}),\s+(?P<given>{INITIALS}){SUFFIX}")
BACKWARDS_PLAIN = re.compile(rf"(?P<family>{SURNAME}),\s+(?P<given>[A-Z]{{1,3}}(?:\s[A-Z]){{0,2}})\b{SUFFIX}")
BACKWARDS_WRITTEN_OUT = re.compile(
    rf"(?P<family>{SURNAME}),\s+(?P<given>(?!and\b)(?:{LETTER}\.?\s)?{LETTER}[\w'’-]+(?:\s(?:{LETTER}[\w'’-]+|"
    rf"{LETTER}\.?)){{0,2}}){SUFFIX}"
)
FAMILY_DOTTED = re.compile(
    rf"(?P<family>(?:[a-z]+\s){{0,2}}{SURNAME})\s(?P<given>(?:[A-Z]\.[\s-]?){{1,4}})(?<!\s){SUFFIX}"
)
FORWARDS = re.compile(rf"(?P<given>{INITIALS})\s?(?P<family>{SURNAME}){SUFFIX}")
FORWARDS_PLAIN = re.compile(rf"(?P<given>[A-Z]{{1,3}}(?:\s[A-Z]){{0,2}})\s(?P<family>{SURNAME}){SUFFIX}")
FORWARDS_WRITTEN_OUT = re.compile(
    rf"(?P<given>(?:{LETTER}\.?\s)?{LETTER}[\w'’-]+(?:\s(?:(?!Ó\s){LETTER}\.?|(?!(?:Di|De|Da|Del|La|Le|El|Van|Von|Der|"
    rf"Den)\b)[A-ZÀ-Þ][\w'’-]+(?=\s{LETTER}[\w'’-]+(?:[,;.]|\s+(?:and|&)\s|$)))){{0,2}})"
    rf"\s(?P<family>(?:(?:Ó|Ní|St\.)\s)?(?:(?:[a-z]+|Di|De|Da|Del|La|Le|El|Van|Von|Der|"
    rf"Den)\s)*{LETTER}[\w'’‐-]+){SUFFIX}"
)
GROUP = re.compile(r"[^,;&]+?(?=\s*(?:[,;&]|$))")
JOINT = re.compile(r"\s*(?:[,;]?\s*(?:…|\.\s\.\s\.)\s*|[,;]\s*(?:&\s*|and\s+)?|&\s*|and\s+)")
SUFFIX_APART = re.compile(r",\s+((?:[JS]r|I{2,3}|IV|[23]rd|4th)\b\.?)(?=\s*(?:[,;]|$))")
ON_BEHALF = re.compile(r"^(?:(?:for|on behalf of)\s+)(?:the\s+)?", re.IGNORECASE)
LONGEST_LIST, LONGEST_TAIL = 2500, 60


def read_authors(text: str, *, written_out: bool = False) -> tuple[Name, ...] | None:
    """The names of an author list, or None when any part of the text is no name.

    Given names that are `written_out` look like any two words, so they count only where something else, such as a
    year behind them, says that these are authors.
    """
    if not text.strip() or len(text) > LONGEST_LIST:
        return None
    listed, others = _without_tail(text)
    inverted = _read_inverted(listed, written_out=written_out)
    if inverted:
        return inverted + others
    pieces = _pieces(listed)
    names = [_read_name(piece) or (_short_name(piece) if len(pieces) > 1 else None) for piece in pieces]
    known = tuple(name for name in names if name)
    several = len(known) == len(names) > 1 and (any(name.given for name in known) or all(map(is_body, pieces)))
    # “Health and Care Excellence” is one body; only where each part is a name do they count as several.
    if not several and (is_body(listed) or is_company(listed)):
        return (Name(literal=full_name(listed)), *others)
    return known + others if len(known) == len(names) else None


def read_most_authors(text: str) -> tuple[Name, ...] | None:
    """The names of what must be an author list, if half of it reads as such; the others are names as printed."""
    listed, others = _without_tail(text)
    pieces = [piece for piece in _pieces(listed) if piece]
    names = [_read_name(piece) or _short_name(piece) for piece in pieces]
    if not pieces or sum(name is not None for name in names) < len(names) / 2:
        return None
    return tuple(name or Name(literal=piece.strip()) for name, piece in zip(names, pieces, strict=True)) + others


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


def read_names_before_title(text: str) -> tuple[tuple[Name, ...], str]:
    """`R. Roe, J. Doe, and A. Ash, Title`: the names with dotted initials that a comma parts from the title."""
    names: list[Name] = []
    at = 0
    while found := FORWARDS.match(text, at):
        joint = re.compile(r"\s+et\s+al\.,?\s+|,?\s+and\s+others,\s+|,?\s+and\s+|,\s+").match(text, found.end())
        if not joint:
            return (), text
        names.append(_name_of(found))
        at = joint.end()
        if "al" in joint[0] or "others" in joint[0]:
            names.append(OTHERS)
            break
    return (tuple(names), text[at:]) if names else ((), text)


def read_inverted_before_title(text: str) -> tuple[tuple[Name, ...], str]:
    """`Roe, J. and A.B. Ash, Title` and `Roe J., Ash B., Title`: names with dotted initials, up to a comma."""
    names: list[Name] = []
    at = 0
    while found := (BACKWARDS.match(text, at) or FAMILY_DOTTED.match(text, at) or (names and FORWARDS.match(text, at))):
        joint = re.compile(r",?\s*(?:\band|&)\s+|,\s+|\s*\bet\s+al\.,\s+").match(text, found.end())
        if not joint or not _is_family(found["family"].split()):
            return (), text
        names.append(_name_of(found))
        at = joint.end()
        if "al." in joint[0]:
            names.append(OTHERS)
            break
    return (tuple(names), text[at:]) if names else ((), text)


def says_others(text: str) -> bool:
    """Whether a list of names ends in “et al.” or the like, which no title does."""
    return _at_end(AND_OTHERS, text) is not None


def are_editors(text: str) -> bool:
    """Whether a list of names ends in “eds.” or the like."""
    return _at_end(EDITORS, text) is not None


def _without_tail(text: str) -> tuple[str, tuple[Name, ...]]:
    """The list without “eds.” and “et al.”, and what stands for the latter."""
    bare = _without(EDITORS, text.strip())
    if found := GROUP_BEHIND.search(bare):
        return bare[: found.start()].strip(" ,;:"), (OTHERS, Name(literal=full_name(found["group"].strip(" .,;"))))
    others = () if _at_end(AND_OTHERS, bare) is None else (OTHERS,)
    return _without(EDITORS, _without(AND_OTHERS, bare)).strip(" ,;:"), others


def _at_end(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Where a pattern that ends with the text begins; a long run of stops before it must not cost more than it says."""
    return pattern.search(text, max(0, len(text) - LONGEST_TAIL))


def _without(pattern: re.Pattern[str], text: str) -> str:
    found = _at_end(pattern, text)
    return text[: found.start()] if found else text


def _pieces(listed: str) -> list[str]:
    """The names of a list, `Jr` with the name before it and a group without “for the”."""
    joined = SUFFIX_APART.sub(r" \1", listed.removesuffix("."))
    return JOINTS.split(joined)


GROUPS = re.compile(
    r"\b(?:Investigators?|Group|Collaborat\w+|Consortium|Committee|Network|Study|Trialists|Team|Panel|Initiative|"
    r"Society|"
    r"Alliance|Authors|Members|Workshop|Trial)\b"
)


def _short_name(piece: str) -> Name | None:
    """A family name of one letter: among other names `O J` is a person, alone it is nothing."""
    found = re.fullmatch(r"([A-ZÀ-Þ]) ([A-ZÀ-Þ]{1,3})", piece.strip())
    return Name(family=found[1], given=found[2]) if found else None


def _read_name(piece: str) -> Name | None:
    group = ON_BEHALF.sub("", piece.strip())
    if group != piece.strip() and GROUPS.search(group) and ". " not in group:
        return Name(literal=full_name(group))
    bare = HONOURS.sub("", group)
    words = bare.split()
    short = len(words) == 2 and _is_initials(words[1]) and words[1] not in COUNTRIES
    if (is_body(bare) and not short) or is_company(bare):
        return Name(literal=full_name(bare))
    return _family_first(words) or _given_first(words)


def _family_first(words: list[str]) -> Name | None:
    """`van den Berg-de Lange I`, `Paffenbarger RS Jr`, `Micozzi M S`."""
    suffix = words[-1].rstrip(".") if words and words[-1].rstrip(".") in SUFFIXES else None
    core = words[: len(words) - bool(suffix)]
    if core and re.fullmatch(r"[A-Z]{1,4}[23]", core[-1]):
        core[-1], suffix = core[-1][:-1], core[-1][-1]  # Dengah HJF2, as some indexes have it
    at = len(core)
    while at and _is_initials(core[at - 1]):
        at -= 1
    if at == len(core) or not _is_family(core[:at]):
        return None
    return Name(family=" ".join(core[:at]), given=" ".join(core[at:]), suffix=suffix)


def _given_first(words: list[str]) -> Name | None:
    """`VT DeVita`, `J. A. van Dam`."""
    at = 0
    while (
        at < len(words) and _is_initials(words[at]) and words[at].upper() not in BODIES and (not at or words[at] != "Ó")
    ):
        at += 1
    initials = "".join(words[:at]).replace(".", "")
    if not at or initials in COUNTRIES or len(initials) > 3 or len(words) - at > 4 or not _is_family(words[at:]):
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
    bare = re.sub(r"^(?:[dDlLtT]|van|[A-Z][a-z]?)?['’]", "", word)
    return (
        len(bare) > 1
        and re.fullmatch(r"[^\W\d_][\w'’\-‐–]*", bare) is not None
        and (bare[0].isupper() or re.match(r"(?:de|van|von|di|da|la|le|mc|mac)[A-Z]", bare) is not None)
        and any(letter.islower() for letter in bare)
    )


def _written_out(piece: str) -> Name | None:
    words = HONOURS.sub("", piece.strip()).split()
    outer = [word for at, word in enumerate(words) if at in (0, len(words) - 1) or not _is_initials(word)]
    if not 2 <= len(words) <= 4 or not _is_family(outer):
        return None
    return Name(family=words[-1], given=" ".join(words[:-1]))


def _read_inverted(text: str, *, written_out: bool) -> tuple[Name, ...] | None:
    """`Smith, J. A., & Jones, B.` as the APA has it, or `Smith, J. A., and B. Jones` as Chicago has."""
    first = (BACKWARDS, BACKWARDS_WRITTEN_OUT, BACKWARDS_PLAIN) if written_out else (BACKWARDS, BACKWARDS_PLAIN)
    later = (FORWARDS, *((FORWARDS_PLAIN, FORWARDS_WRITTEN_OUT) if written_out else ()))
    names: list[Name] = []
    plain, at = 0, 0
    joined = True
    while joined and (found := _next_name(text, at, names, first, later)):
        names.append(_name_of(found))
        plain += found.re is BACKWARDS_PLAIN
        joint = JOINT.match(text, found.end())
        at, joined = joint.end() if joint else found.end(), joint is not None
    if not names or text[at:].strip(" .,…") or (plain == len(names) == 1 and not written_out):
        return None
    return tuple(names)


def _next_name(
    text: str, at: int, names: list[Name], first: tuple[re.Pattern[str], ...], later: tuple[re.Pattern[str], ...]
) -> re.Match[str] | None:
    """The name that begins here; behind the first one a name may also be the right way round, or a group's."""
    found = _match_name(first, text, at)
    return found or ((_match_body(text, at) or _match_name(later, text, at)) if names else None)


def _match_name(patterns: tuple[re.Pattern[str], ...], text: str, at: int) -> re.Match[str] | None:
    """The name that begins here, if all words of its family name can be one."""
    for pattern in patterns:
        found = pattern.match(text, at)
        if found and _is_family(found["family"].split()):
            return found
    return None


def _match_body(text: str, at: int) -> re.Match[str] | None:
    """A group among persons: `…, & Lump Trial Working Group`."""
    found = GROUP.match(text, at)
    return found if found and is_body(found[0]) else None


def _name_of(found: re.Match[str]) -> Name:
    if found.re is GROUP:
        return Name(literal=full_name(found[0]))
    suffix = found["suffix"].rstrip(".") if found["suffix"] else None
    return Name(family=found["family"], given=found["given"].strip(), suffix=suffix)
