"""The table of Retraction Watch, fetched once a day into an index beside the ledger and looked up there."""

import io
import json
import os
import sqlite3
import tempfile
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any

from reviewdue.availability import Address, Answer
from reviewdue.notices import Kind, Notice
from reviewdue.services import Access, State, Told, silent
from reviewdue.services.asking import fault_of
from reviewdue.services.retractionwatch import RETRACTION_WATCH, read_rows
from reviewdue.services.service import Unreadable
from reviewdue.wording import day

NAME = RETRACTION_WATCH.name
# Fetches an address into a file, its body decoded.
Save = Callable[[Address, IO[bytes]], Answer]
CHUNK = 1_000
# A table that lost more than a fifth of its rows is a part of it.
LEAST_KEPT = 0.8
WHERE = "https://gitlab.com/crossref/retraction-watch-data"


@dataclass(slots=True, kw_only=True)
class RetractionIndex:
    """Looks publications up by `doi:…` and `pmid:…`; the first question of a day fetches the table if it is new.

    What an index of an earlier day holds still stands when the table cannot be fetched; what it does not hold is
    then silence, because it may have been added since.
    """

    path: Path
    access: Access
    save: Save
    now: datetime
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _tried: bool = False
    _fault: str = ""

    def look_up(self, keys: Sequence[str]) -> list[Told]:
        """What Retraction Watch says of each of these."""
        with self._lock:
            if not self._tried:
                self._tried, self._fault = True, self._refresh()
        if not self.path.exists():
            return [silent(NAME, key, self._fault) for key in keys]
        with closing(_open(self.path)) as index:
            return [self._told(index, key) for key in keys]

    def _told(self, index: sqlite3.Connection, key: str) -> Told:
        rows = index.execute("SELECT facts FROM notice WHERE key = ?", (key,)).fetchall()
        if rows:
            notices = tuple(_from_row(row[0]) for row in rows)
            return Told(about=key, service=NAME, state=State.KNOWN, data=notices, url=WHERE)
        if self._fault:
            return silent(NAME, key, self._fault)
        return Told(about=key, service=NAME, state=State.ABSENT, url=WHERE)

    def _refresh(self) -> str:
        """Fetch the table unless today's is there; returns why that failed, or nothing."""
        known = self._known()
        if known.get("fetched_on") == self.now.date().isoformat():
            return ""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=self.path.parent) as table:
            asked = Address(
                url=self.access.url,
                etag=known.get("etag"),
                last_modified=known.get("last_modified"),
                headers=RETRACTION_WATCH.request((), self.access).headers,
            )
            answer = self.save(asked, table)
            if answer.status == 304 and known:
                self._note(known | {"fetched_on": self.now.date().isoformat()})
                return ""
            fault = fault_of(answer) or self._build(table, answer, known)
        return f"{fault}{self._age(known)}" if fault else ""

    def _age(self, known: dict[str, Any]) -> str:
        return f"; its table of {day(datetime.fromisoformat(known['fetched_on']))} was used" if known else ""

    def _known(self) -> dict[str, Any]:
        if not self.path.exists():
            return {}
        try:
            with closing(_open(self.path)) as index:
                return dict(index.execute("SELECT name, value FROM fact").fetchall())
        except sqlite3.DatabaseError:
            self.path.unlink()  # a file that is no index is made anew
            return {}

    def _note(self, facts: dict[str, Any]) -> None:
        with closing(_open(self.path)) as index, index:
            index.executemany("INSERT OR REPLACE INTO fact VALUES (?, ?)", facts.items())

    def _build(self, table: IO[bytes], answer: Answer, known: dict[str, Any]) -> str | None:
        """Make a new index beside the old one and put it in its place; returns why it was not."""
        table.seek(0)
        handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=".retractions-")
        os.close(handle)
        try:
            with io.TextIOWrapper(table, encoding="utf-8-sig", errors="replace", newline="") as lines:
                count = _fill(Path(name), lines)
            if not count:
                return "sent a table without an entry"
            if count < LEAST_KEPT * int(known.get("rows", 1)):
                return f"sent a table of {count:,} entries where there were {int(known.get('rows', 1)):,}"
            os.replace(name, self.path)
        except Unreadable as error:
            return str(error)
        finally:
            Path(name).unlink(missing_ok=True)
        facts = {"etag": answer.etag, "last_modified": answer.last_modified, "rows": count}
        self._note({**facts, "fetched_on": self.now.date().isoformat()})
        return None


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=60)


def _fill(path: Path, lines: io.TextIOWrapper) -> int:
    """Write the table's notices into a new index, a part at a time; returns how many."""
    count = 0
    with closing(_open(path)) as index, index:
        index.execute("PRAGMA journal_mode=OFF")
        index.execute("CREATE TABLE notice (key TEXT NOT NULL, facts TEXT NOT NULL)")
        index.execute("CREATE TABLE fact (name TEXT PRIMARY KEY, value)")
        rows = read_rows(lines)
        while part := [(key, _to_row(notice)) for key, notice in islice(rows, CHUNK)]:
            index.executemany("INSERT INTO notice VALUES (?, ?)", part)
            count += len(part)
        index.execute("CREATE INDEX notice_key ON notice (key)")
    return count


def _to_row(notice: Notice) -> str:
    facts = {name: value for name in Notice.__dataclass_fields__ if (value := getattr(notice, name))}
    return json.dumps(facts, ensure_ascii=False)


def _from_row(facts: str) -> Notice:
    said = json.loads(facts)
    said |= {name: tuple(value) for name, value in said.items() if isinstance(value, list)}
    return Notice(**(said | {"kind": Kind(said["kind"])}))
