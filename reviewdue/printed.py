"""Review dates printed in a page's text: labels, and the dates that stand behind or below them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from reviewdue.dates import INVISIBLE, TAG, clean

LABELS = {
    "last_reviewed": (
        r"(?:page |content |information |leaflet |medically |clinically )?(?:last|date) (?:medically |clinically )?review(?:ed)?(?: date| on)?",
        r"(?:medically|clinically) reviewed(?: on)?",
        r"date of (?:last|most recent) review",
        r"reviewed(?: on)?(?=\s*[*_]*:)",
    ),
    "next_review_due": (
        r"(?:page |date of )?next (?:scheduled |planned )?review(?: is)?(?: due)?(?: date| on| by| in)?",
        r"(?:page )?(?:due for|date for) (?:next )?review(?: on| by| in)?",
        r"review (?:is )?due(?: date| on| by| in)?",
        r"to be reviewed (?:on|by|in)",
        r"review by",
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
FURNITURE = " \t>#*_`~|-+•·:–—=\u00a0"
LINES_BELOW = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """One label and the text of the date that belongs to it; lines count from 1 within the text searched."""

    field: str
    text: str
    line: int


def compile_labels(labels: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
    """One pattern for all labels: `labels` maps a field to regular expressions of its wordings."""
    groups = "|".join(f"(?P<{field}>{'|'.join(wordings)})" for field, wordings in labels.items())
    return re.compile(rf"(?:^|(?<=[·|;.(\u2022]))\W{{0,12}}(?:{groups})\b(?P<after>\W{{0,12}})", re.I)


DEFAULT_LABELS = compile_labels(LABELS)


def find_printed(body: str, labels: re.Pattern[str] = DEFAULT_LABELS) -> dict[str, Printed]:
    """The review dates printed in `body`, by field; where one is printed twice the last stands.

    A label counts only with a date behind it, or with a colon or a line's end, so prose does not match.
    """
    return {found.field: found for found in _all_printed(body.split("\n"), labels)}


def _all_printed(lines: list[str], labels: re.Pattern[str]) -> Iterator[Printed]:
    for number, raw in enumerate(lines):
        if "eview" not in raw and "EVIEW" not in raw and labels is DEFAULT_LABELS:
            continue
        line = _plain(raw)
        matches = list(labels.finditer(line))
        ends = [*(match.start() for match in matches), len(line)][1:]
        for match, end in zip(matches, ends, strict=True):
            if (text := _value(line[match.end() : end], match["after"], lines, number)) is not None:
                yield Printed(field=_field(match), text=text, line=number + 1)


def _field(match: re.Match[str]) -> str:
    return next(name for name, text in match.groupdict().items() if text is not None and name != "after")


def _plain(raw: str) -> str:
    # A tag becomes a bar, which separates: the label after a <br> stands at a beginning too.
    return INVISIBLE.sub("", TAG.sub("|", raw)).replace("\u00a0", " ")


def _value(rest: str, after: str, lines: list[str], number: int) -> str | None:
    rest = rest.strip(FURNITURE)
    if found := DATE_START.match(rest):
        return found[0]
    if not rest:
        return _below(lines, number)
    return clean(rest)[:80] if ":" in after else None


def _below(lines: list[str], number: int) -> str | None:
    for raw in lines[number + 1 : number + 1 + LINES_BELOW]:
        if text := _plain(raw).strip(FURNITURE):
            found = DATE_START.match(text)
            return found[0] if found else None
    return None
