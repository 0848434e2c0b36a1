"""Whether the ledger can be opened and written, and whether the clock agrees with what it holds."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from reviewdue.doctor.symptoms import Health, Patient, Symptom
from reviewdue.errors import LedgerUnusable
from reviewdue.ledger import Ledger, open_ledger, runs

PART = "ledger"
STEPS = ("scan", "check", "remind", "publish")
# A nightly job that did not run for two days did not run.
LATE = timedelta(days=2)


def examine(patient: Patient) -> Iterator[Symptom]:
    """The ledger opens, takes a change, and no run in it lies in the future."""
    url = patient.settings.ledger.url
    if url.startswith("sqlite:///") and not (patient.root / url.removeprefix("sqlite:///")).exists():
        fix = "reviewdue scan makes it; if there was one, bring it back: a new one knows no reminder that was sent"
        yield Symptom(PART, Health.WARNING, "there is no ledger yet", fix)
        return
    try:
        ledger = open_ledger(url, patient.root)
    except LedgerUnusable as error:
        yield Symptom(
            PART, Health.FAULT, str(error), "start the database, or correct ledger.url; see docs/operating.md"
        )
        return
    try:
        yield from _written(ledger)
        yield from _runs(ledger)
    finally:
        ledger.close()


def _written(ledger: Ledger) -> Iterator[Symptom]:
    engine = ledger.engine.dialect.name
    try:
        with ledger.rehearse() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = version_num"))
    except SQLAlchemyError as error:
        seen = f"the ledger cannot be written: {str(getattr(error, 'orig', error)).splitlines()[0]}"
        yield Symptom(PART, Health.FAULT, seen, "give this user the right to write it, and room on its disk")
    else:
        yield Symptom(PART, Health.OK, f"{engine}, up to date, can be written")


def _runs(ledger: Ledger) -> Iterator[Symptom]:
    now = datetime.now(UTC)
    with ledger.begin() as connection:
        last = {step: runs.last_run(connection, step) for step in STEPS}
        newest = runs.newest_start(connection)
    # Whichever it was: once the clock was put back, later runs are recorded as if they had been earlier.
    if newest is not None and newest > now + timedelta(minutes=5):
        seen = f"a run is recorded at {newest:%Y-%m-%d %H:%M} UTC, which is yet to come"
        yield Symptom(PART, Health.FAULT, seen, "set the clock of this machine, and of all that share the ledger")
    for step, run in last.items():
        if run is not None and run.started_at < now - LATE:
            seen = f"the last {step} was on {run.started_at:%Y-%m-%d}"
            yield Symptom(PART, Health.WARNING, seen, "look whether its schedule runs: docs/operating.md")
