"""The ladder of reminders: which rung a page has reached, to whom it goes, and on which days mail rests."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from reviewdue.settings import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """`rungs` are days before (+) and after (-) a due date; after the last one it repeats every `repeat` days."""

    rungs: tuple[int, ...]
    repeat: int

    @property
    def reach(self) -> int:
        """How many days before its due date a page gets its first reminder; below zero: only afterwards."""
        return max(self.rungs) if self.rungs else -self.repeat

    def rung_on(self, today: date, due: date) -> int | None:
        """The tightest rung reached by `today`, which is the only one ever sent; None before the first.

        A page passes every rung once as days go by, and whatever day it is looked at, one rung answers: an
        outage costs the reminders that it covers and never causes a burst.
        """
        days_left = (due - today).days
        reached = [rung for rung in self.rungs if rung >= days_left]
        if not reached:
            return None
        last = min(self.rungs)
        if days_left > last - self.repeat:
            return min(reached)
        return last - (last - days_left) // self.repeat * self.repeat


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Somebody a reminder goes to, and why they get it: `reviewer`, `owner` or `escalation`."""

    id: str
    name: str
    email: str
    role: str

    @property
    def mailbox(self) -> str:
        """What the ledger knows them by: whoever they are, a mailbox gets a reminder once."""
        return self.email.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """One reminder to one recipient. Its key is page, cycle due date, rung and recipient."""

    page_id: str
    cycle_due: date
    rung: int
    recipient: Recipient

    @property
    def key(self) -> str:
        """The key as one text, for programs."""
        return "|".join((self.page_id, self.cycle_due.isoformat(), str(self.rung), self.recipient.mailbox))


@dataclass(frozen=True, slots=True)
class People:
    """Who is who, by id; an entry of a page may also be an address itself."""

    by_id: Mapping[str, Person]

    def recipients(self, owner: str | None, reviewers: Collection[str], *, escalated: bool) -> tuple[Recipient, ...]:
        """Whom a page's reminder goes to: its reviewers, or its owner where it names none.

        An escalated one goes to whoever they escalate to as well. Each mailbox is named once.
        """
        role = "reviewer" if reviewers else "owner"
        names = tuple(reviewers) or ((owner,) if owner else ())
        first = [self.by_id[name] for name in names if name in self.by_id]
        found = [each for name in names for each in self._mailboxes(name, role, set())]
        above = [person.escalate_to for person in first if escalated and person.escalate_to]
        found += [each for name in above for each in self._mailboxes(name, "escalation", set())]
        by_mailbox: dict[str, Recipient] = {}
        for each in found:
            by_mailbox.setdefault(each.mailbox, each)
        return tuple(by_mailbox.values())

    def _mailboxes(self, name: str, role: str, seen: set[str]) -> Iterable[Recipient]:
        person = self.by_id.get(name)
        if person is None:
            return [Recipient(id=name, name=name, email=name, role=role)] if is_address(name) else []
        if person.email or name in seen:
            return [Recipient(id=person.id, name=person.name, email=person.email, role=role)] if person.email else []
        return [each for member in person.members for each in self._mailboxes(member, role, seen | {name})]

    def name_of(self, id: str) -> str:
        """The name of a person or team, or the id itself."""
        return self.by_id[id].name if id in self.by_id else id


def people_of(people: Sequence[Person]) -> People:
    """The people of a configuration, ready to be asked."""
    return People({person.id: person for person in people})


def is_address(text: str) -> bool:
    """Whether a text could be a mail address: one @ with something on both sides, and no space."""
    name, at, domain = text.rpartition("@")
    return bool(at and name and "." in domain and not any(char.isspace() for char in text))


def is_quiet(day: date, *, weekends: bool, holidays: Collection[date]) -> bool:
    """Whether mail rests on this day."""
    return (weekends and day.weekday() >= 5) or day in holidays


def next_working_day(day: date, *, weekends: bool, holidays: Collection[date]) -> date:
    """The first day after `day` on which mail goes out."""
    following = day + timedelta(days=1)
    while is_quiet(following, weekends=weekends, holidays=holidays):
        following += timedelta(days=1)
    return following
