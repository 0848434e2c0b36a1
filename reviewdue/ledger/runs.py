"""The runs of each step and the state of each source, as the ledger keeps them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reviewdue.ledger import trail
from reviewdue.ledger.columns import Instant
from reviewdue.ledger.dialects import upsert
from reviewdue.ledger.schema import run, source


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRun:
    """One run of a step; `finished_at` is None for one that is under way or died."""

    step: str
    today: date
    started_at: datetime
    finished_at: datetime | None
    state: str
    tally: dict[str, Any]


def begin_run(connection: Connection, step: str, *, today: date, at: datetime) -> int:
    """Record that a step begins; returns the run's number."""
    values = {"step": step, "today": today, "started_at": at, "state": "running", "tally": "{}"}
    return int(connection.execute(sa.insert(run).values(values).returning(run.c.number)).scalar_one())


def end_run(connection: Connection, number: int, *, state: str, tally: Mapping[str, Any], at: datetime) -> None:
    """Record how a run ended: done, incomplete, offline or failed; what it wrote is sealed with that."""
    values = {"state": state, "tally": json.dumps(tally), "finished_at": at}
    connection.execute(sa.update(run).where(run.c.number == number).values(values))
    trail.seal(connection, "run", f"run {number}", {"state": state}, at=at)


def last_run(connection: Connection, step: str, *, ended: bool = False) -> PastRun | None:
    """The newest run of a step, or of those that have ended."""
    query = sa.select(run).where(run.c.step == step, *([run.c.finished_at.is_not(None)] if ended else []))
    row = connection.execute(query.order_by(run.c.number.desc()).limit(1)).mappings().one_or_none()
    return _past(row) if row else None


def _past(row: sa.RowMapping) -> PastRun:
    facts = {name: row[name] for name in ("step", "today", "started_at", "finished_at", "state")}
    return PastRun(**facts, tally=json.loads(row["tally"]))


def newest_start(connection: Connection) -> datetime | None:
    """The latest instant at which a run is recorded to have begun."""
    return connection.execute(sa.select(sa.func.max(run.c.started_at, type_=Instant))).scalar()


def runs_after(connection: Connection, step: str, number: int) -> list[PastRun]:
    """The runs of a step that began after another run."""
    query = sa.select(run).where(run.c.step == step, run.c.number > number).order_by(run.c.number)
    return [_past(row) for row in connection.execute(query).mappings()]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """How the last look at a source ended. State: ok, failed, empty or fell (far fewer pages than before)."""

    name: str
    state: str
    detail: str
    pages: int
    digest: str
    scanned_at: datetime


def source_states(connection: Connection) -> dict[str, SourceState]:
    """Every source looked at so far, by name."""
    rows = connection.execute(sa.select(source)).mappings()
    return {row["name"]: SourceState(**row) for row in rows}


def record_source(connection: Connection, state: SourceState) -> None:
    """Record how a look at a source ended, over the last one."""
    values = {name: getattr(state, name) for name in SourceState.__dataclass_fields__}
    connection.execute(upsert(connection, source, values))
