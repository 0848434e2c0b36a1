"""What a sentence claims of the soundness of its document: corrected, retracted, reinstated."""

from collections.abc import Iterator

from reviewdue.availability.places import names
from reviewdue.currency.claims import Claim, Saying
from reviewdue.currency.clauses import Clause, is_fact, make_claim, party_in, right_of, subject_group
from reviewdue.currency.parties import Party
from reviewdue.currency.predicates import Mood


def judge_corrected(clause: Clause) -> Iterator[Claim]:
    if clause.predicate.passive and is_fact(clause) and clause.subject in (Party.SELF, Party.WEAK, Party.PART):
        yield make_claim(clause, Saying.CORRECTED)


NOTICED = frozenset(("following", "above", "original", "above-named", "aforementioned"))
WORKS = names("article articles paper study manuscript review letter report publication work")


def judge_retracted(clause: Clause) -> Iterator[Claim]:
    wished = {word.low for word in clause.said[: clause.predicate.first]} & {
        "wish",
        "like",
        "want",
        "wishes",
        "agreed",
        "decided",
    }
    if clause.predicate.nominal or (clause.predicate.mood not in (Mood.FACT, Mood.ONGOING) and not wished):
        return
    group = subject_group(clause.said, clause.predicate) if clause.predicate.passive else right_of(clause)
    party = clause.subject if clause.predicate.passive else party_in(clause, group)
    lows = {word.low for word in group}
    if party in (Party.SELF, Party.WEAK) or (lows & NOTICED and lows & WORKS):
        yield make_claim(clause, Saying.RETRACTED)


def judge_reinstated(clause: Clause) -> Iterator[Claim]:
    if clause.predicate.passive and is_fact(clause) and clause.subject in (Party.SELF, Party.WEAK, Party.NOBODY):
        yield make_claim(clause, Saying.REINSTATED)
