"""What of a check is news, and the events that tell whoever listens."""

from typing import Any

from reviewdue.availability import Availability
from reviewdue.references import Reference, short_name
from reviewdue.verdicts import Axis, Currency, Integrity, Verdict
from reviewdue.watching import Watch


def announce_change(watch: Watch, reference: Reference, before: Verdict, after: Verdict) -> bool:
    """Announce what is another answer than before; whether anything was."""
    events = events_of(before, after)
    for event in events:
        watch.announce(event=event, resource=_resource(reference), payload=_change(before, after))
    return bool(events)


def _resource(reference: Reference) -> dict[str, str]:
    return {
        "prefect.resource.id": f"reviewdue.reference.{reference.id}",
        "prefect.resource.name": short_name(reference),
    }


def _change(before: Verdict, after: Verdict) -> dict[str, Any]:
    return {axis: {"before": getattr(before, axis), "after": getattr(after, axis)} for axis in Axis}


NO_ANSWER = {Availability.UNCHECKED, Currency.UNKNOWN, Integrity.UNKNOWN}
# That a source is as it should be is news only to whoever was told otherwise.
AS_IT_SHOULD_BE = {Availability.AVAILABLE, Availability.NOT_ONLINE, Currency.CURRENT, Integrity.CLEAR}


def events_of(before: Verdict, after: Verdict) -> list[str]:
    """The events of a change, such as reviewdue.reference.superseded; a source is gone once that is confirmed."""
    events = [
        f"reviewdue.reference.{getattr(after, axis)}"
        for axis in Axis
        if _is_news(getattr(before, axis), getattr(after, axis))
    ]
    if after.confirmed and after.availability is Availability.NOT_FOUND and not before.confirmed:
        events.append("reviewdue.reference.gone")
    return events


def _is_news(before: str, after: str) -> bool:
    return after != before and after not in NO_ANSWER and not (before in NO_ANSWER and after in AS_IT_SHOULD_BE)
