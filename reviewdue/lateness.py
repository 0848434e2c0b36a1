"""Steps that failed, or have not run for longer than their schedule allows, as plain warnings; pure."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, tzinfo

from reviewdue.ledger.runs import PastRun
from reviewdue.views import Notice
from reviewdue.wording import moment

# Scans and checks are due every night, mail on working days: a long weekend with holidays on both ends is no fault.
ALLOWED = {"scan": timedelta(hours=36), "check": timedelta(hours=36), "remind": timedelta(days=5)}
NAMES = {"scan": "The scan", "check": "The check of the sources", "remind": "The mailing of reminders"}
MEANS = {
    "scan": "Pages that were changed since are shown as they were.",
    "check": "What became of sources since is not known.",
    "remind": "Nobody has been reminded since.",
}
# No run takes longer; one that has not ended by then broke off.
LONGEST = timedelta(hours=6)


def is_under_way(run: PastRun, now: datetime) -> bool:
    """Whether a run may well be at work still."""
    return run.finished_at is None and now - run.started_at < LONGEST


def late_runs(last: Mapping[str, PastRun | None], now: datetime, zone: tzinfo) -> Iterator[Notice]:
    """A warning for each step whose newest run failed, broke off, or is too long ago."""
    for step, allowed in ALLOWED.items():
        run = last.get(step)
        if run is None or is_under_way(run, now):
            continue
        when = moment(run.started_at, zone=zone, today=now.astimezone(zone).date())
        if run.finished_at is None or run.state == "failed":
            said = "failed" if run.finished_at else "broke off"
            yield Notice(what=f"{NAMES[step]} {said}.", detail=f"It began {when}.", meaning=MEANS[step])
        elif now - run.started_at > allowed:
            yield Notice(what=f"{NAMES[step]} has not run since {when}.", detail="It is late.", meaning=MEANS[step])
