"""The address checker: whether a reference is still where it says it is, by its DOI or its web address."""

from collections.abc import Iterable, Iterator, Mapping

from reviewdue.availability import Answer, Availability
from reviewdue.availability import judge as judge_answer
from reviewdue.checkers.checker import Ask, Looking
from reviewdue.doi import handle_address, judge_handle
from reviewdue.references import Reference
from reviewdue.references.dois import doi_in
from reviewdue.verdicts import Axis, Observation


def asks(reference: Reference, looking: Looking) -> Iterable[Ask]:
    """The DOI's record at its resolver where there is a DOI, else the address itself."""
    if doi := doi_of(reference):
        return (Ask(handle_address(doi, looking.doi_resolver)),)
    return (Ask(reference.url, conditional=True),) if reference.url else ()


def doi_of(reference: Reference) -> str | None:
    """The DOI of a reference, also where it is only given as an address of the resolver."""
    return reference.doi or (doi_in(reference.url) if reference.url else None)


def judge(reference: Reference, answers: Mapping[str, Answer], looking: Looking) -> Iterator[Observation]:
    """One answer: a publisher's site that refuses robots says nothing against a DOI that resolves."""
    wanted = [ask.url for ask in asks(reference, looking)]
    if not wanted:
        yield _observe(Availability.NOT_ONLINE, "It has no address to check; a person confirms it.", None)
    for url in wanted:
        if url in answers:
            yield judge_address(url, answers[url], is_handle=doi_of(reference) is not None)


def judge_address(url: str, answer: Answer, *, is_handle: bool) -> Observation:
    """What the answer says of the availability of what stands behind an address."""
    finding = judge_handle(answer).finding if is_handle else judge_answer(answer)
    return _observe(finding.availability, finding.reason, url)


def _observe(value: Availability, observed: str, url: str | None) -> Observation:
    return Observation(axis=Axis.AVAILABILITY, value=value, checker="address", observed=observed, url=url)
