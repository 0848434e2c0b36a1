"""The audit trail: a chain that one writer at a time adds to, and the rows that it seals."""

import threading
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from reviewdue.ledger import Ledger, trail
from reviewdue.ledger.auditing import audit, pending_rows
from reviewdue.ledger.erasing import erase
from reviewdue.ledger.schema import pseudonym, reminder, source_check, task_event
from reviewdue.ledger.seals import RECORD, RowDigests, canonical
from tests.projects import lifted
from tests.sample_record import NOW, fill, row_of


def seal(ledger: Ledger) -> trail.Entry:
    """Seal all rows that are not sealed yet."""
    with ledger.change() as connection:
        return trail.seal(connection, "run", "run 1", {}, at=NOW)


def test_each_entry_follows_from_the_one_before(ledger: Ledger) -> None:
    with ledger.change() as connection:
        first = trail.append(connection, "noted", "breast/stages", {"b": 1, "a": ["ü", None]}, actor="lead", at=NOW)
        second = trail.append(connection, "noted", "breast/stages", {}, actor="lead", at=NOW)
    with ledger.begin() as connection:
        read = list(trail.entries(connection))
        head = trail.head_of(connection)

    assert read == [first, second]
    assert (first.number, first.previous) == (1, trail.BEGINNING)
    assert second.previous == first.hash == first.worked_out()
    assert head == trail.Head(2, second.hash)


def test_writers_at_the_same_time_make_one_chain(ledger: Ledger) -> None:
    def add(name: str) -> None:
        for number in range(10):
            with ledger.change() as connection:
                trail.append(connection, "noted", name, {"number": number}, actor=name, at=NOW)

    threads = [threading.Thread(target=add, args=(f"writer {number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with ledger.begin() as connection:
        found = audit(connection)

    assert (found.entries, found.head.number, found.faults) == (40, 40, [])


def test_whoever_breaks_off_leaves_no_gap(ledger: Ledger) -> None:
    def break_off() -> None:
        with ledger.change() as connection:
            trail.append(connection, "noted", "x", {}, actor="lead", at=NOW)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()
    seal(ledger)
    with ledger.begin() as connection:
        found = audit(connection)

    assert (found.entries, found.faults) == (1, [])


def test_every_row_of_the_record_is_sealed_once(ledger: Ledger) -> None:
    with ledger.change() as connection:
        fill(connection)
        before = pending_rows(connection)

    entry = seal(ledger)
    again = seal(ledger)
    with ledger.begin() as connection:
        found = audit(connection)

    assert before == {table.name: 2 for table in RECORD}
    assert entry.facts["rows"] == dict(before)
    assert again.facts == {}
    assert (found.rows, found.pending, found.faults) == (2 * len(RECORD), {}, [])


def test_many_rows_take_several_entries(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trail, "MOST_ROWS", 5)
    with ledger.change() as connection:
        fill(connection, 3)

    seal(ledger)
    with ledger.begin() as connection:
        found = audit(connection)

    assert found.entries == -(-3 * len(RECORD) // 5) + (3 * len(RECORD) % 5 == 0)
    assert (found.rows, found.faults) == (3 * len(RECORD), [])


def test_a_row_whose_state_moves_on_is_sealed_anew_and_its_earlier_state_still_counts(ledger: Ledger) -> None:
    with ledger.change() as connection:
        fill(connection)
    seal(ledger)

    with ledger.change() as connection:
        connection.execute(sa.update(reminder).where(reminder.c.rung == 1).values(state="bounced"))
        waiting = pending_rows(connection)
    with ledger.begin() as connection:
        between = audit(connection)
    seal(ledger)
    with ledger.begin() as connection:
        after = audit(connection)

    assert waiting == {"reminder": 1}
    assert between.faults == after.faults == []
    assert after.rows == 2 * len(RECORD) + 1


def test_the_trail_names_nobody(ledger: Ledger) -> None:
    with ledger.change() as connection:
        connection.execute(sa.insert(reminder), [row_of(reminder, 1) | {"recipient": "nurse@example.org"}])
        trail.seal(connection, "run", "run 1", {}, actor="nurse@example.org", at=NOW)
    with ledger.begin() as connection:
        written = str(connection.execute(sa.text("SELECT * FROM trail")).all())

    assert "nurse" not in written


def test_a_person_can_be_erased_and_the_trail_still_verifies(ledger: Ledger) -> None:
    with ledger.change() as connection:
        fill(connection)
        connection.execute(sa.insert(reminder), [row_of(reminder, 7) | {"recipient": "nurse@example.org"}])
        connection.execute(sa.insert(task_event), [row_of(task_event, 7) | {"actor": "nurse@example.org"}])
        trail.seal(connection, "run", "run 1", {}, actor="nurse@example.org", at=NOW)

    with ledger.change() as connection:
        rows = erase(connection, "nurse@example.org", actor="lead", at=NOW + timedelta(days=1))
    with ledger.begin() as connection:
        left = [str(connection.execute(sa.select(table)).all()) for table in (reminder, task_event, pseudonym)]
        found = audit(connection)

    assert rows == 2
    assert "nurse" not in "".join(left)
    assert (found.faults, found.pending) == ([], {})


def test_the_database_itself_refuses_to_rewrite_and_to_delete(ledger: Ledger) -> None:
    with ledger.change() as connection:
        fill(connection)
    seal(ledger)
    rewriting = [
        "UPDATE source_check SET availability = 'available'",
        "UPDATE source_check SET sealed = NULL",
        "UPDATE task_event SET actor = 'somebody else'",
        "UPDATE reminder SET state = 'sent'",
        "UPDATE review_task SET assignee = 'somebody else'",
        "UPDATE trail SET facts = '{}'",
        "UPDATE trail_moved SET digest = ''",
    ]
    deleting = [f"DELETE FROM {table.name}" for table in RECORD if table.name != "review_task"] + ["DELETE FROM trail"]

    with ledger.change() as connection:
        connection.execute(sa.update(reminder).values(state="bounced"))
    for statement in [*rewriting[:3], *rewriting[4:], *deleting]:
        with pytest.raises(sa.exc.DBAPIError, match="the record is not rewritten"), ledger.change() as connection:
            connection.execute(sa.text(statement))
    seal(ledger)
    with (
        pytest.raises(sa.exc.DBAPIError, match="not rewritten: UPDATE of reminder"),
        ledger.change() as connection,
    ):
        connection.execute(sa.text(rewriting[3]))


def test_a_text_that_no_encoding_takes_can_be_sealed(ledger: Ledger) -> None:
    with ledger.change() as connection:
        connection.execute(sa.insert(source_check), [row_of(source_check, 1) | {"evidence": "“é\u2028\U0001f600"}])
    seal(ledger)
    with ledger.change() as connection, lifted(connection):
        connection.execute(sa.text("UPDATE source_check SET evidence = '“é'"))
    with ledger.begin() as connection:
        found = audit(connection)

    assert [fault.code for fault in found.faults] == ["row_edited"]


@given(st.lists(st.none() | st.text() | st.integers() | st.dates() | st.datetimes(), min_size=8, max_size=8))
def test_a_row_is_written_for_its_digest_as_everything_else_is(values: list[Any]) -> None:
    reader = RowDigests(task_event)
    row = values[: len(reader.names)]
    facts = {name: value for name, value in zip(reader.names, row, strict=False) if value is not None}

    assert reader.canonical(row + [None] * (len(reader.names) - len(row))) == canonical(facts)
