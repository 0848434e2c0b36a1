"""When the answers about a source became others, and what was seen then."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.engine import Connection

from reviewdue.ledger import checks
from reviewdue.ledger.checks import CheckRecord

# Older ones are in the evidence pack and in the ledger.
MOST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTurn:
    """A check at which an answer was another one than before: the three answers from then on, and what was seen.

    `turned` names the axes whose answer changed; at the first check, all three.
    """

    at: datetime
    availability: str
    currency: str
    integrity: str
    turned: tuple[str, ...]
    seen: tuple[str, ...] = ()


AXES = ("availability", "currency", "integrity")


def turns_of(connection: Connection, reference_id: str) -> Sequence[SourceTurn]:
    """The newest turns of a source, the newest first."""
    found = list(_turns(checks.answers_over_time(connection, reference_id)))[-MOST:]
    evidence = checks.checks_by_number(connection, [number for number, _ in found])
    return tuple(_with_evidence(turn, evidence.get(number)) for number, turn in reversed(found))


def _turns(rows: Sequence[checks.AnswersThen]) -> Iterator[tuple[int, SourceTurn]]:
    before: dict[str, str] = {}
    for row in rows:
        gone = "not_found" if row.confirmed else "suspected"
        shown = gone if row.availability == "not_found" else row.availability
        now = {"availability": shown, "currency": row.currency, "integrity": row.integrity}
        if turned := tuple(axis for axis in AXES if now[axis] != before.get(axis)):
            yield (
                row.number,
                SourceTurn(
                    at=row.at, availability=shown, currency=row.currency, integrity=row.integrity, turned=turned
                ),
            )
        before = now


def _with_evidence(turn: SourceTurn, check: CheckRecord | None) -> SourceTurn:
    seen = tuple(one["observed"] for one in check.evidence if one["axis"] in turn.turned) if check else ()
    return replace(turn, seen=tuple(dict.fromkeys(seen)))
