"""LaTeX in the values of BibTeX to plain text, and plain text so that LaTeX prints it unchanged."""

import re
from functools import lru_cache
from typing import Any

UNESCAPED = re.compile(r"(?<!\\)([%&])")
"""A lone `%` would begin a comment and a lone `&` a column of a table: in a bibliography both mean themselves."""

ASCII_AGAIN = str.maketrans("ˆ˜", "^~")
SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "$": r"\$",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
LIGATURES = re.compile(r"(?<=-)(?=-)|(?<=')(?=')|(?<=`)(?=`)|(?<=[?!])(?=`)")


def decode(text: str) -> str:
    """The text that LaTeX would print, on one line."""
    if not re.search(r"[\\{}$~`'%&-]", text):
        return " ".join(text.split())
    plain: str = _reader().latex_to_text(UNESCAPED.sub(r"\\\1", text))
    return " ".join(plain.translate(ASCII_AGAIN).split())


def encode(text: str, *, keep_capitals: bool = False) -> str:
    """The text with LaTeX's own characters escaped; words with capitals in braces, so that no style lowers them."""
    escaped = "".join(SPECIAL.get(char, char) for char in text)
    parted = LIGATURES.sub("{}", escaped)
    return " ".join(_in_braces(word) for word in parted.split(" ")) if keep_capitals else parted


def _in_braces(word: str) -> str:
    """A word that has a capital behind its first letter, such as BRCA1, in braces."""
    letters = re.sub(r"\\\w+(?:\{\})?|[\\{}]", "", word)
    plain = not re.search(r"[\\{}]", word)
    return f"{{{word}}}" if plain and re.search(r"[^\W_].*[A-ZÀ-Þ]", letters) else word


@lru_cache(maxsize=1)
def _reader() -> Any:
    # Loaded when the first value needs it: reading its tables takes longer than most commands do.
    from pylatexenc.latex2text import LatexNodes2Text

    return LatexNodes2Text(math_mode="text", strict_latex_spaces=False)
