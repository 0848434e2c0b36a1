"""What is kept about a person: to be shown to them, and to be erased when they ask, with the trail still verifying."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from reviewdue.errors import ActionRefused
from reviewdue.ledger import trail
from reviewdue.ledger.erasing import erase
from reviewdue.ledger.persons import Mention, mentions, notes_of, rows_naming
from reviewdue.projects import Project
from reviewdue.settings import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is kept about a person: their entry in the configuration, and the ledger's rows by table."""

    names: tuple[str, ...]
    entry: Person | None
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


def names_of(project: Project, named: Iterable[str]) -> tuple[tuple[str, ...], Person | None]:
    """Everything a person goes by - id, name, address - where one of these is known; and their entry."""
    given = [text.strip() for text in named if text.strip()]
    if not given:
        raise ActionRefused("name the person: by id, address or name")
    entry = next((one for one in project.settings.people if {*_of(one)} & {*given}), None)
    every = [*given, *(text.lower() for text in given if "@" in text), *(_of(entry) if entry else ())]
    return tuple(dict.fromkeys(every)), entry


def _of(person: Person) -> list[str]:
    mailbox = [person.email, person.email.lower()] if person.email else []
    return [person.id, person.name, *mailbox]


def export(project: Project, named: Iterable[str]) -> Kept:
    """Everything that is kept about a person."""
    names, entry = names_of(project, named)
    with project.ledger.begin() as connection:
        return Kept(names=names, entry=entry, rows=rows_naming(connection, names))


def erase_person(project: Project, named: Iterable[str], *, actor: str) -> int:
    """Take a person out of the ledger; a pseudonym stays in their place. Returns how many rows named them.

    Raises ActionRefused where nothing names them.
    """
    names, _ = names_of(project, named)
    with project.ledger.change() as connection:
        if not any(rows_naming(connection, names).values()):
            raise ActionRefused(f"nothing in the ledger names {' or '.join(f'“{name}”' for name in names)}")
        texts = [*names, *sorted(notes_of(connection, names))]
        # What is not sealed yet has no pseudonym so far, and would stay as it is.
        trail.seal(connection, "erasure", "", {}, actor=trail.ITSELF, at=project.now)
        return sum(erase(connection, text, actor=actor, at=project.now) for text in texts)


def strangers(project: Project) -> list[Mention]:
    """Who is named in the ledger and is not in the configuration any more."""
    known = {text for person in project.settings.people for text in _of(person)} | {trail.ITSELF}
    with project.ledger.begin() as connection:
        return [one for one in mentions(connection) if one.text not in known]
