"""The text of a page that matters: its main part without dates, counters, banners and lists of links."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from selectolax.lexbor import LexborHTMLParser, LexborNode

from reviewdue.currency.pagewords import PageWords, read_words
from reviewdue.currency.sentences import split_block
from reviewdue.currency.stamps import STAMP

MOST_TEXT = 200_000
# Less than this is no main part, whatever its element is called.
LEAST_MAIN = 200
MAIN = ("main", "[role=main]", "#maincontent", "#main-content", "article", "#content", "#main")
HEADING = "# "

NEXT_REVIEW = re.compile(r"(?:next|date of next) (?:review|update)(?: date| due)?\b", re.IGNORECASE)
NOISE = re.compile(
    r"(?:[\d,. ]+ ?(?:k|m)? ?(?:views?|shares?|comments?|likes?|downloads?|reads?|followers?|votes?|people found\b.*)|"
    r".{0,60}found (?:this|it) (?:page |article )?(?:useful|helpful)|"
    r"(?:was|is) this (?:page|article|information) .{0,20}\?.*|"
    r"(?:views?|shares?|downloads?|citations?|altmetric|readers?)\s*:?\s*[\d,.]+|"
    r"(?:share|print|email|e-mail|tweet|save|bookmark|follow us|back to top|top of page|skip to .*|share this .*|"
    r"print this .*|"
    r"sign up.*|subscribe.*|advertisement|loading.*|read more|show more|close|menu|search|yes|no|contents|on this page|"
    r"download(?: pdf)?|cite(?: this.*)?|help us improve.*|give feedback.*|tell us .*think.*)|"
    r".{0,20}(?:©|\(c\)|copyright\b).*|all rights reserved.*|"
    r"(?=.*\bcookies?\b)(?=.*\b(?:accept|reject|use|uses|website|site|browser|settings|preferences|policy)\b).*)\s*[.:!]?",
    re.IGNORECASE,
)
FORMS = str.maketrans("’‘“”–—\u00a0", "''\"\"-- ", "\u200b\u00ad")


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What matters of a page, one block a line, headings marked with “# ”."""

    blocks: tuple[str, ...]

    @property
    def text(self) -> str:
        """The text as it is kept."""
        return "\n".join(self.blocks)

    @property
    def fingerprint(self) -> str:
        """The same for two texts that say the same sentences, in whatever order."""
        return sha256("\n".join(sorted(self.keys)).encode("utf-8", "replace")).hexdigest()

    @property
    def keys(self) -> frozenset[str]:
        """Its sentences as they are compared."""
        return frozenset(key for block in self.blocks for key in keys_of(block.removeprefix(HEADING)))


def matter_of(html: str, url: str, part: str | None = None) -> Matter | None:
    """What matters of a page, or of the `part` that a CSS selector or a heading names; None where that is nothing."""
    if part is None:
        return _matter(read_words(html, url, root=_main_of))
    selected = _matter(read_words(html, url, root=lambda tree: _select(tree, part)))
    return selected or _under_heading(read_words(html, url, root=_main_of), part)


def matter_in(text: str) -> Matter:
    """The matter that was kept as text."""
    return Matter(blocks=tuple(text.split("\n")) if text else ())


def keys_of(block: str) -> list[str]:
    """The sentences of a block as they are compared: a changed dash, space or stamped date is no change."""
    return [key for sentence in split_block(block) if (key := key_of(sentence))]


def key_of(sentence: str) -> str:
    """One sentence as it is compared."""
    return " ".join(STAMP.sub("", sentence.translate(FORMS)).split()).strip(" .:;-").lower()


def _main_of(tree: LexborHTMLParser) -> LexborNode | None:
    for selector in MAIN:
        found = tree.css_first(selector)
        if found is not None and len(found.text(separator=" ")) >= LEAST_MAIN:
            return found
    return tree.body


def _select(tree: LexborHTMLParser, selector: str) -> LexborNode | None:
    try:
        return tree.css_first(selector)
    except Exception:  # noqa: BLE001 - the parser's own error types are many; a heading is no selector
        return None


def _matter(words: PageWords) -> Matter | None:
    kept: list[str] = []
    size = 0
    for block, level, linked in zip(words.blocks, words.levels, words.linked, strict=True):
        if is_noise(block) or (linked and not level and len(block.split()) <= 8):
            continue
        size += len(block) + 1
        if size > MOST_TEXT:
            break
        kept.append(HEADING + block if level else block)
    return Matter(blocks=tuple(kept)) if kept else None


def is_noise(block: str) -> bool:
    """Whether a block is a date, a counter, a button or a banner and nothing else."""
    bare = STAMP.sub("", block).strip(" .:;|-–—")
    if NEXT_REVIEW.match(bare) or not any(letter.isalnum() for letter in bare):
        return True
    return len(block) <= 300 and bool(NOISE.fullmatch(block))


def _under_heading(words: PageWords, wanted: str) -> Matter | None:
    """The blocks below the heading, up to the next one of its rank."""
    name = key_of(wanted)
    for place, (block, level) in enumerate(zip(words.blocks, words.levels, strict=True)):
        if level and key_of(block) == name:
            end = _end_of_part(words.levels, place, level)
            return _matter(_stretch(words, place, end))
    return None


def _end_of_part(levels: Sequence[int], place: int, level: int) -> int:
    following = (at for at in range(place + 1, len(levels)) if 0 < levels[at] <= level)
    return next(following, len(levels))


def _stretch(words: PageWords, start: int, end: int) -> PageWords:
    return PageWords(blocks=words.blocks[start:end], levels=words.levels[start:end], linked=words.linked[start:end])
