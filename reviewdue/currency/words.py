"""The words in which documents speak of being replaced, updated, withdrawn or retracted; nothing decides here."""

from enum import IntEnum, StrEnum

from reviewdue.availability.places import names


class Deed(IntEnum):
    """What is done to a document; where one predicate names several, the greatest counts."""

    UPDATE = 1
    CORRECT = 2
    WITHDRAW = 3
    REPLACE = 4
    RETRACT = 5
    REINSTATE = 6


class Form(StrEnum):
    """The form of a verb, as far as it tells who does what to whom."""

    BASE = "base"
    THIRD = "third"
    PAST = "past"
    PARTICIPLE = "participle"  # also the past tense of regular verbs
    ING = "ing"


def _regular(stem: str, e: str = "e") -> dict[str, Form]:
    """The forms of a regular verb from its stem: `replac` gives replace, replaces, replaced, replacing."""
    third = "es" if e == "e" else "s"
    return {
        stem + e: Form.BASE,
        stem + third: Form.THIRD,
        stem + "ed": Form.PARTICIPLE,
        stem + "ing": Form.ING,
    }


_VERBS: dict[Deed, tuple[dict[str, Form], ...]] = {
    Deed.UPDATE: (
        *(_regular(stem) for stem in ("updat", "revis")),
        *(_regular(stem, "") for stem in ("amend", "refresh")),
        {"rewritten": Form.PARTICIPLE, "expanded": Form.PARTICIPLE, "changed": Form.PARTICIPLE},
        {"clarified": Form.PARTICIPLE, "reworded": Form.PARTICIPLE, "overhauled": Form.PARTICIPLE},
    ),
    Deed.CORRECT: (_regular("correct", ""),),
    Deed.WITHDRAW: (
        *(
            _regular(stem)
            for stem in ("retir", "archiv", "revok", "terminat", "expir", "laps", "deprecat", "discontinu")
        ),
        *(_regular(stem, "") for stem in ("rescind", "repeal", "decommission", "sunset")),
        {"withdraw": Form.BASE, "withdraws": Form.THIRD, "withdrew": Form.PAST, "withdrawn": Form.PARTICIPLE},
        {"sunset": Form.PARTICIPLE},
        {"withdrawing": Form.ING, "cancelled": Form.PARTICIPLE, "canceled": Form.PARTICIPLE, "cancels": Form.THIRD},
        {"unpublished": Form.PARTICIPLE, "delisted": Form.PARTICIPLE, "stood-down": Form.PARTICIPLE},
        {"taken-down": Form.PARTICIPLE, "removed": Form.PARTICIPLE, "annulled": Form.PARTICIPLE},
    ),
    Deed.REPLACE: (
        *(_regular(stem) for stem in ("replac", "supersed", "superced", "obsolet", "subsum")),
        {"succeeded": Form.PARTICIPLE, "merged": Form.PARTICIPLE, "incorporated": Form.PARTICIPLE},
        {"brought": Form.PARTICIPLE, "folded": Form.PARTICIPLE, "integrated": Form.PARTICIPLE},
        {"combined": Form.PARTICIPLE, "transferred": Form.PARTICIPLE},
        {"rolled": Form.PARTICIPLE, "subsumed": Form.PARTICIPLE},
        {"absorbed": Form.PARTICIPLE, "amalgamated": Form.PARTICIPLE, "consolidated": Form.PARTICIPLE},
        {"overtaken": Form.PARTICIPLE, "moved": Form.PARTICIPLE, "displaced": Form.PARTICIPLE},
    ),
    Deed.RETRACT: (_regular("retract", ""),),
    Deed.REINSTATE: (_regular("reinstat"), _regular("reactivat"), {"restored": Form.PARTICIPLE}),
}
VERBS: dict[str, tuple[Deed, Form]] = {
    word: (deed, form) for deed, verbs in _VERBS.items() for verb in verbs for word, form in verb.items()
}
# Only with the one who follows after these words do they mean that something took a document's place.
INTO = names(
    "succeeded merged incorporated absorbed amalgamated consolidated subsumed overtaken moved brought folded "
    "integrated "
    "combined transferred rolled"
)
INTRANSITIVE = names("expired lapsed expires lapses")
# What is removed, modified or restored is a document only when the sentence says from where or when.
BROAD = names("removed moved restored cancelled canceled modified terminated")

