"""Review dates printed in a page's text: labels, and the dates that stand behind or below them."""

import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape

from reviewdue.dates import INVISIBLE, TAG, DateUnreadable, clean, parse_date

THINGS = r"(?:page|content|information|leaflet|guidance|article|topic|document)"
SUBJECT = rf"(?:(?:this |the |our )?{THINGS} (?:was |has been )?)?"
SORT = r"(?:(?:scheduled|planned|full|formal|routine|clinical|medical|editorial) )?"
MANNER = r"(?:(?:medically|clinically) )?"
AHEAD = r"(?: date| on| by| in| before)?"
# On the leaflets of hospitals this is nearly always when the next review is due; elsewhere it may be the last one.
AMBIGUOUS = r"(?:date of review|review date)"
# Words that prose has too count only where they begin as a label does, or say that they are about the page itself.
LABELS = {
    "last_reviewed": (
        rf"(?:this |our ){THINGS} (?:was |has been )?last reviewed in",
        rf"{SUBJECT}{MANNER}(?:date )?(?:last|date) {MANNER}{SORT}review(?:ed)?(?: and updated)?(?: date| on)?",
        rf"{SUBJECT}(?:medically|clinically) reviewed(?: on)?",
        rf"{SUBJECT}last updated and reviewed(?: on)?",
        rf"we last reviewed (?:this|our) {THINGS} (?:on|in)",
        r"date of (?:last|most recent) review",
        rf"{SUBJECT}reviewed(?: on)?(?=\s*[*_]*:)",
        r"(?:this |our )(?:page|content|information|leaflet) (?:was |has been )reviewed (?:on|in)",
        r"(?-i:R)eview(?:ed|(?-i: )completed)(?: on| in)?",
    ),
    "next_review_due": (
        rf"(?:the |page |date of |date for )?next {SORT}review(?:ed)?(?: is)?(?: due)?{AHEAD}",
        rf"(?:planned|scheduled|proposed|expected) (?:date (?:of|for) )?(?:next )?review{AHEAD}",
        rf"{SUBJECT}(?:is |next |date )?(?:due|due date|date|scheduled) for (?:next )?review{AHEAD}",
        r"review (?:is )?(?:due|required|scheduled)(?: date| on| by| in| for)?",
        rf"{SUBJECT}(?:it )?(?:needs |is due |is |due )?to be reviewed(?: again)?{AHEAD}",
        rf"(?:it|(?:this|the|our) {THINGS}) (?:will|should|must) (?:next )?be reviewed(?: again)? (?:on|by|in|before)",
        r"review (?:by|before|again)",
        AMBIGUOUS,
    ),
}
DATE_START = re.compile(
    r"(?:\d{4}[-/]\d{1,3}(?:[-/]\d{1,3}\S{0,30})?"
    r"|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}"
    r"|(?:[a-z]{3,9},?\s+)?\d{1,2}(?:st|nd|rd|th)?(?:\s+of)?[\s\-./]+[a-z]{3,9}\.?,?[\s\-./]+\d{4}"
    r"|[a-z]{3,9}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}"
    r"|\d{1,2}/\d{4}"
    r"|[a-z]{3,9}\.?,?[\s\-/]+\d{4})(?!\d)",
    re.I,
)
FURNITURE = " \t>#*_`~|-+•·:–—=\u00a0\u200b"
# A remark between a label and its date, as in “Last reviewed (United Kingdom): 6 June 2026”.
REMARK = re.compile(r"[(\[][^()\[\]]{1,40}[)\]][\s*_:|]*")
DASH = re.compile("(?<=\\d)[\u2010-\u2015\u2212](?=\\d)")
# What a program can read counts more than the words around it, which may be “three weeks ago”.
TIME = re.compile(
    r"<time\b[^<>]{0,200}?\bdatetime\s*=\s*[\"']?(\d{4}-\d\d-\d\d[^\"'\s<>]{0,30})[^<>]{0,200}>[^<]{0,80}</time>", re.I
)
UNSURE = re.compile(AMBIGUOUS, re.I)
REVIEW = re.compile(r"\breview(?:ed)?\b", re.I)
WORD = re.compile(r"\b\w")
LONGEST_MENTION = 100
LINES_BELOW = 8
# A date begins within this many characters behind its label, and on the line below within as many.
NEAR = 300
# “6 September” and the like, when the year stands on the next line.
LONGEST_PART = 40
# The last of a line's labels count; a page has a handful, and only junk has hundreds on one line.
MOST_LABELS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """One label and the text of the date that belongs to it; lines count from 1 within the text searched.

    `ambiguous`: the label may mean the last review as well as the next, as which it was read.
    """

    field: str
    text: str
    line: int
    ambiguous: bool = False


