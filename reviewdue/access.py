"""Who somebody is to the live dashboard, by what they are known by; pure."""

from dataclasses import dataclass
from datetime import date

from reviewdue.people import people_of
from reviewdue.roles import RIGHTS, USUAL_ROLES, Role
from reviewdue.settings import Person, Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Someone:
    """Somebody who is let in: one of the people, or whoever is at the machine itself where nobody signs in."""

    id: str
    name: str
    role: Role
    mailbox: str | None = None

    def may(self, right: str) -> bool:
        """Whether they have a right, by its name."""
        return right in RIGHTS[self.role]


def find_by_id(settings: Settings, id: str, today: date) -> Someone | None:
    """One of the people who has not left, by id."""
    return _someone(settings, [person for person in settings.people if person.id == id], today)


def find_by_mailbox(settings: Settings, address: str, today: date) -> Someone | None:
    """The same, by the address that is registered for them; capitals do not matter."""
    wanted = address.strip().lower()
    return _someone(settings, [one for one in settings.people if one.email and one.email.lower() == wanted], today)


def find_by_name(settings: Settings, name: str, today: date) -> Someone | None:
    """The same, by id or address, as a proxy may name them."""
    return find_by_id(settings, name.strip(), today) or find_by_mailbox(settings, name, today)


def _someone(settings: Settings, found: list[Person], today: date) -> Someone | None:
    people = people_of(settings.people, today=today)
    for person in found:
        if not people.has_left(person):
            mailbox = person.email.lower() if person.email else None
            return Someone(id=person.id, name=person.name, role=role_of(settings, person), mailbox=mailbox)
    return None


def role_of(settings: Settings, person: Person) -> Role:
    """Their own, or the one that follows from what they are; who is neither may look."""
    usual = {**USUAL_ROLES, **settings.serve.roles}
    return person.access or usual.get(person.role, Role.VIEWER)
