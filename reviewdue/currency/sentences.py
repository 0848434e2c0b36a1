"""Text into sentences, and sentences into words: what stands in brackets or in quotation marks is set apart."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 1_200
MOST_BLOCKS = 4_000
ABBREVIATIONS = re.compile(
    r"(?:\b(?:no|nos|vs|dr|prof|e\.g|i\.e|etc|al|approx|vol|ed|eds|fig|p|pp|st|mr|mrs|ms|inc|ltd|"
    r"v|ver|rev|ch|sec|jan|"
    r"feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)|\b[A-Z])\.$",
    re.IGNORECASE,
)
END = re.compile(r"(?<=[.!?])[\"”’)\]]*\s+(?=[\"“‘(\[]?[A-Z0-9*•])")
WORD = re.compile(
    r"https?://[^\s<>\"”)]+|www\.[^\s<>\"”)]+|"
    r"[^\W_]+(?=['’](?:s|ve|re) (?:been|now|since|also|being)\b)|['’](?:s|ve|re)\b|[^\W_]+(?:(?:[-'’‑.&]|"
    r"(?<=\d):(?=\d))[^\W_]+)*|[,;:()\[\]?!–—/|]|\.{3}|…|["
    '"“”]'
)
PHRASALS = re.compile(r"\b(stood|taken|took) (down)\b", re.IGNORECASE)
QUOTED = re.compile(r"“[^“”]{1,400}”|\"[^\"]{1,400}\"")
BRACKETED = re.compile(r"\(([^()]{1,300})\)|\[([^\[\]]{1,300})\]")
BRACKETED_CODE = re.compile(r"[(\[](?:NICE )?([A-Z]{2,5}[ -]?\d{1,6})[)\]]")
QUOTE = "QUOTE"


@dataclass(frozen=True, slots=True)
class Word:
    """A word, its lower-case form to compare, and where it begins and ends in its sentence."""

    text: str
    low: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence with the number of its block, and whether the block is nothing but this sentence."""

    text: str
    block: int = 0
    alone: bool = True


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a text whose blocks are lines; a line that goes on in small letters is one with the next."""
    for number, block in enumerate(_blocks(text)):
        parts = split_block(block)
        for part in parts:
            yield Sentence(text=part[:LONGEST], block=number, alone=len(parts) == 1)


def _blocks(text: str) -> Iterator[str]:
    held = ""
    for line in text.splitlines()[:MOST_BLOCKS]:
        line = " ".join(line.split())
        if not line:
            if held:
                yield held
            held = ""
        elif held and line[0].islower() and held[-1] not in ".!?:;":
            held = f"{held} {line}"
        else:
            if held:
                yield held
            held = line
    if held:
        yield held


def split_block(block: str) -> list[str]:
    """The sentences of one block."""
    parts: list[str] = []
    at = 0
    for found in END.finditer(block):
        if not ABBREVIATIONS.search(block[at : found.start()]):
            parts.append(block[at : found.end()].strip())
            at = found.end()
    return [part for part in [*parts, block[at:].strip()] if part]


def words(text: str) -> list[Word]:
    """The words of a sentence; “stood down” is one."""
    joined = PHRASALS.sub(r"\1-\2", text)
    return [Word(found[0], _low(found[0]), found.start(), found.end()) for found in WORD.finditer(joined)]


def _low(word: str) -> str:
    """The form to compare; the World Health Organization is not the pronoun."""
    return "w.h.o" if word == "WHO" else word.replace("’", "'").replace("‑", "-").lower()


def unquoted(text: str) -> str:
    """The sentence with what it quotes put out of sight; a sentence that is one quotation speaks itself."""
    bare = text.strip().rstrip(".!")
    if QUOTED.fullmatch(bare):
        return bare[1:-1]
    return QUOTED.sub(lambda found: QUOTE.ljust(len(found[0])), text)


def aside(text: str) -> tuple[str, list[tuple[str, str]]]:
    """The sentence without its brackets, and each bracket with the words that stand before it.

    A code in brackets stays where it is: “this guideline (CG80)”.
    """
    text = BRACKETED_CODE.sub(lambda one: f" {one[1]} ", text)
    found = [(text[: one.start()], one[1] or one[2]) for one in BRACKETED.finditer(text)]
    return BRACKETED.sub(lambda one: " " * len(one[0]), text), found
