"""Labels and headings: “Status: withdrawn”, “Replaced by: NG101”, “WITHDRAWN: Aspirin for headache”."""

import re
from collections.abc import Iterator

from reviewdue.currency.claims import Claim, Context, Saying
from reviewdue.currency.names import DAYS, codes_in, day_in, name_document
from reviewdue.currency.parties import Own
from reviewdue.currency.words import DOCUMENTS

NOTHING = re.compile(r"(?:no|none|n/?a|not applicable|nil|-|–|—|false|never|not yet|tbc)?\.?$", re.IGNORECASE)
LABEL = re.compile(r"\s*(?P<label>[A-Za-z][A-Za-z /-]{2,40}?)(?:\s*:|\s+[-–—](?=\s))\s*(?P<value>.{0,300})$", re.DOTALL)
STATUS = re.compile(
    r"(?:[\w-]+ ){0,2}?(?:(?:current|document|guideline|guidance|publication|record|review|article|version|"
    r"product) )?(?:status|state)$"
)
VALUES: tuple[tuple[Saying, re.Pattern[str]], ...] = tuple(
    (saying, re.compile(pattern))
    for saying, pattern in (
        (Saying.REPLACED, r"(?:superseded|superceded|replaced|obsoleted|updated and replaced)\b"),
        (
            Saying.WITHDRAWN,
            r"(?:temporarily )?(?:withdrawn|rescinded|revoked|cancelled|terminated|removed|stood down)\b",
        ),
        (
            Saying.UNMAINTAINED,
            r"(?:archived?|retired|expired|inactive|historical?|obsolete|not current|no longer \w+|lapsed|"
            r"deprecated)\b",
        ),
        (Saying.RETRACTED, r"retracted\b"),
        (Saying.UPDATED, r"(?:updated|revised|amended)\b"),
        (
            Saying.STANDS,
            r"(?:current|published|active|in force|in effect|valid|final|live|under review|draft|in "
            r"development|in progress|update)\b",
        ),
    )
)
SUCCESSORS = re.compile(
    r"(?:this \w+ (?:is |was |has been )?)?(?:superseded|superceded|replaced|succeeded|obsoleted|"
    r"updated and replaced|withdrawn and replaced) by$"
)
PREDECESSORS = re.compile(r"(?:this \w+ )?(?:supersedes|supercedes|replaces|obsoletes|updates and replaces|updates)$")
ENDED: tuple[tuple[Saying, re.Pattern[str]], ...] = (
    (Saying.REPLACED, re.compile(r"(?:date )?(?:superseded|replaced)(?: on| date)?$")),
    (
        Saying.WITHDRAWN,
        re.compile(
            r"(?:date )?(?:withdrawn|withdrawal|of withdrawal|rescinded|revoked|stood down)(?: on| "
            r"date)?$|withdrawal date$|date of withdrawal$"
        ),
    ),
    (Saying.UNMAINTAINED, re.compile(r"(?:date )?(?:archived|retired|expired)(?: on| date)?$")),
    (Saying.RETRACTED, re.compile(r"(?:date )?retracted(?: on| date)?$")),
)
WEEKDAY = re.compile(r"(?:on )?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?" + DAYS.pattern, re.IGNORECASE)
# How PubMed links the records of a work, its notices and its updates.
LINKED = {
    "update in": Saying.REPLACED, "updated in": Saying.REPLACED, "update of": Saying.STANDS,
    "erratum in": Saying.CORRECTED, "corrected and republished in": Saying.CORRECTED, "retraction in": Saying.RETRACTED,
    "retracted in": Saying.RETRACTED, "expression of concern in": Saying.CONCERN,
}  # fmt: skip
VALID_UNTIL = re.compile(r"(?:valid until|expir(?:es|y)(?: on| date)?|expiry date|valid to|date of expiry)$")

PREFIXES: tuple[tuple[Saying, str], ...] = (
    (
        Saying.RETRACTED,
        r"retracted(?: article)?|retraction(?: note| notice| statement)?|(?:notice|statement) of retraction|"
        r"retraction and replacement",
    ),
    (
        Saying.CONCERN,
        r"(?:editorial |publisher |editors?['’]? )?expression of (?:editorial )?concern|(?:notice|"
        r"statement) of concern",
    ),
    (Saying.CORRECTED, r"(?:author |publisher )?correction|erratum|corrigendum|corrected"),
    (
        Saying.WITHDRAWN,
        r"withdrawn|withdrawal|notice of withdrawal|withdrawal notice|rescinded|stood down|temporarily withdrawn",
    ),
    (Saying.REPLACED, r"superseded|replaced|obsoleted"),
    (
        Saying.UNMAINTAINED,
        r"archived?|retired|expired|obsolete|historical|historic|outdated|no longer current|out of "
        r"date|not current|inactive",
    ),
)
# Before a colon or dash, in brackets, behind a dash at the end, or alone with a word for what it is.
HEADINGS: tuple[tuple[Saying, re.Pattern[str]], ...] = tuple(
    (
        saying,
        re.compile(
            rf"(?:(?:{words})(?: to| for| on| about| regarding)?\s*(?::|[“\"]|\s[-–—|]|[-–—]\s|[–—])|[\[(](?:(?:this "
            rf")?\w+ (?:is |has been "
            rf"|was )?)?(?:{words})(?: [^\])]{{0,40}})?[\])]|"
            rf"^(?:{words})(?: on [\w ,]{{4,30}}?)?(?: (?:for|due to|because|following|at the request) .*)?[.!]?$|"
            rf"\s[-–—|]\s*(?:{words})[.!]?$|"
            rf"^(?:{words}) (?:content|documents?|pages?|guidelines?|guidance|publications?|articles?|"
            rf"versions?|resources?|materials?|information|notice)(?:[.!]?$|\s[-–—:]\s))",
            re.IGNORECASE,
        ),
    )
    for saying, words in PREFIXES
)


