"""Asking the DOI system, and reading what it says."""

import json

import pytest

from reviewdue.availability import Answer, Availability, Failure
from reviewdue.doi import HandleFinding, handle_address, judge_handle

ASKED = "https://doi.org/api/handles/10.1000/xyz?type=URL"


def handle(status: int, data: object, **headers: str) -> HandleFinding:
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    return judge_handle(Answer(url=ASKED, final_url=ASKED, status=status, body=body, headers=headers))


def url_value(target: str) -> dict[str, object]:
    return {"index": 1, "type": "URL", "data": {"format": "string", "value": target}}


def test_a_registered_doi_is_available_and_names_its_target() -> None:
    found = handle(200, {"responseCode": 1, "values": [{"type": "HS_ADMIN"}, url_value("https://example.org/a")]})

    assert found.finding.availability is Availability.AVAILABLE
    assert found.target == "https://example.org/a"


def test_no_such_handle_is_not_found() -> None:
    assert handle(404, {"responseCode": 100}).finding.availability is Availability.NOT_FOUND


@pytest.mark.parametrize("data", [{"responseCode": 200}, {"responseCode": 1, "values": []}])
def test_a_doi_without_an_address_needs_a_person(data: dict[str, object]) -> None:
    assert handle(200, data).finding.availability is Availability.RESTRICTED


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (404, b"<h1>Not Found</h1>", Availability.UNREACHABLE),
        (200, b"<h1>Hello</h1>", Availability.UNREACHABLE),
        (200, b"[1]", Availability.UNREACHABLE),
        (200, b"[" * 100_000, Availability.UNREACHABLE),
        (200, b'{"responseCode": 100}', Availability.UNREACHABLE),
        (500, b'{"responseCode": 2}', Availability.UNREACHABLE),
        (503, b"", Availability.UNREACHABLE),
        (403, b"", Availability.RESTRICTED),
        (429, b"slow down", Availability.RESTRICTED),
    ],
)
def test_anything_but_its_own_word_says_nothing_of_the_doi(status: int, body: bytes, expected: Availability) -> None:
    assert handle(status, body).finding.availability is expected


def test_a_resolver_that_does_not_answer_is_unreachable() -> None:
    found = judge_handle(Answer(url=ASKED, failure=Failure.TIMEOUT))

    assert found.finding.availability is Availability.UNREACHABLE


@pytest.mark.parametrize(
    ("doi", "address"),
    [
        ("10.1000/xyz", "https://doi.org/api/handles/10.1000/xyz?type=URL"),
        ("10.1000/a<b>#c?d", "https://doi.org/api/handles/10.1000/a%3Cb%3E%23c%3Fd?type=URL"),
        ("10.1016/S0140-6736(05)1", "https://doi.org/api/handles/10.1016/S0140-6736(05)1?type=URL"),
    ],
)
def test_the_slash_of_a_doi_stays_a_slash(doi: str, address: str) -> None:
    assert handle_address(doi) == address


def test_another_resolver_can_be_asked() -> None:
    assert handle_address("10.1000/x", "http://127.0.0.1:1/") == "http://127.0.0.1:1/api/handles/10.1000/x?type=URL"
