"""The DataCite checker: whether a data set, report or preprint has a newer version."""

from collections.abc import Iterator

from reviewdue.checkers.checker import Looking
from reviewdue.checkers.crossref import asks
from reviewdue.checkers.identities import doi_of
from reviewdue.checkers.saying import superseded, unheard
from reviewdue.references import Reference
from reviewdue.services import Answers, State
from reviewdue.services.datacite import DATACITE, Dataset
from reviewdue.verdicts import Axis, Observation

__all__ = ["asks", "judge"]


def judge(reference: Reference, answers: Answers, looking: Looking) -> Iterator[Observation]:
    """Superseded by what the record names as its successor. DataCite knows nothing of retractions."""
    told = answers.get((DATACITE.name, doi_of(reference, answers) or ""))
    if told is None or told.state is State.ABSENT:
        return
    if told.state is State.SILENT:
        yield unheard("datacite", told, Axis.CURRENCY)
        return
    work: Dataset = told.data
    for newer in work.newer:
        where = newer if newer.startswith("http") else f"https://doi.org/{newer}"
        said = f"A newer version was published: {newer}."
        yield superseded("datacite", said, told.url, title=f"{work.title or reference.title} ({newer})", where=where)
