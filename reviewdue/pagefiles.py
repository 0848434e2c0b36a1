"""One file's bytes to a page and the problems in it; whatever the bytes, a page comes out."""

import codecs
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from reviewdue.documents import Document, read_json, read_toml, read_yaml
from reviewdue.fieldmaps import FIELD_OF, normal_key
from reviewdue.findings import DocumentUnreadable, Finding
from reviewdue.frontmatter import Split, Syntax, split_front_matter
from reviewdue.htmlpages import facts_in_html
from reviewdue.pagefacts import REVIEW_FIELDS, PageFacts, Reading
from reviewdue.pages import Page, Problem, one_line
from reviewdue.plainfields import read_plain_fields

__all__ = [
    "DATA_SUFFIXES",
    "PAGE_SUFFIXES",
    "Parsed",
    "Reading",
    "parse_html",
    "parse_page",
    "problems_of",
    "read_header",
]

DATA_SUFFIXES = (".yaml", ".yml", ".json")
HTML_SUFFIXES = (".html", ".htm")
PAGE_SUFFIXES = (".md", ".markdown", ".mdx", *HTML_SUFFIXES, ".erb", *DATA_SUFFIXES)
LONGEST_DATA = 1024 * 1024
MOST_PROBLEMS = 100
# A byte of nothing in every other place of the first letters: UTF-16 that does not say so.
PROBE = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A page and what was wrong with its file.

    `stamp` is what it goes by from now on, where only reading it could tell.
    """

    page: Page
    problems: tuple[Problem, ...]
    stamp: str | None = None


def parse_page(
    data: bytes, path: str, default_id: str, reading: Reading, sidecar: tuple[str, bytes] | None = None
) -> Parsed:
    """Read a page file; `sidecar` is path and bytes of the metadata file beside it, which then counts."""
    findings: list[Finding] = []
    text = _decode(data, findings)
    if path.lower().endswith(DATA_SUFFIXES):
        document, body, body_line = _data_page(text, findings), "", 1
    else:
        document, body, body_line = _text_page(path, text, findings)
    own = len(findings)
    if sidecar is not None:
        document = _beside(sidecar, document, findings)
    page = PageFacts(document, reading, findings).page(path, default_id, body, body_line)
    place = sidecar[0] if sidecar else path
    problems = [_problem(path if at < own else place, finding) for at, finding in enumerate(_capped(findings))]
    return Parsed(page=page, problems=tuple(problems))


def parse_html(text: str, address: str, reading: Reading) -> Parsed:
    """Read a page as it is published at an address."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    document = facts_in_html(text)
    document.data["url"] = address
    findings = list(document.findings)
    page = PageFacts(document, reading, findings).page(address, address, text, 1)
    return Parsed(page=page, problems=problems_of(address, findings))


def problems_of(path: str, findings: list[Finding]) -> tuple[Problem, ...]:
    """Findings about one page as problems, which name the page."""
    return tuple(_problem(path, finding) for finding in _capped(findings))


def _capped(findings: list[Finding]) -> list[Finding]:
    if len(findings) <= MOST_PROBLEMS:
        return findings
    last = findings[MOST_PROBLEMS - 1]
    more = f"{last.message}; {len(findings) - MOST_PROBLEMS} more findings are not listed"
    return [*findings[: MOST_PROBLEMS - 1], replace(last, message=more)]


def _problem(path: str, finding: Finding) -> Problem:
    return Problem(
        path=path,
        line=finding.line,
        code=finding.code,
        message=one_line([finding.message]),
        hint=one_line([finding.hint]),
    )


