"""Reads what a page says of its own standing: from all its sentences to one notice."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile

from reviewdue.availability import Availability
from reviewdue.availability.places import names
from reviewdue.currency.absence import availability_said
from reviewdue.currency.claims import Claim, Context, Saying
from reviewdue.currency.clauses import subject_of
from reviewdue.currency.deeds import claims_of
from reviewdue.currency.editions import edition_of, newer_version_in
from reviewdue.currency.labels import LINKED, heading_of, labels_of
from reviewdue.currency.names import Link, Named, codes_in, codes_of_address
from reviewdue.currency.parties import Own, Party
from reviewdue.currency.sentences import Sentence, sentences
from reviewdue.currency.stamps import Stamps, stamps_in
from reviewdue.currency.statements import statements_of
from reviewdue.currency.words import DOCUMENTS
from reviewdue.verdicts import Currency, Integrity

# A notice stands at the head of a page; further down, only what names the document by “this” is believed.
HEAD = 25
DEEPEST = 80
# A text of so few sentences is a notice and nothing else.
SHORT = 6
LONGEST = 600_000
# A sentence without any of these claims nothing.
TELLING = tuple(
    word.replace("_", " ")
    for word in names(
        "replac supersed superced obsolet withdr retract archiv retir rescind revok repeal no_longer updat "
        "revis amend version edition out_of_date out-of-date historic concern correct errat corrigend expir "
        "discontin stood_down deprecat reinstat current valid remov merg incorporat reaffirm subsum succeed "
        "amalgam consolidat absorb overtak cancel terminat decommission sunset status review no_change "
        "citation maintain in_force in_effect due_to scheduled see_ refer_ consult not_ laps inactive "
        "provisional draft propos decision selected publish took_office instead refresh move unpublish delist "
        "taken_down taken_place legacy place ceas kept_for reference added covered folded integrat combin transferr "
        "brought old_ releas taken_out live_ out_of_use "
        "become conclusion error stopp rolled closed suspended paused expand changed underw undergo clarif reword "
        "overhaul "
        "erratum no_longer previous republished"
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a text says of the document it stands in.

    `status` and `integrity` are answers of those axes, `unknown` where the text says nothing. `successor` is what to
    use instead: its code (`NG101`), title, address, and since when. `since` is when the status began, `scope` what part
    of the document is concerned where it is not all. `updated_on` is the newest day on which the text says it was
    changed, whatever the status: it tells whether a page that was reviewed before has to look again.
    `quote` is the sentence that decided.
    """

    status: Currency = Currency.UNKNOWN
    integrity: Integrity = Integrity.UNKNOWN
    successor: Named | None = None
    since: date | None = None
    scope: str | None = None
    updated_on: date | None = None
    published_on: date | None = None
    quote: str = ""
    integrity_quote: str = ""
    availability: Availability | None = None


def read_notice(
    text: str,
    url: str | None = None,
    *,
    title: str = "",
    headings: Sequence[str] = (),
    links: Sequence[Link] = (),
    today: date | None = None,
) -> Notice:
    """Read what a text says of its own standing. Any text has an answer; most have `unknown`.

    `text` is a notice or all that a page says, one block a line. With `url` and `title` the text can speak of its
    document by code or by name. With `today`, what was announced for a day that has passed has happened.
    """
    text = text[:LONGEST]
    spoken = list(takewhile(lambda one: one.block <= DEEPEST, sentences(text)))
    own = _own(text, url, title, short=len(spoken) <= SHORT)
    claims = [claim for head in (title, *headings) if head for claim in heading_of(head, own, is_title=True)]
    claims += _claims(spoken, own, links, today)
    claims += _edition_presented([title, *headings], spoken, today)
    if own.short and (newer := newer_version_in(text)):
        claims.append(Claim(saying=Saying.OLDER, quote=newer[1], named=Named(code=newer[0]), weak=True))
    notice = _decide(claims, stamps_in(text, today), own)
    return replace(notice, availability=availability_said(text))


def _edition_presented(heads: Sequence[str], spoken: Sequence[Sentence], today: date | None) -> Iterator[Claim]:
    """What is known of the edition that a page's title, or a short notice, presents."""
    presented = [head for head in heads if head] + [one.text for one in spoken[:1] if len(spoken) <= SHORT]
    for text in presented:
        if found := edition_of(text, today):
            is_older, newest = found
            saying = Saying.OLDER if is_older else Saying.STANDS
            yield Claim(saying=saying, quote=text, named=newest if is_older else None, day=newest.since)


def _own(text: str, url: str | None, title: str, *, short: bool) -> Own:
    codes = {*(codes_of_address(url) if url else ())}
    codes |= set(codes_in(title)[:1]) if not codes else set()
    name = " ".join(re.split(r"\s[|–—-]\s", title)[0].lower().split())
    return Own(codes=frozenset(codes), title=name, subjects=_subjects(title, url or ""), short=short)


def _subjects(title: str, url: str) -> frozenset[str]:
    path = re.sub(r"^[a-z]+://[^/]*", "", url.partition("?")[0])
    return frozenset(re.findall(r"[^\W\d_]{4,}", f"{title} {path}".lower())) - DOCUMENTS - GENERIC


GENERIC = names("html aspx index guidance publications government http https page pages topics resources news")


