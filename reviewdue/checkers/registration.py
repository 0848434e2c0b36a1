"""Who keeps the record of a DOI: the registration agency first, then that agency's own record; shared by checkers."""

from collections.abc import Iterator

from reviewdue.checkers.checker import Looking
from reviewdue.services import Answers, Ask, State, Told
from reviewdue.services.crossref import CROSSREF
from reviewdue.services.datacite import DATACITE
from reviewdue.services.doi import AGENCY

# The agencies whose records are asked for, by the name that the DOI system has for them.
KEEPERS = {"Crossref": CROSSREF.name, "DataCite": DATACITE.name}


def asks_for_record(doi: str, answers: Answers, looking: Looking) -> Iterator[Ask]:
    """Which agency, and then its record; where nobody can say which, one after the other until one knows the DOI."""
    keepers = {agency: keeper for agency, keeper in KEEPERS.items() if keeper in looking.services}
    if not keepers:
        return
    asked = list(keepers.values())
    if AGENCY.name in looking.services:
        yield Ask(doi, AGENCY.name)
        agency = answers.get((AGENCY.name, doi))
        if agency is None or agency.state is State.ABSENT:
            return
        if agency.state is State.KNOWN:
            asked = [keepers[agency.data]] if agency.data in keepers else []
    for keeper in asked:
        yield Ask(doi, keeper)
        told = answers.get((keeper, doi))
        if told is None or told.state is State.KNOWN:
            return


def record_of(doi: str, answers: Answers) -> Told | None:
    """The record that an agency has of the DOI."""
    told = (answers.get((keeper, doi)) for keeper in KEEPERS.values())
    return next((one for one in told if one is not None and one.state is State.KNOWN), None)


def is_asked_for(doi: str, answers: Answers, looking: Looking) -> bool:
    """Whether there is nothing left to ask the agencies."""
    return all(ask.key in answers for ask in asks_for_record(doi, answers, looking))
