"""The ledger is moved from any engine to any engine, backed up and restored: whole and verified, or not at all."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from reviewdue.errors import ConfigurationError, WorkNotDone
from reviewdue.keeping import back_up, copy_to, restore
from reviewdue.ledger import Ledger, open_ledger
from reviewdue.ledger.auditing import audit
from reviewdue.ledger.copying import CHUNK, copy_ledger
from reviewdue.ledger.schema import metadata, page, run
from reviewdue.ledger.seals import RECORD
from tests.cli.commands import reviewdue
from tests.mailings import remind_on, write_overdue
from tests.projects import TODAY, Root, lifted
from tests.sample_record import NOW, row_of


def rows_of(ledger: Ledger) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, as Python sees it."""
    with ledger.begin() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(sa.select(table).order_by(*table.primary_key))]
            for table in metadata.sorted_tables
        }


@contextmanager
def opened(url: str, folder: Path) -> Iterator[Ledger]:
    with closing(open_ledger(url, folder)) as ledger:
        yield ledger


@pytest.fixture
def lived_in(root: Root) -> Root:
    """A ledger with rows in every table of the record, some of them sealed."""
    write_overdue(root, 3)
    remind_on(root)
    root.scan(TODAY + timedelta(days=1))
    with root.open() as project, project.ledger.change() as connection:
        for table in metadata.sorted_tables:
            if table in RECORD:
                # Numbers that no row has by itself.
                connection.execute(sa.insert(table), [row_of(table, number) for number in (0, 1000)])
    return root


def test_a_copy_holds_every_row_and_its_trail_verifies(lived_in: Root, empty_url: str, tmp_path: Path) -> None:
    target = empty_url.replace("ledger.db", "moved.db")
    with lived_in.open() as project:
        copied = copy_to(project, target)
        before = rows_of(project.ledger)

    with opened(target, tmp_path) as ledger:
        assert rows_of(ledger) == before
        with ledger.begin() as connection:
            found = audit(connection, noted=copied.head.hash)
    assert (found.faults, copied.faults) == ([], 0)
    assert copied.rows == {name: len(rows) for name, rows in before.items() if rows}
    assert copied.rows["reminder"] == 5


def test_work_goes_on_in_the_copy_and_nobody_is_written_to_again(
    lived_in: Root, empty_url: str, tmp_path: Path
) -> None:
    target = empty_url.replace("ledger.db", "moved.db")
    with lived_in.open() as project:
        copy_to(project, target)

    with opened(target, tmp_path) as ledger:
        moved = Root(path=lived_in.path, settings=lived_in.settings, ledger=ledger)
        again = remind_on(moved).sent
        # Rows that the database numbers are numbered on.
        scanned = moved.scan(TODAY + timedelta(days=2))
        with ledger.begin() as connection:
            newest = connection.execute(sa.select(sa.func.max(run.c.number))).scalar_one()

    assert (again, scanned.shortfalls) == (0, [])
    assert newest > 3


def test_a_ledger_that_holds_something_is_not_copied_over(lived_in: Root, tmp_path: Path) -> None:
    target = f"sqlite:///{tmp_path / 'moved.db'}"
    with lived_in.open() as project:
        copy_to(project, target)

        with pytest.raises(WorkNotDone, match=r"holds .* rows of .* already; name an empty one"):
            copy_to(project, target)
        with pytest.raises(ConfigurationError, match="the ledger itself"):
            copy_to(project, project.ledger.engine.url.render_as_string(hide_password=False))


def test_long_tables_are_copied_in_stretches(ledger: Ledger, empty_url: str, tmp_path: Path) -> None:
    count = 2 * CHUNK + 1
    facts = {"today": TODAY, "started_at": NOW, "state": "done", "tally": "{}"}
    with ledger.change() as connection:
        connection.execute(sa.insert(run), [{"number": at, "step": str(at), **facts} for at in range(1, count + 1)])

    with opened(empty_url.replace("ledger.db", "moved.db"), tmp_path) as target:
        copied = copy_ledger(ledger, target)

    assert copied.rows == {"run": count}


