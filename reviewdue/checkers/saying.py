"""What several checkers say in one way: a silent service, a successor, and what notices come down to."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from reviewdue.checkers.identities import doi_of, retraction_keys
from reviewdue.notices import Kind, Notice, corrected_on, weigh
from reviewdue.references import Reference, Successor
from reviewdue.services import SERVICES, Answers, State, Told
from reviewdue.services.crossref import CROSSREF
from reviewdue.services.retractionwatch import RETRACTION_WATCH
from reviewdue.verdicts import Axis, Currency, Integrity, Observation


def unheard(checker: str, told: Told, axis: Axis) -> Observation:
    """A service that could not be asked: nothing changes for that."""
    observed = f"{SERVICES[told.service].title} could not be asked: it {told.detail}."
    return Observation(axis=axis, value="unknown", checker=checker, observed=observed, url=told.url, silent=True)


def superseded(checker: str, observed: str, url: str | None, *, title: str, where: str) -> Observation:
    """A successor that a service names."""
    return Observation(
        axis=Axis.CURRENCY,
        value=Currency.SUPERSEDED,
        checker=checker,
        observed=observed,
        url=url,
        successor=Successor(title=title, evidence_url=where),
    )


def sound(checker: str, told: Told, value: Integrity, observed: str) -> Observation:
    """An answer on whether a publication stands."""
    return Observation(axis=Axis.INTEGRITY, value=value, checker=checker, observed=observed, url=told.url)


def weighed(
    checker: str, told: Told, notices: Iterable[Notice], reinstated: Iterable[Notice], none: str
) -> Observation:
    """What the notices that one service has come down to; `none` is said where there are none."""
    listed = list(notices)
    value, said = weigh(listed, reinstated)
    seen = sound(checker, told, value, said or none)
    # What is corrected has changed, and whoever reviewed a page against it before then has to look again.
    return replace(seen, changed_on=corrected_on(listed)) if value is Integrity.CORRECTED else seen


def reinstatements(reference: Reference, answers: Answers) -> Iterator[Notice]:
    """Reinstatements that any service knows of: the others may go on to report the retraction."""
    for told in _noticing(reference, answers):
        notices = told.data if told.service == RETRACTION_WATCH.name else told.data.notices
        yield from (notice for notice in notices if notice.kind is Kind.REINSTATEMENT)


def _noticing(reference: Reference, answers: Answers) -> Iterator[Told]:
    keys = [(RETRACTION_WATCH.name, key) for key in retraction_keys(reference, answers)]
    keys += [(CROSSREF.name, doi_of(reference, answers) or "")]
    told = (answers.get(key) for key in keys)
    return (one for one in told if one is not None and one.state is State.KNOWN)
