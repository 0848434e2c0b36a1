"""What a sentence claims by its verbs, deed by deed: this document was replaced, or it replaces another."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from reviewdue.availability.places import names
from reviewdue.currency import words as lexicon
from reviewdue.currency.claims import Claim, Context, Saying
from reviewdue.currency.clauses import (
    AGENTS,
    TARGETS,
    Clause,
    agent_of,
    is_fact,
    is_own,
    make_claim,
    name_of,
    party_in,
    read_clause,
    right_of,
    subject_group,
)
from reviewdue.currency.names import Named, codes_in, day_in, name_document
from reviewdue.currency.parties import Party
from reviewdue.currency.predicates import Mood, predicates
from reviewdue.currency.sentences import QUOTE, Word, aside, unquoted, words
from reviewdue.currency.soundness import judge_corrected, judge_reinstated, judge_retracted
from reviewdue.currency.words import Deed

# “Our 2018 guideline (this document) has been replaced”
THIS_ONE = re.compile(
    r"(?:\b(?:The|Our|This) [^.;:()]{2,60}) \((this (?:document|guideline|page|version|statement|article|leaflet))\)"
)


def claims_of(text: str, context: Context) -> Iterator[Claim]:
    """The claims of a sentence that verbs make, those in its brackets included."""
    main, brackets = aside(THIS_ONE.sub(r"\1", unquoted(text)))
    yield from _claims(main, text, context)
    for before, inside in brackets:
        if any(word.low in lexicon.VERBS for word in words(inside)):
            yield from _claims(f"{_antecedent(before)} {inside}", text, context)


def _antecedent(before: str) -> str:
    """The words that a bracket follows: back to the last boundary."""
    said = words(before)
    for place in range(len(said) - 1, -1, -1):
        if said[place].low in lexicon.BOUNDARIES | {
            "and",
            ",",
            "by",
            "with",
            "replaces",
            "supersedes",
            "updates",
            "see",
        }:
            return before[said[place].end :].strip()
    return before.strip()


def _claims(text: str, quote: str, context: Context) -> Iterator[Claim]:
    said = words(text)
    question = text.rstrip().endswith("?") or (
        bool(said) and said[0].low in {"do", "does", "did", "should", "is", "are"}
    )
    for predicate in predicates(said, question=question):
        clause = read_clause(text, said, predicate, context)
        if predicate.mood is Mood.UNREAL:
            yield from _proposed(clause, quote)
        else:
            yield from (_with_quote(claim, quote) for claim in _judge(clause))


def _proposed(clause: Clause, quote: str) -> Iterator[Claim]:
    """“The proposal for withdrawing this appraisal”: it has not happened."""
    before = {word.low for word in clause.said[: clause.predicate.first]}
    if before & PROPOSED and party_in(clause, right_of(clause)) is Party.SELF:
        yield Claim(saying=Saying.STANDS, quote=quote)


PROPOSED = names("proposal proposals propose proposes proposed proposing consider considering consult consulting")


def _with_quote(claim: Claim, quote: str) -> Claim:
    return Claim(saying=claim.saying, quote=quote, weak=claim.weak, named=claim.named, day=claim.day, scope=claim.scope)


def _judge(clause: Clause) -> Iterator[Claim]:
    deed = clause.predicate.deed
    judge = {
        Deed.REPLACE: _judge_replaced,
        Deed.WITHDRAW: _judge_withdrawn,
        Deed.UPDATE: _judge_updated,
        Deed.CORRECT: judge_corrected,
        Deed.RETRACT: judge_retracted,
        Deed.REINSTATE: judge_reinstated,
    }[deed]
    yield from judge(clause)


def _judge_replaced(clause: Clause) -> Iterator[Claim]:
    if not clause.predicate.passive:
        yield from _judge_replacing(clause)
        return
    agent = agent_of(clause)
    by = party_in(clause, agent) if agent else Party.NOBODY
    if clause.said[clause.predicate.last].low in lexicon.INTO and not _took_over(clause, agent):
        return
    if clause.subject is not Party.SELF and _is_this(by, agent):
        yield make_claim(clause, Saying.STANDS)
    elif clause.subject is Party.PART and is_fact(clause):
        yield make_claim(clause, Saying.PARTLY_REPLACED, named=name_of(clause, agent), scope=clause.subject_text)
    elif is_own(clause.subject) and by is not Party.SELF:
        yield _replaced(clause, agent)


def _is_this(party: Party, group: Sequence[Word]) -> bool:
    """“By this guideline”, “by the present guideline”; not “by the guideline on lymphoma”."""
    return party is Party.SELF or (
        party is Party.WEAK and bool({word.low for word in group[:3]} & {"current", "present"})
    )


LISTS = names("list lists archive archives register library section category")


def _took_over(clause: Clause, agent: Sequence[Word]) -> bool:
    """“Incorporated into NG101”: what follows is a document."""
    if not agent or clause.subject is Party.NOBODY:
        return False
    piece = clause.text[agent[0].start : agent[-1].end]
    documents = lexicon.DOCUMENTS - {"site", "website", "webpage", "page", "pages"}
    if LISTS & {word.low for word in agent}:
        return False
    return bool(codes_in(piece)) or any(word.low in documents | {QUOTE.lower()} for word in agent)


def _replaced(clause: Clause, agent: Sequence[Word]) -> Claim:
    if not is_fact(clause):
        return make_claim(clause, Saying.STANDS)
    named = name_of(clause, agent) or name_of(clause, _code_after(clause))
    if named is not None and named.code is None and agent:
        named = replace(named, code=_code_behind(clause, agent[-1].end))
    if clause.predicate.partial:
        return make_claim(clause, Saying.PARTLY_REPLACED, named=named, scope="in part")
    return make_claim(clause, Saying.REPLACED, named=named)


def _code_behind(clause: Clause, start: int) -> str | None:
    """The code behind a long name: “by Asthma: diagnosis, monitoring (NG245)”; not one behind a further verb."""
    rest = [word for word in clause.said if word.start >= start]
    verb = next((word.start for word in rest if word.low in lexicon.VERBS or word.low in lexicon.RELATIVES), None)
    return next(iter(codes_in(clause.text[start:verb])), None)


def _code_after(clause: Clause) -> Sequence[Word]:
    """A code that follows without a “by”: “superseded on publication of NG59”."""
    own = clause.context.own.codes
    return [word for word in right_of(clause) if set(codes_in(word.text)) - own][:1]


def _judge_replacing(clause: Clause) -> Iterator[Claim]:
    """“NG101 replaces this guideline” against “this guideline replaces CG80”."""
    patient_words = right_of(clause)
    patient = party_in(clause, patient_words) if patient_words else Party.NOBODY
    if clause.subject is not Party.SELF and patient in (Party.SELF, Party.PART) and clause.subject_text:
        if not is_fact(clause):
            yield make_claim(clause, Saying.STANDS)
            return
        is_into = clause.said[clause.predicate.last].low in lexicon.INTO
        with_what = right_of(clause, TARGETS if is_into else AGENTS)
        if is_into and not _took_over(clause, with_what):
            return
        named = name_of(clause, with_what) if with_what else _name_subject(clause)
        partly = patient is Party.PART or clause.predicate.partial
        scope = clause.text[patient_words[0].start : patient_words[-1].end] if partly else None
        yield make_claim(clause, Saying.PARTLY_REPLACED if partly else Saying.REPLACED, named=named, scope=scope)
    elif "including this" in clause.text.lower() and is_fact(clause):
        yield make_claim(clause, Saying.REPLACED)
    elif is_own(clause.subject) and patient is not Party.SELF and _is_document(clause, patient_words):
        yield make_claim(clause, Saying.STANDS)


def _name_subject(clause: Clause) -> Named | None:
    if clause.subject is Party.SPEAKER or not clause.subject_text:
        return None
    group = subject_group(clause.said, clause.predicate)
    tail = clause.text[clause.said[clause.predicate.last].end :]
    version = tail.partition(" is ")[2]  # “the current version which supersedes this version is 5.0.0”
    piece = version or clause.text[group[0].start : group[-1].end]
    return name_document(piece, clause.context.links, tail)


def _is_document(clause: Clause, group: Sequence[Word]) -> bool:
    if not group:
        return False
    piece = clause.text[group[0].start : group[-1].end]
    return bool(codes_in(piece)) or any(
        word.low in lexicon.DOCUMENTS | lexicon.PARTS | {"quote", "one", "ones", "it", "them"} for word in group
    )


def _judge_withdrawn(clause: Clause) -> Iterator[Claim]:
    verb = clause.said[clause.predicate.last].low
    if clause.predicate.passive:
        if clause.subject is Party.PART and is_fact(clause):
            yield make_claim(clause, Saying.PARTLY_REPLACED, scope=clause.subject_text)
        elif is_own(clause.subject) and (verb not in lexicon.BROAD or _is_guidance(clause)):
            yield _withdrawn(clause, verb)
        return
    patient = party_in(clause, right_of(clause)) if right_of(clause) else Party.NOBODY
    by_speaker = clause.subject is Party.SPEAKER and patient is Party.WEAK
    if (clause.subject is not Party.SELF and patient is Party.SELF) or by_speaker:
        if not is_fact(clause):
            yield make_claim(clause, Saying.STANDS)
            return
        saying = _withdrawn(clause, verb).saying
        yield Claim(saying=saying, quote=clause.text, day=day_in(clause.text), weak=patient is Party.WEAK)
    elif clause.subject is Party.SELF and _is_document(clause, right_of(clause)):
        yield make_claim(clause, Saying.STANDS)


def _is_guidance(clause: Clause) -> bool:
    """Whether what was removed or terminated is a document at all: a study and a service can be, too."""
    return clause.subject is Party.SELF and not set(clause.subject_text.lower().split()) & {
        "study",
        "letter",
        "profile",
        "text",
    }


SOFT = names("archived retired archive retire archives retires expired lapsed outdated deprecated")


def _withdrawn(clause: Clause, verb: str) -> Claim:
    if not is_fact(clause):
        return make_claim(clause, Saying.STANDS)
    if clause.predicate.partial:
        return make_claim(clause, Saying.PARTLY_REPLACED, scope="in part")
    return make_claim(clause, Saying.UNMAINTAINED if verb in SOFT else Saying.WITHDRAWN)


def _judge_updated(clause: Clause) -> Iterator[Claim]:
    fact = is_fact(clause) and not (clause.predicate.habitual and not codes_in(clause.text))
    if clause.predicate.passive:
        agent = right_of(clause, frozenset(("by",)))
        if clause.subject in (Party.SELF, Party.WEAK, Party.PART):
            yield from _updated(clause, agent, fact=fact)
        elif clause.subject is Party.OTHER and agent and party_in(clause, agent) is Party.SELF:
            yield make_claim(clause, Saying.STANDS)
        return
    patient_words = right_of(clause)
    patient = party_in(clause, patient_words) if patient_words else Party.NOBODY
    if clause.subject is Party.SPEAKER and (
        patient in (Party.SELF, Party.WEAK, Party.PART) or _updates_own(patient_words)
    ):
        yield make_claim(clause, Saying.UPDATED if fact else Saying.STANDS)
    elif patient is Party.SELF and clause.subject is not Party.SELF and codes_in(clause.subject_text) and fact:
        saying = Saying.PARTLY_REPLACED if clause.predicate.partial else Saying.REPLACED
        yield make_claim(clause, saying, named=_name_subject(clause))
    elif (
        patient in (Party.OTHER, Party.WEAK)
        and clause.subject is not Party.OTHER
        and _is_document(clause, patient_words)
    ):
        yield make_claim(clause, Saying.STANDS)


def _updates_own(group: Sequence[Word]) -> bool:
    """“We have updated recommendations 1.1 to 1.4”; not “the following guidelines”."""
    lows = [word.low for word in group[:4]]
    return bool(set(lows) & {"recommendations", "recommendation", "section", "sections", "advice"}) and not (
        set(lows) & lexicon.ELSEWHERE
    )


def _updated(clause: Clause, agent: Sequence[Word], *, fact: bool) -> Iterator[Claim]:
    if clause.predicate.lastly:
        return  # a stamp: read as one
    piece = clause.text[agent[0].start : agent[-1].end] if agent else ""
    if fact and codes_in(piece) and clause.subject is not Party.PART and not clause.predicate.partial:
        yield make_claim(clause, Saying.REPLACED, named=name_of(clause, agent))
    elif fact:
        scope = clause.subject_text if clause.subject is Party.PART else None
        yield make_claim(clause, Saying.UPDATED, scope=scope)
    elif clause.predicate.mood is not Mood.DENIED:
        yield make_claim(clause, Saying.STANDS)
