"""One bad day of one host is one incident."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from reviewdue.availability import Availability
from reviewdue.incidents import Doubt, Incident, incidents_among
from reviewdue.outages import outages
from reviewdue.reports import report_check
from tests.checks import GUIDELINE, check_on, closed_port, held, may_look_at, register
from tests.loopback import Reply, Site, page, serve
from tests.projects import TODAY, Heard, Root

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SILENT = Reply(raw=b"")


def make_doubt(**changes: Any) -> Doubt:
    facts: dict[str, Any] = {
        "host": "www.example.org",
        "availability": Availability.UNREACHABLE,
        "sources": 3,
        "of": 3,
        "since": NOW - timedelta(days=1),
    }
    return Doubt(**(facts | changes))


@pytest.mark.parametrize(
    ("changes", "is_one"),
    [
        ({}, True),
        ({"sources": 2, "of": 2}, False),
        ({"sources": 3, "of": 6}, True),
        ({"sources": 3, "of": 7}, False),
        ({"sources": 300, "of": 5000}, False),
        ({"availability": Availability.NOT_FOUND}, True),
        ({"sources": 1, "of": 9, "since": NOW - timedelta(days=14)}, True),
        ({"sources": 1, "of": 9, "since": NOW - timedelta(days=13)}, False),
        ({"sources": 1, "of": 9, "since": NOW - timedelta(days=14), "availability": Availability.NOT_FOUND}, False),
    ],
)
def test_many_sources_of_a_host_or_a_long_silence_are_an_incident(changes: dict[str, Any], is_one: bool) -> None:
    assert bool(incidents_among([make_doubt(**changes)], NOW)) is is_one


def test_the_incident_with_the_most_sources_comes_first() -> None:
    found = incidents_among([make_doubt(host="a.org"), make_doubt(host="b.org", sources=9, of=9)], NOW)

    assert found[0] == Incident(
        host="b.org", availability=Availability.UNREACHABLE, sources=9, since=NOW - timedelta(days=1)
    )


def host_events(heard: Heard) -> list[tuple[str, str]]:
    return [(event, id) for event, id in heard.events if ".host." in event or ".reference." in event]


def notices(root: Root) -> list[str]:
    with root.open(TODAY) as project, project.ledger.begin() as connection:
        return [" ".join((one.what, one.detail, one.meaning)) for one in outages(connection, project)]


@pytest.fixture
def silenced(root: Root) -> tuple[Root, Site]:  # type: ignore[misc]
    """A root with five sources of a host that went silent after a first good check."""
    with serve() as site:
        may_look_at(root, site)
        site.routes |= {f"/{number}": GUIDELINE for number in range(5)}
        register(root, *(site.url(f"/{number}") for number in range(5)))
        check_on(root, TODAY - timedelta(days=7))
        site.routes |= {f"/{number}": SILENT for number in range(5)}
        yield root, site


def test_a_host_that_goes_silent_is_one_event_one_notice_and_one_row(silenced: tuple[Root, Site]) -> None:
    root, _ = silenced
    heard = Heard()

    tally = check_on(root, watch=heard.watch)

    assert host_events(heard) == [("reviewdue.host.unreachable", "reviewdue.host.127.0.0.1")]
    assert tally.changed == []
    assert [(one.host, one.sources) for one in tally.incidents] == [("127.0.0.1", 5)]
    assert tally.as_dict()["incidents"] == [
        {
            "host": "127.0.0.1",
            "availability": "unreachable",
            "sources": 5,
            "since": tally.incidents[0].since.isoformat(),
        }
    ]
    assert notices(root) == [
        "127.0.0.1 does not answer. 5 sources there could not be checked since 23 November 2026. "
        "Nobody is told that they are gone. They are tried again every day."
    ]
    with root.open() as project:
        assert "| 127.0.0.1 | does not answer | 5 | 23 Nov 2026 |" in report_check(project, tally)


def test_an_incident_is_announced_once_and_so_is_its_end(silenced: tuple[Root, Site]) -> None:
    root, site = silenced
    heard = Heard()
    for ahead in (0, 1):
        check_on(root, TODAY + timedelta(days=ahead), watch=heard.watch)
    site.routes |= {f"/{number}": GUIDELINE for number in range(5)}

    tally = check_on(root, TODAY + timedelta(days=2), watch=heard.watch)

    assert [event for event, _ in host_events(heard)] == ["reviewdue.host.unreachable", "reviewdue.host.available"]
    assert (tally.incidents, tally.changed) == ([], [])
    assert held(root, "ref-0").unreachable_since is None


def test_a_host_that_suddenly_has_lost_everything_is_one_incident(silenced: tuple[Root, Site]) -> None:
    root, site = silenced
    site.routes |= {f"/{number}": page("Page not found") for number in range(5)}
    heard = Heard()

    check_on(root, watch=heard.watch)

    assert [event for event, _ in host_events(heard)] == ["reviewdue.host.not_found"]
    assert notices(root)[0].startswith("127.0.0.1 says that its pages are not there. 5 sources")


def test_a_few_sources_of_a_host_that_is_well_are_their_own_news(silenced: tuple[Root, Site]) -> None:
    root, site = silenced
    site.routes |= {f"/{number}": GUIDELINE for number in range(3)}
    heard = Heard()

    tally = check_on(root, watch=heard.watch)

    assert [event for event, _ in host_events(heard)] == ["reviewdue.reference.unreachable"] * 2
    assert sorted(tally.changed) == ["ref-3", "ref-4"]
    assert notices(root) == []


def test_a_source_that_does_not_answer_for_two_weeks_is_named_even_alone(root: Root, site_down: str) -> None:
    register(root, site_down)
    for ahead in range(-15, 1):
        check_on(root, TODAY + timedelta(days=ahead), network_is_up=lambda: True)

    assert notices(root) == [
        "127.0.0.1 does not answer. 1 source there could not be checked since 8 November 2026. "
        "Nobody is told that they are gone. They are tried again every day."
    ]


@pytest.fixture
def site_down(root: Root) -> str:
    """An address where nobody listens."""
    with serve() as site:
        may_look_at(root, site)
    return closed_port()
