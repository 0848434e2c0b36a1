"""The database and Python come to the same digest, whatever stands in a row."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from reviewdue.ledger import Ledger, trail
from reviewdue.ledger.auditing import audit
from reviewdue.ledger.schema import reminder, run, source_check
from reviewdue.ledger.sealing import name_people, seal_some
from tests.sample_record import NOW, row_of

ODD = {
    "quotes": 'He said "now" and \\"then\\"',
    "controls": "".join(map(chr, range(1, 32))) + "\x7f\x85",
    "line ends": "one\r\ntwo\u2028three\u2029four",
    "far planes": "\U0001f9ec \U0010ffff e\u0301 \u00e9",
    "nothing": "",
    "null": "null",
    "a number": "0012",
    "erased within": "not erased:abc",
    "percent": "100 % (%s) :name {x}",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_odd_texts_verify(ledger: Ledger, text: str) -> None:
    sent = {"error": text, "subject": text, "recipient": f"{text} nurse@example.org"}
    with ledger.change() as connection:
        connection.execute(sa.insert(source_check), [row_of(source_check, 1) | {"evidence": text, "final_url": text}])
        connection.execute(sa.insert(reminder), [row_of(reminder, 1) | sent])
        trail.seal(connection, "run", "run 1", {}, at=NOW)

    with ledger.begin() as connection:
        found = audit(connection)

    assert (found.rows, found.pending, found.faults) == (2, {}, [])


def test_rows_with_gaps_verify(ledger: Ledger) -> None:
    rows = [{name: None if source_check.c[name].nullable else value for name, value in row_of(source_check, 1).items()}]
    with ledger.change() as connection:
        connection.execute(sa.insert(source_check), rows)
        trail.seal(connection, "run", "run 1", {}, at=NOW)

    with ledger.begin() as connection:
        found = audit(connection)

    assert (found.rows, found.pending, found.faults) == (1, {}, [])


@pytest.mark.parametrize("at", [NOW, NOW.replace(microsecond=1), datetime(2099, 12, 31, 23, 59, tzinfo=UTC)], ids=str)
def test_instants_verify_to_the_microsecond(ledger: Ledger, at: datetime) -> None:
    with ledger.change() as connection:
        connection.execute(sa.insert(run), [row_of(run, 1) | {"started_at": at, "finished_at": at}])
        trail.seal(connection, "run", "run 1", {}, at=NOW)
    with ledger.change() as connection:
        connection.execute(sa.insert(run), [row_of(run, 2) | {"started_at": NOW, "finished_at": None}])
        trail.seal(connection, "run", "run 2", {}, at=NOW)

    with ledger.begin() as connection:
        found = audit(connection)

    assert (found.rows, found.pending, found.faults) == (2, {}, [])


def test_who_comes_under_another_name_meanwhile_waits_for_the_next_entry(ledger: Ledger) -> None:
    """A row whose person has no pseudonym yet is never sealed under its name."""
    with ledger.change() as connection:
        connection.execute(sa.insert(reminder), [row_of(reminder, 1)])
        name_people(connection, reminder)
        connection.execute(sa.insert(reminder), [row_of(reminder, 2)])
        sealed = seal_some(connection, reminder, 1, 100)
        waiting = connection.execute(sa.select(reminder.c.rung).where(reminder.c.sealed.is_(None))).scalars().all()

    assert (len(sealed), waiting) == (1, [2])
