"""What the templates of the evidence pack receive: finished values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from reviewdue.evidence.questions import Answer
from reviewdue.ledger.checks import CheckRecord
from reviewdue.ledger.trail import Head
from reviewdue.reviews.records import Review
from reviewdue.views import PageView


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHistory:
    """The checks of one source, the newest first; `left_out` of them are older than those shown."""

    label: str
    checks: tuple[CheckRecord, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordState:
    """What an audit of the whole record found when the pack was made."""

    head: Head
    entries: int
    rows: int
    faults: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """All that is on record of one page. `entries` gives the hash of each entry of the trail that covers a review."""

    publisher: str
    today: date
    made_at: datetime
    page: PageView
    content_hash: str
    interval: str
    longest: str
    answers: tuple[Answer, ...]
    reviews: tuple[Review, ...]
    entries: Mapping[int, str]
    histories: tuple[SourceHistory, ...]
    record: RecordState