def test_what_a_database_cannot_take_is_named_and_nothing_of_the_copy_stays(
    root: Root, postgres_url: str, tmp_path: Path
) -> None:
    root.write("a.md", title="A")
    root.scan()
    with root.open() as project, opened(f"sqlite:///{tmp_path / 'source.db'}", tmp_path) as source:
        copy_ledger(project.ledger, source)
        with source.change() as connection:
            connection.execute(sa.update(page).values(title="A\0B"))
        with project.ledger.change() as connection, lifted(connection):
            for table in reversed(metadata.sorted_tables):
                connection.execute(table.delete())
        if project.ledger.engine.dialect.name == "sqlite":
            assert copy_ledger(source, project.ledger).rows["page"] == 1
            return

        with pytest.raises(WorkNotDone, match="rows of page could not be copied"):
            copy_ledger(source, project.ledger)

        assert not any(rows_of(project.ledger).values())


def test_a_record_that_was_tampered_with_is_kept_with_what_gives_that_away(lived_in: Root, tmp_path: Path) -> None:
    with lived_in.open() as project:
        with project.ledger.change() as connection, lifted(connection):
            connection.execute(
                sa.update(run).where(run.c.sealed.is_not(None)).values(state="x", sealed=run.c.sealed, seal=run.c.seal)
            )
        copied = back_up(project, tmp_path / "kept.db")

    assert copied.faults > 0


def test_a_backup_is_restored_into_an_empty_ledger_of_either_engine(
    lived_in: Root, empty_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "backup.db"
    with lived_in.open() as project:
        back_up(project, file)
        before = rows_of(project.ledger)
    as_written = file.read_bytes()

    with opened(empty_url.replace("ledger.db", "new.db"), tmp_path) as ledger:
        elsewhere = Root(path=lived_in.path, settings=lived_in.settings, ledger=ledger)
        with elsewhere.open() as project:
            restored = restore(project, file)
        after = rows_of(ledger)

    assert after == before
    assert restored.faults == 0
    assert file.read_bytes() == as_written
    assert {one.name for one in tmp_path.glob("*backup*")} == {"backup.db"}


def test_a_backup_is_not_written_over_and_one_that_is_not_there_is_not_restored(lived_in: Root, tmp_path: Path) -> None:
    (tmp_path / "there.db").write_text("something else")
    with lived_in.open() as project:
        with pytest.raises(ConfigurationError, match="is there already"):
            back_up(project, tmp_path / "there.db")
        with pytest.raises(ConfigurationError, match="is no folder"):
            back_up(project, tmp_path / "nowhere" / "backup.db")
        with pytest.raises(ConfigurationError, match="is not there"):
            restore(project, tmp_path / "missing.db")

    assert (tmp_path / "there.db").read_text() == "something else"


def test_the_commands_back_up_copy_and_restore(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "a.md").write_text("---\ntitle: A\n---\nText.\n")
    (tmp_path / "reviewdue.yaml").write_text("publisher: {name: Example Health}\n")
    reviewdue("scan", cwd=tmp_path)

    backup = reviewdue("ledger", "backup", "kept.db", "--format", "json", cwd=tmp_path)
    moved = reviewdue("ledger", "copy", "--to", "sqlite:///moved.db", cwd=tmp_path)
    (tmp_path / "reviewdue.db").unlink()
    restored = reviewdue("ledger", "restore", "kept.db", "--format", "json", cwd=tmp_path)
    audited = reviewdue("audit", "--format", "json", "--head", json.loads(backup.out)["head"]["hash"], cwd=tmp_path)

    assert (backup.status, moved.status, restored.status, audited.status) == (0, 0, 0, 0), restored.err
    assert backup.document == restored.document
    assert backup.document["rows"]["page"] == 1
    assert "Copied: " in moved.out
    assert audited.document["state"] == "intact"
    assert "holds" in reviewdue("ledger", "restore", "kept.db", cwd=tmp_path).err
