"""What every screen stands on: the project as it is now, its templates, and the overview that all screens share."""

import secrets
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from jinja2.sandbox import SandboxedEnvironment
from sqlalchemy.engine import Connection

from reviewdue.errors import WorkNotDone
from reviewdue.keys import load_keys
from reviewdue.ledger import Ledger
from reviewdue.ledger.listing import Day
from reviewdue.ledger.moments import open_moments
from reviewdue.links import Signer
from reviewdue.live.addresses import live_name
from reviewdue.live.errands import Errands
from reviewdue.live.kept import Values
from reviewdue.live.recent import Acts, Recents
from reviewdue.overviews import show_overview, show_people
from reviewdue.projects import Project, project_now
from reviewdue.rendering import build_environment
from reviewdue.settings import Settings
from reviewdue.views import Overview, PersonView

if TYPE_CHECKING:
    from reviewdue.live.sessions import Session

# What depends on the time of day, such as a run that is late, is looked at again after so many seconds.
FRESH = 300


def utc_now() -> datetime:
    """The time."""
    return datetime.now(UTC)


@dataclass
class Desk:
    """One governed project, open for as long as the application runs; as of `today` where a day is given."""

    root: Path
    settings: Settings
    ledger: Ledger
    today: date | None = None
    clock: Callable[[], datetime] = utc_now
    acts: Acts = field(default_factory=Acts)
    recents: Recents = field(init=False)
    environment: SandboxedEnvironment = field(init=False)
    _kept: Values = field(init=False, default_factory=Values)
    _moment: Callable[[], object] = field(init=False)
    # What is done after an answer: how long it takes is not to be seen, not even from the next answer.
    errands: Errands = field(init=False, default_factory=Errands)

    def __post_init__(self) -> None:
        self.recents = Recents(self.acts)
        self._moment = open_moments(self.ledger.engine)
        self.environment = build_environment(self.root, self.settings.publisher.zone)
        # The published dashboard is folders and needs names for them; here an id is a part of an address.
        self.environment.filters["slug"] = live_name

    def project(self) -> Project:
        """The project as of this moment."""
        return project_now(self.root, self.settings, self.ledger, self.today, clock=self.clock())

    @cached_property
    def signer(self) -> Signer:
        """What signs the links in mail and the forms behind them. Raises WorkNotDone."""
        return Signer(load_keys(self.root, self.settings))

    @cached_property
    def form_key(self) -> bytes:
        """What the tokens of forms are made with: the key that signs, or where none can be kept one for this run."""
        try:
            return self.signer.keys[-1].encode()
        except WorkNotDone:
            return secrets.token_bytes(32)

    @property
    def base(self) -> str:
        """The path below which the world sees the pages: empty, or what a web server in front takes off."""
        return urlsplit(self.settings.serve.url or "").path.rstrip("/")

    def render(self, template: str, **values: Any) -> str:
        """A page for somebody who sees nothing of the dashboard."""
        always = {"publisher": self.settings.publisher.name, "base": self.base}
        return self.environment.get_template(template).render(always | values)

    @contextmanager
    def look(self, session: "Session | None" = None) -> Iterator["View"]:
        """One moment of the ledger, for one screen that somebody sees."""
        mark = self.mark()
        project = self.project()
        with self.ledger.begin() as connection:
            # Whom mail can reach is worked out from everybody, once a day.
            day = self._kept.get("day", project.today, lambda: project.day)
            yield View(self, project, day, connection, mark, session)

    def mark(self) -> tuple[object, ...]:
        """Something that differs once anything was recorded, or the day or a few minutes went by.

        Taken before a look, so that nothing is called newer than it is.
        """
        now = self.clock()
        return (
            self._moment(),
            self.today or now.astimezone(self.settings.publisher.zone).date(),
            now.timestamp() // FRESH,
        )

    def screen_mark(self) -> tuple[object, ...]:
        """Something that differs once a screen may look another way: also when a figure on it has caught up."""
        return (self.mark(), self.recents.made)

    def keep(self, name: Hashable, mark: object, make: Callable[[], Any]) -> Any:
        """What was made before, or made anew when the mark is another one."""
        return self._kept.get(name, mark, make)

    def look_up(self, name: Hashable, mark: object) -> Any:
        """What was made before; None where nothing was, or the mark is another one."""
        return self._kept.look_up(name, mark)

    def close(self) -> None:
        """End what is still to be done, and give the ledger back."""
        self.errands.close()
        self.ledger.close()


@dataclass(frozen=True, slots=True)
class View:
    """What one screen is made from."""

    desk: Desk
    project: Project
    day: Day
    connection: Connection
    mark: object
    session: "Session | None" = None

    @property
    def overview(self) -> Overview:
        """The overview of this moment, or of a few seconds ago; see `recent`."""
        return self.look_over()

    def look_over(self, **how: Any) -> Overview:
        """The overview, as recent as it is asked to be."""

        def show() -> Overview:
            shown = show_overview(self.connection, self.project)
            self.desk.recents.size = shown.pages.total + shown.sources.total
            return shown

        overview: Overview = self.recent("overview", show, **how)
        return overview

    def everyone(self, share: float = 1) -> list[PersonView]:
        """Everyone who owns or reviews pages, and how many; as recent as the overview."""

        # Their pages are lists of their own.
        def show() -> list[PersonView]:
            return [replace(one, pages=()) for one in show_people(self.connection, self.project)]

        shown: list[PersonView] = self.recent("people", show, share=share)
        return shown

    def recent(self, name: Hashable, make: Callable[[], Any], **how: Any) -> Any:
        """Figures over everything, as recent as `Recents` says."""
        return self.desk.recents.get(name, self.mark, make, **how)

    def kept(self, name: Hashable) -> Any:
        """What was made before in the same state of the ledger; None where nothing was."""
        return self.desk.look_up(name, self.mark)

    def keep(self, name: Hashable, make: Callable[[], Any]) -> Any:
        """What was made before in the same state of the ledger, or is made now."""
        return self.desk.keep(name, self.mark, make)

    def render(self, template: str, path: str, **values: Any) -> str:
        """A template with what every screen shares; `path` is the screen's own address without its first slash."""
        # What every screen shows of it is a few figures in passing.
        shared = {
            "overview": self.look_over(passing=True),
            "today": self.project.today,
            "root": "/",
            "path": path,
            "live": True,
        }
        shared["session"] = self.session
        return self.desk.environment.get_template(template).render(shared, **values)
