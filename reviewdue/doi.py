"""What the DOI system's handle service says of a DOI: the address to ask and how to read what it answers."""

import json
from dataclasses import dataclass
from enum import IntEnum
from urllib.parse import quote

from reviewdue.availability import Answer, Availability, Finding, judge

RESOLVER = "https://doi.org"
UNQUOTED = "/:;()._-,+=@!$&'*~"


class HandleCode(IntEnum):
    """The `responseCode` of the handle service, from its handbook."""

    SUCCESS = 1
    ERROR = 2
    NO_SUCH_HANDLE = 100
    NO_SUCH_VALUES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class HandleFinding:
    """The verdict on a DOI, and where it leads: a new target is the publisher's own word that it moved."""

    finding: Finding
    target: str | None = None


def handle_address(doi: str, resolver: str = RESOLVER) -> str:
    """Where the handle service tells of a DOI. Its slash stays a slash: the proxy answers 404 to %2F."""
    return f"{resolver.rstrip('/')}/api/handles/{quote(doi, safe=UNQUOTED)}?type=URL"


def judge_handle(answer: Answer) -> HandleFinding:
    """The verdict on a DOI from the handle service's answer.

    Only its JSON counts: a 404 without it comes from something in between and says nothing of the DOI.
    """
    data = _handle_data(answer)
    if data is None:
        return HandleFinding(finding=_without_json(answer))
    target = _target(data)
    return HandleFinding(finding=_of_code(data.get("responseCode"), target, answer), target=target)


def _of_code(code: object, target: str | None, answer: Answer) -> Finding:
    if code == HandleCode.SUCCESS and target:
        return Finding(availability=Availability.AVAILABLE, reason=f"the DOI is registered and leads to {target}")
    if code == HandleCode.NO_SUCH_HANDLE and answer.status == 404:
        return Finding(availability=Availability.NOT_FOUND, reason="there is no such DOI")
    if code in (HandleCode.SUCCESS, HandleCode.NO_SUCH_VALUES):
        # It exists, so it is not gone; but nobody can say that it leads anywhere.
        reason = "the DOI is registered but names no address"
        return Finding(availability=Availability.RESTRICTED, reason=reason)
    return Finding(availability=Availability.UNREACHABLE, reason=f"the DOI service answered with code {code}")


def _without_json(answer: Answer) -> Finding:
    finding = judge(answer)
    if finding.availability in (Availability.RESTRICTED, Availability.UNREACHABLE, Availability.UNCHECKED):
        return Finding(availability=finding.availability, reason=f"the DOI service: {finding.reason}")
    reason = f"the DOI service answered {answer.status} without saying anything of the DOI"
    return Finding(availability=Availability.UNREACHABLE, reason=reason)


def _handle_data(answer: Answer) -> dict[str, object] | None:
    try:
        data = json.loads(answer.body)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) and isinstance(data.get("responseCode"), int) else None


def _target(data: dict[str, object]) -> str | None:
    values = data.get("values")
    for value in values if isinstance(values, list) else ():
        inner = value.get("data") if isinstance(value, dict) and value.get("type") == "URL" else None
        if isinstance(inner, dict) and isinstance(inner.get("value"), str):
            return str(inner["value"])
    return None
