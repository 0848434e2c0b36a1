"""Thousands of rows at once hold what one row at a time would, on either engine."""

from typing import Any

import pytest
import sqlalchemy as sa

from reviewdue.ledger import Ledger
from reviewdue.ledger.bulk import write_plain
from reviewdue.ledger.dialects import among, insert, upsert
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


@pytest.mark.parametrize("texts", [[], ["one"], ["two", "three", "absent", *ODD]])
def test_what_is_among_many_texts_is_what_equals_one_of_them(ledger: Ledger, texts: list[str]) -> None:
    kept = ["one", "two", "three", *ODD]
    with ledger.change() as connection:
        rows = [("", path, "") for path in kept]
        write_plain(connection, upsert(connection, register_file), NAMES, rows, {"unread": False})
        query = sa.select(register_file.c.path)
        found = connection.execute(query.where(among(register_file.c.path, texts))).scalars()
        others = connection.execute(query.where(~among(register_file.c.path, texts))).scalars()

        assert sorted(found) == sorted(set(texts) & set(kept))
        assert sorted(others) == sorted(set(kept) - set(texts))


@pytest.mark.parametrize("more", [(), (register_file.c.unread,)])
def test_many_texts_are_looked_up_in_the_index(sqlite_ledger: Ledger, more: tuple[Any, ...]) -> None:
    query = sa.select(register_file.c.stamp).where(among(register_file.c.path, ["a", "b"]), *more)
    with sqlite_ledger.begin() as connection:
        sql = query.compile(connection.engine)
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", ("[]",)).all()

    assert plan[0][-1].startswith("SEARCH register_file")
