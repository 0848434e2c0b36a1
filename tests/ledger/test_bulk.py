"""Thousands of rows at once hold what one row at a time would, on either engine."""

import sqlalchemy as sa

from reviewdue.ledger import Ledger
from reviewdue.ledger.bulk import write_plain
from reviewdue.ledger.dialects import insert, upsert
from reviewdue.ledger.schema import problem, register_double, register_file

NAMES = ("digest", "path", "stamp")
# What has a meaning in an array of PostgreSQL, in JSON, or in the SQL of a driver.
ODD = ("{a,b}", '"', "\\", "NULL", "null", "", " ", "%s %(path)s ? :path", "“é” 👩‍⚕️", "a\nb", "'", "[1]")


def written(ledger: Ledger) -> list[tuple[object, ...]]:
    columns = register_file.c.digest, register_file.c.path, register_file.c.stamp, register_file.c.unread
    with ledger.begin() as connection:
        return [tuple(row) for row in connection.execute(sa.select(*columns).order_by(register_file.c.digest))]


def test_values_arrive_as_they_are_whatever_their_order(ledger: Ledger) -> None:
    rows = [(f"{number:02}", text, text) for number, text in enumerate(ODD)]

    with ledger.change() as connection:
        write_plain(connection, upsert(connection, register_file), NAMES, rows, {"unread": True})

    assert written(ledger) == [(*row, True) for row in rows]


def test_nothing_and_numbers_arrive_too(ledger: Ledger) -> None:
    names = ("line", "path", "source", "code", "message", "hint")
    rows = [(line, f"page-{number}", "pages", "odd", "", "") for number, line in enumerate((None, 0, -1, 70_000))]

    with ledger.change() as connection:
        write_plain(connection, sa.insert(problem), names, rows)
        kept = connection.execute(sa.select(problem.c.line).order_by(problem.c.path)).scalars().all()

    assert kept == [None, 0, -1, 70_000]


def test_what_is_there_already_is_written_over_or_left_as_the_statement_says(ledger: Ledger) -> None:
    doubles = insert(ledger.engine.dialect.name, register_double).on_conflict_do_nothing()
    pairs = [("a", "1"), ("b", "2")]

    with ledger.change() as connection:
        for digest in ("old", "new"):
            write_plain(connection, upsert(connection, register_file), NAMES, [(digest, "a", "")], {"unread": False})
            write_plain(connection, doubles, ("path", "id"), [*pairs, *pairs])
        count = connection.execute(sa.select(sa.func.count()).select_from(register_double)).scalar_one()

    assert written(ledger) == [("new", "a", "", False)]
    assert count == 2


def test_no_rows_ask_nothing(ledger: Ledger) -> None:
    with ledger.begin() as connection:
        write_plain(connection, upsert(connection, register_file), NAMES, [], {"unread": True})

    assert written(ledger) == []
