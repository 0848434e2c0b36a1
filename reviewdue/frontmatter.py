"""Where a file's metadata ends and its body begins; text in, values out."""

import json
import re
from dataclasses import dataclass
from enum import StrEnum

from reviewdue.findings import Finding

FENCE = re.compile(r"^---[ \t]*$", re.M)
CLOSE = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.M)
TOML_FENCE = re.compile(r"^\+\+\+[ \t]*$", re.M)
# What an editor, a word processor or another tool makes of the line ---.
ODD_FENCE = re.compile("^[ \t\u00a0\u200b\ufeff]*(?:-{3,6}|-{3}[ \t]*ya?ml|[–—]{1,3}-?)[ \t]*$", re.M)
KEY_LINE = re.compile(r"[ \t]*[\"']?[A-Za-z][\w.\- ]*[\"']?:(?:\s|\d|$)")
TOML_KEY_LINE = re.compile(r"[ \t]*[\"']?[A-Za-z][\w.\-]*[\"']?[ \t]*=")
# The names that tell metadata from a rule, a heading's underline or a remark in the text.
FACT = re.compile(
    r"^[ \t]*[\"']?(?:[\w.-]*review[\w.-]*|title|layout|ms\.date|lastmod|owner)[\"']?[ \t]*:", re.M | re.I
)
REVIEW_FACT = re.compile(r"^[\w.-]*(?:review(?:ed)?[_-]|[_.-]review|(?-i:[a-z]Review))[\w.-]*[ \t]*:", re.M | re.I)
FIELDS_END = re.compile(r"^[ \t]*(?:---[ \t]*)?$", re.M)
JSON_START = re.compile(r"\{\s*[\"}]")
LATEST_START = 2_000
LONGEST = 256 * 1024


class Syntax(StrEnum):
    """The language front matter is written in."""

    YAML = "YAML"
    TOML = "TOML"
    JSON = "JSON"


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """A file's text in two: metadata (None: it has none) and body, each with its first line, from 1.

    `lost` tells that there is metadata, and that where it ends cannot be made out.
    """

    header: str | None
    header_line: int
    body: str
    body_line: int
    syntax: Syntax = Syntax.YAML
    lost: bool = False
    findings: tuple[Finding, ...] = ()


def split_front_matter(text: str) -> Split:
    """Part the front matter from the body. `text` has LF line ends and no byte order mark.

    Front matter that is not where, or not as, site generators look for it is read all the same, with a finding.
    """
    if text.startswith("---") and (start := FENCE.match(text)):
        return _fenced(text, start, CLOSE, Syntax.YAML)
    if text.startswith("+++") and (start := TOML_FENCE.match(text)):
        return _fenced(text, start, TOML_FENCE, Syntax.TOML)
    if text.startswith("{") and JSON_START.match(text):
        return _json(text)
    late = ODD_FENCE.search(text, 0, LATEST_START)
    if late is not None and (found := _misplaced(text, late)):
        return found
    return _unopened(text) or _body_only(text)


def _fenced(text: str, start: re.Match[str], close: re.Pattern[str], syntax: Syntax) -> Split:
    end = close.search(text, start.end() + 1, start.end() + LONGEST)
    if end is not None:
        return _cut(text, start.end() + 1, end, syntax=syntax)
    if close.search(text, start.end() + LONGEST):
        return _lost(text, "front_matter_too_long", f"the front matter is longer than {LONGEST // 1024} KiB", SHORTEN)
    key = TOML_KEY_LINE if syntax is Syntax.TOML else KEY_LINE
    if not key.match(text[start.end() : start.end() + LATEST_START].lstrip()):
        return _body_only(text)
    return _lost(text, "front_matter_unclosed", "the front matter is never closed", f"end it with a line {text[:3]}")


SHORTEN = "metadata of a page is short: move what does not belong there to the body"


def _cut(
    text: str,
    start: int,
    end: re.Match[str],
    *,
    syntax: Syntax = Syntax.YAML,
    findings: tuple[Finding, ...] = (),
) -> Split:
    return Split(
        header=text[start : end.start()],
        header_line=text.count("\n", 0, start) + 1,
        body=text[end.end() + 1 :],
        body_line=text.count("\n", 0, end.end()) + 2,
        syntax=syntax,
        findings=findings,
    )


def _body_only(text: str) -> Split:
    return Split(header=None, header_line=1, body=text, body_line=1)


def _lost(text: str, code: str, message: str, hint: str) -> Split:
    finding = Finding(line=1, code=code, message=message, hint=hint)
    return Split(header=None, header_line=1, body=text, body_line=1, lost=True, findings=(finding,))


def _json(text: str) -> Split:
    """Hugo's JSON front matter: an object at the top, the body behind it."""
    try:
        end = json.JSONDecoder().raw_decode(text)[1]
    except (ValueError, RecursionError):
        end = len(text)  # reading it will say what is wrong, and where
    if end > LONGEST:
        return _lost(text, "front_matter_too_long", f"the front matter is longer than {LONGEST // 1024} KiB", SHORTEN)
    line = text.count("\n", 0, end) + 1
    return Split(header=text[:end], header_line=1, body=text[end:], body_line=line, syntax=Syntax.JSON)


def _misplaced(text: str, start: re.Match[str]) -> Split | None:
    """Front matter behind something else, or behind another mark than ---; None if it is none."""
    end = ODD_FENCE.search(text, start.end() + 1, start.end() + LONGEST)
    before = text[: start.start()].strip("\ufeff\u200b \t\n")
    if end is None or not KEY_LINE.match(text[start.end() : end.start()].lstrip("\n")):
        return None
    if before and not (_stands_apart(text, start) and FACT.search(text, start.end(), end.start())):
        return None
    line = text.count("\n", 0, start.start()) + 1
    return _cut(text, start.end() + 1, end, findings=(_about_start(line, before, start[0]),))


def _stands_apart(text: str, start: re.Match[str]) -> bool:
    """Whether a line --- is no underline, which would make a heading of the line above."""
    above = text[: start.start()].removesuffix("\n").rpartition("\n")[2].strip()
    return not above or above.startswith(("#", "<", "{"))


def _about_start(line: int, before: str, fence: str) -> Finding:
    what = "something stands before the front matter" if before else "white space stands before the front matter"
    if not before and fence.strip() != "---" and not fence[0].isspace():
        what = f"the front matter begins with “{fence.strip()}”"
    return Finding(
        line=line,
        code="front_matter_misplaced",
        message=f"{what}: most site generators will not see it",
        hint="let the file begin with the line ---",
    )


def _unopened(text: str) -> Split | None:
    """Fields at the very top without the line that opens them: a slip, or another tool's way of writing them."""
    if not KEY_LINE.match(text) or (end := FIELDS_END.search(text, 0, LATEST_START)) is None:
        return None
    fields = text[: end.start()]
    plain = all(line[0] in " \t-" or KEY_LINE.match(line) for line in fields.splitlines() if line)
    if not (plain and REVIEW_FACT.search(fields)):
        return None
    finding = Finding(
        line=1,
        code="front_matter_unopened",
        message="fields stand at the top without a line --- above them: most site generators will not see them",
        hint="put a line --- before the first field and one after the last",
    )
    return _cut(text, 0, end, findings=(finding,))