def _claims(spoken: Sequence[Sentence], own: Own, links: Sequence[Link], today: date | None) -> Iterator[Claim]:
    last_label = -1
    for place, sentence in enumerate(spoken):
        if sentence.block > DEEPEST:
            return
        if not _is_telling(sentence.text):
            continue
        spoken_of = subject_of(spoken[place - 1].text, own) if place else None
        context = Context(own=own, links=links, today=today, spoken_of=spoken_of or Party.WEAK)
        label = _label(spoken, place)
        found = [*labels_of(label, context)]
        if found:
            last_label = place + (label != sentence.text)
        elif place != last_label:
            found = [*_said(sentence, context)]
        yield from (replace(claim, block=sentence.block) for claim in found)


def _is_telling(text: str) -> bool:
    low = text.lower()
    return any(word in low for word in TELLING)


def _label(spoken: Sequence[Sentence], place: int) -> str:
    """A label whose value stands in the next line, with that line."""
    text = spoken[place].text
    if text.lower() in LINKED and place + 1 < len(spoken):
        return f"{text}: {spoken[place + 1].text}"
    if text.endswith(":") and place + 1 < len(spoken):
        return f"{text} {spoken[place + 1].text}"
    return text


def _said(sentence: Sentence, context: Context) -> Iterator[Claim]:
    if sentence.alone or context.own.short:
        yield from heading_of(sentence.text, context.own, is_title=False)
    yield from claims_of(sentence.text, context)
    yield from statements_of(sentence.text, context)


DEAD = (Saying.REPLACED, Saying.OLDER, Saying.WITHDRAWN, Saying.UNMAINTAINED)


def _decide(claims: Iterable[Claim], stamps: Stamps, own: Own) -> Notice:
    believed = [claim for claim in claims if claim.block < (HEAD if claim.weak and not own.short else DEEPEST)]
    by_saying: dict[Saying, list[Claim]] = {}
    for claim in believed:
        by_saying.setdefault(claim.saying, []).append(claim)
    notice = _standing(by_saying, stamps)
    notice = replace(notice, updated_on=_updated_on(by_saying, stamps), published_on=stamps.published)
    return _with_integrity(notice, by_saying)


def _standing(said: dict[Saying, list[Claim]], stamps: Stamps) -> Notice:
    ended = [claim for saying in DEAD for claim in said.get(saying, ())]
    if ended and not said.get(Saying.REINSTATED):
        return _ended(said, ended)
    for saying in (Saying.PARTLY_REPLACED, Saying.UPDATED):
        if found := said.get(saying):
            first = found[0]
            return Notice(
                status=Currency.UPDATED, successor=first.named, since=first.day, scope=first.scope, quote=first.quote
            )
    if stamps.updated and (stamps.published is None or stamps.updated > stamps.published):
        return Notice(status=Currency.UPDATED, since=stamps.updated, quote=f"last updated {stamps.updated.isoformat()}")
    if found := said.get(Saying.STANDS) or said.get(Saying.REINSTATED):
        return Notice(status=Currency.CURRENT, quote=found[0].quote)
    return Notice()


def _ended(said: dict[Saying, list[Claim]], ended: list[Claim]) -> Notice:
    """What has ended: superseded where something took its place, else withdrawn."""
    replaced = said.get(Saying.REPLACED) or said.get(Saying.OLDER)
    pointers = [claim for claim in said.get(Saying.POINTER, ()) if claim.named]
    named = next((claim.named for claim in ended if claim.named), None)
    took_over = replaced or (not said.get(Saying.WITHDRAWN) and any(map(_leads_to_newer, pointers)))
    first = (replaced or ended)[0]
    since = next((claim.day for claim in ended if claim.day), None)
    if pointers and (named is None or not (named.code or named.url)):
        named = _completed(named, pointers[0].named)
    return Notice(
        status=Currency.SUPERSEDED if took_over else Currency.WITHDRAWN,
        successor=replace(named, since=named.since or since) if named else None,
        since=since,
        quote=first.quote,
    )


NEWER_VERSION = re.compile(r"\b(?:latest|current|newest|most recent) (?:version|edition)\b", re.IGNORECASE)


def _leads_to_newer(pointer: Claim) -> bool:
    """Whether what is pointed to is another document or version, and not just where people find more."""
    return bool(pointer.named and pointer.named.code) or bool(NEWER_VERSION.search(pointer.quote))


def _completed(named: Named | None, pointed: Named | None) -> Named | None:
    if named is None or pointed is None:
        return named or pointed
    return replace(named, code=named.code or pointed.code, url=named.url or pointed.url)


def _updated_on(said: dict[Saying, list[Claim]], stamps: Stamps) -> date | None:
    told = [
        claim.day for saying in (Saying.UPDATED, Saying.PARTLY_REPLACED) for claim in said.get(saying, ()) if claim.day
    ]
    return max([*told, *([stamps.changed] if stamps.changed else [])], default=None)


INTEGRITIES = (
    (Saying.RETRACTED, Integrity.RETRACTED),
    (Saying.CONCERN, Integrity.CONCERN),
    (Saying.CORRECTED, Integrity.CORRECTED),
)


def _with_integrity(notice: Notice, said: dict[Saying, list[Claim]]) -> Notice:
    if said.get(Saying.REINSTATED):
        return replace(notice, integrity=Integrity.CLEAR, integrity_quote=said[Saying.REINSTATED][0].quote)
    for saying, integrity in INTEGRITIES:
        if found := said.get(saying):
            return replace(notice, integrity=integrity, integrity_quote=found[0].quote)
    return notice