# “Withdrawn: replaced by …”
TAKEN_OVER = re.compile(r"\s*(?:and )?(?:replaced|superseded)(?P<by> by)?\b", re.IGNORECASE)
RELATED = re.compile(r"(?:related|see also|see|other|further|more)\b", re.IGNORECASE)


def heading_of(text: str, own: Own, *, is_title: bool) -> Iterator[Claim]:
    """What a heading or a short line says: a mark before its colon, in brackets, or by itself."""
    bare = " ".join(text.split())
    if len(bare) > (400 if is_title else 90) or RELATED.match(bare) or _names_another(bare, own):
        return
    for saying, pattern in HEADINGS:
        found = pattern.search(bare)
        if found and (found.start() == 0 or is_title or _ends_with_mark(bare, found, own)):
            taken = TAKEN_OVER.match(bare, found.end())
            named = name_document(bare[taken.end() :], (), bare) if taken and taken["by"] else None
            saying = Saying.REPLACED if taken else saying
            yield Claim(saying=saying, quote=bare, weak=not is_title, day=day_in(bare), named=named)
            return


def _ends_with_mark(text: str, found: re.Match[str], own: Own) -> bool:
    """“Interventions for cough (withdrawn)”; in a list of such things the marks are those of its entries."""
    named = set(re.findall(r"[^\W\d_]{4,}", text[: found.start()].lower()))
    if own.subjects and not (named & own.subjects and named <= own.subjects | DOCUMENTS):
        return False  # “Revision 5 (superseded)” below revision 6
    if not own.subjects and not own.short:
        return False
    return found[0][0] in "[(" and found.end() == len(text) and text.count(found[0][0]) == 1


def _names_another(text: str, own: Own) -> bool:
    """“CG24 Lung cancer (replaced)” in a list on the page of another guideline."""
    return bool(own.codes) and bool(codes := codes_in(text)) and codes[0] not in own.codes


def labels_of(text: str, context: Context) -> Iterator[Claim]:
    """What a line of a label and its value says."""
    found = LABEL.match(text)
    if not found:
        return
    label, value = " ".join(found["label"].lower().replace("-", " ").split()), found["value"].strip()
    if STATUS.fullmatch(label):
        yield from _status(value, text, context)
    elif SUCCESSORS.fullmatch(label) and NOTHING.fullmatch(value):
        yield Claim(saying=Saying.STANDS, quote=text)
    elif SUCCESSORS.fullmatch(label):
        yield Claim(
            saying=Saying.REPLACED,
            quote=text,
            weak=True,
            named=name_document(value, context.links, value),
            day=day_in(value),
        )
    elif label in LINKED and value:
        yield Claim(saying=LINKED[label], quote=text, named=name_document(value, context.links, value))
    elif (
        PREDECESSORS.fullmatch(label)
        and not DAYS.match(value)
        and (codes_in(value) or len(value) > 3)
        and not NOTHING.fullmatch(value)
    ):
        yield Claim(saying=Saying.STANDS, quote=text)
    else:
        yield from _ended(label, value, text, context)


def _status(value: str, text: str, context: Context) -> Iterator[Claim]:
    for saying, pattern in VALUES:
        if pattern.match(value.lower()):
            by = value.partition(" by ")[2]
            named = name_document(by, context.links, value) if by else None
            yield Claim(saying=saying, quote=text, weak=True, day=day_in(value), named=named)
            return


def _ended(label: str, value: str, text: str, context: Context) -> Iterator[Claim]:
    day = day_in(value) if DAYS.match(value) or WEEKDAY.match(value) else None
    for saying, pattern in ENDED:
        if pattern.fullmatch(label) and value and NOTHING.fullmatch(value):
            yield Claim(saying=Saying.STANDS, quote=text, weak=True)
            return
        if pattern.fullmatch(label) and (day or value.lower().startswith(("yes", "true"))):
            yield Claim(saying=saying, quote=text, weak=True, day=day)
            return
    if VALID_UNTIL.fullmatch(label) and day and context.today and day < context.today:
        yield Claim(saying=Saying.UNMAINTAINED, quote=text, weak=True, day=day)
