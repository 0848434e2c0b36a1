"""What the start of an HTML page shows: title, first heading, visible text, a password field, a meta refresh."""

import codecs
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin

# Enough for title, heading and the first sentences; an imported page may be longer than this.
PARSED = 64 * 1024
TEXT_KEPT = 4000
NAME_KEPT = 500
PROMPT = 10  # seconds after which a meta refresh is no redirect but a page that keeps itself fresh

MARKUP = re.compile(rb"<\s*(?:!doctype|html|head|body|title|meta|h1|p|div)\b", re.IGNORECASE)
CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
REFRESH = re.compile(r"\s*(\d+)(?:\.\d*)?\s*[;,\s]\s*(?:url\s*=\s*)?[\"']?\s*([^\"']+)", re.IGNORECASE)
INVISIBLE = frozenset(("script", "style", "template", "svg", "select", "datalist", "iframe"))
INLINE = frozenset("a abbr b bdi bdo cite code em font i img mark q s small span strong sub sup time tt u wbr".split())  # noqa: SIM905


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlStart:
    """What a reader sees first; `refresh` is an absolute address."""

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
        b"".decode(codec)
    except (LookupError, ValueError):
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
    """Read the page at `url` from the start of its text."""
    parser = _StartParser()
    parser.feed(text[:PARSED])
    parser.close()
    return HtmlStart(
        title=_folded(parser.titles),
        heading=next((heading for parts in parser.headings if (heading := _folded(parts))), ""),
        text=_lines(parser.texts),
        has_password_field=parser.has_password_field,
        refresh=_absolute(url, parser.refresh),
    )


class _StartParser(HTMLParser):
    """Collects the pieces; text is kept with a line break for every element that starts a line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.titles: list[str] = []
        self.headings: list[list[str]] = []
        self.texts: list[str] = []
        self.has_password_field = False
        self.refresh = ""
        self._hidden: list[str] = []
        self._in_title = False
        self._in_heading = False
        self._in_noscript = False
        self._length = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in INVISIBLE:
            self._hidden.append(tag)
        elif tag == "title":
            self._in_title = not self._hidden and not self.titles
        elif tag == "h1":
            self._in_heading = True
            self.headings.append([])
        elif tag == "noscript":
            self._in_noscript = True
        elif tag == "input":
            self.has_password_field |= (dict(attrs).get("type") or "").strip().lower() == "password"
        elif tag == "meta":
            self._read_meta(dict(attrs))
        if tag not in INLINE:
            self._add("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._hidden:
            del self._hidden[self._hidden.index(tag) :]
        elif tag in ("title", "head", "body"):
            self._in_title = False
        elif tag == "h1":
            self._in_heading = False
        elif tag == "noscript":
            self._in_noscript = False
        if tag not in INLINE:
            self._add("\n")

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.titles.append(data)
        elif not self._hidden:
            if self._in_heading:
                self.headings[-1].append(data)
            self._add(data)

    def _add(self, text: str) -> None:
        if self._length < TEXT_KEPT:
            self.texts.append(text)
            self._length += len(text.strip())

    def _read_meta(self, attributes: dict[str, str | None]) -> None:
        """A refresh for readers without scripts leads to a page that says so, not to what was cited."""
        if (attributes.get("http-equiv") or "").lower() != "refresh" or self._in_noscript or self.refresh:
            return
        found = REFRESH.match(attributes.get("content") or "")
        if found and int(found[1][:9]) <= PROMPT:
            self.refresh = found[2].strip()


def _folded(parts: list[str]) -> str:
    return " ".join("".join(parts).split())[:NAME_KEPT]


def _lines(parts: list[str]) -> str:
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)[:TEXT_KEPT]


def _absolute(url: str, target: str) -> str | None:
    """The address a refresh leads to; none when it only loads the same page again."""
    try:
        address = urljoin(url, target)
    except ValueError:
        return None
    return address if target and address.startswith(("http://", "https://")) and address != url else None
