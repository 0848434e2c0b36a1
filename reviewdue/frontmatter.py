"""Where a file's metadata ends and its body begins; text in, values out."""

import re
from dataclasses import dataclass

from reviewdue.documents import Finding

FENCE = re.compile(r"^---[ \t]*$", re.M)
CLOSE = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.M)
TOML_FENCE = re.compile(r"^\+\+\+[ \t]*$", re.M)
LATE_FENCE = re.compile(r"^[ \t]*---[ \t]*$", re.M)
KEY_LINE = re.compile(r"[ \t]*[A-Za-z][\w.\- ]*:(?:\s|\d|$)")
LATEST_START = 2_000
LONGEST = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """A file's text in two: metadata (None: it has none) and body, each with its first line, from 1."""

    header: str | None
    header_line: int
    body: str
    body_line: int
    toml: bool = False
    findings: tuple[Finding, ...] = ()


def split_front_matter(text: str) -> Split:
    """Part the front matter from the body. `text` has LF line ends and no byte order mark.

    Front matter that is not where site generators look for it is read all the same, with a finding.
    """
    if text.startswith("+++"):
        return _fenced(text, 0, TOML_FENCE, TOML_FENCE, toml=True)
    if text.startswith("---"):
        return _fenced(text, 0, FENCE, CLOSE)
    late = LATE_FENCE.search(text, 0, LATEST_START)
    if late is None or not _opens_metadata(text, late.end()):
        return _body_only(text)
    return _misplaced(text, late)


def _fenced(text: str, at: int, fence: re.Pattern[str], close: re.Pattern[str], *, toml: bool = False) -> Split:
    start = fence.match(text, at)
    if start is None:
        return _body_only(text)
    end = close.search(text, start.end() + 1, start.end() + LONGEST)
    if end is None:
        return _unclosed(text)
    return _cut(text, start.end(), end, toml=toml)


def _cut(text: str, start: int, end: re.Match[str], *, toml: bool = False, findings: tuple[Finding, ...] = ()) -> Split:
    return Split(
        header=text[start + 1 : end.start()],
        header_line=text.count("\n", 0, start + 1) + 1,
        body=text[end.end() + 1 :],
        body_line=text.count("\n", 0, end.end()) + 2,
        toml=toml,
        findings=findings,
    )


def _body_only(text: str, *findings: Finding) -> Split:
    return Split(header=None, header_line=1, body=text, body_line=1, findings=findings)


def _unclosed(text: str) -> Split:
    rest = text[3:].lstrip()
    if not KEY_LINE.match(rest):
        return _body_only(text)
    finding = Finding(
        line=1,
        code="front_matter_unclosed",
        message="the front matter is never closed",
        hint="end it with a line ---",
    )
    return _body_only(text, finding)


def _opens_metadata(text: str, at: int) -> bool:
    first = text[at : at + 400].strip("\n").split("\n", 1)[0]
    return bool(KEY_LINE.match(first))


def _misplaced(text: str, start: re.Match[str]) -> Split:
    end = re.compile(r"^[ \t]*---[ \t]*$", re.M).search(text, start.end() + 1, start.end() + LONGEST)
    if end is None:
        return _body_only(text)
    line = text.count("\n", 0, start.start()) + 1
    before = text[: start.start()].strip()
    what = "something stands before the front matter" if before else "white space stands before the front matter"
    finding = Finding(
        line=line,
        code="front_matter_misplaced",
        message=f"{what}: most site generators will not see it",
        hint="let the file begin with the line ---",
    )
    return _cut(text, start.end(), end, findings=(finding,))