BE = names("is are was were be been being am 's get gets got")
HAVE = names("has have had having 've")
PLANS = names("will shall to 'll")
DOUBTS = names("may might could can should would must cannot")
NEGATIONS = names("not never nor neither cannot")
AUXILIARIES = BE | HAVE | PLANS | DOUBTS | NEGATIONS
ADVERBS = names(
    "now since also already recently subsequently partially partly fully formally officially permanently "
    "temporarily entirely completely effectively wholly currently therefore today just then later largely "
    "substantially thus hereby automatically again last first accordingly consequently soon still once previously "
    "itself themselves most significantly extensively comprehensively editorially yet only both all"
)
PARTIAL = names("partially partly largely")
CONDITIONS = names("if unless whether until till once should when whenever wherever where")
PROPOSALS = names(
    "propose proposes proposed proposal proposals consider considers considering considered plan plans planned "
    "planning intend intends intended intention due expected scheduled likely about going aim aims agree suggest "
    "suggests recommend recommends recommended wish wishes decide whether request requests requested need needs "
    "process work working ready option options reasons reason criteria policy policies for of before without "
    "after by from prior procedure"
)
BOUNDARIES = names(
    "that which who whose whom where when whenever if because although though while whereas how why what but so "
    "until unless since after before as ; : — – ! … ..."
)
RELATIVES = names("which that who")
PREPOSITIONS = names(
    "on in at of for from to by with about under over into as since during after before within without through "
    "against towards upon per via following including excluding like between among until"
)
DEMONSTRATIVES = names("this these")
ARTICLES = names("the our")
PARTITIVES = names(
    "some part parts much most several many few one two three four five half portions portion aspects elements "
    "certain all"
)
SPEAKERS = names(
    "we nice who cochrane esmo editors editor editors-in-chief editor-in-chief publisher publishers journal "
    "authors author committee board college society nhs cdc fda government department ministry agency panel group "
    "sign rcog eau i they w.h.o hindawi elsevier springer wiley sage team council secretariat ukhsa mhra uspstf nccn "
    "organisation organization institute"
)
ELSEWHERE = names(
    "previous earlier older prior former old original existing following other another related listed associated "
    "linked accompanying new newer updated revised latest different separate above supporting underlying parent "
    "predecessor recommended first second third next draft interim same said relevant various individual upcoming "
    "forthcoming local national privacy cookie cookies"
)
PARTS = names(
    "section sections chapter chapters paragraph paragraphs table tables figure figures appendix appendices annex "
    "annexes box boxes recommendation recommendations step steps sentence wording clause clauses module modules "
    "subsection item items criterion criteria topic topics passage"
)
DOCUMENTS = names(
    "guideline guidelines guidance page pages document documents publication publications review reviews article "
    "articles paper papers report reports advice standard standards summary summaries statement statements "
    "edition editions version versions policy policies protocol protocols pathway pathways leaflet leaflets "
    "factsheet factsheets sheet resource resources appraisal appraisals consensus specification specifications "
    "manual manuals handbook toolkit content contents information material site website webpage booklet bulletin "
    "alert circular notice briefing overview text book books record entry classification study manuscript "
    "preprint letter editorial commentary synopsis algorithm directive regulation regulations code framework "
    "strategy plan guide guides instruction instructions topic tool release draft evidence transcript archive "
    "copy file pdf work title monograph chapter standard position series collection profile safety-alert update "
    "dataset parameter parameters opinion criteria announcement communication advisory rapid-response rfc memo "
    "memorandum faq compendium formulary posting portal subsite ta ipg mtg htg dg sop pil cpg bulletin bulletins "
    "preprints checklist aid documentation revision release smpc"
)
NON_DOCUMENT_HEADS = names(
    "drug drugs medicine medicines treatment treatments consent licence license product products device devices "
    "test tests vaccine vaccines support care funding patient patients participants blood joint hip valve "
    "technology application applications"
)
MODIFIERS = names(
    "clinical practice technology quality consensus patient nice sign esmo rcog cochrane w.h.o guideline best interim "
    "professional national medical treatment management public health"
)
PRONOUNS = names("this it they these")
