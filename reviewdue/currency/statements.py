"""What is said of a document without a verb of replacing: “is out of date”, “a newer version is available”."""

import re
from collections.abc import Iterator

from reviewdue.currency.claims import Claim, Context, Saying
from reviewdue.currency.names import day_in, name_document
from reviewdue.currency.parties import Party, party_of
from reviewdue.currency.phrasings import FOR_CURRENT, IS_NOW, NOT_OUR_GOVERNMENT, NOT_YET, OF_SUBJECT, POINTER, WHOLE
from reviewdue.currency.sentences import Word, aside, unquoted, words
from reviewdue.currency.words import ADVERBS, AUXILIARIES


def statements_of(text: str, context: Context) -> Iterator[Claim]:
    """The claims of a sentence that are made without a verb of replacing."""
    main = aside(unquoted(text))[0]
    low = " ".join(main.replace("’", "'").split()).lower().rstrip(".! ")
    question = low.endswith("?")
    if not question:
        yield from _of_subject(low, text, context)
        yield from _of_whole(low, text, context)
    yield from _pointers(text, low, context)


def _of_subject(low: str, text: str, context: Context) -> Iterator[Claim]:
    for saying, pattern in OF_SUBJECT:
        found = pattern.search(low)
        if not found or _is_conditional(found["subject"]):
            continue
        party = _party(low, found["subject"], context)
        if party is Party.PART and saying in (Saying.UNMAINTAINED, Saying.OLDER):
            yield Claim(saying=Saying.PARTLY_REPLACED, quote=text, day=day_in(text), scope=found["subject"].strip())
        elif party in (Party.SELF, Party.WEAK):
            yield Claim(saying=saying, quote=text, weak=party is Party.WEAK, day=day_in(text))
        else:
            continue
        return


def _is_conditional(subject: str) -> bool:
    last = re.split(r"[,;:]|\band$", subject.rstrip())[-1]
    return bool(re.search(r"^\s*should\b|\b(?:if|unless|whether|until|when|how|why|which|that|whose|who)\b", last))


def _party(low: str, subject: str, context: Context) -> Party:
    group = _last_clause(words(subject))
    for place in range(len(group) - 1, 0, -1):
        if group[place].low in {"this", "these"} and group[place - 1].low not in {
            "of",
            "in",
            "on",
            "from",
            "with",
            "for",
            "at",
        }:
            group = group[place:]
            break
    party = party_of(group, context.own, low)
    if party is Party.NOBODY:
        return context.spoken_of if group else Party.WEAK
    return party


def _last_clause(group: list[Word]) -> list[Word]:
    """What stands behind the last “and” that a verb stands before."""
    for place in range(len(group) - 1, 0, -1):
        if group[place].low in {"and", "but"} and any(word.low in AUXILIARIES for word in group[:place]):
            behind = group[place + 1 :]
            return behind if any(word.low not in AUXILIARIES | ADVERBS for word in behind) else group
    return group


def _of_whole(low: str, text: str, context: Context) -> Iterator[Claim]:
    for saying, pattern in WHOLE:
        found = pattern.search(low)
        if not found or (saying is Saying.OLDER and NOT_YET.search(low)):
            continue
        if saying is Saying.OLDER and not _is_ours(found, context):
            continue
        named = name_document(_rest(text), context.links, text) if saying is Saying.OLDER else None
        yield Claim(saying=saying, quote=text, weak=True, named=named, day=day_in(text))
        return
    if NOT_OUR_GOVERNMENT.search(low):
        yield Claim(saying=Saying.UNMAINTAINED, quote=text, weak=True, day=day_in(text))


def _is_ours(found: re.Match[str], context: Context) -> bool:
    """Whether the newer version is one of this document: “of this guideline”, or of nothing that is named."""
    of = found.groupdict().get("of")
    return not of or party_of(words(of), context.own, of) in (Party.SELF, Party.WEAK)


def _rest(text: str) -> str:
    """What follows a colon, “at” or “is”: the newer version is named there."""
    found = re.search(r"(?::| at| is| see| as) +(?P<rest>(?:v?\d|https?:|www\.|[A-Z]).*)$", text)
    return found["rest"] if found else ""


def _pointers(text: str, low: str, context: Context) -> Iterator[Claim]:
    if found := IS_NOW.search(text):
        yield Claim(saying=Saying.POINTER, quote=text, named=name_document(found["named"], context.links, ""))
    if not FOR_CURRENT.search(low):
        return
    found = POINTER.search(text) or POINTER.search(low)
    piece = found["named"].strip() if found else ""
    if piece:
        yield Claim(saying=Saying.POINTER, quote=text, named=name_document(piece, context.links, ""))
