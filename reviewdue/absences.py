"""Who cannot be reached though pages name them: people who left, and mailboxes that take no mail."""

from collections.abc import Iterator

from sqlalchemy.engine import Connection

from reviewdue.ledger import listing
from reviewdue.ledger.bounces import bouncing
from reviewdue.people import People
from reviewdue.projects import Project
from reviewdue.settings import Person
from reviewdue.tasks.assigning import everyone
from reviewdue.views import Notice


def absences(connection: Connection, project: Project) -> Iterator[Notice]:
    """A notice for everybody whom mail does not reach; it names people and no addresses."""
    people = everyone(connection, project)
    named = set(listing.owners(connection))
    for person in project.settings.people:
        if person.id in named and people.has_left(person):
            yield Notice(what=f"{person.name} has left and is still named on pages.", meaning=_instead(people, person))
    for mailbox, bounce in sorted(bouncing(connection).items()):
        having = [person for person in project.settings.people if (person.email or "").lower() == mailbox]
        name = having[0].name if having else mailbox.partition("@")[0]
        meaning = _instead(people, having[0]) if having else "Nobody stands in for them."
        yield Notice(what=f"Mail to {name} does not arrive.", detail=f"{bounce.why.rstrip('.')}.", meaning=meaning)


def _instead(people: People, person: Person) -> str:
    found = people.recipients(person.id, (), escalated=False)
    names = [one.name for one in found if one.role in ("stand_in", "unassigned")]
    if not names:
        return "Nobody stands in: name somebody in their escalate_to."
    return f"{' and '.join(names)} {'gets' if len(names) == 1 else 'get'} their reminders."