def compile_labels(labels: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
    """One pattern for all labels: `labels` maps a field to regular expressions of its wordings."""
    groups = "|".join(f"(?P<{field}>{'|'.join(wordings)})" for field, wordings in labels.items())
    # A label stands at a line's beginning, behind a mark that separates, or behind the date of the label before.
    before = r"(?:^|(?<=[·|;.,(•])|(?<=\d )|(?<=\d and ))[\W_]{0,12}+"
    return re.compile(rf"{before}(?:{groups})(?![^\W_])(?=(?P<after>[\W_]{{0,12}}))", re.I)


DEFAULT_LABELS = compile_labels(LABELS)


def find_printed(body: str, labels: re.Pattern[str] = DEFAULT_LABELS) -> dict[str, Printed]:
    """The review dates printed in `body`, by field; where one is printed twice the last stands, unless it is ambiguous.

    A label counts only with a date behind it, or with a colon or a line's end, so prose does not match.
    """
    if not _may_print(body, labels):
        return {}
    found = list(all_printed(body, labels))
    return {one.field: one for one in sorted(found, key=lambda one: not one.ambiguous)}


def find_mention(body: str) -> Printed | None:
    """The first short line that speaks of a review and a date in words that no label has."""
    lines = body.split("\n") if _may_print(body, DEFAULT_LABELS) else []
    for number, line in enumerate(_plain(raw) if len(raw) <= LONGEST_MENTION else "" for raw in lines):
        if (found := REVIEW.search(line)) and _has_date(line[found.end() : found.end() + LONGEST_PART]):
            return Printed(field="", text=line.strip(FURNITURE), line=number + 1)
    return None


def _has_date(text: str) -> bool:
    for start in WORD.finditer(text):
        try:
            found = DATE_START.match(text, start.start())
            parse_date(found[0] if found else "")
        except DateUnreadable:
            continue
        return True
    return False


def without_dates(body: str, labelled: Sequence[int]) -> str:
    """The text without the dates that belong to labels on these lines, which count from 0."""
    if not labelled:
        return body
    lines = body.split("\n")
    for number in labelled:
        below = range(number, min(number + LINES_BELOW + 1, len(lines)))
        place = next((at for at in below if DATE_START.search(lines[at])), number)
        lines[place] = DATE_START.sub("", lines[place])
    return "\n".join(lines)


def _may_print(body: str, labels: re.Pattern[str]) -> bool:
    """Whether it is worth looking: a quick answer, since most pages print no date."""
    return labels != DEFAULT_LABELS or "eview" in body or "EVIEW" in body


def all_printed(body: str, labels: re.Pattern[str]) -> Iterator[Printed]:
    """Every review date printed in `body`, in order."""
    lines = body.split("\n")
    usual = labels == DEFAULT_LABELS
    for number, raw in enumerate(lines):
        if usual and "eview" not in raw and "EVIEW" not in raw:
            continue
        line = _plain(raw)
        matches = list(deque(labels.finditer(line), maxlen=MOST_LABELS))
        ends = [*(match.start() for match in matches), len(line)][1:]
        for match, end in zip(matches, ends, strict=True):
            rest = line[match.end() : min(end, match.end() + NEAR)].strip(FURNITURE)
            text = _behind(rest, match["after"], lines, number) if clean(rest) else _below(line, match, lines, number)
            if text is not None:
                field = _field(match)
                yield Printed(field=field, text=text, line=number + 1, ambiguous=bool(UNSURE.fullmatch(match[field])))


def _field(match: re.Match[str]) -> str:
    return next(name for name, text in match.groupdict().items() if text is not None and name != "after")


def _plain(raw: str) -> str:
    # A tag becomes a bar, which separates: the label after a <br> stands at a beginning too.
    if "<time" in raw:
        raw = TIME.sub(r" \1 ", raw)
    text = INVISIBLE.sub("", TAG.sub("|", raw))
    return DASH.sub("-", " ".join((unescape(text) if "&" in text else text).split()))


def _behind(rest: str, after: str, lines: list[str], number: int) -> str | None:
    """The date that stands behind a label, or the words in its place if a colon promised one."""
    for text in _readings(rest, lines, number):
        if found := DATE_START.match(" ".join(text.split())):
            return found[0]
    return clean(rest)[:80] if ":" in after else None


def _readings(rest: str, lines: list[str], number: int) -> Iterator[str]:
    """The words behind a label as they stand, without tags and remarks, and with the line below."""
    yield rest.lstrip("([")
    yield rest.replace("|", " ")
    yield REMARK.sub("", rest, count=1)
    yield _wrapped(rest, lines, number)


def _wrapped(rest: str, lines: list[str], number: int) -> str:
    """The rest of a line with the line below it, if it is short enough for a date that was broken there."""
    if len(rest) > LONGEST_PART or number + 1 == len(lines):
        return ""
    return f"{rest} {_plain(lines[number + 1][:NEAR]).lstrip(FURNITURE)}"


def _below(line: str, match: re.Match[str], lines: list[str], number: int) -> str | None:
    """The date on the next line that says anything: alone under the label, or in its column of a table."""
    rows = (_plain(raw[:NEAR]) for raw in lines[number + 1 : number + 1 + LINES_BELOW])
    row = next((row for row in rows if row.strip(FURNITURE)), "")
    cells, column = _cells(row), line.count("|", 0, match.start(_field(match)))
    in_table = sum(map(bool, _cells(line))) > 1
    text = row.strip(FURNITURE) if not in_table else cells[column] if column < len(cells) else ""
    found = DATE_START.match(text)
    return found[0] if found else None


def _cells(row: str) -> list[str]:
    return [cell.strip(FURNITURE) for cell in row.split("|")]
