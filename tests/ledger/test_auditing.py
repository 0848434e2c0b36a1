"""The audit finds whatever was changed, taken out or put in by somebody with all rights on the database."""

from typing import Any

import pytest
import sqlalchemy as sa

from reviewdue.ledger import Ledger, trail
from reviewdue.ledger.auditing import Audit, audit
from reviewdue.ledger.schema import pseudonym, reminder, run, source_check
from reviewdue.ledger.schema import trail as trail_table
from reviewdue.ledger.seals import OWN, RECORD, RowDigests
from tests.projects import lifted
from tests.sample_record import NOW, fill, row_of, value_of


@pytest.fixture
def sealed(ledger: Ledger) -> Ledger:
    """A ledger with two rows in every table of the record, sealed by the first of three entries."""
    with ledger.change() as connection:
        fill(connection)
        trail.seal(connection, "run", "run 1", {"state": "done"}, at=NOW)
        trail.append(connection, "noted", "breast/stages", {}, actor="lead", at=NOW)
        trail.append(connection, "noted", "breast/stages", {}, actor="lead", at=NOW)
    return ledger


def tamper(ledger: Ledger, *statements: Any) -> None:
    """Change the database behind the program's back."""
    with ledger.change() as connection, lifted(connection):
        for statement in statements:
            connection.execute(statement)


def audited(ledger: Ledger, **options: Any) -> Audit:
    """What an audit finds."""
    with ledger.begin() as connection:
        return audit(connection, **options)


def codes(found: Audit) -> list[str]:
    """The codes of its faults."""
    return [fault.code for fault in found.faults]


EVERY_COLUMN = [
    (table, column)
    for table in RECORD
    for column in table.c
    if column.name not in OWN and not column.foreign_keys and not column.primary_key
]


@pytest.mark.parametrize(("table", "column"), EVERY_COLUMN, ids=lambda one: str(one.name))
def test_a_changed_value_is_found_and_its_row_named(sealed: Ledger, table: sa.Table, column: sa.Column[Any]) -> None:
    keys = [table.c[key.name] for key in table.primary_key]
    where = sa.and_(*(key == value_of(key, 1) for key in keys))

    tamper(
        sealed,
        sa.update(table).where(where).values({column.name: value_of(column, 4), "sealed": 1, "seal": table.c.seal}),
    )
    found = audited(sealed)

    [fault] = found.faults
    assert (fault.code, fault.entry, fault.table) == ("row_edited", 1, table.name)
    assert fault.row is not None
    assert keys[0].name in fault.row


def test_a_value_taken_out_is_found(sealed: Ledger) -> None:
    tamper(sealed, sa.update(source_check).values(final_url=None, sealed=1, seal=source_check.c.seal))

    assert codes(audited(sealed)) == ["row_edited", "row_edited"]


def test_a_changed_row_that_hides_behind_a_new_digest_is_found(sealed: Ledger) -> None:
    tamper(sealed, sa.update(run).where(run.c.number == 1).values(state="done", sealed=1, seal=run.c.seal))
    reader = RowDigests(run)
    with sealed.begin() as connection:
        rows = connection.execute(sa.select(*reader.columns()).where(run.c.number == 1)).all()
        [digest] = reader.digests(connection, rows)
    tamper(sealed, sa.update(run).where(run.c.number == 1).values(seal=digest, sealed=1))
    [fault] = audited(sealed).faults

    assert (fault.code, fault.entry) == ("rows_differ", 1)


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        (sa.delete(source_check).where(source_check.c.number == 1), "1 rows of source_check instead of 2"),
        (sa.insert(run).values(row_of(run, 9) | {"sealed": 1, "seal": "0"}), None),
        (sa.update(reminder).where(reminder.c.rung == 1).values(state="sent"), "1 rows of reminder instead of 2"),
    ],
    ids=["deleted", "inserted", "unsealed"],
)
def test_a_row_taken_out_or_put_in_is_found(sealed: Ledger, statement: Any, message: str | None) -> None:
    tamper(sealed, statement)
    found = audited(sealed)

    assert codes(found) == ["rows_differ" if message else "row_edited"]
    assert message is None or message in found.faults[0].message


@pytest.mark.parametrize(
    "values",
    [{"facts": '{"state":"failed"}'}, {"kind": "x"}, {"subject": "x"}, {"actor": "x"}, {"at": NOW.replace(year=2020)}],
    ids=lambda one: next(iter(one)),
)
def test_an_edited_entry_is_found(sealed: Ledger, values: dict[str, Any]) -> None:
    tamper(sealed, sa.update(trail_table).where(trail_table.c.number == 2).values(values))

    assert codes(audited(sealed)) == ["entry_edited"]


def test_an_entry_taken_out_is_found(sealed: Ledger) -> None:
    tamper(sealed, sa.delete(trail_table).where(trail_table.c.number == 2))
    found = audited(sealed)

    assert codes(found) == ["entry_missing", "chain_broken"]
    assert found.faults[0].entry == 2


def test_a_trail_cut_short_is_found_with_its_rows_or_with_a_head_noted_elsewhere(sealed: Ledger) -> None:
    head = audited(sealed).head
    tamper(sealed, sa.delete(trail_table).where(trail_table.c.number > 1))
    without, with_head = audited(sealed), audited(sealed, noted=head.hash)
    tamper(sealed, sa.delete(trail_table))
    nothing_left = audited(sealed)

    assert codes(without) == []
    assert codes(with_head) == ["head_missing"]
    assert codes(nothing_left) == ["entry_missing"]


def test_a_trail_written_anew_does_not_hold_the_head_that_was_noted(sealed: Ledger) -> None:
    noted = audited(sealed).head.hash
    tamper(
        sealed,
        sa.delete(trail_table),
        *(sa.update(table).values(sealed=None, seal=None) for table in RECORD),
        sa.text("DELETE FROM trail_moved"),
    )
    with sealed.change() as connection:
        trail.seal(connection, "run", "run 1", {"state": "done"}, at=NOW)

    assert codes(audited(sealed)) == []
    assert codes(audited(sealed, noted=noted)) == ["head_missing"]


def test_a_head_noted_earlier_is_found_while_the_trail_goes_on(sealed: Ledger) -> None:
    noted = audited(sealed).head.hash
    with sealed.change() as connection:
        trail.append(connection, "noted", "x", {}, actor="lead", at=NOW)

    assert codes(audited(sealed, noted=noted)) == []
    assert codes(audited(sealed, since=3, noted=noted)) == []
    assert codes(audited(sealed, since=4, noted=noted)) == ["head_missing"]


def test_an_audit_can_begin_where_the_last_one_ended(sealed: Ledger) -> None:
    with sealed.change() as connection:
        connection.execute(sa.insert(run), [row_of(run, 20)])
        trail.seal(connection, "run", "run 20", {}, at=NOW)

    found = audited(sealed, since=3)

    assert (found.entries, found.rows, codes(found)) == (1, 1, [])
    assert codes(audited(sealed, since=9)) == ["entry_missing"]


def test_another_name_behind_a_pseudonym_is_found(sealed: Ledger) -> None:
    tamper(sealed, sa.update(pseudonym).where(pseudonym.c.text == "lead").values(text="somebody else"))

    assert codes(audited(sealed)) == ["pseudonym_edited"]


def test_very_many_faults_are_counted_and_the_first_of_them_listed(
    sealed: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reviewdue.ledger.auditing.MOST_FAULTS", 1)
    tamper(sealed, sa.update(source_check).values(elapsed_ms=99, sealed=1, seal=source_check.c.seal))
    found = audited(sealed)

    assert (len(found.faults), found.more_faults) == (1, 1)
