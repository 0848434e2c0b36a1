"""One state of the ledger is told from another, on both engines, whoever wrote."""

from datetime import UTC, datetime

import sqlalchemy as sa

from reviewdue.ledger import Ledger, runs
from reviewdue.ledger.moments import open_moments
from tests.projects import TODAY

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def write(ledger: Ledger) -> None:
    with ledger.change() as connection:
        runs.begin_run(connection, "scan", today=TODAY, at=NOW)


def test_a_commit_makes_another_moment_and_looking_makes_none(ledger: Ledger) -> None:
    moment = open_moments(ledger.engine)
    first = moment()
    with ledger.begin() as connection:
        connection.execute(sa.text("SELECT count(*) FROM run")).scalar_one()
    looked = moment()
    write(ledger)
    written = moment()

    assert looked == first
    assert written != first
    assert moment() == written


def test_what_is_not_committed_yet_is_of_no_moment_before_it_is(ledger: Ledger) -> None:
    moment = open_moments(ledger.engine)
    with ledger.change() as connection:
        runs.begin_run(connection, "scan", today=TODAY, at=NOW)
        under_way = moment()
    committed = moment()

    assert committed != under_way


def test_every_watcher_sees_the_commits_of_all_others(ledger: Ledger) -> None:
    watchers = [open_moments(ledger.engine) for _ in range(2)]
    before = [moment() for moment in watchers]
    write(ledger)
    after = [moment() for moment in watchers]

    assert all(one != other for one, other in zip(before, after, strict=True))


def test_what_is_written_beside_the_ledger_makes_no_other_moment(ledger: Ledger) -> None:
    moment = open_moments(ledger.engine)
    first = moment()
    with ledger.change() as connection:
        connection.execute(sa.text("SELECT count(*) FROM run")).scalar_one()
    if ledger.engine.dialect.name == "postgresql":
        # As Prefect's own database on the same server does all day.
        elsewhere = sa.create_engine(ledger.engine.url.set(database="postgres"))
        with elsewhere.begin() as connection:
            connection.execute(sa.text("CREATE TEMPORARY TABLE elsewhere AS SELECT 1 AS one"))
        elsewhere.dispose()

    assert moment() == first
