"""A governed project, opened: its root, settings, ledger and the day it is looked at on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

from reviewdue.ledger import Ledger, open_ledger
from reviewdue.ledger.listing import Day
from reviewdue.people import people_of
from reviewdue.settings import Settings, load_settings


@dataclass(frozen=True, kw_only=True)
class Project:
    """What every use case works on. `today` is fixed for the whole run, `now` is when the run began (UTC)."""

    root: Path
    settings: Settings
    ledger: Ledger
    today: date
    now: datetime

    @cached_property
    def day(self) -> Day:
        """The day, with what the policy says of it."""
        policy = self.settings.policy
        people = people_of(self.settings.people, today=self.today)
        reachable = frozenset(person.id for person in self.settings.people if people.can_reach(person.id))
        return Day(today=self.today, lead=policy.lead, max_interval=policy.max_interval, reachable=reachable)


@contextmanager
def open_project(
    root: str | Path = ".", today: date | None = None, *, ledger: Ledger | None = None
) -> Iterator[Project]:
    """Open the project at `root` as of `today` (default: the publisher's calendar day).

    On another day than the real one `now` is the same time of that day, so that a chain of days can be played.
    A `ledger` that is handed in stays open.
    Raises ConfigurationError and LedgerUnusable.
    """
    folder = Path(root).resolve()
    settings = load_settings(folder)
    day, now = _moment(datetime.now(UTC), settings, today)
    opened = ledger or open_ledger(settings.ledger.url, folder)
    try:
        yield Project(root=folder, settings=settings, ledger=opened, today=day, now=now)
    finally:
        if ledger is None:
            opened.close()


def project_now(
    root: Path, settings: Settings, ledger: Ledger, today: date | None = None, *, clock: datetime | None = None
) -> Project:
    """An open project as of this moment, or of the same time on another day, for whoever keeps it open for long."""
    day, now = _moment(clock or datetime.now(UTC), settings, today)
    return Project(root=root, settings=settings, ledger=ledger, today=day, now=now)


def _moment(clock: datetime, settings: Settings, today: date | None) -> tuple[date, datetime]:
    here = clock.astimezone(settings.publisher.zone)
    day = today or here.date()
    return day, clock if day == here.date() else datetime.combine(day, here.timetz()).astimezone(UTC)
