"""What of a check is news, and the events that tell whoever listens: of a source, or of a host as a whole."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from reviewdue.availability import Availability
from reviewdue.incidents import Incident
from reviewdue.references import Reference, short_name
from reviewdue.revisits import is_in_doubt
from reviewdue.verdicts import Axis, Currency, Integrity, Verdict
from reviewdue.watching import Watch


def announce_change(watch: Watch, reference: Reference, before: Verdict, after: Verdict) -> bool:
    """Announce what is another answer than before; whether anything was."""
    events = events_of(before, after)
    for event in events:
        watch.announce(event=event, resource=_resource(reference), payload=_change(before, after))
    return bool(events)


@dataclass(slots=True, kw_only=True)
class HeldNews:
    """News of sources that may turn out to be the news of their host, held until the run knows.

    `incidents` are those there were before the run.
    """

    watch: Watch
    incidents: Iterable[Incident] = ()
    _held: list[tuple[str, Reference, Verdict, Verdict]] = field(default_factory=list)

    def tell(self, host: str | None, reference: Reference, before: Verdict, after: Verdict) -> bool:
        """Announce a change now, or hold it back; whether it was announced.

        What is no news is not held: on a first day that would be every source there is.
        """
        if not events_of(before, after):
            return False
        if host is None or not (is_in_doubt(after) or is_in_doubt(before)):
            return announce_change(self.watch, reference, before, after)
        self._held.append((host, reference, before, after))
        return False

    def settle(self, incidents: Iterable[Incident]) -> list[str]:
        """Announce the hosts, then the sources of which no host speaks; the ids of the sources that were announced."""
        were, are = ({one.host: one for one in some} for some in (self.incidents, incidents))
        for host in sorted(were.keys() ^ are.keys()):
            incident = are.get(host) or were[host]
            self._announce_host(incident, ends=host not in are)
        return [
            reference.id
            for host, reference, before, after in self._held
            if host not in were and host not in are and announce_change(self.watch, reference, before, after)
        ]

    def _announce_host(self, incident: Incident, *, ends: bool) -> None:
        event = "available" if ends else incident.availability
        resource = {"prefect.resource.id": f"reviewdue.host.{incident.host}", "prefect.resource.name": incident.host}
        self.watch.announce(event=f"reviewdue.host.{event}", resource=resource, payload=incident.as_dict())


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
