"""A file's bytes as a text that goes back to the same bytes, whatever its encoding and its line ends."""

import codecs
import re
from dataclasses import dataclass, replace

from reviewdue.pagefiles import Reading, parse_page, wide_encoding
from reviewdue.pages import Page

LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
LOSSLESS = "surrogateescape"


@dataclass(frozen=True, slots=True)
class ExactText:
    """A text with what it takes to write it as it was: byte order mark and encoding."""

    mark: bytes
    text: str
    encoding: str

    @classmethod
    def of(cls, data: bytes) -> "ExactText":
        """The text of a file, read as a scan reads it. A byte that is no UTF-8 stays that byte."""
        encoding = wide_encoding(data, []) if b"\0" in data else None
        if encoding is None:
            mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
            return cls(mark, data.removeprefix(mark).decode(errors=LOSSLESS), "utf-8")
        mark, exact = next(
            ((mark, exact) for mark, exact in MARKS if encoding in (exact, exact[:6]) and data.startswith(mark)),
            (b"", encoding),
        )
        return cls(mark, data.removeprefix(mark).decode(exact, errors="surrogatepass"), exact)

    def encode(self, text: str) -> bytes:
        """Another text with the same mark, in the same encoding."""
        errors = LOSSLESS if self.encoding == "utf-8" else "surrogatepass"
        return self.mark + text.encode(self.encoding, errors=errors)

    def lines(self) -> list[tuple[int, int]]:
        """Where each line begins and ends, its line end included; counted as the reading of a page counts them."""
        found = [match.span() for match in LINE.finditer(self.text)]
        return found[:-1] if len(found) > 1 and found[-1][0] == found[-1][1] else found


# In this order: the mark of UTF-32 begins with that of UTF-16.
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFiles:
    """The bytes a page is read from: its file and, where it has one, the metadata file beside it."""

    path: str
    data: bytes
    default_id: str
    sidecar: tuple[str, bytes] | None = None

    def read(self, reading: Reading) -> Page:
        """The page as these bytes state it."""
        return parse_page(self.data, self.path, self.default_id, reading, self.sidecar).page

    def paths(self) -> tuple[str, ...]:
        """The files, the one with the metadata first."""
        return (self.sidecar[0], self.path) if self.sidecar else (self.path,)

    def bytes_of(self, path: str) -> bytes:
        """The bytes of one of the files."""
        return self.sidecar[1] if self.sidecar and path == self.sidecar[0] else self.data

    def put(self, path: str, data: bytes) -> "PageFiles":
        """The same files with other bytes in one of them."""
        if self.sidecar and path == self.sidecar[0]:
            return replace(self, sidecar=(path, data))
        return replace(self, data=data)
