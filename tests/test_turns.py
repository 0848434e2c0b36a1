"""The answers about a source over time: each turn once, with what was seen at it, the newest first."""

from datetime import UTC, datetime, timedelta

from reviewdue.ledger import Ledger, checks
from reviewdue.ledger.checks import CheckRecord
from reviewdue.turns import MOST, SourceTurn, turns_of

FIRST = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)
SOUND = {"availability": "available", "currency": "current", "integrity": "clear"}


def make_check(day: int, *, confirmed: bool = False, **changes: str) -> CheckRecord:
    answers = SOUND | changes
    seen = [{"axis": axis, "observed": f"{axis} {value} on day {day}"} for axis, value in answers.items()]
    at = FIRST + timedelta(days=day)
    facts = {"http_status": None, "final_url": None, "elapsed_ms": None, "evidence": seen}
    return CheckRecord(reference_id="book", at=at, confirmed=confirmed, **answers, **facts)  # type: ignore[arg-type]


def turns(ledger: Ledger, *records: CheckRecord) -> list[SourceTurn]:
    with ledger.change() as connection:
        checks.record_checks(connection, records)
    with ledger.begin() as connection:
        return list(turns_of(connection, "book"))


def test_a_check_that_came_to_the_same_is_no_turn(ledger: Ledger) -> None:
    found = turns(
        ledger,
        make_check(0),
        make_check(1),
        make_check(2, availability="not_found"),
        make_check(3, availability="not_found"),
        make_check(4, confirmed=True, availability="not_found"),
        make_check(5, currency="superseded"),
    )

    assert [((turn.at - FIRST).days, turn.availability, turn.turned) for turn in found] == [
        (5, "available", ("availability", "currency")),
        (4, "not_found", ("availability",)),
        (2, "suspected", ("availability",)),
        (0, "available", ("availability", "currency", "integrity")),
    ]
    assert found[0].seen == ("availability available on day 5", "currency superseded on day 5")


def test_only_the_newest_turns_are_shown(ledger: Ledger) -> None:
    records = [make_check(day, currency="updated" if day % 2 else "current") for day in range(MOST + 5)]

    found = turns(ledger, *records)

    assert len(found) == MOST
    assert found[0].at == records[-1].at


def test_a_source_that_nobody_looked_at_has_none(ledger: Ledger) -> None:
    assert turns(ledger) == []
