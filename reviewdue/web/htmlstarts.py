"""What the start of an HTML page shows: title, first heading, visible text, a password field, a meta refresh."""

import codecs
import re
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urljoin

from reviewdue.availability.places import names

# Enough for title, heading and the first sentences; an imported page may be longer than this.
READ = 64 * 1024
# Longer than a page whose text is judged as a whole; what a page says beyond that nobody asks here.
TEXT_KEPT = 2000
SLICE = 4 * 1024
NAME_KEPT = 500
ALL_BUT_EMPTY = 200  # what a page shows that only sends its readers on
PROMPT = 10  # seconds after which a meta refresh is no redirect but a page that keeps itself fresh

MARKUP = re.compile(rb"<\s*(?:!doctype|html|head|body|title|meta|h1|p|div)\b", re.IGNORECASE)
CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
REFRESH = re.compile(r"\s*(\d+)(?:\.\d*)?\s*[;,\s]\s*(?:url\s*=\s*)?[\"']?\s*([^\"']+)", re.IGNORECASE)

# Scripts hold markup that is not on the page: many sites carry the text of their error page in one.
HIDDEN = re.compile(
    r"<(script|style|template|svg|iframe)\b[^<]*+(?:<(?!/\1\b)[^<]*+)*+(?:</\1\b[^>]{0,50}>|\Z)|<!--.*?(?:-->|\Z)",
    re.IGNORECASE | re.DOTALL,
)
# A script that does nothing but send its readers on; one that asks something first is no redirect.
SENDS_ON = re.compile(
    r"<script\b[^<>]{0,200}>\s*(?:<!--|//<!\[CDATA\[|\(function\s*\(\)\s*\{)?\s*(?:window\.|document\.|top\.|"
    r"self\.)*location"
    r"(?:\.href|\.replace|\.assign)?\s*[=(]\s*[\"']([^\"'<>]{1,500})[\"']\s*\)?\s*;?\s*(?:\}\)\(\)\s*;?)?\s*"
    r"(?://)?\s*(?:-->|\]\]>)?\s*</script",
    re.IGNORECASE,
)
NAVIGATION = re.compile(r"<nav\b[^<]*+(?:<(?!/nav\b)[^<]*+)*+(?:</nav\b[^>]{0,50}>|\Z)", re.IGNORECASE)
NOSCRIPT = re.compile(r"<noscript\b.*?(?:</noscript\b[^>]{0,50}>|\Z)", re.IGNORECASE | re.DOTALL)
# The elements to read. The bounds, and that a name ends where the next begins, keep hostile markup from costing
# quadratic time; so does PARSED, because html.parser takes it for tags that do not end.
NAMED = re.compile(
    r"<(title|h[12])\b[^<>]{0,500}>((?:(?!</?(?:title|h[12])\b).){0,1000})(?:</(?:title|h[12])\b[^<>]{0,50}>)?",
    re.IGNORECASE | re.DOTALL,
)
TITLE = re.compile(NAMED.pattern.replace("|h[12]", ""), re.IGNORECASE | re.DOTALL)
FIELDS = re.compile(
    r"<(?:meta\b(?=[^<>]{0,500}refresh)|input\b(?=[^<>]{0,500}password))[^<>]{0,500}>", re.IGNORECASE | re.DOTALL
)
PARSED = 6000
TAG = re.compile(r"</?([a-zA-Z!][a-zA-Z0-9]*)[^<>]{0,2000}>")
SPACE = str.maketrans(dict.fromkeys("\r\t\f\v\xa0", " "))
# Elements that do not end the line they stand in.
INLINE = names(
    "a abbr b bdi cite code em font i img mark q s small span strong sub sup time tt u wbr "
    "A ABBR B CITE CODE EM FONT I IMG SMALL SPAN STRONG SUB SUP TT U"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlStart:
    """What a reader sees first; `refresh` is an absolute address.

    `heading` is the first of the first level that has words, or else of the second.
    """

    title: str = ""
    heading: str = ""
    text: str = ""
    has_password_field: bool = False
    refresh: str | None = None


def is_html(content_type: str, body: bytes) -> bool:
    """Whether to read a body as HTML: it is said to be, or nothing is said and it looks so."""
    if content_type in ("text/html", "application/xhtml+xml"):
        return True
    unnamed = content_type in ("", "text/plain", "application/octet-stream", "unknown/unknown")
    return unnamed and bool(MARKUP.search(body[:512]))


def charset_of(content_type_header: str, body: bytes) -> str:
    """The name of a codec that Python has: from a byte order mark, the header, a meta element, or by trial."""
    for mark, name in ((codecs.BOM_UTF8, "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if body.startswith(mark):
            return name
    in_header = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", content_type_header, re.IGNORECASE)
    in_meta = CHARSET.search(body[:2048])
    named = in_header[1] if in_header else in_meta[1].decode("ascii") if in_meta else ""
    return _codec(named, from_meta=not in_header) or _guess(body)


def _codec(name: str, *, from_meta: bool) -> str | None:
    try:
        codec = codecs.lookup(name).name
        b"x".decode(codec, "replace")
    except (LookupError, ValueError):
        return None  # base64 and the like are codecs of Python's that no text is in
    if codec in ("unicode-escape", "raw-unicode-escape", "punycode", "utf-7"):
        return None
    # As browsers do: Latin-1 means Windows-1252, and a page that could be read so far is not UTF-16.
    if codec in ("iso8859-1", "ascii"):
        return "cp1252"
    return "utf-8" if from_meta and codec.startswith(("utf-16", "utf-32")) else codec


def _guess(body: bytes) -> str:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(body)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def read_html_start(text: str, url: str) -> HtmlStart:
    """Read the page at `url` from the start of its text.

    Only what has attributes to be read goes through the parser: parsing whole pages takes longer than fetching them.
    """
    markup = HIDDEN.sub(" ", text[:READ])
    # A refresh for readers without scripts leads to a page that says so, not to what was cited.
    shown = NOSCRIPT.sub(" ", markup)
    named: dict[str, list[str]] = {"title": [], "h1": [], "h2": []}
    for found in NAMED.finditer(shown):
        named[found[1].lower()].append(found[2])
    visible = _visible(markup)
    fields = _read_fields("".join(found[0] for found in FIELDS.finditer(shown))[:PARSED])
    return HtmlStart(
        title=_words(named["title"][0]) if named["title"] else "",
        heading=_first(named["h1"]) or _first(named["h2"]),
        text=visible,
        has_password_field=fields.has_password_field,
        refresh=_absolute(url, fields.refresh or (_sent_on(text) if len(visible) < ALL_BUT_EMPTY else "")),
    )


def _sent_on(text: str) -> str:
    """Where a script leads that is all of a page."""
    found = SENDS_ON.search(text[:READ]) if "location" in text else None
    return found[1].strip() if found else ""


def _read_fields(markup: str) -> "_Fields":
    fields = _Fields()
    if markup:
        fields.feed(markup)
        fields.close()
    return fields


class _Fields(HTMLParser):
    """Collects what meta and input elements say."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.has_password_field = False
        self.refresh = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "input":
            self.has_password_field |= (dict(attrs).get("type") or "").strip().lower() == "password"
        elif tag == "meta":
            self._read_meta(dict(attrs))

    def _read_meta(self, attributes: dict[str, str | None]) -> None:
        if (attributes.get("http-equiv") or "").lower() != "refresh" or self.refresh:
            return
        found = REFRESH.match(attributes.get("content") or "")
        if found and int(found[1][:9]) <= PROMPT:
            self.refresh = found[2].strip()


def _visible(markup: str) -> str:
    """The text's start, with a line break for every element that starts a line."""
    # A menu can be longer than all that is read of a page.
    markup = NAVIGATION.sub(" ", markup) if "<nav" in markup else markup
    rest, pieces, text, place = TITLE.sub(" ", markup), "", "", 0
    while place < len(rest) and len(text) < TEXT_KEPT:
        # A slice ends before a tag, so that none is cut in two.
        end = rest.find("<", place + SLICE)
        end = len(rest) if end < 0 else end
        pieces += _without_tags(rest[place:end])
        text = _folded_lines(pieces)
        place = end
    return text[:TEXT_KEPT]


def _folded_lines(text: str) -> str:
    """The lines that hold more than space, with single spaces in them."""
    plain = text.translate(SPACE)
    while "  " in plain:
        plain = plain.replace("  ", " ")
    return "\n".join(filter(None, map(str.strip, plain.split("\n"))))


def _without_tags(markup: str) -> str:
    pieces = TAG.split(markup)
    pieces[1::2] = ["" if name in INLINE else "\n" for name in pieces[1::2]]
    return unescape("".join(pieces))


def _words(markup: str) -> str:
    return " ".join(unescape(TAG.sub("", markup)).split())[:NAME_KEPT]


def _first(headings: list[str]) -> str:
    return next(filter(None, map(_words, headings)), "")


def _absolute(url: str, target: str) -> str | None:
    """The address a refresh leads to; none when it only loads the same page again."""
    try:
        address = urljoin(url, target)
    except ValueError:
        return None
    return address if target and address.startswith(("http://", "https://")) and address != url else None
