"""Front matter of one plain field a line, read without a YAML parser, to the same result.

Nearly every page has such front matter, and a parser takes five times as long over it. Whatever is not plainly
plain is left to the parser; a test holds the two together.
"""

import re
from typing import Any

from reviewdue.documents import PLAIN, Document

# No control character, nothing that is no text, none of the line breaks that only some programs take for one.
LETTER = "[^:#\x00-\x1f\x7f-\xa0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
# A colon before a space would begin a value, a number sign behind one a remark.
SCALAR = rf"[\w(/£€$+]{LETTER}*+(?:(?::(?=[^ \n])|(?<=[^ ])#){LETTER}*+)*+"
ITEM = r"[A-Za-z0-9][\w ./()-]*+"
FIELD = re.compile(
    rf"([A-Za-z_][\w.-]{{0,60}}):(?: +(?:({SCALAR})|\[({ITEM}(?:, *{ITEM})*+)\]))? *+(?:\n|\Z)", re.ASCII
)
LONGEST = 8_000


def read_plain_fields(text: str, *, first_line: int = 1) -> Document | None:
    """The document, if it is fields with plain values or lists of them, each on a line; else None."""
    if len(text) > LONGEST:
        return None
    data: dict[str, Any] = {}
    lines: dict[str, int] = {}
    at = 0
    while at < len(text):
        field = FIELD.match(text, at)
        if field is None or field[1] in data:
            return None
        key, scalar, items = field.groups()
        data[key] = [_plain(item) for item in items.split(",")] if items else _plain(scalar or "")
        lines[key] = first_line + len(lines)
        at = field.end()
    return Document(data=data, first_line=first_line, lines=lines) if data else None


def _plain(text: str) -> Any:
    text = text.strip(" ")
    return PLAIN.get(text, text)
