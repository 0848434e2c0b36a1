"""Hosts with an incident, as notices for the dashboard and the summary."""

from collections.abc import Iterator

from sqlalchemy.engine import Connection

from reviewdue import views
from reviewdue.availability import Availability
from reviewdue.incidents import Incident, incidents_among
from reviewdue.ledger import hosts
from reviewdue.projects import Project
from reviewdue.wording import day, plural

MOST = 5
HAPPENED = {Availability.UNREACHABLE: "does not answer", Availability.NOT_FOUND: "says that its pages are not there"}


def outages(connection: Connection, project: Project) -> Iterator[views.Notice]:
    """A notice for each host with an incident, and one for those beyond the first few."""
    incidents = incidents_among(hosts.doubts(connection), project.now)
    for incident in incidents[:MOST]:
        yield _notice(incident, project)
    if rest := incidents[MOST:]:
        yield views.Notice(
            what=f"{plural(len(rest), 'more host')} {'is' if len(rest) == 1 else 'are'} in the same state.",
            detail=f"They hold {plural(sum(one.sources for one in rest), 'source')}.",
        )


def _notice(incident: Incident, project: Project) -> views.Notice:
    since = day(incident.since.astimezone(project.settings.publisher.zone).date())
    return views.Notice(
        what=f"{incident.host} {HAPPENED[incident.availability]}.",
        detail=f"{plural(incident.sources, 'source')} there could not be checked since {since}.",
        meaning="Nobody is told that they are gone. They are tried again every day.",
    )
