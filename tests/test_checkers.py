"""The checkers: what each asks about a reference, and what it makes of the answers."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from reviewdue.availability import Answer, Failure
from reviewdue.checkers import CHECKERS, Looking, address, register
from reviewdue.references import Reference, Successor
from reviewdue.services import Access, Ask, State, Told, doi
from reviewdue.services.asking import read_answer
from reviewdue.verdicts import Axis
from tests.checks import told_of_page
from tests.projects import TODAY

LOOKING = Looking(today=TODAY, services=frozenset(("doi",)))
URL = "https://www.example.org/guideline"
HANDLE_URL = "https://doi.example.org/api/handles/10.1000/lumps?type=URL"


def make_reference(**changes: Any) -> Reference:
    """A book without an address."""
    return Reference(**{"id": "manual-8", "type": "book", "title": "Manual of Lumps", "edition": "8", **changes})


def looked(reference: Reference, answer: Answer) -> tuple[str, str]:
    """What the address checker says of the answer of a page."""
    return judged_by_address(reference, told_of_page(answer.url, answer))


def judged_by_address(reference: Reference, *told: Told) -> tuple[str, str]:
    """What the address checker says."""
    (observation,) = address.judge(reference, {one.key: one for one in told}, LOOKING)
    return observation.value, observation.observed


def asked(reference: Reference, *told: Told) -> list[Ask]:
    """What the address checker asks when it was told so much."""
    return list(address.asks(reference, {one.key: one for one in told}, LOOKING))


def handle_says(data: object, status: int = 200) -> Told:
    """What the DOI service tells when it answers so."""
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    answer = Answer(url=HANDLE_URL, final_url=HANDLE_URL, status=status, body=body)
    (told,) = read_answer(doi.HANDLE, ["10.1000/lumps"], answer, Access(url="https://doi.example.org"))[0]
    return told


def test_each_checker_has_a_name_of_its_own() -> None:
    names = [checker.name for checker in CHECKERS]

    assert len(set(names)) == len(names) >= 10


def test_an_address_is_asked_for_with_what_is_known_of_its_version() -> None:
    assert asked(make_reference(url=URL)) == [Ask(URL, conditional=True)]


@pytest.mark.parametrize("changes", [{"doi": "10.1000/lumps"}, {"url": "https://doi.org/10.1000/lumps"}])
def test_a_doi_is_asked_for_at_its_resolver_and_not_at_the_publisher(changes: dict[str, str]) -> None:
    assert asked(make_reference(**{"url": URL, **changes})) == [Ask("10.1000/lumps", "doi")]


def test_a_book_asks_nothing_and_is_not_online() -> None:
    (observation,) = address.judge(make_reference(), {}, LOOKING)

    assert asked(make_reference()) == []
    assert (observation.axis, observation.value, observation.url) == (Axis.AVAILABILITY, "not_online", None)


def test_an_address_that_was_not_asked_says_nothing() -> None:
    assert list(address.judge(make_reference(url=URL), {}, LOOKING)) == []


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        (Answer(url=URL, final_url=URL, status=200, text="A guideline. " * 200), "available"),
        (Answer(url=URL, final_url=URL, status=404), "not_found"),
        (Answer(url=URL, final_url=URL, status=403), "restricted"),
        (Answer(url=URL, final_url=URL, status=304), "available"),
        (Answer(url=URL, final_url=URL, failure=Failure.TIMEOUT), "unreachable"),
    ],
)
def test_an_answer_is_judged_and_says_why(answer: Answer, value: str) -> None:
    found, why = looked(make_reference(url=URL), answer)

    assert found == value
    assert why


def test_a_doi_that_resolves_is_available_wherever_it_leads() -> None:
    data = {"responseCode": 1, "values": [{"type": "URL", "data": {"value": "https://journal.example.org/1"}}]}

    found, why = judged_by_address(make_reference(doi="10.1000/lumps"), handle_says(data))

    assert found == "available"
    assert "https://journal.example.org/1" in why


def test_a_doi_that_nobody_registered_is_not_found() -> None:
    missing = handle_says({"responseCode": 100}, 404)

    assert judged_by_address(make_reference(doi="10.1000/lumps"), missing)[0] == "not_found"


def test_a_plain_404_in_place_of_the_doi_service_says_nothing_of_the_doi() -> None:
    told = handle_says(b"nginx", 404)

    assert told.state is State.SILENT
    assert judged_by_address(make_reference(doi="10.1000/lumps"), told)[0] == "unreachable"


@pytest.mark.parametrize("of_doi", [handle_says({"responseCode": 100}, 404), handle_says(b"", 503)])
def test_where_the_doi_is_no_help_the_address_beside_it_is_asked(of_doi: Told) -> None:
    reference = make_reference(doi="10.1000/lumps", url=URL)
    page = told_of_page(URL, status=200, text="A guideline. " * 200)

    assert asked(reference, of_doi) == [Ask("10.1000/lumps", "doi"), Ask(URL, conditional=True)]
    assert judged_by_address(reference, of_doi, page)[0] == "available"


def judged(successor: Successor | None) -> tuple[str, str, str | None]:
    """What the register checker says of a reference with that successor."""
    reference = make_reference(superseded_by=(successor,) if successor else ())
    (observation,) = register.judge(reference, {}, LOOKING)
    assert observation.axis is Axis.CURRENCY
    return observation.value, observation.observed, observation.url


def test_a_register_that_names_no_successor_does_not_know() -> None:
    assert judged(None)[0] == "unknown"
    assert register.asks(make_reference(), {}, LOOKING) == ()


def test_a_successor_that_is_out_supersedes_and_the_sentence_says_since_when_and_in_what() -> None:
    out = Successor(edition="9", released=date(2025, 7, 3), changed=("lung",), evidence_url=URL)

    value, said, url = judged(out)

    assert (value, url) == ("superseded", URL)
    assert "9th edition since 3 July 2025" in said
    assert "not known" in said


@pytest.mark.parametrize(
    ("released", "value"),
    [(date(2026, 11, 22), "superseded"), (date(2026, 11, 23), "superseded"), (date(2026, 11, 24), "current")],
)
def test_an_announced_successor_supersedes_from_its_day_on(released: date, value: str) -> None:
    assert judged(Successor(edition="9", released=released))[0] == value


@pytest.mark.parametrize(
    ("on", "value"),
    [
        (TODAY, "current"),
        (TODAY - timedelta(days=365), "current"),
        (TODAY - timedelta(days=366), "unknown"),
        (TODAY + timedelta(days=1), "unknown"),
    ],
)
def test_what_a_person_made_sure_of_counts_for_a_year(on: date, value: str) -> None:
    reference = make_reference(confirmed_by="breast-team", confirmed_on=on)

    (observation,) = register.judge(reference, {}, LOOKING)

    assert observation.value == value
    assert ("Confirmed by breast-team on" in observation.observed) is (on <= TODAY)


def test_a_successor_says_who_confirmed_it_and_when() -> None:
    out = Successor(edition="9", released=date(2025, 7, 3), confirmed_by="lead", confirmed_on=date(2025, 8, 1))

    assert judged(out)[1].endswith("; confirmed by lead on 1 August 2025, more than a year ago")
