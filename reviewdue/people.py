"""Who is who, and whose a page is: its reviewers, its owner, whoever knows its topics, and who stands in for them."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reviewdue.settings import Person

# Stands, with a pseudonym behind it, in place of the name of somebody who was erased.
ERASED = "erased:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Somebody a reminder goes to, and why they get it.

    `role` is `assignee`, `reviewer`, `owner`, `topic`, `specialty` or `unassigned`; `stand_in` for whoever gets the
    mail of one who left or cannot be reached, and `escalation` for whoever is told that nobody moves.
    """

    id: str
    name: str
    email: str
    role: str

    @property
    def mailbox(self) -> str:
        """What the ledger knows them by: whoever they are, a mailbox gets a reminder once."""
        return self.email.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Who is who on a day, by id; an entry of a page may also be an address itself.

    `bouncing` are mailboxes that take no mail, `unassigned_to` gets what is nobody's.
    """

    by_id: Mapping[str, Person]
    today: date | None = None
    bouncing: frozenset[str] = frozenset()
    unassigned_to: str | None = None

    def recipients(
        self,
        owner: str | None,
        reviewers: Collection[str],
        *,
        escalated: bool,
        topics: Collection[str] = (),
        assignee: str | None = None,
    ) -> tuple[Recipient, ...]:
        """Whom a page's reminder goes to: the first of those it could be whom mail can reach.

        An escalated one goes to whoever they escalate to as well. Each mailbox is named once.
        """
        for role, names in self._candidates(owner, reviewers, topics, assignee):
            found = [each for name in names for each in self._reach(name, role, set())]
            if found:
                above = self._above(names) if escalated else ()
                found += [each for name in above for each in self._reach(name, "escalation", set())]
                return _once(found)
        return ()

    def _candidates(
        self, owner: str | None, reviewers: Collection[str], topics: Collection[str], assignee: str | None
    ) -> Iterator[tuple[str, tuple[str, ...]]]:
        yield "assignee", (assignee,) if assignee else ()
        yield "reviewer", tuple(reviewers)
        yield "owner", (owner,) if owner else ()
        yield "topic", self._who_know(topics, lambda person: person.topics)
        yield "specialty", self._who_know(topics, lambda person: person.specialties)
        yield "unassigned", (self.unassigned_to,) if self.unassigned_to else ()

    def _who_know(self, topics: Collection[str], known: Callable[[Person], Iterable[str]]) -> tuple[str, ...]:
        wanted = {topic.casefold().strip() for topic in topics}
        able = (person for person in self.by_id.values() if not self.has_left(person))
        return tuple(person.id for person in able if wanted & {topic.casefold().strip() for topic in known(person)})

    def _above(self, names: Iterable[str]) -> list[str]:
        first = [self.by_id[name] for name in names if name in self.by_id]
        return [person.escalate_to for person in first if person.escalate_to]

    def _reach(self, name: str, role: str, seen: set[str]) -> list[Recipient]:
        """Everyone a name stands for whom mail can reach, or whoever stands in for them."""
        if name in seen:
            return []
        seen = seen | {name}
        person = self.by_id.get(name)
        if person is None:
            alone = Recipient(id=name, name=name, email=name, role=role)
            return [alone] if is_address(name) and alone.mailbox not in self.bouncing else []
        if not self.is_reachable(person):
            return self._reach(person.escalate_to, "stand_in", seen) if person.escalate_to else []
        if person.email:
            return [Recipient(id=person.id, name=person.name, email=person.email, role=role)]
        return [each for member in person.members for each in self._reach(member, role, seen)]

    def can_reach(self, name: str) -> bool:
        """Whether there is anybody whom mail for a name gets to."""
        return bool(self._reach(name, "owner", set()))

    def has_left(self, person: Person) -> bool:
        """Whether a person is not there any more."""
        return not person.active or bool(person.left and self.today and person.left <= self.today)

    def is_reachable(self, person: Person) -> bool:
        """Whether they are there, and mail to them arrives as far as is known."""
        return not self.has_left(person) and (person.email or "").lower() not in self.bouncing

    def name_of(self, id: str) -> str:
        """The name of a person or team, or the id itself."""
        if id.startswith(ERASED):
            return "somebody who was erased"
        return self.by_id[id].name if id in self.by_id else id

    def name_at(self, mailbox: str) -> str:
        """Whose mailbox it is; of one that is nobody's what stands before its @."""
        known = (person.name for person in self.by_id.values() if (person.email or "").lower() == mailbox)
        return next(known, self.name_of(mailbox).partition("@")[0])


def _once(found: Iterable[Recipient]) -> tuple[Recipient, ...]:
    by_mailbox: dict[str, Recipient] = {}
    for each in found:
        by_mailbox.setdefault(each.mailbox, each)
    return tuple(by_mailbox.values())


def people_of(
    people: Sequence[Person],
    *,
    today: date | None = None,
    bouncing: Collection[str] = (),
    unassigned_to: str | None = None,
) -> People:
    """The people of a configuration, ready to be asked."""
    by_id = {person.id: person for person in people}
    return People(by_id=by_id, today=today, bouncing=frozenset(bouncing), unassigned_to=unassigned_to)


def is_address(text: str) -> bool:
    """Whether a text could be a mail address: one @ with something on both sides, and no space."""
    name, at, domain = text.rpartition("@")
    return bool(at and name and "." in domain and not any(char.isspace() for char in text))
