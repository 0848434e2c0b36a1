"""References as a citation style prints them, by citeproc; the style is a file of the Citation Style Language."""

import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from reviewdue.errors import ConfigurationError
from reviewdue.references import OTHERS, Reference, cite, to_csl

LOCALE = "en-GB"
NAMESPACE = {"csl": "http://purl.org/net/xbiblio/csl"}
FAULTS = (ArithmeticError, AssertionError, AttributeError, LookupError, NotImplementedError, TypeError, ValueError)
"""What citeproc raises on items it does not expect."""

NEW_TYPES = {
    "classic": "book",
    "collection": "book",
    "document": "book",
    "event": "speech",
    "hearing": "report",
    "performance": "speech",
    "periodical": "book",
    "regulation": "legislation",
    "software": "book",
    "standard": "report",
}
"""Types of CSL 1.0.2 that the library does not know, and what they are printed as."""

_PRINTED = (
    "id type title author editor translator collection-editor container-title container-title-short collection- "
    "title collection-number volume issue page publisher publisher-place edition issued accessed DOI PMID PMCID "
    "URL ISBN number genre medium chapter-number number-of-pages event-place original-title section status "
)
PRINTED = frozenset(_PRINTED.split())
"""Variables that a style may print; the others would only be warned of."""

Format = Callable[[Reference], str]


def open_style(name: str, folders: Sequence[Path]) -> Format:
    """A function that prints a reference in a style. Raises ConfigurationError for one that cannot be read."""
    return _formatter(_read_style(find_style(name, folders)))


def find_style(name: str, folders: Sequence[Path]) -> Path:
    """The file of a style in the first of the template folders that has it. Raises ConfigurationError."""
    known = {path.stem: path for folder in reversed(folders) for path in sorted((folder / "styles").glob("*.csl"))}
    if name in known:
        return known[name]
    raise ConfigurationError(f"citation_style: there is no style “{name}”; write one of {', '.join(sorted(known))}")


def _read_style(path: Path) -> Any:
    # Loaded when the first reference is printed: the library brings lxml.
    from citeproc import CitationStylesStyle
    from lxml import etree

    try:
        tree = etree.parse(path, etree.XMLParser(no_network=True, resolve_entities=False, remove_comments=True))
        _mend(tree.getroot())
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return CitationStylesStyle(BytesIO(etree.tostring(tree)), locale=LOCALE, validate=False)
    except (OSError, etree.XMLSyntaxError, *FAULTS) as error:
        raise ConfigurationError(f"citation_style: {path} is no style that can be read: {error}") from error


def _mend(style: Any) -> None:
    """Without the number of a list, for we print one reference; and dates with the gaps that the library forgets.

    A delimiter of a date in a locale is not applied by it, so it is written before each part but the first.
    """
    for number in style.findall(".//csl:bibliography//csl:text[@variable='citation-number']", NAMESPACE):
        number.getparent().remove(number)
    for date in style.findall(".//csl:locale/csl:date[@delimiter]", NAMESPACE):
        gap = date.attrib.pop("delimiter")
        for part in date.findall("csl:date-part", NAMESPACE)[1:]:
            part.set("prefix", gap + part.get("prefix", ""))


def _formatter(style: Any) -> Format:
    def printed(reference: Reference) -> str:
        try:
            item = _item(reference)
            text = _without_echo(_print(style, item), item)
        except FAULTS:
            text = ""
        # What the style cannot print is said in our own plain line.
        return text or cite(reference)

    return printed


def _print(style: Any, item: Mapping[str, Any]) -> str:
    from citeproc import Citation, CitationItem, CitationStylesBibliography, formatter
    from citeproc.source.json import CiteProcJSON

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        bibliography = CitationStylesBibliography(style, CiteProcJSON([item]), formatter.plain)
        bibliography.register(Citation([CitationItem(item["id"])]))
        return _tidy("".join(str(one) for one in bibliography.bibliography()))


def _item(reference: Reference) -> dict[str, Any]:
    """The reference as the library wants it."""
    item = {key: value for key, value in to_csl(reference).items() if key in PRINTED and value}
    item |= {key: [_name(name) for name in value] for key, value in item.items() if _are_names(value)}
    if reference.author == (OTHERS,):
        del item["author"]
    item["title"] = _title(reference)
    item |= {"id": "one", "type": NEW_TYPES.get(reference.type, reference.type)}
    if reference.issued:
        item["issued"] = {"date-parts": [list(reference.issued)]}
    return item


def _title(reference: Reference) -> str:
    title = re.sub(r"</?(?:i|b|sup|sub|sc|span)\b[^>]*>", "", reference.title).strip().removesuffix(".")
    known = not reference.guideline or reference.guideline.casefold() in title.casefold()
    return title if known else f"{title} ({reference.guideline})"


def _are_names(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def _name(name: Mapping[str, str]) -> dict[str, str]:
    """A name whose initials are parted, since `VT` would be cut down to `V`; “others” as it is printed."""
    if name.get("literal") == "others":
        return {"literal": "et al"}
    given = name.get("given", "")
    if re.fullmatch(r"[^\W\d_]{2,4}", given) and given.isupper():
        given = " ".join(f"{letter}." for letter in given)
    return {**name, "given": given} if given else dict(name)


def _without_echo(text: str, item: Mapping[str, Any]) -> str:
    """The title once: where a style puts it in the place of authors, the library prints it a second time."""
    title = str(item["title"])
    if item.get("author") or not title or text.count(title) < 2:
        return text
    before, _, behind = text.rpartition(title)
    return _tidy(before + behind.lstrip(" .,"))


def _tidy(text: str) -> str:
    """One line, with single spaces and stops, and no “and” before “et al”."""
    line = re.sub(r"\s*(?:&|\band)\s+et al\b\.?,?", " et al.", " ".join(text.split()))
    line = re.sub(r"\s+([.,;:)])", r"\1", re.sub(r"\bet al\b(?![.,])", "et al.", line))
    return re.sub(r"([.?!])\.(?!\w)", r"\1", re.sub(r"\.\s*\.(?=\s|$)", ".", line)).strip()
