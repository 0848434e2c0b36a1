"""Checks for tests: sources on a site on loopback, a check as the command makes it, and where a source stands."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from reviewdue.availability import Answer, Failure
from reviewdue.checking import check
from reviewdue.checksettings import Services
from reviewdue.checktally import CheckTally
from reviewdue.ledger import checks
from reviewdue.ledger.checks import Held
from reviewdue.looking import open_look
from reviewdue.services import PAGE, Ask, Look, State, Told, Wanted, silent
from tests.loopback import Site, page, serve
from tests.projects import TODAY, Root

TEXT = "The guideline says what helps, and for whom, and what is not known yet. " * 30
GUIDELINE = page("Guideline", text=TEXT)


def may_look_at(root: Root, site: Site) -> Root:
    """The root, allowed to look at the site, with the site for its DOI resolver, and one page in it."""
    root.configure(checks={"allow_networks": ["127.0.0.0/8"], "timeout": 3, "services": services_at(site)})
    root.write("a.md", title="A", topics=["lumps"])
    return root


def services_at(site: Site, **changes: dict[str, Any]) -> dict[str, Any]:
    """The settings of all services: the DOI system is on the site, and the others are off unless `changes` say."""
    others = {name: {"enabled": False} for name in Services.model_fields}
    return others | {"doi": {"url": site.base}} | changes


def register(root: Root, *urls: str, **entries: dict[str, Any]) -> None:
    """Register and scan: entries with these addresses, called ref-0 and so on, and further ones by id."""
    by_url = [{"id": f"ref-{number}", "title": f"Source {number}", "URL": url} for number, url in enumerate(urls)]
    root.register(*by_url, *({"id": id, "title": id, **entry} for id, entry in entries.items()))
    root.scan()


def check_on(root: Root, day: date = TODAY, *, look: Look | None = None, **options: Any) -> CheckTally:
    """Check on a day, over the network or with another way to look."""
    with root.open(day) as project:
        if look is not None:
            return check(project, look, **options)
        with open_look(project.settings.checks, project) as over_network:
            return check(project, over_network, **options)


def held(root: Root, id: str = "ref-0") -> Held:
    """Where a reference stands in the ledger."""
    with root.open() as project, project.ledger.begin() as connection:
        return checks.held(connection, [id])[id]


def no_network(wanted: Sequence[Wanted], progress: Callable[[int, int | None], None]) -> Iterable[Told]:
    """Every name is unknown, as on a machine without a network."""
    return [told_nothing(one.ask) for one in wanted]


def told_nothing(ask: Ask) -> Told:
    """What comes back for an ask when the name of the host is unknown."""
    answer = Answer(url=ask.about, final_url=ask.about, failure=Failure.DNS)
    if ask.service != PAGE:
        return silent(ask.service, ask.about, "its host name could not be resolved", answer)
    return Told(about=ask.about, service=PAGE, state=State.KNOWN, answer=answer)


def days(count: int, first: date = TODAY) -> list[date]:
    """So many days in a row."""
    return [first + timedelta(days=number) for number in range(count)]


def closed_port() -> str:
    """An address where nobody listens."""
    with serve() as closed:
        return closed.base + "/"


def told_of_page(url: str, came: Answer | None = None, /, **answer: Any) -> Told:
    """What comes back for a page: this answer, or one that is made of these facts."""
    came = came or Answer(**{"url": url, "final_url": url, **answer})
    return Told(about=url, service=PAGE, state=State.KNOWN, answer=came, url=url)
