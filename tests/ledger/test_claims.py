"""What is due a check is taken by one worker at a time, whole hosts by one, and comes back from one that died."""

import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from reviewdue.checking import check
from reviewdue.checkqueue import due_batches
from reviewdue.checksettings import Checks
from reviewdue.checkshards import check_shard
from reviewdue.lanes import LANES, Shard, lane_of
from reviewdue.ledger import claims
from reviewdue.ledger.schema import reference, source_check
from reviewdue.services import Told, Wanted
from reviewdue.services.access import paces_of
from reviewdue.watching import UNWATCHED
from tests.checks import no_network, register, told_of_page
from tests.projects import Heard, Root


def healthy(wanted: Sequence[Wanted], progress: object) -> Iterable[Told]:
    """A network in which every address is there."""
    return [told_of_page(one.ask.about, status=200) for one in wanted]


def write_sources(root: Root, count: int, hosts: int = 7) -> None:
    register(root, *(f"https://host-{number % hosts}.example.org/{number}" for number in range(count)))
    root.scan()


def claim(root: Root, most: int = 500, shard: Shard | None = None, later: timedelta = timedelta()) -> list[str]:
    with root.open() as project, project.ledger.change() as connection:
        return claims.claim_due(connection, project.now, project.now + later, most, shard or Shard())


@given(st.text(min_size=1), st.integers(1, 50))
def test_a_host_belongs_to_exactly_one_shard_whatever_its_capitals(host: str, of: int) -> None:
    mine = [number for number in range(of) if lane_of(host) % of == number]

    assert len(mine) == 1
    assert 0 <= lane_of(host) < LANES
    assert lane_of(host.casefold()) == lane_of(host)


def test_what_is_taken_is_not_taken_again_until_its_time_is_over(root: Root) -> None:
    write_sources(root, 5)

    first, second = claim(root, 3), claim(root)
    dead = claim(root, later=claims.LEASE + timedelta(seconds=1))

    assert (len(first), len(second), len(dead)) == (3, 2, 5)
    assert sorted([*first, *second]) == sorted(dead)


def test_what_was_given_back_is_due_at_once(root: Root) -> None:
    write_sources(root, 3)
    taken = claim(root)
    with root.open() as project, project.ledger.change() as connection:
        claims.release(connection, taken)

    assert claim(root) == taken


def test_what_was_checked_is_free_as_soon_as_that_is_recorded(root: Root) -> None:
    write_sources(root, 3)
    taken = claim(root)
    with root.open() as project:
        check(project, healthy, ids=taken[:2])
    with root.open() as project, project.ledger.begin() as connection:
        columns = (reference.c.id, reference.c.claimed_until.is_(None))
        free = {id for id, is_free in connection.execute(sa.select(*columns)) if is_free}

    assert free == set(taken[:2])


def test_references_of_one_address_are_taken_together(root: Root) -> None:
    register(root, *["https://www.example.org/a"] * 3, "https://www.example.org/b")
    root.scan()

    assert {len(claim(root, 1)), len(claim(root, 1))} == {3, 1}


def test_the_shards_have_everything_between_them_and_no_host_twice(root: Root) -> None:
    write_sources(root, 40, hosts=11)
    parts = [claim(root, shard=Shard(number=number, of=3)) for number in range(3)]
    with root.open() as project, project.ledger.begin() as connection:
        hosts = {id: host for id, host in connection.execute(sa.select(reference.c.id, reference.c.host))}  # noqa: C416

    assert sorted(id for part in parts for id in part) == sorted(hosts)
    owners = [{hosts[id] for id in part} for part in parts]
    assert sum(len(some) for some in owners) == 11
    assert all(owners)