def _decode(data: bytes, findings: list[Finding]) -> str:
    if b"\0" in data and (encoding := wide_encoding(data, findings)):
        text = data.decode(encoding, errors="replace").removeprefix("\ufeff")
    else:
        text = _decode_utf8(data.removeprefix(codecs.BOM_UTF8), findings)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def wide_encoding(data: bytes, findings: list[Finding]) -> str | None:
    """The encoding of text of two or four bytes a letter, as some Windows programs save it; None if it is none."""
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    start = data[: min(PROBE, len(data) // 2 * 2)]
    for encoding, zeros, letters in (("utf-16-le", start[1::2], start[::2]), ("utf-16-be", start[::2], start[1::2])):
        if zeros and not any(zeros) and all(letters):
            message = f"the file is not UTF-8; it was read as {encoding.upper()}"
            findings.append(Finding(line=1, code="not_utf8", message=message, hint="save the file as UTF-8"))
            return encoding
    return None


def _decode_utf8(data: bytes, findings: list[Finding]) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"the file is not UTF-8 (byte 0x{data[error.start]:02X}); it was read as Windows-1252"
        findings.append(Finding(line=line, code="not_utf8", message=message, hint="save the file as UTF-8"))
        return data.decode("cp1252", errors="replace")


def _data_page(text: str, findings: list[Finding]) -> Document | None:
    if len(text) > LONGEST_DATA:
        message = f"a page's data is longer than {LONGEST_DATA // 1024} KiB"
        hint = "split it into one file for each page, or exclude it from the source"
        findings.append(Finding(line=None, code="too_large", message=message, hint=hint))
        return None
    read: Callable[[str], Document] = read_json if text.lstrip().startswith(("{", "[")) else read_yaml
    return _mapping(lambda: read(text), findings)


def _beside(sidecar: tuple[str, bytes], own: Document | None, findings: list[Finding]) -> Document | None:
    """The document of a metadata file, which stands in for what the page file says of itself."""
    document = _data_page(_decode(sidecar[1], findings), findings)
    for key in own.data if own and own.written else ():
        if FIELD_OF.get(normal_key(key), ("", 0))[0] in REVIEW_FIELDS:
            message = f"the page's front matter states {key[:80]} too; only this file was read"
            findings.append(Finding(line=1, code="metadata_twice", message=message, hint="keep the dates in one place"))
    return document


def _text_page(path: str, text: str, findings: list[Finding]) -> tuple[Document | None, str, int]:
    split = split_front_matter(text)
    findings.extend(split.findings)
    if split.header is not None:
        return _mapping(lambda: read_header(split), findings), split.body, split.body_line
    if "\0" in text:
        message = "the file holds bytes that are no text"
        findings.append(Finding(line=None, code="not_text", message=message, hint="put a text file in its place"))
        return None, "", 1
    if split.lost:
        return None, text, 1
    if not path.lower().endswith(HTML_SUFFIXES):
        return Document(data={}), text, 1
    document = facts_in_html(text)
    findings.extend(document.findings)
    return document, text, 1


def read_header(split: Split) -> Document:
    """The metadata of a page. Raises DocumentUnreadable."""
    header = split.header or ""
    if split.syntax is Syntax.TOML:
        return read_toml(header, first_line=split.header_line)
    if split.syntax is Syntax.JSON:
        return read_json(header)
    plain = read_plain_fields(header, first_line=split.header_line)
    return plain or read_yaml(header, first_line=split.header_line)


def read_metadata(data: bytes, path: str) -> dict[str, Any]:
    """All metadata of a file, as its author wrote it; nothing where it has none, or none that can be read."""
    findings: list[Finding] = []
    text = _decode(data, findings)
    if path.lower().endswith(DATA_SUFFIXES):
        document = _data_page(text, findings)
    else:
        document = _text_page(path, text, findings)[0]
    return document.data if document and isinstance(document.data, dict) else {}


def _mapping(read: Callable[[], Document], findings: list[Finding]) -> Document | None:
    """The document if it is a mapping; None, with the finding, if it cannot be read or is none."""
    try:
        document = read()
    except DocumentUnreadable as unreadable:
        findings.append(unreadable.finding)
        return None
    findings.extend(document.findings)
    if document.data is None:
        return Document(data={})
    if isinstance(document.data, dict):
        return document
    kind = "list" if isinstance(document.data, list) else "text"
    message = f"the metadata is a {kind}, not fields with values"
    hint = "write one “name: value” on each line"
    findings.append(Finding(line=document.first_line, code="not_a_mapping", message=message, hint=hint))
    return None
