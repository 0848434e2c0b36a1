"""Rows that go to the ledger in one statement arrive as they were given, on either engine."""

from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from reviewdue.availability import Availability
from reviewdue.ledger import Ledger
from reviewdue.ledger.bulk import update_rows, write_rows
from reviewdue.ledger.schema import reference, source_check

AT = datetime(2026, 11, 2, 10, 30, 15, 123456, tzinfo=UTC)
ODD = 'a "quoted" \\ back\\slash, {"json": ["null"]}, ’ß漢🙂\nline'


def make_reference(id: str, **changes: Any) -> dict[str, Any]:
    answers = {"availability": "unchecked", "currency": "unknown", "integrity": "unknown"}
    row = {"id": id, "csl": "{}", "title": id, "registered": True, "confirmed": False, "failures": 0, **answers}
    return row | changes


def test_rows_arrive_with_every_kind_of_value(ledger: Ledger) -> None:
    rows = [
        make_reference(
            "a", title=ODD, availability=Availability.AVAILABLE, next_check_at=AT, updated_on=date(2026, 1, 2)
        ),
        make_reference("b", confirmed=True, failures=3, next_check_at=None, updated_on=None),
    ]
    with ledger.change() as connection:
        write_rows(connection, sa.insert(reference), [dict(row) for row in rows])

    with ledger.begin() as connection:
        found = connection.execute(sa.select(reference).order_by(reference.c.id)).mappings().all()
    assert [{name: one[name] for name in row} for one, row in zip(found, rows, strict=True)] == rows


def test_rows_are_changed_by_their_ids_and_no_others(ledger: Ledger) -> None:
    with ledger.change() as connection:
        write_rows(connection, sa.insert(reference), [make_reference(id) for id in "abc"])

    with ledger.change() as connection:
        changes: list[dict[str, Any]] = [
            {"reason": ODD, "checked_at": AT, "confirmed": True},
            {"reason": None, "checked_at": None, "confirmed": False},
        ]
        update_rows(connection, reference, [{"id": id, **one} for id, one in zip("ac", changes, strict=True)])

    columns = (reference.c.id, reference.c.reason, reference.c.checked_at, reference.c.confirmed)
    with ledger.begin() as connection:
        found = connection.execute(sa.select(*columns).order_by(reference.c.id)).all()
    assert [tuple(row) for row in found] == [("a", ODD, AT, True), ("b", None, None, False), ("c", None, None, False)]


def test_rows_without_a_number_are_numbered_in_their_order(ledger: Ledger) -> None:
    answers = {"availability": "available", "currency": "unknown", "integrity": "unknown", "confirmed": True}
    with ledger.change() as connection:
        made = [{"reference_id": f"r{number}", "at": AT, **answers, "evidence": "[]"} for number in range(300)]
        write_rows(connection, sa.insert(source_check), made)

    with ledger.begin() as connection:
        found = connection.execute(sa.select(source_check.c.reference_id).order_by(source_check.c.number)).scalars()
        assert list(found) == [f"r{number}" for number in range(300)]


def test_no_rows_are_no_statement(ledger: Ledger) -> None:
    with ledger.change() as connection:
        write_rows(connection, sa.insert(reference), [])
        update_rows(connection, reference, [])

    with ledger.begin() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(reference)).scalar_one() == 0