def test_workers_at_once_check_every_reference_once(root: Root) -> None:
    write_sources(root, 60)
    asked: list[str] = []

    def look(wanted: Sequence[Wanted], progress: object) -> Iterable[Told]:
        asked.extend(one.ask.about for one in wanted)
        return healthy(wanted, progress)

    def work(number: int) -> None:
        with root.open() as project:
            check_shard(project, look, UNWATCHED, Shard(number=number % 2, of=2), lambda: True)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with root.open() as project, project.ledger.begin() as connection:
        records = connection.execute(sa.select(source_check.c.reference_id).where(source_check.c.http_status == 200))
        checked = records.scalars().all()
    assert len(asked) == len(set(asked)) == 60
    assert len(checked) == len(set(checked)) == 60


def test_a_check_that_is_shared_out_counts_as_one(root: Root) -> None:
    write_sources(root, 12)
    heard = Heard()

    def spread() -> int:
        for number in range(3):
            with root.open() as project:
                check_shard(project, healthy, UNWATCHED, Shard(number=number, of=3), lambda: True)
        return 3

    with root.open() as project:
        tally = check(project, healthy, heard.watch, spread=spread, with_results=False)
        again = check(project, healthy, spread=lambda: 0, with_results=False)

    assert (tally.checked, tally.not_due, tally.offline, tally.shortfalls) == (12, 0, False, [])
    assert (again.checked, again.not_due) == (0, 12)
    assert ("reviewdue.check.completed", "reviewdue.check") in heard.events


def test_one_shard_without_a_network_makes_the_run_offline_and_its_sources_stay_due(root: Root) -> None:
    write_sources(root, 12)

    def spread() -> int:
        for number, look in enumerate((no_network, healthy)):
            with root.open() as project:
                check_shard(project, look, UNWATCHED, Shard(number=number, of=2))
        return 2

    with root.open() as project:
        tally = check(project, healthy, spread=spread, with_results=False)
        left = sum(map(len, due_batches(project)))

    assert tally.offline
    assert (tally.checked + left, 0 < left < 12) == (12, True)


def test_whoever_leaves_a_batch_gives_it_back(root: Root) -> None:
    write_sources(root, 3)
    with root.open() as project:
        batches = due_batches(project)
        taken = next(batches)
        batches.close()

        assert claim(root) == taken


def test_a_batch_that_fails_is_given_back_and_the_run_ends(root: Root) -> None:
    write_sources(root, 3)

    def broken(wanted: Sequence[Wanted], progress: object) -> Iterable[Told]:
        raise RuntimeError("the disk is full")

    with root.open() as project, pytest.raises(RuntimeError, match="disk is full"):
        check(project, broken)

    assert len(claim(root)) == 3


def test_a_part_that_broke_off_is_told_and_counts_for_nothing(root: Root) -> None:
    write_sources(root, 12)

    def broken(wanted: Sequence[Wanted], progress: object) -> Iterable[Told]:
        raise RuntimeError("killed")

    def spread() -> int:
        for number, look in enumerate((broken, healthy)):
            with root.open() as project, suppress(RuntimeError):
                check_shard(project, look, UNWATCHED, Shard(number=number, of=2), lambda: True)
        return 2

    with root.open() as project:
        tally = check(project, healthy, spread=spread, with_results=False)

    assert tally.shortfalls == ["1 of 2 parts of the check broke off; what they had is due again"]
    assert tally.checked + len(claim(root)) == 12


def test_what_a_killed_run_had_is_said_until_its_time_is_over(root: Root) -> None:
    write_sources(root, 5)
    claim(root, 2)
    with root.open() as project:
        meanwhile = check(project, healthy)
    with root.open() as project, project.ledger.change() as connection:
        later = project.now + claims.LEASE + timedelta(seconds=1)
        left = claims.count_taken(connection, project.now, later)

    assert meanwhile.checked == 3
    assert meanwhile.shortfalls == [
        "2 sources that are due are with another run; if that one was killed, check again after 30 minutes"
    ]
    assert left == 0


def test_services_are_asked_no_faster_by_many_than_by_one() -> None:
    checks = Checks.model_validate({"contact": "web@example.org", "services": {"crossref": {"rate": 8}}})

    alone, each = paces_of(checks), paces_of(checks, sharing=4)

    assert all(each[name].rate * 4 <= alone[name].rate + 1e-9 for name in alone)
    assert each["crossref"].rate == 2
